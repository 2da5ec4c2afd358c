// The plain values of lintel.yaml: texts, lists of texts, words, rates, numbers. Each is judged by
// its key's form and by what its texts mean, and put where the key says.
#include "read/manifest_item.h"

#include "base/nearest.h"
#include "base/word.h"
#include "read/measure.h"
#include "read/rate.h"
#include "read/secret.h"

enum { MANIFEST_ITEMS = 2000 };

const char *manifest_did_you_mean(struct manifest_reader *reader, const char *nearest)
{
    return nearest ? arena_format(reader->arena, "did you mean %s?", nearest) : NULL;
}

// What was written in place of what is wanted: "a list", "nothing", "a text".
const char *manifest_kind_of(const struct tree *node)
{
    return tree_is_null(node)          ? "nothing"
           : node->kind == TREE_SCALAR ? (*node->text ? "a text" : "an empty text")
                                       : tree_kind_name(node);
}

void manifest_wrong_form(struct manifest_reader *reader, const struct manifest_key *key,
                         const char *shown, const struct tree *node, const char *wanted)
{
    struct place place = node->place;
    if (node->kind != TREE_SCALAR)
        place.length = 0;
    manifest_fault(
        reader, place,
        arena_format(reader->arena, "%s must be %s, not %s", shown, wanted, manifest_kind_of(node)),
        NULL,
        arena_format(reader->arena, "`lintel explain lintel.yaml:%s` has an example", key->path));
}

// How many of a list's or mapping's items are read: what judges them may compare each with each.
uint32_t manifest_items(struct manifest_reader *reader, const char *shown, const struct tree *node)
{
    struct place start = {reader->file, node->place.offset, 0};
    if (node->count <= MANIFEST_ITEMS)
        return node->count;
    manifest_fault(reader, start,
                   arena_format(reader->arena, "%s holds more than %d items",
                                *shown ? shown : "lintel.yaml", MANIFEST_ITEMS),
                   NULL, "the rest is not read");
    return MANIFEST_ITEMS;
}

static bool is_variable(const char *text)
{
    if (!byte_is_letter(*text))
        return false;
    for (; *text; text++)
        if (!byte_is_word(*text) || (unsigned char)*text >= 0x80)
            return false;
    return true;
}

// The name of a variable; what is none may be a secret itself, and is not shown.
bool manifest_check_variable(struct manifest_reader *reader, const char *what,
                             const struct tree *node)
{
    static const char *const help = "the name has letters, digits and _ only: JWT_SECRET";
    if (secret_is_random(node->text)) {
        manifest_mask(reader, node->place);
        manifest_fault(reader, node->place,
                       arena_format(reader->arena,
                                    "%s looks like the value of a secret, not like the name of one",
                                    what),
                       "not shown here", help);
        return false;
    }
    if (is_variable(node->text))
        return true;
    manifest_fault(reader, node->place,
                   arena_format(reader->arena, "%s is no name of an environment variable", what),
                   NULL, help);
    return false;
}

static bool text_is_empty(const struct tree *node)
{
    return tree_is_null(node) || node->text[strspn(node->text, " \t\r\n")] == '\0';
}

// One text of a key, judged by what the key's texts mean.
static bool text_read(struct manifest_reader *reader, const struct manifest_key *key,
                      const char *shown, const struct tree *node, struct manifest_text *text)
{
    if (manifest_is_refused(reader, node))
        return false;
    if (node->kind != TREE_SCALAR || text_is_empty(node) || strlen(node->text) != node->count) {
        manifest_wrong_form(reader, key, shown, node,
                            key->form == MANIFEST_TEXTS ? "a text or a list of texts" : "a text");
        return false;
    }
    *text = (struct manifest_text){node->text, node->place};
    if (key->meaning == MEANING_VARIABLE)
        return manifest_check_variable(reader, shown, node);
    if (key->meaning == MEANING_PATH)
        return manifest_path_check(reader, shown, node);
    if (key->meaning == MEANING_ORIGIN)
        return manifest_origin_check(reader, shown, node);
    return true;
}

static void texts_read(struct manifest_reader *reader, const struct manifest_key *key,
                       const char *shown, const struct tree *node, struct manifest_texts *texts)
{
    struct manifest_text text;
    if (node->kind != TREE_SEQUENCE) {
        if (text_read(reader, key, shown, node, &text))
            list_add(reader->arena, texts, text);
        return;
    }
    if (node->count == 0)
        manifest_fault(reader, node->place,
                       arena_format(reader->arena, "%s is an empty list", shown), NULL,
                       "leave the key out, or say what belongs there");
    uint32_t count = manifest_items(reader, shown, node);
    for (uint32_t i = 0; i < count; i++)
        if (text_read(reader, key, shown, node->items[i], &text))
            list_add(reader->arena, texts, text);
}

static void word_read(struct manifest_reader *reader, const struct manifest_key *key,
                      const char *shown, const struct tree *node, struct manifest_text *text)
{
    const char *nearest = NULL;
    struct manifest_text found;
    if (!text_read(reader, key, shown, node, &found))
        return;
    for (const char *at = key->words; *at;) {
        size_t length = strcspn(at, ",");
        const char *word = arena_copy(reader->scratch, at, length);
        if (strcmp(word, found.text) == 0) {
            *text = found;
            return;
        }
        nearest = name_nearer(found.text, nearest, word);
        at += length;
        at += strspn(at, ", ");
    }
    manifest_fault(
        reader, node->place,
        arena_format(reader->arena, "%s is one of %s, not \"%s\"", shown, key->words, found.text),
        NULL,
        manifest_did_you_mean(reader, nearest ? arena_copy_string(reader->arena, nearest) : NULL));
}

static bool is_rate(const char *text)
{
    struct rate rate;
    return rate_parse(text, &rate);
}

static bool is_size(const char *text)
{
    uint32_t bytes;
    return size_parse(text, &bytes);
}

static bool is_duration(const char *text)
{
    uint32_t milliseconds;
    return duration_parse(text, &milliseconds);
}

// A number with a unit: the text is kept, and read again by whoever uses it.
static void measure_read(struct manifest_reader *reader, const struct manifest_key *key,
                         const char *shown, const struct tree *node, struct manifest_text *text)
{
    static const struct {
        enum manifest_form form;
        bool (*is_one)(const char *text);
        const char *noun, *help;
    } measures[] = {
        {MANIFEST_RATE, is_rate, "rate", RATE_HELP},
        {MANIFEST_SIZE, is_size, "size", SIZE_HELP},
        {MANIFEST_DURATION, is_duration, "duration", DURATION_HELP ", an hour at most"},
    };
    struct manifest_text found;
    if (!text_read(reader, key, shown, node, &found))
        return;
    for (size_t i = 0; i < array_length(measures); i++) {
        if (measures[i].form != key->form)
            continue;
        if (measures[i].is_one(found.text))
            *text = found;
        else
            manifest_fault(reader, node->place,
                           arena_format(reader->arena, "%s is no %s: \"%s\"", shown,
                                        measures[i].noun, found.text),
                           NULL, measures[i].help);
    }
}

static void boolean_read(struct manifest_reader *reader, const struct manifest_key *key,
                         const char *shown, const struct tree *node, struct manifest_flag *flag)
{
    const char *text = node->kind == TREE_SCALAR && !node->is_quoted ? node->text : "";
    bool is_true = strcmp(text, "true") == 0;
    if (is_true || strcmp(text, "false") == 0)
        *flag = (struct manifest_flag){is_true, node->place};
    else
        manifest_wrong_form(reader, key, shown, node, "true or false");
}

static void number_read(struct manifest_reader *reader, const struct manifest_key *key,
                        const char *shown, const struct tree *node, struct manifest_text *text)
{
    const char *digits = node->kind == TREE_SCALAR && !node->is_quoted ? node->text : "";
    if (*digits && !digits[strspn(digits, "0123456789")])
        *text = (struct manifest_text){node->text, node->place};
    else
        manifest_wrong_form(reader, key, shown, node, "a number");
}

static void answer_read(struct manifest_reader *reader, const struct manifest_key *key,
                        const char *shown, const struct tree *node, struct manifest_text *text)
{
    if (manifest_is_refused(reader, node))
        return;
    if (node->kind != TREE_SCALAR)
        manifest_wrong_form(reader, key, shown, node, "a text");
    else
        *text = (struct manifest_text){tree_is_null(node) ? "" : node->text, node->place};
}

void manifest_read_value(struct manifest_reader *reader, const struct manifest_key *key,
                         const char *shown, const struct tree *node, void *at)
{
    struct manifest_text text;
    switch (key->form) {
    case MANIFEST_TEXT:
        if (text_read(reader, key, shown, node, &text))
            *(struct manifest_text *)at = text;
        return;
    case MANIFEST_NUMBER:
        number_read(reader, key, shown, node, at);
        return;
    case MANIFEST_BOOLEAN:
        boolean_read(reader, key, shown, node, at);
        return;
    case MANIFEST_WORD:
        word_read(reader, key, shown, node, at);
        return;
    case MANIFEST_RATE:
    case MANIFEST_SIZE:
    case MANIFEST_DURATION:
        measure_read(reader, key, shown, node, at);
        return;
    case MANIFEST_ANSWER:
        answer_read(reader, key, shown, node, at);
        return;
    case MANIFEST_TEXTS:
        texts_read(reader, key, shown, node, at);
        return;
    default:
        assert(!"an object, a map or a list");
    }
}
