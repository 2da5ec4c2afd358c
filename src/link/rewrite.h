// A copy of an expression in which some nodes are replaced: for suggestions ("write it like this").
// The original stays as it is.
#ifndef LINTEL_LINK_REWRITE_H
#define LINTEL_LINK_REWRITE_H

#include "design/expression.h"

// Answers the replacement, or NULL to keep the node and look inside it.
typedef struct expression *expression_replacer(struct expression *expression, void *context);
struct expression *expression_rewrite(struct arena *arena, struct expression *expression,
                                      expression_replacer *replace, void *context);
// (SELECT expression)
struct expression *expression_as_subquery(struct arena *arena, struct expression *expression);

#endif
