// The contract's reader where golden files do not reach: limits, versions, what a file is taken
// for, circles as pointers, large documents in bounded time, and JSONPath.
#include "read/contract.h"

#include "base/text.h"
#include "read/contract_target.h"

#include <setjmp.h>
// cmocka wants setjmp.h first
#include <cmocka.h>

static struct arena *arena;
static struct design *design;
static struct error error;

static int set_up(void **state)
{
    (void)state;
    arena = arena_new();
    design = arena_make(arena, struct design);
    design->arena = arena;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static bool read_within(const char *text, struct contract_limits limits)
{
    struct source_file *file = source_file_new(arena, "api.yaml", text, strlen(text));
    return contract_read(design, file, "/nonexistent/api.yaml", NULL, &limits, &error);
}

static const struct contract *read_text(const char *text)
{
    assert_true(read_within(text, contract_limits_default));
    return design->contracts.count ? design->contracts.items[design->contracts.count - 1] : NULL;
}

static void assert_fault(const char *message)
{
    assert_true(design->faults.count > 0);
    assert_string_equal(design->faults.items[design->faults.count - 1].message, message);
}

// ---- documents ------------------------------------------------------------------------------------

static void test_versions(void **state)
{
    (void)state;
    assert_null(read_text("swagger: '2.0'\npaths: {}\n"));
    assert_fault("this is Swagger 2.0, which is not read");
    assert_null(read_text("openapi: 4.0.0\npaths: {}\n"));
    assert_fault("\"4.0.0\" is no version of OpenAPI that is read");
    assert_null(read_text("paths: {}\n"));
    assert_fault("this does not say which version of OpenAPI it is");
    assert_null(read_text("[1, 2"));
    assert_true(design->faults.items[design->faults.count - 1].is_certain);
    assert_null(read_text("- openapi: 3.0.0\n"));
    assert_fault("a contract must be a mapping, not a list");
    uint32_t faults = design->faults.count;
    assert_true(read_text("openapi: 3.0.4\npaths: {}\n")->is_3_0);
    assert_false(read_text("openapi: 3.1.1\n")->is_3_0);
    assert_int_equal(design->faults.count, faults);
    assert_false(read_text("openapi: 3.2.0\n")->is_3_0);
    assert_false(design->faults.items[design->faults.count - 1].is_certain);
}

static void test_sniff(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum contract_form form;
    } cases[] = {
        {"openapi: 3.0.0\n", CONTRACT_OPENAPI},
        {"# about\n---\ninfo:\n  openapi: 1\nopenapi: '3.1.0'\n", CONTRACT_OPENAPI},
        {"\"openapi\" : \"3.0.0\"", CONTRACT_OPENAPI},
        {"{\"info\": {\"openapi\": 2, \"x\": [\"}\\\"\"]}, \"openapi\": \"3.1.0\"}",
         CONTRACT_OPENAPI},
        {"{\n  \"swagger\": \"2.0\"}", CONTRACT_SWAGGER},
        {"overlay: 1.0.0\n", CONTRACT_OVERLAY},
        {"openapi:\n  3.0.0: x\n", CONTRACT_NONE},
        {"openapi:\n  image: x\n", CONTRACT_NONE},
        {"{\"paths\": {\"openapi\": \"3.0.0\"}}", CONTRACT_NONE},
        {"--- \n# about\n  swagger: 2.0\n  info: {}\n", CONTRACT_SWAGGER},
        {"info:\n  openapi: 3.0.0\n", CONTRACT_NONE},
        {"openapis: 3\n", CONTRACT_NONE},
        {"", CONTRACT_NONE},
        {"{", CONTRACT_NONE},
        {"\"", CONTRACT_NONE},
    };
    for (size_t i = 0; i < array_length(cases); i++)
        assert_int_equal(contract_sniff(cases[i].text, strlen(cases[i].text)), cases[i].form);
}

static void test_limits(void **state)
{
    (void)state;
    struct contract_limits limits = contract_limits_default;
    limits.operations = 1;
    assert_false(read_within("openapi: 3.1.0\npaths:\n  /a: {get: {}, put: {}}\n", limits));
    assert_string_equal(error.message, "api.yaml has more than 1 operations");
    assert_int_equal(design->contracts.count, 0);
    limits = contract_limits_default;
    limits.depth = 3;
    assert_true(read_within("openapi: 3.1.0\nx: {a: {b: {c: 1}}}\n", limits));
    assert_int_equal(design->contracts.count, 0);
    assert_fault("nested more than 3 levels deep");
}

// The same fault in a file that two contracts share is one fault.
static void test_faults_once(void **state)
{
    (void)state;
    static const char text[] = "openapi: 3.1.0\npaths: {a: {}}\n";
    read_text(text);
    read_text(text);
    assert_int_equal(design->faults.count, 1);
    assert_fault("path \"a\" does not begin with a slash");
}

// ---- schemas --------------------------------------------------------------------------------------

static void test_circle(void **state)
{
    (void)state;
    const struct contract *contract = read_text(
        "openapi: 3.1.0\ncomponents:\n  schemas:\n"
        "    A: {properties: {b: {$ref: '#/components/schemas/B'}}}\n"
        "    B: {items: {$ref: '#/components/schemas/A'}, not: {$ref: '#/components'}}\n");
    const struct value_schema *a = contract->components.items[0];
    assert_string_equal(a->name, "A");
    assert_ptr_equal(a->properties.items[0].schema->items, a);
    assert_int_equal(design->faults.count,
                     1); // "schemas" is no keyword: the reference leads astray
}

// What a merge key would bring is not known, and nothing is named "<<".
static void test_merge_key(void **state)
{
    (void)state;
    const struct contract *contract =
        read_text("openapi: 3.1.0\nx-base: &base {a: {}}\ncomponents:\n  schemas:\n"
                  "    A: {properties: {<<: *base, b: {}}}\n    B: {<<: *base}\n"
                  "paths: {/a: {get: {<<: *base}}}\n");
    const struct value_schema *schema = contract->components.items[0];
    assert_int_equal(schema->properties.count, 1);
    assert_true(schema->has_unknown);
    assert_true(contract->components.items[1]->has_unknown);
    assert_int_equal(design->faults.count, 3);
    assert_string_equal(design->faults.items[0].message,
                        "\"<<\" is not followed: YAML 1.2 has no merge keys");
}

static void test_names_for_sql(void **state)
{
    (void)state;
    static const char *const names[][3] = {
        {"query", "filter[name]", "filter_name_"},
        {"header", "X-Key", "x_key"},
        {"query", "camelCase", "camelCase"},
        {"query", "$top", "_top"},
        {"query", "a$b", "a$b"},
        {"path", "todo-id", "todo_id"},
        {"query", "\xc3\xa9t\xc3\xa9", "\xc3\xa9t\xc3\xa9"},
    };
    for (size_t i = 0; i < array_length(names); i++) {
        const struct contract *contract = read_text(arena_format(
            arena, "openapi: 3.1.0\npaths: {/a: {get: {parameters: [{in: %s, name: '%s'}]}}}\n",
            names[i][0], names[i][1]));
        assert_string_equal(contract->operations.items[0]->inputs.items[0]->parameter, names[i][2]);
    }
}

static void test_types_text(void **state)
{
    (void)state;
    assert_string_equal(json_types_text(arena, 0), "any value");
    assert_string_equal(json_types_text(arena, JSON_NULL | JSON_STRING | JSON_ARRAY),
                        "string or array or null");
    struct operation operation = {.method = "patch"};
    assert_true(operation_writes(&operation));
    operation.method = "head";
    assert_false(operation_writes(&operation));
}

// ---- large ones -----------------------------------------------------------------------------------

// 20,000 of each: anything quadratic would be seen.
static void test_long_chains(void **state)
{
    (void)state;
    enum { COUNT = 20000 };
    struct text text;
    text_init(&text);
    text_add(&text, "openapi: 3.1.0\npaths:\n  /a:\n    get:\n      parameters:\n");
    for (int i = 0; i < COUNT; i++)
        text_format(&text, "        - {in: query, name: p%d}\n", i);
    text_add(&text, "components:\n  schemas:\n    End: {type: string}\n");
    for (int i = 0; i < COUNT; i++) {
        const char *target = i ? arena_format(arena, "S%d", i - 1) : "End";
        text_format(&text, "    S%d: {$ref: '#/components/schemas/%s'}\n", i, target);
        target = i + 1 < COUNT ? arena_format(arena, "T%d", i + 1) : "End";
        text_format(&text, "    T%d: {$ref: '#/components/schemas/%s', description: x}\n", i,
                    target);
    }
    const struct contract *contract = read_text(text.string);
    assert_int_equal(design->faults.count, 0);
    assert_int_equal(contract->operations.items[0]->inputs.count, COUNT);
    assert_int_equal(contract->components.count, COUNT + 1);
    list_each (struct value_schema *, schema, &contract->components)
        assert_int_equal(schema->types, JSON_STRING);
    text_release(&text);
}

// ---- overlays -------------------------------------------------------------------------------------

// The same action over and over, which makes more matches for the next. One fault, not one for
// each action, and in bounded time and memory.
static void test_overlay_explodes(void **state)
{
    (void)state;
    static const char *const actions[] = {
        "- {target: '$..x-a', update: {x-a: {x-b: {x-a: {x-a: {}}}}}}\n",
        "- {target: '$..[?@.id]', update: {nest: {id: 1}}}\n",
    };
    for (size_t i = 0; i < array_length(actions); i++) {
        struct text text;
        text_init(&text);
        text_add(&text, "overlay: 1.0.0\nactions:\n- {target: '$', update: {x-a: {id: 1}}}\n");
        for (int k = 0; k < 3000; k++)
            text_add(&text, actions[i]);
        struct contract_overlays overlays = {0};
        list_add(arena, &overlays,
                 source_file_new(arena, arena_format(arena, "overlay%zu.yaml", i),
                                 arena_copy(arena, text.string, text.length), text.length));
        text_release(&text);
        static const char contract[] = "openapi: 3.1.0\npaths: {}\n";
        const char *path = arena_format(arena, "%zu.yaml", i);
        struct source_file *file = source_file_new(arena, path, contract, strlen(contract));
        struct contract_limits limits = contract_limits_default;
        limits.overlay_looks = 100000;
        limits.overlay_copies = 10000;
        uint32_t before = design->faults.count;
        assert_true(
            contract_read(design, file, "/nonexistent/api.yaml", &overlays, &limits, &error));
        assert_int_equal(design->faults.count, before + 1);
        assert_fault("these actions look at or copy too much: the contract is not changed by all "
                     "of them");
    }
}

// ---- JSONPath -------------------------------------------------------------------------------------

static const char *found_by(const char *path)
{
    static const char document[] =
        "{a: {b: 1, 'x y': 2, list: [10, {n: a, k: 1}, {n: b, k: 2, z: true}, {k: 3, z: null}]},"
        " c: {b: [5], n: q}}";
    struct tree_fault_list faults = {0};
    struct source_file *file = source_file_new(arena, "a.yaml", document, strlen(document));
    struct tree *root = tree_read(arena, file, &tree_limits_default, &faults);
    assert_non_null(root);
    struct target_matches matches;
    const char *reason, *result = "";
    uint64_t work = 1000;
    if (!target_find(arena, root, path, &work, &matches, &reason))
        return reason;
    list_each (struct target_match, match, &matches)
        result = arena_format(arena, "%s %.*s", result,
                              match.node->kind == TREE_SCALAR ? (int)match.node->count : 1,
                              match.node->kind == TREE_SCALAR    ? match.node->text
                              : match.node->kind == TREE_MAPPING ? "{"
                                                                 : "[");
    return result;
}

static void test_target(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"$", " {"},
        {"$.a.b", " 1"},
        {"$['a']['x y']", " 2"},
        {"$[\"a\", 'c'].b", " 1 ["},
        {"$.*.b", " 1 ["},
        {"$..b", " 1 ["},
        {"$..b[0]", " 5"},
        {"$.a.list[-1].k", " 3"},
        {"$.a.list[0,0]", " 10"},
        {"$.a.list[?(@.n=='b')].k", " 2"},
        {"$.a.list[?@.n].k", " 1 2"},
        {"$.a.list[?(!@.n)].k", " 3"},
        {"$.a.list[? @.k > 1 && (@.n != 'b' || @.z == false)].k", " 3"},
        {"$.a.list[?@.k <= 2].k", " 1 2"},
        {"$.a.list[?@.z == null].k", " 3"},
        {"$.a.list[?@['z'] == true].k", " 2"},
        {"$.a[?@ == 1]", " 1"},
        {"$.a['x\\ y', 'b']", " 2 1"},
        {"$..[?@.n == 'q']", " {"},
        {"$..n", " a b q"},
        {"$.nothing.b", ""},
        {"a.b", "it does not begin with \"$\" at \"a.b\""},
        {"$.a.", "a name is missing at its end"},
        {"$.a.list[1:2]", "a selector is not understood, or \"]\" is missing, at \":2]\""},
        {"$.a[?length(@.b)]", "a condition is not understood at \"length(@.b)]\""},
        {"$.a['b]", "a quote is not closed at its end"},
        {"$ .a", "a step begins with \".\" or \"[\", which is missing at \" .a\""},
        {"$.a[?1]", "a condition compares nothing at \"]\""},
        {"$..*..*..*..*..*..*..*..*..*..*..*..*..*..*..*..*..*..*..*..*..*..*..*..*..*..*..*..*",
         ""},
    };
    for (size_t i = 0; i < array_length(cases); i++)
        assert_string_equal(found_by(cases[i][0]), cases[i][1]);
    struct text text;
    text_init(&text);
    text_add(&text, "$");
    for (int i = 0; i < 100000;
         i++) // copied to the end of the text each, it would not fit in memory
        text_add(&text, "['a']");
    assert_string_equal(found_by(text.string), "");
    text_release(&text);
    text_init(&text);
    text_add(&text, "$..[?@.n == 'b'"); // more than the work that is left
    for (int i = 0; i < 1000; i++)
        text_add(&text, " || @.n == 'b'");
    text_add(&text, "]");
    assert_string_equal(found_by(text.string), "");
    text_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_versions, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_sniff, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_limits, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_faults_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_circle, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_merge_key, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_names_for_sql, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_types_text, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_long_chains, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_overlay_explodes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_target, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("read/contract", tests, NULL, NULL);
}
