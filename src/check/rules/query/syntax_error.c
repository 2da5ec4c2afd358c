// A named query that cannot be read. Found while reading: what PostgreSQL's parser refuses, and
// what is wrong with the form of names, kinds and inputs.
#include "check/faults.h"

static void check(struct check *check)
{
    faults_report_queries(check, FAULT_SYNTAX_ERROR);
    faults_report_queries(check, FAULT_QUERY);
}

RULE(query, syntax_error, .level = LEVEL_ERROR, .is_fixed = true,
     .summary = "a named query that PostgreSQL refuses to parse, or whose name or inputs are wrong",
     .explanation =
         "The query fails at its first call. A comment `-- name: x :one` names the statement below "
         "it and says what it answers with: :one, :many, :exec or :execrows. Each name stands "
         "once. Inputs are written :x, or as sqlc has them @x, sqlc.arg(x) and sqlc.narg(x), or "
         "$1: one style in a statement, and $1 without gaps.\n"
         "\n"
         "Forms of sqlc and aiosql that have no counterpart, such as :copyfrom, are errors in a "
         "design with a manifest, and warnings in a project that has none, since they may be right "
         "there.",
     .wrong = "-- file: schema.sql\n"
              "CREATE TABLE todos (id bigint PRIMARY KEY, title text NOT NULL);\n"
              "-- file: queries.sql\n"
              "-- name: getTodo :one\n"
              "SELECT id title, FROM todos WHERE id = :id;\n",
     .right = "-- file: schema.sql\n"
              "CREATE TABLE todos (id bigint PRIMARY KEY, title text NOT NULL);\n"
              "-- file: queries.sql\n"
              "-- name: getTodo :one\n"
              "SELECT id, title FROM todos WHERE id = :id;\n",
     .source = "issue 3", .not_applicable = applies_queries)
