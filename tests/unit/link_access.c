// Verdicts: each case is SQL beside a common schema, a cell, and what it comes to, with the
// beginning of the reason. What PostgreSQL does with them the truth harness shows; here the words
// are held too.
#include "link/access.h"

#include "base/error.h"
#include "design/lookup.h"
#include "read/sql.h"

#include <setjmp.h>
// cmocka wants setjmp.h first
#include <cmocka.h>

static const char prelude[] =
    "CREATE ROLE anon; CREATE ROLE authenticated; CREATE ROLE service_role BYPASSRLS;"
    "CREATE SCHEMA auth; GRANT USAGE ON SCHEMA auth TO anon, authenticated;"
    "CREATE FUNCTION auth.jwt() RETURNS jsonb LANGUAGE sql STABLE AS $$ SELECT "
    "current_setting('request.jwt.claims', true)::jsonb $$;"
    "CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE AS $$ SELECT (auth.jwt() ->> "
    "'sub')::uuid $$;"
    "CREATE FUNCTION auth.role() RETURNS text LANGUAGE sql STABLE AS $$ SELECT auth.jwt() ->> "
    "'role' $$;"
    "CREATE TABLE auth.users (id uuid PRIMARY KEY, email text);";

static const char schema[] =
    "CREATE TABLE teams (id uuid PRIMARY KEY, name text);"
    "CREATE TABLE members (team_id uuid NOT NULL REFERENCES teams, user_id uuid NOT NULL "
    "REFERENCES auth.users, role text NOT NULL, PRIMARY KEY (team_id, user_id));"
    "CREATE TABLE documents (id uuid PRIMARY KEY, owner_id uuid NOT NULL, team_id uuid REFERENCES "
    "teams, status text NOT NULL, is_public boolean NOT NULL, level int, reader_ids uuid[], "
    "deleted_at timestamptz);"
    "CREATE TABLE comments (id uuid PRIMARY KEY, document_id uuid NOT NULL REFERENCES documents, "
    "body text);"
    "CREATE TABLE profiles (id uuid PRIMARY KEY REFERENCES auth.users, role text NOT NULL, "
    "is_admin "
    "boolean NOT NULL);"
    "CREATE TABLE admins (user_id uuid PRIMARY KEY REFERENCES auth.users);"
    "CREATE TABLE hidden (user_id uuid PRIMARY KEY);"
    "ALTER TABLE members ENABLE ROW LEVEL SECURITY;"
    "ALTER TABLE documents ENABLE ROW LEVEL SECURITY;"
    "ALTER TABLE comments ENABLE ROW LEVEL SECURITY;"
    "ALTER TABLE profiles ENABLE ROW LEVEL SECURITY;"
    "ALTER TABLE hidden ENABLE ROW LEVEL SECURITY;"
    "GRANT ALL ON ALL TABLES IN SCHEMA public TO anon, authenticated;"
    "CREATE POLICY own ON members FOR SELECT USING (user_id = auth.uid());"
    "CREATE POLICY own ON profiles FOR SELECT USING (id = auth.uid());";

struct expected {
    const char *sql;     // a statement, or after "d:", "u:", "i:", "x:" a condition of documents
    const char *cell;    // NULL: documents.authenticated of the condition's command
    const char *verdict; // and leak, where one: "leak uncorrelated"
    const char *reason;  // its beginning, or NULL
};

static const struct expected conditions[] = {
    {"s: owner_id = auth.uid()", NULL, "own", "owner_id is compared with"},
    {"s: (SELECT auth.uid()) = owner_id", NULL, "own", NULL},
    {"s: owner_id::text = auth.uid()::text", NULL, "own", NULL},
    {"s: true", NULL, "published", "it is true for every row"},
    {"s: is_public", NULL, "published", "it lets every row through where"},
    {"s: auth.uid() IS NOT NULL", NULL, "published", "being signed in is enough"},
    {"s: false", NULL, "denied", NULL},
    {"s: is_public OR owner_id = auth.uid()", NULL, "published", NULL},
    {"s: auth.uid() = ANY (reader_ids)", NULL, "shared", NULL},
    {"s: auth.uid() IN (SELECT user_id FROM members m WHERE m.team_id = documents.team_id)", NULL,
     "shared", NULL},
    {"s: team_id IN (SELECT team_id FROM members WHERE user_id = auth.uid())", NULL, "shared",
     NULL},
    {"s: EXISTS (SELECT 1 FROM members m WHERE m.team_id = documents.team_id AND m.user_id = "
     "auth.uid() AND m.role = 'admin')",
     NULL, "shared", NULL},
    {"s: EXISTS (SELECT 1 FROM members m WHERE m.user_id = auth.uid())", NULL, "leak uncorrelated",
     "members.team_id is not compared with documents.team_id"},
    {"s: EXISTS (SELECT 1 FROM members m WHERE m.team_id = team_id AND m.user_id = auth.uid())",
     NULL, "leak uncorrelated", "members.team_id is not compared with documents.team_id"},
    {"s: EXISTS (SELECT 1 FROM members m WHERE m.user_id = auth.uid() AND m.role = 'admin')", NULL,
     "leak uncorrelated", NULL},
    {"s: EXISTS (SELECT 1 FROM profiles p WHERE p.id = auth.uid() AND p.is_admin)", NULL,
     "privileged", "it is for callers with a row in profiles where profiles.is_admin = "},
    {"s: EXISTS (SELECT 1 FROM admins a WHERE a.user_id = auth.uid())", NULL, "privileged", NULL},
    {"s: EXISTS (SELECT 1 FROM hidden a WHERE a.user_id = auth.uid())", NULL, "denied",
     "it needs a row of hidden, which authenticated cannot read"},
    {"s: (auth.jwt() ->> 'user_role') = 'admin'", NULL, "privileged", NULL},
    {"s: (auth.jwt() -> 'user_metadata' ->> 'role') = 'admin'", NULL, "leak user-metadata", NULL},
    {"s: team_id = (auth.jwt() -> 'app_metadata' ->> 'team_id')::uuid", NULL, "own", NULL},
    {"s: team_id = (auth.jwt() -> 'user_metadata' ->> 'team_id')::uuid", NULL, "leak user-metadata",
     NULL},
    {"s: owner_id <> auth.uid()", NULL, "leak negation", NULL},
    {"s: status = 'open' AND EXISTS (SELECT 1 FROM members m WHERE m.user_id = auth.uid() AND "
     "m.role = 'open')",
     NULL, "leak uncorrelated", NULL},
    {"s: auth.role() = 'authenticated'", NULL, "published", NULL},
    {"s: auth.role() = 'service_role'", NULL, "denied", NULL},
    {"s: COALESCE(owner_id = auth.uid(), false)", NULL, "own", NULL},
    {"i: true", NULL, "leak nothing-ties", "nothing ties the row to the caller"},
    {"i: owner_id = auth.uid()", NULL, "own", NULL},
    {"i: auth.uid() IS NOT NULL", NULL, "leak nothing-ties", NULL},
    {"i: status = 'draft'", NULL, "leak nothing-ties", NULL},
    {"u: owner_id = auth.uid()", NULL, "own", NULL},
    {"u: is_public", NULL, "leak nothing-ties", NULL},
    {"d: true", NULL, "leak nothing-ties", NULL},
    // A part of what tells callers apart tells nobody.
    {"s: btrim(owner_id::text, '0123456789abcdef-') = btrim(auth.uid()::text, "
     "'0123456789abcdef-')",
     NULL, "unproven", NULL},
    {"s: owner_id::varchar(1) = auth.uid()::varchar(1)", NULL, "privileged", NULL},
    {"s: status = auth.jwt() ->> 'user_country'", NULL, "privileged", NULL},
    {"s: team_id::text = auth.jwt() ->> 'team_slug'", NULL, "own", NULL},
    // Everything contains what is empty.
    {"s: reader_ids <@ ARRAY[auth.uid()]", NULL, "unproven", "it holds wherever reader_ids is"},
    {"s: reader_ids @> ARRAY(SELECT m.user_id FROM members m WHERE m.user_id = auth.uid())", NULL,
     "unproven", "it holds wherever"},
    {"s: reader_ids @> ARRAY[auth.uid()]", NULL, "shared", NULL},
    // A token without the claim.
    {"s: auth.uid() IS NOT NULL AND coalesce(auth.jwt() ->> 'org_id', team_id::text) = "
     "team_id::text",
     NULL, "unproven", "whether every caller who is signed in has org_id"},
    {"s: auth.uid() IS NOT NULL AND (auth.jwt() ->> 'org_id' IS NULL OR team_id::text = auth.jwt() "
     "->> 'org_id')",
     NULL, "unproven", "whether every caller"},
    {"s: auth.uid() IS NOT NULL AND team_id::text IS NOT DISTINCT FROM auth.jwt() ->> 'org_id'",
     NULL, "unproven", "whether every caller"},
    {"s: owner_id IS NOT DISTINCT FROM auth.uid()", NULL, "own", NULL},
    {"u: status IS NOT NULL AND NULLIF(status, 'open') IS NULL", NULL, "leak nothing-ties", NULL},
    {"d: EXISTS (SELECT 1 FROM members m WHERE m.user_id = auth.uid() AND m.team_id = "
     "documents.team_id GROUP BY ROLLUP (m.team_id))",
     NULL, "leak nothing-ties", NULL},
    {"d: owner_id = auth.uid() AND deleted_at IS NULL", NULL, "own", NULL},
};

static const struct expected statements[] = {
    {"CREATE FUNCTION same(uuid, uuid) RETURNS boolean LANGUAGE sql AS 'SELECT true';"
     "CREATE OPERATOR public.= (LEFTARG = uuid, RIGHTARG = uuid, FUNCTION = same);"
     "CREATE POLICY p ON documents FOR SELECT USING (owner_id OPERATOR(public.=) auth.uid())",
     "documents.authenticated.SELECT", "unproven", "what the operator = does is not followed"},
    {"CREATE FUNCTION same(uuid, uuid) RETURNS boolean LANGUAGE sql AS 'SELECT true';"
     "CREATE OPERATOR public.= (LEFTARG = uuid, RIGHTARG = uuid, FUNCTION = same);"
     "CREATE POLICY p ON documents FOR SELECT USING (owner_id = auth.uid())",
     "documents.authenticated.SELECT", "own", NULL},
    {"CREATE FUNCTION me() RETURNS uuid LANGUAGE sql SET request.jwt.claims = '{\"sub\": null}' AS "
     "'SELECT auth.uid()';"
     "CREATE POLICY p ON documents FOR SELECT USING (owner_id = me())",
     "documents.authenticated.SELECT", "unproven", "the function me sets what tells callers apart"},
    {"CREATE VIEW every AS SELECT id, owner_id FROM documents;"
     "CREATE VIEW mine WITH (security_invoker) AS SELECT id FROM every;"
     "CREATE POLICY p ON documents USING (owner_id = auth.uid()); GRANT SELECT ON mine TO "
     "authenticated",
     "mine.authenticated.SELECT", "leak unprotected", NULL},
    {"CREATE VIEW mine WITH (security_invoker) AS SELECT id, owner_id FROM documents;"
     "CREATE VIEW every AS SELECT id FROM mine;"
     "CREATE POLICY p ON documents USING (owner_id = auth.uid()); GRANT SELECT ON every TO "
     "authenticated",
     "every.authenticated.SELECT", "own", NULL},
    {"CREATE VIEW ours AS SELECT id, team_id FROM documents WHERE team_id IN (SELECT team_id FROM "
     "members WHERE user_id = auth.uid()); GRANT UPDATE ON ours TO authenticated",
     "ours.authenticated.UPDATE", "leak unprotected", NULL},
    {"CREATE POLICY p ON documents FOR DELETE USING (false);"
     "CREATE RULE r AS ON DELETE TO documents DO INSTEAD DELETE FROM comments",
     "documents.authenticated.DELETE", "unproven", "a rule rewrites DELETE of documents"},
    {"REVOKE ALL ON documents FROM authenticated; ALTER TABLE documents OWNER TO authenticated",
     "documents.authenticated.SELECT", "privileged", "authenticated bypasses row security"},
    {"CREATE POLICY p ON documents FOR UPDATE USING (owner_id = auth.uid()) WITH CHECK (true)",
     "documents.authenticated.UPDATE", "leak nothing-ties", "nothing ties the row"},
    // What the rows agree in may be a quality of many, or half of a key.
    {"ALTER TABLE profiles ADD country text; ALTER TABLE documents ADD country text;"
     "CREATE POLICY p ON documents FOR SELECT USING (EXISTS (SELECT 1 FROM profiles p WHERE p.id = "
     "auth.uid() AND p.country = documents.country))",
     "documents.authenticated.SELECT", "unproven", "it compares"},
    {"CREATE TABLE numbered (org int, id int, PRIMARY KEY (org, id));"
     "CREATE TABLE readers (org int, number int, reader uuid REFERENCES auth.users, FOREIGN KEY "
     "(org, number) REFERENCES numbered);"
     "ALTER TABLE numbered ENABLE ROW LEVEL SECURITY; GRANT SELECT ON numbered, readers TO "
     "authenticated;"
     "CREATE POLICY p ON numbered FOR SELECT USING (EXISTS (SELECT 1 FROM readers r WHERE r.reader "
     "= auth.uid() AND r.number = numbered.id))",
     "numbered.authenticated.SELECT", "unproven", "it compares"},
    // What is equal to a key is a reference, whatever it is called.
    {"ALTER TABLE profiles ADD handle text UNIQUE; ALTER TABLE documents ADD writer text;"
     "CREATE POLICY p ON documents FOR SELECT USING (writer = (SELECT handle FROM profiles WHERE "
     "id "
     "= auth.uid()))",
     "documents.authenticated.SELECT", "own", NULL},
    {"ALTER TABLE profiles ADD email text; ALTER TABLE documents ADD owner_email text;"
     "CREATE POLICY p ON documents FOR SELECT USING (owner_email = (SELECT email FROM profiles "
     "WHERE id = auth.uid()))",
     "documents.authenticated.SELECT", "shared", NULL},
    // The row that the key of the new one names is the row as it was: it may be given away.
    {"CREATE POLICY p ON documents FOR UPDATE USING (owner_id = auth.uid()) WITH CHECK (EXISTS "
     "(SELECT 1 FROM documents d WHERE d.id = documents.id AND d.owner_id = auth.uid()));"
     "CREATE POLICY q ON documents FOR SELECT USING (owner_id = auth.uid())",
     "documents.authenticated.UPDATE", "leak nothing-ties", NULL},
    {"CREATE POLICY p ON documents FOR UPDATE USING (owner_id = auth.uid()) WITH CHECK (EXISTS "
     "(SELECT 1 FROM documents d WHERE d.id = documents.id AND d.owner_id = documents.owner_id "
     "AND d.owner_id = auth.uid()));CREATE POLICY q ON documents FOR SELECT USING (owner_id = "
     "auth.uid())",
     "documents.authenticated.UPDATE", "own", NULL},
    {"CREATE POLICY p ON documents FOR UPDATE USING (owner_id = auth.uid()) WITH CHECK (EXISTS "
     "(SELECT 1 FROM comments c WHERE c.document_id = documents.id));"
     "CREATE POLICY q ON documents FOR SELECT USING (owner_id = auth.uid());"
     "CREATE POLICY r ON comments FOR SELECT USING (EXISTS (SELECT 1 FROM documents d WHERE d.id = "
     "document_id AND d.owner_id = auth.uid()))",
     "documents.authenticated.UPDATE", "unproven", "comments is the caller's by the row of"},
    {"CREATE POLICY p ON documents FOR UPDATE USING (true) WITH CHECK (owner_id = auth.uid())",
     "documents.authenticated.UPDATE", "leak nothing-ties", NULL},
    {"CREATE POLICY p ON documents FOR UPDATE USING (owner_id = auth.uid()) WITH CHECK (true);"
     "REVOKE UPDATE ON documents FROM authenticated; GRANT UPDATE (status) ON documents TO "
     "authenticated",
     "documents.authenticated.UPDATE", "own", NULL},
    {"CREATE POLICY p ON documents FOR INSERT TO authenticated", "documents.authenticated.INSERT",
     "denied", "the policies of documents for INSERT have no WITH CHECK"},
    {"CREATE POLICY p ON documents TO anon USING (true)", "documents.authenticated.SELECT",
     "denied", "no policy of documents permits SELECT to authenticated"},
    {"REVOKE ALL ON documents FROM authenticated", "documents.authenticated.SELECT", "denied",
     "authenticated is not granted SELECT on documents"},
    {"CREATE POLICY p ON documents USING (true);"
     "CREATE POLICY r ON documents AS RESTRICTIVE USING (owner_id = auth.uid())",
     "documents.authenticated.DELETE", "own", NULL},
    {"CREATE POLICY p ON documents FOR SELECT USING (true);"
     "CREATE POLICY r ON documents AS RESTRICTIVE FOR UPDATE USING (owner_id = auth.uid())",
     "documents.authenticated.SELECT", "published", NULL},
    {"CREATE POLICY p ON documents FOR SELECT USING (owner_id = auth.uid() OR auth.uid() IS NULL)",
     "documents.anon.SELECT", "leak null-caller", NULL},
    {"CREATE POLICY p ON documents FOR SELECT USING (owner_id = auth.uid())",
     "documents.anon.SELECT", "denied", NULL},
    {"CREATE POLICY p ON documents FOR SELECT USING (owner_id = auth.uid());"
     "CREATE POLICY p ON comments FOR SELECT USING (EXISTS (SELECT 1 FROM documents d WHERE d.id = "
     "comments.document_id))",
     "comments.authenticated.SELECT", "own", NULL},
    {"CREATE POLICY p ON documents FOR SELECT USING (true);"
     "CREATE POLICY p ON comments FOR SELECT USING (EXISTS (SELECT 1 FROM documents d WHERE d.id = "
     "comments.document_id))",
     "comments.authenticated.SELECT", "published", NULL},
    {"CREATE POLICY p ON comments FOR SELECT USING (EXISTS (SELECT 1 FROM documents d JOIN members "
     "m "
     "ON m.team_id = d.team_id WHERE d.id = comments.document_id AND m.user_id = auth.uid()))",
     "comments.authenticated.SELECT", "denied", "it needs a row of documents"},
    {"CREATE POLICY p ON members FOR UPDATE USING (EXISTS (SELECT 1 FROM members m WHERE m.team_id "
     "= "
     "members.team_id AND m.user_id = auth.uid() AND m.role = 'admin'))",
     "members.authenticated.UPDATE", "shared", NULL},
    {"CREATE POLICY p ON documents FOR SELECT USING (EXISTS (SELECT 1 FROM documents d WHERE d.id "
     "= "
     "documents.id AND d.owner_id = auth.uid()))",
     "documents.authenticated.SELECT", "denied", "its policies lead back to themselves (documents"},
    {"CREATE POLICY p ON documents FOR SELECT USING (EXISTS (SELECT 1 FROM comments c WHERE "
     "c.document_id = documents.id)); CREATE POLICY p ON comments FOR SELECT USING (EXISTS (SELECT "
     "1 FROM documents d WHERE d.id = comments.document_id))",
     "comments.authenticated.SELECT", "denied",
     "its policies lead back to themselves (documents → comments → documents)"},
    {"CREATE TABLE people (user_id uuid PRIMARY KEY, team_id uuid REFERENCES teams, role text); "
     "GRANT "
     "SELECT ON people TO authenticated; CREATE POLICY p ON documents FOR SELECT USING (EXISTS "
     "(SELECT 1 FROM people s WHERE s.user_id = auth.uid() AND s.role = 'admin'))",
     "documents.authenticated.SELECT", "privileged", NULL},
    {"CREATE TABLE workers (user_id uuid PRIMARY KEY, team_id uuid REFERENCES teams); GRANT SELECT "
     "ON workers TO authenticated; CREATE POLICY p ON documents FOR SELECT USING (EXISTS (SELECT 1 "
     "FROM workers w WHERE w.user_id = auth.uid()))",
     "documents.authenticated.SELECT", "leak uncorrelated",
     "workers.team_id is not compared with documents.team_id"},
    {"CREATE TABLE notes (id int PRIMARY KEY, user_id uuid REFERENCES auth.users); GRANT SELECT ON "
     "notes TO anon",
     "notes.anon.SELECT", "leak unprotected", "row security is off, and notes is presumably"},
    {"CREATE TABLE countries (code text PRIMARY KEY); GRANT SELECT, INSERT ON countries TO anon",
     "countries.anon.SELECT", "published", "row security is off"},
    {"CREATE TABLE countries (code text PRIMARY KEY); GRANT SELECT, INSERT ON countries TO anon",
     "countries.anon.INSERT", "leak unprotected", "row security is off"},
    {"CREATE POLICY p ON documents TO service_role USING (true)", "documents.authenticated.SELECT",
     "denied", NULL},
    {"CREATE VIEW seen AS SELECT id, status FROM documents; GRANT SELECT ON seen TO authenticated",
     "seen.authenticated.SELECT", "leak unprotected", "the view seen reads documents past"},
    {"CREATE POLICY p ON documents FOR SELECT USING (owner_id = auth.uid());"
     "CREATE VIEW seen WITH (security_invoker) AS SELECT id, status FROM documents; GRANT SELECT "
     "ON "
     "seen TO authenticated",
     "seen.authenticated.SELECT", "own", "documents is read under the caller's rights"},
    {"CREATE VIEW seen AS SELECT id, status FROM documents WHERE owner_id = auth.uid(); GRANT "
     "SELECT "
     "ON seen TO authenticated",
     "seen.authenticated.SELECT", "own", NULL},
    {"CREATE VIEW seen AS SELECT id FROM documents WHERE is_public; GRANT SELECT ON seen TO "
     "authenticated",
     "seen.authenticated.SELECT", "published", NULL},
    {"CREATE VIEW seen AS SELECT id, owner_id FROM documents; GRANT DELETE ON seen TO "
     "authenticated",
     "seen.authenticated.DELETE", "leak nothing-ties", NULL},
    {"CREATE VIEW seen AS SELECT count(*) AS n FROM documents; GRANT DELETE ON seen TO "
     "authenticated",
     "seen.authenticated.DELETE", "denied", "the view is not updatable"},
    {"CREATE FUNCTION mine() RETURNS SETOF documents LANGUAGE sql SECURITY DEFINER AS $$ SELECT * "
     "FROM documents WHERE owner_id = auth.uid() $$",
     "mine.authenticated", "own", NULL},
    {"CREATE FUNCTION of_user(who uuid) RETURNS SETOF documents LANGUAGE sql SECURITY DEFINER AS "
     "$$ "
     "SELECT * FROM documents WHERE owner_id = who $$",
     "of_user.authenticated", "leak argument", "rows of documents are chosen by an argument"},
    {"CREATE FUNCTION everything() RETURNS SETOF documents LANGUAGE sql SECURITY DEFINER AS $$ "
     "SELECT * FROM documents $$",
     "everything.authenticated", "leak unprotected", "the function everything reads documents"},
    {"CREATE FUNCTION is_member(t uuid) RETURNS boolean LANGUAGE sql SECURITY DEFINER AS $$ SELECT "
     "EXISTS (SELECT 1 FROM members WHERE team_id = t AND user_id = auth.uid()) $$;"
     "CREATE POLICY p ON documents FOR SELECT USING (is_member(team_id))",
     "documents.authenticated.SELECT", "shared", NULL},
    {"CREATE FUNCTION decides(t uuid) RETURNS boolean LANGUAGE plpython3u AS $$ x $$;"
     "CREATE POLICY p ON documents FOR SELECT USING (decides(team_id))",
     "documents.authenticated.SELECT", "unproven", NULL},
    {"CREATE FUNCTION decides(t uuid) RETURNS uuid LANGUAGE plpython3u AS $$ x $$;"
     "CREATE POLICY p ON documents FOR SELECT USING (decides(team_id) = auth.uid())",
     "documents.authenticated.SELECT", "unproven", NULL},
    {"CREATE FUNCTION decides(t uuid) RETURNS boolean LANGUAGE plpython3u AS $$ x $$;"
     "CREATE POLICY p ON documents USING (owner_id = auth.uid() AND decides(team_id))",
     "documents.authenticated.DELETE", "own", NULL},
    {"CREATE FUNCTION decides(t uuid) RETURNS boolean LANGUAGE plpython3u AS $$ x $$;"
     "CREATE POLICY p ON documents USING (decides(team_id))",
     "documents.authenticated.DELETE", "unproven", NULL},
};

// ---- running them --------------------------------------------------------------------------------

static bool no_name(void *context, const char *name)
{
    (void)context;
    (void)name;
    return false;
}

static bool is_tenant_column(void *context, const char *name)
{
    (void)context;
    return strcmp(name, "user_id") == 0 || strcmp(name, "team_id") == 0;
}

static void sql_add(struct design *design, struct sql_reader *reader, const char *sql,
                    bool is_builtin)
{
    struct source_file *file = source_file_new(design->arena, "schema.sql", sql, strlen(sql));
    file->is_builtin = is_builtin;
    file->is_schema = true;
    sql_reader_read(reader, file, true);
}

static const char *condition_sql(struct arena *arena, const char *condition, const char **command)
{
    static const char *const commands[] = {"SELECT", "INSERT", "UPDATE", "DELETE"};
    for (size_t at = 0; at < array_length(commands); at++)
        if (*condition == commands[at][0] - 'A' + 'a')
            *command = commands[at];
    return arena_format(arena, "CREATE POLICY p ON documents FOR %s TO anon, authenticated %s (%s)",
                        *command, strcmp(*command, "INSERT") == 0 ? "WITH CHECK" : "USING",
                        condition + 3);
}

// "documents.authenticated.SELECT", of functions "mine.authenticated".
static const struct access_cell *find(const struct access *access, struct arena *arena,
                                      const char *name)
{
    list_each (struct access_cell *, cell, &access->cells) {
        const char *known = cell->relation
                                ? arena_format(arena, "%s.%s.%s", cell->relation->name, cell->role,
                                               command_name(cell->command))
                                : arena_format(arena, "%s.%s", cell->function->name, cell->role);
        if (strcmp(known, name) == 0)
            return cell;
    }
    return NULL;
}

static const char *verdict_text(struct arena *arena, const struct access_cell *cell)
{
    static const char *const leaks[] = {
        [LEAK_NONE] = "",
        [LEAK_NOTHING_TIES] = " nothing-ties",
        [LEAK_UNCORRELATED] = " uncorrelated",
        [LEAK_NULL_CALLER] = " null-caller",
        [LEAK_USER_METADATA] = " user-metadata",
        [LEAK_ARGUMENT] = " argument",
        [LEAK_NEGATION] = " negation",
        [LEAK_UNPROTECTED] = " unprotected",
    };
    enum leak leak = LEAK_NONE; // of the first branch that makes the verdict
    for (uint32_t at = cell->branches.count; at-- > 0;)
        if (cell->branches.items[at].verdict == cell->verdict)
            leak = cell->branches.items[at].leak;
    return arena_format(arena, "%s%s", verdict_name(cell->verdict), leaks[leak]);
}

static uint32_t check_case(const struct expected *expected)
{
    struct design *design = design_new();
    struct arena *arena = design->arena;
    design_add_schema(design, "public", (struct place){0});
    design->platform = PLATFORM_SUPABASE;
    const char *sql = expected->sql, *cell_name = expected->cell, *command = NULL;
    if (!cell_name) {
        sql = condition_sql(arena, sql, &command);
        cell_name = arena_format(arena, "documents.authenticated.%s", command);
    }
    struct sql_reader *reader = sql_reader_new(design, &sql_limits_default);
    sql_add(design, reader, prelude, true);
    sql_add(design, reader, schema, false);
    sql_add(design, reader, sql, false);
    sql_reader_finish(reader);
    assert_int_equal(design->faults.count, 0);
    struct tenancy_names names = {is_tenant_column, no_name, NULL};
    const struct access *access = access_of(design, &names);
    const struct access_cell *cell = find(access, arena, cell_name);
    const char *found = cell ? verdict_text(arena, cell) : "no cell";
    const char *reason = cell && cell->reason ? cell->reason : "";
    bool is_right = strcmp(found, expected->verdict) == 0 &&
                    (!expected->reason || string_starts_with(reason, expected->reason));
    if (!is_right)
        print_error("%s\n  %s: %s (%s), not %s (%s)\n", expected->sql, cell_name, found, reason,
                    expected->verdict, expected->reason ? expected->reason : "");
    sql_reader_free(reader);
    design_free(design);
    return !is_right;
}

static void check_all(const struct expected *table, size_t count)
{
    uint32_t failed = 0;
    for (size_t at = 0; at < count; at++)
        failed += check_case(&table[at]);
    assert_int_equal(failed, 0);
}

static void judges_conditions(void **state)
{
    (void)state;
    check_all(conditions, array_length(conditions));
}

static void judges_designs(void **state)
{
    (void)state;
    check_all(statements, array_length(statements));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(judges_conditions),
        cmocka_unit_test(judges_designs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
