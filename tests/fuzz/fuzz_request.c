// Any bytes as a request: "METHOD path?query", headers, an empty line, the body. It goes to the
// to-do's contract, and where that has no such path to one with every style, form and format. What
// is accepted must fit again; what is refused has a reason for each fault, in UTF-8.
#include "../lib/endpoint.h"
#include "base/utf8.h"

int LLVMFuzzerInitialize(int *count, char ***arguments);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char rich[] =
    "openapi: 3.1.0\n"
    "info: {title: t, version: '1'}\n"
    "paths:\n"
    "  /r/{id}:\n"
    "    post:\n"
    "      operationId: everything\n"
    "      parameters:\n"
    "      - {name: id, in: path, required: true, schema: {type: integer, format: int32}}\n"
    "      - {name: tag, in: query, schema: {type: array, maxItems: 5, uniqueItems: true,\n"
    "         items: {type: string, pattern: '^(a|b|ab)*$'}}}\n"
    "      - {name: n, in: query, explode: false, schema: {type: array, items: {type: number,\n"
    "         multipleOf: 0.25}}}\n"
    "      - {name: s, in: query, style: spaceDelimited, explode: false, schema: {type: array}}\n"
    "      - {name: p, in: query, style: pipeDelimited, explode: false, schema: {type: array,\n"
    "         items: {type: boolean}}}\n"
    "      - {name: deep, in: query, style: deepObject, schema: {type: object,\n"
    "         additionalProperties: {type: integer}}}\n"
    "      - {name: flat, in: query, explode: false, schema: {type: object}}\n"
    "      - {name: spread, in: query, schema: {type: object, properties: {low: {type: integer},\n"
    "         high: {type: [integer, string]}}}}\n"
    "      - {name: either, in: query, schema: {oneOf: [{type: integer}, {type: array,\n"
    "         items: {enum: [x, y]}}]}}\n"
    "      - {name: X-List, in: header, schema: {type: array, items: {type: integer}}}\n"
    "      - {name: day, in: cookie, schema: {type: string, format: date, default: '2026-01-01'}}\n"
    "      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}\n"
    "  /m/{a}-{b}.json:\n"
    "    get:\n"
    "      operationId: mixed\n"
    "      parameters:\n"
    "      - {name: a, in: path, required: true, schema: {type: array, items: {type: integer}}}\n"
    "      - {name: b, in: path, required: true, explode: true, schema: {type: object}}\n"
    "components:\n"
    "  schemas:\n"
    "    A:\n"
    "      type: object\n"
    "      additionalProperties: false\n"
    "      required: [kind]\n"
    "      minProperties: 1\n"
    "      maxProperties: 12\n"
    "      properties:\n"
    "        kind: {enum: [tree, list, 1, null, {a: 1}]}\n"
    "        count: {type: integer, minimum: -5, exclusiveMaximum: 1e3, default: 1}\n"
    "        counts: {type: array, items: {type: integer}}\n"
    "        id: {type: string, format: uuid}\n"
    "        at: {type: string, format: date-time}\n"
    "        time: {type: string, format: time}\n"
    "        mail: {type: string, format: email}\n"
    "        uri: {type: string, format: uri}\n"
    "        address: {anyOf: [{type: string, format: ipv4}, {type: string, format: ipv6}]}\n"
    "        bytes: {type: string, format: byte, minLength: 4, maxLength: 100}\n"
    "        slow: {type: string, pattern: '^(x+x+)+y$'}\n"
    "        mine: {type: string, readOnly: true}\n"
    "        tree: {$ref: '#/components/schemas/Tree'}\n"
    "        pet: {oneOf: [{type: object, required: [cat], properties: {kind: {const: cat}}},\n"
    "          {type: object, required: [dog], properties: {kind: {const: dog}}}, {type: "
    "'null'}]}\n"
    "        other: {not: {type: string}, allOf: [{maximum: 10}, {multipleOf: 3}]}\n"
    "    Tree:\n"
    "      oneOf:\n"
    "      - {type: object, required: [left], additionalProperties: false,\n"
    "         properties: {left: {$ref: '#/components/schemas/Tree'}}}\n"
    "      - {type: object, required: [right], additionalProperties: false,\n"
    "         properties: {right: {$ref: '#/components/schemas/Tree'}}}\n"
    "      - {type: integer}\n";

static struct endpoint_set sets[2];

static void demand(bool holds)
{
    if (!holds)
        abort();
}

static void complain(void *context, const char *line)
{
    (void)context;
    fprintf(stderr, "%s\n", line);
    abort();
}

int LLVMFuzzerInitialize(int *count, char ***arguments)
{
    (void)count;
    (void)arguments;
    static struct arena *arena; // for the life of the process
    static char todo[64 * 1024];
    arena = arena_new();
    FILE *file = fopen("examples/todo/api.yaml", "rb");
    demand(file && fread(todo, 1, sizeof todo - 1, file) > 0);
    fclose(file);
    demand(endpoints_read(arena, todo, complain, &sets[0]));
    demand(endpoints_read(arena, rich, complain, &sets[1]));
    return 0;
}

// Headers up to an empty line; returns what is behind it, or NULL.
static char *read_headers(char *rest, struct http_exchange *exchange)
{
    for (char *line; (line = strsep(&rest, "\n")) && *line;) {
        char *value = strchr(line, ':');
        if (!value || exchange->count == array_length(exchange->names))
            continue;
        *value++ = '\0';
        exchange->names[exchange->count] = line;
        exchange->values[exchange->count++] = value + strspn(value, " ");
    }
    return rest;
}

static void check_problem(const struct problem *problem)
{
    demand(problem->kind == PROBLEM_INVALID_INPUT || problem->kind == PROBLEM_NOT_JSON ||
           problem->kind == PROBLEM_INVALID_JSON);
    demand((problem->kind == PROBLEM_INVALID_INPUT) == (problem->faults != NULL));
    demand(problem->kind != PROBLEM_INVALID_JSON || problem->detail);
    if (!problem->faults)
        return;
    demand(problem->faults->count > 0 && problem->faults->count <= INPUT_FAULTS_MOST);
    for (uint32_t i = 0; i < problem->faults->count; i++) {
        const struct input_fault *fault = &problem->faults->items[i];
        demand(*fault->detail &&
               utf8_first_invalid(fault->pointer, strlen(fault->pointer)) ==
                   strlen(fault->pointer) &&
               utf8_first_invalid(fault->detail, strlen(fault->detail)) == strlen(fault->detail));
    }
}

static void check_inputs(struct arena *arena, const struct endpoint *endpoint,
                         const struct inputs *inputs)
{
    struct input_faults faults = {0};
    if (inputs->body)
        demand(validate(arena, endpoint->body_schema, inputs->body, "", &faults));
    for (uint32_t i = 0; i < endpoint->input_count; i++) {
        const struct service_input *input = &endpoint->inputs[i];
        const struct json_value *value = inputs->values[input->index];
        demand(value || !input->field->is_required);
        if (!value)
            continue;
        struct json_fault fault;
        demand(validate(arena, input->field->schema, value, "x", &faults));
        demand(json_value_read(arena, value->source, value->source_length, &fault) != NULL);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct http_exchange exchange = {.arena = arena};
    char *bytes = arena_copy(arena, data, size), *rest = bytes;
    char *line = strsep(&rest, "\n"), *path = strchr(line, ' ');
    char *body = rest ? read_headers(rest, &exchange) : NULL;
    if (path) {
        *path++ = '\0';
        char *query = strchr(path, '?');
        if (query)
            *query++ = '\0';
        for (size_t i = 0; i < array_length(sets); i++) {
            struct route_match match;
            struct inputs inputs;
            struct problem problem = {0};
            route_find(sets[i].routes, arena, line, path, &match);
            if (!match.endpoint)
                continue;
            size_t length = body ? (size_t)(bytes + size - body) : 0;
            if (inputs_read(match.endpoint, &match, exchange.count ? &exchange : NULL, query, body,
                            length, arena, &inputs, &problem))
                check_inputs(arena, match.endpoint, &inputs);
            else
                check_problem(&problem);
        }
    }
    arena_free(arena);
    return 0;
}
