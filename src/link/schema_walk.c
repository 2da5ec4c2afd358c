// See schema_walk.h. Each schema becomes facts; facts of alternatives are united, facts that hold
// together are met. A property that several schemas describe gets a schema made of them (allOf or
// anyOf), looked into only when someone asks, so a circle of pointers is never unrolled.
#include "link/schema_walk.h"

#include "base/decimal.h"
#include "base/map.h"

// What a contract written by people or programs stays far below. Beyond, facts are not known.
enum { WALK_DEPTH = 200, WALK_PARTS = 500, WALK_VALUES = 2000 };

struct walk {
    struct arena *arena;
    uint32_t depth;
};

static struct schema_facts *facts_new(struct walk *walk)
{
    struct schema_facts *facts = arena_make(walk->arena, struct schema_facts);
    facts->is_known = facts->may_be_null = true;
    facts->length_minimum = facts->length_maximum = -1;
    return facts;
}

const struct schema_property *schema_facts_property(const struct schema_facts *facts,
                                                    const char *name)
{
    for (uint32_t at = 0; at < facts->properties.count; at++)
        if (strcmp(facts->properties.items[at].name, name) == 0)
            return &facts->properties.items[at];
    return NULL;
}

bool schema_may_be(const struct schema_facts *facts, uint32_t types)
{
    return facts->types == 0 || (facts->types & types);
}

bool schema_is_only(const struct schema_facts *facts, uint32_t types)
{
    uint32_t rest = facts->types & ~(uint32_t)JSON_NULL;
    return rest && !(rest & ~types);
}

// ---- what a schema says by itself ----------------------------------------------------------------

static void add_value(struct walk *walk, struct schema_facts *facts,
                      const struct schema_value *value)
{
    if (facts->values.count < WALK_VALUES) // beyond, a value that is there twice does no harm
        list_each (struct schema_value, known, &facts->values)
            if (known.kind == value->kind && strcmp(known.literal, value->literal) == 0)
                return;
    list_add(walk->arena, &facts->values, *value);
}

static void read_enum(struct walk *walk, const struct value_schema *schema,
                      struct schema_facts *facts)
{
    facts->has_enum = schema->has_enum;
    facts->enum_place = schema->enum_place;
    if (!schema->has_enum)
        return;
    facts->may_be_null = false;
    list_each (struct literal, literal, &schema->enumeration) {
        if (literal.kind == LITERAL_NULL)
            facts->may_be_null = true;
        else if (literal.text)
            add_value(walk, facts,
                      &(struct schema_value){literal.text, literal.kind, literal.place});
    }
}

// As allOf and oneOf combine: one schema that stands for both.
static struct value_schema *schema_of_two(struct walk *walk, struct value_schema *a,
                                          struct value_schema *b, bool is_alternative)
{
    if (!a || !b || a == b)
        return a ? a : b;
    struct value_schema *made = arena_make(walk->arena, struct value_schema);
    made->length_minimum = made->length_maximum = -1;
    made->items_minimum = made->items_maximum = -1;
    made->properties_minimum = made->properties_maximum = -1;
    made->place = a->place;
    // Reading and writing are the property's own matter, wherever it is said.
    made->is_read_only =
        is_alternative ? a->is_read_only && b->is_read_only : a->is_read_only || b->is_read_only;
    made->is_write_only = is_alternative ? a->is_write_only && b->is_write_only
                                         : a->is_write_only || b->is_write_only;
    if (is_alternative) {
        list_add(walk->arena, &made->any_of, a);
        list_add(walk->arena, &made->any_of, b);
    } else {
        list_add(walk->arena, &made->all_of, a);
        list_add(walk->arena, &made->all_of, b);
    }
    return made;
}

static struct schema_facts *facts_own(struct walk *walk, struct value_schema *schema)
{
    struct schema_facts *facts = facts_new(walk);
    facts->types = schema->types;
    facts->is_known = !schema->is_unresolved && !schema->has_unknown && !schema->negated;
    facts->may_be_null = schema->types == 0 || schema->types & JSON_NULL;
    if (schema->has_enum) {
        bool may_be_null = facts->may_be_null;
        read_enum(walk, schema, facts);
        facts->may_be_null = facts->may_be_null && may_be_null;
    }
    facts->length_minimum = schema->length_minimum;
    facts->length_maximum = schema->length_maximum;
    if (schema->minimum && decimal_is_valid(schema->minimum))
        facts->minimum = schema->minimum;
    if (schema->maximum && decimal_is_valid(schema->maximum))
        facts->maximum = schema->maximum;
    facts->is_minimum_exclusive = schema->is_minimum_exclusive;
    facts->is_maximum_exclusive = schema->is_maximum_exclusive;
    facts->format = schema->format;
    facts->has_pattern = schema->pattern != NULL;
    facts->default_value = schema->default_value;
    facts->is_closed = schema->is_closed;
    facts->items = schema->items;
    facts->length_place = schema->length_place;
    facts->range_place = schema->range_place;
    facts->type_place = schema->type_place;
    facts->place = schema->place;
    for (uint32_t at = 0; at < schema->properties.count; at++) {
        const struct property *property = &schema->properties.items[at];
        list_add(walk->arena, &facts->properties,
                 (struct schema_property){property->name, property->schema, property->is_required,
                                          true, property});
    }
    return facts;
}

// ---- both hold -----------------------------------------------------------------------------------

static uint32_t types_met(uint32_t a, uint32_t b)
{
    if (a == 0 || b == 0)
        return a | b;
    uint32_t met = a & b; // an integer is a number
    if (((a & JSON_NUMBER) && (b & JSON_INTEGER)) || ((b & JSON_NUMBER) && (a & JSON_INTEGER)))
        met |= JSON_INTEGER;
    return met;
}

static void place_fill(struct place *place, struct place other)
{
    if (!place->file)
        *place = other;
}

static void meet_values(struct schema_facts *into, const struct schema_facts *other)
{
    if (!other->has_enum)
        return;
    if (!into->has_enum) {
        into->has_enum = true;
        // Shared: what adds to it finds no room and makes a copy.
        into->values.items = other->values.items;
        into->values.count = into->values.capacity = other->values.count;
        into->enum_place = other->enum_place;
        return;
    }
    if (into->values.count > WALK_VALUES || other->values.count > WALK_VALUES) {
        into->is_known = false;
        return;
    }
    uint32_t kept = 0;
    struct schema_value *values = into->values.items;
    for (uint32_t at = 0; at < into->values.count; at++)
        list_each (struct schema_value, value, &other->values)
            if (value.kind == values[at].kind && strcmp(value.literal, values[at].literal) == 0) {
                values[kept++] = values[at];
                break;
            }
    into->values.count = kept;
}

static void meet_properties(struct walk *walk, struct schema_facts *into,
                            const struct schema_facts *other)
{
    struct map by_name = {0}; // name → its place in the list, from 1
    for (uint32_t at = 0; at < into->properties.count; at++)
        map_set(walk->arena, &by_name, into->properties.items[at].name,
                (void *)(uintptr_t)(at + 1));
    list_each (struct schema_property, property, &other->properties) {
        uintptr_t at = (uintptr_t)map_get(&by_name, property.name);
        if (at == 0) {
            list_add(walk->arena, &into->properties, property);
            continue;
        }
        struct schema_property *mine = &into->properties.items[at - 1];
        // A name in `required` alone says nothing of the value.
        mine->schema = schema_of_two(walk, mine->schema, property.schema, false);
        mine->is_required |= property.is_required;
        mine->is_certain |= property.is_certain;
    }
}

// A copy of the list of values, since what is shared must not change.
static void values_own(struct walk *walk, struct schema_facts *facts)
{
    const struct schema_value *shared = facts->values.items;
    uint32_t count = facts->values.count;
    facts->values.items = NULL;
    facts->values.count = facts->values.capacity = 0;
    for (uint32_t at = 0; at < count; at++)
        list_add(walk->arena, &facts->values, shared[at]);
}

static void facts_meet(struct walk *walk, struct schema_facts *into,
                       const struct schema_facts *other)
{
    into->types = types_met(into->types, other->types);
    into->is_known &= other->is_known;
    into->may_be_null &= other->may_be_null;
    if (into->has_enum && other->has_enum)
        values_own(walk, into);
    meet_values(into, other);
    if (other->length_minimum > into->length_minimum)
        into->length_minimum = other->length_minimum;
    if (other->length_maximum >= 0 &&
        (into->length_maximum < 0 || other->length_maximum < into->length_maximum))
        into->length_maximum = other->length_maximum;
    if (other->minimum && (!into->minimum || decimal_compare(other->minimum, into->minimum) > 0)) {
        into->minimum = other->minimum;
        into->is_minimum_exclusive = other->is_minimum_exclusive;
    }
    if (other->maximum && (!into->maximum || decimal_compare(other->maximum, into->maximum) < 0)) {
        into->maximum = other->maximum;
        into->is_maximum_exclusive = other->is_maximum_exclusive;
    }
    into->format = into->format ? into->format : other->format;
    into->has_pattern |= other->has_pattern;
    into->default_value = into->default_value ? into->default_value : other->default_value;
    into->is_closed |= other->is_closed;
    into->items = schema_of_two(walk, into->items, other->items, false);
    place_fill(&into->enum_place, other->enum_place);
    place_fill(&into->length_place, other->length_place);
    place_fill(&into->range_place, other->range_place);
    place_fill(&into->type_place, other->type_place);
    meet_properties(walk, into, other);
}

// ---- one of them holds ---------------------------------------------------------------------------

static void unite_bound(const char **into, bool *is_exclusive, const char *other,
                        bool is_other_exclusive, int wider)
{
    if (!*into || !other) {
        *into = NULL;
        return;
    }
    int order = decimal_compare(other, *into) * wider;
    if (order > 0)
        *is_exclusive = is_other_exclusive;
    else if (order == 0)
        *is_exclusive &= is_other_exclusive;
    if (order > 0)
        *into = other;
}

static void unite_properties(struct walk *walk, struct schema_facts *into,
                             const struct schema_facts *other)
{
    struct map by_name = {0};
    for (uint32_t at = 0; at < other->properties.count; at++)
        map_set(walk->arena, &by_name, other->properties.items[at].name,
                (void *)(uintptr_t)(at + 1));
    for (uint32_t at = 0; at < into->properties.count; at++) {
        struct schema_property *mine = &into->properties.items[at];
        uintptr_t found = (uintptr_t)map_get(&by_name, mine->name);
        if (found == 0) {
            mine->is_certain = mine->is_required = false;
            continue;
        }
        const struct schema_property *theirs = &other->properties.items[found - 1];
        mine->schema = schema_of_two(walk, mine->schema, theirs->schema, true);
        mine->is_required &= theirs->is_required;
        mine->is_certain &= theirs->is_certain;
        map_set(walk->arena, &by_name, mine->name, NULL);
    }
    list_each (struct schema_property, property, &other->properties)
        if (map_get(&by_name, property.name)) {
            property.is_certain = property.is_required = false;
            list_add(walk->arena, &into->properties, property);
        }
}

// Only null: an alternative that says `or nothing` and bounds nothing else.
static bool is_only_null(const struct schema_facts *facts)
{
    return facts->types == JSON_NULL || (facts->has_enum && facts->values.count == 0);
}

static void facts_unite(struct walk *walk, struct schema_facts *into,
                        const struct schema_facts *other)
{
    into->types = into->types && other->types ? into->types | other->types : 0;
    into->is_known &= other->is_known;
    into->may_be_null |= other->may_be_null;
    into->has_enum &= other->has_enum;
    if (into->has_enum)
        for (uint32_t at = 0; at < other->values.count; at++)
            add_value(walk, into, &other->values.items[at]);
    if (other->length_minimum < into->length_minimum)
        into->length_minimum = other->length_minimum;
    if (into->length_maximum >= 0 &&
        (other->length_maximum < 0 || other->length_maximum > into->length_maximum))
        into->length_maximum = other->length_maximum;
    unite_bound(&into->minimum, &into->is_minimum_exclusive, other->minimum,
                other->is_minimum_exclusive, -1);
    unite_bound(&into->maximum, &into->is_maximum_exclusive, other->maximum,
                other->is_maximum_exclusive, 1);
    if (!string_equal(into->format, other->format))
        into->format = NULL;
    into->has_pattern &= other->has_pattern;
    into->default_value = into->default_value ? into->default_value : other->default_value;
    into->is_closed &= other->is_closed;
    into->items =
        into->items && other->items ? schema_of_two(walk, into->items, other->items, true) : NULL;
    unite_properties(walk, into, other);
}

// ---- the walk ------------------------------------------------------------------------------------

static const struct schema_facts *facts_of(struct walk *walk, struct value_schema *schema);

// The facts of a schema are kept with it, so what is to become wider is a copy.
static struct schema_facts *facts_copy(struct walk *walk, const struct schema_facts *facts)
{
    struct schema_facts *copy = arena_make(walk->arena, struct schema_facts);
    *copy = *facts;
    values_own(walk, copy);
    copy->properties.items = NULL;
    copy->properties.count = copy->properties.capacity = 0;
    for (uint32_t at = 0; at < facts->properties.count; at++)
        list_add(walk->arena, &copy->properties, facts->properties.items[at]);
    return copy;
}

static const struct schema_facts *facts_of_alternatives(struct walk *walk,
                                                        const struct schema_list *schemas)
{
    struct schema_facts *all = NULL;
    bool has_null = false;
    if (schemas->count > WALK_PARTS) {
        all = facts_new(walk);
        all->is_known = false;
        return all;
    }
    list_each (struct value_schema *, schema, schemas) {
        if (schema->is_never)
            continue;
        const struct schema_facts *one = facts_of(walk, schema);
        if (is_only_null(one))
            has_null = true;
        else if (!all)
            all = facts_copy(walk, one);
        else
            facts_unite(walk, all, one);
    }
    if (!all) {
        all = facts_new(walk);
        all->types = has_null ? JSON_NULL : 0;
    } else if (has_null) {
        all->may_be_null = true;
        all->types |= all->types ? JSON_NULL : 0;
    }
    return all;
}

static const struct schema_facts *facts_of(struct walk *walk, struct value_schema *schema)
{
    if (schema->facts)
        return schema->facts;
    if (schema->is_walked || walk->depth >= WALK_DEPTH) {
        struct schema_facts *unknown = facts_new(walk);
        unknown->is_known = false;
        return unknown;
    }
    walk->depth++;
    schema->is_walked = true;
    struct schema_facts *facts = facts_own(walk, schema);
    if (schema->all_of.count > WALK_PARTS)
        facts->is_known = false;
    else
        list_each (struct value_schema *, part, &schema->all_of)
            facts_meet(walk, facts, facts_of(walk, part));
    if (schema->one_of.count > 0)
        facts_meet(walk, facts, facts_of_alternatives(walk, &schema->one_of));
    if (schema->any_of.count > 0)
        facts_meet(walk, facts, facts_of_alternatives(walk, &schema->any_of));
    schema->is_walked = false;
    schema->facts = facts;
    walk->depth--;
    return facts;
}

const struct schema_facts *schema_facts_of(struct arena *arena, struct value_schema *schema)
{
    struct walk walk = {.arena = arena};
    return schema ? facts_of(&walk, schema) : facts_new(&walk);
}
