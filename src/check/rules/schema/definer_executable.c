// SECURITY DEFINER functions that callers of the API may execute, and that give away or change what
// row security withholds from them, without asking who calls.
//
// Functions that return rows have a verdict (link/access.h). Others are read by their words: what
// they write, and whether they, or what they call, ask for the caller anywhere.
#include "check/body_name.h"
#include "check/body_scan.h"
#include "check/verdicts.h"

// Functions inside of one another.
enum { DEPTH_MOST = 8 };

// ---- what a body says ----------------------------------------------------------------------------

struct body_said {
    struct check *check;
    const struct function *function;
    uint32_t depth;
    struct map followed;
    bool asks;    // who calls
    bool is_open; // something in it is not known: EXECUTE, another language
    struct name_list written;
    struct relation *first; // that is written and has row security
};

static void body_read(struct body_said *body, const struct function *function);

// auth.uid(), auth.jwt(), current_setting(...), current_user, request.jwt in a text.
static bool asks_caller(const char *text, size_t length)
{
    static const char *const words[] = {"auth",         "current_setting", "current_user",
                                        "session_user", "current_role",    "user"};
    struct body_scan scan = {text, text + length};
    const char *word;
    size_t size;
    while (body_scan_word(&scan, &word, &size))
        for (size_t at = 0; at < array_length(words); at++) {
            if (!body_word_is(word, size, words[at]))
                continue;
            if (at > 0)
                return true;
            const char *next = scan.at;
            if (scan.end - next >= 4 && next[0] == '.' &&
                (strncasecmp(next + 1, "uid", 3) == 0 || strncasecmp(next + 1, "jwt", 3) == 0 ||
                 strncasecmp(next + 1, "rol", 3) == 0 || strncasecmp(next + 1, "ema", 3) == 0))
                return true;
        }
    return false;
}

static const char *write_word(enum body_write_kind kind)
{
    static const char *const words[] = {
        [BODY_WRITE_UPDATE] = "changes",    [BODY_WRITE_DELETE] = "deletes from",
        [BODY_WRITE_TRUNCATE] = "empties",  [BODY_WRITE_INSERT] = "inserts into",
        [BODY_WRITE_MERGE] = "writes into", [BODY_WRITE_CALL] = NULL,
        [BODY_WRITE_EXECUTE] = NULL,
    };
    return words[kind];
}

static void written_add(struct body_said *body, const char *clause)
{
    list_each (const char *, known, &body->written)
        if (strcmp(known, clause) == 0)
            return;
    list_add(body->check->arena, &body->written, clause);
}

static void visit_write(const struct body_write *write, void *context)
{
    struct body_said *body = context;
    struct check *check = body->check;
    if (write->kind == BODY_WRITE_EXECUTE) {
        body->is_open = true;
        return;
    }
    if (write->kind == BODY_WRITE_CALL) {
        const struct function *called =
            body_function(check->design, check->scratch, body->function, write);
        if (called && !called->is_builtin)
            body_read(body, called);
        return;
    }
    struct relation *relation = body_relation(check->design, check->scratch, body->function, write);
    if (!relation || relation->is_temporary || relation->is_builtin)
        return;
    written_add(body, check_format(check, "%s %s", write_word(write->kind),
                                   name_relation(check->arena, relation)));
    if (!body->first && relation->has_row_security)
        body->first = relation;
}

static void body_read(struct body_said *body, const struct function *function)
{
    struct arena *scratch = body->check->scratch;
    const char *key = arena_format(scratch, "%p", (const void *)function);
    if (map_get(&body->followed, key))
        return;
    map_set(scratch, &body->followed, key, (void *)(uintptr_t)function);
    bool is_text =
        strcmp(function->language, "sql") == 0 || strcmp(function->language, "plpgsql") == 0;
    if (!function->body || !is_text || body->depth >= DEPTH_MOST) {
        body->is_open = true;
        return;
    }
    size_t length = strlen(function->body);
    body->asks |= asks_caller(function->body, length);
    const struct function *outside = body->function;
    body->function = function;
    body->depth++;
    body_write_each(scratch, function->body, length, visit_write, body);
    body->depth--;
    body->function = outside;
}

// ---- who may call it -----------------------------------------------------------------------------

static bool is_called_by_trigger(const struct function *function)
{
    return function->returns && (strcmp(function->returns->name, "trigger") == 0 ||
                                 strcmp(function->returns->name, "event_trigger") == 0);
}

// "anon and authenticated"; NULL where no role that row security is for may execute it.
static const char *callers(struct check *check, const struct function *function)
{
    struct name_list names = {0};
    list_each (const char *, role, &access_of_rules(check)->roles) {
        if (!access_may_execute(check->design, function, role))
            continue;
        if (strcmp(role, "public") != 0)
            list_add(check->arena, &names, name_identifier(check->arena, role));
    }
    if (names.count == 0 && access_may_execute(check->design, function, "public"))
        return "every role";
    return names.count ? name_join(check->arena, &names, "and") : NULL;
}

// ---- functions that return rows ------------------------------------------------------------------

// What gives most away; `is_said` where rls/tenant-unbound says so.
static const struct access_branch *worst_of(struct check *check, const struct function *function,
                                            bool *is_said)
{
    const struct access_branch *worst = NULL;
    list_each (struct access_cell *, cell, &access_of_rules(check)->cells) {
        if (cell->function != function)
            continue;
        for (uint32_t at = 0; at < cell->branches.count; at++) {
            struct verdict_hit hit = {cell, &cell->branches.items[at], false};
            enum verdict verdict = hit.branch->verdict;
            if (verdict != VERDICT_LEAK && verdict != VERDICT_UNPROVEN)
                continue;
            *is_said |= verdict == VERDICT_LEAK && !verdict_leak_rule(check, &hit);
            if (!worst || verdict > worst->verdict)
                worst = hit.branch;
        }
    }
    return worst;
}

// ---- the finding ---------------------------------------------------------------------------------

static void report(struct check *check, const struct function *function, const char *roles,
                   const char *what, struct place related)
{
    const char *name = name_qualified(check->arena, function->schema, function->name);
    struct finding *finding = check_report(
        check,
        (struct finding){
            .place = function->place,
            .object = name_path(check->arena, function->schema, function->name, NULL),
            .message =
                check_format(check, "function %s has its owner's rights, and %s may call it: %s",
                             name, roles, what),
            .label = "SECURITY DEFINER",
            .help = check_format(check,
                                 "tie what it does to its caller in the body; or REVOKE EXECUTE ON "
                                 "FUNCTION %s FROM PUBLIC, anon, authenticated; or, where it is "
                                 "meant, `entry_points: {%s: why}` in lintel.yaml",
                                 name, name),
        });
    finding_relate(check, finding, related, "protected here");
    if (!function->revokes_public)
        return;
    bool is_assumed = false;
    list_each (struct grant, grant, &function->grants)
        is_assumed |= grant.is_assumed;
    finding_note(check, finding,
                 is_assumed
                     ? "PUBLIC's right is revoked, but Supabase grants new functions to anon "
                       "and authenticated by name in projects created before 30 May 2026: "
                       "this assumes that it did"
                     : "PUBLIC's right is revoked, but these roles hold one of their own");
}

static void judge(struct check *check, const struct function *function)
{
    const struct manifest *manifest = check->design->manifest;
    if (!function->is_security_definer || function->is_builtin || function->extension ||
        is_called_by_trigger(function) || function->kind == FUNCTION_AGGREGATE ||
        (manifest && verdict_declared_function(check, &manifest->entry_points, function)))
        return;
    const char *roles = callers(check, function);
    if (!roles)
        return;
    bool is_said = false;
    const struct access_branch *branch = worst_of(check, function, &is_said);
    if (is_said)
        return;
    struct body_said body = {.check = check};
    body_read(&body, function);
    if (branch && branch->verdict == VERDICT_LEAK && branch->witness) {
        const struct relation *table =
            branch->branch ? branch->branch->rows.items[0].relation : NULL;
        report(check, function, roles, branch->witness,
               table ? table->row_security_place : (struct place){0});
    } else if (body.first && !body.asks && !body.is_open) {
        report(check, function, roles,
               check_format(check, "it %s, and never asks who calls",
                            name_join(check->arena, &body.written, "and")),
               body.first->row_security_place);
    } else if (branch || (body.is_open && !body.asks)) {
        check_undecided(check, function->place,
                        check_format(check, "what the function %s gives to %s: %s",
                                     name_qualified(check->arena, function->schema, function->name),
                                     roles,
                                     branch ? branch->reason : "a part of its body is not known"));
    }
}

static void check(struct check *check)
{
    list_each (struct function *, function, &check->design->functions)
        judge(check, function);
}

RULE(schema, definer_executable, .level = LEVEL_WARNING,
     .summary = "a function with its owner's rights that gives its callers others' rows",
     .explanation =
         "A SECURITY DEFINER function runs with the rights of its owner, whom policies usually do "
         "not bind, and PostgreSQL lets everybody execute a function until that is revoked. On "
         "Supabase each one in an exposed schema is an endpoint: /rest/v1/rpc/name, with the "
         "public anon key.\n"
         "\n"
         "Found are functions that anon, authenticated or another role that row security is for "
         "may execute, and that return rows which nothing ties to the caller, or write a table "
         "with row security without ever asking who calls. Helpers that answer about the caller "
         "himself (is_admin()), functions that policies need and trigger functions, which nobody "
         "can call, are not. What the body does where it is not followed (EXECUTE, other "
         "languages) is counted as not decided. Functions that are meant to be called by anybody "
         "stand under `entry_points` in lintel.yaml.",
     .wrong = "CREATE TABLE todos (id bigint PRIMARY KEY, owner name NOT NULL, title text);\n"
              "ALTER TABLE todos ENABLE ROW LEVEL SECURITY;\n"
              "CREATE POLICY own ON todos FOR SELECT USING (owner = (SELECT current_user));\n"
              "GRANT SELECT ON todos TO PUBLIC;\n"
              "CREATE FUNCTION titles() RETURNS SETOF todos LANGUAGE sql SECURITY DEFINER\n"
              "    SET search_path = '' AS 'SELECT * FROM public.todos';\n",
     .right = "CREATE TABLE todos (id bigint PRIMARY KEY, owner name NOT NULL, title text);\n"
              "ALTER TABLE todos ENABLE ROW LEVEL SECURITY;\n"
              "CREATE POLICY own ON todos FOR SELECT USING (owner = (SELECT current_user));\n"
              "GRANT SELECT ON todos TO PUBLIC;\n"
              "CREATE FUNCTION titles() RETURNS SETOF todos LANGUAGE sql SECURITY INVOKER\n"
              "    SET search_path = '' AS 'SELECT * FROM public.todos';\n",
     .source = "splinter 0028, 0029", .not_applicable = applies_row_security)
