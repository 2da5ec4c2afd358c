// Shared by the handlers of CREATE TABLE and ALTER TABLE.
#ifndef LINTEL_READ_SQL_TABLE_H
#define LINTEL_READ_SQL_TABLE_H

#include "read/sql_tree.h"

// ---- sql_column.c -----------------------------------------------------------------------------
// The definition's name, type and collation; `outcome` becomes OUTCOME_MISSING where the type is
// not known yet and the replay defers.
struct column *column_new(struct replay *replay, struct relation *relation,
                          const PgQuery__ColumnDef *tree, enum outcome *outcome);
struct column *column_attach(struct replay *replay, struct relation *relation,
                             struct column *column);
enum outcome column_apply_constraint(struct replay *replay, struct column *column,
                                     const PgQuery__Constraint *tree);
enum outcome column_bind_generated(struct replay *replay, struct column *column);
enum outcome column_set_default(struct replay *replay, struct column *column, const node *tree);
void column_make_identity(struct replay *replay, struct column *column,
                          const PgQuery__Constraint *tree);

// ---- sql_constraint.c -------------------------------------------------------------------------
// Makes and attaches a constraint. `column` is the one it was written on, or NULL. `is_only`: ALTER
// TABLE ONLY, so partitions get no index of it. The modifiers
// that follow a column's constraint (DEFERRABLE ...) are the tree's own fields by then.
enum outcome constraint_add(struct replay *replay, struct relation *relation,
                            const PgQuery__Constraint *tree, struct column *column, bool is_only);
// Whether a foreign key's table is known, so that a deferring replay can wait.
bool constraint_target_known(struct replay *replay, const struct relation *relation,
                             const PgQuery__Constraint *tree);

// ---- sql_index.c ------------------------------------------------------------------------------
// Index elements into `index`. False where a column is not known (a fault, or MISSING).
enum outcome index_add_elements(struct replay *replay, struct index *index, size_t count,
                                node **elements, size_t included_count, node **included);

// ---- sql_table.c ------------------------------------------------------------------------------
struct relation *table_find(struct replay *replay, const PgQuery__RangeVar *tree);
// The same, and an unknown-name fault where there is none. `what` is "table", "view", ...
struct relation *table_need(struct replay *replay, const PgQuery__RangeVar *tree, const char *what,
                            enum outcome *outcome);
// A column by name, with a fault where there is none. NULL without a fault where the table's
// columns are not all known.
struct column *column_need(struct replay *replay, struct relation *relation, const char *name,
                           struct place place, enum outcome *outcome);
// Where a new relation goes: its schema, created by search path; NULL after a fault.
const char *table_schema(struct replay *replay, const PgQuery__RangeVar *tree,
                         enum outcome *outcome);

// ---- sql_view.c -------------------------------------------------------------------------------
// SELECT ... INTO table: `into` may stand on the first of several queries of a UNION.
enum outcome table_select_into(struct replay *replay, const PgQuery__SelectStmt *tree,
                               const PgQuery__IntoClause *into);

#endif
