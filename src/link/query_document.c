// Where a key of a json document comes from. A trace that looks for one (flow.field) follows what
// makes and changes documents key by key:
//
//   document ->> 'key'                            begins to look for the key
//   document - 'key'                              all but that one
//   document || document                          the right side's, else the left's
//   jsonb_build_object('key', value), to_jsonb(t) the value, the row's column
//   jsonb_strip_nulls(document)                   as it is: absent and null are both absent
#include "base/word.h"
#include "link/query_part.h"

static bool is_word_path(const char *path)
{
    return path[0] == '{' && strchr(path, '}') && !strpbrk(path, "\"\\");
}

// doc -> 'field', doc ->> 'field', doc #>> '{field,inner}'. False where it is something else.
static bool trace_json_field(struct linker *linker, const struct expression *expression,
                             struct flow flow)
{
    const char *name = expression->name;
    if (expression->operands.count != 2 || !name)
        return false;
    const struct expression *key = expression_bare(expression->operands.items[1]);
    bool is_arrow = strcmp(name, "->") == 0 || strcmp(name, "->>") == 0;
    bool is_path = strcmp(name, "#>") == 0 || strcmp(name, "#>>") == 0;
    if ((!is_arrow && !is_path) || key->kind != EXPRESSION_STRING)
        return false;
    const char *field = key->name;
    bool is_nested = flow.field != NULL;
    if (is_path) {
        if (!is_word_path(field))
            return false;
        size_t length = strcspn(field + 1, ",}");
        is_nested |= field[1 + length] == ',';
        field = arena_copy(linker->arena, field + 1, length);
    }
    flow.is_direct &= !is_nested;
    flow.field = field;
    trace_expression(linker, expression->operands.items[0], flow);
    return true;
}

// ---- documents without some keys ------------------------------------------------------------------

bool document_has_lost(const struct removed_key *removed, const char *name)
{
    for (; removed; removed = removed->next)
        if (string_equal(removed->name, name))
            return true;
    return false;
}

static void remove_key(struct linker *linker, struct flow *flow, const char *name)
{
    struct removed_key *key = arena_make(linker->scratch, struct removed_key);
    *key = (struct removed_key){flow->removed, name};
    flow->removed = key;
}

// '{a,b}'
static void remove_listed(struct linker *linker, struct flow *flow, const char *list)
{
    if (!is_word_path(list))
        return;
    for (const char *at = list + 1; *at && *at != '}';) {
        size_t length = strcspn(at, ",}");
        remove_key(linker, flow, arena_copy(linker->scratch, at, length));
        at += length + (at[length] == ',');
    }
}

// document - 'key', document - ARRAY['a', 'b'], document - '{a,b}'::text[]. False where it is
// something else.
static bool trace_without_keys(struct linker *linker, const struct expression *expression,
                               struct flow flow)
{
    bool is_known = true;
    if (!string_equal(expression->name, "-") || expression->operands.count != 2 ||
        !expression->value_type || !string_equal(expression->value_type->name, "jsonb"))
        return false;
    const struct expression *right = expression->operands.items[1];
    const struct expression *bare = expression_bare((struct expression *)right);
    if (bare->kind == EXPRESSION_STRING && right->kind == EXPRESSION_CAST && right->type &&
        right->type->dimensions)
        remove_listed(linker, &flow, bare->name);
    else if (bare->kind == EXPRESSION_STRING)
        remove_key(linker, &flow, bare->name);
    else if (bare->kind == EXPRESSION_ARRAY)
        list_each (struct expression *, item, &bare->operands)
            if (expression_bare(item)->kind == EXPRESSION_STRING)
                remove_key(linker, &flow, expression_bare(item)->name);
            else
                is_known = false;
    else
        is_known = false;
    if (flow.field && document_has_lost(flow.removed, flow.field))
        return true;
    if (!flow.field)
        flow.is_direct = false;
    if (!is_known && flow.null_fate < NULL_UNKNOWN)
        flow.null_fate = NULL_UNKNOWN;
    trace_expression(linker, expression->operands.items[0], flow);
    return true;
}

// ---- documents made of parts ----------------------------------------------------------------------

enum holds { HOLDS_NOT, HOLDS_KEY, HOLDS_UNKNOWN };

// Where a document has a key from; neither: from a constant.
struct key_value {
    struct expression *value;
    struct from_item *row; // its column of that name
};

static bool is_builtin_named(const struct expression *call, const char *name)
{
    return call->kind == EXPRESSION_CALL && !call->function && call->name &&
           (string_starts_with(call->name, "json_") || string_starts_with(call->name, "jsonb_")) &&
           strcmp(strchr(call->name, '_') + 1, name) == 0;
}

// The last of equal keys counts, as in jsonb.
static enum holds object_holds(const struct expression *call, const char *key,
                               struct key_value *found)
{
    enum holds holds = HOLDS_NOT;
    if (call->operands.count % 2)
        return HOLDS_UNKNOWN;
    for (uint32_t at = 0; at < call->operands.count; at += 2) {
        const struct expression *name = expression_bare(call->operands.items[at]);
        if (name->kind != EXPRESSION_STRING)
            return HOLDS_UNKNOWN;
        if (!string_equal(name->name, key))
            continue;
        holds = HOLDS_KEY;
        found->value = call->operands.items[at + 1];
    }
    return holds;
}

// A document written out. A string before a colon, one brace deep, is a key.
static enum holds text_holds(const char *text, const char *key)
{
    uint32_t depth = 0;
    size_t length = strlen(key);
    if (strchr(text, '\\'))
        return HOLDS_UNKNOWN;
    for (const char *at = text; *at; at++) {
        depth += *at == '{' || *at == '[';
        depth -= depth > 0 && (*at == '}' || *at == ']');
        if (*at != '"')
            continue;
        const char *first = at + 1, *end = strchr(first, '"');
        if (!end)
            return HOLDS_UNKNOWN;
        at = end;
        const char *next = end + 1 + strspn(end + 1, " \t\r\n");
        if (depth == 1 && *next == ':' && (size_t)(end - first) == length &&
            memcmp(first, key, length) == 0)
            return HOLDS_KEY;
    }
    return HOLDS_NOT;
}

static enum holds document_holds(struct expression *document, const char *key,
                                 struct key_value *found)
{
    document = expression_bare(document);
    if (is_builtin_named(document, "build_object"))
        return object_holds(document, key, found);
    if (document->kind == EXPRESSION_STRING)
        return text_holds(document->name, key);
    bool is_row =
        document->kind == EXPRESSION_CALL && !document->function && document->operands.count == 1 &&
        (string_equal(document->name, "to_jsonb") || string_equal(document->name, "to_json") ||
         string_equal(document->name, "row_to_json"));
    const struct expression *row = is_row ? expression_bare(document->operands.items[0]) : NULL;
    if (!row || row->kind != EXPRESSION_STAR || !row->from || row->operands.count > 0 ||
        row->from->kind == FROM_JOIN || row->from->is_open)
        return HOLDS_UNKNOWN;
    if (item_index_named(row->from, key) < 0)
        return HOLDS_NOT;
    found->row = row->from;
    return HOLDS_KEY;
}

static void trace_value(struct linker *linker, const struct key_value *found, struct flow flow)
{
    const char *key = flow.field;
    flow.field = NULL;
    if (found->row)
        trace_named(linker, found->row, key, flow);
    else
        trace_expression(linker, found->value, flow);
}

// left || right
static void trace_joined(struct linker *linker, const struct expression *expression,
                         struct flow flow)
{
    struct expression *left = expression->operands.items[0], *right = expression->operands.items[1];
    struct key_value lefts = {0}, rights = {0};
    enum holds right_holds = document_holds(right, flow.field, &rights);
    if (right_holds == HOLDS_KEY)
        trace_value(linker, &rights, flow);
    if (right_holds == HOLDS_NOT)
        trace_expression(linker, left, flow);
    if (right_holds != HOLDS_UNKNOWN)
        return;
    enum holds left_holds = document_holds(left, flow.field, &lefts);
    struct flow of_right = flow;
    if (left_holds == HOLDS_KEY) { // what is absent on the right keeps the left's value
        of_right.keeps_null |= !flow.is_coalesced;
        of_right.is_coalesced = true;
    } else if (left_holds == HOLDS_UNKNOWN && of_right.null_fate < NULL_UNKNOWN) {
        of_right.null_fate = NULL_UNKNOWN;
    }
    trace_expression(linker, right, of_right);
    flow.is_direct = false;
    if (flow.null_fate < NULL_UNKNOWN)
        flow.null_fate = NULL_UNKNOWN;
    if (left_holds == HOLDS_KEY)
        trace_value(linker, &lefts, flow);
    else if (left_holds == HOLDS_UNKNOWN)
        trace_expression(linker, left, flow);
}

static bool trace_made(struct linker *linker, struct expression *call, struct flow flow)
{
    struct key_value found = {0};
    if (is_builtin_named(call, "strip_nulls") && call->operands.count == 1) {
        trace_expression(linker, call->operands.items[0], flow);
        return true;
    }
    enum holds holds = document_holds(call, flow.field, &found);
    if (holds == HOLDS_KEY)
        trace_value(linker, &found, flow);
    return holds != HOLDS_UNKNOWN;
}

bool trace_document(struct linker *linker, struct expression *expression, struct flow flow)
{
    if (expression->kind == EXPRESSION_CALL)
        return flow.field && trace_made(linker, expression, flow);
    if (flow.field && string_equal(expression->name, "||") && expression->operands.count == 2) {
        trace_joined(linker, expression, flow);
        return true;
    }
    return trace_json_field(linker, expression, flow) ||
           trace_without_keys(linker, expression, flow);
}
