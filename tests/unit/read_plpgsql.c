// What bodies in PL/pgSQL come to: expected texts for every form, and bodies that are nonsense, too
// deep or too long.
#include "base/text.h"
#include "design/lookup.h"
#include "read/sql.h"

#include <setjmp.h>
// cmocka wants setjmp.h first
#include <cmocka.h>

static const char schema[] =
    "CREATE SCHEMA auth;\n"
    "CREATE FUNCTION auth.uid() RETURNS uuid STABLE LANGUAGE sql AS 'SELECT NULL::uuid';\n"
    "CREATE FUNCTION auth.role() RETURNS text STABLE LANGUAGE sql AS 'SELECT NULL::text';\n"
    "CREATE FUNCTION auth.claims() RETURNS jsonb STABLE LANGUAGE sql AS 'SELECT NULL::jsonb';\n"
    "CREATE TABLE people (id uuid PRIMARY KEY, role text NOT NULL, team_id uuid);\n"
    "CREATE TABLE members (user_id uuid, team_id uuid, role text);\n"
    "CREATE TABLE notes (id int PRIMARY KEY, owner uuid, public boolean);\n"
    "CREATE FUNCTION is_admin() RETURNS boolean LANGUAGE plpgsql AS\n"
    "    'BEGIN RETURN auth.role() = ''admin''; END';\n";

// The function `f` as the view calls it.
static void expect_read(const char *signature, const char *body, const char *expected)
{
    struct design *design = design_new();
    design_add_schema(design, "public", (struct place){0});
    struct source_file file = {.path = "schema.sql"};
    file.bytes = arena_format(design->arena,
                              "%sCREATE FUNCTION %s LANGUAGE plpgsql AS $body$%s$body$;\n"
                              "CREATE VIEW v AS SELECT f();\n",
                              schema, signature, body);
    file.length = strlen(file.bytes);
    struct sql_reader *reader = sql_reader_new(design, &sql_limits_default);
    sql_reader_read(reader, &file, true);
    sql_reader_finish(reader);
    const struct function *function = design_find_function(design, "public", "f");
    assert_non_null(function);
    struct text got;
    text_init(&got);
    if (function->result_unread)
        text_format(&got, "unread: %s", function->result_unread);
    if (function->result)
        expression_print(&got, function->result);
    for (uint32_t i = 0; i < function->result_rows.count; i++) {
        text_add(&got, i ? " | " : "rows: ");
        query_print(&got, function->result_rows.items[i]);
    }
    if (expected && strcmp(got.string, expected) != 0)
        fail_msg("%s\n     gives %s\n  expected %s", body, got.string, expected);
    assert_true(got.length > 0 && got.length < 1024 * 1024);
    assert_int_equal(design->faults.count, 0);
    text_release(&got);
    sql_reader_free(reader);
    design_free(design);
}

static const struct {
    const char *signature, *body, *expected;
} cases[] = {
    // ---- one expression
    {"f() RETURNS boolean", "BEGIN RETURN true; END", "true"},
    {"f() RETURNS boolean",
     "BEGIN RETURN EXISTS (SELECT 1 FROM people WHERE id = auth.uid()); END;",
     "EXISTS (SELECT 1 FROM people WHERE people.id = auth.uid())"},
    {"f() RETURNS boolean",
     "BEGIN RETURN (SELECT role = 'admin' FROM people WHERE id = auth.uid()); END",
     "(SELECT people.role = 'admin' FROM people WHERE people.id = auth.uid())"},
    {"f() RETURNS boolean", "BEGIN RETURN role = 'admin' FROM people WHERE id = auth.uid(); END",
     "(SELECT people.role = 'admin' FROM people WHERE people.id = auth.uid())"},
    {"f() RETURNS boolean", "begin return count(*) > 0 from people where id = auth.uid(); end",
     "(SELECT count(*) > 0 FROM people WHERE people.id = auth.uid())"},
    {"f(team uuid) RETURNS boolean",
     "BEGIN RETURN team IN (SELECT team_id FROM members WHERE user_id = auth.uid()); END",
     "team IN (SELECT members.team_id FROM members WHERE members.user_id = auth.uid())"},
    {"f(team uuid) RETURNS boolean",
     "BEGIN RETURN f.team IN (SELECT team_id FROM members WHERE user_id = auth.uid()); END",
     "team IN (SELECT members.team_id FROM members WHERE members.user_id = auth.uid())"},
    {"f(team uuid) RETURNS boolean", "BEGIN RETURN $1 = auth.uid(); END", "team = auth.uid()"},
    {"f(uuid) RETURNS boolean", "DECLARE t ALIAS FOR $1; BEGIN RETURN t = auth.uid(); END",
     "$1 = auth.uid()"},
    {"f() RETURNS uuid", "BEGIN RETURN 'x'; END", "'x'::uuid"},
    {"f(p people) RETURNS boolean", "BEGIN RETURN p.team_id = auth.uid() AND (p).role = 'a'; END",
     "(p).team_id = auth.uid() AND (p).role = 'a'"},
    {"f(p people) RETURNS boolean", "BEGIN RETURN p.none = auth.uid(); END",
     "unread: it asks for none of p, which is not known"},
    // ---- variables
    {"f() RETURNS boolean",
     "DECLARE r text; BEGIN SELECT role INTO r FROM people WHERE id = auth.uid(); RETURN r = "
     "'admin'; END",
     "(SELECT people.role FROM people WHERE people.id = auth.uid()) = 'admin'"},
    {"f() RETURNS boolean",
     "DECLARE r text; BEGIN SELECT role FROM people WHERE id = auth.uid() INTO r; RETURN r = "
     "'admin'; END",
     "(SELECT people.role FROM people WHERE people.id = auth.uid()) = 'admin'"},
    {"f() RETURNS boolean",
     "DECLARE r text; BEGIN SELECT INTO r role FROM people WHERE id = auth.uid(); RETURN r = "
     "'admin'; END",
     "(SELECT people.role FROM people WHERE people.id = auth.uid()) = 'admin'"},
    {"f() RETURNS boolean",
     "DECLARE r text := (SELECT role FROM people WHERE id = auth.uid()); BEGIN RETURN r IN "
     "('admin', 'owner'); END",
     "(SELECT people.role FROM people WHERE people.id = auth.uid()) IN ('admin', 'owner')"},
    {"f() RETURNS boolean",
     "DECLARE r people.role%TYPE; BEGIN r = role FROM people WHERE id = auth.uid(); RETURN r = "
     "'admin'; END",
     "(SELECT people.role FROM people WHERE people.id = auth.uid()) = 'admin'"},
    {"f() RETURNS boolean",
     "DECLARE a CONSTANT uuid NOT NULL DEFAULT auth.uid(); b a%TYPE := a; BEGIN RETURN EXISTS "
     "(SELECT FROM people WHERE id = b); END",
     "EXISTS (SELECT FROM people WHERE people.id = auth.uid())"},
    {"f() RETURNS boolean",
     "DECLARE ok boolean; BEGIN SELECT EXISTS (SELECT 1 FROM people WHERE id = auth.uid()) INTO "
     "ok; RETURN ok; END",
     "EXISTS (SELECT 1 FROM people WHERE people.id = auth.uid())"},
    {"f() RETURNS boolean",
     "DECLARE n int; BEGIN SELECT count(*) INTO n FROM people WHERE id = auth.uid(); RETURN n > 0; "
     "END",
     "(SELECT count(*) FROM people WHERE people.id = auth.uid())::integer > 0"},
    {"f() RETURNS boolean",
     "DECLARE x text; y uuid; BEGIN SELECT role, team_id INTO x, y FROM people WHERE id = "
     "auth.uid() ORDER BY 2 LIMIT 1; RETURN x = 'admin' AND y IS NOT NULL; END",
     "(SELECT people.role FROM people WHERE people.id = auth.uid() ORDER BY people.team_id LIMIT "
     "1) = 'admin' AND (SELECT people.team_id FROM people WHERE people.id = auth.uid() ORDER BY "
     "people.team_id LIMIT 1) IS NOT NULL"},
    {"f() RETURNS boolean",
     "DECLARE x text; y text; BEGIN SELECT role INTO x, y FROM people WHERE id = auth.uid(); "
     "RETURN y IS NULL; END",
     "NULL IS NULL"},
    {"f() RETURNS boolean",
     "DECLARE u uuid; BEGIN u := current_setting('app.user', true); RETURN u = auth.uid(); END",
     "current_setting('app.user', true)::uuid = auth.uid()"},
    {"f() RETURNS boolean", "DECLARE x int := 1; BEGIN x := x + 1; x := x + 1; RETURN x = 3; END",
     "1 + 1 + 1 = 3"},
    {"f(team uuid) RETURNS boolean",
     "BEGIN team := coalesce(team, auth.uid()); RETURN team = auth.uid(); END",
     "COALESCE(team, auth.uid()) = auth.uid()"},
    {"f() RETURNS boolean",
     "DECLARE \"R\" text; r text := 1; BEGIN \"R\" := 'a'; RETURN \"R\" = r; END", "'a' = 1::text"},
    {"f() RETURNS boolean",
     "DECLARE roles text[]; BEGIN SELECT array_agg(role) INTO roles FROM members WHERE user_id = "
     "auth.uid(); RETURN 'admin' = ANY (roles); END",
     "'admin' = ANY ((SELECT array_agg(members.role) FROM members WHERE members.user_id = "
     "auth.uid())::text[])"},
    {"f() RETURNS boolean",
     "<<top>> DECLARE x int := 1; BEGIN DECLARE x int := 2; BEGIN RETURN top.x < x; END; END top",
     "1 < 2"},
    {"f() RETURNS boolean",
     "DECLARE x int := 1; BEGIN DECLARE x int := 2; BEGIN NULL; END; RETURN x = 1; END", "1 = 1"},
    {"f() RETURNS boolean",
     "DECLARE claims jsonb := auth.claims(); BEGIN RETURN claims ->> 'role' = 'admin'; END",
     "auth.claims() ->> 'role' = 'admin'"},
    {"f(OUT ok boolean)", "BEGIN ok := auth.uid() IS NOT NULL; END", "auth.uid() IS NOT NULL"},
    {"f(OUT ok boolean)", "BEGIN ok := true; RETURN; END", "true"},
    // ---- rows as variables
    {"f() RETURNS boolean",
     "DECLARE p people%ROWTYPE; BEGIN SELECT * INTO p FROM people WHERE id = auth.uid(); RETURN "
     "p.role = 'admin'; END",
     "(SELECT people.role FROM people WHERE people.id = auth.uid()) = 'admin'"},
    {"f() RETURNS boolean",
     "DECLARE p people; BEGIN SELECT * INTO p FROM people WHERE id = auth.uid(); RETURN p.role = "
     "'admin' AND p.team_id IS NULL; END",
     "(SELECT people.role FROM people WHERE people.id = auth.uid()) = 'admin' AND (SELECT "
     "people.team_id FROM people WHERE people.id = auth.uid()) IS NULL"},
    {"f() RETURNS boolean",
     "DECLARE r record; BEGIN SELECT role AS what, team_id INTO r FROM people WHERE id = "
     "auth.uid(); RETURN r.what = 'admin'; END",
     "(SELECT people.role AS what FROM people WHERE people.id = auth.uid()) = 'admin'"},
    {"f() RETURNS boolean",
     "DECLARE r record; BEGIN SELECT p.*, m.role AS team_role INTO r FROM people p JOIN members m "
     "ON m.user_id = p.id WHERE p.id = auth.uid(); RETURN r.team_role = 'owner'; END",
     "(SELECT m.role AS team_role FROM people p JOIN members m ON m.user_id = p.id WHERE p.id = "
     "auth.uid()) = 'owner'"},
    {"f() RETURNS boolean",
     "DECLARE r record; BEGIN SELECT * INTO r FROM people WHERE id = auth.uid(); RETURN r IS NOT "
     "NULL; END",
     "EXISTS (SELECT people.id, people.role, people.team_id FROM people WHERE people.team_id IS "
     "NOT NULL AND people.id = auth.uid())"},
    {"f() RETURNS boolean",
     "DECLARE r record; BEGIN SELECT * INTO r FROM people WHERE id = auth.uid(); IF r IS NULL THEN "
     "RETURN false; END IF; RETURN r.role = 'admin'; END",
     "CASE WHEN NOT EXISTS (SELECT people.id, people.role, people.team_id FROM people WHERE "
     "people.id = auth.uid()) THEN false ELSE (SELECT people.role FROM people WHERE people.id = "
     "auth.uid()) = 'admin' END"},
    {"f() RETURNS boolean",
     "DECLARE r record; BEGIN SELECT team_id, role INTO r FROM members WHERE user_id = auth.uid(); "
     "RETURN r IS NULL; END",
     "NOT EXISTS (SELECT members.team_id, members.role FROM members WHERE (members.team_id IS NOT "
     "NULL OR members.role IS NOT NULL) AND members.user_id = auth.uid())"},
    {"f() RETURNS boolean",
     "DECLARE r record; BEGIN SELECT id INTO r.x FROM people; RETURN r.x IS NULL; END",
     "unread: it assigns x of r, which is not known"},
    {"f() RETURNS boolean",
     "DECLARE p people; BEGIN SELECT * INTO p FROM people WHERE id = auth.uid(); p.role := 'x'; "
     "RETURN p.role = 'x' AND p.id IS NOT NULL; END",
     "'x' = 'x' AND (SELECT people.id FROM people WHERE people.id = auth.uid()) IS NOT NULL"},
    {"f() RETURNS boolean",
     "DECLARE r record; BEGIN SELECT role INTO r FROM people; RETURN r.none; END",
     "unread: it asks for none of r, which is not known"},
    {"f() RETURNS boolean",
     "DECLARE r record; BEGIN SELECT role INTO r FROM people; RETURN to_jsonb(r) = '{}'; END",
     "unread: it uses the whole row r"},
    {"f() RETURNS boolean", "DECLARE r record; BEGIN RETURN r.role = 'admin'; END",
     "NULL = 'admin'"},
    // ---- paths
    {"f(team uuid) RETURNS boolean",
     "BEGIN IF team IS NULL THEN RETURN false; END IF; RETURN team = auth.uid(); END",
     "CASE WHEN team IS NULL THEN false ELSE team = auth.uid() END"},
    {"f(team uuid) RETURNS boolean",
     "BEGIN IF auth.uid() IS NULL THEN RETURN false; ELSIF team IS NULL THEN RETURN NULL; ELSE "
     "RETURN true; END IF; END",
     "CASE WHEN auth.uid() IS NULL THEN false WHEN team IS NULL THEN NULL ELSE true END"},
    {"f(team uuid) RETURNS boolean",
     "DECLARE r text; BEGIN SELECT role INTO r FROM people WHERE id = auth.uid(); IF r = 'admin' "
     "THEN RETURN true; END IF; SELECT role INTO r FROM members WHERE user_id = auth.uid() AND "
     "team_id = team; RETURN r = 'owner'; END",
     "CASE WHEN (SELECT people.role FROM people WHERE people.id = auth.uid()) = 'admin' THEN true "
     "ELSE (SELECT members.role FROM members WHERE members.user_id = auth.uid() AND "
     "members.team_id = team) = 'owner' END"},
    {"f() RETURNS boolean",
     "DECLARE r text; BEGIN SELECT role INTO r FROM people WHERE id = auth.uid(); IF NOT FOUND "
     "THEN RETURN false; END IF; RETURN r = 'admin'; END",
     "CASE WHEN NOT EXISTS (SELECT people.role FROM people WHERE people.id = auth.uid()) THEN "
     "false ELSE (SELECT people.role FROM people WHERE people.id = auth.uid()) = 'admin' END"},
    {"f() RETURNS boolean", "BEGIN PERFORM 1 FROM people WHERE id = auth.uid(); RETURN FOUND; END",
     "EXISTS (SELECT 1 FROM people WHERE people.id = auth.uid())"},
    {"f() RETURNS boolean",
     "BEGIN PERFORM FROM people WHERE id = auth.uid(); IF FOUND THEN RETURN true; END IF; RETURN "
     "false; END",
     "CASE WHEN EXISTS (SELECT FROM people WHERE people.id = auth.uid()) THEN true ELSE false END"},
    {"f() RETURNS boolean", "BEGIN IF FOUND THEN RETURN true; END IF; RETURN false; END", "false"},
    {"f() RETURNS boolean",
     "DECLARE n int; BEGIN SELECT count(*) INTO n FROM people; RETURN found; END", "true"},
    {"f() RETURNS boolean",
     "DECLARE n int; BEGIN SELECT max(1) INTO n FROM people HAVING count(*) > 1; RETURN found; END",
     "EXISTS (SELECT max(1) FROM people HAVING count(*) > 1)"},
    {"f() RETURNS boolean",
     "DECLARE r text; BEGIN SELECT role INTO STRICT r FROM people WHERE id = auth.uid(); RETURN r "
     "= 'admin'; END",
     "CASE WHEN EXISTS (SELECT people.role FROM people WHERE people.id = auth.uid()) THEN (SELECT "
     "people.role FROM people WHERE people.id = auth.uid()) = 'admin' ELSE NULL END"},
    {"f() RETURNS boolean",
     "DECLARE r text; BEGIN SELECT role INTO STRICT r FROM people WHERE id = auth.uid(); RETURN r "
     "= 'admin'; EXCEPTION WHEN no_data_found THEN RETURN false; END",
     "COALESCE(CASE WHEN EXISTS (SELECT people.role FROM people WHERE people.id = auth.uid()) THEN "
     "(SELECT people.role FROM people WHERE people.id = auth.uid()) = 'admin' ELSE NULL END, "
     "false)"},
    {"f() RETURNS boolean",
     "DECLARE x text := 'a'; BEGIN IF auth.uid() IS NULL THEN x := 'b'; ELSIF true THEN NULL; ELSE "
     "x := 'c'; END IF; RETURN x = 'a'; END",
     "CASE WHEN auth.uid() IS NULL THEN 'b' ELSE 'a' END = 'a'"},
    {"f() RETURNS boolean",
     "DECLARE x boolean := false; BEGIN IF auth.uid() IS NOT NULL THEN SELECT role = 'admin' INTO "
     "x FROM people WHERE id = auth.uid(); END IF; RETURN x; END",
     "CASE WHEN auth.uid() IS NOT NULL THEN (SELECT people.role = 'admin' FROM people WHERE "
     "people.id = auth.uid()) ELSE false END"},
    {"f() RETURNS boolean",
     "DECLARE p people; BEGIN IF auth.uid() IS NULL THEN SELECT * INTO p FROM people WHERE role = "
     "'a'; ELSE SELECT * INTO p FROM people WHERE role = 'b'; END IF; RETURN p.team_id IS NULL; "
     "END",
     "CASE WHEN auth.uid() IS NULL THEN (SELECT people.team_id FROM people WHERE people.role = "
     "'a') ELSE (SELECT people.team_id FROM people WHERE people.role = 'b') END IS NULL"},
    {"f() RETURNS text",
     "BEGIN CASE WHEN auth.uid() IS NULL THEN RETURN 'nobody'; ELSE RETURN 'somebody'; END CASE; "
     "END",
     "CASE WHEN auth.uid() IS NULL THEN 'nobody' ELSE 'somebody' END"},
    {"f() RETURNS text",
     "BEGIN CASE auth.role() WHEN 'a', 'b' THEN RETURN 'x'; WHEN 'c' THEN NULL; END CASE; RETURN "
     "'y'; END",
     "CASE WHEN auth.role() IN ('a', 'b') THEN 'x' WHEN auth.role() IN ('c') THEN 'y' ELSE NULL "
     "END"},
    {"f() RETURNS text",
     "DECLARE x text; BEGIN CASE auth.role() WHEN 'a' THEN x := 1; ELSE x := 2; END CASE; RETURN "
     "x; END",
     "CASE WHEN auth.role() IN ('a') THEN 1::text ELSE 2::text END"},
    {"f() RETURNS boolean",
     "BEGIN IF auth.uid() IS NULL THEN RAISE EXCEPTION 'who: %', CASE WHEN true THEN 1 END USING "
     "ERRCODE = '42501'; END IF; RAISE NOTICE 'in'; RETURN true; END",
     "CASE WHEN auth.uid() IS NULL THEN NULL ELSE true END"},
    {"f() RETURNS boolean", "BEGIN RAISE; END", "NULL"},
    {"f() RETURNS boolean", "BEGIN RAISE insufficient_privilege; RETURN true; END", "NULL"},
    {"f() RETURNS boolean", "BEGIN NULL; END", "NULL"},
    {"f(team uuid) RETURNS boolean",
     "BEGIN IF team IS NULL THEN IF auth.uid() IS NULL THEN RETURN true; END IF; END IF; RETURN "
     "false; END",
     "CASE WHEN team IS NULL THEN CASE WHEN auth.uid() IS NULL THEN true ELSE false END ELSE false "
     "END"},
    {"f() RETURNS boolean",
     "BEGIN RETURN CASE WHEN auth.uid() IS NULL THEN false ELSE true END; END",
     "CASE WHEN auth.uid() IS NULL THEN false ELSE true END"},
    // ---- errors caught
    {"f() RETURNS boolean",
     "BEGIN RETURN current_setting('app.x')::boolean; EXCEPTION WHEN OTHERS THEN RETURN false; END",
     "COALESCE(current_setting('app.x')::boolean, false)"},
    {"f() RETURNS boolean",
     "BEGIN RETURN current_setting('app.x')::boolean; EXCEPTION WHEN undefined_object OR SQLSTATE "
     "'22023' THEN RAISE NOTICE 'x'; RETURN NULL::boolean; WHEN OTHERS THEN RAISE; END",
     "current_setting('app.x')::boolean"},
    {"f() RETURNS boolean",
     "BEGIN RETURN current_setting('app.x')::boolean; EXCEPTION WHEN OTHERS THEN RETURN true; END",
     "unread: it goes on after an error (EXCEPTION, line 1)"},
    {"f() RETURNS boolean",
     "BEGIN RETURN current_setting('app.x')::boolean; EXCEPTION WHEN OTHERS THEN NULL; END",
     "COALESCE(current_setting('app.x')::boolean, false)"},
    {"f() RETURNS boolean",
     "BEGIN BEGIN RETURN current_setting('app.x')::boolean; EXCEPTION WHEN OTHERS THEN NULL; END; "
     "RETURN false; END",
     "COALESCE(current_setting('app.x')::boolean, false)"},
    {"f() RETURNS boolean",
     "BEGIN BEGIN RETURN current_setting('app.x')::boolean; EXCEPTION WHEN OTHERS THEN NULL; END; "
     "RETURN true; END",
     "unread: it goes on after an error (EXCEPTION, line 1)"},
    {"f() RETURNS uuid",
     "DECLARE t uuid; BEGIN BEGIN t := current_setting('app.t')::uuid; EXCEPTION WHEN OTHERS THEN "
     "t := NULL; END; RETURN t; END",
     "current_setting('app.t')::uuid"},
    {"f() RETURNS uuid",
     "DECLARE t uuid; BEGIN BEGIN t := current_setting('app.t')::uuid; EXCEPTION WHEN OTHERS THEN "
     "t := auth.uid(); END; RETURN t; END",
     "unread: it goes on after an error (EXCEPTION, line 1)"},
    {"f() RETURNS uuid",
     "DECLARE t uuid := auth.uid(); BEGIN BEGIN t := current_setting('app.t')::uuid; EXCEPTION "
     "WHEN OTHERS THEN NULL; END; RETURN t; END",
     "unread: it goes on after an error (EXCEPTION, line 1)"},
    {"f() RETURNS boolean",
     "DECLARE ok boolean; BEGIN BEGIN ok := true; ok := current_setting('x')::boolean; EXCEPTION "
     "WHEN OTHERS THEN NULL; END; RETURN ok; END",
     "unread: it goes on after an error (EXCEPTION, line 1)"},
    {"f() RETURNS boolean",
     "DECLARE ok boolean := false; BEGIN IF auth.uid() IS NULL THEN BEGIN ok := "
     "current_setting('x')::boolean; EXCEPTION WHEN OTHERS THEN ok := true; END; END IF; RETURN "
     "ok; END",
     "unread: it goes on after an error (EXCEPTION, line 1)"},
    // ---- rows
    {"f() RETURNS SETOF notes",
     "BEGIN RETURN QUERY SELECT * FROM notes WHERE owner = auth.uid(); END",
     "rows: SELECT notes.id, notes.owner, notes.public FROM notes WHERE notes.owner = auth.uid()"},
    {"f() RETURNS SETOF notes",
     "BEGIN RETURN QUERY SELECT * FROM notes WHERE owner = auth.uid(); RETURN QUERY SELECT * FROM "
     "notes WHERE public; RETURN; END",
     "rows: SELECT notes.id, notes.owner, notes.public FROM notes WHERE notes.owner = auth.uid() | "
     "SELECT notes.id, notes.owner, notes.public FROM notes WHERE notes.public"},
    {"f() RETURNS SETOF notes",
     "BEGIN IF NOT is_admin() THEN RAISE EXCEPTION 'no'; END IF; RETURN QUERY SELECT * FROM notes; "
     "END",
     "rows: SELECT notes.id, notes.owner, notes.public FROM notes WHERE is_admin() IS NOT FALSE"},
    {"f() RETURNS SETOF notes",
     "BEGIN IF auth.uid() IS NULL THEN RETURN; END IF; RETURN QUERY SELECT * FROM notes ORDER BY "
     "id LIMIT 10; END",
     "rows: SELECT rows.id, rows.owner, rows.public FROM (SELECT notes.id, notes.owner, "
     "notes.public FROM notes ORDER BY notes.id LIMIT 10) rows WHERE auth.uid() IS NOT NULL"},
    {"f() RETURNS SETOF notes",
     "BEGIN IF is_admin() THEN RETURN QUERY SELECT * FROM notes; ELSE RETURN QUERY SELECT * FROM "
     "notes n WHERE n.owner = auth.uid(); END IF; END",
     "rows: SELECT notes.id, notes.owner, notes.public FROM notes WHERE is_admin() | SELECT n.id, "
     "n.owner, n.public FROM notes n WHERE is_admin() IS NOT TRUE AND n.owner = auth.uid()"},
    {"f(team uuid) RETURNS TABLE (id int, owner uuid)",
     "BEGIN RETURN QUERY SELECT n.id, n.owner FROM notes n WHERE n.owner = team; END",
     "rows: SELECT n.id, n.owner FROM notes n WHERE n.owner = team"},
    {"f(team uuid) RETURNS TABLE (id int, owner uuid)",
     "BEGIN RETURN QUERY SELECT id, owner FROM notes; END",
     "unread: id may be a column and a variable, which PostgreSQL refuses (42702)"},
    {"f(team uuid) RETURNS TABLE (id int, owner uuid)",
     "#variable_conflict use_column\nBEGIN RETURN QUERY SELECT id, owner FROM notes; END",
     "rows: SELECT notes.id, notes.owner FROM notes"},
    {"f(owner uuid) RETURNS boolean",
     "#variable_conflict use_variable\nBEGIN RETURN EXISTS (SELECT FROM notes n WHERE n.owner = "
     "owner); END",
     "EXISTS (SELECT FROM notes n WHERE n.owner = owner)"},
    {"f() RETURNS SETOF notes",
     "DECLARE r notes; BEGIN FOR r IN SELECT * FROM notes WHERE public LOOP RETURN NEXT r; END "
     "LOOP; END",
     "rows: SELECT notes.id, notes.owner, notes.public FROM notes WHERE notes.public"},
    {"f() RETURNS SETOF notes", "BEGIN RETURN; END", "unread: it answers no rows"},
    // ---- conflicts
    {"f(owner uuid) RETURNS boolean",
     "BEGIN RETURN EXISTS (SELECT FROM notes n WHERE n.owner = owner); END",
     "unread: owner may be a column and a variable, which PostgreSQL refuses (42702)"},
    {"f(owner uuid) RETURNS boolean",
     "BEGIN RETURN EXISTS (SELECT FROM notes n WHERE n.owner = f.owner); END",
     "EXISTS (SELECT FROM notes n WHERE n.owner = owner)"},
    {"f(owner uuid) RETURNS boolean",
     "BEGIN RETURN EXISTS (SELECT FROM notes f WHERE f.owner = auth.uid()); END",
     "unread: f.owner may be a column and a variable, which PostgreSQL refuses (42702)"},
    {"f(n uuid) RETURNS boolean",
     "BEGIN RETURN EXISTS (SELECT FROM notes n WHERE n IS NOT NULL); END",
     "unread: n may be a row and a variable, which PostgreSQL refuses (42702)"},
    {"f() RETURNS boolean",
     "DECLARE notes notes; BEGIN SELECT * INTO notes FROM notes WHERE notes.id = 1; RETURN "
     "notes.public; END",
     "unread: notes.id may be a column and a variable, which PostgreSQL refuses (42702)"},
    {"f(_name name) RETURNS boolean",
     "BEGIN RETURN EXISTS (SELECT FROM pg_shadow WHERE usename = _name); END",
     "EXISTS (SELECT FROM pg_shadow WHERE usename = _name)"},
    // ---- not read
    {"f() RETURNS boolean", "BEGIN FOR i IN 1..3 LOOP RETURN true; END LOOP; RETURN false; END",
     "unread: it loops (line 1)"},
    {"f() RETURNS boolean",
     "DECLARE r record; BEGIN FOR r IN SELECT * FROM notes LOOP IF r.public THEN RETURN true; END "
     "IF; END LOOP; RETURN false; END",
     "unread: it loops"},
    {"f() RETURNS boolean", "BEGIN WHILE true LOOP EXIT; END LOOP; RETURN true; END",
     "unread: it loops (line 1)"},
    {"f() RETURNS boolean", "DECLARE x int; BEGIN EXECUTE 'SELECT 1' INTO x; RETURN true; END",
     "unread: it runs text as SQL (line 1)"},
    {"f() RETURNS boolean", "BEGIN INSERT INTO notes VALUES (1); RETURN true; END",
     "unread: it writes (line 1)"},
    {"f() RETURNS boolean",
     "DECLARE i int; BEGIN WITH w AS (INSERT INTO notes VALUES (1) RETURNING id) SELECT id INTO i "
     "FROM w; RETURN true; END",
     "unread: it writes"},
    {"f() RETURNS boolean", "BEGIN PERFORM set_config('a', 'b', false); RETURN true; END",
     "unread: it changes a setting"},
    {"f() RETURNS boolean", "BEGIN PERFORM is_admin(); RETURN true; END",
     "unread: it calls is_admin for what that does"},
    {"f() RETURNS boolean", "BEGIN PERFORM pg_sleep(1); RETURN true; END", "true"},
    {"f() RETURNS boolean", "DECLARE n int; BEGIN GET DIAGNOSTICS n = ROW_COUNT; RETURN n > 0; END",
     "unread: it asks GET DIAGNOSTICS (line 1)"},
    {"f() RETURNS boolean", "DECLARE c CURSOR FOR SELECT 1; BEGIN RETURN true; END",
     "unread: it uses a cursor"},
    {"f() RETURNS boolean", "BEGIN SELECT 1; RETURN true; END",
     "unread: it runs a SELECT whose answer goes nowhere (line 1)"},
    {"f() RETURNS boolean", "DECLARE a int[]; BEGIN a[1] := 2; RETURN true; END",
     "unread: it assigns a part of a value (line 1)"},
    {"f() RETURNS boolean", "BEGIN RETURN nothing_of_the_kind(); END",
     "unread: it names nothing_of_the_kind, which nothing declares"},
    {"f() RETURNS boolean", "BEGIN RETURN EXISTS (SELECT FROM missing_table); END",
     "unread: it names missing_table, which nothing declares"},
    {"f() RETURNS boolean", "BEGIN RETURN missing_column; END",
     "unread: it names missing_column, which nothing declares"},
    {"f() RETURNS boolean", "BEGIN x := 1; RETURN true; END",
     "unread: it assigns to x, which it does not declare"},
    {"f() RETURNS void", "BEGIN NULL; END", "unread: it answers nothing"},
    {"f() RETURNS people", "DECLARE p people; BEGIN SELECT * INTO p FROM people; RETURN p; END",
     "unread: it uses the whole row p"},
    {"f(OUT a int, OUT b int)", "BEGIN a := 1; b := 2; END", "unread: it answers several values"},
    // ---- nonsense
    {"f() RETURNS boolean", "", "unread: line 1 is not understood: \";\" was expected"},
    {"f() RETURNS boolean", "BEGIN", "unread: line 1 is not understood: \"END\" was expected"},
    {"f() RETURNS boolean", "END", "unread: line 1 is not understood: \";\" was expected"},
    {"f() RETURNS boolean", "BEGIN RETURN true",
     "unread: line 1 is not understood: \";\" was expected"},
    {"f() RETURNS boolean", "BEGIN RETURN ; END", "NULL"},
    {"f() RETURNS boolean", "BEGIN RETURN ) ; END",
     "unread: a piece of it is not read as SQL: \"SELECT )\""},
    {"f() RETURNS boolean", "BEGIN IF END",
     "unread: line 1 is not understood: \"THEN\" was expected"},
    {"f() RETURNS boolean", "BEGIN 'never END", "unread: a string or comment in it never ends"},
    {"f() RETURNS boolean", "BEGIN /* never END", "unread: a string or comment in it never ends"},
    {"f() RETURNS boolean", "SELECT 1", "unread: line 1 is not understood: \";\" was expected"},
    {"f() RETURNS boolean", "<<", "unread: line 1 is not understood: \">\" was expected"},
    {"f() RETURNS boolean", "<<x", "unread: line 1 is not understood: \">\" was expected"},
    {"f() RETURNS boolean", "#", "unread: line 1 is not understood: \";\" was expected"},
    {"f() RETURNS boolean", "DECLARE", "unread: line 1 is not understood: \"BEGIN\" was expected"},
    {"f() RETURNS boolean", "DECLARE x",
     "unread: line 1 is not understood: a declaration was expected"},
    {"f() RETURNS boolean", "DECLARE ; BEGIN END",
     "unread: line 1 is not understood: a declaration was expected"},
    {"f() RETURNS boolean", "DECLARE x ; BEGIN RETURN x; END",
     "unread: line 1 is not understood: a declaration was expected"},
    {"f() RETURNS boolean", "BEGIN SELECT INTO; END",
     "unread: it selects into something that is no variable (line 1)"},
    {"f() RETURNS boolean", "BEGIN SELECT 1 INTO ; END",
     "unread: it selects into something that is no variable (line 1)"},
    {"f() RETURNS boolean", "BEGIN x.y.z := 1; END",
     "unread: it assigns a part of a value (line 1)"},
    {"f() RETURNS boolean", "BEGIN CASE END CASE; RETURN true; END",
     "unread: line 1 is not understood: \"END\" was expected"},
    {"f() RETURNS boolean", "BEGIN RETURN true; END END", "true"},
    {"f() RETURNS boolean", "DECLARE t ALIAS FOR $7; BEGIN RETURN t; END",
     "unread: it names $7, which nothing declares"},
    {"f() RETURNS boolean", "BEGIN RETURN $7; END", "unread: it names $7, which it does not have"},
    {"f() RETURNS boolean", "BEGIN FOR IN LOOP END LOOP; END", "unread: it loops (line 1)"},
    {"f() RETURNS boolean", "BEGIN EXCEPTION WHEN END",
     "unread: line 1 is not understood: \"THEN\" was expected"},
    {"f() RETURNS boolean", "DECLARE x %TYPE; BEGIN RETURN x; END", "NULL"},
    {"f() RETURNS boolean", "DECLARE x a.b.c.d%TYPE; BEGIN RETURN x; END", "NULL"},
};

static void forms(void **state)
{
    (void)state;
    for (size_t i = 0; i < array_length(cases); i++)
        expect_read(cases[i].signature, cases[i].body, cases[i].expected);
}

// A piece of text many times over, between two others.
static void expect_repeated(const char *before, const char *piece, uint32_t count,
                            const char *after, const char *expected)
{
    struct text body;
    text_init(&body);
    text_add(&body, before);
    for (uint32_t i = 0; i < count; i++)
        text_add(&body, piece);
    text_add(&body, after);
    expect_read("f(a int) RETURNS boolean", body.string, expected);
    text_release(&body);
}

static void bounds(void **state)
{
    (void)state;
    expect_repeated("", "BEGIN ", 20000, "", "unread: its statements are nested too deeply");
    expect_repeated("BEGIN ", "IF a = 1 THEN ", 20000, "",
                    "unread: its statements are nested too deeply");
    expect_repeated("BEGIN ", "NULL; ", 10000, "RETURN true; END", "true");
    expect_repeated("BEGIN ", "a := a + 1; ", 10000, "RETURN a = 1; END",
                    "unread: what it comes to is too large");
    expect_repeated("BEGIN ", "a := a * a; ", 100, "RETURN a = 1; END",
                    "unread: what it comes to is too large");
    expect_repeated("BEGIN ", "IF a = 1 THEN RETURN true; END IF; ", 10000, "RETURN false; END",
                    "unread: too many paths lead through it");
    expect_repeated("BEGIN ", "IF a = 1 THEN IF a = 2 THEN RETURN true; END IF; END IF; ", 20,
                    "RETURN false; END", "unread: too many paths lead through it");
    expect_repeated("BEGIN ", "IF a = 1 THEN a := 2; END IF; ", 1000, "RETURN a = 1; END",
                    "unread: what it comes to is too large");
    expect_repeated("BEGIN ", "BEGIN a := 1; EXCEPTION WHEN OTHERS THEN NULL; END; ", 1000,
                    "RETURN a = 1; END", NULL);
    expect_repeated("BEGIN ",
                    "BEGIN IF a = 1 THEN RETURN false; END IF; EXCEPTION WHEN OTHERS "
                    "THEN NULL; END; ",
                    1000, "RETURN false; END", NULL);
    expect_repeated("BEGIN ",
                    "BEGIN IF a = 1 THEN RETURN false; END IF; EXCEPTION WHEN OTHERS "
                    "THEN RETURN false; END; ",
                    10000, "RETURN false; END", "unread: too many paths lead through it");
    expect_repeated("BEGIN RETURN ", "(", 100000, "; END", NULL);
    expect_repeated("BEGIN RETURN true", " OR a = 1", 2000, "; END", NULL);
    expect_repeated("DECLARE ", "x record; ", 10000, "BEGIN RETURN true; END", NULL);
    expect_repeated("BEGIN ", "<<a>> ", 10000, "RETURN true; END", "true");
    expect_repeated("BEGIN ", "x = 1; ", 10000, "RETURN true; END", NULL);
}

// A body in '...' with '' inside is not the file's own text; another search path names other
// tables.
static void surroundings(void **state)
{
    (void)state;
    struct design *design = design_new();
    design_add_schema(design, "public", (struct place){0});
    struct source_file file = {.path = "schema.sql"};
    file.bytes = "CREATE SCHEMA app; CREATE TABLE app.notes (id int, owner text);\n"
                 "CREATE FUNCTION f() RETURNS boolean LANGUAGE plpgsql SET search_path = app AS\n"
                 "'BEGIN RETURN EXISTS (SELECT FROM notes WHERE owner = ''x''); END';\n"
                 "CREATE FUNCTION unasked() RETURNS boolean LANGUAGE plpgsql AS $$BEGIN END$$;\n"
                 "CREATE TABLE a (id int);\n"
                 "CREATE POLICY p ON a USING (f());\n";
    file.length = strlen(file.bytes);
    struct sql_reader *reader = sql_reader_new(design, &sql_limits_default);
    sql_reader_read(reader, &file, true);
    sql_reader_finish(reader);
    const struct function *function = design_find_function(design, "public", "f");
    assert_string_equal(expression_text(design->arena, function->result),
                        "EXISTS (SELECT FROM app.notes WHERE notes.owner = 'x')");
    const struct function *unasked = design_find_function(design, "public", "unasked");
    assert_null(unasked->result);
    assert_null(unasked->result_unread);
    sql_reader_free(reader);
    design_free(design);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forms),
        cmocka_unit_test(bounds),
        cmocka_unit_test(surroundings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
