// Shared by validate*.c.
#ifndef LINTEL_SERVE_VALIDATE_PART_H
#define LINTEL_SERVE_VALIDATE_PART_H

#include "base/map.h"
#include "serve/validate.h"
#include "serve/validate_format.h"
#include "serve/validate_pattern.h"

enum {
    JSON_ANY = JSON_NULL | JSON_BOOLEAN | JSON_INTEGER | JSON_NUMBER | JSON_STRING | JSON_ARRAY |
               JSON_OBJECT,
    PROPERTIES_BY_NAME = 8, // more are found through a map
    CONSTANTS_BY_NAME = 8,  // likewise
    HOPS_MOST = 24,         // from schema to schema without going into the value
};

// What a schema says, made ready: value_schema.check. Only read once it is there.
struct value_check {
    uint32_t types;
    const struct value_format *format;
    const struct pattern *pattern;
    const struct json_value **enumeration; // as long as the schema's
    const char *enumeration_text;          // "low, medium, high"
    struct map constants;                  // the strings of a long one, each to itself
    const struct json_value *default_value;
    struct map properties; // name → index + 1, where they are many
};

// One schema's check; what is wrong goes to `complain`, which may be NULL, and false. Patterns are
// compiled to stay where `is_lasting`.
bool value_check_fill(struct arena *arena, const struct value_schema *schema,
                      struct value_check *check, bool is_lasting,
                      void (*complain)(void *context, const char *line), void *context);

// Where a value stands: a chain on the stack, written out for a fault only.
struct step {
    const struct step *parent; // NULL: the value that validate was asked about
    const char *name;          // NULL: the item at `index`
    uint32_t name_length, index;
};

struct validation {
    struct arena *arena;
    const char *base;            // pointer of the whole value
    struct input_faults *faults; // NULL: only their weight counts
    uint32_t weight;             // how badly the branch at hand does not fit: validate_forms.c
    const struct step *branch_at;
    uint32_t hops;         // schemas entered for the value at hand
    uint32_t branches;     // alternatives that are open around it
    uint64_t visits;       // still allowed inside of alternatives
    uint64_t pattern_work; // steps that are left for all patterns of the value together
    bool is_exhausted;
};

// How much a fault says against the alternative in which it was found: a type the most, of the
// value that has the alternatives, a constant of it or of its members; inside of them all are
// alike.
enum { WEIGHT_FAULT = 1, WEIGHT_CONSTANT = 100, WEIGHT_TYPE = 1000 };

bool check_value(struct validation *validation, const struct value_schema *schema,
                 const struct json_value *value, const struct step *at);
bool check_type(struct validation *validation, const struct value_schema *schema,
                const struct json_value *value, const struct step *at);
// What it is beyond its type.
bool check_scalar(struct validation *validation, const struct value_schema *schema,
                  const struct value_check *check, const struct json_value *value,
                  const struct step *at);
bool check_forms(struct validation *validation, const struct value_schema *schema,
                 const struct json_value *value, const struct step *at);

// Whether one more fault would be listed.
bool fault_is_told(const struct validation *validation);
// Always false, so that a check can return it.
bool fault_add(struct validation *validation, uint32_t weight, const struct step *at,
               const char *detail);
bool fault_format(struct validation *validation, uint32_t weight, const struct step *at,
                  const char *format, ...) printf_like(4, 5);

#endif
