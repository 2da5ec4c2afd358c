// Finding writes by words: see body_write.h. Comments and strings do not count.
//
//   body     := (words, ";" or BEGIN, THEN, ELSE, LOOP before a statement)*
//   write    := DELETE FROM target rest | UPDATE target rest      (UPDATE: where a statement
//   begins,
//                                                                  or behind "(", QUERY, IN)
//             | TRUNCATE [TABLE] target {"," target} | EXECUTE ... (where a statement begins)
//             | INSERT INTO target | MERGE INTO target
//   target   := [ONLY] [name "."] name ["*"]
//   rest     := words up to WHERE condition, or to the end
//   end      := ";" | RETURNING | LOOP | a ")" that the statement did not open
//   call     := [name "."] name "("
#include "check/body_write.h"

#include "base/word.h"
#include "check/body_scan.h"

enum {
    NEAR = 8192, // how far the end of a statement is looked for, so that time stays bounded
    WORDS = 16,  // of a condition, at most; a longer one is never just true
};

struct word {
    const char *text;
    size_t length;
};

static bool is(struct word word, const char *wanted)
{
    return body_word_is(word.text, word.length, wanted);
}

static bool read_word(struct body_scan *scan, struct word *word)
{
    return body_scan_word(scan, &word->text, &word->length);
}

static bool is_any(struct word word, const char *const *words, size_t count)
{
    for (size_t at = 0; at < count; at++)
        if (is(word, words[at]))
            return true;
    return false;
}

static bool is_name(struct word word)
{
    return byte_is_letter(*word.text) || (*word.text == '"' && word.length > 2);
}

// Plain names folded, quoted ones without their quotes.
static const char *name_of(struct arena *arena, struct word word)
{
    if (*word.text == '"')
        return arena_copy(arena, word.text + 1, word.length - 2);
    char *name = arena_copy(arena, word.text, word.length);
    for (char *at = name; *at; at++)
        *at = byte_lower(*at);
    return name;
}

// False where no name stands here.
static bool read_target(struct arena *arena, struct body_scan *scan, const char *text,
                        struct body_write *write)
{
    struct word word, next;
    body_scan_accept(scan, "only");
    if (!read_word(scan, &word) || !is_name(word))
        return false;
    write->schema = NULL;
    write->at = (size_t)(word.text - text);
    if (body_scan_accept(scan, ".")) {
        if (!read_word(scan, &next) || !is_name(next))
            return false;
        write->schema = name_of(arena, word);
        word = next;
    }
    write->name = name_of(arena, word);
    write->length = (size_t)(word.text + word.length - text) - write->at;
    body_scan_accept(scan, "*");
    return true;
}

// ---- conditions -------------------------------------------------------------------------------------

// true, or the same on both sides of "=".
static bool is_true(const struct word *words, uint32_t count)
{
    if (count == 1)
        return is(words[0], "true");
    if (count > WORDS || count % 2 == 0 || !is(words[count / 2], "="))
        return false;
    for (uint32_t at = 0; at < count / 2; at++) {
        struct word left = words[at], right = words[count / 2 + 1 + at];
        // "(" could be a call: random() = random()
        if (left.length != right.length || *left.text == '(' ||
            strncasecmp(left.text, right.text, left.length) != 0)
            return false;
    }
    return true;
}

static enum body_where read_where(struct body_scan scan)
{
    static const char *const ends[] = {";", "returning", "loop"};
    struct word words[WORDS], word;
    uint32_t count = 0;
    int depth = 0;
    bool in_where = false;
    bool is_cut = scan.end - scan.at > NEAR;
    if (is_cut)
        scan.end = scan.at + NEAR;
    while (read_word(&scan, &word)) {
        depth += *word.text == '(';
        depth -= *word.text == ')';
        if (depth < 0 || (depth == 0 && is_any(word, ends, array_length(ends)))) {
            is_cut = false;
            break;
        }
        if (depth == 0 && !in_where && is(word, "where")) {
            in_where = true;
        } else if (in_where) {
            if (count < WORDS)
                words[count] = word;
            count++;
        }
    }
    if (in_where)
        return is_true(words, count) ? BODY_WHERE_TRUE : BODY_WHERE_SOME;
    return is_cut ? BODY_WHERE_UNKNOWN : BODY_WHERE_NONE;
}

// ---- statements -------------------------------------------------------------------------------------

struct finder {
    struct arena *arena;
    const char *text;
    body_write_visitor *visit;
    void *context;
};

static void found_target(struct finder *finder, struct body_scan *scan, enum body_write_kind kind)
{
    struct body_write write = {.kind = kind};
    if (!read_target(finder->arena, scan, finder->text, &write))
        return;
    if (kind == BODY_WRITE_UPDATE || kind == BODY_WRITE_DELETE)
        write.where = read_where(*scan);
    finder->visit(&write, finder->context);
}

static void found_truncate(struct finder *finder, struct body_scan *scan)
{
    body_scan_accept(scan, "table");
    do
        found_target(finder, scan, BODY_WRITE_TRUNCATE);
    while (body_scan_accept(scan, ","));
}

// `word` stands before "("; `schema` before it, or is empty.
static void found_call(struct finder *finder, struct word schema, struct word word)
{
    struct body_write write = {.kind = BODY_WRITE_CALL,
                               .name = name_of(finder->arena, word),
                               .at = (size_t)(word.text - finder->text),
                               .length = word.length};
    if (schema.length)
        write.schema = name_of(finder->arena, schema);
    finder->visit(&write, finder->context);
}

void body_write_each(struct arena *arena, const char *text, size_t length,
                     body_write_visitor *visit, void *context)
{
    static const char *const starts[] = {";", "begin", "then", "else", "loop"};
    static const char *const inner_starts[] = {"(", "query", "in"};
    struct finder finder = {arena, text, visit, context};
    struct body_scan scan = {text, text + length};
    struct word word, before = {";", 1}, schema = {0};
    while (read_word(&scan, &word)) {
        bool begins = is_any(before, starts, array_length(starts));
        bool begins_inside = begins || is_any(before, inner_starts, array_length(inner_starts));
        struct body_scan ahead = scan;
        if (is(word, "delete") && body_scan_accept(&ahead, "from")) {
            found_target(&finder, &ahead, BODY_WRITE_DELETE);
        } else if (begins_inside && is(word, "update") && !body_scan_accept(&ahead, "set")) {
            found_target(&finder, &ahead, BODY_WRITE_UPDATE);
        } else if (is(word, "insert") && body_scan_accept(&ahead, "into")) {
            found_target(&finder, &ahead, BODY_WRITE_INSERT);
        } else if (is(word, "merge") && body_scan_accept(&ahead, "into")) {
            found_target(&finder, &ahead, BODY_WRITE_MERGE);
        } else if (begins && is(word, "truncate")) {
            found_truncate(&finder, &ahead);
        } else if ((begins_inside || is(before, "for")) && is(word, "execute")) {
            struct body_write write = {.kind = BODY_WRITE_EXECUTE,
                                       .at = (size_t)(word.text - text),
                                       .length = word.length};
            visit(&write, context);
        } else if (is_name(word) && !is(before, "into") && body_scan_accept(&ahead, "(")) {
            found_call(&finder, is(before, ".") ? schema : (struct word){0}, word);
        }
        if (!is(word, "."))
            schema = is_name(word) ? word : (struct word){0};
        before = word;
    }
}
