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
//               | name (":=" | "=") expression ";"
//               | "EXECUTE" expression ["INTO" ...] ["USING" ...] ";"
//               | "PERFORM" ... ";" | "RAISE" ... ";" | "NULL" ";" | SQL ";"
//   loop      ::= "LOOP" statement* "END" "LOOP" [label] ";"
//
// One pass does both: statements are run, or only looked at (to get past them, and to learn whether
// they could change the model or leave the block).
#include "read/sql_do_token.h"
#include "read/sql_do_value.h"
#include "read/sql_function.h"
#include "read/sql_object.h"

// Statements run in one block at most: loops multiply.
enum { BLOCK_STEPS = 20 * 1000, BLOCK_DEPTH = 100 };

enum flow {
    FLOW_NEXT,
    FLOW_EXIT,
    FLOW_CONTINUE,
    FLOW_RETURN,
    FLOW_RAISED, // an error; `raised` says which
    FLOW_LOST,   // what comes next is not certain: a gap was recorded, or the block must wait
};

enum raised { RAISED_DUPLICATE, RAISED_MISSING, RAISED_BY_HAND };

struct block {
    struct replay *replay;
    const char *text;
    struct place text_place; // of the text, where it stands in the file as it is
    bool is_verbatim;
    struct do_tokens tokens;
    uint32_t at, depth, steps;
    struct evaluation evaluation;
    enum raised raised;
    bool catches_missing;
    bool is_uncertain; // looking at a branch that may have been run: what it assigns is unknown
    bool changed, has_gap, waits;
    bool is_broken;             // not the grammar above
    bool may_change, may_leave; // what was looked at could change the model, leave the block
};

// ---- tokens -------------------------------------------------------------------------------------

static const struct do_token *peek(const struct block *block, uint32_t ahead)
{
    return block->at + ahead < block->tokens.count ? &block->tokens.items[block->at + ahead] : NULL;
}

static bool token_is(const struct block *block, const struct do_token *token, const char *word)
{
    return token && (token->kind == DO_TOKEN_WORD || token->kind == DO_TOKEN_SIGN) &&
           token->length == strlen(word) &&
           strncasecmp(block->text + token->start, word, token->length) == 0;
}

static bool is_at(const struct block *block, const char *word)
{
    return token_is(block, peek(block, 0), word);
}

static bool accept(struct block *block, const char *word)
{
    if (!is_at(block, word))
        return false;
    block->at++;
    return true;
}

static void expect(struct block *block, const char *word)
{
    if (!accept(block, word))
        block->is_broken = true;
}

// The text from one token to before another; a copy in the scratch arena.
static char *text_between(const struct block *block, uint32_t from, uint32_t to)
{
    if (from >= to || to > block->tokens.count)
        return arena_format(block->replay->scratch, "%s", "");
    const struct do_token *first = &block->tokens.items[from], *last = &block->tokens.items[to - 1];
    return arena_copy(block->replay->scratch, block->text + first->start,
                      last->start + last->length - first->start);
}

static struct place place_between(const struct block *block, uint32_t from, uint32_t to)
{
    if (!block->is_verbatim || from >= to || to > block->tokens.count)
        return block->replay->statement;
    const struct do_token *first = &block->tokens.items[from], *last = &block->tokens.items[to - 1];
    return (struct place){block->text_place.file, block->text_place.offset + first->start,
                          last->start + last->length - first->start};
}

// To the next `word` outside brackets and CASE expressions, or the semicolon or end before it.
static uint32_t find(const struct block *block, uint32_t from, const char *word)
{
    uint32_t brackets = 0, cases = 0;
    for (uint32_t at = from; at < block->tokens.count; at++) {
        const struct do_token *token = &block->tokens.items[at];
        if (token_is(block, token, "(") || token_is(block, token, "["))
            brackets++;
        else if ((token_is(block, token, ")") || token_is(block, token, "]")) && brackets > 0)
            brackets--;
        else if (brackets == 0 && cases == 0 && token_is(block, token, word))
            return at;
        else if (brackets == 0 && token_is(block, token, ";"))
            return at;
        else if (token_is(block, token, "CASE"))
            cases++;
        else if (token_is(block, token, "END") && cases > 0)
            cases--;
    }
    return block->tokens.count;
}

// ---- gaps, variables ----------------------------------------------------------------------------

static void gap(struct block *block, uint32_t from, const char *reason)
{
    uint32_t to = block->at > from ? block->at : from + 1;
    replay_gap(block->replay, GAP_DYNAMIC, place_between(block, from, to), reason);
    block->has_gap = true;
}

static struct value evaluate_between(struct block *block, uint32_t from, uint32_t to)
{
    char *text = text_between(block, from, to);
    return evaluate(&block->evaluation, evaluation_parse_expression(&block->evaluation, text));
}

static char *name_at(const struct block *block, uint32_t at)
{
    const struct do_token *token = &block->tokens.items[at];
    uint32_t quotes = token->kind == DO_TOKEN_QUOTED;
    return arena_copy(block->replay->scratch, block->text + token->start + quotes,
                      token->length - 2 * quotes);
}

static struct variable *variable_find(struct block *block, const char *name)
{
    for (uint32_t i = block->evaluation.variables.count; i-- > 0;)
        if (strcasecmp(block->evaluation.variables.items[i].name, name) == 0)
            return &block->evaluation.variables.items[i];
    return NULL;
}

static void variable_set(struct block *block, const char *name, struct value value)
{
    struct variable *variable = variable_find(block, name);
    if (variable)
        variable->value = value;
    else
        list_add(block->replay->scratch, &block->evaluation.variables,
                 (struct variable){name, value});
}

// ---- SQL inside ---------------------------------------------------------------------------------

static enum flow run_sql(struct block *block, const char *text, struct place place)
{
    struct replay *replay = block->replay;
    bool outer_defers = replay->defers;
    uint32_t quieted = replay->quieted;
    if (block->catches_missing)
        replay->defers = true;
    enum outcome outcome = replay_text(replay, text, place);
    replay->defers = outer_defers;
    if (outcome == OUTCOME_MISSING && block->catches_missing) {
        block->raised = RAISED_MISSING;
        return FLOW_RAISED;
    }
    if (outcome == OUTCOME_MISSING && !block->changed) {
        block->waits = true;
        return FLOW_LOST;
    }
    if (outcome == OUTCOME_MISSING) { // half of the block is done, so it cannot wait any more
        replay->defers = false;
        outcome = replay_text(replay, text, place);
        replay->defers = outer_defers;
    }
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

static enum flow execute(struct block *block, uint32_t from, bool runs)
{
    uint32_t end = find(block, from, ";");
    uint32_t into = find(block, from + 1, "INTO"), uses = find(block, from + 1, "USING");
    uint32_t stop = into < uses ? into : uses;
    struct expression *expression =
        evaluation_parse_expression(&block->evaluation, text_between(block, from + 1, stop));
    const char *leading = leading_text(expression);
    bool is_data = into < end || (leading && is_data_statement(leading));
    block->at = end < block->tokens.count ? end + 1 : end;
    for (uint32_t at = into + 1; at < end && at < uses; at++) // what comes back is not known
        if (block->tokens.items[at].kind == DO_TOKEN_WORD && (runs || block->is_uncertain))
            variable_set(block, name_at(block, at), (struct value){0});
    if (!runs) {
        block->may_change |= !is_data && !(leading && is_foreign_to_model(leading));
        return FLOW_NEXT;
    }
    if (is_data || (leading && is_foreign_to_model(leading)))
        return FLOW_NEXT;
    struct value value = evaluate(&block->evaluation, expression);
    if (value.kind != VALUE_TEXT) {
        gap(block, from, "EXECUTE of text that is only known when it runs");
        return FLOW_NEXT;
    }
    return run_sql(block, value.text, place_between(block, from, end));
}

// SELECT ... INTO [STRICT] a, b FROM ...: what is not certain makes the targets unknown.
static void select_into(struct block *block, uint32_t from, uint32_t end, bool runs)
{
    uint32_t into = find(block, from, "INTO");
    if (into >= end || (!runs && !block->is_uncertain))
        return;
    uint32_t at = into + 1, targets = 0;
    const char *names[16];
    if (at < end && token_is(block, &block->tokens.items[at], "STRICT"))
        at++;
    for (; at < end; at++) {
        if (block->tokens.items[at].kind != DO_TOKEN_WORD &&
            block->tokens.items[at].kind != DO_TOKEN_QUOTED)
            break;
        if (targets < array_length(names))
            names[targets++] = name_at(block, at);
        if (at + 1 >= end || !token_is(block, &block->tokens.items[at + 1], ",")) {
            at++;
            break;
        }
        at++;
    }
    struct value_list rows = {0};
    struct query *query = runs
                              ? evaluation_parse_query(&block->evaluation,
                                                       arena_format(block->replay->scratch, "%s %s",
                                                                    text_between(block, from, into),
                                                                    text_between(block, at, end)))
                              : NULL;
    bool is_known = query && evaluate_rows(&block->evaluation, query, &rows) && rows.count == 1;
    for (uint32_t i = 0; i < targets; i++) {
        struct value value = {0};
        if (is_known && targets == rows.items[0].count)
            value = rows.items[0].items[i];
        else if (is_known && targets == 1)
            value = rows.items[0];
        variable_set(block, names[i], value);
    }
}

// ---- statements ---------------------------------------------------------------------------------

static enum flow statements(struct block *block, bool runs);
static enum flow block_statement(struct block *block, bool runs);

static bool at_stop(const struct block *block)
{
    static const char *const stops[] = {"END", "EXCEPTION", "ELSE", "ELSIF", "ELSEIF", "WHEN"};
    if (block->at >= block->tokens.count || block->is_broken)
        return true;
    for (size_t i = 0; i < array_length(stops); i++)
        if (is_at(block, stops[i]))
            return true;
    return false;
}

// A branch or body that is only looked at, and may have been run.
static void look_uncertain(struct block *block)
{
    bool before = block->is_uncertain;
    block->is_uncertain = true;
    statements(block, false);
    block->is_uncertain = before;
}

// After something that may or may not have happened: a gap where it matters.
static enum flow after_uncertain(struct block *block, uint32_t from, bool changed_before,
                                 bool left_before, const char *reason)
{
    enum flow flow = FLOW_NEXT;
    if (block->may_leave) {
        gap(block, from, reason);
        flow = FLOW_LOST;
    } else if (block->may_change) {
        gap(block, from, reason);
    }
    block->may_change |= changed_before;
    block->may_leave |= left_before;
    return flow;
}

static enum flow if_statement(struct block *block, bool runs)
{
    uint32_t from = block->at;
    bool is_taken = false, is_open = false;
    enum flow flow = FLOW_NEXT;
    bool changed_before = block->may_change, left_before = block->may_leave;
    bool outer_uncertain = block->is_uncertain;
    if (runs)
        block->may_change = block->may_leave = false;
    block->at++; // IF
    for (bool more = true; more && !block->is_broken;) {
        uint32_t then = find(block, block->at, "THEN");
        struct value condition = {0};
        if (runs && !is_taken)
            condition = evaluate_between(block, block->at, then);
        block->at = then;
        expect(block, "THEN");
        bool is_true = condition.kind == VALUE_BOOLEAN && condition.boolean;
        bool is_false =
            condition.kind == VALUE_NULL || (condition.kind == VALUE_BOOLEAN && !condition.boolean);
        if (runs && !is_taken && !is_open && is_true) {
            is_taken = true;
            flow = statements(block, true);
        } else if (runs && !is_taken && !is_false) {
            is_open = true;
            look_uncertain(block);
        } else {
            bool changed = block->may_change, left = block->may_leave;
            statements(block, false);
            if (runs) { // not run for certain
                block->may_change = changed;
                block->may_leave = left;
            }
        }
        more = accept(block, "ELSIF") || accept(block, "ELSEIF");
    }
    if (accept(block, "ELSE")) {
        if (runs && !is_taken && !is_open) {
            flow = statements(block, true);
        } else if (runs && is_open) {
            look_uncertain(block);
        } else {
            bool changed = block->may_change, left = block->may_leave;
            statements(block, false);
            if (runs) {
                block->may_change = changed;
                block->may_leave = left;
            }
        }
    }
    expect(block, "END");
    expect(block, "IF");
    expect(block, ";");
    block->is_uncertain = outer_uncertain;
    if (runs && is_open)
        return after_uncertain(block, from, changed_before, left_before,
                               "an IF whose condition only the database can answer");
    if (runs) {
        block->may_change = changed_before;
        block->may_leave = left_before;
    }
    return flow;
}

// LOOP ... END LOOP: `items` NULL means that it is not known how often it runs.
static enum flow loop_body(struct block *block, uint32_t from, bool runs, const char *variable,
                           const struct value_list *items)
{
    expect(block, "LOOP");
    uint32_t body = block->at;
    enum flow flow = FLOW_NEXT;
    bool changed_before = block->may_change, left_before = block->may_leave;
    if (runs && !items) {
        block->may_change = block->may_leave = false;
        look_uncertain(block);
    } else {
        statements(block, false);
        if (runs) {
            block->may_change = changed_before;
            block->may_leave = left_before;
        }
    }
    uint32_t end = block->at;
    for (uint32_t i = 0; runs && items && i < items->count && flow == FLOW_NEXT; i++) {
        block->at = body;
        variable_set(block, variable, items->items[i]);
        flow = statements(block, true);
        if (flow == FLOW_CONTINUE)
            flow = FLOW_NEXT;
    }
    if (flow == FLOW_EXIT)
        flow = FLOW_NEXT;
    block->at = end;
    expect(block, "END");
    expect(block, "LOOP");
    block->at = find(block, block->at, ";");
    expect(block, ";");
    if (runs && !items) {
        // EXIT and CONTINUE end with the loop; only RETURN would not, and looks the same here.
        return after_uncertain(block, from, changed_before, left_before,
                               "a loop over rows that only the database knows");
    }
    return flow;
}

// One value for each item; "1..3" are three.
static bool range_items(struct block *block, uint32_t from, uint32_t dots, uint32_t to,
                        struct value_list *items)
{
    struct value low = evaluate_between(block, from, dots);
    struct value high = evaluate_between(block, dots + 2, to);
    if (low.kind != VALUE_TEXT || high.kind != VALUE_TEXT)
        return false;
    long first = strtol(low.text, NULL, 10), last = strtol(high.text, NULL, 10);
    if (first < 0 || last > BLOCK_STEPS)
        return false;
    for (long i = first; i <= last; i++)
        list_add(block->replay->scratch, items,
                 value_text(arena_format(block->replay->scratch, "%ld", i)));
    return true;
}

static enum flow for_statement(struct block *block, bool runs)
{
    uint32_t from = block->at++;
    char *variable = block->at < block->tokens.count ? name_at(block, block->at) : NULL;
    uint32_t in = find(block, block->at, "IN");
    uint32_t loop = find(block, in, "LOOP");
    if (!variable || in >= loop || loop >= block->tokens.count) {
        block->is_broken = true;
        return FLOW_NEXT;
    }
    struct value_list items = {0};
    bool is_known = false;
    const struct do_token *after = &block->tokens.items[in + 1];
    uint32_t dots = in + 1;
    while (dots + 1 < loop && !(token_is(block, &block->tokens.items[dots], ".") &&
                                token_is(block, &block->tokens.items[dots + 1], ".")))
        dots++;
    if (runs && in == block->at + 1) { // one variable
        if (dots + 1 < loop) {
            is_known = range_items(block, in + 1, dots, loop, &items);
        } else if (!token_is(block, after, "EXECUTE")) {
            struct query *query =
                evaluation_parse_query(&block->evaluation, text_between(block, in + 1, loop));
            is_known = query && evaluate_rows(&block->evaluation, query, &items);
        }
    }
    block->at = loop;
    return loop_body(block, from, runs, variable, is_known ? &items : NULL);
}

static enum flow foreach_statement(struct block *block, bool runs)
{
    uint32_t from = block->at++;
    char *variable = block->at < block->tokens.count ? name_at(block, block->at) : NULL;
    uint32_t array = find(block, block->at, "ARRAY");
    uint32_t loop = find(block, array, "LOOP");
    if (!variable || array >= loop || loop >= block->tokens.count) {
        block->is_broken = true;
        return FLOW_NEXT;
    }
    struct value_list items = {0};
    bool is_known = false;
    if (runs) {
        struct value value = evaluate_between(block, array + 1, loop);
        is_known = value.kind == VALUE_ARRAY;
        for (uint32_t i = 0; is_known && i < value.count; i++)
            list_add(block->replay->scratch, &items, value.items[i]);
    }
    block->at = loop;
    return loop_body(block, from, runs, variable, is_known ? &items : NULL);
}

static enum flow case_statement(struct block *block, bool runs)
{
    uint32_t from = block->at++;
    bool changed_before = block->may_change, left_before = block->may_leave;
    if (runs)
        block->may_change = block->may_leave = false;
    block->at = find(block, block->at, "WHEN");
    while (accept(block, "WHEN") && !block->is_broken) {
        block->at = find(block, block->at, "THEN");
        expect(block, "THEN");
        if (runs)
            look_uncertain(block);
        else
            statements(block, false);
    }
    if (accept(block, "ELSE")) {
        if (runs)
            look_uncertain(block);
        else
            statements(block, false);
    }
    expect(block, "END");
    expect(block, "CASE");
    expect(block, ";");
    if (!runs)
        return FLOW_NEXT;
    return after_uncertain(block, from, changed_before, left_before,
                           "a CASE statement, which is not evaluated");
}

// RETURN, EXIT and CONTINUE.
static enum flow leave_statement(struct block *block, bool runs)
{
    uint32_t from = block->at;
    enum flow flow = is_at(block, "RETURN") ? FLOW_RETURN
                     : is_at(block, "EXIT") ? FLOW_EXIT
                                            : FLOW_CONTINUE;
    uint32_t end = find(block, from, ";"), when = find(block, from, "WHEN");
    block->at = end < block->tokens.count ? end + 1 : end;
    if (!runs) {
        block->may_leave |= flow == FLOW_RETURN || block->is_uncertain;
        return FLOW_NEXT;
    }
    if (flow == FLOW_RETURN || when >= end)
        return flow;
    struct value value = evaluate_between(block, when + 1, end);
    if (value.kind == VALUE_UNKNOWN) {
        gap(block, from, "a loop that ends when only the database can tell");
        return FLOW_LOST;
    }
    return value.kind == VALUE_BOOLEAN && value.boolean ? flow : FLOW_NEXT;
}

static enum flow raise_statement(struct block *block, bool runs)
{
    static const char *const harmless[] = {"NOTICE", "WARNING", "INFO", "LOG", "DEBUG"};
    uint32_t from = block->at++;
    bool is_error = true;
    for (size_t i = 0; i < array_length(harmless); i++)
        is_error &= !is_at(block, harmless[i]);
    block->at = find(block, block->at, ";");
    expect(block, ";");
    if (!runs || !is_error)
        return FLOW_NEXT;
    (void)from;
    block->raised = RAISED_BY_HAND;
    return FLOW_RAISED;
}

static bool assigns(const struct block *block)
{
    const struct do_token *name = peek(block, 0);
    if (!name || (name->kind != DO_TOKEN_WORD && name->kind != DO_TOKEN_QUOTED))
        return false;
    const struct do_token *sign = peek(block, 1), *next = peek(block, 2);
    return token_is(block, sign, "=") || (token_is(block, sign, ":") && token_is(block, next, "="));
}

static void assign(struct block *block, bool runs)
{
    char *name = name_at(block, block->at);
    uint32_t from = block->at + (token_is(block, peek(block, 1), ":") ? 3 : 2);
    uint32_t end = find(block, from, ";");
    if (runs)
        variable_set(block, name, evaluate_between(block, from, end));
    else if (block->is_uncertain)
        variable_set(block, name, (struct value){0});
    block->at = end;
    expect(block, ";");
}

static enum flow sql_statement(struct block *block, bool runs)
{
    uint32_t from = block->at, end = find(block, from, ";");
    block->at = end < block->tokens.count ? end + 1 : end;
    char *text = text_between(block, from, end);
    if (is_data_statement(text)) {
        select_into(block, from, end, runs);
        return FLOW_NEXT;
    }
    if (!runs) {
        block->may_change |= !is_foreign_to_model(text);
        return FLOW_NEXT;
    }
    return run_sql(block, text, place_between(block, from, end));
}

// PERFORM f(...) is SELECT f(...). Of those only cron's and set_config's say anything.
static enum flow perform_statement(struct block *block, bool runs)
{
    uint32_t from = block->at++, end = find(block, from, ";");
    char *text = text_between(block, from + 1, end);
    block->at = end < block->tokens.count ? end + 1 : end;
    bool says_something = strcasestr(text, "cron.") || strcasestr(text, "set_config");
    if (!runs || !says_something)
        return FLOW_NEXT;
    return run_sql(block, arena_format(block->replay->scratch, "SELECT %s", text),
                   place_between(block, from, end));
}

static enum flow statement(struct block *block, bool runs)
{
    if (runs && block->steps++ > BLOCK_STEPS) {
        gap(block, block->at, "a block that runs too many statements");
        return FLOW_LOST;
    }
    while (is_at(block, "<") && token_is(block, peek(block, 1), "<")) { // <<label>>
        while (block->at < block->tokens.count && !is_at(block, ">"))
            block->at++;
        block->at += block->at + 2 <= block->tokens.count ? 2 : 0;
    }
    if (assigns(block)) {
        assign(block, runs);
        return FLOW_NEXT;
    }
    if (is_at(block, "BEGIN") || is_at(block, "DECLARE"))
        return block_statement(block, runs);
    if (is_at(block, "IF"))
        return if_statement(block, runs);
    if (is_at(block, "FOR"))
        return for_statement(block, runs);
    if (is_at(block, "FOREACH"))
        return foreach_statement(block, runs);
    if (is_at(block, "WHILE") || is_at(block, "LOOP")) {
        uint32_t from = block->at;
        block->at = find(block, from, "LOOP");
        return loop_body(block, from, runs, NULL, NULL);
    }
    if (is_at(block, "CASE"))
        return case_statement(block, runs);
    if (is_at(block, "RETURN") || is_at(block, "EXIT") || is_at(block, "CONTINUE"))
        return leave_statement(block, runs);
    if (is_at(block, "RAISE"))
        return raise_statement(block, runs);
    if (is_at(block, "PERFORM"))
        return perform_statement(block, runs);
    if (is_at(block, "EXECUTE"))
        return execute(block, block->at, runs);
    if (is_at(block, "NULL")) {
        block->at++;
        expect(block, ";");
        return FLOW_NEXT;
    }
    return sql_statement(block, runs);
}

static enum flow statements(struct block *block, bool runs)
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
    uint32_t end = find(block, block->at, ";");
    if (end == block->at || end >= block->tokens.count) {
        block->is_broken = true;
        return;
    }
    char *name = name_at(block, block->at);
    struct value value = {.kind = VALUE_NULL};
    for (uint32_t at = block->at + 1; at < end; at++) {
        const struct do_token *token = &block->tokens.items[at];
        bool is_colon = token_is(block, token, ":");
        if (!is_colon && !token_is(block, token, "=") && !token_is(block, token, "DEFAULT"))
            continue;
        if (runs)
            value = evaluate_between(block, at + (is_colon ? 2 : 1), end);
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
    expect(block, "WHEN");
    uint32_t then = find(block, block->at, "THEN");
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
    expect(block, "THEN");
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
    if (!accept(block, "EXCEPTION"))
        return handlers;
    while (is_at(block, "WHEN") && !block->is_broken) {
        struct handler handler = handler_read(block);
        list_add(block->replay->scratch, &handlers, handler);
        statements(block, false);
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
    enum flow flow = statements(block, true);
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
            gap(block, from,
                "the block is undone when its last statement fails, which is not "
                "followed");
        block->at = handlers->items[i].body;
        return statements(block, true);
    }
    return flow;
}

static enum flow block_statement(struct block *block, bool runs)
{
    uint32_t from = block->at, variables = block->evaluation.variables.count;
    if (accept(block, "DECLARE"))
        while (!is_at(block, "BEGIN") && !block->is_broken && block->at < block->tokens.count)
            declare(block, runs);
    expect(block, "BEGIN");
    uint32_t body = block->at;
    bool changes = block->may_change, leaves = block->may_leave;
    bool outer_uncertain = block->is_uncertain;
    if (runs)
        block->is_uncertain = false;
    statements(block, false);
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
    expect(block, "END");
    block->at = find(block, block->at, ";");
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

// ---- CALL ---------------------------------------------------------------------------------------

static bool is_definition_word(const char *body, const struct do_token *token)
{
    static const char *const words[] = {"CREATE", "ALTER", "DROP", "GRANT", "REVOKE", "EXECUTE"};
    for (size_t i = 0; i < array_length(words); i++)
        if (token->kind == DO_TOKEN_WORD && token->length == strlen(words[i]) &&
            strncasecmp(body + token->start, words[i], token->length) == 0)
            return true;
    return false;
}

// A procedure that only moves data says nothing about the model.
enum outcome replay_call(struct replay *replay, const PgQuery__CallStmt *tree)
{
    const char *schema, *name;
    if (!tree->funccall ||
        !node_name(tree->funccall->n_funcname, tree->funccall->funcname, &schema, &name))
        return OUTCOME_NEUTRAL;
    struct function *procedure = replay_find_function(replay, schema, name);
    if (!procedure && replay_builtin_exists(replay, BUILTIN_FUNCTION, schema, name))
        return OUTCOME_NEUTRAL;
    if (!procedure)
        return replay_unknown(replay, "procedure", schema, name, NULL, NULL,
                              replay_place_of(replay, name, 0));
    struct do_tokens tokens = {0};
    bool is_read = procedure->body && do_tokens_read(replay->scratch, procedure->body, &tokens);
    bool defines = !is_read && procedure->queries.count == 0;
    for (uint32_t i = 0; i < tokens.count && !defines; i++)
        defines = is_definition_word(procedure->body, &tokens.items[i]);
    if (defines)
        return replay_gap(
            replay, GAP_DYNAMIC, replay->statement,
            arena_format(replay->scratch, "CALL of %s, whose body changes the schema", name));
    return OUTCOME_NEUTRAL;
}
