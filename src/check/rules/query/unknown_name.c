// A name in a named query that the schema does not declare. Found while reading, where names are
// bound.
#include "check/faults.h"

static void check(struct check *check)
{
    faults_report_queries(check, FAULT_UNKNOWN_NAME);
}

RULE(query, unknown_name, .level = LEVEL_ERROR, .is_fixed = true,
     .summary = "a table, column, type or function in a named query that nothing declares",
     .explanation =
         "The query fails at its first call. Names are looked up as PostgreSQL does, in the schema "
         "as it is after its last file.\n"
         "\n"
         "Nothing is said about names that a statement which could not be followed may declare, "
         "nor where there is no schema. A name that is missing at many places is reported once.",
     .wrong = "-- file: schema.sql\n"
              "CREATE TABLE todos (id bigint PRIMARY KEY, title text NOT NULL);\n"
              "-- file: queries.sql\n"
              "-- name: getTodo :one\n"
              "SELECT id, titel FROM todos WHERE id = :id;\n",
     .right = "-- file: schema.sql\n"
              "CREATE TABLE todos (id bigint PRIMARY KEY, title text NOT NULL);\n"
              "-- file: queries.sql\n"
              "-- name: getTodo :one\n"
              "SELECT id, title FROM todos WHERE id = :id;\n",
     .source = "issue 3", .not_applicable = applies_queries)
