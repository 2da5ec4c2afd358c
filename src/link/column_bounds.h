// What a column accepts, as far as its type, its domain and the CHECK constraints of its table say
// it plainly: a set of values, a length, a range. What is not understood makes no fact, so a column
// may refuse more than is said here, but it never accepts what is said to be refused. Where a
// length or a range was compared in a way that is not read, that is said (`..._unread`).
//
//     CHECK (status IN ('open', 'paid'))          values: open, paid, from orders_status_check
//     CHECK (char_length(title) BETWEEN 1 AND 200), varchar(200)     length
//     CHECK (priority > 0), integer, numeric(8,2)                    range
#ifndef LINTEL_LINK_COLUMN_BOUNDS_H
#define LINTEL_LINK_COLUMN_BOUNDS_H

#include "design/design.h"

// Where a bound comes from, for messages.
struct bound_source {
    const char *text;   // "orders_status_check", "the type mood", "varchar(20)": a noun
    const char *state;  // SQLSTATE of what it refuses: 23514, 22P02, 22001, 22003
    struct place place; // of the constraint, the type, or the column
    bool is_constraint; // a CHECK, of the table or a domain
    bool is_late;       // judged after BEFORE triggers: NOT NULL and the table's CHECKs
};

struct column_bounds {
    bool has_values; // only these (or NULL) are accepted
    bool are_numbers;
    LIST(const char *) values;
    struct bound_source values_source;
    int64_t length_minimum, length_maximum; // in characters; -1 for none
    struct bound_source length_minimum_source, length_maximum_source;
    const char *minimum, *maximum; // digits, or NULL
    bool is_minimum_exclusive, is_maximum_exclusive;
    struct bound_source minimum_source, maximum_source;
    // Of a CHECK that compares the column's length, or its value, in a form that is not read; text
    // is NULL where there is none. Texts of up to so many characters pass it all the same.
    struct bound_source length_unread, range_unread;
    int64_t length_unread_from;
    bool is_not_null; // NOT NULL, its domain's, or CHECK (column IS NOT NULL)
    struct bound_source not_null_source;
};

// Lives in `arena`. An array or a composite has no bounds of its own.
struct column_bounds *column_bounds_make(struct arena *arena, const struct column *column);

// Whether the bounds' set holds the value (a number by its value).
bool column_bounds_hold(const struct column_bounds *bounds, const char *value);

// An enabled BEFORE trigger that may put another value into the column before its constraints are
// checked; NULL where none can. `events` as in struct trigger.
const struct trigger *column_changing_trigger(const struct column *column, uint32_t events);

#endif
