// A named query that PostgreSQL refuses to prepare because types do not fit. Found while reading,
// where operators, functions and conversions are resolved (read/bind_refuse.c).
#include "check/faults.h"

static void check(struct check *check)
{
    faults_report_queries(check, FAULT_TYPE);
}

RULE(query, parameter_type, .level = LEVEL_ERROR,
     .summary = "a value whose type cannot become its column's, or that nothing takes",
     .explanation =
         "PostgreSQL decides the types of a statement when it is prepared, before any value is "
         "there, and refuses it where they do not fit: a value that cannot become its column's "
         "(42804), an operator or a function that no such types have (42883), a cast that there is "
         "not (42846), a CASE or UNION of types that do not go together (42804), a WHERE that is "
         "no boolean (42804), a text that is no value of its enum (22P02), and as many values as "
         "there are not columns (42601). A parameter has "
         "the type that its first use gives it, so a second use may be what fails: a cast at the "
         "first one decides.\n"
         "\n"
         "The types are found by PostgreSQL's own rules over its catalog. Nothing is said where "
         "the schema may hold operators, casts or columns that were not read, and a function that "
         "no arguments fit is a warning where no manifest says that the schema is the whole.",
     .wrong = "-- file: schema.sql\n"
              "CREATE TABLE todos (id uuid PRIMARY KEY, title text NOT NULL);\n"
              "-- file: queries.sql\n"
              "-- name: getTodo :one\n"
              "SELECT id, title FROM todos WHERE id = :id::integer;\n",
     .right = "-- file: schema.sql\n"
              "CREATE TABLE todos (id uuid PRIMARY KEY, title text NOT NULL);\n"
              "-- file: queries.sql\n"
              "-- name: getTodo :one\n"
              "SELECT id, title FROM todos WHERE id = :id::uuid;\n",
     .source = "sqlc, safeql", .not_applicable = applies_queries)
