// Values of the contract's documents: what a scalar means in YAML 1.2's core schema, which is that
// of JSON with a few more ways to write it, and literals kept as they are.
#include "base/decimal.h"
#include "base/text.h"
#include "base/word.h"
#include "read/contract_part.h"

// From this many pairs on, a mapping that is asked for keys gets an index.
enum { PAIRS_FOR_INDEX = 24 };

struct tree *contract_get(struct contract_reader *reader, const struct tree *mapping,
                          const char *key)
{
    if (!mapping || mapping->kind != TREE_MAPPING)
        return NULL;
    struct tree *value;
    if (mapping->count < PAIRS_FOR_INDEX) {
        value = tree_get(mapping, key);
    } else {
        struct map *index = address_map_get(&reader->indexes, mapping);
        if (!index) {
            index = arena_make(reader->scratch, struct map);
            for (uint32_t i = mapping->count; i-- > 0;) // the first of a name counts
                map_set(reader->scratch, index, mapping->pairs[i].key->text,
                        mapping->pairs[i].value);
            address_map_set(reader->scratch, &reader->indexes, mapping, index);
        }
        value = map_get(index, key);
    }
    return tree_is_null(value) ? NULL : value;
}

struct contract_node contract_child(struct contract_reader *reader, struct contract_node node,
                                    const char *key)
{
    return (struct contract_node){contract_get(reader, node.tree, key), node.document};
}

struct contract_node contract_part(struct contract_reader *reader, struct contract_node node,
                                   const char *key)
{
    return contract_follow(reader, contract_child(reader, node, key));
}

bool contract_expect(struct contract_reader *reader, const struct tree *tree, enum tree_kind kind,
                     const char *what)
{
    static const char *const names[] = {"a value", "a mapping", "a list"};
    if (!tree)
        return false;
    if (tree->kind == kind)
        return true;
    contract_fault(reader, tree->place, true, NULL, "%s must be %s, not %s", what, names[kind],
                   tree_kind_name(tree));
    return false;
}

const char *contract_text(struct contract_reader *reader, const struct tree *tree, const char *what)
{
    if (!contract_expect(reader, tree, TREE_SCALAR, what))
        return NULL;
    return tree_is_null(tree) ? NULL : tree->text;
}

// ---- true and false -------------------------------------------------------------------------------

struct word {
    const char *text;
    bool value;
    bool is_plain; // YAML 1.2 has it
};

static const struct word words[] = {
    {"true", true, true},   {"True", true, true},   {"TRUE", true, true}, {"false", false, true},
    {"False", false, true}, {"FALSE", false, true}, {"yes", true, false}, {"Yes", true, false},
    {"on", true, false},    {"no", false, false},   {"No", false, false}, {"off", false, false},
};

bool contract_flag(struct contract_reader *reader, const struct tree *tree, const char *what,
                   bool absent)
{
    if (!tree || tree_is_null(tree))
        return absent;
    for (size_t i = 0; tree->kind == TREE_SCALAR && i < array_length(words); i++) {
        if (strcmp(words[i].text, tree->text) != 0)
            continue;
        if (tree->is_quoted || !words[i].is_plain)
            contract_fault(reader, tree->place, false,
                           words[i].value ? "write true" : "write false",
                           "%s is the text \"%s\", not true or false", what, tree->text);
        return words[i].value;
    }
    contract_fault(reader, tree->place, true, NULL, "%s must be true or false", what);
    return absent;
}

// ---- numbers --------------------------------------------------------------------------------------

const char *contract_number(struct contract_reader *reader, const struct tree *tree,
                            const char *what)
{
    if (!tree || tree_is_null(tree))
        return NULL;
    if (tree->kind != TREE_SCALAR || !decimal_is_valid(tree->text)) {
        contract_fault(reader, tree->place, true, NULL, "%s must be a number", what);
        return NULL;
    }
    if (tree->is_quoted)
        contract_fault(reader, tree->place, false, "leave out the quotes",
                       "%s is text, not a number", what);
    return tree->text;
}

int64_t contract_count(struct contract_reader *reader, const struct tree *tree, const char *what)
{
    const char *text = contract_number(reader, tree, what);
    if (!text)
        return -1;
    char *end;
    long long count = strtoll(text, &end, 10);
    if (*end) { // 1.0 and 1e3 are whole too
        double number = strtod(text, NULL);
        bool is_whole = number >= -1e15 && number <= 1e15 && (double)(long long)number == number;
        count = is_whole ? (long long)number : -1;
    }
    if (count >= 0) // beyond what an int64_t holds, the largest one is as good as none
        return count;
    contract_fault(reader, tree->place, true, NULL, "%s must be a whole number from 0 up", what);
    return -1;
}

// ---- literals -------------------------------------------------------------------------------------

static enum literal_kind kind_of(const struct tree *tree)
{
    if (tree->kind != TREE_SCALAR)
        return tree->kind == TREE_MAPPING ? LITERAL_OBJECT : LITERAL_ARRAY;
    if (tree_is_null(tree))
        return LITERAL_NULL;
    if (tree->is_quoted)
        return LITERAL_STRING;
    if (decimal_is_valid(tree->text))
        return LITERAL_NUMBER;
    for (size_t i = 0; i < array_length(words); i++)
        if (words[i].is_plain && strcmp(words[i].text, tree->text) == 0)
            return LITERAL_BOOLEAN;
    return LITERAL_STRING;
}

static void string_write(struct text *out, const char *string)
{
    text_add_char(out, '"');
    for (; *string; string++) {
        if ((unsigned char)*string < ' ')
            text_format(out, "\\u%04x", (unsigned)*string);
        else if (*string == '"' || *string == '\\')
            text_format(out, "\\%c", *string);
        else
            text_add_char(out, *string);
    }
    text_add_char(out, '"');
}

static const char *boolean_text(const char *text)
{
    return byte_lower(*text) == 't' ? "true" : "false";
}

// Compact JSON. Overlays may nest a value deeper than a tree is read; such a one ends in null.
static void literal_write(struct text *out, const struct tree *tree, uint32_t depth)
{
    enum { WRITTEN_DEPTH = 500 };
    if (depth > WRITTEN_DEPTH) {
        text_add(out, "null");
        return;
    }
    switch (kind_of(tree)) {
    case LITERAL_NULL:
        text_add(out, "null");
        return;
    case LITERAL_BOOLEAN:
        text_add(out, boolean_text(tree->text));
        return;
    case LITERAL_NUMBER:
        text_add(out, tree->text);
        return;
    case LITERAL_STRING:
        string_write(out, tree->text);
        return;
    case LITERAL_ARRAY:
    case LITERAL_OBJECT:
        break;
    }
    text_add_char(out, tree->kind == TREE_MAPPING ? '{' : '[');
    for (uint32_t i = 0; i < tree->count; i++) {
        if (i)
            text_add_char(out, ',');
        if (tree->kind == TREE_MAPPING) {
            string_write(out, tree->pairs[i].key->text);
            text_add_char(out, ':');
        }
        literal_write(out, tree->kind == TREE_MAPPING ? tree->pairs[i].value : tree->items[i],
                      depth + 1);
    }
    text_add_char(out, tree->kind == TREE_MAPPING ? '}' : ']');
}

struct literal contract_literal(struct contract_reader *reader, const struct tree *tree)
{
    struct literal literal = {.kind = kind_of(tree), .place = tree->place};
    if (literal.kind == LITERAL_NULL)
        literal.text = "null";
    else if (literal.kind == LITERAL_BOOLEAN)
        literal.text = boolean_text(tree->text);
    else if (tree->kind == TREE_SCALAR)
        literal.text = tree->text;
    else {
        struct text out;
        text_init(&out);
        literal_write(&out, tree, 0);
        literal.text = arena_copy(reader->arena, out.string, out.length);
        text_release(&out);
    }
    return literal;
}
