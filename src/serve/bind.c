// Values first, in the order of each statement's parameters; then which of its variants runs: a bit
// for each varied parameter that is NULL. Each worker has handles of its own, by statement, role
// and pattern, and looks them up in a short list.
#include "serve/bind.h"

#include "base/clock.h"
#include "serve/bind_value.h"
#include "serve/variant.h"

// ---- variants ---------------------------------------------------------------------------------------

struct variant {
    uint64_t pattern;
    uint32_t handle;
};

// Of one statement and role: the first is that with all parameters.
struct variant_set {
    const char *role;
    struct variant items[1 + VARIANTS_MOST];
    uint32_t count;
    struct variant_set *next;
};

struct variants {
    struct arena *arena; // holds this struct
    const struct service *service;
    struct pg_pool *pool;
    struct variant_set **sets; // by statement
};

struct variants *variants_new(const struct service *service, struct pg_pool *pool)
{
    struct arena *arena = arena_new();
    struct variants *variants = arena_make(arena, struct variants);
    variants->arena = arena;
    variants->service = service;
    variants->pool = pool;
    variants->sets = arena_allocate(arena, service->statement_count * sizeof(struct variant_set *));
    return variants;
}

void variants_free(struct variants *variants)
{
    if (variants)
        arena_free(variants->arena);
}

// There are as many as the endpoint has roles.
static struct variant_set *set_find(struct variants *variants,
                                    const struct service_statement *statement, const char *role)
{
    struct variant_set **at = &variants->sets[statement->index];
    for (; *at; at = &(*at)->next)
        if (strcmp((*at)->role, role) == 0)
            return *at;
    struct variant_set *set = *at = arena_make(variants->arena, struct variant_set);
    set->role = arena_copy_string(variants->arena, role);
    set->items[0].handle = pg_statement(variants->pool, role, statement->text);
    set->count = 1;
    return set;
}

// The handle for a pattern; `pattern` becomes 0 where there were too many: then the text with all
// parameters is used, and a plan for these values is asked for.
static uint32_t variant_find(struct variants *variants, const struct service_statement *statement,
                             const char *role, uint64_t *pattern, bool *is_custom)
{
    struct variant_set *set = set_find(variants, statement, role);
    for (uint32_t at = 0; at < set->count; at++)
        if (set->items[at].pattern == *pattern)
            return set->items[at].handle;
    if (set->count == array_length(set->items)) {
        *pattern = 0;
        *is_custom = true;
        return set->items[0].handle;
    }
    struct arena_mark mark = arena_mark(variants->arena);
    const char *text = variant_text(statement, *pattern, variants->arena);
    struct variant *made = &set->items[set->count++];
    made->pattern = *pattern;
    made->handle = pg_statement(variants->pool, role, text); // keeps a copy of the text
    arena_rewind(variants->arena, mark);
    return made->handle;
}

// ---- values -----------------------------------------------------------------------------------------

struct binder {
    struct variants *variants;
    const struct bind_source *source;
    struct arena *arena;
    bool is_custom;
    const char *refused; // the input whose value has no place in its type
};

static const char *text_finish(struct binder *binder, struct text *text, bool is_written)
{
    const char *copy = is_written ? arena_copy(binder->arena, text->string, text->length) : NULL;
    text_release(text);
    return copy;
}

// One more than the page's limit, so that a row beyond it says that there is more.
static const char *limit_text(struct binder *binder, const struct json_value *value)
{
    if (value->length > 17 || strspn(value->text, "0123456789") != value->length)
        return arena_copy_string(binder->arena, value->text); // PostgreSQL says what is wrong
    return arena_format(binder->arena, "%llu", strtoull(value->text, NULL, 10) + 1);
}

static bool json_bind(struct binder *binder, const struct service_parameter *parameter,
                      const struct json_value *value, const char *name, const char **bound)
{
    *bound = NULL;
    if (!value || value->kind == JSON_VALUE_NULL)
        return true;
    if (parameter->is_page_limit && value->kind == JSON_VALUE_NUMBER) {
        *bound = limit_text(binder, value);
        return true;
    }
    struct text text;
    text_init(&text);
    *bound = text_finish(binder, &text,
                         bind_value_write(parameter->form, parameter->type, value, &text));
    if (!*bound)
        binder->refused = name;
    return *bound != NULL;
}

// claims.a.b is the member "a.b", else "b" of "a".
static const struct json_value *claim_find(struct arena *arena, const struct json_value *claims,
                                           const char *path)
{
    while (claims && claims->kind == JSON_VALUE_OBJECT) {
        const struct json_value *value = json_value_member(claims, path);
        const char *dot = strchr(path, '.');
        if (value || !dot)
            return value;
        claims = json_value_member(claims, arena_copy(arena, path, (size_t)(dot - path)));
        path = dot + 1;
    }
    return NULL;
}

static const char *time_bind(struct arena *arena, int64_t time)
{
    char text[CLOCK_TEXT_SIZE];
    clock_text(time, text);
    return arena_format(arena, "%s+00:00", text);
}

static bool parameter_bind(struct binder *binder, const struct service_parameter *parameter,
                           const char **bound)
{
    const struct bind_source *source = binder->source;
    const struct inputs *inputs = source->inputs;
    const struct principal *principal = source->principal;
    *bound = NULL;
    switch (parameter->source) {
    case VALUE_INPUT:
        return json_bind(binder, parameter, inputs->values[parameter->input],
                         source->endpoint->inputs[parameter->input].field->label, bound);
    case VALUE_BODY:
        // What is null is NULL, as of every other input; else the bytes as sent.
        if (inputs->body && inputs->body->kind != JSON_VALUE_NULL)
            *bound = arena_copy(binder->arena, inputs->body_bytes, inputs->body_length);
        return true;
    case VALUE_CLAIMS:
        *bound = principal->claims ? principal->claims_text : NULL;
        return true;
    case VALUE_CLAIM:
        return json_bind(binder, parameter,
                         claim_find(binder->arena, principal->claims, parameter->claim),
                         parameter->claim, bound);
    case VALUE_CURSOR:
        *bound = source->cursor ? source->cursor->values[parameter->input] : NULL;
        return true;
    case VALUE_REQUEST_ID:
        *bound = source->request_id;
        return true;
    case VALUE_REQUEST_IP:
        *bound = source->address;
        return true;
    case VALUE_REQUEST_TIME:
        *bound = time_bind(binder->arena, source->time);
        return true;
    }
    return true;
}

static bool statement_bind(struct binder *binder, const struct service_statement *statement,
                           struct pg_call *call)
{
    uint32_t count = statement->parameter_count, bit = 0;
    const char **values = arena_allocate(binder->arena, count * sizeof *values);
    uint64_t pattern = 0;
    for (uint32_t at = 0; at < count; at++) {
        const struct service_parameter *parameter = &statement->parameters[at];
        if (!parameter_bind(binder, parameter, &values[at]))
            return false;
        if (!parameter->is_varied)
            continue;
        if (!values[at])
            pattern |= (uint64_t)1 << bit;
        bit++;
    }
    binder->is_custom |= statement->is_custom;
    call->statement = variant_find(binder->variants, statement, binder->source->principal->role,
                                   &pattern, &binder->is_custom);
    call->values = values;
    call->value_count = count;
    if (pattern) {
        const char **kept = arena_allocate(binder->arena, count * sizeof *kept);
        call->value_count = variant_values(statement, pattern, values, kept);
        call->values = kept;
    }
    return true;
}

// ---- settings ---------------------------------------------------------------------------------------

static const char *setting_value(struct binder *binder, const struct manifest_setting *setting)
{
    const struct json_value *claim =
        claim_find(binder->arena, binder->source->principal->claims, setting->claim.text);
    if (!claim || claim->kind == JSON_VALUE_NULL)
        return "";
    if (claim->kind == JSON_VALUE_STRING)
        return claim->text;
    struct text text;
    static const struct value_form json = {.kind = VALUE_FORM_JSON};
    text_init(&text);
    return text_finish(binder, &text, bind_value_write(&json, 0, claim, &text));
}

// Every setting is set for everyone: what nobody claims is empty, and never what the request before
// left on the connection (pg.c sets them for the transaction only, too).
static void settings_bind(struct binder *binder, const struct service *service,
                          struct pg_group *group)
{
    struct pg_setting *settings =
        arena_allocate(binder->arena, (service->setting_count + 2) * sizeof *settings);
    uint32_t count = 0;
    const struct principal *principal = binder->source->principal;
    settings[count++] = (struct pg_setting){"request.jwt.claims",
                                            principal->claims_text ? principal->claims_text : ""};
    for (uint32_t at = 0; at < service->setting_count; at++)
        settings[count++] = (struct pg_setting){service->settings[at].name,
                                                setting_value(binder, &service->settings[at])};
    if (binder->is_custom)
        settings[count++] = (struct pg_setting){"plan_cache_mode", "force_custom_plan"};
    group->settings = settings;
    group->setting_count = count;
}

// ---- the group --------------------------------------------------------------------------------------

bool bind_group(struct variants *variants, const struct bind_source *source, struct arena *arena,
                struct pg_group *group, struct problem *problem)
{
    const struct endpoint *endpoint = source->endpoint;
    struct binder binder = {.variants = variants, .source = source, .arena = arena};
    uint32_t count = endpoint->statement_count + (endpoint->count != NULL);
    struct pg_call *calls = arena_allocate(arena, count * sizeof *calls);
    bool is_bound = true;
    for (uint32_t at = 0; at < count && is_bound; at++)
        is_bound = statement_bind(
            &binder, at < endpoint->statement_count ? &endpoint->statements[at] : endpoint->count,
            &calls[at]);
    if (!is_bound) {
        *problem = (struct problem){
            .kind = PROBLEM_INVALID_VALUE,
            .detail = arena_format(arena, "The value of %s has no place in its column's type.",
                                   binder.refused)};
        return false;
    }
    group->calls = calls;
    group->call_count = count;
    settings_bind(&binder, variants->service, group);
    return true;
}
