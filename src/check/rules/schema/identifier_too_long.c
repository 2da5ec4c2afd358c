// A name that PostgreSQL cuts. Found while reading.
#include "check/faults.h"

static void check(struct check *check)
{
    faults_report(check, FAULT_IDENTIFIER_TOO_LONG);
}

RULE(schema, identifier_too_long, .level = LEVEL_WARNING,
     .summary = "a name of more than 63 bytes, which PostgreSQL cuts",
     .explanation =
         "PostgreSQL keeps 63 bytes of a name and only says so in a notice. The catalog then "
         "holds another name than the files, code that asks the catalog does not find it, and two "
         "long names with the same beginning become one. Bytes count, not characters.\n"
         "\n"
         "Names that PostgreSQL makes by itself for indexes and constraints are no concern.",
     .wrong =
         "CREATE TABLE todos (id bigint PRIMARY KEY, list_id bigint);\n"
         "CREATE INDEX todos_by_list_identifier_for_the_overview_page_of_the_mobile_application"
         "\n    ON todos (list_id);\n",
     .right = "CREATE TABLE todos (id bigint PRIMARY KEY, list_id bigint);\n"
              "CREATE INDEX todos_list_id_overview ON todos (list_id);\n",
     .source = "squawk identifier-too-long")
