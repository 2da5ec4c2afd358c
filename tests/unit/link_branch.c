// Conditions taken apart: each is read through the parser as a policy's USING and printed, for
// somebody signed in and for nobody. A branch is its rows but the first, then its atoms, between
// "; "; branches stand between " | "; "no" is none, "all" one that asks nothing.
#include "link/branch.h"

#include "design/lookup.h"
#include "read/sql.h"

#include <setjmp.h>
// cmocka wants setjmp.h first
#include <cmocka.h>

struct expected {
    const char *condition, *signed_in, *nobody;
};

// The schema that the conditions are over; the policy is on doc.
static const char schema[] =
    "CREATE ROLE anon; CREATE ROLE authenticated; CREATE ROLE service_role;"
    "CREATE ROLE boss BYPASSRLS;"
    "CREATE TABLE member (team_id int NOT NULL, user_id uuid NOT NULL, role text,"
    "  PRIMARY KEY (team_id, user_id));"
    "CREATE TABLE team (id int PRIMARY KEY, owner uuid, public boolean NOT NULL);"
    "CREATE TABLE profile (id uuid PRIMARY KEY, role text, is_admin boolean, org int);"
    "CREATE TABLE doc (id int PRIMARY KEY, user_id uuid NOT NULL, owner uuid, team_id int NOT NULL,"
    "  title text, email text, status text NOT NULL, public boolean NOT NULL, hidden boolean,"
    "  members uuid[], data jsonb, price int, org_id text);"
    "CREATE VIEW my_team AS SELECT m.team_id AS id FROM member m WHERE m.user_id = auth.uid();"
    "CREATE VIEW all_team WITH (security_invoker = on) AS SELECT id AS tid, owner FROM team;"
    "CREATE FUNCTION me() RETURNS uuid LANGUAGE sql STABLE AS 'SELECT auth.uid()';"
    "CREATE FUNCTION is_member(t int) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER"
    "  AS 'SELECT EXISTS (SELECT 1 FROM member WHERE team_id = t AND user_id = auth.uid())';"
    "CREATE FUNCTION my_role() RETURNS text LANGUAGE sql STABLE"
    "  AS 'SELECT role FROM profile WHERE id = auth.uid()';"
    "CREATE FUNCTION my_teams() RETURNS SETOF int LANGUAGE sql STABLE"
    "  AS 'SELECT team_id FROM member WHERE user_id = auth.uid()';"
    "CREATE FUNCTION my_team_list() RETURNS int[] LANGUAGE sql STABLE"
    "  AS 'SELECT array_agg(team_id) FROM member WHERE user_id = auth.uid()';"
    "CREATE FUNCTION has_role(wanted text, who uuid DEFAULT auth.uid()) RETURNS boolean"
    "  LANGUAGE sql STABLE AS 'SELECT role = wanted FROM profile WHERE id = who';"
    "CREATE FUNCTION loops(t int) RETURNS boolean LANGUAGE sql STABLE AS 'SELECT true';"
    "CREATE OR REPLACE FUNCTION loops(t int) RETURNS boolean LANGUAGE sql STABLE"
    "  AS 'SELECT loops(t - 1)';"
    "CREATE FUNCTION strict_me(who uuid) RETURNS uuid LANGUAGE sql STABLE STRICT AS 'SELECT who';"
    "CREATE FUNCTION owner_of(d doc) RETURNS uuid LANGUAGE sql STABLE AS 'SELECT (d).owner';"
    "CREATE FUNCTION definer_name() RETURNS text LANGUAGE sql STABLE SECURITY DEFINER"
    "  AS 'SELECT current_user::text';"
    "CREATE FUNCTION snake(t int) RETURNS boolean LANGUAGE plpython3u AS 'return True';";

#include "link_branch_forms.h"

// ---- printing ---------------------------------------------------------------------------------------

static void print_one(struct text *out, const struct branch *branch)
{
    struct text own;
    text_init(&own);
    branch_print(&own, branch);
    const char *at = own.string ? strchr(own.string, '\n') : NULL; // past row 0
    at = at ? at + 1 : "";
    if (!*at)
        text_add(out, "all");
    for (; *at; at++) {
        if (*at == '\n' && at[1])
            text_add(out, "; ");
        else if (*at != '\n')
            text_add_char(out, *at);
    }
    text_release(&own);
}

static char *printed(struct arena *arena, const struct branches *branches)
{
    struct text out;
    text_init(&out);
    list_each (struct branch *, branch, &branches->list) {
        if (branch_at)
            text_add(&out, " | ");
        print_one(&out, branch);
    }
    if (branches->list.count == 0)
        text_add(&out, "no");
    char *kept = arena_copy_string(arena, out.string);
    text_release(&out);
    return kept;
}

// ---- reading ----------------------------------------------------------------------------------------

static const char auth[] =
    "CREATE SCHEMA auth;"
    "CREATE TABLE auth.users (id uuid PRIMARY KEY, email text, raw_user_meta_data jsonb);"
    "CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE AS 'SELECT NULL::uuid';"
    "CREATE FUNCTION auth.role() RETURNS text LANGUAGE sql STABLE AS 'SELECT NULL::text';"
    "CREATE FUNCTION auth.email() RETURNS text LANGUAGE sql STABLE AS 'SELECT NULL::text';"
    "CREATE FUNCTION auth.jwt() RETURNS jsonb LANGUAGE sql STABLE AS 'SELECT NULL::jsonb';";

static void read_text(struct design *design, struct sql_reader *reader, const char *text,
                      bool is_builtin)
{
    struct source_file *file = source_file_new(design->arena, "schema.sql", text, strlen(text));
    file->is_builtin = is_builtin;
    sql_reader_read(reader, file, true);
}

static struct design *design_of(const char *condition)
{
    struct design *design = design_new();
    design_add_schema(design, "public", (struct place){0});
    struct sql_reader *reader = sql_reader_new(design, &sql_limits_default);
    read_text(design, reader, auth, true);
    list_each (struct function *, function, &design->functions)
        function->is_builtin = true;
    read_text(design, reader, schema, false);
    read_text(design, reader,
              arena_format(design->arena, "CREATE POLICY p ON doc USING (%s);", condition), false);
    sql_reader_finish(reader);
    sql_reader_free(reader);
    return design;
}

static uint32_t check_one(const struct expected *expected, bool prints)
{
    struct design *design = design_of(expected->condition);
    struct relation *relation = design_find_relation(design, "public", "doc");
    assert_non_null(relation);
    uint32_t wrong = 0;
    if (relation->policies.count != 1) {
        print_message("not read: %s\n", expected->condition);
        design_free(design);
        return 1;
    }
    const char *wanted[] = {expected->signed_in, expected->nobody};
    char *found[2];
    for (int kind = 0; kind < 2; kind++) {
        struct branch_context context = {design, design->arena, "authenticated",
                                         kind == 0 ? IDENTITY_SIGNED_IN : IDENTITY_NOBODY};
        struct branches branches =
            branches_of_condition(&context, relation, relation->policies.items[0]->using);
        found[kind] = printed(design->arena, &branches);
        if (wanted[kind] && strcmp(found[kind], wanted[kind]) != 0) {
            wrong++;
            print_message("%s (%s)\n  is:     %s\n  wanted: %s\n", expected->condition,
                          kind == 0 ? "signed in" : "nobody", found[kind], wanted[kind]);
        }
    }
    if (prints)
        fprintf(stderr, "    {\"%s\",\n     \"%s\",\n     \"%s\"},\n", expected->condition,
                found[0], found[1]);
    design_free(design);
    return wrong;
}

static void takes_conditions_apart(void **state)
{
    (void)state;
    bool prints = getenv("LINTEL_PRINT_FORMS") != NULL; // to renew the table; read the diff
    uint32_t wrong = 0;
    for (size_t at = 0; at < array_length(forms); at++)
        wrong += check_one(&forms[at], prints);
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_conditions_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
