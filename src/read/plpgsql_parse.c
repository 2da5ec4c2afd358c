// The grammar of PL/pgSQL: a body's tokens as a tree of statements. SQL inside is left as spans of
// tokens. What has no place in the tree (EXECUTE, writes, cursors, loops over numbers) is a
// statement that says why it is not read; it matters only where a path comes to it.
//
//   body      ::= {"#" word word} block
//   block     ::= ["<<" label ">>"] ["DECLARE" variable*] "BEGIN" statement*
//                 ["EXCEPTION" ("WHEN" conditions "THEN" statement*)+] "END" [label] [";"]
//   variable  ::= name "ALIAS" "FOR" name ";"
//               | name ["CONSTANT"] type ["COLLATE" name] ["NOT" "NULL"]
//                 [("DEFAULT" | ":=" | "=") expression] ";"
//   statement ::= block | target (":=" | "=") expression ";"
//               | "IF" expression "THEN" statement* {("ELSIF" | "ELSEIF") expression "THEN" ...}
//                 ["ELSE" statement*] "END" "IF" ";"
//               | "CASE" [expression] {"WHEN" expressions "THEN" statement*} ["ELSE" ...]
//                 "END" "CASE" ";"
//               | "FOR" target "IN" query "LOOP" statement* "END" "LOOP" [label] ";" | other loops
//               | "RETURN" ["NEXT" | "QUERY"] [expression] ";" | "RAISE" ... ";"
//               | "PERFORM" ... ";" | "SELECT" ... "INTO" ["STRICT"] targets ... ";"
//               | "NULL" ";" | others
#include "read/plpgsql_part.h"

enum { PARSE_DEPTH = 100 };

struct parser {
    struct plpgsql_body *body;
    uint32_t at, depth;
};

static bool is_at(const struct parser *parser, const char *word)
{
    return plpgsql_token_is(parser->body, parser->at, word);
}

static bool accept(struct parser *parser, const char *word)
{
    if (!is_at(parser, word))
        return false;
    parser->at++;
    return true;
}

static bool is_over(const struct parser *parser)
{
    return parser->body->unread || parser->at >= parser->body->tokens.count;
}

static void expect(struct parser *parser, const char *word)
{
    if (!accept(parser, word))
        plpgsql_unread(parser->body, "line %u is not understood: \"%s\" was expected",
                       plpgsql_line(parser->body, parser->at), word);
}

// Up to `word`, which is stepped over; the expression between may not be missing.
static struct span span_until(struct parser *parser, const char *word)
{
    struct span span = {parser->at, plpgsql_find(parser->body, parser->at, word)};
    parser->at = span.to;
    expect(parser, word);
    return span;
}

static struct plpgsql_statement *statement_read(struct parser *parser);

static struct plpgsql_list list_read(struct parser *parser)
{
    static const char *const stops[] = {"END", "EXCEPTION", "ELSE", "ELSIF", "ELSEIF", "WHEN"};
    struct plpgsql_list list = {0};
    if (++parser->depth > PARSE_DEPTH)
        plpgsql_unread(parser->body, "its statements are nested too deeply");
    while (!is_over(parser)) {
        for (size_t i = 0; i < array_length(stops); i++)
            if (is_at(parser, stops[i])) {
                parser->depth--;
                return list;
            }
        list_add(parser->body->replay->scratch, &list, statement_read(parser));
    }
    parser->depth--;
    return list;
}

static bool any_may_leave(const struct plpgsql_list *list)
{
    list_each (struct plpgsql_statement *, statement, list)
        if (statement->may_leave)
            return true;
    return false;
}

static void unread(struct plpgsql_statement *statement, const char *reason)
{
    statement->kind = PLPGSQL_UNREAD;
    statement->may_leave = true; // so that no path passes over it
    statement->unread = reason;
}

// ---- targets ------------------------------------------------------------------------------------

// name ["." field]; false where it is more than that.
static bool target_read(struct parser *parser, struct plpgsql_statement *statement)
{
    struct plpgsql_target target = {.name = plpgsql_name(parser->body, parser->at)};
    if (!target.name)
        return false;
    parser->at++;
    if (accept(parser, ".")) {
        target.field = plpgsql_name(parser->body, parser->at);
        if (!target.field)
            return false;
        parser->at++;
    }
    list_add(parser->body->replay->scratch, &statement->targets, target);
    return !is_at(parser, ".") && !is_at(parser, "[");
}

// How far ahead the sign of an assignment stands; 0 where the statement is none.
static uint32_t assignment_sign(const struct parser *parser)
{
    const struct plpgsql_body *body = parser->body;
    uint32_t at = parser->at, brackets = 0;
    if (at >= body->tokens.count || (body->tokens.items[at].kind != DO_TOKEN_WORD &&
                                     body->tokens.items[at].kind != DO_TOKEN_QUOTED))
        return 0;
    for (at++; at < body->tokens.count && !plpgsql_token_is(body, at, ";"); at++) {
        if (plpgsql_token_is(body, at, "["))
            brackets++;
        else if (brackets > 0 && plpgsql_token_is(body, at, "]"))
            brackets--;
        else if (brackets == 0 && plpgsql_token_is(body, at, "."))
            at++; // and the field's name
        else if (brackets == 0)
            break;
    }
    bool is_colon = plpgsql_token_is(body, at, ":") && plpgsql_token_is(body, at + 1, "=");
    return is_colon || plpgsql_token_is(body, at, "=") ? at - parser->at : 0;
}

static void assignment_read(struct parser *parser, struct plpgsql_statement *statement)
{
    uint32_t sign = parser->at + assignment_sign(parser);
    statement->kind = PLPGSQL_ASSIGN;
    bool is_read = target_read(parser, statement) && parser->at == sign;
    parser->at = sign + (plpgsql_token_is(parser->body, sign, ":") ? 2 : 1);
    statement->value = span_until(parser, ";");
    if (!is_read)
        unread(statement, "it assigns a part of a value");
}

// ---- statements with statements inside ------------------------------------------------------------

static void if_read(struct parser *parser, struct plpgsql_statement *statement)
{
    statement->kind = PLPGSQL_IF;
    do {
        parser->at++; // IF, ELSIF
        struct plpgsql_branch branch = {.condition = span_until(parser, "THEN")};
        branch.body = list_read(parser);
        statement->may_leave |= any_may_leave(&branch.body);
        list_add(parser->body->replay->scratch, &statement->branches, branch);
    } while (!parser->body->unread && (is_at(parser, "ELSIF") || is_at(parser, "ELSEIF")));
    if (accept(parser, "ELSE")) {
        statement->has_otherwise = true;
        statement->otherwise = list_read(parser);
        statement->may_leave |= any_may_leave(&statement->otherwise);
    }
    expect(parser, "END");
    expect(parser, "IF");
    expect(parser, ";");
}

// Without ELSE an error is raised where no WHEN matches (20000).
static void case_read(struct parser *parser, struct plpgsql_statement *statement)
{
    statement->kind = PLPGSQL_CASE;
    parser->at++;
    statement->value = (struct span){parser->at, plpgsql_find(parser->body, parser->at, "WHEN")};
    parser->at = statement->value.to;
    while (!is_over(parser) && accept(parser, "WHEN")) {
        struct plpgsql_branch branch = {.condition = span_until(parser, "THEN")};
        branch.body = list_read(parser);
        statement->may_leave |= any_may_leave(&branch.body);
        list_add(parser->body->replay->scratch, &statement->branches, branch);
    }
    if (accept(parser, "ELSE")) {
        statement->has_otherwise = true;
        statement->otherwise = list_read(parser);
    }
    statement->may_leave |= !statement->has_otherwise || any_may_leave(&statement->otherwise);
    expect(parser, "END");
    expect(parser, "CASE");
    expect(parser, ";");
}

static void loop_read(struct parser *parser, struct plpgsql_statement *statement)
{
    const struct plpgsql_body *body = parser->body;
    bool is_for = accept(parser, "FOR") && target_read(parser, statement) && accept(parser, "IN") &&
                  (is_at(parser, "SELECT") || is_at(parser, "WITH") || is_at(parser, "(") ||
                   is_at(parser, "VALUES"));
    statement->value = (struct span){parser->at, plpgsql_find(body, parser->at, "LOOP")};
    for (uint32_t at = statement->value.from; is_for && at + 1 < statement->value.to; at++)
        is_for &= !(plpgsql_token_is(body, at, ".") && plpgsql_token_is(body, at + 1, "."));
    statement->kind = PLPGSQL_FOR;
    statement->may_leave = true;
    parser->at = statement->value.to;
    expect(parser, "LOOP");
    statement->body = list_read(parser);
    expect(parser, "END");
    expect(parser, "LOOP");
    if (!is_at(parser, ";"))
        parser->at++; // its label
    expect(parser, ";");
    if (!is_for)
        unread(statement, "it loops");
}

static void declaration_read(struct parser *parser, struct plpgsql_statement *block)
{
    const struct plpgsql_body *body = parser->body;
    struct plpgsql_declaration declaration = {.name = plpgsql_name(body, parser->at)};
    uint32_t end = plpgsql_find(body, parser->at, ";"), at = parser->at + 1;
    if (!declaration.name || end <= at || end >= body->tokens.count) {
        plpgsql_unread(parser->body, "line %u is not understood: a declaration was expected",
                       plpgsql_line(body, parser->at));
        return;
    }
    parser->at = end + 1;
    if (plpgsql_token_is(body, at, "ALIAS") && plpgsql_token_is(body, at + 1, "FOR")) {
        declaration.alias = plpgsql_text(body, (struct span){at + 2, end});
        if (plpgsql_name(body, at + 2))
            declaration.alias = plpgsql_name(body, at + 2);
        list_add(body->replay->scratch, &block->declarations, declaration);
        return;
    }
    at += plpgsql_token_is(body, at, "CONSTANT");
    declaration.type.from = declaration.type.to = at;
    for (; at < end; at++) {
        bool is_colon = plpgsql_token_is(body, at, ":") && plpgsql_token_is(body, at + 1, "=");
        if (is_colon || plpgsql_token_is(body, at, "=") || plpgsql_token_is(body, at, "DEFAULT")) {
            declaration.initial = (struct span){at + (is_colon ? 2 : 1), end};
            break;
        }
        if (plpgsql_token_is(body, at, "CURSOR"))
            plpgsql_unread(parser->body, "it uses a cursor");
        bool is_type = declaration.type.to == at && !plpgsql_token_is(body, at, "COLLATE") &&
                       !plpgsql_token_is(body, at, "NOT");
        declaration.type.to += is_type;
    }
    list_add(body->replay->scratch, &block->declarations, declaration);
}

static void block_read(struct parser *parser, struct plpgsql_statement *statement)
{
    struct plpgsql_body *body = parser->body;
    statement->kind = PLPGSQL_BLOCK;
    while (!is_over(parser) && accept(parser, "DECLARE"))
        while (!is_over(parser) && !is_at(parser, "BEGIN") && !is_at(parser, "DECLARE"))
            declaration_read(parser, statement);
    expect(parser, "BEGIN");
    statement->body = list_read(parser);
    if (accept(parser, "EXCEPTION"))
        while (!is_over(parser) && accept(parser, "WHEN")) {
            struct plpgsql_branch handler = {.condition = span_until(parser, "THEN")};
            handler.body = list_read(parser);
            list_add(body->replay->scratch, &statement->branches, handler);
        }
    statement->body_may_leave = any_may_leave(&statement->body);
    statement->may_leave = statement->body_may_leave || statement->branches.count > 0;
    expect(parser, "END");
    if (parser->at < body->tokens.count && !is_at(parser, ";"))
        parser->at++; // its label
    if (parser->at < body->tokens.count)
        expect(parser, ";");
}

// ---- statements by themselves ---------------------------------------------------------------------

static void return_read(struct parser *parser, struct plpgsql_statement *statement)
{
    parser->at++;
    statement->may_leave = true;
    statement->kind = PLPGSQL_RETURN;
    if (accept(parser, "QUERY")) {
        statement->kind = PLPGSQL_RETURN_QUERY;
        if (is_at(parser, "EXECUTE"))
            unread(statement, "it runs text as SQL");
    } else if (accept(parser, "NEXT")) {
        statement->kind = PLPGSQL_RETURN_NEXT;
    }
    statement->value = span_until(parser, ";");
}

static void raise_read(struct parser *parser, struct plpgsql_statement *statement)
{
    static const char *const harmless[] = {"NOTICE", "WARNING", "INFO", "LOG", "DEBUG"};
    parser->at++;
    statement->kind = PLPGSQL_RAISE;
    for (size_t i = 0; i < array_length(harmless); i++)
        if (is_at(parser, harmless[i]))
            statement->kind = PLPGSQL_NOTHING;
    statement->may_leave = statement->kind == PLPGSQL_RAISE;
    span_until(parser, ";");
}

static void select_read(struct parser *parser, struct plpgsql_statement *statement)
{
    const struct plpgsql_body *body = parser->body;
    statement->kind = PLPGSQL_SELECT;
    uint32_t from = parser->at;
    statement->into.from = plpgsql_find(body, from, "INTO");
    uint32_t end = plpgsql_find(body, from, ";");
    statement->value = (struct span){from, end};
    bool is_read = true, has_into = statement->into.from < end;
    if (has_into) {
        parser->at = statement->into.from + 1;
        statement->is_strict = accept(parser, "STRICT");
        statement->may_leave = statement->is_strict;
        do
            is_read = target_read(parser, statement);
        while (is_read && accept(parser, ","));
        statement->into.to = parser->at;
    }
    parser->at = end;
    expect(parser, ";");
    if (!has_into)
        unread(statement, "it runs a SELECT whose answer goes nowhere");
    else if (!is_read)
        unread(statement, "it selects into something that is no variable");
}

// What is passed over, by its first word; for other words the run names the line.
static const char *const others[][2] = {
    {"INSERT", "it writes"},
    {"UPDATE", "it writes"},
    {"DELETE", "it writes"},
    {"MERGE", "it writes"},
    {"TRUNCATE", "it writes"},
    {"EXECUTE", "it runs text as SQL"},
    {"OPEN", "it uses a cursor"},
    {"FETCH", "it uses a cursor"},
    {"MOVE", "it uses a cursor"},
    {"CLOSE", "it uses a cursor"},
    {"EXIT", "it loops"},
    {"CONTINUE", "it loops"},
    {"GET", "it asks GET DIAGNOSTICS"},
    {"CALL", "it calls a procedure"},
    {"ASSERT", "it asserts"},
    {"SET", "it changes a setting"},
    {"RESET", "it changes a setting"},
};

static void other_read(struct parser *parser, struct plpgsql_statement *statement)
{
    unread(statement, NULL);
    statement->may_leave = true;
    for (size_t i = 0; i < array_length(others); i++)
        if (is_at(parser, others[i][0]))
            statement->unread = others[i][1];
    span_until(parser, ";");
}

static void labelled(struct parser *parser, struct plpgsql_statement *statement)
{
    while (is_at(parser, "<") && plpgsql_token_is(parser->body, parser->at + 1, "<")) {
        statement->label = plpgsql_name(parser->body, parser->at + 2);
        parser->at += 3;
        expect(parser, ">");
        expect(parser, ">");
    }
}

static struct plpgsql_statement *statement_read(struct parser *parser)
{
    struct plpgsql_statement *statement =
        arena_make(parser->body->replay->scratch, struct plpgsql_statement);
    labelled(parser, statement);
    statement->at = parser->at;
    if (assignment_sign(parser)) {
        assignment_read(parser, statement);
    } else if (is_at(parser, "DECLARE") || is_at(parser, "BEGIN")) {
        block_read(parser, statement);
    } else if (is_at(parser, "IF")) {
        if_read(parser, statement);
    } else if (is_at(parser, "CASE")) {
        case_read(parser, statement);
    } else if (is_at(parser, "FOR") || is_at(parser, "FOREACH") || is_at(parser, "WHILE") ||
               is_at(parser, "LOOP")) {
        loop_read(parser, statement);
    } else if (is_at(parser, "RETURN")) {
        return_read(parser, statement);
    } else if (is_at(parser, "RAISE")) {
        raise_read(parser, statement);
    } else if (accept(parser, "PERFORM")) {
        statement->kind = PLPGSQL_PERFORM;
        statement->value = span_until(parser, ";");
    } else if (is_at(parser, "SELECT") || is_at(parser, "WITH")) {
        select_read(parser, statement);
    } else if (accept(parser, "NULL")) {
        statement->kind = PLPGSQL_NOTHING;
        expect(parser, ";");
    } else {
        other_read(parser, statement);
    }
    return statement;
}

struct plpgsql_statement *plpgsql_parse(struct plpgsql_body *body, enum plpgsql_conflict *conflict)
{
    struct parser parser = {.body = body};
    *conflict = CONFLICT_ERROR;
    if (!do_tokens_read(body->replay->scratch, body->text, &body->tokens)) {
        plpgsql_unread(body, "a string or comment in it never ends");
        return NULL;
    }
    while (accept(&parser, "#")) { // #variable_conflict use_column, #option dump
        bool is_conflict = is_at(&parser, "variable_conflict");
        parser.at++;
        if (is_conflict && is_at(&parser, "use_column"))
            *conflict = CONFLICT_COLUMN;
        else if (is_conflict && is_at(&parser, "use_variable"))
            *conflict = CONFLICT_VARIABLE;
        parser.at++;
    }
    struct plpgsql_statement *block = statement_read(&parser);
    if (!body->unread && (block->kind != PLPGSQL_BLOCK || parser.at < body->tokens.count))
        plpgsql_unread(body, "line %u is not understood", plpgsql_line(body, parser.at));
    return body->unread ? NULL : block;
}
