// The SQL of a DO block: statements that are replayed, EXECUTE of text that can be computed, and
// what SELECT ... INTO brings into variables. Data statements say nothing about the model.
#include "read/function_effect.h"
#include "read/sql_do.h"

// In files of unknown order a block may meet something missing when it has done half of its work.
// It is tried again as a whole, and then passes over the statements that it did.
static const char *done_key(const struct block *block, const char *text, struct place place)
{
    struct place whole = block->replay->statement;
    return arena_format(block->replay->arena, "%p %u %u %s", (void *)whole.file, whole.offset,
                        place.offset, text);
}

static enum flow run_sql(struct block *block, const char *text, struct place place)
{
    struct replay *replay = block->replay;
    bool outer_defers = replay->defers;
    uint32_t quieted = replay->quieted;
    const char *key =
        outer_defers || replay->done_in_blocks.used > 0 ? done_key(block, text, place) : NULL;
    if (key && map_get(&replay->done_in_blocks, key)) {
        block->changed = true;
        return FLOW_NEXT;
    }
    if (block->catches_missing)
        replay->defers = true;
    block->evaluation.functions = (struct map){0};
    bool outer_procedural = replay->is_procedural;
    replay->is_procedural = true;
    enum outcome outcome = replay_text(replay, text, place);
    replay->is_procedural = outer_procedural;
    replay->defers = outer_defers;
    if (outcome == OUTCOME_MISSING && outer_defers) { // another file may declare it
        block->waits = true;
        return FLOW_LOST;
    }
    if (outcome == OUTCOME_MISSING) {
        block->raised = RAISED_MISSING;
        return FLOW_RAISED;
    }
    if (outer_defers)
        map_set(replay->arena, &replay->done_in_blocks, key, replay);
    if (replay->quieted != quieted) {
        block->raised = RAISED_DUPLICATE;
        return FLOW_RAISED;
    }
    block->changed |= outcome == OUTCOME_REPLAYED;
    block->has_gap |= outcome == OUTCOME_NOT_FOLLOWED || outcome == OUTCOME_NOT_PARSED;
    return FLOW_NEXT;
}

// Statements whose effect the model does not hold, by their first words.
static bool is_data_statement(const char *text)
{
    static const char *const words[] = {
        "SELECT",    "WITH",       "VALUES",  "INSERT",  "UPDATE",     "DELETE",  "MERGE",
        "TRUNCATE",  "COPY",       "LOCK",    "ANALYZE", "VACUUM",     "REFRESH", "NOTIFY",
        "LISTEN",    "GET",        "ASSERT",  "OPEN",    "FETCH",      "MOVE",    "CLOSE",
        "COMMIT",    "ROLLBACK",   "REINDEX", "CLUSTER", "DISCARD",    "EXPLAIN", "CALL",
        "SAVEPOINT", "CHECKPOINT", "TABLE",   "PREPARE", "DEALLOCATE", "LOAD",
    };
    while (*text == ' ' || *text == '\n' || *text == '\t' || *text == '\r' || *text == '(')
        text++;
    for (size_t i = 0; i < array_length(words); i++) {
        size_t length = strlen(words[i]);
        if (strncasecmp(text, words[i], length) == 0 &&
            !((text[length] | 0x20) >= 'a' && (text[length] | 0x20) <= 'z') && text[length] != '_')
            return true;
    }
    return false;
}

// ALTER PUBLICATION and the like: parsed, but nothing in the model.
static bool is_foreign_to_model(const char *text)
{
    static const char *const kinds[] = {"PUBLICATION", "SUBSCRIPTION", "DATABASE", "SYSTEM",
                                        "EVENT",       "STATISTICS",   "SERVER",   "COLLATION"};
    const char *space = strpbrk(text, " \t\r\n");
    while (space && *space && strchr(" \t\r\n", *space))
        space++;
    for (size_t i = 0; space && i < array_length(kinds); i++)
        if (strncasecmp(space, kinds[i], strlen(kinds[i])) == 0)
            return true;
    return false;
}

// The leftmost literal of a concatenation or format(): what kind of statement it will be.
static const char *leading_text(const struct expression *expression)
{
    while (expression && expression->kind != EXPRESSION_STRING) {
        bool goes_on =
            expression->kind == EXPRESSION_OPERATOR || expression->kind == EXPRESSION_CAST ||
            (expression->kind == EXPRESSION_CALL && (string_equal(expression->name, "format") ||
                                                     string_equal(expression->name, "concat")));
        expression = goes_on && expression->operands.count ? expression->operands.items[0] : NULL;
    }
    return expression ? expression->name : NULL;
}

enum flow do_execute(struct block *block, uint32_t from, bool runs)
{
    uint32_t end = do_find(block, from, ";");
    uint32_t into = do_find(block, from + 1, "INTO"), uses = do_find(block, from + 1, "USING");
    uint32_t stop = into < uses ? into : uses;
    struct expression *expression =
        evaluation_parse_expression(&block->evaluation, do_text(block, from + 1, stop));
    const char *leading = leading_text(expression);
    bool is_data = into < end || (leading && is_data_statement(leading));
    block->at = end < block->tokens.count ? end + 1 : end;
    for (uint32_t at = into + 1; at < end && at < uses; at++) // what comes back is not known
        if (block->tokens.items[at].kind == DO_TOKEN_WORD && (runs || block->is_uncertain))
            do_set(block, do_name(block, at), (struct value){0});
    if (!runs) {
        block->may_change |= !is_data && !(leading && is_foreign_to_model(leading));
        return FLOW_NEXT;
    }
    if (is_data || (leading && is_foreign_to_model(leading)))
        return FLOW_NEXT;
    struct value value = evaluate(&block->evaluation, expression);
    if (value.kind != VALUE_TEXT) {
        // Where even its beginning is not known, the names are somewhere else in the block.
        if (leading)
            do_gap(block, from, "EXECUTE of text that is only known when it runs");
        else
            replay_gap(block->replay, GAP_DYNAMIC, block->replay->statement,
                       "EXECUTE of text that is only known when it runs");
        block->has_gap = true;
        return FLOW_NEXT;
    }
    return run_sql(block, value.text, do_place(block, from, end));
}

// SELECT ... INTO [STRICT] a, b FROM ...: what is not certain makes the targets unknown.
static void select_into(struct block *block, uint32_t from, uint32_t end, bool runs)
{
    uint32_t into = do_find(block, from, "INTO");
    if (into >= end || (!runs && !block->is_uncertain))
        return;
    uint32_t at = into + 1, targets = 0;
    const char *names[16];
    if (at < end && do_token_is(block, &block->tokens.items[at], "STRICT"))
        at++;
    while (at < end && (block->tokens.items[at].kind == DO_TOKEN_WORD ||
                        block->tokens.items[at].kind == DO_TOKEN_QUOTED)) {
        if (targets < array_length(names))
            names[targets++] = do_name(block, at);
        at++;
        if (at >= end || !do_token_is(block, &block->tokens.items[at], ","))
            break;
        at++;
    }
    struct value_list rows = {0};
    struct query *query = runs
                              ? evaluation_parse_query(&block->evaluation,
                                                       arena_format(block->replay->scratch, "%s %s",
                                                                    do_text(block, from, into),
                                                                    do_text(block, at, end)))
                              : NULL;
    bool is_known = query && evaluate_rows(&block->evaluation, query, &rows) && rows.count == 1;
    for (uint32_t i = 0; i < targets; i++) {
        struct value value = {0};
        if (is_known && targets == rows.items[0].count)
            value = rows.items[0].items[i];
        else if (is_known && targets == 1)
            value = rows.items[0];
        do_set(block, names[i], value);
    }
}

enum flow do_sql_statement(struct block *block, bool runs)
{
    uint32_t from = block->at, end = do_find(block, from, ";");
    block->at = end < block->tokens.count ? end + 1 : end;
    char *text = do_text(block, from, end);
    if (is_data_statement(text)) {
        select_into(block, from, end, runs);
        return FLOW_NEXT;
    }
    if (!runs) {
        block->may_change |= !is_foreign_to_model(text);
        return FLOW_NEXT;
    }
    return run_sql(block, text, do_place(block, from, end));
}

// PERFORM f(...) is SELECT f(...). Of those only cron's and set_config's say anything.
enum flow do_perform(struct block *block, bool runs)
{
    uint32_t from = block->at++, end = do_find(block, from, ";");
    char *text = do_text(block, from + 1, end);
    block->at = end < block->tokens.count ? end + 1 : end;
    bool says_something = strcasestr(text, "cron.") || strcasestr(text, "set_config") ||
                          (runs && text_changing_schema(block->replay, text));
    if (!runs || !says_something)
        return FLOW_NEXT;
    return run_sql(block, arena_format(block->replay->scratch, "SELECT %s", text),
                   do_place(block, from, end));
}
