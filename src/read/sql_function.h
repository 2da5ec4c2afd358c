// The parts of sql_function.c that have files of their own.
#ifndef LINTEL_READ_SQL_FUNCTION_H
#define LINTEL_READ_SQL_FUNCTION_H

#include "read/sql_tree.h"

// ---- sql_function_option.c --------------------------------------------------------------------
// One option of CREATE or ALTER FUNCTION but AS: language, volatility, SET, ...
void function_read_option(struct replay *replay, struct function *function,
                          const PgQuery__DefElem *element);
// The place of the body's first byte to its last, without quotes; `location` is that of AS.
struct place function_body_place(const struct replay *replay, int32_t location);
// The same where `location` is the string itself, as in DO.
struct place function_string_place(const struct replay *replay, int32_t location);

// ---- sql_function_find.c ----------------------------------------------------------------------
// Whether both take the same input: then they cannot stand beside each other.
bool function_takes_same(const struct function *a, const struct function *b);
// Where `function` may not have this name: the one that has it, else NULL.
struct function *function_in_the_way(const struct design *design, const struct function *function,
                                     const char *schema, const char *name);

#endif
