// Paths and their operations.
//
//   path item = { method: operation, parameters: [...], $ref: path item, ... }
//
// Two paths that differ only in the names between { and } are one path: which of two operations
// there answers, nobody can say.
#include "base/nearest.h"
#include "read/contract_part.h"

static const char *const methods[] = {"get",     "put",  "post",  "delete",
                                      "options", "head", "patch", "trace"};

struct input_list {
    LIST_FIELDS(struct input *);
    bool has_unread; // one of the list, which cannot be read
};

// ---- parts of an operation ------------------------------------------------------------------------

static struct input *input_find(const struct input_list *list, const struct map *names,
                                struct arena *scratch, const struct input *input)
{
    if (names)
        return map_get(names, arena_format(scratch, "%d %s", (int)input->in, input->name));
    list_each (struct input *, other, list)
        if (other->in == input->in && strcmp(other->name, input->name) == 0)
            return other;
    return NULL;
}

// Headers that OpenAPI leaves to other parts of the description.
static bool is_ignored(const struct input *input)
{
    return input->in == INPUT_HEADER && (strcasecmp(input->name, "Accept") == 0 ||
                                         strcasecmp(input->name, "Content-Type") == 0 ||
                                         strcasecmp(input->name, "Authorization") == 0);
}

// Those of a list of parameters, each name once in each place of the request.
static struct input_list inputs_read(struct contract_reader *reader,
                                     struct contract_node parameters)
{
    enum { COMPARED_ONE_BY_ONE = 32 };
    struct input_list list = {0};
    if (!contract_expect(reader, parameters.tree, TREE_SEQUENCE, "\"parameters\""))
        return list;
    struct map names = {0}, *known = parameters.tree->count > COMPARED_ONE_BY_ONE ? &names : NULL;
    for (uint32_t i = 0; i < parameters.tree->count; i++) {
        struct tree *item = parameters.tree->items[i];
        struct input *input =
            contract_input(reader, (struct contract_node){item, parameters.document});
        list.has_unread |= !input;
        if (!input || is_ignored(input))
            continue;
        const struct input *first = input_find(&list, known, reader->scratch, input);
        if (first) {
            contract_fault_related(
                reader,
                (struct fault){.kind = FAULT_CONTRACT,
                               .is_certain = true,
                               .place = first == input ? item->place : input->place,
                               .message = arena_format(
                                   reader->arena, "parameter \"%s\" is listed twice", input->name),
                               .related = first->place,
                               .related_label = "the first of them"});
            continue;
        }
        if (known)
            map_set(reader->scratch, &names,
                    arena_format(reader->scratch, "%d %s", (int)input->in, input->name), input);
        list_add(reader->arena, &list, input);
    }
    return list;
}

// The path item's, but for those that the operation writes itself, then the operation's.
static void inputs_join(struct contract_reader *reader, struct operation *operation,
                        const struct input_list *shared, const struct input_list *own)
{
    struct map names = {0};
    bool is_large = (uint64_t)shared->count * own->count > 1024;
    for (uint32_t i = 0; is_large && i < own->count; i++)
        map_set(reader->scratch, &names,
                arena_format(reader->scratch, "%d %s", (int)own->items[i]->in, own->items[i]->name),
                own->items[i]);
    list_each (struct input *, input, shared)
        if (!input_find(own, is_large ? &names : NULL, reader->scratch, input))
            list_add(reader->arena, &operation->inputs, input);
    list_each (struct input *, input, own)
        list_add(reader->arena, &operation->inputs, input);
}

// status = "default" | digit "XX" | three digits, the first from 1 to 5
static bool status_read(const char *text, uint32_t *status)
{
    *status = 0;
    if (strcmp(text, "default") == 0)
        return true;
    if (strlen(text) != 3 || *text < '1' || *text > '5')
        return false;
    *status = (uint32_t)(*text - '0');
    if (strcasecmp(text + 1, "XX") == 0)
        return true;
    if (strspn(text, "0123456789") != 3)
        return false;
    *status = (uint32_t)strtoul(text, NULL, 10);
    return true;
}

static void responses_read(struct contract_reader *reader, struct contract_node responses,
                           struct operation *operation)
{
    if (!responses.tree || !contract_expect(reader, responses.tree, TREE_MAPPING, "\"responses\""))
        return;
    for (uint32_t i = 0; i < responses.tree->count; i++) {
        const struct tree_pair *pair = &responses.tree->pairs[i];
        uint32_t status;
        if (string_starts_with(pair->key->text, "x-"))
            continue;
        if (!status_read(pair->key->text, &status)) {
            contract_fault(reader, pair->key->place, true,
                           "write a number, 2XX for a range, or default",
                           "\"%s\" is no status of a response", pair->key->text);
            continue;
        }
        const struct response *shared =
            contract_response(reader, (struct contract_node){pair->value, responses.document});
        struct response *response = arena_make(reader->arena, struct response);
        if (shared)
            *response = *shared;
        response->status = status;
        response->status_text = pair->key->text;
        response->place = pair->key->place;
        list_add(reader->arena, &operation->responses, response);
    }
}

static void callbacks_count(struct contract_reader *reader, const struct tree *callbacks)
{
    if (contract_expect(reader, callbacks, TREE_MAPPING, "\"callbacks\""))
        reader->contract->callback_count += callbacks->count;
}

static void tags_read(struct contract_reader *reader, const struct tree *tags,
                      struct operation *operation)
{
    if (!contract_expect(reader, tags, TREE_SEQUENCE, "\"tags\""))
        return;
    for (uint32_t i = 0; i < tags->count; i++) {
        const char *tag = contract_text(reader, tags->items[i], "a tag");
        if (tag)
            list_add(reader->arena, &operation->tags, tag);
    }
}

// ---- an operation ---------------------------------------------------------------------------------

// The path with what stands between { and } left out; NULL where the braces do not match.
static const char *path_shape(struct arena *arena, const char *path)
{
    char *shape = arena_copy_string(arena, path), *to = shape;
    bool is_inside = false;
    for (const char *from = path; *from; from++) {
        if (*from == '{' && is_inside)
            return NULL;
        if (*from == '}') {
            if (!is_inside)
                return NULL;
            is_inside = false;
        }
        if (!is_inside)
            *to++ = *from;
        is_inside = is_inside || *from == '{';
    }
    *to = '\0';
    return is_inside ? NULL : shape;
}

// "GET /todos"
static const char *route_name(struct arena *arena, const struct operation *operation)
{
    char *name = arena_format(arena, "%s %s", operation->method, operation->path);
    for (char *at = name; *at != ' '; at++)
        *at = (char)(*at - 'a' + 'A');
    return name;
}

static bool is_second(struct contract_reader *reader, const struct operation *operation)
{
    const char *shape = path_shape(reader->scratch, operation->path);
    const char *route =
        arena_format(reader->scratch, "%s %s", operation->method, shape ? shape : operation->path);
    const struct operation *first = map_get(&reader->routes, route);
    if (!first) {
        map_set(reader->scratch, &reader->routes, route, (void *)operation);
        return false;
    }
    contract_fault_related(
        reader,
        (struct fault){.kind = FAULT_CONTRACT,
                       .is_certain = true,
                       .place = operation->place,
                       .message = arena_format(reader->arena,
                                               "%s is the same route as %s: a request fits both",
                                               route_name(reader->arena, operation), first->path),
                       .help =
                           "names between { and } do not tell paths apart: join the two operations",
                       .related = first->place,
                       .related_label = "the first of them"});
    return true;
}

static void security_read(struct contract_reader *reader, const struct tree *security,
                          struct operation *operation)
{
    struct requirement_list list = {0};
    if (!security) {
        operation->security = reader->security;
        operation->has_security = reader->security_place.file != NULL;
        operation->security_place = reader->security_place;
        return;
    }
    operation->has_security = true;
    operation->security_place = security->place;
    contract_requirements(reader, security, &list);
    operation->security = list;
}

static void operation_read(struct contract_reader *reader, struct tree *path,
                           const struct tree_pair *pair, struct contract_document *document,
                           const struct input_list *shared)
{
    static const char *const keys[] = {"tags",        "summary",    "description", "externalDocs",
                                       "operationId", "parameters", "requestBody", "responses",
                                       "callbacks",   "deprecated", "security",    "servers",
                                       NULL};
    struct contract_node node =
        contract_follow(reader, (struct contract_node){pair->value, document});
    if (!contract_expect(reader, node.tree, TREE_MAPPING, "an operation"))
        return;
    struct operation *operation = arena_make(reader->arena, struct operation);
    operation->contract = reader->contract;
    operation->method = pair->key->text;
    operation->place = pair->key->place;
    operation->path = path->text;
    operation->path_place = path->place;
    const struct tree *id = contract_get(reader, node.tree, "operationId");
    operation->id = contract_text(reader, id, "\"operationId\"");
    if (operation->id)
        operation->id_place = id->place;
    operation->name = operation->id ? operation->id : route_name(reader->arena, operation);
    contract_keys_check(reader, node.tree, "an operation", keys);
    if (is_second(reader, operation))
        return;
    operation->summary =
        contract_text(reader, contract_get(reader, node.tree, "summary"), "\"summary\"");
    operation->description =
        contract_text(reader, contract_get(reader, node.tree, "description"), "\"description\"");
    tags_read(reader, contract_get(reader, node.tree, "tags"), operation);
    operation->is_deprecated = contract_flag(reader, contract_get(reader, node.tree, "deprecated"),
                                             "\"deprecated\"", false);
    struct input_list own = inputs_read(reader, contract_part(reader, node, "parameters"));
    inputs_join(reader, operation, shared, &own);
    operation->has_unread_inputs = shared->has_unread || own.has_unread;
    struct contract_node body = contract_child(reader, node, "requestBody");
    if (body.tree)
        operation->body = contract_body(reader, body);
    operation->has_unread_inputs |=
        !operation->body && contract_get(reader, node.tree, "requestBody");
    struct contract_node responses = contract_part(reader, node, "responses");
    if (!responses.tree && reader->is_3_0)
        contract_fault(reader, operation->place, false, NULL, "%s has no \"responses\"",
                       operation->name);
    responses_read(reader, responses, operation);
    security_read(reader, contract_get(reader, node.tree, "security"), operation);
    operation->has_servers = contract_get(reader, node.tree, "servers") != NULL;
    contract_settings(reader, contract_get(reader, node.tree, "x-lintel"), &operation->settings);
    callbacks_count(reader, contract_get(reader, node.tree, "callbacks"));
    if (reader->contract->operations.count >= reader->limits->operations) {
        if (!reader->has_failed)
            error_set(reader->error, "%s has more than %u operations", reader->document->file->path,
                      reader->limits->operations);
        reader->has_failed = true;
        return;
    }
    list_add(reader->arena, &reader->contract->operations, operation);
}

// ---- a path item ----------------------------------------------------------------------------------

static bool is_method(const char *key)
{
    for (size_t i = 0; i < array_length(methods); i++)
        if (strcmp(methods[i], key) == 0)
            return true;
    return false;
}

static void item_key_check(struct contract_reader *reader, const struct tree *key)
{
    static const char *const keys[] = {"parameters", "servers", "summary", "description", "$ref"};
    const char *nearest = NULL;
    for (size_t i = 0; i < array_length(keys); i++)
        if (strcmp(keys[i], key->text) == 0)
            return;
    if (strcmp(key->text, "x-lintel") == 0)
        contract_fault(reader, key->place, true, "move it into each operation",
                       "\"x-lintel\" stands at operations only");
    if (string_starts_with(key->text, "x-"))
        return;
    for (size_t i = 0; i < array_length(keys); i++)
        nearest = name_nearer(key->text, nearest, keys[i]);
    for (size_t i = 0; i < array_length(methods); i++)
        nearest = name_nearer(key->text, nearest, methods[i]);
    contract_fault(reader, key->place, false, contract_did_you_mean(reader, nearest),
                   "a path has no key \"%s\", and it is no method", key->text);
}

static void item_read(struct contract_reader *reader, struct tree *path, struct contract_node item)
{
    struct input_list shared = inputs_read(reader, contract_part(reader, item, "parameters"));
    uint32_t before = reader->contract->operations.count;
    for (uint32_t i = 0; i < item.tree->count && !reader->has_failed; i++) {
        const struct tree_pair *pair = &item.tree->pairs[i];
        if (!is_method(pair->key->text))
            item_key_check(reader, pair->key);
        else if (!tree_is_null(pair->value))
            operation_read(reader, path, pair, item.document, &shared);
    }
    if (contract_get(reader, item.tree, "servers"))
        for (; before < reader->contract->operations.count; before++)
            reader->contract->operations.items[before]->has_servers = true;
}

void contract_path_item(struct contract_reader *reader, struct tree *path,
                        struct contract_node item)
{
    if (*path->text != '/')
        contract_fault(reader, path->place, true,
                       arena_format(reader->arena, "write \"/%s\"", path->text),
                       "path \"%s\" does not begin with a slash", path->text);
    if (!path_shape(reader->scratch, path->text))
        contract_fault(reader, path->place, true, NULL,
                       "in path \"%s\" the braces around a parameter do not match", path->text);
    if (tree_is_null(item.tree) || !contract_expect(reader, item.tree, TREE_MAPPING, "a path"))
        return;
    item_read(reader, path, item);
    if (!contract_reference_of(item.tree))
        return;
    struct contract_node target = contract_follow(reader, item);
    if (target.tree && contract_expect(reader, target.tree, TREE_MAPPING, "a path"))
        item_read(reader, path, target);
}
