// The path is read once into steps, each a list of selectors with conditions as small trees; then
// each step turns the nodes found so far into those below them. A node found twice counts once.
#include "read/contract_target.h"

#include "base/address_map.h"
#include "base/word.h"

enum { CONDITION_DEPTH = 50 };

enum comparison {
    COMPARISON_EXISTS,
    COMPARISON_EQUAL,
    COMPARISON_DIFFERS,
    COMPARISON_LESS,
    COMPARISON_AT_MOST,
    COMPARISON_GREATER,
    COMPARISON_AT_LEAST,
    COMPARISON_NOT,
    COMPARISON_AND,
    COMPARISON_OR
};

// A place below @, or a literal.
struct operand {
    bool is_path;
    LIST(const char *) names; // a number's digits for an item
    struct tree literal;
};

struct condition {
    enum comparison comparison;
    struct condition *left, *right; // of not, and, or
    struct operand first, second;
};

enum selector_kind { SELECTOR_NAME, SELECTOR_INDEX, SELECTOR_ALL, SELECTOR_CONDITION };

struct selector {
    enum selector_kind kind;
    const char *name;
    long index; // from the end where negative
    struct condition *condition;
    uint32_t cost; // how many operands a look at one node compares
};

struct step {
    bool is_deep; // ".."
    LIST(struct selector) selectors;
};

struct parser {
    struct arena *arena;
    const char *at;
    const char *reason; // set once, then nothing more is read
    uint32_t depth;
    uint32_t operands; // read so far, with the names in them
};

// ---- reading the path -----------------------------------------------------------------------------

static bool refuse(struct parser *parser, const char *reason)
{
    if (!parser->reason)
        parser->reason = *parser->at
                             ? arena_format(parser->arena, "%s at \"%s\"", reason, parser->at)
                             : arena_format(parser->arena, "%s at its end", reason);
    return false;
}

static void spaces(struct parser *parser)
{
    while (byte_is_space(*parser->at))
        parser->at++;
}

static bool accept(struct parser *parser, const char *text)
{
    spaces(parser);
    if (!string_starts_with(parser->at, text))
        return false;
    parser->at += strlen(text);
    return true;
}

// A name after a dot. RFC 9535 knows no "-" there, people do.
static const char *name_read(struct parser *parser)
{
    const char *start = parser->at;
    while (byte_is_identifier(*parser->at) || *parser->at == '-')
        parser->at++;
    if (parser->at == start)
        refuse(parser, "a name is missing");
    return arena_copy(parser->arena, start, (size_t)(parser->at - start));
}

// quoted = "'" { byte | "\" byte } "'", or the same in double quotes
static const char *quoted_read(struct parser *parser)
{
    const char quote = *parser->at++, *start = parser->at;
    for (; *parser->at && *parser->at != quote; parser->at++)
        parser->at += *parser->at == '\\' && parser->at[1];
    char *copy = arena_copy(parser->arena, start, (size_t)(parser->at - start)), *to = copy;
    for (const char *from = start; from < parser->at; from++) {
        from += *from == '\\' && from[1];
        *to++ = *from;
    }
    *to = '\0';
    if (*parser->at == quote)
        parser->at++;
    else
        refuse(parser, "a quote is not closed");
    return copy;
}

static bool is_quote(char byte)
{
    return byte == '\'' || byte == '"';
}

static const char *digits_read(struct parser *parser)
{
    const char *start = parser->at;
    parser->at += *parser->at == '-';
    while (byte_is_digit(*parser->at))
        parser->at++;
    if (parser->at - start > 9)
        refuse(parser, "a number is too large");
    return arena_copy(parser->arena, start, (size_t)(parser->at - start));
}

static void operand_path(struct parser *parser, struct operand *operand)
{
    operand->is_path = true;
    while (!parser->reason) {
        const char *name = NULL;
        if (*parser->at == '.' && parser->at[1] != '.') {
            parser->at++;
            name = name_read(parser);
        } else if (*parser->at == '[') {
            parser->at++;
            spaces(parser);
            name = is_quote(*parser->at) ? quoted_read(parser) : digits_read(parser);
            if (!*name || !accept(parser, "]"))
                refuse(parser, "a condition looks at names and numbers only, not understood");
        } else {
            return;
        }
        list_add(parser->arena, &operand->names, name);
        parser->operands++;
    }
}

static void operand_read(struct parser *parser, struct operand *operand)
{
    static const char *const words[] = {"true", "false", "null"};
    parser->operands++;
    spaces(parser);
    operand->literal.kind = TREE_SCALAR;
    if (*parser->at == '@') {
        parser->at++;
        operand_path(parser, operand);
    } else if (is_quote(*parser->at)) {
        operand->literal.is_quoted = true;
        operand->literal.text = quoted_read(parser);
    } else if (byte_is_digit(*parser->at) || *parser->at == '-') {
        size_t length = strspn(parser->at, "-+.0123456789eE");
        operand->literal.text = arena_copy(parser->arena, parser->at, length);
        parser->at += length;
    } else {
        for (size_t i = 0; i < array_length(words); i++) {
            size_t length = strlen(words[i]);
            if (string_starts_with(parser->at, words[i]) && !byte_is_word(parser->at[length])) {
                operand->literal.text = words[i];
                parser->at += length;
                return;
            }
        }
        refuse(parser, "a condition is not understood");
    }
}

static struct condition *condition_read(struct parser *parser);

static struct condition *test_read(struct parser *parser)
{
    static const struct {
        const char *text;
        enum comparison comparison;
    } operators[] = {
        {"==", COMPARISON_EQUAL},    {"!=", COMPARISON_DIFFERS}, {"<=", COMPARISON_AT_MOST},
        {">=", COMPARISON_AT_LEAST}, {"<", COMPARISON_LESS},     {">", COMPARISON_GREATER},
    };
    struct condition *test = arena_make(parser->arena, struct condition);
    spaces(parser);
    if (parser->depth > CONDITION_DEPTH)
        refuse(parser, "conditions stand too deep in one another");
    if (parser->reason)
        return test;
    if (*parser->at == '!' && parser->at[1] != '=') {
        parser->at++;
        test->comparison = COMPARISON_NOT;
        parser->depth++;
        test->left = test_read(parser);
        parser->depth--;
        return test;
    }
    if (accept(parser, "(")) {
        parser->depth++;
        test = condition_read(parser);
        parser->depth--;
        if (!accept(parser, ")"))
            refuse(parser, "a parenthesis is not closed");
        return test;
    }
    operand_read(parser, &test->first);
    for (size_t i = 0; i < array_length(operators) && !parser->reason; i++) {
        if (accept(parser, operators[i].text)) {
            test->comparison = operators[i].comparison;
            operand_read(parser, &test->second);
            return test;
        }
    }
    if (!test->first.is_path)
        refuse(parser, "a condition compares nothing");
    return test;
}

// Tests joined by one of the two operators, from the left.
static struct condition *joined_read(struct parser *parser, const char *word,
                                     enum comparison comparison,
                                     struct condition *(*read)(struct parser *))
{
    struct condition *left = read(parser);
    while (!parser->reason && accept(parser, word)) {
        struct condition *both = arena_make(parser->arena, struct condition);
        both->comparison = comparison;
        both->left = left;
        both->right = read(parser);
        left = both;
    }
    return left;
}

static struct condition *all_read(struct parser *parser)
{
    return joined_read(parser, "&&", COMPARISON_AND, test_read);
}

static struct condition *condition_read(struct parser *parser)
{
    return joined_read(parser, "||", COMPARISON_OR, all_read);
}

static void selectors_read(struct parser *parser, struct step *step)
{
    do {
        struct selector selector = {.kind = SELECTOR_NAME};
        spaces(parser);
        if (is_quote(*parser->at)) {
            selector.name = quoted_read(parser);
        } else if (accept(parser, "*")) {
            selector.kind = SELECTOR_ALL;
        } else if (accept(parser, "?")) {
            uint32_t before = parser->operands;
            selector.kind = SELECTOR_CONDITION;
            selector.condition = condition_read(parser);
            selector.cost = parser->operands - before;
        } else if (byte_is_digit(*parser->at) || *parser->at == '-') {
            selector.kind = SELECTOR_INDEX;
            selector.index = strtol(digits_read(parser), NULL, 10);
        } else {
            refuse(parser, "a selector is not understood");
        }
        list_add(parser->arena, &step->selectors, selector);
    } while (!parser->reason && accept(parser, ","));
    if (!accept(parser, "]"))
        refuse(parser, "a selector is not understood, or \"]\" is missing,");
}

static void step_read(struct parser *parser, struct step *step)
{
    struct selector selector = {.kind = SELECTOR_NAME};
    if (string_starts_with(parser->at, "..")) {
        step->is_deep = true;
        parser->at += 2;
    } else if (*parser->at == '.') {
        parser->at++;
    } else if (*parser->at != '[') {
        refuse(parser, "a step begins with \".\" or \"[\", which is missing");
        return;
    } else {
        parser->at++;
        selectors_read(parser, step);
        return;
    }
    if (*parser->at == '[' && step->is_deep) {
        parser->at++;
        selectors_read(parser, step);
        return;
    }
    if (*parser->at == '*') {
        parser->at++;
        selector.kind = SELECTOR_ALL;
    } else {
        selector.name = name_read(parser);
    }
    list_add(parser->arena, &step->selectors, selector);
}

// ---- conditions -----------------------------------------------------------------------------------

static const struct tree *item_named(const struct tree *node, const char *name)
{
    if (node->kind == TREE_MAPPING)
        return tree_get(node, name);
    if (node->kind != TREE_SEQUENCE)
        return NULL;
    char *end;
    long at = strtol(name, &end, 10);
    if (*end || end == name)
        return NULL;
    at += at < 0 ? (long)node->count : 0;
    return at >= 0 && at < (long)node->count ? node->items[at] : NULL;
}

static const struct tree *operand_value(const struct operand *operand, const struct tree *node)
{
    if (!operand->is_path)
        return &operand->literal;
    for (uint32_t i = 0; node && i < operand->names.count; i++)
        node = item_named(node, operand->names.items[i]);
    return node;
}

static bool number_of(const struct tree *tree, double *number)
{
    char *end;
    if (tree->kind != TREE_SCALAR || tree->is_quoted || !*tree->text ||
        !strchr("-+.0123456789", *tree->text))
        return false;
    *number = strtod(tree->text, &end);
    return *end == '\0';
}

// Whether text is a word that JSON has for itself, or a string.
static bool is_string(const struct tree *tree)
{
    double number;
    return tree->is_quoted || (!number_of(tree, &number) && strcmp(tree->text, "true") != 0 &&
                               strcmp(tree->text, "false") != 0 && !tree_is_null(tree));
}

// Scalars only: lists and mappings equal nothing.
static bool is_equal(const struct tree *first, const struct tree *second)
{
    double a, b;
    if (!first || !second)
        return first == second;
    if (first->kind != TREE_SCALAR || second->kind != TREE_SCALAR)
        return false;
    if (number_of(first, &a) && number_of(second, &b))
        return a == b;
    if (tree_is_null(first) && tree_is_null(second))
        return true;
    return is_string(first) == is_string(second) && strcmp(first->text, second->text) == 0;
}

static bool is_less(const struct tree *first, const struct tree *second)
{
    double a, b;
    if (!first || !second || first->kind != TREE_SCALAR || second->kind != TREE_SCALAR)
        return false;
    if (number_of(first, &a) && number_of(second, &b))
        return a < b;
    return is_string(first) && is_string(second) && strcmp(first->text, second->text) < 0;
}

// NOLINTNEXTLINE(misc-no-recursion): bounded by CONDITION_DEPTH, and by the path's length
static bool condition_holds(const struct condition *condition, const struct tree *node)
{
    const struct tree *first = operand_value(&condition->first, node);
    const struct tree *second = operand_value(&condition->second, node);
    switch (condition->comparison) {
    case COMPARISON_EXISTS:
        return first != NULL;
    case COMPARISON_EQUAL:
        return is_equal(first, second);
    case COMPARISON_DIFFERS:
        return !is_equal(first, second);
    case COMPARISON_LESS:
        return is_less(first, second);
    case COMPARISON_AT_MOST:
        return is_less(first, second) || is_equal(first, second);
    case COMPARISON_GREATER:
        return is_less(second, first);
    case COMPARISON_AT_LEAST:
        return is_less(second, first) || is_equal(first, second);
    case COMPARISON_NOT:
        return !condition_holds(condition->left, node);
    case COMPARISON_AND:
        return condition_holds(condition->left, node) && condition_holds(condition->right, node);
    case COMPARISON_OR:
        return condition_holds(condition->left, node) || condition_holds(condition->right, node);
    }
    return false;
}

// ---- finding --------------------------------------------------------------------------------------

struct finder {
    struct arena *arena;
    uint64_t *work;
    struct target_matches *found;
    struct address_map seen; // in `found`
};

static bool is_affordable(struct finder *finder, uint64_t nodes)
{
    uint64_t taken = nodes + 1 < *finder->work ? nodes + 1 : *finder->work;
    *finder->work -= taken;
    return *finder->work > 0;
}

static struct tree *child_at(const struct tree *node, uint32_t at)
{
    return node->kind == TREE_MAPPING ? node->pairs[at].value : node->items[at];
}

// Keeping a node costs several times as much as passing over it.
enum { WORK_OF_KEEPING = 16 };

static void match_add(struct finder *finder, struct tree *parent, struct tree *node)
{
    (void)is_affordable(finder, WORK_OF_KEEPING);
    if (address_map_get(&finder->seen, node))
        return;
    address_map_set(finder->arena, &finder->seen, node, node);
    list_add(finder->arena, finder->found, (struct target_match){node, parent});
}

static bool selects(const struct selector *selector, const struct tree *parent, uint32_t at)
{
    switch (selector->kind) {
    case SELECTOR_NAME:
        return parent->kind == TREE_MAPPING &&
               strcmp(parent->pairs[at].key->text, selector->name) == 0;
    case SELECTOR_INDEX:
        return parent->kind == TREE_SEQUENCE &&
               (selector->index < 0 ? selector->index + (long)parent->count : selector->index) ==
                   (long)at;
    case SELECTOR_ALL:
        return true;
    case SELECTOR_CONDITION:
        return condition_holds(selector->condition, child_at(parent, at));
    }
    return false;
}

static bool children_select(struct finder *finder, const struct step *step, struct tree *parent)
{
    if (parent->kind == TREE_SCALAR)
        return true;
    for (uint32_t i = 0; i < step->selectors.count; i++) {
        if (!is_affordable(finder, parent->count * (1 + (uint64_t)step->selectors.items[i].cost)))
            return false;
        for (uint32_t k = 0; k < parent->count; k++)
            if (selects(&step->selectors.items[i], parent, k))
                match_add(finder, parent, child_at(parent, k));
    }
    return true;
}

// The node and all below it, in the order written, each before what it holds.
static bool descendants_select(struct finder *finder, const struct step *step, struct tree *top,
                               struct address_map *walked)
{
    LIST(struct tree *) open = {0};
    list_add(finder->arena, &open, top);
    while (open.count) {
        struct tree *node = open.items[--open.count];
        if (node->kind == TREE_SCALAR || address_map_get(walked, node))
            continue;
        address_map_set(finder->arena, walked, node, node);
        if (!is_affordable(finder, WORK_OF_KEEPING) || !children_select(finder, step, node))
            return false;
        for (uint32_t i = node->count; i-- > 0;)
            list_add(finder->arena, &open, child_at(node, i));
    }
    return true;
}

static bool step_apply(struct finder *finder, const struct step *step,
                       const struct target_matches *from)
{
    struct address_map walked = {0};
    for (uint32_t i = 0; i < from->count; i++) {
        struct tree *node = from->items[i].node;
        if (!(step->is_deep ? descendants_select(finder, step, node, &walked)
                            : children_select(finder, step, node)))
            return false;
    }
    return true;
}

bool target_find(struct arena *arena, struct tree *root, const char *path, uint64_t *work,
                 struct target_matches *matches, const char **reason)
{
    struct parser parser = {.arena = arena, .at = path};
    LIST(struct step) steps = {0};
    if (!accept(&parser, "$"))
        refuse(&parser, "it does not begin with \"$\"");
    while (*parser.at && !parser.reason) {
        struct step step = {0};
        step_read(&parser, &step);
        list_add(arena, &steps, step);
    }
    *reason = parser.reason;
    if (parser.reason)
        return false;
    memset(matches, 0, sizeof *matches);
    list_add(arena, matches, (struct target_match){root, NULL});
    for (uint32_t i = 0; i < steps.count; i++) {
        struct target_matches found = {0};
        struct finder finder = {.arena = arena, .work = work, .found = &found};
        if (!step_apply(&finder, &steps.items[i], matches))
            found.count = 0;
        *matches = found;
    }
    return true;
}
