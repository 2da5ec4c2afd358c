// Endpoints straight from a contract, without queries or a database: for the tests and the fuzzer
// of what checks requests. And the two functions of http.h that it calls, over headers made by
// hand: a program that includes this is linked without the HTTP library.
#ifndef LINTEL_TESTS_ENDPOINT_H
#define LINTEL_TESTS_ENDPOINT_H

#include "read/contract.h"
#include "serve/inputs.h"

struct http_exchange {
    const char *names[8], *values[8];
    uint32_t count;
    struct arena *arena;
};

const char *http_header(const struct http_exchange *exchange, const char *name)
{
    for (uint32_t i = 0; i < exchange->count; i++)
        if (strcasecmp(exchange->names[i], name) == 0)
            return exchange->values[i];
    return NULL;
}

const char *http_header_joined(struct http_exchange *exchange, const char *name)
{
    const char *joined = NULL;
    for (uint32_t i = 0; i < exchange->count; i++)
        if (strcasecmp(exchange->names[i], name) == 0)
            joined = joined ? arena_format(exchange->arena, "%s, %s", joined, exchange->values[i])
                            : exchange->values[i];
    return joined;
}

static inline struct endpoint *endpoint_of_operation(struct arena *arena,
                                                     struct operation *operation)
{
    struct endpoint *endpoint = arena_make(arena, struct endpoint);
    struct operation_link *link = arena_make(arena, struct operation_link);
    struct map transient = {0};
    link->operation = operation;
    operation_link_fields(arena, link, &transient);
    char *method = arena_copy_string(arena, operation->method);
    for (char *at = method; *at; at++)
        *at = *at >= 'a' && *at <= 'z' ? (char)(*at - 'a' + 'A') : *at;
    *endpoint = (struct endpoint){
        .link = link,
        .operation = operation,
        .name = operation->name,
        .method = method,
        .path = operation->path,
        .inputs = arena_allocate(arena, (link->fields.count + 1) * sizeof(struct service_input)),
        .has_body = operation->body != NULL,
        .is_body_required = operation->body && operation->body->is_required,
        .is_body_json = operation->body && operation->body->json,
        .body_schema = operation->body ? operation->body->json : NULL,
    };
    list_each (struct field *, field, &link->fields) {
        if (field->is_undeclared)
            continue;
        struct service_input *input = &endpoint->inputs[endpoint->input_count];
        *input = (struct service_input){.field = field, .index = endpoint->input_count++};
        list_each (struct input *, declared, &operation->inputs)
            if (field->source != FIELD_BODY && (int)declared->in == (int)field->source &&
                strcmp(declared->name, field->name) == 0)
                input->input = declared;
        input->header = field->source == FIELD_HEADER ? field->name : NULL;
    }
    return endpoint;
}

// All operations of a contract, prepared as before serving. NULL where it cannot be read.
struct endpoint_set {
    struct endpoint **endpoints;
    uint32_t count;
    struct routes *routes;
    const struct contract *contract;
};

static inline bool endpoints_read(struct arena *arena, const char *text,
                                  void (*complain)(void *context, const char *line),
                                  struct endpoint_set *set)
{
    struct design *design = arena_make(arena, struct design);
    design->arena = arena;
    struct source_file *file = source_file_new(arena, "api.yaml", text, strlen(text));
    struct error error = {{0}};
    if (!contract_read(design, file, "/nonexistent/api.yaml", NULL, &contract_limits_default,
                       &error) ||
        design->contracts.count != 1)
        return false;
    set->contract = design->contracts.items[0];
    set->count = set->contract->operations.count;
    set->endpoints = arena_allocate(arena, (set->count + 1) * sizeof(struct endpoint *));
    for (uint32_t i = 0; i < set->count; i++)
        set->endpoints[i] = endpoint_of_operation(arena, set->contract->operations.items[i]);
    bool is_good = validate_prepare(arena, set->contract, complain, NULL);
    for (uint32_t i = 0; i < set->count; i++)
        is_good &= inputs_prepare(set->endpoints[i], arena, complain, NULL);
    set->routes = routes_make(arena, set->endpoints, set->count, &error);
    if (!set->routes)
        complain(NULL, error.message);
    return is_good && set->routes;
}

#endif
