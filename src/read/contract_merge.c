// OpenAPI 3.1: keywords beside a $ref hold together with those of what it leads to. The schema of
// such a node becomes one that says both: what the target alone says is filled in. Where both say
// something of the same kind (two enums, two lengths), the target becomes one of
// `all_of`, which means the same and loses nothing.
//
// Targets are merged before those that refer to them, with a list instead of recursion.
#include "read/contract_part.h"

enum merging { MERGING_NONE, MERGING_OPEN, MERGING_DONE };

static struct property *property_find(const struct value_schema *schema, const char *name)
{
    for (uint32_t i = 0; i < schema->properties.count; i++)
        if (strcmp(schema->properties.items[i].name, name) == 0)
            return &schema->properties.items[i];
    return NULL;
}

static bool says_of_properties(const struct value_schema *schema)
{
    return schema->properties.count || schema->is_closed || schema->additional;
}

// Whether filling in would lose or change something that one of the two says.
static bool is_in_conflict(const struct value_schema *own, const struct value_schema *target)
{
    bool both_texts = (own->format && target->format) || (own->pattern && target->pattern) ||
                      (own->multiple_of && target->multiple_of);
    bool both_lengths = (own->length_minimum >= 0 && target->length_minimum >= 0) ||
                        (own->length_maximum >= 0 && target->length_maximum >= 0) ||
                        (own->items_minimum >= 0 && target->items_minimum >= 0) ||
                        (own->items_maximum >= 0 && target->items_maximum >= 0) ||
                        (own->properties_minimum >= 0 && target->properties_minimum >= 0) ||
                        (own->properties_maximum >= 0 && target->properties_maximum >= 0);
    bool both_sets = (own->types && target->types) || (own->has_enum && target->has_enum) ||
                     (own->all_of.count && target->all_of.count) ||
                     (own->one_of.count && target->one_of.count) ||
                     (own->any_of.count && target->any_of.count);
    bool both_bounds = (own->minimum && target->minimum) || (own->maximum && target->maximum);
    bool both_schemas = (own->items && target->items) || (own->negated && target->negated);
    // additionalProperties looks at the properties beside it alone.
    bool both_objects = says_of_properties(own) && says_of_properties(target);
    return both_texts || both_lengths || both_sets || both_bounds || both_schemas || both_objects ||
           target->is_never || target->is_unresolved;
}

#define FILL(field, absent)                                                                        \
    do {                                                                                           \
        if (own->field == (absent))                                                                \
            own->field = target->field;                                                            \
    } while (0)
#define FILL_LIST(list)                                                                            \
    do {                                                                                           \
        if (own->list.count == 0)                                                                  \
            own->list = target->list;                                                              \
    } while (0)
#define FILL_PLACE(place)                                                                          \
    do {                                                                                           \
        if (!own->place.file)                                                                      \
            own->place = target->place;                                                            \
    } while (0)

static void fill_values(struct value_schema *own, const struct value_schema *target)
{
    FILL(types, 0);
    FILL(format, NULL);
    if (!own->has_enum)
        own->enumeration = target->enumeration;
    own->has_enum |= target->has_enum;
    own->is_minimum_exclusive |= target->is_minimum_exclusive;
    own->is_maximum_exclusive |= target->is_maximum_exclusive;
    FILL(minimum, NULL);
    FILL(maximum, NULL);
    FILL(multiple_of, NULL);
    FILL(length_minimum, -1);
    FILL(length_maximum, -1);
    FILL(items_minimum, -1);
    FILL(items_maximum, -1);
    FILL(properties_minimum, -1);
    FILL(properties_maximum, -1);
    own->has_unique_items |= target->has_unique_items;
    FILL(pattern, NULL);
}

static void fill_structure(struct value_schema *own, const struct value_schema *target)
{
    FILL_LIST(properties);
    own->is_closed |= target->is_closed;
    FILL(additional, NULL);
    FILL(items, NULL);
    FILL_LIST(all_of);
    FILL_LIST(one_of);
    FILL_LIST(any_of);
    FILL(negated, NULL);
    FILL_PLACE(type_place);
    FILL_PLACE(enum_place);
    FILL_PLACE(format_place);
    FILL_PLACE(length_place);
    FILL_PLACE(range_place);
    own->has_unknown |= target->has_unknown;
}

// `required` beside a $ref: names of the target's properties, or of such as it leaves open.
static bool is_required_alone(const struct contract_draft *draft)
{
    const struct value_schema *target = &draft->target->schema;
    enum { COPIED_AT_MOST = 64 }; // of each, so that many references cost no more than they say
    if (draft->has_properties || draft->required.count == 0 ||
        draft->required.count > COPIED_AT_MOST || target->properties.count > COPIED_AT_MOST)
        return false;
    list_each (const struct tree *, name, &draft->required)
        if ((target->is_closed || target->additional) && !property_find(target, name->text))
            return false;
    return true;
}

static void required_fill(struct contract_reader *reader, struct value_schema *own,
                          const struct value_schema *target)
{
    struct value_schema named = *own;
    memset(&own->properties, 0, sizeof own->properties);
    for (uint32_t i = 0; i < target->properties.count; i++) {
        struct property property = target->properties.items[i];
        property.is_required |= property_find(&named, property.name) != NULL;
        list_add(reader->arena, &own->properties, property);
    }
    for (uint32_t i = 0; i < named.properties.count; i++)
        if (!property_find(target, named.properties.items[i].name))
            list_add(reader->arena, &own->properties, named.properties.items[i]);
}

static void draft_merge(struct contract_reader *reader, struct contract_draft *draft)
{
    struct value_schema *own = &draft->schema;
    const struct value_schema *target = &draft->target->schema;
    // Annotations: the reference's own word counts.
    FILL(default_value, NULL);
    FILL(description, NULL);
    own->is_read_only |= target->is_read_only;
    own->is_write_only |= target->is_write_only;
    own->is_deprecated |= target->is_deprecated;
    bool names_only = is_required_alone(draft);
    struct value_schema compared = *own;
    if (names_only)
        compared.properties.count = 0;
    if (is_in_conflict(&compared, target)) {
        own->is_unresolved |= target->is_unresolved;
        list_add(reader->arena, &own->all_of, &draft->target->schema);
        return;
    }
    fill_values(own, target);
    if (names_only)
        required_fill(reader, own, target);
    fill_structure(own, target);
}

void contract_merge_all(struct contract_reader *reader)
{
    LIST(struct contract_draft *) chain = {0};
    list_each (struct contract_draft *, first, &reader->drafts) {
        struct contract_draft *draft = first;
        while (draft->target && draft->merging == MERGING_NONE) {
            draft->merging = MERGING_OPEN;
            list_add(reader->scratch, &chain, draft);
            draft = draft->target;
        }
        if (draft->merging == MERGING_OPEN) {
            contract_fault_circle(reader, contract_reference_of(draft->node.tree));
            draft->schema.is_unresolved = true;
        }
        while (chain.count) {
            struct contract_draft *next = chain.items[--chain.count];
            if (next->merging == MERGING_OPEN && !next->schema.is_unresolved)
                draft_merge(reader, next);
            next->merging = MERGING_DONE;
        }
    }
}
