// What a value of a schema can be, with allOf, oneOf and anyOf taken into account: the types, the
// set of values, bounds and properties that hold whatever way the schema is put together.
//
//   allOf          all hold: the narrower of two bounds, the properties of all
//   oneOf, anyOf   one of them holds: the wider bound; a property that only some have is not
//   certain
//
// A schema may refer to itself; the walk counts its depth and its steps. Where it gives up, or
// meets what lintel does not read, `is_known` is false: the value may then be less than is said,
// never more.
#ifndef LINTEL_LINK_SCHEMA_WALK_H
#define LINTEL_LINK_SCHEMA_WALK_H

#include "design/contract.h"

struct schema_property {
    const char *name;
    struct value_schema *schema; // where several apply, one made of them
    bool is_required;
    bool is_certain;                 // false: only some alternatives have it
    const struct property *property; // the first that names it
};

struct schema_value {
    const char *literal; // a string, or a number's digits
    enum literal_kind kind;
    struct place place;
};

struct schema_facts {
    uint32_t types; // enum json_types; 0: any
    bool is_known;
    bool has_enum;
    LIST(struct schema_value) values;       // null is left out: `types` says whether it may be
    bool may_be_null;                       // 0 types and no enum without null say so too
    int64_t length_minimum, length_maximum; // -1 for none
    const char *minimum, *maximum;          // valid decimals, or NULL
    bool is_minimum_exclusive, is_maximum_exclusive;
    const char *format;
    bool has_pattern;
    const struct literal *default_value;
    LIST(struct schema_property) properties;
    bool is_closed; // no other properties than these
    struct value_schema *items;
    struct place enum_place, length_place, range_place, type_place, place;
};

// Never NULL, and not to be changed; of no schema (NULL) they are those of any value. `arena` is
// the design's, as the schema's own.
const struct schema_facts *schema_facts_of(struct arena *arena, struct value_schema *schema);

const struct schema_property *schema_facts_property(const struct schema_facts *facts,
                                                    const char *name); // or NULL

bool schema_may_be(const struct schema_facts *facts, uint32_t types); // one of them
// Nothing but these (and null): a list, an object. Any value is not only.
bool schema_is_only(const struct schema_facts *facts, uint32_t types);

#endif
