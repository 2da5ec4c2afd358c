// Policies that take authority from what users write themselves: user_metadata of the token, and
// auth.users.raw_user_meta_data, which it is a copy of. Functions that a policy calls are looked
// into.
#include "check/tenancy_rule.h"
#include "link/name.h"
#include "link/row_security.h"

// Functions inside of one another.
enum { DEPTH_MOST = 50 };

struct search {
    struct check *check;
    struct map followed; // functions
    uint32_t depth;
    struct function *through; // the one whose body is walked, or NULL
    struct function *unread;  // one whose body is not read, and mentions it
    struct place unread_place, call;
    bool is_found;
    struct place place, body; // in the policy; in the function, where `through` leads to it
    const char *what;
};

static const char *key_text(const struct expression *expression)
{
    while (expression->kind == EXPRESSION_CAST && expression->operands.count == 1)
        expression = expression->operands.items[0];
    return expression->kind == EXPRESSION_STRING ? expression->name : NULL;
}

// All claims of the token, not one of them.
static bool is_claims(const struct expression *expression)
{
    const struct expression *inside = expression;
    while (inside && (inside->kind == EXPRESSION_CAST || inside->kind == EXPRESSION_COALESCE ||
                      inside->kind == EXPRESSION_NULLIF || inside->kind == EXPRESSION_SUBQUERY)) {
        if (inside->kind == EXPRESSION_SUBQUERY)
            inside = inside->query && inside->query->outputs.count == 1
                         ? inside->query->outputs.items[0].expression
                         : NULL;
        else
            inside = inside->operands.count > 0 ? inside->operands.items[0] : NULL;
    }
    return inside && inside->kind == EXPRESSION_CALL && expression_is_caller(expression);
}

// claims -> 'user_metadata', claims #>> '{user_metadata,role}', claims['user_metadata'],
// jsonb_extract_path_text(claims, 'user_metadata', 'role')
static bool takes_metadata(const struct expression *expression)
{
    bool is_access = expression->kind == EXPRESSION_OPERATOR ||
                     expression->kind == EXPRESSION_SUBSCRIPT ||
                     (expression->kind == EXPRESSION_CALL && !expression->function);
    if (!is_access || expression->operands.count < 2 || !is_claims(expression->operands.items[0]))
        return false;
    for (uint32_t at = 1; at < expression->operands.count; at++) {
        const struct expression *operand = expression->operands.items[at];
        const char *text = operand ? key_text(operand) : NULL;
        if (text &&
            (strcmp(text, "user_metadata") == 0 || string_starts_with(text, "{user_metadata")))
            return true;
        // #> ARRAY['user_metadata', 'role']
        if (operand && operand->kind == EXPRESSION_ARRAY && operand->operands.count > 0 &&
            string_equal(key_text(operand->operands.items[0]), "user_metadata"))
            return true;
    }
    return false;
}

static bool is_metadata_column(const struct expression *expression)
{
    const struct column *column =
        expression->kind == EXPRESSION_COLUMN && expression->is_bound ? expression->column : NULL;
    return column && column->relation && strcmp(column->name, "raw_user_meta_data") == 0 &&
           strcmp(column->relation->schema, "auth") == 0 &&
           strcmp(column->relation->name, "users") == 0;
}

static bool visit(struct expression *expression, void *context);

static void follow(struct search *search, struct expression *call)
{
    struct function *function = call->function;
    struct arena *scratch = search->check->scratch;
    const char *key = arena_format(scratch, "%p", (void *)function);
    if (function->is_builtin || search->depth >= DEPTH_MOST || map_get(&search->followed, key))
        return;
    map_set(scratch, &search->followed, key, function);
    struct function *outside = search->through;
    if (search->depth == 0)
        search->call = call->place;
    search->through = function;
    search->depth++;
    list_each (struct query *, query, &function->queries)
        query_walk(query, visit, search);
    list_each (struct query *, query, &function->result_rows)
        query_walk(query, visit, search);
    expression_walk(function->result, visit, search);
    bool is_read = function->queries.count || function->result_rows.count || function->result;
    if (!is_read && function->body && !search->unread && strcasestr(function->body, "user_meta")) {
        search->unread = function;
        search->unread_place = search->call;
    }
    search->depth--;
    if (!search->is_found)
        search->through = outside;
}

static bool visit(struct expression *expression, void *context)
{
    struct search *search = context;
    if (search->is_found)
        return false;
    bool takes = takes_metadata(expression);
    if (takes || is_metadata_column(expression)) {
        search->is_found = true;
        search->what = takes ? "user_metadata of the token" : "auth.users.raw_user_meta_data";
        search->place = search->depth > 0 ? search->call : expression->place;
        search->body = expression->place;
        return false;
    }
    if (expression->kind == EXPRESSION_CALL && expression->function)
        follow(search, expression);
    return !search->is_found;
}

static void report(struct check *check, const struct policy *policy, const struct search *search)
{
    struct arena *arena = check->arena;
    const struct relation *relation = policy->relation;
    struct finding *finding = check_report(
        check,
        (struct finding){
            .place = search->place.file ? search->place : policy->place,
            .object = name_path(arena, relation->schema, relation->name, policy->name),
            .message = check_format(check,
                                    "policy %s on table %s asks %s, which every user sets for "
                                    "himself",
                                    name_identifier(arena, policy->name),
                                    name_relation(arena, relation), search->what),
            .label = search->through ? check_format(check, "the function %s asks for it",
                                                    name_qualified(arena, search->through->schema,
                                                                   search->through->name))
                                     : "written by the user",
            .help =
                "ask app_metadata, which only the server sets (auth.jwt() -> 'app_metadata' ->> "
                "...), or a table that users cannot write",
        });
    if (search->through)
        finding_relate(check, finding, search->body, "here");
    finding_note(check, finding,
                 "supabase.auth.updateUser({data: {...}}) writes it, with any signed-in user's own "
                 "token");
}

static void check(struct check *check)
{
    list_each (struct relation *, relation, &check->design->relations)
        list_each (struct policy *, policy, &relation->policies) {
            if (!policy_is_own(policy) || policy_is_idle(check->design, policy))
                continue;
            struct search search = {.check = check};
            expression_walk(policy->using, visit, &search);
            expression_walk(policy->check, visit, &search);
            if (search.is_found)
                report(check, policy, &search);
            else if (search.unread)
                check_undecided(
                    check, search.unread_place,
                    check_format(
                        check,
                        "whether policy %s on %s takes authority from user_metadata: the "
                        "function %s, whose body was not read, mentions it",
                        name_identifier(check->arena, policy->name),
                        name_relation(check->arena, relation),
                        name_qualified(check->arena, search.unread->schema, search.unread->name)));
        }
}

RULE(
    rls, user_metadata, .level = LEVEL_ERROR,
    .summary = "authority taken from claims that users edit themselves",
    .explanation =
        "On Supabase each user may write his own user_metadata: it is for a name or a picture. A "
        "policy that asks it for a role, a tenant or a right gives these to whoever claims them. "
        "app_metadata is set by the server alone.\n"
        "\n"
        "Found are auth.jwt() and the settings that hold the token's claims, asked for "
        "user_metadata by any operator, path, subscript or function, and the column "
        "raw_user_meta_data of auth.users, which the claim is a copy of. Functions that the policy "
        "calls are looked into; one that mentions it and could not be read is left undecided. "
        "Restrictive policies count too.",
    .wrong = "CREATE TABLE todos (id bigint PRIMARY KEY, team text NOT NULL);\n"
             "ALTER TABLE todos ENABLE ROW LEVEL SECURITY;\n"
             "CREATE POLICY team ON todos USING (team = (SELECT current_setting(\n"
             "    'request.jwt.claims', true)::jsonb -> 'user_metadata' ->> 'team'));\n",
    .right = "CREATE TABLE todos (id bigint PRIMARY KEY, team text NOT NULL);\n"
             "ALTER TABLE todos ENABLE ROW LEVEL SECURITY;\n"
             "CREATE POLICY team ON todos USING (team = (SELECT current_setting(\n"
             "    'request.jwt.claims', true)::jsonb -> 'app_metadata' ->> 'team'));\n",
    .source = "splinter rls_references_user_metadata", .not_applicable = applies_row_security)
