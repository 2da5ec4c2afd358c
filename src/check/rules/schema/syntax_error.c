// A statement that PostgreSQL's own parser refuses. Found while reading.
#include "check/faults.h"

static void check(struct check *check)
{
    faults_report(check, FAULT_SYNTAX_ERROR);
}

RULE(schema, syntax_error, .level = LEVEL_ERROR, .is_fixed = true,
     .summary = "a statement that PostgreSQL's parser refuses",
     .explanation =
         "Each statement is split off and given to PostgreSQL's own parser. One that it refuses "
         "would stop the migration there, and whatever it declares is missing from everything "
         "else that is checked. The rest of the file is still read.\n"
         "\n"
         "psql's commands, COPY data and template placeholders are understood and are no errors. "
         "Syntax that only a newer PostgreSQL knows is a warning.",
     .wrong = "CREATE TABLE todos (\n"
              "    id bigint PRIMARY KEY,\n"
              "    title text NOT NULL,\n"
              ");\n",
     .right = "CREATE TABLE todos (\n"
              "    id bigint PRIMARY KEY,\n"
              "    title text NOT NULL\n"
              ");\n",
     .source = "squawk syntax-error")
