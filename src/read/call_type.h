// What expression_type.c, call_type.c and operator_type.c share.
#ifndef LINTEL_READ_CALL_TYPE_H
#define LINTEL_READ_CALL_TYPE_H

#include "read/bind_scope.h"

// The ranks of type_number_rank.
enum { RANK_INT4 = 2, RANK_INT8 = 3, RANK_NUMERIC = 4, RANK_FLOAT4 = 5, RANK_FLOAT8 = 6 };

// operator_type.c, call_type.c
struct type_name *operator_type(struct replay *replay, const struct expression *expression);
struct type_name *call_type(struct replay *replay, const struct expression *call);
bool word_is_one_of(const char *word, const char *const *words, size_t count);
bool type_is_text(const struct type_name *type); // text, varchar, char

// expression_type.c
struct type_name *type_without_modifiers(struct replay *replay, struct type_name *type);
struct type_name *element_type(struct replay *replay, const struct type_name *array); // or NULL
struct type_name *type_base(struct type_name *type);          // through domains
bool type_is(const struct type_name *type, const char *name); // the built-in one, no array
// int2, int4, int8, numeric, float4, float8 in the order of their casts from 1; 0 for others.
int type_number_rank(const struct type_name *type);
bool expression_is_untyped(const struct expression *expression); // a plain string or NULL

#endif
