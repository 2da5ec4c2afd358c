// Parts of tables as PostgreSQL makes them, without the parser's tree: names it chooses by itself,
// keys and their indexes, and what a partition, an inheriting child or LIKE takes over from
// another table. Used by the handlers of CREATE TABLE, ALTER TABLE and CREATE INDEX.
#ifndef LINTEL_READ_TABLE_H
#define LINTEL_READ_TABLE_H

#include "read/replay.h"

// ---- table_name.c: names that PostgreSQL chooses ------------------------------------------------
// "todos_user_id_fkey": relation, columns and a label, free among the schema's constraints and,
// where `is_index`, among its relations.
char *table_choose_constraint_name(struct replay *replay, const struct relation *relation,
                                   const char *columns, const char *label, bool is_index);
// Column names joined as in such a name; NULL for none.
char *table_join_columns(struct replay *replay, const struct column_list *columns);
// The same for an index's keys and included columns ("lower" for lower(email), "expr" for others).
char *table_join_index_columns(struct replay *replay, const struct index *index);
// Keeps the name in mind for table_choose_constraint_name.
void table_note_constraint_name(struct replay *replay, struct constraint *constraint);

// ---- table_key.c: constraints and indexes -------------------------------------------------------
struct constraint *table_new_constraint(struct replay *replay, struct relation *relation,
                                        enum constraint_kind kind, struct place place);
// Names the constraint where it has none, adds it to its relation, makes the index that holds it
// (`index` with keys filled in, or NULL for FOREIGN KEY and CHECK), sets key columns NOT NULL for a
// primary key, and does the same on partitions. False where the name is taken: a fault.
bool table_attach_constraint(struct replay *replay, struct constraint *constraint,
                             struct index *index);
struct index *table_new_index(struct replay *replay, struct relation *relation, struct place place);
// Names the index where it has none, adds it, and builds it on partitions. False: name taken.
bool table_attach_index(struct replay *replay, struct index *index);
void table_add_key(struct replay *replay, struct index *index, struct column *column);
// The columns that children, and theirs, have of it; the list lives in the scratch arena.
void table_inherited_columns(struct replay *replay, const struct column *column,
                             struct column_list *columns);
void table_set_not_null(struct replay *replay, struct column *column, bool not_null);
// The columns that an expression over the table's own row reads, in order, each once.
void table_expression_columns(struct replay *replay, struct expression *expression,
                              const struct relation *relation, struct column_list *columns);
// What drops with a constraint: its index, its copies on partitions and children.
void table_drop_constraint(struct replay *replay, struct relation *relation,
                           struct constraint *constraint);

// ---- table_drop.c -------------------------------------------------------------------------------
// With what depends on the column; table_column_dependent names the first thing for which
// PostgreSQL would refuse without CASCADE, or NULL.
void table_drop_column(struct replay *replay, struct relation *relation, struct column *column);
const char *table_column_dependent(struct replay *replay, struct column *column);
// The first thing for which PostgreSQL would refuse to change the column's type, or NULL.
const char *table_column_type_dependent(struct replay *replay, struct column *column);
bool table_is_partition_key(const struct column *column);
// Whether a parent other than `parent` has a column of that name too.
bool table_column_is_inherited_elsewhere(const struct column *column,
                                         const struct relation *parent);

// ---- table_copy.c: taken over from another table ------------------------------------------------
// A copy of an expression over `from`'s row that is over `to`'s row instead.
struct expression *table_copy_expression(struct replay *replay, const struct expression *expression,
                                         const struct relation *from, struct relation *to);
// A column like `column` (name, type, NOT NULL, collation), not yet with default or identity.
struct column *table_copy_column(struct replay *replay, const struct column *column,
                                 struct relation *to);
void table_copy_check(struct replay *replay, const struct constraint *check, struct relation *to,
                      bool is_inherited);
// The index on another table, with a name of its own and, where it holds a constraint, that too.
void table_copy_index(struct replay *replay, const struct index *index, struct relation *to,
                      bool is_partition);
void table_copy_foreign_key(struct replay *replay, const struct constraint *key,
                            struct relation *to);
// INHERITS and PARTITION OF: columns merged by name, checks, and for a partition keys, indexes,
// foreign keys and row triggers too.
void table_inherit(struct replay *replay, struct relation *child, struct relation *parent);
// A row trigger of a partitioned table, on a partition of it and on those below.
void table_copy_trigger(struct replay *replay, const struct trigger *trigger,
                        struct relation *partition);
// With its copies on partitions.
void table_drop_trigger(struct relation *relation, struct trigger *trigger);
// What a partition takes from its root besides columns and checks; for ATTACH PARTITION what it has
// already is matched, not made twice.
void table_complete_partition(struct replay *replay, struct relation *partition,
                              struct relation *root);
void table_disinherit(struct replay *replay, struct relation *child, struct relation *parent);

// ---- sql_column.c -------------------------------------------------------------------------------
// The sequence behind serial and identity: "todos_id_seq", owned by the column.
struct relation *table_add_sequence(struct replay *replay, struct column *column, const char *type,
                                    const char *schema, const char *name);

// ---- sql_drop.c: what depends on an object goes with it -----------------------------------------
void drop_relation(struct replay *replay, struct relation *relation);
void drop_index(struct replay *replay, struct index *index);
void drop_type(struct replay *replay, struct type *type);
void drop_function(struct replay *replay, struct function *function);
void drop_schema(struct replay *replay, struct schema *schema);
void drop_schema_content(struct replay *replay, const struct schema *schema);

#endif
