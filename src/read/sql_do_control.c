// IF, loops and CASE of a DO block. Where a condition or a list of rows is not known, the body is
// only looked at: it leaves a gap if it could change the model, and the variables it sets are
// unknown from there on.
#include "read/sql_do.h"

// A branch or body that is only looked at, and may have been run.
static void look_uncertain(struct block *block)
{
    bool before = block->is_uncertain;
    block->is_uncertain = true;
    do_statements(block, false);
    block->is_uncertain = before;
}

// After something that may or may not have happened: a gap where it matters.
static enum flow after_uncertain(struct block *block, uint32_t from, bool changed_before,
                                 bool left_before, const char *reason)
{
    enum flow flow = FLOW_NEXT;
    if (block->may_leave) {
        do_gap(block, from, reason);
        flow = FLOW_LOST;
    } else if (block->may_change) {
        do_gap(block, from, reason);
    }
    block->may_change |= changed_before;
    block->may_leave |= left_before;
    return flow;
}

enum flow do_if(struct block *block, bool runs)
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
        uint32_t then = do_find(block, block->at, "THEN");
        struct value condition = {0};
        if (runs && !is_taken)
            condition = do_evaluate(block, block->at, then);
        block->at = then;
        do_expect(block, "THEN");
        bool is_true = condition.kind == VALUE_BOOLEAN && condition.boolean;
        bool is_false =
            condition.kind == VALUE_NULL || (condition.kind == VALUE_BOOLEAN && !condition.boolean);
        if (runs && !is_taken && !is_open && is_true) {
            is_taken = true;
            flow = do_statements(block, true);
        } else if (runs && !is_taken && !is_false) {
            is_open = true;
            look_uncertain(block);
        } else {
            bool changed = block->may_change, left = block->may_leave;
            do_statements(block, false);
            if (runs) { // not run for certain
                block->may_change = changed;
                block->may_leave = left;
            }
        }
        more = do_accept(block, "ELSIF") || do_accept(block, "ELSEIF");
    }
    if (do_accept(block, "ELSE")) {
        if (runs && !is_taken && !is_open) {
            flow = do_statements(block, true);
        } else if (runs && is_open) {
            look_uncertain(block);
        } else {
            bool changed = block->may_change, left = block->may_leave;
            do_statements(block, false);
            if (runs) {
                block->may_change = changed;
                block->may_leave = left;
            }
        }
    }
    do_expect(block, "END");
    do_expect(block, "IF");
    do_expect(block, ";");
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
enum flow do_loop(struct block *block, uint32_t from, bool runs, const char *variable,
                  const struct value_list *items)
{
    do_expect(block, "LOOP");
    uint32_t body = block->at;
    enum flow flow = FLOW_NEXT;
    bool changed_before = block->may_change, left_before = block->may_leave;
    if (runs && !items) {
        block->may_change = block->may_leave = false;
        look_uncertain(block);
    } else {
        do_statements(block, false);
        if (runs) {
            block->may_change = changed_before;
            block->may_leave = left_before;
        }
    }
    uint32_t end = block->at;
    for (uint32_t i = 0; runs && items && i < items->count && flow == FLOW_NEXT; i++) {
        block->at = body;
        do_set(block, variable, items->items[i]);
        flow = do_statements(block, true);
        if (flow == FLOW_CONTINUE)
            flow = FLOW_NEXT;
    }
    if (flow == FLOW_EXIT)
        flow = FLOW_NEXT;
    block->at = end;
    do_expect(block, "END");
    do_expect(block, "LOOP");
    block->at = do_find(block, block->at, ";");
    do_expect(block, ";");
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
    struct value low = do_evaluate(block, from, dots);
    struct value high = do_evaluate(block, dots + 2, to);
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

enum flow do_for(struct block *block, bool runs)
{
    uint32_t from = block->at++;
    char *variable = block->at < block->tokens.count ? do_name(block, block->at) : NULL;
    uint32_t in = do_find(block, block->at, "IN");
    uint32_t loop = do_find(block, in, "LOOP");
    if (!variable || in >= loop || loop >= block->tokens.count) {
        block->is_broken = true;
        return FLOW_NEXT;
    }
    struct value_list items = {0};
    bool is_known = false;
    const struct do_token *after = &block->tokens.items[in + 1];
    uint32_t dots = in + 1;
    while (dots + 1 < loop && !(do_token_is(block, &block->tokens.items[dots], ".") &&
                                do_token_is(block, &block->tokens.items[dots + 1], ".")))
        dots++;
    if (runs && in == block->at + 1) { // one variable
        if (dots + 1 < loop) {
            is_known = range_items(block, in + 1, dots, loop, &items);
        } else if (!do_token_is(block, after, "EXECUTE")) {
            struct query *query =
                evaluation_parse_query(&block->evaluation, do_text(block, in + 1, loop));
            is_known = query && evaluate_rows(&block->evaluation, query, &items);
        }
    }
    block->at = loop;
    return do_loop(block, from, runs, variable, is_known ? &items : NULL);
}

enum flow do_foreach(struct block *block, bool runs)
{
    uint32_t from = block->at++;
    char *variable = block->at < block->tokens.count ? do_name(block, block->at) : NULL;
    uint32_t array = do_find(block, block->at, "ARRAY");
    uint32_t loop = do_find(block, array, "LOOP");
    if (!variable || array >= loop || loop >= block->tokens.count) {
        block->is_broken = true;
        return FLOW_NEXT;
    }
    struct value_list items = {0};
    bool is_known = false;
    if (runs) {
        struct value value = do_evaluate(block, array + 1, loop);
        is_known = value.kind == VALUE_ARRAY;
        for (uint32_t i = 0; is_known && i < value.count; i++)
            list_add(block->replay->scratch, &items, value.items[i]);
    }
    block->at = loop;
    return do_loop(block, from, runs, variable, is_known ? &items : NULL);
}

enum flow do_case(struct block *block, bool runs)
{
    uint32_t from = block->at++;
    bool changed_before = block->may_change, left_before = block->may_leave;
    if (runs)
        block->may_change = block->may_leave = false;
    block->at = do_find(block, block->at, "WHEN");
    while (do_accept(block, "WHEN") && !block->is_broken) {
        block->at = do_find(block, block->at, "THEN");
        do_expect(block, "THEN");
        if (runs)
            look_uncertain(block);
        else
            do_statements(block, false);
    }
    if (do_accept(block, "ELSE")) {
        if (runs)
            look_uncertain(block);
        else
            do_statements(block, false);
    }
    do_expect(block, "END");
    do_expect(block, "CASE");
    do_expect(block, ";");
    if (!runs)
        return FLOW_NEXT;
    return after_uncertain(block, from, changed_before, left_before,
                           "a CASE statement, which is not evaluated");
}

// RETURN, EXIT and CONTINUE.
enum flow do_leave(struct block *block, bool runs)
{
    uint32_t from = block->at;
    enum flow flow = do_is_at(block, "RETURN") ? FLOW_RETURN
                     : do_is_at(block, "EXIT") ? FLOW_EXIT
                                               : FLOW_CONTINUE;
    uint32_t end = do_find(block, from, ";"), when = do_find(block, from, "WHEN");
    block->at = end < block->tokens.count ? end + 1 : end;
    if (!runs) {
        block->may_leave |= flow == FLOW_RETURN || block->is_uncertain;
        return FLOW_NEXT;
    }
    if (flow == FLOW_RETURN || when >= end)
        return flow;
    struct value value = do_evaluate(block, when + 1, end);
    if (value.kind == VALUE_UNKNOWN) {
        do_gap(block, from, "a loop that ends when only the database can tell");
        return FLOW_LOST;
    }
    return value.kind == VALUE_BOOLEAN && value.boolean ? flow : FLOW_NEXT;
}
