// Values of a DO block, and the evaluation of its SQL expressions against the model: what
// to_regclass, pg_policies or information_schema.columns would answer at that moment. Whatever is
// not certain is VALUE_UNKNOWN, and stays so through every operation that needs it.
#ifndef LINTEL_READ_SQL_DO_VALUE_H
#define LINTEL_READ_SQL_DO_VALUE_H

#include "base/text.h"
#include "read/sql_tree.h"

enum value_kind {
    VALUE_UNKNOWN,
    VALUE_NULL,
    VALUE_BOOLEAN,
    VALUE_TEXT,   // text, name, numbers as written
    VALUE_OBJECT, // regclass, regtype, an oid: schema and text
    VALUE_ARRAY,
    VALUE_RECORD, // names and items
};

struct value {
    enum value_kind kind;
    bool boolean;
    const char *text, *schema;
    const struct value *items;
    const char *const *names;
    uint32_t count;
};

struct value_list {
    LIST_FIELDS(struct value);
};

struct variable {
    const char *name;
    struct value value;
};

// One row of a catalog or FROM item, while a query is evaluated.
enum { ROW_COLUMNS = 12 };
struct row {
    const char *names[ROW_COLUMNS];
    struct value values[ROW_COLUMNS];
    uint32_t count;
};

struct bound_row {
    const char *alias;
    const struct row *row;
};

struct evaluation {
    struct replay *replay;
    LIST(struct variable) variables; // the innermost last
    LIST(struct bound_row) rows;
    struct map functions; // by signature as written; emptied when a statement changed the model
    uint32_t steps;       // rows looked at; beyond EVALUATION_STEPS all is unknown
};
enum { EVALUATION_STEPS = 1000 * 1000 };

// `text` is an expression or, where `is_query`, a whole SELECT, as written in the block.
struct expression *evaluation_parse_expression(struct evaluation *evaluation, const char *text);
struct query *evaluation_parse_query(struct evaluation *evaluation, const char *text);

struct value evaluate(struct evaluation *evaluation, const struct expression *expression);
// sql_do_query.c: the rows of a query, one VALUE_RECORD each. False where they are not all known.
bool evaluate_rows(struct evaluation *evaluation, const struct query *query,
                   struct value_list *rows);

// EXISTS (query) and (query) as one value.
struct value evaluate_exists(struct evaluation *evaluation, struct query *query);
struct value evaluate_subquery(struct evaluation *evaluation, struct query *query);

struct value value_text(const char *text); // NULL is SQL's NULL
struct value value_boolean(bool boolean);
struct value value_object(const char *schema, const char *name);
// As %s shows it; NULL where it is not known or NULL.
const char *value_string(struct replay *replay, const struct value *value);

// sql_do_catalog.c: calls `visit` for each row of the catalog relation while it answers true. False
// where there is no such catalog: a user's table, whose rows nobody knows.
typedef bool row_visitor(void *context, const struct row *row);
bool catalog_visit(struct replay *replay, const char *schema, const char *name, row_visitor *visit,
                   void *context);
// sql_do_name.c: to_regclass and to_regtype: NULL where nothing has the name, unknown where
// something may.
struct value catalog_relation(struct replay *replay, const char *identifier);
struct value catalog_type(struct replay *replay, const char *identifier);
struct value catalog_function(struct replay *replay, const char *signature);
// A function as pg_proc.oid, with its arguments, which tell overloads apart.
struct value catalog_function_value(struct replay *replay, const struct function *function);
// The function that an oid of pg_proc or a regprocedure means; NULL where none.
const struct function *catalog_function_of(struct replay *replay, const struct value *object);

// sql_do_function.c: a call of a function whose answer follows from its arguments.
struct value array_from_text(struct replay *replay, const char *text); // '{a,b}'
struct value evaluate_call(struct evaluation *evaluation, const struct expression *call);

#endif
