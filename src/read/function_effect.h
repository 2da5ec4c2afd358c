// Whether calling a function may change the schema, judged by the words of its body and of the
// bodies of the functions that it calls in turn.
#ifndef LINTEL_READ_FUNCTION_EFFECT_H
#define LINTEL_READ_FUNCTION_EFFECT_H

#include "read/replay.h"

// Of the functions of that name (`schema` may be NULL: by search path) and those that they call,
// the first whose own body may make, change or drop something; NULL where none does, or none is
// known.
const struct function *function_changing_schema(struct replay *replay, const char *schema,
                                                const char *name);
// The same for all functions that a text calls; comments and strings in it do not count.
const struct function *text_changing_schema(struct replay *replay, const char *text);

#endif
