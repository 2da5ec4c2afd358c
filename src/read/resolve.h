// What PostgreSQL's analysis decides about types: which operator or function a call means, what
// several values are together, what a value must become. PostgreSQL manual, chapter "Type
// Conversion", followed to the letter (also for domains, arrays, enums, ranges, rows and the
// polymorphic types), over PostgreSQL's own catalog as data (platforms/catalog/, one file for the
// core and one for each extension that is created) and the design's own functions and types.
//
// Two ways of not knowing are kept apart. PostgreSQL's `unknown` (type_is_unknown) is the type of a
// plain string, of NULL, and of a parameter that nothing has typed yet. What lintel does not know
// is NULL, and makes an answer OPEN, unless it is the same whatever that type would be.
#ifndef LINTEL_READ_RESOLVE_H
#define LINTEL_READ_RESOLVE_H

#include "read/replay.h"

enum resolution_kind {
    RESOLUTION_ONE,       // certain
    RESOLUTION_NONE,      // PostgreSQL refuses: no such operator or function (42883), or for the
                          // reason of `state`
    RESOLUTION_AMBIGUOUS, // PostgreSQL refuses: several fit equally well (42725)
    RESOLUTION_OPEN,      // not decided: an argument's type or a candidate is not known
};

struct resolution {
    enum resolution_kind kind;
    struct type_name *result; // NULL where not known; in OPEN, what every candidate agrees on
    struct type_name **takes; // per argument given, in ONE: what it is converted to, polymorphic
                              // types made concrete; an element is NULL where not known. In
                              // AMBIGUOUS what the likeliest of those in question takes
    bool is_aggregate, is_window, is_strict, returns_set;
    const char *state; // in NONE: the SQLSTATE, NULL for that of the kind of name (42883, 42804)
    struct function *function;         // where the design declares it
    bool is_procedure, is_ordered_set; // an aggregate WITHIN GROUP: its ORDER BY are arguments too
    bool is_cast;                      // type(value)
    bool is_column;                    // column(row): takes[0] is the row
    // OUT, INOUT and TABLE arguments: what the function gives in FROM. A type is NULL where not
    // known. Empty where the result is one value or a row type.
    struct resolution_column *columns;
    uint32_t column_count;
};

struct resolution_column {
    const char *name;
    struct type_name *type;
};

// `left` is NULL and `is_prefix` set for a prefix operator. A NULL type is one lintel does not
// know.
struct resolution resolve_operator(struct replay *replay, const char *schema, const char *name,
                                   bool is_prefix, struct type_name *left, struct type_name *right);

struct call_arguments {
    struct type_name **types; // by position, then the named ones
    const char **names;       // NULL, or per argument the name in `name => value`, else NULL
    uint32_t count;
    bool is_variadic;  // VARIADIC before the last
    bool is_star;      // f(*)
    bool is_parameter; // a single argument of type unknown is a parameter, not a plain string
};
// A single argument may also be meant as a cast, type(value), as in PostgreSQL: then ONE.
struct resolution resolve_function(struct replay *replay, const char *schema, const char *name,
                                   const struct call_arguments *arguments);

// What the values have together in UNION, CASE, COALESCE, GREATEST, ARRAY[], VALUES and IN
// (select_common_type): `unknown` where all are. RESOLUTION_NONE where PostgreSQL refuses (42804).
struct resolution resolve_common(struct replay *replay, struct type_name *const *types,
                                 uint32_t count);

enum conversion { CONVERSION_IMPLICIT, CONVERSION_ASSIGNMENT, CONVERSION_EXPLICIT };
enum answer { ANSWER_NO, ANSWER_YES, ANSWER_UNKNOWN };
enum answer resolve_converts(struct replay *replay, struct type_name *from, struct type_name *to,
                             enum conversion conversion);

// Whether something that lintel has no facts of may declare operators, casts or types that change
// an answer about these types: then a refusal is not certain.
bool resolve_is_open(struct replay *replay, struct type_name *const *types, uint32_t count);

// ---- types ------------------------------------------------------------------------------------
struct type_name *type_builtin(const char *name); // by catalog name, "int4", "int4[]", "unknown"
bool type_is_unknown(const struct type_name *type);
// The element of an array type, the array of a type, the base below domains; NULL where none.
struct type_name *type_element(struct replay *replay, struct type_name *array);
struct type_name *type_array(struct replay *replay, struct type_name *element);
struct type_name *type_below_domains(struct type_name *type);
// Without length and the like, as values of calls and operators are.
struct type_name *type_plain(struct replay *replay, struct type_name *type);

#endif
