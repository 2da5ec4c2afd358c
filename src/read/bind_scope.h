// What names mean at one point of a query: a chain of scopes, the innermost first. Only the
// binder's own files (bind*.c) use this.
#ifndef LINTEL_READ_BIND_SCOPE_H
#define LINTEL_READ_BIND_SCOPE_H

#include "read/bind.h"

struct output_list {
    LIST_FIELDS(struct output);
};

// How far a WITH query is: in a recursive WITH one may name another that stands after it.
enum common_state { COMMON_UNBOUND, COMMON_BINDING, COMMON_BOUND };

struct scope {
    struct scope *outer;
    // The WITH of `query`: its first `common_count` tables are visible.
    struct query *query;
    uint32_t common_count;
    enum common_state *common_states; // one for each of the query's common tables
    // FROM items whose columns are visible here.
    LIST(struct from_item *) items;
    // The outermost: a table's own row, for policies, checks and the like.
    struct relation *row;
    bool has_new_and_old;      // of a trigger: NEW and OLD name the row
    struct function *function; // whose arguments are visible
};

struct binder {
    struct replay *replay;
    const char *what; // for messages
};

// What a name was found to be. `count` above 1 is ambiguous; `is_open`: something that is not known
// may declare it.
struct match {
    uint32_t count;
    bool is_open;
    struct from_item *from; // NULL: the row itself
    struct column *column;
    struct type_name *type;
};

// ---- bind_scope.c -----------------------------------------------------------------------------
// A column by name among the columns of one item (a join's: those of both sides, USING merged).
void item_find_column(struct from_item *item, const char *name, struct match *match);
// The same among all that a scope shows, outer scopes left out.
void scope_find_column(const struct scope *scope, const char *name, struct match *match);
// The FROM item that `qualifier` (in `schema`, or NULL) names, from the inside out. True where
// found: then either *item, or *row for a table's own row.
bool scope_find_item(const struct scope *scope, const char *schema, const char *qualifier,
                     struct from_item **item, struct relation **row);
// All columns of an item in the order of `*`. False where not all are known.
bool item_columns(struct arena *arena, struct from_item *item, struct output_list *columns);
// Of the names that the scopes show, the one nearest to `name`, or NULL.
const char *scope_nearest_column(const struct scope *scope, const char *name);
// The alias that may have been meant by `qualifier`, or NULL.
const char *scope_nearest_item(const struct scope *scope, const char *qualifier);
struct output *item_output(struct from_item *item, const char *name); // or NULL

// ---- bind.c -----------------------------------------------------------------------------------
void bind_in_scope(struct binder *binder, struct scope *scope, struct expression *expression);

// ---- bind_query.c -----------------------------------------------------------------------------
void bind_query_in_scope(struct binder *binder, struct scope *outer, struct query *query);
// The table at `index` of the WITH of scope->query.
void bind_common_table(struct binder *binder, struct scope *scope, uint32_t index);

// ---- bind_name.c ------------------------------------------------------------------------------
// The name of an output without AS into *name: 2 is a good name, 1 one that a better replaces, 0
// none. The expression is bound.
int figure_name(const struct expression *expression, const char **name);

// ---- bind_from.c ------------------------------------------------------------------------------
// Binds an item and fills its columns. `scope` shows what a lateral item may see.
void bind_from_item(struct binder *binder, struct scope *scope, struct from_item *item);

// ---- bind_function.c --------------------------------------------------------------------------
// The columns that calling `call` in FROM gives, ordinality and column definitions aside; false
// where they are not known. `alias` names the column of a function that gives plain values.
bool call_columns(struct replay *replay, const struct expression *call, const char *alias,
                  struct output_list *columns);

// ---- expression_type.c, builtin_result.c ------------------------------------------------------
// A built-in type by its catalog name, e.g. "int4".
struct type_name *builtin_type(const char *name);
// What every built-in function of that name gives; NULL where that depends on the arguments.
const char *builtin_result(const char *function);
// The type that a list of values has together, as in a UNION or VALUES; strings without a type
// adapt to the others. NULL where not certain.
struct type_name *common_type(struct replay *replay, const struct expression *const *values,
                              uint32_t count);
// The type of a value in an output list: an untyped string is text there.
struct type_name *output_type(struct replay *replay, const struct expression *value);
struct type_name *array_type(struct replay *replay, const struct type_name *element);

#endif
