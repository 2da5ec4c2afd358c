// Answers that hold what must not leave: password hashes, secrets, tokens of other services.
//
// A column is sensitive by its name (the rule's parameters) or by the manifest's `sensitive`. It is
// followed from the table into the answer through subqueries, views, whole rows and documents made
// of them; what is only compared, counted or hashed does not leave. An operation's answer blocks.
// In a project whose queries answer no contract a program gets the row: one warning for a column,
// with its queries.
#include "base/word.h"
#include "check/statements.h"
#include "link/name.h"

static const struct rule_parameter parameters[] = {
    {"columns",
     "session_encrypted, session_iv, oauth_access_token, oauth_refresh_token, password, "
     "password_hash, passwordhash, hashed_password, hash_password, encrypted_password, "
     "password_digest, password_salt, passwd, pass_hash, *_secret, secret_key, secret_hash, "
     "client_secret, totp_seed, mfa_seed, private_key, api_key_hash, key_hash, token_hash, "
     "refresh_token_hash, reset_token, password_reset_token, recovery_token, confirmation_token",
     "names of columns that never leave, with * for any characters"},
    {"harmless", "is_secret, has_secret", "names that look like one and are none"},
    {NULL},
};

// ---- which columns ----------------------------------------------------------------------------------

// What holds a secret is text, bytes or a document.
static bool can_hold_secret(const struct type_name *type)
{
    static const char *const names[] = {"text", "varchar", "bpchar", "bytea",
                                        "json", "jsonb",   "citext", "char"};
    while (type && !type->dimensions && type->type && type->type->kind == TYPE_DOMAIN)
        type = type->type->base;
    if (!type)
        return true;
    for (size_t at = 0; at < array_length(names); at++)
        if (string_equal(type->name, names[at]))
            return true;
    return false;
}

static bool fits(const struct manifest_text *pattern, const char *word)
{
    return pattern_matches(pattern->text, strlen(pattern->text), word);
}

// "users.password_hash" or "*_token", with * for any characters.
static const struct manifest_text *declared(struct check *check, const struct column *column)
{
    const struct manifest *manifest = check->design->manifest;
    if (!manifest)
        return NULL;
    const char *table = column->relation ? column->relation->name : "";
    const char *schema = column->relation ? column->relation->schema : "";
    const char *dotted = check_format(check, "%s.%s", table, column->name);
    const char *full = check_format(check, "%s.%s", schema, dotted);
    for (uint32_t at = 0; at < manifest->sensitive.count; at++) {
        const struct manifest_text *text = &manifest->sensitive.items[at];
        if (text->text && (fits(text, column->name) || fits(text, dotted) || fits(text, full)))
            return text;
    }
    return NULL;
}

static bool is_sensitive(struct check *check, const struct column *column)
{
    if (declared(check, column))
        return true;
    return can_hold_secret(column->type) &&
           rule_parameter_matches(check, "columns", column->name) &&
           !rule_parameter_matches(check, "harmless", column->name);
}

// ---- operations -------------------------------------------------------------------------------------

static const struct relation *view_through(const struct statement_link *link,
                                           const struct column *column)
{
    list_each (struct table_use, use, &link->tables)
        if (use.relation == column->relation && use.through)
            return use.through;
    return NULL;
}

static void report_operation(struct check *check, const struct statement_link *link,
                             const struct answer_column *answer, const struct column *column)
{
    const char *name = name_column(check->arena, column);
    bool is_itself = answer->column == column || string_equal(answer->name, column->name);
    struct finding *finding = check_report(
        check, (struct finding){
                   .place = answer->place,
                   .message = is_itself ? check_format(check, "%s answers with %s",
                                                       statement_name(check, link), name)
                                        : check_format(check, "%s answers with %s, inside %s",
                                                       statement_name(check, link), name,
                                                       answer->name ? answer->name : "a value"),
                   .label = check_format(check, "%s leaves here",
                                         name_identifier(check->arena, column->name)),
                   .object = link->named->name,
                   .help = check_format(check, "name the columns that the client needs, without %s",
                                        name_identifier(check->arena, column->name))});
    finding_relate(check, finding, column->place, "must not leave");
    const struct manifest_text *text = declared(check, column);
    if (text)
        finding_relate(check, finding, text->place, "declared as sensitive");
    finding_via_statement(check, finding, link, answer->place);
    const struct relation *view = view_through(link, column);
    if (view)
        finding_via(check, finding,
                    check_format(check, "view %s, %s", name_relation(check->arena, view),
                                 statement_via(check->arena, link, view->place)));
}

static void judge_operation(struct check *check, const struct statement_link *link)
{
    for (uint32_t at = 0; at < link->answer.count; at++) {
        const struct answer_column *answer = &link->answer.items[at];
        list_each (struct column *, column, &answer->reads)
            if (is_sensitive(check, column))
                report_operation(check, link, answer, column);
    }
    if (link->is_answer_open || !link->is_understood)
        check_undecided(check, link->statement->place,
                        check_format(check, "what %s answers is not all known", link->named->name));
}

// ---- programs ---------------------------------------------------------------------------------------

// A column, and the queries that hand it to the program.
struct leak {
    const struct column *column;
    struct place place;
    LIST(const struct statement_link *) links;
};

struct leaks {
    LIST_FIELDS(struct leak *);
};

static void note_leak(struct check *check, struct leaks *leaks, const struct column *column,
                      const struct statement_link *link, struct place place)
{
    list_each (struct leak *, leak, leaks)
        if (leak->column == column) {
            if (leak->links.items[leak->links.count - 1] != link)
                list_add(check->scratch, &leak->links, link);
            return;
        }
    struct leak *leak = arena_make(check->scratch, struct leak);
    leak->column = column;
    leak->place = place;
    list_add(check->scratch, &leak->links, link);
    list_add(check->scratch, leaks, leak);
}

static void judge_program(struct check *check, struct leaks *leaks,
                          const struct statement_link *link)
{
    for (uint32_t at = 0; at < link->answer.count; at++)
        list_each (struct column *, column, &link->answer.items[at].reads)
            if (is_sensitive(check, column))
                note_leak(check, leaks, column, link, link->answer.items[at].place);
}

static void report_leak(struct check *check, const struct leak *leak)
{
    enum { SHOWN = 4 };
    const char *name = name_column(check->arena, leak->column);
    struct name_list names = {0};
    for (uint32_t at = 0; at < leak->links.count && at < SHOWN; at++)
        list_add(check->arena, &names, leak->links.items[at]->named->name);
    if (leak->links.count > SHOWN)
        list_add(check->arena, &names,
                 check_format(check, "%u more", (unsigned)leak->links.count - SHOWN));
    struct finding *finding = check_report(
        check,
        (struct finding){
            .level = LEVEL_WARNING,
            .place = leak->place,
            .message = check_format(check, "%s is in the answer of %s", name,
                                    name_join(check->arena, &names, "and")),
            .object = name_path(check->arena, leak->column->relation->schema,
                                leak->column->relation->name, leak->column->name),
            .help = check_format(check,
                                 "name the columns that each caller needs; only what checks %s has "
                                 "to read it",
                                 name_identifier(check->arena, leak->column->name))});
    finding_relate(check, finding, leak->column->place, "must not leave");
    finding_note(check, finding,
                 "no contract says where the rows go: what serialises them whole gives it away");
}

static void check(struct check *check)
{
    struct leaks leaks = {0};
    list_each (struct statement_link *, link, &check->design->link->statements) {
        if (statement_is_answer(check, link))
            judge_operation(check, link);
        else if (check->design->contracts.count == 0 || statements_are_foreign(check))
            judge_program(check, &leaks, link);
    }
    list_each (struct leak *, leak, &leaks)
        report_leak(check, leak);
}

RULE(
    query, sensitive_column_returned, .level = LEVEL_ERROR, .parameters = parameters,
    .summary = "an answer holds a password hash, a secret or a token",
    .explanation =
        "Password hashes, encrypted sessions and tokens of other services are for the database and "
        "the server, never for a client. A column is one of them by its name, which the rule's "
        "parameters and the manifest's `sensitive` list. It is followed into the answer through "
        "subqueries, views, whole rows (t, to_jsonb(t), json_agg(t)) and expressions; a comparison "
        "(password_hash = crypt(:password, password_hash)), a count or a hash of it does not let "
        "it leave.\n"
        "\n"
        "In a project without a contract the rows go to a program, which may well need the hash "
        "to sign somebody in: there it is one warning for each column.",
    .wrong = "-- file: schema.sql\n"
             "CREATE TABLE users (id uuid PRIMARY KEY, email text NOT NULL, password_hash text);\n"
             "-- file: queries.sql\n"
             "-- name: getUser :one\n"
             "SELECT * FROM users WHERE id = :id;\n",
    .right = "-- file: schema.sql\n"
             "CREATE TABLE users (id uuid PRIMARY KEY, email text NOT NULL, password_hash text);\n"
             "-- file: queries.sql\n"
             "-- name: getUser :one\n"
             "SELECT id, email FROM users WHERE id = :id;\n",
    .source = "A10", .not_applicable = applies_queries)
