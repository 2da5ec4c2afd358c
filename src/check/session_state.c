// Finding session state by words: see session_state.h. The model holds no tree of such statements,
// since they say nothing about tables, and PL/pgSQL bodies are text.
//
//   statement := SET [SESSION] name ... | SET SESSION AUTHORIZATION ...   (not SET LOCAL,
//                                                                          TRANSACTION,
//                                                                          CONSTRAINTS)
//              | CREATE [GLOBAL | LOCAL] (TEMP | TEMPORARY) ... | LISTEN ... | PREPARE ...
//              | DECLARE ... WITH HOLD ...
//   body      := (words, ";" or BEGIN, THEN, ELSE, LOOP before a statement)*
#include "check/session_state.h"

#include "base/word.h"

static const char set_help[] =
    "use SET LOCAL inside the transaction, or set_config(name, value, true)";

// ---- words ------------------------------------------------------------------------------------------

struct scan {
    const char *at, *end;
};

static void skip_block_comment(struct scan *scan)
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

static void skip_quoted(struct scan *scan)
{
    char quote = *scan->at++;
    while (scan->at < scan->end && *scan->at != quote)
        scan->at++;
    if (scan->at < scan->end)
        scan->at++;
}

static void skip_space(struct scan *scan)
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

// The next word, quoted thing or single byte; false at the end.
static bool next_word(struct scan *scan, const char **word, size_t *length)
{
    skip_space(scan);
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

static bool word_is(const char *word, size_t length, const char *wanted)
{
    return strlen(wanted) == length && strncasecmp(word, wanted, length) == 0;
}

static bool next_is(struct scan *scan, const char *wanted)
{
    struct scan ahead = *scan;
    const char *word;
    size_t length;
    if (!next_word(&ahead, &word, &length) || !word_is(word, length, wanted))
        return false;
    *scan = ahead;
    return true;
}

// How far words that belong together are looked for, so that time stays bounded.
enum { NEAR = 4096 };

static void scan_near(struct scan *scan)
{
    if (scan->end - scan->at > NEAR)
        scan->end = scan->at + NEAR;
}

// Up to the end of the statement.
static bool has_word_before_end(struct scan scan, const char *first, const char *second)
{
    scan_near(&scan);
    const char *word;
    size_t length;
    while (next_word(&scan, &word, &length) && *word != ';')
        if (word_is(word, length, first) && (!second || next_is(&scan, second)))
            return true;
    return false;
}

// ---- statements -------------------------------------------------------------------------------------

static struct session_state found(const char *what, const char *help)
{
    return (struct session_state){.what = what, .help = help};
}

static struct session_state none(void)
{
    return (struct session_state){0};
}

struct session_state session_state_of_setting(void)
{
    return found("sets a setting for the whole session", set_help);
}

// `scan` stands at the first word of a statement.
static struct session_state statement_at(struct scan scan)
{
    if (next_is(&scan, "set")) {
        if (next_is(&scan, "local") || next_is(&scan, "transaction") ||
            next_is(&scan, "constraints"))
            return none();
        return session_state_of_setting();
    }
    if (next_is(&scan, "create")) {
        if (!next_is(&scan, "global"))
            next_is(&scan, "local");
        if ((next_is(&scan, "temp") || next_is(&scan, "temporary")) &&
            !has_word_before_end(scan, "on", "commit"))
            return found("makes a temporary object, which stays with the connection",
                         "use a WITH query, or ON COMMIT DROP");
        return none();
    }
    if (next_is(&scan, "listen"))
        return found("listens on the connection",
                     "listen on a connection of its own, outside the queries of requests");
    if (next_is(&scan, "prepare") && !next_is(&scan, "transaction"))
        return found("prepares a statement that stays with the connection",
                     "leave preparing to the driver");
    if (next_is(&scan, "declare") && has_word_before_end(scan, "with", "hold"))
        return found("declares a cursor that outlives its transaction",
                     "page by a keyset, or leave WITH HOLD out");
    return none();
}

struct session_state session_state_of_statement(const char *text, size_t length)
{
    struct scan scan = {text, text + length};
    skip_space(&scan);
    struct session_state state = statement_at(scan);
    state.at = (size_t)(scan.at - text);
    return state;
}

// ---- calls ------------------------------------------------------------------------------------------

struct session_state session_state_of_call(const char *function)
{
    static const char *const locks[] = {"pg_advisory_lock", "pg_advisory_lock_shared",
                                        "pg_try_advisory_lock", "pg_try_advisory_lock_shared"};
    for (size_t at = 0; at < array_length(locks); at++)
        if (strcasecmp(locks[at], function) == 0) {
            struct session_state state =
                found("takes an advisory lock of the session, which stays when the statement ends",
                      "use pg_advisory_xact_lock (pg_try_advisory_xact_lock), which ends with the "
                      "transaction");
            state.is_lock = true;
            return state;
        }
    return none();
}

// set_config(a, b, false): the last word before the closing parenthesis.
static bool ends_in_false(struct scan scan)
{
    const char *word, *last = NULL;
    size_t length, last_length = 0;
    int depth = 0;
    scan_near(&scan);
    while (next_word(&scan, &word, &length)) {
        if (*word == '(')
            depth++;
        if (*word == ')' && --depth == 0)
            return last && word_is(last, last_length, "false");
        last = word;
        last_length = length;
    }
    return false;
}

static bool begins_statement(const char *word, size_t length)
{
    static const char *const words[] = {";", "begin", "then", "else", "loop"};
    for (size_t at = 0; at < array_length(words); at++)
        if (word_is(word, length, words[at]))
            return true;
    return false;
}

struct session_state session_state_of_body(const char *text, size_t length)
{
    struct scan scan = {text, text + length};
    const char *word;
    size_t word_length;
    bool is_start = true;
    for (;;) {
        skip_space(&scan);
        struct scan before = scan;
        if (!next_word(&scan, &word, &word_length))
            return none();
        struct session_state state = is_start ? statement_at(before) : none();
        char name[64];
        snprintf(name, sizeof name, "%.*s", (int)word_length, word);
        struct scan after = scan;
        bool is_call = next_is(&after, "(");
        if (!state.what && is_call)
            state = session_state_of_call(name);
        if (!state.what && is_call && strcasecmp(name, "set_config") == 0 && ends_in_false(scan))
            state = session_state_of_setting();
        if (state.what) {
            state.at = (size_t)(word - text);
            state.length = word_length;
            return state;
        }
        is_start = begins_statement(word, word_length);
    }
}
