// Which rows of a query's FROM a set of tied columns tells apart: query_key.c says how. Only
// query_rows.c and query_order.c use this.
#ifndef LINTEL_LINK_QUERY_KEY_H
#define LINTEL_LINK_QUERY_KEY_H

#include "link/query_part.h"

struct keying;

// With what the query's own WHERE and ON tie.
struct keying *keying_new(struct linker *linker, struct query *query);
// Ties something more: rows that agree in it are looked at. `matters_null`: nulls agree as well, so
// only columns that are never null tell rows apart.
void keying_tie(struct keying *keying, struct expression *side, bool matters_null);
void keying_tie_output(struct keying *keying, const struct output *output, bool matters_null);
// Whether the query's conditions tie a column to one value.
bool keying_is_tied(const struct keying *keying, const struct expression *side);
// Whether at most one combination of rows is left (`only_target`: one row of the first item).
// *reason as statement_link's rows_reason; NULL where there is none to name.
bool keying_fixes(struct keying *keying, bool only_target, const char **reason);
// After keying_fixes: whether a value is made of fixed rows only.
bool keying_knows(const struct keying *keying, struct expression *expression);
bool keying_knows_output(const struct keying *keying, const struct output *output);
// After keying_fixes answered no: whether that is not certain.
bool keying_in_doubt(const struct keying *keying);

#endif
