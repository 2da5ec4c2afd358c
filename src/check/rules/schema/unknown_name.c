// A name that nothing declares. Found while reading, where names are bound.
#include "check/faults.h"

static void check(struct check *check)
{
    faults_report(check, FAULT_UNKNOWN_NAME);
}

RULE(schema, unknown_name, .level = LEVEL_ERROR, .is_fixed = true,
     .summary = "a table, column, type, role or function that nothing declares",
     .explanation =
         "The statement would fail, or a function would at its first call. Names are looked up as "
         "PostgreSQL does, by search path, at that point of the files.\n"
         "\n"
         "What PostgreSQL, the platform (on Supabase: auth, storage, ...) and created extensions "
         "bring counts as declared. Nothing is said about names that a statement which could not "
         "be followed may declare, nor about an extension whose contents are not known. A name "
         "that is missing at many places is reported once.",
     .wrong = "CREATE TABLE lists (id bigint PRIMARY KEY);\n"
              "CREATE TABLE todos (\n"
              "    id bigint PRIMARY KEY,\n"
              "    list_id bigint REFERENCES list (id)\n"
              ");\n"
              "CREATE INDEX ON todos (list_id);\n",
     .right = "CREATE TABLE lists (id bigint PRIMARY KEY);\n"
              "CREATE TABLE todos (\n"
              "    id bigint PRIMARY KEY,\n"
              "    list_id bigint REFERENCES lists (id)\n"
              ");\n"
              "CREATE INDEX ON todos (list_id);\n",
     .source = "pgrls, squawk")
