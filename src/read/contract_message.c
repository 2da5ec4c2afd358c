// What goes over the wire: parameters, bodies, responses, headers. One that several operations
// refer to is read once; operations share it.
#include "base/word.h"
#include "read/contract_part.h"

// What was made of the node before, or NULL.
static void *part_known(struct contract_reader *reader, struct contract_node node)
{
    return node.tree ? address_map_get(&reader->parts, node.tree) : NULL;
}

static void *part_keep(struct contract_reader *reader, struct contract_node node, void *part)
{
    address_map_set(reader->scratch, &reader->parts, node.tree, part);
    return part;
}

// ---- media ----------------------------------------------------------------------------------------

// How much a media type is JSON: application/json before others that are; */* as a last resort.
static int json_rank(const char *type)
{
    size_t length = strcspn(type, "; ");
    static const char plain[] = "application/json", suffix[] = "+json";
    if (length == strlen(plain) && strncasecmp(type, plain, length) == 0)
        return 3;
    size_t suffix_length = strlen(suffix);
    if (length > suffix_length &&
        strncasecmp(type + length - suffix_length, suffix, suffix_length) == 0)
        return 2;
    return string_equal(type, "*/*") || string_equal(type, "application/*");
}

struct media_list {
    LIST_FIELDS(struct media);
};

static struct media_list media_read(struct contract_reader *reader, struct contract_node content,
                                    struct value_schema **json)
{
    static const char *const keys[] = {"schema",      "example",        "examples",
                                       "encoding",    "itemSchema",     "itemEncoding",
                                       "description", "prefixEncoding", NULL};
    struct media_list list = {0};
    int best = 0;
    if (!contract_expect(reader, content.tree, TREE_MAPPING, "\"content\""))
        return list;
    for (uint32_t i = 0; i < content.tree->count; i++) {
        const struct tree_pair *pair = &content.tree->pairs[i];
        struct media media = {.type = pair->key->text, .place = pair->key->place};
        struct contract_node node =
            contract_follow(reader, (struct contract_node){pair->value, content.document});
        if (tree_is_null(node.tree))
            node.tree = NULL;
        if (contract_expect(reader, node.tree, TREE_MAPPING, "a media type")) {
            contract_keys_check(reader, node.tree, "a media type", keys);
            struct contract_node schema = contract_child(reader, node, "schema");
            if (schema.tree)
                media.schema = contract_schema(reader, schema);
        }
        int rank = json_rank(media.type);
        if (rank > best && media.schema) {
            best = rank;
            *json = media.schema;
        }
        list_add(reader->arena, &list, media);
    }
    return list;
}

// The schema of a parameter or header: under `schema`, or of its one media type under `content`.
static struct value_schema *value_schema_of(struct contract_reader *reader,
                                            struct contract_node node, bool *is_json)
{
    struct contract_node schema = contract_child(reader, node, "schema");
    if (schema.tree)
        return contract_schema(reader, schema);
    struct contract_node content = contract_part(reader, node, "content");
    struct value_schema *json = NULL;
    struct media_list media = {0};
    if (content.tree)
        media = media_read(reader, content, &json);
    *is_json = json != NULL;
    return json ? json : media.count ? media.items[0].schema : NULL;
}

// ---- parameters -----------------------------------------------------------------------------------

static const char *const place_names[] = {
    [INPUT_PATH] = "path",
    [INPUT_QUERY] = "query",
    [INPUT_HEADER] = "header",
    [INPUT_COOKIE] = "cookie",
};

// As SQL names it: REQUESTS.md, "Names match exactly". An identifier does not begin with "$".
static const char *sql_name(struct arena *arena, const char *name, bool is_header)
{
    char *copy = arena_copy_string(arena, name);
    for (char *at = copy; *at; at++) {
        if (!byte_is_identifier(*at) || (at == copy && *at == '$'))
            *at = '_';
        else if (is_header)
            *at = byte_lower(*at);
    }
    return copy;
}

static bool input_place_read(struct contract_reader *reader, struct contract_node node,
                             struct input *input, const char *name)
{
    const struct tree *in = contract_get(reader, node.tree, "in");
    const char *text = contract_text(reader, in, "\"in\"");
    if (!text) {
        contract_fault(reader, node.tree->place, true, "write in: path, query, header or cookie",
                       "parameter \"%s\" does not say what it is in", name);
        return false;
    }
    for (size_t i = 0; i < array_length(place_names); i++) {
        if (strcmp(place_names[i], text) == 0) {
            input->in = (enum input_place)i;
            return true;
        }
    }
    bool is_swagger = strcmp(text, "body") == 0 || strcmp(text, "formData") == 0;
    contract_fault(reader, in->place, true,
                   is_swagger ? "in OpenAPI 3 it is the operation's requestBody"
                              : "a parameter is in path, query, header or cookie",
                   "parameter \"%s\" is in \"%s\", which is no place of a request", name, text);
    return false;
}

static void input_style(struct contract_reader *reader, struct contract_node node,
                        struct input *input)
{
    static const char *const styles[] = {"matrix",         "label",         "form",      "simple",
                                         "spaceDelimited", "pipeDelimited", "deepObject"};
    const struct tree *style = contract_get(reader, node.tree, "style");
    input->style = contract_text(reader, style, "\"style\"");
    bool is_known = !input->style;
    for (size_t i = 0; i < array_length(styles); i++)
        is_known = is_known || strcmp(styles[i], input->style) == 0;
    if (!is_known)
        contract_fault(reader, style->place, false, NULL, "\"%s\" is no style of a parameter",
                       input->style);
    bool is_form = input->style ? strcmp(input->style, "form") == 0
                                : input->in == INPUT_QUERY || input->in == INPUT_COOKIE;
    input->explodes =
        contract_flag(reader, contract_get(reader, node.tree, "explode"), "\"explode\"", is_form);
}

struct input *contract_input(struct contract_reader *reader, struct contract_node node)
{
    static const char *const keys[] = {"name",
                                       "in",
                                       "required",
                                       "schema",
                                       "content",
                                       "description",
                                       "deprecated",
                                       "explode",
                                       "allowReserved",
                                       "style",
                                       "example",
                                       "examples",
                                       "allowEmptyValue",
                                       NULL};
    node = contract_follow(reader, node);
    struct input *input = part_known(reader, node);
    if (input)
        return input->name ? input : NULL;
    if (!contract_expect(reader, node.tree, TREE_MAPPING, "a parameter"))
        return NULL;
    input = part_keep(reader, node, arena_make(reader->arena, struct input));
    const struct tree *name = contract_get(reader, node.tree, "name");
    const char *text = contract_text(reader, name, "a parameter's \"name\"");
    if (!text || !*text) {
        contract_fault(reader, node.tree->place, true, NULL, "a parameter has no name");
        return NULL;
    }
    contract_keys_check(reader, node.tree, "a parameter", keys);
    if (!input_place_read(reader, node, input, text))
        return NULL;
    input->name = text;
    input->place = name->place;
    input->parameter = sql_name(reader->arena, text, input->in == INPUT_HEADER);
    input->is_marked_required =
        contract_flag(reader, contract_get(reader, node.tree, "required"), "\"required\"", false);
    input->is_required = input->is_marked_required || input->in == INPUT_PATH;
    input_style(reader, node, input);
    input->schema = value_schema_of(reader, node, &input->is_json);
    return input;
}

// ---- bodies and responses -------------------------------------------------------------------------

struct body *contract_body(struct contract_reader *reader, struct contract_node node)
{
    static const char *const keys[] = {"description", "content", "required", NULL};
    node = contract_follow(reader, node);
    struct body *body = part_known(reader, node);
    if (body || !contract_expect(reader, node.tree, TREE_MAPPING, "a request body"))
        return body;
    body = part_keep(reader, node, arena_make(reader->arena, struct body));
    body->place = node.tree->place;
    contract_keys_check(reader, node.tree, "a request body", keys);
    body->is_required =
        contract_flag(reader, contract_get(reader, node.tree, "required"), "\"required\"", false);
    struct contract_node content = contract_part(reader, node, "content");
    if (!content.tree) {
        contract_fault(reader, node.tree->place, true, NULL, "a request body has no \"content\"");
        return body;
    }
    struct media_list media = media_read(reader, content, &body->json);
    list_each (struct media, item, &media)
        list_add(reader->arena, &body->media, item);
    return body;
}

struct response_header *contract_header(struct contract_reader *reader, struct contract_node node)
{
    static const char *const keys[] = {"description", "required", "deprecated", "schema",
                                       "content",     "style",    "explode",    "example",
                                       "examples",    NULL};
    node = contract_follow(reader, node);
    struct response_header *header = part_known(reader, node);
    if (header || !contract_expect(reader, node.tree, TREE_MAPPING, "a header"))
        return header;
    header = part_keep(reader, node, arena_make(reader->arena, struct response_header));
    contract_keys_check(reader, node.tree, "a header", keys);
    header->schema = value_schema_of(reader, node, &(bool){false});
    return header;
}

static void headers_read(struct contract_reader *reader, struct contract_node headers,
                         struct response *response)
{
    if (!contract_expect(reader, headers.tree, TREE_MAPPING, "\"headers\""))
        return;
    for (uint32_t i = 0; i < headers.tree->count; i++) {
        const struct tree_pair *pair = &headers.tree->pairs[i];
        const struct response_header *header =
            contract_header(reader, (struct contract_node){pair->value, headers.document});
        list_add(reader->arena, &response->headers,
                 (struct response_header){.name = pair->key->text,
                                          .schema = header ? header->schema : NULL,
                                          .place = pair->key->place});
    }
}

struct response *contract_response(struct contract_reader *reader, struct contract_node node)
{
    static const char *const keys[] = {"description", "headers", "content",
                                       "links",       "summary", NULL};
    node = contract_follow(reader, node);
    struct response *response = part_known(reader, node);
    if (response || !contract_expect(reader, node.tree, TREE_MAPPING, "a response"))
        return response;
    response = part_keep(reader, node, arena_make(reader->arena, struct response));
    response->place = node.tree->place;
    contract_keys_check(reader, node.tree, "a response", keys);
    response->description = contract_text(reader, contract_get(reader, node.tree, "description"),
                                          "a response's \"description\"");
    struct contract_node content = contract_part(reader, node, "content");
    if (content.tree) {
        struct media_list media = media_read(reader, content, &response->json);
        list_each (struct media, item, &media)
            list_add(reader->arena, &response->media, item);
    }
    headers_read(reader, contract_part(reader, node, "headers"), response);
    return response;
}
