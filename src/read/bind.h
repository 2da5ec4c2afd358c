// Binds the names in an expression or query to what they mean in the design, as PostgreSQL's
// analysis would at that moment: scopes from the inside out, aliases, CTEs, USING and natural
// joins, stars expanded, functions and tables by search path. What nothing declares becomes an
// unknown-name fault (once per name), unless something that is not known might declare it.
//
// Types come with the names: every expression gets its `value_type`, in the order in which
// PostgreSQL's parser transforms a statement, through read/resolve.h; and what a value is converted
// to gives an untyped parameter its type (bind_parameter.c).
//
// All binders return OUTCOME_MISSING where the replay defers and a name is not declared yet: then
// nothing was reported, and the expression must be converted anew. Else OUTCOME_REPLAYED.
//
// A row as a value (`t` for FROM t, or `t.*` outside an output list) becomes EXPRESSION_STAR with
// `from` set. A reference that more than one item could mean stays unbound.
#ifndef LINTEL_READ_BIND_H
#define LINTEL_READ_BIND_H

#include "read/replay.h"

// A CHECK, default, generated column, index, policy or trigger expression over the row of
// `relation` (NULL: no row, as in a domain's CHECK, where VALUE is the keyword). `what` names the
// place in messages: "policy \"own\" on table todos". Where it begins with "trigger", NEW and OLD
// are row names.
enum outcome bind_expression(struct replay *replay, struct expression *expression,
                             struct relation *relation, const char *what);

// A query by itself, a view's. Fills outputs with columns and types where they are certain. `what`
// as above.
enum outcome bind_query(struct replay *replay, struct query *query, const char *what);

// A query of a function in SQL: names that no column has may be its arguments, which become
// EXPRESSION_PARAMETER with number and name, and have the arguments' types.
enum outcome bind_function_query(struct replay *replay, struct query *query,
                                 struct function *function, const char *what);

struct parameter_list;

// A statement that takes parameters: `parameters` hold one for each number (what is missing is
// added); their state and type are filled in. `query` may be NULL: then all stay open.
enum outcome bind_statement(struct replay *replay, struct query *query,
                            struct parameter_list *parameters, const char *what);

#endif
