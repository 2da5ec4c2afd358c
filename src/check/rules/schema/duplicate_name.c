// Two declarations of one name. Found while reading.
#include "check/faults.h"

static void check(struct check *check)
{
    faults_report(check, FAULT_DUPLICATE_NAME);
}

RULE(schema, duplicate_name, .level = LEVEL_ERROR,
     .summary = "the same table, column, index, constraint or policy declared twice",
     .explanation =
         "The second declaration fails, so which of the two holds depends on the order in which "
         "the files run. Tables, views, sequences and indexes share one set of names per schema; "
         "policies and constraints have one per table.\n"
         "\n"
         "IF NOT EXISTS, OR REPLACE, and a name that was dropped or renamed before are no "
         "duplicates, nor are functions of one name with different arguments.",
     .wrong = "CREATE TABLE todos (id bigint PRIMARY KEY, title text);\n"
              "CREATE TABLE todos (id bigint PRIMARY KEY, title text NOT NULL);\n",
     .right = "CREATE TABLE todos (id bigint PRIMARY KEY, title text);\n"
              "CREATE TABLE IF NOT EXISTS todos (id bigint PRIMARY KEY, title text NOT NULL);\n",
     .source = "")
