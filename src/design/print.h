// Shared by expression_print.c and query_print.c, which print each other's insides.
#ifndef LINTEL_DESIGN_PRINT_H
#define LINTEL_DESIGN_PRINT_H

#include "design/design.h"
#include "design/identifier.h"
#include "design/type_text.h"

// How tightly a construct binds (manual, "Operator Precedence"); an operand that binds less than
// its place asks for gets parentheses.
enum level {
    LEVEL_LOWEST,
    LEVEL_OR,
    LEVEL_AND,
    LEVEL_NOT,
    LEVEL_IS,
    LEVEL_COMPARISON,
    LEVEL_LIKE, // BETWEEN, IN, LIKE
    LEVEL_OPERATOR,
    LEVEL_ADD,
    LEVEL_MULTIPLY,
    LEVEL_POWER,
    LEVEL_COLLATE,
    LEVEL_SIGN,
    LEVEL_CAST,
    LEVEL_PRIMARY,
};

enum level expression_level(const struct expression *expression);
// Whether ANY or ALL compares with an ARRAY[...] of plain items, which IN and NOT IN say shorter;
// and whether it is an IN (SELECT ...) or NOT IN (SELECT ...).
bool expression_is_in_list(const struct expression *expression);
bool expression_is_in_query(const struct expression *expression);

struct printer {
    struct text *out;
    uint32_t query_depth; // how many queries stand around what is printed
};

void print_expression(struct printer *printer, const struct expression *expression,
                      enum level least);
void print_query(struct printer *printer, const struct query *query);

// query_print.c, write_print.c: the parts of statements. `before` comes first where there is any.
void print_clause(struct printer *printer, const char *before, uint32_t count,
                  struct expression *const *items); // a, b, c
void print_optional(struct printer *printer, const char *before,
                    const struct expression *expression);
void print_from(struct printer *printer, const struct from_item *item);
void print_from_list(struct printer *printer, const struct query *query, uint32_t first,
                     const char *before);
void print_outputs(struct printer *printer, const struct query *query, const char *before);
void print_write(struct printer *printer, const struct query *query);

// NULL for `public` and `pg_catalog`.
const char *print_schema(const char *schema);
// The name that qualifies a FROM item's columns; NULL where none does.
const char *print_alias(const struct from_item *item);

#endif
