// The inputs of an operation, and which of them each parameter of its SQL means (REQUESTS.md,
// "Names and parameters"). Fields are collected first: parameters as the contract lists them, then
// the body's top-level properties; then every parameter of every statement finds its field, and the
// uses that link/query.h knows of it are noted there.
#include "base/word.h"
#include "link/operation.h"
#include "link/schema_walk.h"

static const char *const source_names[] = {
    [FIELD_PATH] = "path",     [FIELD_QUERY] = "query", [FIELD_HEADER] = "header",
    [FIELD_COOKIE] = "cookie", [FIELD_BODY] = "body",
};

const char *field_parameter(struct arena *arena, const char *name)
{
    char *parameter = arena_copy_string(arena, name);
    for (char *at = parameter; *at; at++)
        if (!byte_is_identifier(*at) || (at == parameter && *at == '$'))
            *at = '_';
    return parameter;
}

// ---- the fields ------------------------------------------------------------------------------------

struct fields {
    struct arena *arena;
    struct operation_link *link;
    const struct map *transient; // the names that the manifest calls so
    bool has_body;               // the operation takes one
    bool is_open;                // properties beyond those declared are accepted
    bool is_list;                // the body is an array of objects
    struct map names;            // parameter → the first field of that name
};

static bool is_declared_transient(const struct fields *fields, const struct field *field)
{
    const struct operation_settings *settings = &fields->link->operation->settings;
    list_each (struct transient_field, transient, &settings->transient)
        if (string_equal(transient.name, field->name) ||
            string_equal(transient.name, field->label) ||
            string_equal(transient.name, field->parameter))
            return true;
    return map_get(fields->transient, field->name) || map_get(fields->transient, field->label) ||
           map_get(fields->transient, field->parameter);
}

static struct field *field_add(struct fields *fields, struct field field)
{
    const char *between = field.is_item ? "[]." : ".";
    field.label =
        arena_format(fields->arena, "%s%s%s", source_names[field.source], between, field.name);
    field.is_transient = is_declared_transient(fields, &field);
    struct field *kept = arena_make(fields->arena, struct field);
    *kept = field;
    list_add(fields->arena, &fields->link->fields, kept);
    return kept;
}

static void add_parameters(struct fields *fields)
{
    static const enum field_source sources[] = {
        [INPUT_PATH] = FIELD_PATH,
        [INPUT_QUERY] = FIELD_QUERY,
        [INPUT_HEADER] = FIELD_HEADER,
        [INPUT_COOKIE] = FIELD_COOKIE,
    };
    list_each (struct input *, input, &fields->link->operation->inputs)
        field_add(fields, (struct field){.source = sources[input->in],
                                         .name = input->name,
                                         .parameter = input->parameter,
                                         .schema = input->schema,
                                         .is_required = input->is_required,
                                         .is_certain = true,
                                         .place = input->place});
}

static void add_body(struct fields *fields)
{
    struct operation_link *link = fields->link;
    const struct body *body = link->operation->body;
    link->is_complete = true;
    if (!body)
        return;
    fields->has_body = true;
    struct value_schema *schema = body->json;
    if (!schema) {
        // A form: what it holds is named by its schema, but lintel does not know it to the end.
        link->is_complete = false;
        list_each (struct media, media, &body->media)
            schema = schema ? schema : media.schema;
    }
    const struct schema_facts *facts = schema_facts_of(fields->arena, schema);
    fields->is_list = schema_is_only(facts, JSON_ARRAY);
    if (fields->is_list)
        facts = schema_facts_of(fields->arena, facts->items);
    fields->is_open = !facts->is_closed && schema_may_be(facts, JSON_OBJECT);
    link->is_complete &= schema != NULL && facts->is_known;
    list_each (struct schema_property, property, &facts->properties)
        field_add(fields,
                  (struct field){.source = FIELD_BODY,
                                 .name = property.name,
                                 .parameter = field_parameter(fields->arena, property.name),
                                 .schema = property.schema,
                                 .is_required = property.is_required && body->is_required,
                                 .is_in_optional =
                                     property.is_required && !body->is_required && !fields->is_list,
                                 .is_certain = property.is_certain,
                                 .is_read_only = property.schema && property.schema->is_read_only,
                                 .is_item = fields->is_list,
                                 .place = property.property->place});
}

// ---- parameters ------------------------------------------------------------------------------------

static bool source_is(const struct field *field, const char *scope)
{
    return !scope || strcmp(source_names[field->source], scope) == 0;
}

// The fields that a name means: a field that clients send goes before one they only read.
static void find_fields(const struct fields *fields, const char *scope, const char *name,
                        struct field **first, struct field **second)
{
    *first = *second = NULL;
    for (int read_only = 0; read_only < 2 && !*first; read_only++)
        for (struct field *field = map_get(&fields->names, name); field && !*second;
             field = field->next_of_name) {
            if (source_is(field, scope) && field->is_read_only == read_only)
                *(*first ? second : first) = field;
        }
}

static void index_names(struct fields *fields)
{
    // From the last to the first, so that the chain of a name is in the contract's order.
    for (uint32_t at = fields->link->fields.count; at > 0; at--) {
        struct field *field = fields->link->fields.items[at - 1];
        if (field->is_item)
            continue;
        field->next_of_name = map_get(&fields->names, field->parameter);
        map_set(fields->arena, &fields->names, field->parameter, field);
    }
}

static bool is_server_scope(const char *scope)
{
    return string_equal(scope, "claims") || string_equal(scope, "cursor") ||
           string_equal(scope, "request");
}

static bool is_request_word(const char *name)
{
    return string_equal(name, "id") || string_equal(name, "ip") || string_equal(name, "time");
}

// What a parameter means; the field's own lists are not touched yet.
static struct parameter_binding binding_make(const struct fields *fields,
                                             const struct statement_link *statement,
                                             const struct parameter *parameter)
{
    struct parameter_binding binding = {
        .statement = statement, .parameter = parameter, .kind = BINDING_NONE};
    const char *scope = parameter->scope, *name = parameter->field;
    if (!parameter->name) {
        binding.reason = "it has no name";
    } else if (!scope && strcmp(parameter->name, "body") == 0) {
        binding.kind = fields->has_body ? BINDING_BODY : BINDING_NONE;
        binding.reason = "the operation takes no body";
    } else if (!scope && strcmp(parameter->name, "claims") == 0) {
        binding.kind = BINDING_SERVER;
    } else if (!scope && is_server_scope(parameter->name)) {
        binding.reason = strcmp(parameter->name, "cursor") == 0
                             ? "a cursor has one value for each column: :cursor.id"
                             : "a request has :request.id, :request.ip and :request.time";
    } else if (scope && is_server_scope(scope)) {
        binding.kind = BINDING_SERVER;
        struct field *cursor, *second;
        find_fields(fields, NULL, "cursor", &cursor, &second);
        if (strcmp(scope, "cursor") == 0 && !cursor) {
            binding.kind = BINDING_NONE;
            binding.reason = "a cursor comes in the query parameter \"cursor\", which the "
                             "operation does not take";
        }
        if (strcmp(scope, "request") == 0 && !is_request_word(name)) {
            binding.kind = BINDING_NONE;
            binding.reason = "a request has :request.id, :request.ip and :request.time";
        }
    } else {
        struct field *first, *second;
        find_fields(fields, scope, name, &first, &second);
        binding.kind = second ? BINDING_AMBIGUOUS : first ? BINDING_FIELD : BINDING_NONE;
        binding.field = first;
        binding.other = second;
    }
    return binding;
}

// ---- uses ------------------------------------------------------------------------------------------

static struct field *find_property(struct fields *fields, const char *name)
{
    list_each (struct field *, field, &fields->link->fields)
        if (field->source == FIELD_BODY && strcmp(field->name, name) == 0)
            return field;
    return NULL;
}

static void note_use(struct fields *fields, struct field *field, struct field_use use)
{
    field->is_bound = true;
    list_add(fields->arena, &field->uses, use);
}

static void note_body_use(struct fields *fields, struct field_use use)
{
    const char *name = use.use->field;
    if (!name) {
        use.is_whole = true;
        list_each (struct field *, field, &fields->link->fields)
            if (field->source == FIELD_BODY && !field->is_undeclared)
                note_use(fields, field, use);
        return;
    }
    struct field *field = find_property(fields, name);
    const struct body *body = fields->link->operation->body;
    if (!field)
        field = field_add(fields,
                          (struct field){.source = FIELD_BODY,
                                         .name = name,
                                         .parameter = field_parameter(fields->arena, name),
                                         .is_certain = true,
                                         .is_item = fields->is_list,
                                         .is_undeclared = true,
                                         .is_excluded = !fields->is_open,
                                         .place = body->json ? body->json->place : body->place});
    note_use(fields, field, use);
}

static void note_uses(struct fields *fields, const struct parameter_binding *binding)
{
    for (uint32_t at = 0; at < binding->statement->parameter_uses.count; at++) {
        const struct parameter_use *use = &binding->statement->parameter_uses.items[at];
        if (use->parameter != binding->parameter->number)
            continue;
        struct field_use noted = {binding->statement, use, binding->parameter, false};
        if (binding->kind == BINDING_BODY)
            note_body_use(fields, noted);
        else if (binding->kind == BINDING_FIELD)
            note_use(fields, binding->field, noted);
    }
}

static void bind_statement(struct fields *fields, const struct statement_link *statement)
{
    list_each (struct parameter *, parameter, &statement->statement->parameters) {
        struct parameter_binding binding = binding_make(fields, statement, parameter);
        if (binding.field)
            binding.field->is_bound = true;
        if (binding.other)
            binding.other->is_bound = true;
        note_uses(fields, &binding);
        list_add(fields->arena, &fields->link->bindings, binding);
    }
}

void operation_link_fields(struct arena *arena, struct operation_link *link,
                           const struct map *transient)
{
    struct fields fields = {.arena = arena, .link = link, .transient = transient};
    add_parameters(&fields);
    add_body(&fields);
    if (!link->query)
        return;
    index_names(&fields);
    list_each (struct statement_link *, statement, &link->statements)
        bind_statement(&fields, statement);
    list_each (struct statement_link *, statement, &link->count_statements)
        bind_statement(&fields, statement);
}

bool operation_takes(const struct operation_link *link, const char *name)
{
    list_each (struct field *, field, &link->fields)
        if (!field->is_undeclared &&
            (string_equal(name, field->name) || string_equal(name, field->label) ||
             string_equal(name, field->parameter)))
            return true;
    return false;
}
