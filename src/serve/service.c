// The walk over a design that is to be served: settings of the whole, security schemes with their
// keys, one endpoint for each operation, and what is declared and not kept. Everything that cannot
// be served is said, not only the first.
#include "serve/service_part.h"

#include "base/address_map.h"
#include "read/measure.h"
#include "serve/answer_value.h"
#include "serve/inputs.h"
#include "serve/openapi.h"
#include "serve/route.h"
#include "serve/token.h"

enum {
    BODY_BYTES = 1024 * 1024,
    STATEMENT_TIMEOUT = 5 * 1000,
    REQUEST_TIMEOUT = 30 * 1000,
};

// ---- messages -------------------------------------------------------------------------------------

void service_refuse(struct service_maker *maker, struct place place, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *message = arena_format_list(maker->arena, format, arguments);
    va_end(arguments);
    maker->refusals++;
    maker->complain(maker->context, place_message(maker->arena, place, message));
}

void service_note(struct service_maker *maker, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *sentence = arena_format_list(maker->arena, format, arguments);
    va_end(arguments);
    list_each (const char *, other, &maker->service->not_enforced)
        if (strcmp(other, sentence) == 0)
            return;
    list_add(maker->arena, &maker->service->not_enforced, sentence);
}

const char *service_key(struct arena *arena, const char *name)
{
    struct text text;
    text_init(&text);
    answer_string_write(name, strlen(name), &text);
    text_add_char(&text, ':');
    const char *key = arena_copy(arena, text.string, text.length);
    text_release(&text);
    return key;
}

// ---- security schemes -----------------------------------------------------------------------------

// Why a scheme cannot be checked, a clause for messages; NULL where it can.
static const char *scheme_fault(const struct security_scheme *scheme)
{
    if (scheme->kind == SCHEME_HTTP)
        return scheme->scheme && strcasecmp(scheme->scheme, "bearer") == 0
                   ? NULL
                   : "of the HTTP schemes only bearer is checked";
    if (scheme->kind != SCHEME_API_KEY)
        return "only http bearer and apiKey schemes are checked, with a JSON Web Token signed with "
               "a secret (HS256)";
    if (!scheme->in || !scheme->parameter)
        return "it does not say where the key stands";
    return NULL;
}

static const struct token_key *scheme_key(struct service_maker *maker,
                                          const struct security_scheme *scheme,
                                          const struct manifest_scheme *promise)
{
    const char *name = promise->secret.text;
    if (!name) {
        service_refuse(maker, promise->place,
                       "the security scheme \"%s\" has no secret to check its tokens with: name "
                       "one, secret: JWT_SECRET",
                       scheme->name);
        return NULL;
    }
    const char *value = maker->options->secret(maker->options->context, name);
    if (!value) {
        service_refuse(maker, promise->secret.place,
                       "the secret %s, which tokens of \"%s\" are checked with, is not set", name,
                       scheme->name);
        return NULL;
    }
    const struct token_key *key;
    struct error error;
    if (!token_key_make(maker->arena, name, value, strlen(value), &key, &error)) {
        service_refuse(maker, promise->secret.place, "%s", error.message);
        return NULL;
    }
    return key;
}

static void scheme_make(struct service_maker *maker, const struct security_scheme *scheme,
                        struct service_scheme *made)
{
    made->name = scheme->name;
    made->scheme = scheme;
    made->promise = manifest_find_scheme(maker->design->manifest, scheme->name);
    const char *fault = scheme_fault(scheme);
    if (fault)
        service_refuse(maker, scheme->place, "the security scheme \"%s\" cannot be served: %s",
                       scheme->name, fault);
    else if (!made->promise)
        service_refuse(maker, scheme->place,
                       "the manifest does not say what the security scheme \"%s\" stands for: add "
                       "it under schemes, with its role and secret",
                       scheme->name);
    else
        made->key = scheme_key(maker, scheme, made->promise);
}

// Schemes that an operation asks for or issues tokens of; others are nobody's business.
static bool scheme_is_used(const struct design *design, const struct security_scheme *scheme)
{
    list_each (struct operation_link *, link, &design->link->operations) {
        list_each (struct requirement, requirement, &link->operation->security)
            list_each (struct scheme_use, use, &requirement.schemes)
                if (use.scheme == scheme)
                    return true;
        if (string_equal(link->operation->settings.issues, scheme->name))
            return true;
    }
    return false;
}

static void schemes_make(struct service_maker *maker)
{
    struct service *service = maker->service;
    uint32_t count = 0;
    list_each (struct contract *, contract, &maker->design->contracts)
        count += contract->schemes.count;
    service->schemes = arena_allocate(maker->arena, count * sizeof *service->schemes);
    list_each (struct contract *, contract, &maker->design->contracts)
        list_each (struct security_scheme *, scheme, &contract->schemes)
            if (scheme_is_used(maker->design, scheme))
                scheme_make(maker, scheme, &service->schemes[service->scheme_count++]);
}

struct service_scheme *service_scheme_find(struct service_maker *maker,
                                           const struct security_scheme *scheme)
{
    for (uint32_t at = 0; at < maker->service->scheme_count; at++)
        if (maker->service->schemes[at].scheme == scheme)
            return maker->service->schemes[at].key ? &maker->service->schemes[at] : NULL;
    return NULL;
}

// Cursors are signed with a key derived from the first secret, so that every process of a service
// takes those of the others; without a secret with one of this process alone.
static void cursor_key_make(struct service_maker *maker)
{
    const struct token_key *key = NULL;
    for (uint32_t at = 0; at < maker->service->scheme_count && !key; at++)
        key = maker->service->schemes[at].key;
    if (!key) {
        char bytes[32];
        struct error error;
        if (!random_bytes(bytes, sizeof bytes)) {
            service_refuse(maker, (struct place){0}, "this machine gives no random bytes");
            return;
        }
        if (!token_key_make(maker->arena, "cursors", bytes, sizeof bytes, &key, &error)) {
            service_refuse(maker, (struct place){0}, "%s", error.message);
            return;
        }
    }
    maker->service->cursor_key = token_key_derive(maker->arena, key, "lintel cursor");
}

// ---- the whole ------------------------------------------------------------------------------------

// Settings that a claim may become: those with a dot are the design's own; all others are
// PostgreSQL's, and no token may decide them.
static void settings_make(struct service_maker *maker)
{
    const struct manifest *manifest = maker->design->manifest;
    maker->service->settings = manifest->settings.items;
    maker->service->setting_count = manifest->settings.count;
    enum { OWN = 4 }; // that serving adds: bind.c
    if (manifest->settings.count > PG_SETTING_LIMIT - OWN)
        service_refuse(maker, manifest->settings.items[0].place,
                       "%u settings are more than the %d that a request can set",
                       manifest->settings.count, PG_SETTING_LIMIT - OWN);
    list_each (struct manifest_setting, setting, &manifest->settings) {
        if (!strchr(setting.name, '.') || strncasecmp(setting.name, "request.", 8) == 0)
            service_refuse(maker, setting.place,
                           "the setting \"%s\" is not the design's own: name it with a prefix, as "
                           "in app.user_id",
                           setting.name);
        if (!setting.claim.text || !*setting.claim.text)
            service_refuse(maker, setting.place, "the setting \"%s\" names no claim", setting.name);
    }
}

static void duration_make(struct service_maker *maker, const struct manifest_text *text,
                          uint32_t *milliseconds)
{
    if (text->text && !duration_parse(text->text, milliseconds))
        service_refuse(maker, text->place, "\"%s\" is no duration: " DURATION_HELP, text->text);
}

static void limits_make(struct service_maker *maker)
{
    struct service *service = maker->service;
    const struct manifest *manifest = maker->design->manifest;
    uint32_t body = BODY_BYTES;
    if (manifest->body_limit.text && !size_parse(manifest->body_limit.text, &body))
        service_refuse(maker, manifest->body_limit.place, "\"%s\" is no size: " SIZE_HELP,
                       manifest->body_limit.text);
    service->body_bytes = body;
    service->statement_timeout = STATEMENT_TIMEOUT;
    service->request_timeout = REQUEST_TIMEOUT;
    duration_make(maker, &manifest->statement_timeout, &service->statement_timeout);
    duration_make(maker, &manifest->request_timeout, &service->request_timeout);
}

// Pages that may call. An origin is compared as browsers send it: without a path or a last slash.
static void origins_make(struct service_maker *maker)
{
    struct service *service = maker->service;
    const struct manifest_texts *origins = &maker->design->manifest->origins;
    service->origins = arena_allocate(maker->arena, origins->count * sizeof *service->origins);
    list_each (struct manifest_text, origin, origins)
        if (origin.text)
            service->origins[service->origin_count++] = origin.text;
}

static void endpoints_make(struct service_maker *maker)
{
    struct service *service = maker->service;
    const struct design_link *link = maker->design->link;
    service->endpoints =
        arena_allocate(maker->arena, link->operations.count * sizeof *service->endpoints);
    list_each (struct operation_link *, operation, &link->operations) {
        struct endpoint *endpoint = service_endpoint(maker, operation);
        if (!endpoint)
            continue;
        endpoint->index = service->endpoint_count;
        service->endpoints[service->endpoint_count++] = endpoint;
        if (endpoint->input_count > service->value_count)
            service->value_count = endpoint->input_count;
    }
    if (link->operations.count == 0)
        service_refuse(maker, (struct place){0}, "the contract declares no operation to serve");
}

static void routes_prepare(struct service_maker *maker)
{
    struct service *service = maker->service;
    struct error error;
    service->routes =
        routes_make(maker->arena, service->endpoints, service->endpoint_count, &error);
    if (!service->routes)
        service_refuse(maker, (struct place){0}, "%s", error.message);
}

// Patterns compiled, values of the contract read: what checks a request only reads them afterwards.
static void inputs_check(struct service_maker *maker)
{
    const struct service *service = maker->service;
    list_each (struct contract *, contract, &maker->design->contracts)
        if (!validate_prepare(maker->arena, contract, maker->complain, maker->context))
            maker->refusals++;
    for (uint32_t i = 0; i < service->endpoint_count; i++)
        if (!inputs_prepare(service->endpoints[i], maker->arena, maker->complain, maker->context))
            maker->refusals++;
}

// ---- what is declared and not kept ------------------------------------------------------------------

struct schema_walk {
    struct service_maker *maker;
    struct address_map seen;
    uint32_t unknown, unresolved; // schemas
    const struct value_schema *first_unknown, *first_unresolved;
};

enum { SCHEMA_DEPTH = 200 };

static void schema_note(struct schema_walk *walk, struct value_schema *schema, uint32_t depth)
{
    if (!schema || depth > SCHEMA_DEPTH || address_map_get(&walk->seen, schema))
        return;
    address_map_set(walk->maker->arena, &walk->seen, schema, schema);
    if (schema->has_unknown && walk->unknown++ == 0)
        walk->first_unknown = schema;
    if (schema->is_unresolved && walk->unresolved++ == 0)
        walk->first_unresolved = schema;
    list_each (struct property, property, &schema->properties)
        schema_note(walk, property.schema, depth + 1);
    schema_note(walk, schema->additional, depth + 1);
    schema_note(walk, schema->items, depth + 1);
    schema_note(walk, schema->negated, depth + 1);
    list_each (struct value_schema *, part, &schema->all_of)
        schema_note(walk, part, depth + 1);
    list_each (struct value_schema *, part, &schema->one_of)
        schema_note(walk, part, depth + 1);
    list_each (struct value_schema *, part, &schema->any_of)
        schema_note(walk, part, depth + 1);
}

static const char *place_text(struct arena *arena, struct place place)
{
    if (!place.file)
        return "the contract";
    return arena_format(arena, "%s:%u", place.file->path, place_position(place).line);
}

static void schemas_note(struct service_maker *maker)
{
    struct schema_walk walk = {.maker = maker};
    for (uint32_t at = 0; at < maker->service->endpoint_count; at++) {
        const struct operation *operation = maker->service->endpoints[at]->operation;
        list_each (struct input *, input, &operation->inputs)
            schema_note(&walk, input->schema, 0);
        if (operation->body)
            schema_note(&walk, operation->body->json, 0);
    }
    if (walk.unknown)
        service_note(maker,
                     "%u schemas of requests have keywords that are not checked (if, then, "
                     "patternProperties and the like), the first at %s.",
                     walk.unknown, place_text(maker->arena, walk.first_unknown->place));
    if (walk.unresolved)
        service_note(maker,
                     "%u schemas of requests could not be read, so any value passes there, the "
                     "first at %s.",
                     walk.unresolved, place_text(maker->arena, walk.first_unresolved->place));
}

static void contracts_note(struct service_maker *maker)
{
    list_each (struct contract *, contract, &maker->design->contracts) {
        const char *path = contract->file->path;
        if (contract->callback_count)
            service_note(maker, "%s declares %u callbacks; none is called.", path,
                         contract->callback_count);
        if (contract->webhook_count)
            service_note(maker, "%s declares %u webhooks; none is sent.", path,
                         contract->webhook_count);
        if (contract->servers.count > 1)
            service_note(maker, "%s names %u servers; paths begin as the first one's do.", path,
                         contract->servers.count);
    }
}

// A key that is made at the start is nobody else's: cursors end with the process.
static void cursors_note(struct service_maker *maker)
{
    for (uint32_t at = 0; at < maker->service->scheme_count; at++)
        if (maker->service->schemes[at].key)
            return;
    for (uint32_t at = 0; at < maker->service->endpoint_count; at++)
        if (maker->service->endpoints[at]->cursor_count) {
            service_note(maker, "No security scheme has a secret, so cursors are good only until "
                                "the server stops, and not for another server.");
            return;
        }
}

// ---- making -----------------------------------------------------------------------------------------

bool service_make(struct service **made, struct arena *arena, struct design *design,
                  const struct service_options *options,
                  void (*complain)(void *context, const char *line), void *context)
{
    struct service *service = arena_make(arena, struct service);
    struct service_maker maker = {.service = service,
                                  .arena = arena,
                                  .design = design,
                                  .options = options,
                                  .complain = complain,
                                  .context = context};
    *made = service;
    service->arena = arena;
    service->design = design;
    if (!design->manifest || !design->link) {
        service_refuse(&maker, (struct place){0},
                       "there is no manifest: a design that is served says in lintel.yaml which "
                       "role and secret its security schemes stand for");
        return false;
    }
    service->name = design->manifest->name.text ? design->manifest->name.text : "lintel";
    limits_make(&maker);
    settings_make(&maker);
    origins_make(&maker);
    schemes_make(&maker);
    cursor_key_make(&maker);
    endpoints_make(&maker);
    inputs_check(&maker);
    contracts_note(&maker);
    schemas_note(&maker);
    cursors_note(&maker);
    openapi_make(&maker);
    if (!maker.refusals)
        routes_prepare(&maker);
    return maker.refusals == 0;
}
