// One endpoint from one operation: what it takes from a request, its statements with the source of
// each parameter, and who may call it as which role. What stands in the way of serving it is said,
// all of it.
#include "serve/service_part.h"

#include "base/word.h"
#include "link/schema_walk.h"
#include "read/measure.h"

// ---- inputs -----------------------------------------------------------------------------------------

// The fields of link/operation.h begin with the contract's parameters, in its order.
static void inputs_make(struct service_maker *maker, struct endpoint *endpoint)
{
    const struct operation_link *link = endpoint->link;
    const struct operation *operation = endpoint->operation;
    endpoint->inputs = arena_allocate(maker->arena, link->fields.count * sizeof *endpoint->inputs);
    for (uint32_t at = 0; at < link->fields.count; at++) {
        const struct field *field = link->fields.items[at];
        if (field->is_item || field->is_undeclared)
            continue;
        struct service_input *input = &endpoint->inputs[endpoint->input_count];
        input->field = field;
        input->input = at < operation->inputs.count ? operation->inputs.items[at] : NULL;
        input->header = field->source == FIELD_HEADER ? field->name : NULL;
        input->index = endpoint->input_count++;
    }
}

static uint32_t input_of_field(const struct endpoint *endpoint, const struct field *field)
{
    for (uint32_t at = 0; at < endpoint->input_count; at++)
        if (endpoint->inputs[at].field == field)
            return at;
    return UINT32_MAX;
}

static uint32_t input_of_name(const struct endpoint *endpoint, const char *name)
{
    for (uint32_t at = 0; at < endpoint->input_count; at++)
        if (strcmp(endpoint->inputs[at].field->parameter, name) == 0 &&
            endpoint->inputs[at].field->source == FIELD_QUERY)
            return at;
    return UINT32_MAX;
}

// Whether the value can be NULL when it reaches the SQL: it is absent, or null.
static bool may_be_absent(struct service_maker *maker, const struct field *field)
{
    const struct schema_facts *facts = schema_facts_of(maker->design->arena, field->schema);
    bool is_null = facts->may_be_null || facts->types == 0 || facts->types & JSON_NULL;
    return is_null || !(field->is_required || facts->default_value);
}

static void body_make(struct service_maker *maker, struct endpoint *endpoint)
{
    const struct body *body = endpoint->operation->body;
    if (!body)
        return;
    endpoint->has_body = true;
    endpoint->is_body_required = body->is_required;
    list_each (struct media, media, &body->media)
        endpoint->is_body_json = endpoint->is_body_json || strstr(media.type, "json") ||
                                 strcmp(media.type, "*/*") == 0 ||
                                 strcmp(media.type, "application/*") == 0;
    endpoint->body_schema = body->json;
    if (!endpoint->is_body_json)
        service_refuse(maker, body->place,
                       "%s takes a body that is not JSON (%s), which is not read", endpoint->name,
                       body->media.count ? body->media.items[0].type : "no content");
    else if (body->media.count > 1)
        service_note(maker,
                     "%s takes its body as JSON only, not as the other media types it lists.",
                     endpoint->name);
}

// ---- statements -------------------------------------------------------------------------------------

static const struct parameter_binding *binding_find(const struct operation_link *link,
                                                    const struct statement_link *statement,
                                                    const struct parameter *parameter)
{
    for (uint32_t at = 0; at < link->bindings.count; at++)
        if (link->bindings.items[at].statement == statement &&
            link->bindings.items[at].parameter == parameter)
            return &link->bindings.items[at];
    return NULL;
}

// Cursor columns are those that the SQL compares, in the order in which it first names them.
static uint32_t cursor_column(struct service_maker *maker, struct endpoint *endpoint,
                              const char *name)
{
    enum { MOST = 16 };
    for (uint32_t at = 0; at < endpoint->cursor_count; at++)
        if (strcmp(endpoint->cursor_columns[at], name) == 0)
            return at;
    if (!endpoint->cursor_columns)
        endpoint->cursor_columns = arena_allocate(maker->arena, MOST * sizeof(const char *));
    if (endpoint->cursor_count == MOST)
        return UINT32_MAX;
    endpoint->cursor_columns[endpoint->cursor_count] = name;
    return endpoint->cursor_count++;
}

static const char *server_parameter(struct service_maker *maker, struct endpoint *endpoint,
                                    const struct parameter *parameter,
                                    struct service_parameter *made)
{
    const char *scope = parameter->scope, *field = parameter->field;
    if (!scope) { // :claims
        made->source = VALUE_CLAIMS;
    } else if (strcmp(scope, "claims") == 0) {
        made->source = VALUE_CLAIM;
        made->claim = field;
    } else if (strcmp(scope, "cursor") == 0) {
        made->source = VALUE_CURSOR;
        made->may_be_absent = true; // on the first page
        made->input = cursor_column(maker, endpoint, field);
        if (made->input == UINT32_MAX)
            return "a keyset has at most 16 columns";
    } else if (strcmp(field, "id") == 0) {
        made->source = VALUE_REQUEST_ID;
    } else if (strcmp(field, "ip") == 0) {
        made->source = VALUE_REQUEST_IP;
    } else {
        made->source = VALUE_REQUEST_TIME;
    }
    return NULL;
}

// Why nothing fills the parameter, a clause for messages; NULL where something does.
static const char *parameter_make(struct service_maker *maker, struct endpoint *endpoint,
                                  const struct parameter_binding *binding,
                                  struct service_parameter *made)
{
    if (!binding || binding->parameter->is_refused)
        return "it means nothing";
    switch (binding->kind) {
    case BINDING_FIELD:
        made->source = VALUE_INPUT;
        made->input = input_of_field(endpoint, binding->field);
        made->may_be_absent = may_be_absent(maker, binding->field);
        return made->input == UINT32_MAX ? "it is no input that the contract declares" : NULL;
    case BINDING_BODY:
        made->source = VALUE_BODY;
        made->may_be_absent = !endpoint->is_body_required;
        return NULL;
    case BINDING_SERVER:
        return server_parameter(maker, endpoint, binding->parameter, made);
    case BINDING_AMBIGUOUS:
        return "two inputs have that name: write :path, :query, :header or :body before it";
    case BINDING_NONE:
        return binding->reason ? binding->reason : "no input of the operation has that name";
    }
    return "it means nothing";
}

// Absence changes a plan where the value is compared or tested; what is only stored gains nothing
// from a variant. A value that is part of an output keeps its parameter: a constant in its place
// would have another name.
static bool is_varied(const struct statement_link *link, const struct service_parameter *made,
                      int32_t number)
{
    bool matters = false;
    if (!made->may_be_absent || !link->is_understood)
        return false;
    list_each (struct parameter_use, use, &link->parameter_uses) {
        if (use.parameter != number)
            continue;
        if (use.role == ROLE_ANSWERED)
            return false;
        matters = matters || use.role == ROLE_ABSENCE || use.role == ROLE_COMPARED ||
                  use.role == ROLE_SORTED;
    }
    return matters;
}

static bool is_served(const char *command)
{
    static const char *const commands[] = {"SELECT", "INSERT", "UPDATE", "DELETE",
                                           "MERGE",  "VALUES", "WITH"};
    for (size_t at = 0; command && at < array_length(commands); at++)
        if (strcmp(command, commands[at]) == 0)
            return true;
    return false;
}

static void statement_make(struct service_maker *maker, struct endpoint *endpoint,
                           const struct statement_link *link, struct service_statement *made)
{
    enum { VARIED_MOST = 64 };
    const struct named_statement *statement = link->statement;
    made->link = link;
    made->text = statement->text;
    made->index = maker->service->statement_count++;
    if (!statement->command)
        service_refuse(maker, statement->place, "%s: this statement could not be read",
                       endpoint->name);
    else if (!is_served(statement->command))
        service_refuse(maker, statement->place,
                       "%s: %s is not served: an operation runs SELECT, INSERT, UPDATE, DELETE and "
                       "MERGE",
                       endpoint->name, statement->command);
    uint32_t count = 0;
    list_each (struct parameter *, parameter, &statement->parameters)
        if (parameter->number > (int32_t)count)
            count = (uint32_t)parameter->number;
    made->parameter_count = count;
    made->parameters = arena_allocate(maker->arena, count * sizeof *made->parameters);
    bool *filled = arena_allocate(maker->arena, count * sizeof *filled);
    list_each (struct parameter *, parameter, &statement->parameters) {
        if (parameter->number < 1)
            continue;
        struct service_parameter *one = &made->parameters[parameter->number - 1];
        const char *fault =
            parameter_make(maker, endpoint, binding_find(endpoint->link, link, parameter), one);
        filled[parameter->number - 1] = true;
        if (fault)
            service_refuse(
                maker, parameter->places.count ? parameter->places.items[0] : statement->place,
                "%s: nothing fills %s%s: %s", endpoint->name, parameter->name ? ":" : "a bare ",
                parameter->name ? parameter->name : "$ parameter", fault);
        one->is_varied =
            made->varied_count < VARIED_MOST && is_varied(link, one, parameter->number);
        made->varied_count += one->is_varied;
        made->is_custom |= one->may_be_absent && !link->is_understood;
    }
    for (uint32_t at = 0; at < count; at++)
        if (!filled[at])
            service_refuse(maker, statement->place, "%s: nothing fills $%u", endpoint->name,
                           at + 1);
}

static void statements_make(struct service_maker *maker, struct endpoint *endpoint)
{
    const struct operation_link *link = endpoint->link;
    uint32_t count = link->statements.count;
    endpoint->statements = arena_allocate(maker->arena, count * sizeof *endpoint->statements);
    endpoint->statement_count = count;
    endpoint->answering = UINT32_MAX;
    for (uint32_t at = 0; at < count; at++) {
        statement_make(maker, endpoint, link->statements.items[at], &endpoint->statements[at]);
        if (link->statements.items[at] == link->answers)
            endpoint->answering = at;
    }
    if (count == 0)
        service_refuse(maker, link->query->place, "the query %s has no statement", endpoint->name);
    if (link->query->kind == ANSWER_KIND_OTHER)
        service_refuse(maker, link->query->kind_place,
                       "%s is %s, which no answer is made of: write :one, :many, :exec or "
                       ":execrows",
                       endpoint->name, link->query->kind_text);
    if (!link->count)
        return;
    if (link->count_statements.count != 1) {
        service_refuse(maker, link->count->place, "%s has %u statements: a count is one",
                       link->count->name, link->count_statements.count);
        return;
    }
    endpoint->count = arena_make(maker->arena, struct service_statement);
    statement_make(maker, endpoint, link->count_statements.items[0], endpoint->count);
}

// ---- who may call -----------------------------------------------------------------------------------

static void alternatives_make(struct service_maker *maker, struct endpoint *endpoint)
{
    const struct operation_link *link = endpoint->link;
    const struct operation *operation = endpoint->operation;
    endpoint->alternatives =
        arena_allocate(maker->arena, link->callers.count * sizeof *endpoint->alternatives);
    list_each (struct caller, caller, &link->callers) {
        struct service_alternative *made = &endpoint->alternatives[endpoint->alternative_count++];
        struct place place = caller.requirement && caller.requirement->place.file
                                 ? caller.requirement->place
                             : operation->security_place.file ? operation->security_place
                                                              : operation->place;
        made->role = caller.role_name;
        if (!made->role)
            service_refuse(maker, place, "nobody says as which database role %s runs: %s",
                           endpoint->name, caller.reason ? caller.reason : "no role is named");
        if (!caller.requirement)
            continue;
        made->schemes =
            arena_allocate(maker->arena, caller.requirement->schemes.count * sizeof *made->schemes);
        list_each (struct scheme_use, use, &caller.requirement->schemes) {
            if (!use.scheme) {
                service_refuse(maker, use.place,
                               "%s asks for the security scheme \"%s\", which is not declared",
                               endpoint->name, use.name);
                continue;
            }
            // One that cannot be used was refused where it is declared.
            struct service_scheme *scheme = service_scheme_find(maker, use.scheme);
            if (scheme)
                made->schemes[made->scheme_count++] = *scheme;
        }
    }
}

// ---- the endpoint -----------------------------------------------------------------------------------

static const char *method_upper(struct arena *arena, const char *method)
{
    char *upper = arena_copy_string(arena, method);
    for (char *at = upper; *at; at++)
        if (*at >= 'a' && *at <= 'z')
            *at = (char)(*at - 'a' + 'A');
    return upper;
}

static void limits_make(struct service_maker *maker, struct endpoint *endpoint)
{
    const struct operation_settings *settings = &endpoint->operation->settings;
    const struct manifest_text *common = &maker->design->manifest->rate;
    const char *rate = settings->rate ? settings->rate : common->text;
    if (rate && !rate_parse(rate, &endpoint->rate))
        service_refuse(maker, settings->rate ? endpoint->operation->place : common->place,
                       "%s: \"%s\" is no rate: " RATE_HELP, endpoint->name, rate);
    if (!rate)
        service_note(maker, "Operations without a rate (x-lintel, or limits.rate of the manifest) "
                            "may be called as often as anyone likes.");
    endpoint->timeout = maker->service->statement_timeout;
    if (settings->timeout && !duration_parse(settings->timeout, &endpoint->timeout))
        service_refuse(maker, endpoint->operation->place,
                       "%s: \"%s\" is no duration: " DURATION_HELP, endpoint->name,
                       settings->timeout);
}

static const struct security_scheme *scheme_of_name(const struct operation *operation,
                                                    const char *name)
{
    list_each (struct security_scheme *, scheme, &operation->contract->schemes)
        if (strcmp(scheme->name, name) == 0)
            return scheme;
    return NULL;
}

static void issues_make(struct service_maker *maker, struct endpoint *endpoint)
{
    const struct operation_settings *settings = &endpoint->operation->settings;
    if (!settings->issues)
        return;
    const struct security_scheme *scheme = scheme_of_name(endpoint->operation, settings->issues);
    if (!scheme)
        service_refuse(maker, settings->issues_place,
                       "%s issues a token of the security scheme \"%s\", which is not declared",
                       endpoint->name, settings->issues);
    else
        endpoint->issues = service_scheme_find(maker, scheme);
}

struct endpoint *service_endpoint(struct service_maker *maker, struct operation_link *link)
{
    const struct operation *operation = link->operation;
    if (!link->query) {
        service_refuse(maker, operation->place,
                       link->contender ? "several operations have the operationId \"%s\", so none "
                                         "of them can be served"
                       : operation->id ? "no query is named %s, so the operation cannot be served: "
                                         "add \"-- name: ...\" with its SQL"
                                       : "%s has no operationId, so no query can answer it",
                       operation->name);
        return NULL;
    }
    struct endpoint *endpoint = arena_make(maker->arena, struct endpoint);
    endpoint->link = link;
    endpoint->operation = operation;
    endpoint->name = operation->id;
    endpoint->method = method_upper(maker->arena, operation->method);
    endpoint->path =
        arena_format(maker->arena, "%s%s", operation->contract->base_path, operation->path);
    if (operation->has_unread_inputs)
        service_refuse(maker, operation->place,
                       "%s takes inputs that could not be read, so they cannot be checked",
                       endpoint->name);
    if (operation->has_servers)
        service_note(maker, "%s names servers of its own; it is served here all the same.",
                     endpoint->name);
    inputs_make(maker, endpoint);
    body_make(maker, endpoint);
    statements_make(maker, endpoint);
    alternatives_make(maker, endpoint);
    issues_make(maker, endpoint);
    limits_make(maker, endpoint);
    endpoint->limit_input = input_of_name(endpoint, "limit");
    endpoint->offset_input = input_of_name(endpoint, "offset");
    endpoint->page_input = input_of_name(endpoint, "page");
    endpoint->cursor_input = input_of_name(endpoint, "cursor");
    service_answer(maker, endpoint);
    endpoint->execution = service_execution(maker->design, endpoint);
    endpoint->needs_uuid_subject = service_uses_subject(maker, endpoint);
    return endpoint;
}
