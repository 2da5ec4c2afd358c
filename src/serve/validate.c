// The walk over a value and its schema together. It goes as deep as the value does (json_value.h
// bounds that), and from schema to schema at the same value a bounded number of times: a schema may
// refer to itself. Only alternatives can multiply the work, so visits inside of them are counted.
#include "base/nearest.h"
#include "serve/validate_part.h"

enum { VISITS_MOST = 100000, VISITS_PER_BYTE = 4 };

enum { WORK_LEAST = 50000 }; // of patterns; and one step for each byte

// Nothing more can change the answer.
static bool is_over(const struct validation *validation)
{
    return validation->is_exhausted ||
           (!validation->branches && validation->faults && validation->faults->is_cut);
}

// ---- objects --------------------------------------------------------------------------------------

// The property's index, or the number of properties.
static uint32_t find_property(const struct value_schema *schema, const struct value_check *check,
                              const struct json_member *member)
{
    uint32_t count = schema->properties.count;
    if (count > PROPERTIES_BY_NAME) {
        uintptr_t index = (uintptr_t)map_get(&check->properties, member->name);
        return index ? (uint32_t)index - 1 : count;
    }
    for (uint32_t i = 0; i < count; i++)
        if (strcmp(schema->properties.items[i].name, member->name) == 0)
            return i;
    return count;
}

static bool refuse_unknown(struct validation *validation, const struct value_schema *schema,
                           const struct json_member *member, const struct step *at)
{
    if (!fault_is_told(validation)) // looking for the nearest name has its price
        return fault_add(validation, WEIGHT_FAULT, at, "not a property");
    const char *nearest = NULL;
    const char *what = at->parent || *validation->base ? "object" : "body";
    list_each (struct property, property, &schema->properties)
        if (!property.schema || !property.schema->is_read_only)
            nearest = name_nearer(member->name, nearest, property.name);
    if (nearest)
        return fault_format(validation, WEIGHT_FAULT, at,
                            "not a property of this %s; did you mean \"%s\"?", what, nearest);
    return fault_format(validation, WEIGHT_FAULT, at, "not a property of this %s", what);
}

// A name that stands in `required` alone (design/contract.h): additionalProperties is its schema.
static bool is_required_alone(const struct property *property)
{
    return property->schema && property->place.file &&
           property->schema->place.file == property->place.file &&
           property->schema->place.offset == property->place.offset;
}

static bool check_member(struct validation *validation, const struct value_schema *schema,
                         const struct json_member *member, uint32_t property, const struct step *at)
{
    struct step step = {at, member->name, member->name_length, 0};
    if (property == schema->properties.count) {
        if (schema->is_closed)
            return refuse_unknown(validation, schema, member, &step);
        return !schema->additional ||
               check_value(validation, schema->additional, &member->value, &step);
    }
    const struct value_schema *inner = schema->properties.items[property].schema;
    if (schema->additional && is_required_alone(&schema->properties.items[property]))
        inner = schema->additional;
    if (inner && inner->is_read_only)
        return fault_add(validation, WEIGHT_FAULT, &step, "set by the server");
    return check_value(validation, inner, &member->value, &step);
}

static bool check_required(struct validation *validation, const struct value_schema *schema,
                           const uint64_t *seen, const struct step *at)
{
    bool is_good = true;
    for (uint32_t i = 0; i < schema->properties.count; i++) {
        const struct property *property = &schema->properties.items[i];
        if (!property->is_required || seen[i / 64] >> i % 64 & 1 ||
            (property->schema && property->schema->is_read_only))
            continue;
        struct step step = {at, property->name, (uint32_t)strlen(property->name), 0};
        is_good = fault_add(validation, WEIGHT_FAULT, &step, "required");
    }
    return is_good;
}

static bool check_count(struct validation *validation, uint32_t count, int64_t least, int64_t most,
                        const char *one, const char *many, const struct step *at)
{
    if (count < least)
        return fault_format(validation, WEIGHT_FAULT, at, "fewer than %lld %s", (long long)least,
                            least == 1 ? one : many);
    if (most >= 0 && count > most)
        return fault_format(validation, WEIGHT_FAULT, at, "more than %lld %s", (long long)most,
                            most == 1 ? one : many);
    return true;
}

static bool check_object(struct validation *validation, const struct value_schema *schema,
                         const struct value_check *check, const struct json_value *value,
                         const struct step *at)
{
    bool is_good = check_count(validation, value->length, schema->properties_minimum,
                               schema->properties_maximum, "property", "properties", at);
    uint32_t words = schema->properties.count / 64 + 1;
    uint64_t few = 0, *seen = &few;
    if (words > 1)
        seen = arena_allocate(validation->arena, words * sizeof *seen);
    for (uint32_t i = 0; i < value->length && !is_over(validation); i++) {
        const struct json_member *member = &value->members[i];
        uint32_t property = find_property(schema, check, member);
        seen[property / 64] |= UINT64_C(1) << property % 64;
        is_good &= check_member(validation, schema, member, property, at);
    }
    return check_required(validation, schema, seen, at) && is_good;
}

// ---- arrays ---------------------------------------------------------------------------------------

static bool check_array(struct validation *validation, const struct value_schema *schema,
                        const struct json_value *value, const struct step *at)
{
    bool is_good = check_count(validation, value->length, schema->items_minimum,
                               schema->items_maximum, "item", "items", at);
    if (!is_good && schema->items_maximum >= 0 && value->length > schema->items_maximum)
        return false; // however many there are
    for (uint32_t i = 0; schema->items && i < value->length && !is_over(validation); i++) {
        struct step step = {at, NULL, 0, i};
        is_good &= check_value(validation, schema->items, &value->members[i].value, &step);
    }
    if (schema->has_unique_items) {
        uint32_t first, repeated = json_value_repeated(validation->arena, value, &first);
        if (repeated < value->length)
            is_good = fault_format(validation, WEIGHT_FAULT, at, "items %u and %u are the same",
                                   first, repeated);
    }
    return is_good;
}

// ---- any value ------------------------------------------------------------------------------------

static bool check_all(struct validation *validation, const struct value_schema *schema,
                      const struct value_check *check, const struct json_value *value,
                      const struct step *at)
{
    if (!check_type(validation, schema, value, at)) // nothing else of it could fit
        return false;
    bool is_good = check_scalar(validation, schema, check, value, at);
    is_good &= check_forms(validation, schema, value, at);
    uint32_t hops = validation->hops;
    validation->hops = 0;
    if (value->kind == JSON_VALUE_OBJECT)
        is_good &= check_object(validation, schema, check, value, at);
    else if (value->kind == JSON_VALUE_ARRAY)
        is_good &= check_array(validation, schema, value, at);
    validation->hops = hops;
    return is_good;
}

bool check_value(struct validation *validation, const struct value_schema *schema,
                 const struct json_value *value, const struct step *at)
{
    if (!schema)
        return true;
    if (schema->is_never)
        return fault_add(validation, WEIGHT_TYPE, at, "not allowed");
    if (schema->is_nullable && value->kind == JSON_VALUE_NULL)
        return true;
    if (validation->branches && validation->visits-- == 0)
        validation->is_exhausted = true;
    if (validation->is_exhausted) {
        validation->visits = 0;
        return false;
    }
    if (validation->hops == HOPS_MOST)
        return fault_add(validation, WEIGHT_TYPE, at, "its schema leads through too many others");
    struct value_check made;
    const struct value_check *check = schema->check;
    if (!check) {
        value_check_fill(validation->arena, schema, &made, false, NULL, NULL);
        check = &made;
    }
    validation->hops++;
    bool is_good = check_all(validation, schema, check, value, at);
    validation->hops--;
    return is_good;
}

bool validate(struct arena *arena, const struct value_schema *schema,
              const struct json_value *value, const char *pointer, struct input_faults *faults)
{
    struct validation validation = {.arena = arena, .base = pointer, .faults = faults};
    validation.visits = VISITS_MOST + (uint64_t)VISITS_PER_BYTE * value->source_length;
    validation.pattern_work = WORK_LEAST + (uint64_t)value->source_length;
    bool is_good = check_value(&validation, schema, value, NULL);
    if (validation.is_exhausted)
        is_good = fault_add(&validation, WEIGHT_FAULT, NULL, "takes too long to check");
    return is_good;
}
