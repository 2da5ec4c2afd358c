// What the rules about single statements of named queries share (link/query.h).
#ifndef LINTEL_CHECK_STATEMENTS_H
#define LINTEL_CHECK_STATEMENTS_H

#include "check/applies.h"
#include "check/rule.h"
#include "link/operation.h"

// Whether an operation of the contract runs it.
bool statement_is_answer(struct check *check, const struct statement_link *link);
// No manifest, and no query answers an operation: a program calls the queries (sqlc's own
// projects), and what it does with an answer or a connection is not known. Rules that depend on it
// warn there.
bool statements_are_foreign(struct check *check);
// For finding.level: a warning where the statements are foreign, else the rule's own level.
enum level statements_level(struct check *check);

// "listTodos", with "query " before it where no operation has the name.
const char *statement_name(struct check *check, const struct statement_link *link);
// Adds "listTodos, queries.sql:12: SELECT ..." to the via lines.
void finding_via_statement(struct check *check, struct finding *finding,
                           const struct statement_link *link, struct place place);
// The words of a parameter as SQL has it: ":limit", "$1".
const char *parameter_text(struct check *check, const struct statement_link *link, int32_t number);

// Calls `visit` for each query of a statement (WITH, FROM and expressions included) and of the
// functions in SQL that it calls.
typedef void query_visitor(struct query *query, void *context);
void statement_each_query(const struct statement_link *link, query_visitor *visit, void *context);
// The same for one query alone: the functions that it calls are left to the caller.
void query_each(struct query *query, query_visitor *visit, void *context);

#endif
