// DO blocks: an interpreter of the PL/pgSQL that migrations are guarded with. Conditions and loops
// are evaluated against the model as it stands (sql_do_value.c); statements inside are replayed
// like any others. What cannot be evaluated is a gap for that statement alone, unless nothing
// inside it could change the model; the block goes on where it is certain that PostgreSQL would.
//
//   block     ::= ["<<" label ">>"] ["DECLARE" variable*] "BEGIN" statement*
//                 ["EXCEPTION" ("WHEN" condition ("OR" condition)* "THEN" statement*)+]
//                 "END" [label] ";"
//   variable  ::= name ["CONSTANT"] type ["NOT" "NULL"] [("DEFAULT" | ":=" | "=") expression] ";"
//   statement ::= block
//               | "IF" expression "THEN" statement*
//                 (("ELSIF" | "ELSEIF") expression "THEN" statement*)* ["ELSE" statement*]
//                 "END" "IF" ";"
//               | "FOREACH" name "IN" "ARRAY" expression loop
//               | "FOR" name "IN" (query | expression ".." expression | "EXECUTE" ...) loop
//               | "WHILE" expression loop | loop
//               | "CASE" ... "END" "CASE" ";"
//               | ("EXIT" | "CONTINUE") [label] ["WHEN" expression] ";" | "RETURN" ... ";"
//               | name {"[" ... "]" | "." name} (":=" | "=") expression ";"
//               | "EXECUTE" expression ["INTO" ...] ["USING" ...] ";"
//               | "PERFORM" ... ";" | "RAISE" ... ";" | "NULL" ";" | SQL ";"
//   loop      ::= "LOOP" statement* "END" "LOOP" [label] ";"
//
// One pass does both: statements are run, or only looked at (to get past them, and to learn whether
// they could change the model or leave the block).
#include "read/sql_do.h"
#include "read/sql_function.h"

// ---- statements ---------------------------------------------------------------------------------

static enum flow block_statement(struct block *block, bool runs);

static bool at_stop(const struct block *block)
{
    static const char *const stops[] = {"END", "EXCEPTION", "ELSE", "ELSIF", "ELSEIF", "WHEN"};
    if (block->at >= block->tokens.count || block->is_broken)
        return true;
    for (size_t i = 0; i < array_length(stops); i++)
        if (do_is_at(block, stops[i]))
            return true;
    return false;
}

static enum flow raise_statement(struct block *block, bool runs)
{
    static const char *const harmless[] = {"NOTICE", "WARNING", "INFO", "LOG", "DEBUG"};
    uint32_t from = block->at++;
    bool is_error = true;
    for (size_t i = 0; i < array_length(harmless); i++)
        is_error &= !do_is_at(block, harmless[i]);
    block->at = do_find(block, block->at, ";");
    do_expect(block, ";");
    if (!runs || !is_error)
        return FLOW_NEXT;
    (void)from;
    block->raised = RAISED_BY_HAND;
    return FLOW_RAISED;
}

// How far ahead the sign of an assignment stands: name {"[" ... "]" | "." name} (":=" | "="). 0
// where the statement is none.
static uint32_t assignment_sign(const struct block *block)
{
    const struct do_token *name = do_peek(block, 0);
    if (!name || (name->kind != DO_TOKEN_WORD && name->kind != DO_TOKEN_QUOTED))
        return 0;
    uint32_t ahead = 1, depth = 0;
    const struct do_token *token;
    for (; (token = do_peek(block, ahead)); ahead++) {
        if (do_token_is(block, token, "["))
            depth++;
        else if (depth > 0 && do_token_is(block, token, "]"))
            depth--;
        else if (depth == 0 && do_token_is(block, token, "."))
            ahead++; // and the field's name
        else if (depth == 0 || do_token_is(block, token, ";"))
            break;
    }
    bool assigns =
        do_token_is(block, token, "=") ||
        (do_token_is(block, token, ":") && do_token_is(block, do_peek(block, ahead + 1), "="));
    return assigns ? ahead : 0;
}

// What a part is set to is not followed: the whole is then not known.
static void assign(struct block *block, uint32_t sign, bool runs)
{
    char *name = do_name(block, block->at);
    uint32_t from = block->at + sign + (do_token_is(block, do_peek(block, sign), ":") ? 2 : 1);
    uint32_t end = do_find(block, from, ";");
    if (runs && sign == 1)
        do_set(block, name, do_evaluate(block, from, end));
    else if (runs || block->is_uncertain)
        do_set(block, name, (struct value){0});
    block->at = end;
    do_expect(block, ";");
}

static enum flow statement(struct block *block, bool runs)
{
    if (runs && block->steps++ > BLOCK_STEPS) {
        do_gap(block, block->at, "a block that runs too many statements");
        return FLOW_LOST;
    }
    while (do_is_at(block, "<") && do_token_is(block, do_peek(block, 1), "<")) { // <<label>>
        while (block->at < block->tokens.count && !do_is_at(block, ">"))
            block->at++;
        block->at += block->at + 2 <= block->tokens.count ? 2 : 0;
    }
    uint32_t sign = assignment_sign(block);
    if (sign) {
        assign(block, sign, runs);
        return FLOW_NEXT;
    }
    if (do_is_at(block, "BEGIN") || do_is_at(block, "DECLARE"))
        return block_statement(block, runs);
    if (do_is_at(block, "IF"))
        return do_if(block, runs);
    if (do_is_at(block, "FOR"))
        return do_for(block, runs);
    if (do_is_at(block, "FOREACH"))
        return do_foreach(block, runs);
    if (do_is_at(block, "WHILE") || do_is_at(block, "LOOP")) {
        uint32_t from = block->at;
        block->at = do_find(block, from, "LOOP");
        return do_loop(block, from, runs, NULL, NULL);
    }
    if (do_is_at(block, "CASE"))
        return do_case(block, runs);
    if (do_is_at(block, "RETURN") || do_is_at(block, "EXIT") || do_is_at(block, "CONTINUE"))
        return do_leave(block, runs);
    if (do_is_at(block, "RAISE"))
        return raise_statement(block, runs);
    if (do_is_at(block, "PERFORM"))
        return do_perform(block, runs);
    if (do_is_at(block, "EXECUTE"))
        return do_execute(block, block->at, runs);
    if (do_is_at(block, "NULL")) {
        block->at++;
        do_expect(block, ";");
        return FLOW_NEXT;
    }
    return do_sql_statement(block, runs);
}

enum flow do_statements(struct block *block, bool runs)
{
    enum flow flow = FLOW_NEXT;
    if (++block->depth > BLOCK_DEPTH)
        block->is_broken = true;
    while (!at_stop(block)) {
        uint32_t before = block->at;
        bool changes = block->may_change, leaves = block->may_leave;
        if (runs && flow == FLOW_NEXT) {
            flow = statement(block, true);
        } else {
            statement(block, false);
            if (runs) { // passed over for certain
                block->may_change = changes;
                block->may_leave = leaves;
            }
        }
        if (block->at == before)
            block->is_broken = true;
    }
    block->depth--;
    return flow;
}

// ---- blocks -------------------------------------------------------------------------------------

static void declare(struct block *block, bool runs)
{
    uint32_t end = do_find(block, block->at, ";");
    if (end == block->at || end >= block->tokens.count) {
        block->is_broken = true;
        return;
    }
    char *name = do_name(block, block->at);
    struct value value = {.kind = VALUE_NULL};
    for (uint32_t at = block->at + 1; at < end; at++) {
        const struct do_token *token = &block->tokens.items[at];
        bool is_colon = do_token_is(block, token, ":");
        if (!is_colon && !do_token_is(block, token, "=") && !do_token_is(block, token, "DEFAULT"))
            continue;
        if (runs)
            value = do_evaluate(block, at + (is_colon ? 2 : 1), end);
        break;
    }
    if (runs) // a new variable, also where an outer one has the name
        list_add(block->replay->scratch, &block->evaluation.variables,
                 (struct variable){name, value});
    block->at = end + 1;
}

struct handler {
    uint32_t body; // the token after THEN
    bool duplicate, missing, by_hand;
};

// WHEN a OR b THEN; leaves `at` after THEN.
static struct handler handler_read(struct block *block)
{
    struct handler handler = {0};
    do_expect(block, "WHEN");
    uint32_t then = do_find(block, block->at, "THEN");
    for (uint32_t at = block->at; at < then; at++) {
        const struct do_token *token = &block->tokens.items[at];
        char *word = arena_copy(block->replay->scratch, block->text + token->start, token->length);
        if (strcasecmp(word, "others") == 0)
            handler.duplicate = handler.missing = handler.by_hand = true;
        handler.duplicate |= strncasecmp(word, "duplicate_", 10) == 0 ||
                             strcmp(word, "'42710'") == 0 || strcmp(word, "'42P07'") == 0;
        handler.missing |= strncasecmp(word, "undefined_", 10) == 0 ||
                           strncasecmp(word, "invalid_schema", 14) == 0;
        handler.by_hand |= strcasecmp(word, "raise_exception") == 0;
    }
    block->at = then;
    do_expect(block, "THEN");
    handler.body = block->at;
    return handler;
}

struct handlers {
    LIST_FIELDS(struct handler);
};

// EXCEPTION WHEN ...: reads past all handlers.
static struct handlers handlers_read(struct block *block)
{
    struct handlers handlers = {0};
    if (!do_accept(block, "EXCEPTION"))
        return handlers;
    while (do_is_at(block, "WHEN") && !block->is_broken) {
        struct handler handler = handler_read(block);
        list_add(block->replay->scratch, &handlers, handler);
        do_statements(block, false);
    }
    return handlers;
}

static bool handles(const struct handler *handler, enum raised raised)
{
    return raised == RAISED_DUPLICATE ? handler->duplicate
           : raised == RAISED_MISSING ? handler->missing
                                      : handler->by_hand;
}

// Runs the statements from `body`, and then the handler of the error they end with.
static enum flow run_guarded(struct block *block, uint32_t from, uint32_t body,
                             const struct handlers *handlers)
{
    struct replay *replay = block->replay;
    bool outer_quiet = replay->is_duplicate_quiet, outer_missing = block->catches_missing;
    bool outer_changed = block->changed;
    list_each (struct handler, handler, handlers) {
        replay->is_duplicate_quiet |= handler.duplicate;
        block->catches_missing |= handler.missing;
    }
    block->at = body;
    if (handlers->count > 0)
        block->changed = false;
    enum flow flow = do_statements(block, true);
    bool changed_inside = block->changed;
    block->changed |= outer_changed;
    replay->is_duplicate_quiet = outer_quiet;
    block->catches_missing = outer_missing;
    if (flow != FLOW_RAISED)
        return flow;
    for (uint32_t i = 0; i < handlers->count; i++) {
        if (!handles(&handlers->items[i], block->raised))
            continue;
        if (changed_inside)
            do_gap(block, from,
                   "the block is undone when its last statement fails, which is not "
                   "followed");
        block->at = handlers->items[i].body;
        return do_statements(block, true);
    }
    return flow;
}

static enum flow block_statement(struct block *block, bool runs)
{
    uint32_t from = block->at, variables = block->evaluation.variables.count;
    if (do_accept(block, "DECLARE"))
        while (!do_is_at(block, "BEGIN") && !block->is_broken && block->at < block->tokens.count)
            declare(block, runs);
    do_expect(block, "BEGIN");
    uint32_t body = block->at;
    bool changes = block->may_change, leaves = block->may_leave;
    bool outer_uncertain = block->is_uncertain;
    if (runs)
        block->is_uncertain = false;
    do_statements(block, false);
    struct handlers handlers = handlers_read(block);
    uint32_t end = block->at;
    enum flow flow = FLOW_NEXT;
    if (runs && !block->is_broken) {
        block->may_change = changes;
        block->may_leave = leaves;
        flow = run_guarded(block, from, body, &handlers);
    }
    block->is_uncertain = outer_uncertain;
    block->at = end;
    do_expect(block, "END");
    block->at = do_find(block, block->at, ";");
    if (block->at < block->tokens.count)
        block->at++;
    if (block->evaluation.variables.count > variables)
        block->evaluation.variables.count = variables;
    return flow;
}
// ---- DO -----------------------------------------------------------------------------------------

static bool is_grammatical(struct block *block)
{
    statement(block, false);
    bool is_good = !block->is_broken && block->at == block->tokens.count;
    block->at = 0;
    block->depth = 0;
    block->is_broken = false;
    return is_good;
}

static enum outcome run_block(struct replay *replay, const char *text, struct place text_place,
                              bool is_verbatim)
{
    struct block block = {.replay = replay,
                          .text = text,
                          .text_place = text_place,
                          .is_verbatim = is_verbatim,
                          .evaluation = {.replay = replay}};
    if (!do_tokens_read(replay->scratch, text, &block.tokens) || block.tokens.count == 0 ||
        !is_grammatical(&block))
        return replay_gap(replay, GAP_DYNAMIC, replay->statement, "a block that is not understood");
    // A label may stand in front of the whole.
    bool changes = block.may_change;
    enum flow flow = statement(&block, true);
    if (block.waits)
        return OUTCOME_MISSING;
    if (flow == FLOW_RAISED && changes)
        return replay_gap(replay, GAP_DYNAMIC, replay->statement,
                          "the block ends with an error, which undoes it");
    if (block.has_gap)
        return OUTCOME_NOT_FOLLOWED;
    return block.changed ? OUTCOME_REPLAYED : OUTCOME_NEUTRAL;
}

enum outcome replay_do(struct replay *replay, const PgQuery__DoStmt *tree)
{
    const char *language = "plpgsql", *body = NULL;
    int32_t location = -1;
    for (size_t i = 0; i < tree->n_args; i++) {
        if (tree->args[i]->node_case != PG_QUERY__NODE__NODE_DEF_ELEM)
            continue;
        const PgQuery__DefElem *element = tree->args[i]->def_elem;
        if (strcmp(element->defname, "as") == 0) {
            body = def_elem_string(replay->scratch, element);
            location = element->location;
        } else if (strcmp(element->defname, "language") == 0) {
            language = def_elem_string(replay->scratch, element);
        }
    }
    if (!body)
        return OUTCOME_NEUTRAL;
    if (!language || strcasecmp(language, "plpgsql") != 0)
        return replay_gap(replay, GAP_DYNAMIC, replay->statement,
                          "a block in a language other than PL/pgSQL");
    // The tree lives as long as the statement, which outlives the block: but statements inside are
    // parsed into the same scratch arena, so the text is copied.
    body = arena_copy_string(replay->scratch, body);
    struct place place = function_string_place(replay, location);
    size_t length = strlen(body);
    bool is_verbatim =
        !replay->is_place_fixed && place.file && place.length == length &&
        place.offset >= replay->text_offset &&
        memcmp(replay->text + (place.offset - replay->text_offset), body, length) == 0;
    // SET LOCAL and the like inside last as long as outside; the block's own places are undone.
    return run_block(replay, body, place, is_verbatim);
}
