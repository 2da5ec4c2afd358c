// Finding session state by words: see session_state.h. The model holds no tree of such statements,
// since they say nothing about tables, and PL/pgSQL bodies are text.
//
//   statement := SET [SESSION] name ... | SET SESSION AUTHORIZATION ...   (not SET LOCAL,
//                                                                          TRANSACTION,
//                                                                          CONSTRAINTS)
//              | RESET ... | DISCARD ... | LISTEN ... | PREPARE ... | DEALLOCATE ...
//              | CREATE [GLOBAL | LOCAL] (TEMP | TEMPORARY) ...           (not ON COMMIT DROP)
//              | DECLARE ... WITH HOLD ...
//              | (SELECT | WITH) ... INTO (TEMP | TEMPORARY) [TABLE] name (not in bodies: there
//              INTO
//                                                                          fills a variable)
//              | EXECUTE [format "("] string ...                          (in bodies)
//   body      := (words, ";" or BEGIN, THEN, ELSE, LOOP before a statement)*
#include "check/session_state.h"

#include "base/word.h"
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
static bool has_words_before_end(struct body_scan scan, const char *first, const char *second,
                                 const char *third)
{
    scan_near(&scan);
    const char *word;
    size_t length;
    while (body_scan_word(&scan, &word, &length) && *word != ';')
        if (body_word_is(word, length, first) && body_scan_accept(&scan, second) &&
            (!third || body_scan_accept(&scan, third)))
            return true;
    return false;
}

// SELECT ... INTO TEMP name: `temp` may be a table's own name, as in INSERT INTO temp.
static bool has_into_temporary(struct body_scan scan)
{
    scan_near(&scan);
    const char *word;
    size_t length;
    bool is_insert = false;
    while (body_scan_word(&scan, &word, &length) && *word != ';') {
        if (body_word_is(word, length, "into") && !is_insert) {
            struct body_scan ahead = scan;
            bool is_temporary =
                body_scan_accept(&ahead, "temp") || body_scan_accept(&ahead, "temporary");
            if (is_temporary && !body_scan_accept(&ahead, "from") &&
                body_scan_word(&ahead, &word, &length) && (byte_is_letter(*word) || *word == '"'))
                return true;
        }
        is_insert = body_word_is(word, length, "insert") || body_word_is(word, length, "merge");
    }
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

// Blocks only where the design is served.
static struct session_state found_of_served(const char *what, const char *help)
{
    return (struct session_state){.what = what, .help = help, .is_of_served = true};
}

struct session_state session_state_of_setting(bool is_certain)
{
    if (is_certain)
        return found("sets a setting for the whole session", set_help);
    return found_of_served(
        "calls set_config with a third argument that is not plainly true: else the "
        "setting is the whole session's",
        "write true as the third argument of set_config");
}

static struct session_state found_temporary(void)
{
    return found("makes a temporary object, which stays with the connection",
                 "use a WITH query, or ON COMMIT DROP");
}

// A variable of that name: `reset := true`.
static bool is_assigned(struct body_scan scan)
{
    return body_scan_accept(&scan, ":") || body_scan_accept(&scan, "=") ||
           body_scan_accept(&scan, "(") || body_scan_accept(&scan, ".");
}

// `scan` stands at the first word of a statement.
static struct session_state statement_at(struct body_scan scan)
{
    if (body_scan_accept(&scan, "set")) {
        if (body_scan_accept(&scan, "local") || body_scan_accept(&scan, "transaction") ||
            body_scan_accept(&scan, "constraints"))
            return none();
        return session_state_of_setting(true);
    }
    if (body_scan_accept(&scan, "create")) {
        if (!body_scan_accept(&scan, "global"))
            body_scan_accept(&scan, "local");
        if ((body_scan_accept(&scan, "temp") || body_scan_accept(&scan, "temporary")) &&
            !has_words_before_end(scan, "on", "commit", "drop"))
            return found_temporary();
        return none();
    }
    if (body_scan_accept(&scan, "reset") && !is_assigned(scan))
        return found_of_served("resets a setting for the whole session",
                               "leave RESET out: what SET LOCAL sets ends with the transaction");
    if (body_scan_accept(&scan, "discard") && !is_assigned(scan))
        return found_of_served("discards what the connection holds, for those after it too",
                               "leave DISCARD out of what requests run");
    if (body_scan_accept(&scan, "deallocate") && !is_assigned(scan))
        return found_of_served("drops prepared statements of the connection",
                               "leave preparing to the driver");
    if (body_scan_accept(&scan, "listen"))
        return found("listens on the connection",
                     "listen on a connection of its own, outside the queries of requests");
    if (body_scan_accept(&scan, "prepare") && !body_scan_accept(&scan, "transaction"))
        return found("prepares a statement that stays with the connection",
                     "leave preparing to the driver");
    if (body_scan_accept(&scan, "declare") && has_words_before_end(scan, "with", "hold", NULL))
        return found("declares a cursor that outlives its transaction",
                     "page by a keyset, or leave WITH HOLD out");
    return none();
}

struct session_state session_state_of_statement(const char *text, size_t length)
{
    struct body_scan scan = {text, text + length};
    body_scan_space(&scan);
    struct session_state state = statement_at(scan);
    struct body_scan ahead = scan;
    if (!state.what && (body_scan_accept(&ahead, "select") || body_scan_accept(&ahead, "with")) &&
        has_into_temporary(ahead)) {
        state = found_temporary();
        state.is_of_served = true;
    }
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

bool session_text_is_true(const char *text, size_t length)
{
    static const char *const words[] = {"true", "t", "yes", "y", "on", "1"};
    for (size_t at = 0; at < array_length(words); at++)
        if (body_word_is(text, length, words[at]))
            return true;
    return false;
}

// set_config(a, b, c) by its last argument; casts and `is_local =>` aside.
static struct session_state state_of_set_config(struct body_scan scan)
{
    const char *word, *last = NULL;
    size_t length, last_length = 0;
    uint32_t words = 0, commas = 0;
    int depth = 0;
    bool is_cast = false;
    scan_near(&scan);
    while (body_scan_word(&scan, &word, &length)) {
        depth += *word == '(';
        if (*word == ')' && --depth == 0)
            break;
        if (depth == 1 && *word == ',') {
            commas++;
            words = 0;
            is_cast = false;
        } else if (*word == ':') {
            is_cast = true; // ::boolean; `:=` before the value is taken back below
        } else if (*word == '>' || *word == '=') {
            is_cast = false; // is_local => value
            words = 0;
        } else if (!is_cast) {
            last = word;
            last_length = length;
            words++;
        }
    }
    if (commas != 2 || words != 1)
        return session_state_of_setting(false);
    if (*last == '\'' && last_length >= 2) {
        last++;
        last_length -= 2;
    }
    if (session_text_is_true(last, last_length))
        return none();
    return session_state_of_setting(body_word_is(last, last_length, "false") ||
                                    body_word_is(last, last_length, "f"));
}

// EXECUTE 'SET ...', EXECUTE format('SET ...', x): a text that says it itself. What is put together
// counts only where its first words decide.
static struct session_state state_of_execute(struct body_scan scan)
{
    bool is_whole = false;
    const char *word;
    size_t length;
    if (body_scan_accept(&scan, "format"))
        is_whole = body_scan_accept(&scan, "(");
    if (!body_scan_word(&scan, &word, &length) || *word != '\'' || length < 2)
        return none();
    struct body_scan text = {word + 1, word + length - 1};
    body_scan_space(&text);
    is_whole |= !body_scan_accept(&scan, "|");
    struct body_scan first = text;
    if (!is_whole && (body_scan_accept(&first, "create") || body_scan_accept(&first, "declare") ||
                      !body_scan_accept(&first, "set") || !body_scan_word(&first, &word, &length)))
        return none();
    struct session_state state = statement_at(text);
    state.is_of_served = true;
    return state;
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
    bool is_start = true, declares = false;
    for (;;) {
        body_scan_space(&scan);
        struct body_scan before = scan;
        if (!body_scan_word(&scan, &word, &word_length))
            return none();
        // Between DECLARE and BEGIN stand names of variables.
        struct session_state state = is_start && !declares ? statement_at(before) : none();
        char name[64];
        snprintf(name, sizeof name, "%.*s", (int)word_length, word);
        struct body_scan after = scan;
        bool is_call = body_scan_accept(&after, "(");
        if (!state.what && is_call)
            state = session_state_of_call(name);
        if (!state.what && is_call && strcasecmp(name, "set_config") == 0)
            state = state_of_set_config(scan);
        if (!state.what && is_start && strcasecmp(name, "execute") == 0)
            state = state_of_execute(scan);
        if (state.what) {
            state.at = (size_t)(word - text);
            state.length = word_length;
            return state;
        }
        if (is_start && strcasecmp(name, "declare") == 0)
            declares = true;
        if (strcasecmp(name, "begin") == 0)
            declares = false;
        is_start = begins_statement(word, word_length);
    }
}
