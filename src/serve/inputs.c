// Each input of the endpoint by its place, then what the request has besides, then the body. Faults
// are gathered on the way; a body that is not JSON at all ends it.
#include "base/nearest.h"
#include "base/utf8.h"
#include "base/word.h"
#include "serve/inputs_part.h"

struct input_reader {
    const struct endpoint *endpoint;
    const struct route_match *match;
    struct http_exchange *exchange;
    struct input_maker maker;
    struct arena *arena; // maker.arena
    struct input_pairs query, cookies;
    struct inputs *inputs;
    struct input_faults *faults;
};

// ---- faults ---------------------------------------------------------------------------------------

static const char *lower_case(struct arena *arena, const char *text)
{
    char *copy = arena_copy_string(arena, text);
    for (char *at = copy; *at; at++)
        *at = byte_lower(*at);
    return copy;
}

// "query.limit", "header.x-key"
static const char *input_pointer(struct input_reader *reader, const struct service_input *input)
{
    static const char *const places[] = {
        [FIELD_PATH] = "path",     [FIELD_QUERY] = "query", [FIELD_HEADER] = "header",
        [FIELD_COOKIE] = "cookie", [FIELD_BODY] = "body",
    };
    const struct field *field = input->field;
    if (field->label && field->source != FIELD_HEADER)
        return field->label;
    const char *name =
        field->source == FIELD_HEADER ? lower_case(reader->arena, field->name) : field->name;
    return arena_format(reader->arena, "%s.%s", places[field->source], name);
}

static void fault_input(struct input_reader *reader, const struct service_input *input,
                        const char *detail)
{
    input_fault_add(reader->arena, reader->faults, input_pointer(reader, input), detail);
}

// A name as it was sent, at most so many characters of it.
static const char *name_shown(struct arena *arena, const char *name)
{
    enum { SHOWN_MOST = 64 };
    size_t at = 0, length = strlen(name);
    for (uint32_t characters = 0; at < length && characters < SHOWN_MOST; characters++)
        at += utf8_length(name + at, length - at);
    return at == length ? name : arena_format(arena, "%.*s...", (int)at, name);
}

// ---- parameters -----------------------------------------------------------------------------------

static const struct json_value *value_of_whole(struct input_reader *reader,
                                               const struct service_input *input, const char *text)
{
    const struct value_schema *schema = input->field->schema;
    struct input_text whole = {.text = text, .length = strlen(text)};
    whole.is_header = input->field->source == FIELD_HEADER;
    if (input->input && input->input->is_json)
        return value_of_json(&reader->maker, whole);
    if (schema_wants(schema, JSON_ARRAY))
        return value_of_list(&reader->maker, schema, whole, ',');
    if (schema_wants(schema, JSON_OBJECT))
        return value_of_object(&reader->maker, schema, whole, ',',
                               input->input && input->input->explodes);
    return value_of_text(&reader->maker, schema, whole);
}

static const struct json_value *read_path(struct input_reader *reader,
                                          const struct service_input *input)
{
    for (uint32_t i = 0; i < reader->match->count; i++)
        if (strcmp(reader->match->names[i], input->field->name) == 0)
            return value_of_whole(reader, input, reader->match->values[i]);
    return NULL;
}

static const struct json_value *read_header(struct input_reader *reader,
                                            const struct service_input *input)
{
    if (!reader->exchange)
        return NULL;
    const char *name = input->header ? input->header : input->field->name;
    const char *text = http_header(reader->exchange, name);
    if (!text)
        return NULL;
    const char *joined = http_header_joined(reader->exchange, name);
    if (schema_wants(input->field->schema, JSON_ARRAY)) {
        text = joined;
    } else if (strcmp(text, joined) != 0) {
        reader->maker.fault = "stands more than once";
        return NULL;
    }
    size_t length = strlen(text);
    if (utf8_first_invalid(text, length) != length) {
        reader->maker.fault = "is not UTF-8";
        return NULL;
    }
    return value_of_whole(reader, input, text);
}

static const struct json_value *read_parameter(struct input_reader *reader,
                                               const struct service_input *input)
{
    const struct value_schema *schema = input->field->schema;
    switch (input->field->source) {
    case FIELD_PATH:
        return read_path(reader, input);
    case FIELD_QUERY:
        return value_of_pairs(&reader->maker, input->input, schema, &reader->query, true);
    case FIELD_COOKIE:
        return value_of_pairs(&reader->maker, input->input, schema, &reader->cookies, false);
    case FIELD_HEADER:
        return read_header(reader, input);
    case FIELD_BODY:
        break;
    }
    return NULL;
}

static void set_value(struct input_reader *reader, const struct service_input *input,
                      const struct json_value *value)
{
    const struct value_schema *schema = input->field->schema;
    if (!value)
        value = validate_default(reader->arena, schema);
    reader->inputs->values[input->index] =
        value ? value_normalise(reader->arena, schema, value) : NULL;
}

static void read_parameters(struct input_reader *reader)
{
    for (uint32_t i = 0; i < reader->endpoint->input_count; i++) {
        const struct service_input *input = &reader->endpoint->inputs[i];
        if (input->field->source == FIELD_BODY)
            continue;
        reader->maker.fault = NULL;
        const struct json_value *value = read_parameter(reader, input);
        if (reader->maker.fault) {
            fault_input(reader, input, reader->maker.fault);
            continue;
        }
        if (!value && input->field->is_required)
            fault_input(reader, input, "required");
        if (!value || validate(reader->arena, input->field->schema, value,
                               input_pointer(reader, input), reader->faults))
            set_value(reader, input, value);
    }
}

// ---- what else the query has ----------------------------------------------------------------------

// A key in the query is a scheme's, and no input.
static bool is_credential(const struct endpoint *endpoint, const char *name)
{
    for (uint32_t i = 0; i < endpoint->alternative_count; i++) {
        const struct service_alternative *alternative = &endpoint->alternatives[i];
        for (uint32_t j = 0; j < alternative->scheme_count; j++) {
            const struct security_scheme *scheme = alternative->schemes[j].scheme;
            if (scheme && scheme->kind == SCHEME_API_KEY && string_equal(scheme->in, "query") &&
                string_equal(scheme->parameter, name))
                return true;
        }
    }
    return false;
}

static void fault_undeclared(struct input_reader *reader, const char *name)
{
    const char *nearest = NULL;
    for (uint32_t i = 0; i < reader->endpoint->input_count; i++) {
        const struct field *field = reader->endpoint->inputs[i].field;
        if (field->source == FIELD_QUERY)
            nearest = name_nearer(name, nearest, field->name);
    }
    const char *detail =
        nearest ? arena_format(reader->arena,
                               "not a parameter of this operation; did you mean \"%s\"?", nearest)
                : "not a parameter of this operation";
    input_fault_add(reader->arena, reader->faults,
                    arena_format(reader->arena, "query.%s", name_shown(reader->arena, name)),
                    detail);
}

static void refuse_undeclared(struct input_reader *reader)
{
    for (uint32_t i = 0; i < reader->query.count && !reader->faults->is_cut; i++) {
        const struct input_pair *pair = &reader->query.items[i];
        if (!pair->is_used && !is_credential(reader->endpoint, pair->name))
            fault_undeclared(reader, pair->name);
    }
}

// ---- the body -------------------------------------------------------------------------------------

// The one after ";", trimmed. Advances to the ";" behind it or the end.
static size_t next_piece(const char **at)
{
    *at += strspn(*at, "; \t");
    size_t length = strcspn(*at, ";");
    while (length > 0 && ((*at)[length - 1] == ' ' || (*at)[length - 1] == '\t'))
        length--;
    return length;
}

static bool is_utf8_charset(const char *value, size_t length)
{
    if (length >= 2 && value[0] == '"' && value[length - 1] == '"') {
        value++;
        length -= 2;
    }
    return length == 5 && strncasecmp(value, "utf-8", 5) == 0;
}

// application/json or anything with +json; charset, where it stands, utf-8.
static bool is_json_type(const char *header)
{
    static const char plain[] = "application/json", suffix[] = "+json", charset[] = "charset=";
    const char *at = header;
    size_t length = next_piece(&at), end = strlen(suffix);
    bool is_json = length == strlen(plain) && strncasecmp(at, plain, length) == 0;
    bool has_suffix = length > end && strncasecmp(at + length - end, suffix, end) == 0 &&
                      memchr(at, '/', length - end);
    if (!is_json && !has_suffix)
        return false;
    for (at += strcspn(at, ";"); *at; at += strcspn(at, ";")) {
        length = next_piece(&at);
        size_t before = strlen(charset);
        if (length >= before && strncasecmp(at, charset, before) == 0 &&
            !is_utf8_charset(at + before, length - before))
            return false;
    }
    return true;
}

static bool refuse(struct problem *problem, enum problem_kind kind, const char *detail)
{
    *problem = (struct problem){.kind = kind, .detail = detail};
    return false;
}

// Fills inputs->body where there is one. False where it is no JSON at all.
static bool parse_body(struct input_reader *reader, struct problem *problem)
{
    struct inputs *inputs = reader->inputs;
    const char *type =
        reader->exchange ? http_header(reader->exchange, "Content-Type") : "application/json";
    if (!type || !is_json_type(type))
        return refuse(problem, PROBLEM_NOT_JSON, NULL);
    struct json_fault fault;
    inputs->body = json_value_read(reader->arena, inputs->body_bytes, inputs->body_length, &fault);
    return inputs->body ||
           refuse(problem, PROBLEM_INVALID_JSON,
                  arena_format(reader->arena, "The body is not JSON at line %u, column %u: %s.",
                               fault.line, fault.column, fault.reason));
}

static void body_inputs(struct input_reader *reader)
{
    const struct json_value *body = reader->inputs->body;
    for (uint32_t i = 0; i < reader->endpoint->input_count; i++) {
        const struct service_input *input = &reader->endpoint->inputs[i];
        if (input->field->source == FIELD_BODY && !input->field->is_item)
            set_value(reader, input, body ? json_value_member(body, input->field->name) : NULL);
    }
}

static bool read_body(struct input_reader *reader, struct problem *problem)
{
    const struct endpoint *endpoint = reader->endpoint;
    if (reader->inputs->body_length == 0) {
        if (endpoint->is_body_required)
            input_fault_add(reader->arena, reader->faults, "", "a body is required");
        body_inputs(reader);
        return true;
    }
    if (!endpoint->has_body) {
        input_fault_add(reader->arena, reader->faults, "", "this operation takes no body");
        return true;
    }
    if (!parse_body(reader, problem))
        return false;
    if (validate(reader->arena, endpoint->body_schema, reader->inputs->body, "", reader->faults))
        body_inputs(reader);
    return true;
}

// ---- all of it ------------------------------------------------------------------------------------

bool inputs_read(const struct endpoint *endpoint, const struct route_match *match,
                 struct http_exchange *exchange, const char *query, const char *body,
                 size_t body_length, struct arena *arena, struct inputs *inputs,
                 struct problem *problem)
{
    *inputs = (struct inputs){
        .values = arena_allocate(arena, (endpoint->input_count + 1) * sizeof(struct json_value *)),
        .body_bytes = body_length ? body : NULL,
        .body_length = body_length,
    };
    struct input_reader reader = {
        .endpoint = endpoint,
        .match = match,
        .exchange = exchange,
        .maker = {.arena = arena},
        .arena = arena,
        .inputs = inputs,
        .faults = arena_make(arena, struct input_faults),
    };
    query_read(&reader.maker, query, &reader.query);
    if (reader.maker.fault)
        input_fault_add(arena, reader.faults, "query",
                        arena_format(arena, "a name %s", reader.maker.fault));
    if (exchange)
        cookies_read(&reader.maker, http_header(exchange, "Cookie"), &reader.cookies);
    read_parameters(&reader);
    refuse_undeclared(&reader);
    if (!read_body(&reader, problem))
        return false;
    if (reader.faults->count == 0)
        return true;
    *problem = (struct problem){.kind = PROBLEM_INVALID_INPUT, .faults = reader.faults};
    return false;
}

// Why the contract's default is none that a request could send, or NULL. null is left alone: it is
// how many write that there is no default.
static const char *default_fault(const struct service_input *input, struct arena *arena)
{
    const struct json_value *value = validate_default(arena, input->field->schema);
    struct input_faults faults = {0};
    if (!value || value->kind == JSON_VALUE_NULL ||
        validate(arena, input->field->schema, value, "", &faults) || !faults.count)
        return NULL;
    return arena_format(arena, "its default does not fit its own schema: %s",
                        faults.items[0].detail);
}

bool inputs_prepare(const struct endpoint *endpoint, struct arena *arena,
                    void (*complain)(void *context, const char *line), void *context)
{
    bool is_good = true;
    for (uint32_t i = 0; i < endpoint->input_count; i++) {
        const struct service_input *service_input = &endpoint->inputs[i];
        const struct input *input = service_input->input;
        const char *style = input ? input->style : NULL;
        const char *reason = default_fault(service_input, arena);
        bool is_text = input && !input->is_json && service_input->field->source != FIELD_BODY;
        const struct value_schema *items = schema_items(service_input->field->schema);
        if (is_text && (string_equal(style, "label") || string_equal(style, "matrix")))
            reason = arena_format(arena, "style %s is not served", style);
        else if (is_text && (schema_wants(items, JSON_OBJECT) || schema_wants(items, JSON_ARRAY)))
            reason = "a list of objects or lists has no form outside of a body";
        if (!reason)
            continue;
        is_good = false;
        reason = arena_format(arena, "%s \"%s\" of %s: %s", input ? "parameter" : "property",
                              service_input->field->name, endpoint->name, reason);
        complain(context, place_message(arena, service_input->field->place, reason));
    }
    return is_good;
}
