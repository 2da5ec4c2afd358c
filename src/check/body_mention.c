// See body_mention.h.
#include "check/body_mention.h"

#include "check/body_scan.h"

struct word {
    const char *at;
    size_t length;
};

static bool is_dot(const struct word *word)
{
    return word->length == 1 && *word->at == '.';
}

static bool follows(struct body_scan scan, const char *first, const char *second)
{
    return body_scan_accept(&scan, first) && body_scan_accept(&scan, second);
}

// `before` are the words in front of the column's name, the nearest first.
static void note(struct body_mention *mention, const struct word before[4], struct body_scan after)
{
    mention->any = true;
    if (!is_dot(&before[0]))
        return;
    mention->old |= body_word_is(before[1].at, before[1].length, "old");
    if (!body_word_is(before[1].at, before[1].length, "new"))
        return;
    mention->new = true;
    mention->fills |=
        follows(after, "is", "null") || body_word_is(before[3].at, before[3].length, "coalesce");
    // NEW.x = ... may be a comparison: := alone is certain.
    body_scan_space(&after);
    mention->is_set |= after.end - after.at > 1 && after.at[0] == ':' && after.at[1] == '=';
}

struct body_mention body_mention(const char *body, const char *column)
{
    static const char *const conditions[] = {"if", "case", "when", "loop", "exit", "return"};
    struct body_mention mention = {0};
    struct body_scan scan = {body, body + strlen(body)};
    struct word word, before[4] = {{"", 0}, {"", 0}, {"", 0}, {"", 0}};
    uint32_t returns = 0;
    while (body_scan_word(&scan, &word.at, &word.length)) {
        mention.raises |= body_word_is(word.at, word.length, "raise");
        for (size_t at = 0; at + 1 < array_length(conditions); at++)
            mention.has_conditions |= body_word_is(word.at, word.length, conditions[at]);
        returns += body_word_is(word.at, word.length, "return");
        if (body_word_is(word.at, word.length, column))
            note(&mention, before, scan);
        memmove(before + 1, before, 3 * sizeof *before);
        before[0] = word;
    }
    mention.has_conditions |= returns > 1;
    return mention;
}
