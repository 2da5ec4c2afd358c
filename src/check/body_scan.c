// Words of SQL and PL/pgSQL: see body_scan.h.
#include "check/body_scan.h"

#include "base/word.h"

static void skip_block_comment(struct body_scan *scan)
{
    int depth = 0;
    while (scan->at + 1 < scan->end) {
        if (scan->at[0] == '/' && scan->at[1] == '*') {
            depth++;
            scan->at += 2;
        } else if (scan->at[0] == '*' && scan->at[1] == '/') {
            scan->at += 2;
            if (--depth == 0)
                return;
        } else {
            scan->at++;
        }
    }
    scan->at = scan->end;
}

static void skip_quoted(struct body_scan *scan)
{
    char quote = *scan->at++;
    while (scan->at < scan->end && *scan->at != quote)
        scan->at++;
    if (scan->at < scan->end)
        scan->at++;
}

void body_scan_space(struct body_scan *scan)
{
    while (scan->at < scan->end) {
        if (byte_is_space(*scan->at)) {
            scan->at++;
        } else if (scan->at + 1 < scan->end && scan->at[0] == '-' && scan->at[1] == '-') {
            while (scan->at < scan->end && *scan->at != '\n')
                scan->at++;
        } else if (scan->at + 1 < scan->end && scan->at[0] == '/' && scan->at[1] == '*') {
            skip_block_comment(scan);
        } else {
            return;
        }
    }
}

bool body_scan_word(struct body_scan *scan, const char **word, size_t *length)
{
    body_scan_space(scan);
    if (scan->at >= scan->end)
        return false;
    *word = scan->at;
    if (*scan->at == '\'' || *scan->at == '"')
        skip_quoted(scan);
    else if (byte_is_word(*scan->at))
        while (scan->at < scan->end && byte_is_identifier(*scan->at))
            scan->at++;
    else
        scan->at++;
    *length = (size_t)(scan->at - *word);
    return true;
}

bool body_word_is(const char *word, size_t length, const char *wanted)
{
    return strlen(wanted) == length && strncasecmp(word, wanted, length) == 0;
}

bool body_scan_accept(struct body_scan *scan, const char *wanted)
{
    struct body_scan ahead = *scan;
    const char *word;
    size_t length;
    if (!body_scan_word(&ahead, &word, &length) || !body_word_is(word, length, wanted))
        return false;
    *scan = ahead;
    return true;
}

bool body_says(const char *body, const char *wanted)
{
    struct body_scan scan = {body, body + strlen(body)};
    const char *word;
    size_t length;
    while (body_scan_word(&scan, &word, &length))
        if (body_word_is(word, length, wanted))
            return true;
    return false;
}
