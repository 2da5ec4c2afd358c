// One command of an ALTER TABLE at hand, and the commands that concern a column.
#ifndef LINTEL_READ_SQL_ALTER_H
#define LINTEL_READ_SQL_ALTER_H

#include "read/sql_table.h"

struct alteration {
    struct replay *replay;
    struct relation *relation;
    const PgQuery__AlterTableStmt *statement;
    const PgQuery__AlterTableCmd *command;
    bool recurses; // not ONLY
};

typedef enum outcome alter(struct alteration *alteration);

// ---- sql_alter_column.c ----
alter alter_add_column;
alter alter_drop_column;
alter alter_column_default;
alter alter_add_not_null;
alter alter_drop_not_null;
alter alter_drop_expression;
alter alter_column_type;
alter alter_add_identity;
alter alter_set_identity;
alter alter_drop_identity;

#endif
