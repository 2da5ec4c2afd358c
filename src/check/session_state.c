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

#include "check/body_scan.h"

static const char set_help[] =
    "use SET LOCAL inside the transaction, or set_config(name, value, true)";

// How far words that belong together are looked for, so that time stays bounded.
enum { NEAR = 4096 };

static void scan_near(struct body_scan *scan)
{
    if (scan->end - scan->at > NEAR)
        scan->end = scan->at + NEAR;
}

// Up to the end of the statement.
static bool has_word_before_end(struct body_scan scan, const char *first, const char *second)
{
    scan_near(&scan);
    const char *word;
    size_t length;
    while (body_scan_word(&scan, &word, &length) && *word != ';')
        if (body_word_is(word, length, first) && (!second || body_scan_accept(&scan, second)))
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
static struct session_state statement_at(struct body_scan scan)
{
    if (body_scan_accept(&scan, "set")) {
        if (body_scan_accept(&scan, "local") || body_scan_accept(&scan, "transaction") ||
            body_scan_accept(&scan, "constraints"))
            return none();
        return session_state_of_setting();
    }
    if (body_scan_accept(&scan, "create")) {
        if (!body_scan_accept(&scan, "global"))
            body_scan_accept(&scan, "local");
        if ((body_scan_accept(&scan, "temp") || body_scan_accept(&scan, "temporary")) &&
            !has_word_before_end(scan, "on", "commit"))
            return found("makes a temporary object, which stays with the connection",
                         "use a WITH query, or ON COMMIT DROP");
        return none();
    }
    if (body_scan_accept(&scan, "listen"))
        return found("listens on the connection",
                     "listen on a connection of its own, outside the queries of requests");
    if (body_scan_accept(&scan, "prepare") && !body_scan_accept(&scan, "transaction"))
        return found("prepares a statement that stays with the connection",
                     "leave preparing to the driver");
    if (body_scan_accept(&scan, "declare") && has_word_before_end(scan, "with", "hold"))
        return found("declares a cursor that outlives its transaction",
                     "page by a keyset, or leave WITH HOLD out");
    return none();
}

struct session_state session_state_of_statement(const char *text, size_t length)
{
    struct body_scan scan = {text, text + length};
    body_scan_space(&scan);
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
static bool ends_in_false(struct body_scan scan)
{
    const char *word, *last = NULL;
    size_t length, last_length = 0;
    int depth = 0;
    scan_near(&scan);
    while (body_scan_word(&scan, &word, &length)) {
        if (*word == '(')
            depth++;
        if (*word == ')' && --depth == 0)
            return last && body_word_is(last, last_length, "false");
        last = word;
        last_length = length;
    }
    return false;
}

static bool begins_statement(const char *word, size_t length)
{
    static const char *const words[] = {";", "begin", "then", "else", "loop"};
    for (size_t at = 0; at < array_length(words); at++)
        if (body_word_is(word, length, words[at]))
            return true;
    return false;
}

struct session_state session_state_of_body(const char *text, size_t length)
{
    struct body_scan scan = {text, text + length};
    const char *word;
    size_t word_length;
    bool is_start = true;
    for (;;) {
        body_scan_space(&scan);
        struct body_scan before = scan;
        if (!body_scan_word(&scan, &word, &word_length))
            return none();
        struct session_state state = is_start ? statement_at(before) : none();
        char name[64];
        snprintf(name, sizeof name, "%.*s", (int)word_length, word);
        struct body_scan after = scan;
        bool is_call = body_scan_accept(&after, "(");
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
