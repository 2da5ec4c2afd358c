// What is computed of a schema once: types, format, pattern, the values of enum and default, the
// map of its properties. It hangs on the schema and is only read once the first request comes, so
// threads share it without locks. A schema that validate_prepare has not seen gets its check for
// the one call.
#include "base/decimal.h"
#include "link/schema_walk.h"
#include "serve/validate_part.h"

struct complaint {
    struct arena *arena;
    void (*complain)(void *context, const char *line);
    void *context;
    bool is_good;
};

static void complain(struct complaint *complaint, struct place place, const char *format, ...)
    printf_like(3, 4);
static void complain(struct complaint *complaint, struct place place, const char *format, ...)
{
    complaint->is_good = false;
    if (!complaint->complain)
        return;
    va_list arguments;
    va_start(arguments, format);
    const char *line = arena_format_list(complaint->arena, format, arguments);
    va_end(arguments);
    complaint->complain(complaint->context, place_message(complaint->arena, place, line));
}

// ---- types ----------------------------------------------------------------------------------------

enum { WALK_MOST = 2000 };

static uint32_t any_of_types(const struct schema_list *list, uint32_t depth, uint32_t *left);

// All integers are numbers.
static uint32_t types_of(const struct value_schema *schema, uint32_t depth, uint32_t *left)
{
    if (!schema || depth == HOPS_MOST || *left == 0)
        return JSON_ANY;
    --*left;
    if (schema->is_never)
        return 0;
    uint32_t types = schema->types ? schema->types : JSON_ANY;
    types |= types & JSON_NUMBER ? JSON_INTEGER : 0;
    for (uint32_t i = 0; i < schema->all_of.count; i++)
        types &= types_of(schema->all_of.items[i], depth + 1, left);
    if (schema->one_of.count)
        types &= any_of_types(&schema->one_of, depth + 1, left);
    if (schema->any_of.count)
        types &= any_of_types(&schema->any_of, depth + 1, left);
    return types | (schema->is_nullable ? JSON_NULL : 0);
}

static uint32_t any_of_types(const struct schema_list *list, uint32_t depth, uint32_t *left)
{
    uint32_t types = 0;
    for (uint32_t i = 0; i < list->count; i++)
        types |= types_of(list->items[i], depth, left);
    return types;
}

uint32_t validate_types(const struct value_schema *schema)
{
    uint32_t left = WALK_MOST;
    return schema && schema->check ? schema->check->types : types_of(schema, 0, &left);
}

// ---- values of the contract -----------------------------------------------------------------------

static const struct json_value *literal_value(struct arena *arena, const struct literal *literal)
{
    struct json_fault fault;
    if (literal->kind == LITERAL_STRING)
        return json_value_string(arena, literal->text, strlen(literal->text));
    return json_value_read(arena, literal->text, strlen(literal->text), &fault);
}

static const struct json_value *contract_value(struct complaint *complaint,
                                               const struct literal *literal, const char *what)
{
    const struct json_value *value = literal_value(complaint->arena, literal);
    if (!value)
        complain(complaint, literal->place, "%s cannot be written as JSON: %.64s", what,
                 literal->text);
    return value;
}

// What linking says counts, where it has looked: it finds the default behind allOf too, and decides
// by it whether a statement's parameter may be absent.
static const struct literal *default_of(const struct value_schema *schema)
{
    return schema->facts ? schema->facts->default_value : schema->default_value;
}

static void fill_enumeration(struct complaint *complaint, const struct value_schema *schema,
                             struct value_check *check)
{
    enum { SHOWN_MOST = 10 };
    uint32_t count = schema->enumeration.count;
    const char *text = NULL;
    check->enumeration =
        arena_allocate(complaint->arena, (count + 1) * sizeof(struct json_value *));
    for (uint32_t i = 0; i < count; i++) {
        const struct literal *literal = &schema->enumeration.items[i];
        check->enumeration[i] = contract_value(complaint, literal, "a value of the enum");
        const struct json_value *made = check->enumeration[i];
        if (count > CONSTANTS_BY_NAME && made && made->kind == JSON_VALUE_STRING)
            map_set(complaint->arena, &check->constants, made->text, (void *)(uintptr_t)made);
        if (i < SHOWN_MOST)
            text = text ? arena_format(complaint->arena, "%s, %s", text, literal->text)
                        : literal->text;
    }
    if (count > SHOWN_MOST)
        text = arena_format(complaint->arena, "%s and %u more", text, count - SHOWN_MOST);
    check->enumeration_text = text ? text : "none";
}

// ---- one schema -----------------------------------------------------------------------------------

static void fill_strings(struct complaint *complaint, const struct value_schema *schema,
                         struct value_check *check, bool is_lasting)
{
    check->format = schema->format ? value_format_find(schema->format) : NULL;
    const char *reason;
    if (!schema->pattern)
        return;
    check->pattern = pattern_compile(complaint->arena, schema->pattern, is_lasting, &reason);
    if (!check->pattern)
        complain(complaint, schema->place, "the pattern %s cannot be used: %s", schema->pattern,
                 reason);
}

bool value_check_fill(struct arena *arena, const struct value_schema *schema,
                      struct value_check *check, bool is_lasting,
                      void (*line)(void *context, const char *line), void *context)
{
    struct complaint complaint = {arena, line, context, true};
    uint32_t left = WALK_MOST;
    *check = (struct value_check){.types = types_of(schema, 0, &left)};
    fill_strings(&complaint, schema, check, is_lasting);
    if (schema->has_enum)
        fill_enumeration(&complaint, schema, check);
    if (default_of(schema))
        check->default_value = contract_value(&complaint, default_of(schema), "the default");
    if (schema->multiple_of && !decimal_is_divisor(schema->multiple_of))
        complain(&complaint, schema->place,
                 "multipleOf %s cannot be used: it must be above 0 and have at most 18 digits",
                 schema->multiple_of);
    if (schema->properties.count > PROPERTIES_BY_NAME)
        for (uint32_t i = schema->properties.count; i-- > 0;)
            map_set(arena, &check->properties, schema->properties.items[i].name,
                    (void *)((uintptr_t)i + 1)); // NOLINT
    return complaint.is_good;
}

const struct json_value *validate_default(struct arena *arena, const struct value_schema *schema)
{
    if (!schema || !default_of(schema))
        return NULL;
    return schema->check ? schema->check->default_value : literal_value(arena, default_of(schema));
}

// ---- all schemas that requests reach --------------------------------------------------------------

struct walk {
    struct arena *arena;
    LIST(struct value_schema *) pending;
};

// Once: its check is there from then on.
static void walk_add(struct walk *walk, struct value_schema *schema)
{
    if (!schema || schema->check)
        return;
    schema->check = arena_make(walk->arena, struct value_check);
    list_add(walk->arena, &walk->pending, schema);
}

static void walk_add_list(struct walk *walk, const struct schema_list *list)
{
    list_each (struct value_schema *, schema, list)
        walk_add(walk, schema);
}

static void walk_add_inner(struct walk *walk, const struct value_schema *schema)
{
    list_each (struct property, property, &schema->properties)
        walk_add(walk, property.schema);
    walk_add(walk, schema->additional);
    walk_add(walk, schema->items);
    walk_add(walk, schema->negated);
    walk_add_list(walk, &schema->all_of);
    walk_add_list(walk, &schema->one_of);
    walk_add_list(walk, &schema->any_of);
    // Schemas that linking made of several that apply together.
    if (schema->facts)
        list_each (struct schema_property, property, &schema->facts->properties)
            walk_add(walk, property.schema);
    if (schema->facts)
        walk_add(walk, schema->facts->items);
}

// Whether a way from the schema leads back to it without going into the value: then it says nothing
// that could be checked. `steps` bounds the search where much is shared.
static bool is_circle(const struct value_schema *schema, const struct value_schema *start,
                      uint32_t depth, uint32_t *steps)
{
    if (depth == HOPS_MOST || *steps == 0)
        return depth == HOPS_MOST;
    --*steps;
    const struct schema_list *lists[] = {&schema->all_of, &schema->one_of, &schema->any_of};
    for (size_t i = 0; i < array_length(lists); i++)
        list_each (struct value_schema *, inner, lists[i])
            if (inner == start || is_circle(inner, start, depth + 1, steps))
                return true;
    return schema->negated &&
           (schema->negated == start || is_circle(schema->negated, start, depth + 1, steps));
}

static void walk_operation(struct walk *walk, const struct operation *operation)
{
    list_each (struct input *, input, &operation->inputs)
        walk_add(walk, input->schema);
    if (!operation->body)
        return;
    walk_add(walk, operation->body->json);
    list_each (struct media, media, &operation->body->media)
        walk_add(walk, media.schema);
}

bool validate_prepare(struct arena *arena, const struct contract *contract,
                      void (*line)(void *context, const char *line), void *context)
{
    struct walk walk = {.arena = arena};
    bool is_good = true;
    list_each (struct operation *, operation, &contract->operations)
        walk_operation(&walk, operation);
    for (uint32_t i = 0; i < walk.pending.count; i++) {
        struct value_schema *schema = walk.pending.items[i];
        struct complaint complaint = {arena, line, context, true};
        uint32_t steps = WALK_MOST;
        if (is_circle(schema, schema, 0, &steps))
            complain(&complaint, schema->place,
                     "the schema leads to itself, or through more than %d others, before "
                     "it says anything of a value",
                     HOPS_MOST);
        is_good &= complaint.is_good;
        is_good &= value_check_fill(arena, schema, schema->check, true, line, context);
        walk_add_inner(&walk, schema);
    }
    return is_good;
}
