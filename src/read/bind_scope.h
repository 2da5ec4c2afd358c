// What names mean at one point of a query: a chain of scopes, the innermost first. And what the
// binder's files share; only they (bind*.c) use this.
#ifndef LINTEL_READ_BIND_SCOPE_H
#define LINTEL_READ_BIND_SCOPE_H

#include "read/bind.h"
#include "read/resolve.h"

struct output_list {
    LIST_FIELDS(struct output);
};

struct expression_list {
    LIST_FIELDS(struct expression *);
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
    // OVER (...) of the calls so far: what is inside is bound after all else, as in PostgreSQL.
    // NULL where there is no query: then at once.
    struct expression_list *overs;
};

struct binder {
    struct replay *replay;
    const char *what;                   // for messages
    struct parameter_table *parameters; // bind_parameter.c; NULL where none are typed
    bool is_doubtful; // a table or column that it met may be changed by what was not followed
    struct place last_refused; // of bind_refuse.c
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
// Whether this item, which may be a join's side, is one of the scope's own.
bool scope_has_item(const struct scope *scope, const struct from_item *item);
// All columns of an item in the order of `*`. False where not all are known.
bool item_columns(struct arena *arena, struct from_item *item, struct output_list *columns);
// Of the names that the scopes show, the one nearest to `name`, or NULL.
const char *scope_nearest_column(const struct scope *scope, const char *name);
// The alias that may have been meant by `qualifier`, or NULL.
const char *scope_nearest_item(const struct scope *scope, const char *qualifier);
struct output *item_output(struct from_item *item, const char *name); // or NULL

struct parameter_table;

// ---- bind.c -----------------------------------------------------------------------------------
// Names and types: `value_type` of all that is in it.
void bind_in_scope(struct binder *binder, struct scope *scope, struct expression *expression);
// The same where there is an expression, and then as what must be a truth value.
void bind_condition(struct binder *binder, struct scope *scope, struct expression *expression);
// A FIELD or SUBSCRIPT whose value is bound.
void bind_step(struct binder *binder, struct scope *scope, struct expression *expression);
// A whole statement; `function` and `parameters` may be NULL.
enum outcome bind_query_with(struct replay *replay, struct query *query, struct function *function,
                             struct parameter_table *parameters, const char *what);
void bind_list(struct binder *binder, struct scope *scope, struct expression **items,
               uint32_t count);

// Each operand by itself.
void bind_all(struct binder *binder, struct scope *scope, struct expression *parent);

// ---- bind_column.c ------------------------------------------------------------------------------
void bind_column(struct binder *binder, struct scope *scope, struct expression *expression);
void bind_star(struct binder *binder, struct scope *scope, struct expression *expression);
void bind_parameter(struct binder *binder, struct scope *scope, struct expression *expression);

// ---- bind_query.c -----------------------------------------------------------------------------
void bind_query_in_scope(struct binder *binder, struct scope *outer, struct query *query);
// The same, but outputs that are plain strings, NULL or untyped parameters stay so: what is around
// the query decides (INSERT, UNION).
void bind_query_untyped(struct binder *binder, struct scope *outer, struct query *query);
// The table at `index` of the WITH of scope->query.
void bind_common_table(struct binder *binder, struct scope *scope, uint32_t index);
void bind_outputs(struct binder *binder, struct scope *scope, struct query *query);
bool output_is_plain(const struct output *output);
// Binds the FROM items from the one at `first` on; the scope shows them afterwards.
void bind_from(struct binder *binder, struct scope *scope, struct query *query, uint32_t first);

// ---- bind_write.c -----------------------------------------------------------------------------
void bind_write(struct binder *binder, struct scope *scope, struct query *query);

// ---- bind_name.c ------------------------------------------------------------------------------
// The name of an output without AS into *name: 2 is a good name, 1 one that a better replaces, 0
// none. The expression is bound.
int figure_name(const struct expression *expression, const char **name);

// ---- bind_from.c ------------------------------------------------------------------------------
// Binds an item and fills its columns. `scope` shows what a lateral item may see.
void bind_from_item(struct binder *binder, struct scope *scope, struct from_item *item);

// ---- bind_call.c, bind_function.c ---------------------------------------------------------------
void bind_call(struct binder *binder, struct scope *scope, struct expression *call);
// The value inside VARIADIC and name => value.
struct expression *call_argument_value(struct expression *argument);
// Which function a bound call means.
struct resolution call_resolution(struct replay *replay, const struct expression *call);
// What stands in OVER (...) or in an aggregate's ORDER BY.
void bind_sorted(struct binder *binder, struct scope *scope, struct expression *items);
// The columns that calling `call` in FROM gives, ordinality and column definitions aside; false
// where they are not known. `alias` names the column of a function that gives plain values.
bool call_columns(struct replay *replay, const struct expression *call, const char *alias,
                  struct output_list *columns);

// ---- bind_operator.c ----------------------------------------------------------------------------
// Operators and all that PostgreSQL makes of them: comparisons, IN, LIKE, BETWEEN, NULLIF.
void bind_operation(struct binder *binder, struct scope *scope, struct expression *expression);
// The same for `operand operator query`, whose outputs are bound.
void compare_with_query(struct binder *binder, const struct expression *expression,
                        struct expression *operand, const struct query *query);
// What `name` makes of two values that are bound. `place` is where it stands.
struct type_name *bind_operator(struct binder *binder, struct place place, const char *schema,
                                const char *name, struct expression *left,
                                struct expression *right);

// ---- bind_value.c: types of what is bound -------------------------------------------------------
struct type_name *number_type(const char *digits);
struct type_name *keyword_type(const char *keyword);
struct type_name *row_type(struct replay *replay, const struct relation *relation);
// A FROM item as one value.
struct type_name *item_type(struct replay *replay, const struct from_item *item);
struct type_name *field_type(struct replay *replay, const struct expression *field);
struct type_name *subscript_type(struct replay *replay, const struct expression *subscript);
struct type_name *query_type(const struct query *query);      // of its only output
bool type_is(const struct type_name *type, const char *name); // the built-in one, no array
bool type_is_row(const struct type_name *type);
// The same type with the same modifiers.
bool type_same_modified(const struct type_name *a, const struct type_name *b);
// The columns of a row type; false where it is none, or they are not all known.
bool type_fields(const struct type_name *type, struct column_list *fields);

// ---- bind_convert.c -----------------------------------------------------------------------------
// A value becomes one of `type`, as PostgreSQL's coerce_type makes it: an untyped parameter gets
// its type here. NULL: becomes what lintel does not know.
void bind_convert(struct binder *binder, struct expression *value, struct type_name *type);
// The type of several values together, to which each is converted (elements may be NULL: a NULL).
// NULL where not known. `what` is the construct, for messages: "CASE".
struct type_name *bind_common(struct binder *binder, const char *what, struct place place,
                              struct expression *const *values, uint32_t count);
// A value that is still untyped becomes text.
void bind_as_text(struct binder *binder, struct expression *value);

// ---- bind_refuse.c: what PostgreSQL refuses for its types ------------------------------------------
// Each says nothing where the resolution, or what the schema holds, is not certain.
struct type_use {
    struct expression *node; // NULL where there is none: a column of a query
    struct type_name *type;
};
// An operator that was resolved; a prefix operator has no `left` (and is_prefix set).
void refuse_operator(struct binder *binder, struct place place, const char *name, bool is_prefix,
                     const struct resolution *found, struct type_use left, struct type_use right);
void refuse_call(struct binder *binder, const struct expression *call,
                 const struct resolution *found, const struct expression_list *arguments);
void refuse_common(struct binder *binder, const char *what, struct place place,
                   const struct resolution *common, struct type_name *const *types, uint32_t count);
// A value of type `from` cannot become one of `to`.
void refuse_cast(struct binder *binder, struct place place, struct type_name *from,
                 struct type_name *to);
void refuse_assignment(struct binder *binder, struct place place, const struct expression *value,
                       const char *column, struct type_name *from, struct type_name *to);
// What must be of `to`: `what` is "a condition", "LIMIT".
void refuse_other_type(struct binder *binder, const char *what, const struct expression *value,
                       struct type_name *to);
// A value that is sorted by, grouped by or made distinct.
// A plain string that becomes a value of an enum: one that it does not have (22P02).
void refuse_label(struct binder *binder, const struct expression *value, struct type_name *type);
void refuse_unsortable(struct binder *binder, struct place place, struct type_name *type);
// `message` by itself: numbers of columns that differ, and the like.
void refuse_plainly(struct binder *binder, struct place place, const char *state,
                    const char *message, const char *help);
// What is met may be changed by something that was not followed.
void refuse_doubt(struct binder *binder, const char *name);

// ---- bind_parameter.c ---------------------------------------------------------------------------
void parameter_refer(struct binder *binder, struct expression *node);
// As SQL has it: ":limit", "$1".
const char *parameter_words(struct binder *binder, const struct expression *node);
void parameter_convert(struct binder *binder, struct expression *node, struct type_name *type);

#endif
