// The canonical form: expected texts for every kind of expression, read through the parser; and
// random expressions, which must come back from the parser as the tree that was printed.
#include "base/text.h"
#include "design/lookup.h"
#include "read/sql.h"

#include <setjmp.h>
// cmocka wants setjmp.h first
#include <cmocka.h>

static const char tables[] =
    "CREATE TYPE mood AS ENUM ('sad', 'happy');\n"
    "CREATE SCHEMA app;\n"
    "CREATE TABLE members (user_id uuid, org_id uuid, role text);\n"
    "CREATE TABLE t (a int, b int, c text, d boolean, e boolean, f int[], g jsonb, \"order\" int,\n"
    "    \"Mixed\" text, h timestamptz, org_id uuid);\n"
    "CREATE FUNCTION public.is_admin() RETURNS boolean LANGUAGE sql AS 'SELECT true';\n"
    "CREATE FUNCTION app.uid() RETURNS uuid LANGUAGE sql AS 'SELECT NULL::uuid';\n";

// A design with the tables above and one policy on t; the text of its USING.
struct reading {
    struct design *design;
    struct sql_reader *reader;
    struct source_file file;
};

static struct reading reading_start(const char *sql, const char *more)
{
    struct reading reading = {.design = design_new()};
    struct arena *arena = reading.design->arena;
    design_add_schema(reading.design, "public", (struct place){0});
    reading.file.path = "schema.sql";
    reading.file.bytes =
        arena_format(arena, "%sCREATE POLICY p ON t USING (%s);\n%s", tables, sql, more);
    reading.file.length = strlen(reading.file.bytes);
    return reading;
}

static struct expression *reading_expression(struct reading *reading)
{
    reading->reader = sql_reader_new(reading->design, &sql_limits_default);
    sql_reader_read(reading->reader, &reading->file, true);
    sql_reader_finish(reading->reader);
    list_each (struct relation *, relation, &reading->design->relations) {
        if (relation->policies.count > 0)
            return relation->policies.items[0]->using;
    }
    return NULL;
}

static void reading_end(struct reading *reading)
{
    sql_reader_free(reading->reader);
    design_free(reading->design);
}

static void expect_printed_after(const char *sql, const char *more, const char *expected)
{
    struct reading reading = reading_start(sql, more);
    struct expression *expression = reading_expression(&reading);
    if (!expression)
        fail_msg("not read: %s", sql);
    assert_string_equal(expression_text(reading.design->arena, expression), expected);
    reading_end(&reading);
}

// What is printed reads back as what prints the same.
static void expect_printed(const char *sql, const char *expected)
{
    expect_printed_after(sql, "", expected);
    expect_printed_after(expected, "", expected);
}

static void prints_values_and_names(void **state)
{
    (void)state;
    expect_printed("NULL", "NULL");
    expect_printed("TRUE", "true");
    expect_printed("'f'::boolean", "false");
    expect_printed("a = -5", "a = -5");
    expect_printed("c = 'it''s'", "c = 'it''s'");
    expect_printed("c = E'a\\\\b\\n'", "c = 'a\\b\n'");
    expect_printed("c = B'101'::text", "c = B'101'::text");
    expect_printed("t.a = public.t.b", "a = b");
    expect_printed("\"order\" > 0 AND \"Mixed\" = 'x'", "\"order\" > 0 AND \"Mixed\" = 'x'");
    expect_printed("CURRENT_USER = c", "current_user = c");
    expect_printed("a != b", "a <> b");
    expect_printed("a OPERATOR(pg_catalog.=) b", "a = b");
}

static void prints_few_parentheses(void **state)
{
    (void)state;
    expect_printed("((d) AND ((e) OR (d)))", "d AND (e OR d)");
    expect_printed("(d AND e) OR d", "d AND e OR d");
    expect_printed("d AND (e AND d)", "d AND e AND d");
    expect_printed("NOT (d AND e)", "NOT (d AND e)");
    expect_printed("(NOT d) AND e", "NOT d AND e");
    expect_printed("NOT (NOT d)", "NOT NOT d");
    expect_printed("(a + b) * 2 = 4", "(a + b) * 2 = 4");
    expect_printed("a + (b * 2) = 4", "a + b * 2 = 4");
    expect_printed("a - (b - 2) = a - b - 2", "a - (b - 2) = a - b - 2");
    expect_printed("(a = b) = d", "(a = b) = d");
    expect_printed("(a = b) IS NULL", "(a = b) IS NULL");
    expect_printed("a = b IS NOT NULL", "(a = b) IS NOT NULL");
    expect_printed("- (- a) = 1", "- - a = 1");
    expect_printed("(- a) ^ 2 = 1", "- a ^ 2 = 1");
    expect_printed("-(a ^ 2) = 1", "- (a ^ 2) = 1");
    expect_printed("(-5)::text = c", "(-5)::text = c");
    expect_printed("(a + b)::text = c", "(a + b)::text = c");
    expect_printed("(c || 'x') || 'y' = c || ('x' || 'y')", "c || 'x' || 'y' = c || ('x' || 'y')");
    expect_printed("(g -> 'x') ->> 'y' = c", "g -> 'x' ->> 'y' = c");
    expect_printed("(c COLLATE \"C\") = 'x'", "c COLLATE \"C\" = 'x'");
}

static void prints_comparisons(void **state)
{
    (void)state;
    expect_printed("a IN (1, 2)", "a IN (1, 2)");
    expect_printed("a = ANY (ARRAY[1, 2])", "a IN (1, 2)");
    expect_printed("a NOT IN (1, 2)", "a NOT IN (1, 2)");
    expect_printed("a = ANY (f)", "a = ANY (f)");
    expect_printed("a = ANY ('{1,2}'::int[])", "a = ANY ('{1,2}'::integer[])");
    expect_printed("a = ANY (ARRAY[]::int[])", "a = ANY (ARRAY[]::integer[])");
    expect_printed("a < ALL (f)", "a < ALL (f)");
    expect_printed("c LIKE 'x%'", "c LIKE 'x%'");
    expect_printed("c NOT ILIKE 'x%' ESCAPE '!'", "c NOT ILIKE 'x%' ESCAPE '!'");
    expect_printed("c SIMILAR TO 'x'", "c SIMILAR TO 'x'");
    expect_printed("a BETWEEN 1 AND b + 1 AND d", "a BETWEEN 1 AND (b + 1) AND d");
    expect_printed("a NOT BETWEEN SYMMETRIC 1 AND 2", "a NOT BETWEEN SYMMETRIC 1 AND 2");
    expect_printed("a IS DISTINCT FROM b", "a IS DISTINCT FROM b");
    expect_printed("d IS NOT TRUE", "d IS NOT TRUE");
    expect_printed("(a, b) = (1, 2)", "ROW(a, b) = ROW(1, 2)");
    expect_printed("(a, b) IN ((1, 2), (3, 4))", "ROW(a, b) IN (ROW(1, 2), ROW(3, 4))");
}

static void prints_calls_and_the_rest(void **state)
{
    (void)state;
    expect_printed("public.is_admin()", "is_admin()");
    expect_printed("app.uid() = org_id", "app.uid() = org_id");
    expect_printed("lower(c) = \"left\"(c, 2)", "lower(c) = \"left\"(c, 2)");
    expect_printed("COALESCE(d, nullif(e, d))", "COALESCE(d, NULLIF(e, d))");
    expect_printed("greatest(a, b) > least(a, 1)", "GREATEST(a, b) > LEAST(a, 1)");
    expect_printed("CASE WHEN a > 1 THEN d ELSE e END", "CASE WHEN a > 1 THEN d ELSE e END");
    expect_printed("CASE a WHEN 1 THEN d WHEN 2 THEN e END",
                   "CASE a WHEN 1 THEN d WHEN 2 THEN e END");
    expect_printed("f[1] = f[a + 1]", "f[1] = f[a + 1]");
    expect_printed("f[1:2] = f[:2]", "f[1:2] = f[:2]");
    expect_printed("(ARRAY[1, 2])[1] = a", "(ARRAY[1, 2])[1] = a");
    expect_printed("make_interval(days => a) IS NULL", "make_interval(days => a) IS NULL");
    expect_printed("c::public.mood = 'sad'", "c::mood = 'sad'");
    expect_printed("h > now() - interval '1 day'", "h > now() - '1 day'::interval");
    expect_printed("extract(year from h) > 2000", "pg_catalog.\"extract\"('year', h) > 2000");
    expect_printed("h AT TIME ZONE 'UTC' IS NULL", "pg_catalog.timezone('UTC', h) IS NULL");
}

static void prints_queries(void **state)
{
    (void)state;
    expect_printed("EXISTS (SELECT 1 FROM members m WHERE m.org_id = t.org_id AND user_id = uid())",
                   "EXISTS (SELECT 1 FROM members m WHERE m.org_id = t.org_id AND m.user_id = "
                   "uid())");
    expect_printed("org_id IN (SELECT org_id FROM public.members WHERE role IN ('a', 'b'))",
                   "org_id IN (SELECT members.org_id FROM members WHERE members.role IN ('a', "
                   "'b'))");
    expect_printed("(SELECT count(*) FILTER (WHERE role = 'x') FROM members) > 1",
                   "(SELECT count(*) FILTER (WHERE members.role = 'x') FROM members) > 1");
    expect_printed("(SELECT app.uid()) = org_id", "(SELECT app.uid()) = org_id");
    expect_printed("EXISTS (SELECT * FROM members m LEFT JOIN t u ON u.org_id = m.org_id, "
                   "unnest(u.f) AS x WHERE x > 1)",
                   "EXISTS (SELECT m.user_id, m.org_id, m.role, u.a, u.b, u.c, u.d, u.e, u.f, u.g, "
                   "u.\"order\", u.\"Mixed\", u.h, u.org_id, x.x FROM members m LEFT JOIN t u ON "
                   "u.org_id = m.org_id, unnest(u.f) x WHERE x.x > 1)");
    expect_printed("a IN (WITH w AS (SELECT 1 AS n UNION ALL VALUES (2)) SELECT n FROM w "
                   "ORDER BY n LIMIT 1)",
                   "a IN (WITH w AS ((SELECT 1 AS n) UNION ALL (VALUES (2))) SELECT w.n FROM w "
                   "ORDER BY w.n LIMIT 1)");
    expect_printed("a = ALL (SELECT DISTINCT b FROM t x GROUP BY b HAVING count(*) > 1)",
                   "a = ALL (SELECT DISTINCT x.b FROM t x GROUP BY x.b HAVING count(*) > 1)");
    expect_printed("f = ARRAY(SELECT q.z FROM (SELECT a AS z FROM t x) q)",
                   "f = ARRAY(SELECT q.z FROM (SELECT x.a AS z FROM t x) q)");
}

static void prints_from_items(void **state)
{
    (void)state;
    expect_printed("EXISTS (SELECT 1 FROM members m NATURAL JOIN (SELECT user_id FROM members) n)",
                   "EXISTS (SELECT 1 FROM members m JOIN (SELECT members.user_id FROM members) n "
                   "USING (user_id))");
    expect_printed("EXISTS (SELECT * FROM members m CROSS JOIN members n)",
                   "EXISTS (SELECT m.user_id, m.org_id, m.role, n.user_id, n.org_id, n.role FROM "
                   "members m CROSS JOIN members n)");
    expect_printed("EXISTS (SELECT 1 FROM members m LEFT JOIN (members n JOIN t o ON o.org_id = "
                   "n.org_id) ON m.role = n.role)",
                   "EXISTS (SELECT 1 FROM members m LEFT JOIN (members n JOIN t o ON o.org_id = "
                   "n.org_id) ON m.role = n.role)");
    expect_printed("EXISTS (SELECT 1 FROM unnest(f) WITH ORDINALITY AS u(x, i) WHERE x > i)",
                   "EXISTS (SELECT 1 FROM unnest(t.f) WITH ORDINALITY u(x, i) WHERE u.x > u.i)");
    expect_printed("EXISTS (SELECT 1 FROM unnest(f) AS u(x) WHERE x > 1)",
                   "EXISTS (SELECT 1 FROM unnest(t.f) u(x) WHERE u.x > 1)");
    expect_printed(
        "EXISTS (WITH RECURSIVE r(n) AS (SELECT 1 UNION SELECT n + 1 FROM r WHERE n < 9) "
        "SELECT 1 FROM r WHERE n = a)",
        "EXISTS (WITH RECURSIVE r(n) AS ((SELECT 1) UNION (SELECT r.n + 1 FROM r r(n) "
        "WHERE r.n < 9)) SELECT 1 FROM r r(n) WHERE r.n = t.a)");
    expect_printed("a IN (SELECT x FROM (VALUES (1, 2)) AS v(x, y) WHERE y > 2)",
                   "a IN (SELECT v.x FROM (VALUES (1, 2)) v(x, y) WHERE v.y > 2)");
}

static void follows_renames(void **state)
{
    (void)state;
    const char *renames = "ALTER TABLE t RENAME org_id TO organisation;\n"
                          "ALTER TABLE members RENAME org_id TO org;\n"
                          "ALTER TABLE members RENAME TO people;\n"
                          "ALTER TABLE t RENAME TO things;\n"
                          "ALTER FUNCTION is_admin() RENAME TO is_root;\n"
                          "ALTER TYPE mood RENAME TO feeling;\n";
    expect_printed_after("org_id IN (SELECT org_id FROM members WHERE user_id IS NOT NULL)",
                         renames,
                         "organisation IN (SELECT people.org AS org_id FROM people WHERE "
                         "people.user_id IS NOT NULL)");
    expect_printed_after("EXISTS (SELECT 1 FROM members m WHERE m.org_id = t.org_id)", renames,
                         "EXISTS (SELECT 1 FROM people m WHERE m.org = things.organisation)");
    expect_printed_after("is_admin() AND c::mood = 'sad'", renames,
                         "is_root() AND c::feeling = 'sad'");
}

// ---- random expressions --------------------------------------------------------------------------

struct generator {
    struct arena *arena;
    struct type_name *text;
    uint32_t random;
};

static uint32_t pick(struct generator *generator, uint32_t count)
{
    generator->random = generator->random * 1664525u + 1013904223u;
    return (generator->random >> 8) % count;
}

static struct expression *make(struct generator *generator, enum expression_kind kind,
                               const char *name)
{
    struct expression *made = arena_make(generator->arena, struct expression);
    made->kind = kind;
    made->name = name;
    return made;
}

static struct expression *generate(struct generator *generator, int depth)
{
    static const struct {
        enum expression_kind kind;
        const char *name;
        uint32_t operands;
    } kinds[] = {
        {EXPRESSION_AND, NULL, 2},
        {EXPRESSION_OR, NULL, 2},
        {EXPRESSION_NOT, NULL, 1},
        {EXPRESSION_OPERATOR, "=", 2},
        {EXPRESSION_OPERATOR, "<", 2},
        {EXPRESSION_OPERATOR, "<>", 2},
        {EXPRESSION_OPERATOR, "+", 2},
        {EXPRESSION_OPERATOR, "-", 2},
        {EXPRESSION_OPERATOR, "*", 2},
        {EXPRESSION_OPERATOR, "%", 2},
        {EXPRESSION_OPERATOR, "^", 2},
        {EXPRESSION_OPERATOR, "||", 2},
        {EXPRESSION_OPERATOR, "@>", 2},
        {EXPRESSION_OPERATOR, "-", 1},
        {EXPRESSION_OPERATOR, "@", 1},
        {EXPRESSION_OPERATOR, "~", 1},
        {EXPRESSION_ANY, "=", 2},
        {EXPRESSION_ALL, "<", 2},
        {EXPRESSION_ANY, "~~", 2},
        {EXPRESSION_LIKE, "NOT LIKE", 2},
        {EXPRESSION_LIKE, "ILIKE", 3},
        {EXPRESSION_BETWEEN, "BETWEEN", 3},
        {EXPRESSION_BETWEEN, "NOT BETWEEN SYMMETRIC", 3},
        {EXPRESSION_DISTINCT, "IS NOT DISTINCT FROM", 2},
        {EXPRESSION_IS_NULL, NULL, 1},
        {EXPRESSION_IS_NOT_NULL, NULL, 1},
        {EXPRESSION_IS_TRUTH, "IS NOT UNKNOWN", 1},
        {EXPRESSION_CALL, "coalesce_", 2},
        {EXPRESSION_CAST, NULL, 1},
        {EXPRESSION_COALESCE, NULL, 2},
        {EXPRESSION_CASE, NULL, 4},
        {EXPRESSION_ARRAY, NULL, 2},
        {EXPRESSION_ROW, NULL, 2},
        {EXPRESSION_SUBSCRIPT, NULL, 2},
        {EXPRESSION_SUBSCRIPT, NULL, 3},
        {EXPRESSION_FIELD, "b", 1},
        {EXPRESSION_COLLATE, "C", 1},
    };
    static const char *const columns[] = {"a", "b", "c", "order", "Mixed"};
    if (depth == 0 || pick(generator, 8) == 0) {
        switch (pick(generator, 4)) {
        case 0:
            return make(generator, EXPRESSION_NUMBER, "1");
        case 1:
            return make(generator, EXPRESSION_NUMBER, "-2");
        case 2:
            return make(generator, EXPRESSION_STRING, "it's");
        default:
            return make(generator, EXPRESSION_COLUMN, columns[pick(generator, 5)]);
        }
    }
    uint32_t kind = pick(generator, array_length(kinds));
    struct expression *made = make(generator, kinds[kind].kind, kinds[kind].name);
    if (made->kind == EXPRESSION_CAST)
        made->type = generator->text;
    for (uint32_t i = 0; i < kinds[kind].operands; i++) {
        struct expression *operand = generate(generator, depth - 1);
        // What the parser never makes, or makes differently: AND in AND (it flattens them), minus
        // before a number (it is a number), and a nested item list after ANY.
        bool is_flattened = made->kind == operand->kind &&
                            (made->kind == EXPRESSION_AND || made->kind == EXPRESSION_OR);
        bool is_sign = kinds[kind].operands == 1 && operand->kind == EXPRESSION_NUMBER;
        if (is_flattened || (is_sign && made->kind == EXPRESSION_OPERATOR))
            operand = make(generator, EXPRESSION_COLUMN, "a");
        list_add(generator->arena, &made->operands, operand);
    }
    if (made->kind == EXPRESSION_CASE && pick(generator, 2))
        made->operands.items[0] = NULL;
    if (made->kind == EXPRESSION_CASE && pick(generator, 2))
        made->operands.items[3] = NULL;
    return made;
}

static bool same(const struct expression *a, const struct expression *b)
{
    if (!a || !b)
        return a == b;
    if (a->kind != b->kind || a->operands.count != b->operands.count ||
        !string_equal(a->name, b->name))
        return false;
    for (uint32_t i = 0; i < a->operands.count; i++) {
        if (!same(a->operands.items[i], b->operands.items[i]))
            return false;
    }
    return true;
}

static void reads_back_what_it_prints(void **state)
{
    (void)state;
    struct type_name text = {.schema = "pg_catalog", .name = "text", .is_known = true};
    struct generator generator = {.arena = arena_new(), .text = &text, .random = 7};
    for (int round = 0; round < 60; round++) {
        // Many policies in one reading, since making a reader is the slow part.
        enum { POLICIES = 50 };
        struct expression *made[POLICIES];
        struct text all;
        text_init(&all);
        for (int i = 0; i < POLICIES; i++) {
            made[i] = generate(&generator, 1 + (int)pick(&generator, 4));
            text_format(&all, "CREATE POLICY p%d ON t USING (%s);\n", i,
                        expression_text(generator.arena, made[i]));
        }
        struct reading reading = reading_start("true", all.string);
        reading_expression(&reading);
        struct relation *table = design_find_relation(reading.design, "public", "t");
        for (int i = 0; i < POLICIES; i++) {
            struct policy *policy =
                relation_find_policy(table, arena_format(generator.arena, "p%d", i));
            const char *printed = expression_text(generator.arena, made[i]);
            if (!policy)
                fail_msg("does not parse: %s", printed);
            if (!same(made[i], policy->using))
                fail_msg("%s\n   came back as %s", printed,
                         expression_text(generator.arena, policy->using));
        }
        reading_end(&reading);
        text_release(&all);
    }
    arena_free(generator.arena);
}

// ---- walking -----------------------------------------------------------------------------------

static bool count_columns(struct expression *expression, void *context)
{
    if (expression->kind == EXPRESSION_COLUMN)
        ++*(uint32_t *)context;
    return expression->kind != EXPRESSION_COALESCE;
}

static void walks_everywhere(void **state)
{
    (void)state;
    struct reading reading = reading_start(
        "a = 1 AND count(b) FILTER (WHERE d) > 1 AND EXISTS (WITH w AS (SELECT b FROM t y) "
        "SELECT DISTINCT ON (x.a) x.b FROM t x JOIN members m ON m.org_id = x.org_id, unnest(x.f) "
        "WHERE x.c = c GROUP BY x.d HAVING x.e ORDER BY x.a LIMIT x.a OFFSET x.b) "
        "AND COALESCE(d, e)",
        "");
    struct expression *expression = reading_expression(&reading);
    uint32_t count = 0;
    expression_walk(expression, count_columns, &count);
    assert_int_equal(count, 3 + 1 + 2 + 3 + 2 + 5);
    expression_walk(NULL, count_columns, &count);
    reading_end(&reading);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prints_values_and_names), cmocka_unit_test(prints_few_parentheses),
        cmocka_unit_test(prints_comparisons),      cmocka_unit_test(prints_calls_and_the_rest),
        cmocka_unit_test(prints_queries),          cmocka_unit_test(prints_from_items),
        cmocka_unit_test(follows_renames),         cmocka_unit_test(reads_back_what_it_prints),
        cmocka_unit_test(walks_everywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
