// Values against schemas: each line is a schema as a contract has it, a value, and what is wrong
// with it. Every case is run twice: after validate_prepare, and with a schema it has not seen.
#include <setjmp.h>

#include "base/text.h"
#include "read/contract.h"
#include "serve/validate.h"

// cmocka wants setjmp.h first
#include <cmocka.h>

static struct arena *arena;
static struct text complaints;

static int set_up(void **state)
{
    (void)state;
    arena = arena_new();
    text_init(&complaints);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(arena);
    text_release(&complaints);
    return 0;
}

static void complain(void *context, const char *line)
{
    (void)context;
    text_format(&complaints, "%s\n", line);
}

// A contract whose one operation takes the schema; `components` are others that it refers to.
static const struct contract *contract_of(const char *schema, const char *components,
                                          const char *version)
{
    struct design *design = arena_make(arena, struct design);
    design->arena = arena;
    const char *text =
        arena_format(arena,
                     "openapi: %s\ninfo: {title: t, version: '1'}\npaths:\n  /a:\n    post:\n"
                     "      requestBody: {content: {application/json: {schema: %s}}}\n"
                     "      responses: {'204': {description: d}}\ncomponents: {schemas: %s}\n",
                     version, schema, components ? components : "{}");
    struct source_file *file = source_file_new(arena, "api.yaml", text, strlen(text));
    struct error error;
    assert_true(contract_read(design, file, "/nonexistent/api.yaml", NULL, &contract_limits_default,
                              &error));
    assert_int_equal(design->contracts.count, 1);
    return design->contracts.items[0];
}

static const struct value_schema *schema_of(const struct contract *contract)
{
    return contract->operations.items[0]->body->json;
}

static const char *faults_text(const struct input_faults *faults)
{
    struct text text;
    text_init(&text);
    list_each (struct input_fault, fault, faults)
        text_format(&text, "%s%s: %s", text.length ? "; " : "", fault.pointer, fault.detail);
    const char *copy = arena_copy(arena, text.length ? text.string : "", text.length);
    text_release(&text);
    return copy;
}

static const struct json_value *value_of(const char *text)
{
    struct json_fault fault;
    const struct json_value *value = json_value_read(arena, text, strlen(text), &fault);
    if (!value)
        fail_msg("%s: %s", text, fault.reason);
    return value;
}

static const char *faults_of(const struct value_schema *schema, const char *value)
{
    struct input_faults faults = {0};
    bool is_good = validate(arena, schema, value_of(value), "", &faults);
    assert_int_equal(is_good, faults.count == 0);
    return faults_text(&faults);
}

struct validation_case {
    const char *schema, *value, *faults;
};

static void run_cases(const struct validation_case *cases, size_t count, const char *components,
                      const char *version)
{
    for (size_t i = 0; i < count; i++) {
        const struct contract *contract = contract_of(cases[i].schema, components, version);
        for (int prepared = 0; prepared < 2; prepared++) {
            if (prepared)
                assert_true(validate_prepare(arena, contract, complain, NULL));
            const char *faults = faults_of(schema_of(contract), cases[i].value);
            if (strcmp(faults, cases[i].faults) != 0)
                fail_msg("%s of %s: \"%s\", not \"%s\"", cases[i].value, cases[i].schema, faults,
                         cases[i].faults);
        }
    }
}

#define RUN(cases, components)     run_cases(cases, array_length(cases), components, "3.1.0")
#define RUN_3_0(cases, components) run_cases(cases, array_length(cases), components, "3.0.3")

// ---- by themselves --------------------------------------------------------------------------------

static void test_types(void **state)
{
    (void)state;
    static const struct validation_case cases[] = {
        {"{type: integer}", "1", ""},
        {"{type: integer}", "1.0", ""},
        {"{type: integer}", "12e-1", ": must be integer, is a number with a fraction"},
        {"{type: integer}", "120e-1", ""},
        {"{type: integer}", "\"1\"", ": must be integer, is string"},
        {"{type: number}", "1", ""},
        {"{type: number}", "true", ": must be number, is boolean"},
        {"{type: string}", "null", ": must be string, is null"},
        {"{type: [string, 'null']}", "null", ""},
        {"{type: [string, 'null']}", "1", ": must be string or null, is number"},
        {"{type: boolean}", "false", ""},
        {"{type: object}", "[]", ": must be object, is array"},
        {"{type: array}", "{}", ": must be array, is object"},
        {"{type: 'null'}", "null", ""},
        {"{}", "[1, {\"a\": null}]", ""},
        {"true", "1", ""},
        {"false", "1", ": not allowed"},
        // Nothing more is said of what has the wrong type.
        {"{type: string, minLength: 2, enum: [ab]}", "1", ": must be string, is number"},
    };
    RUN(cases, NULL);
    static const struct validation_case nullable[] = {
        {"{type: string, nullable: true}", "null", ""},
        {"{type: string, nullable: true, enum: [a]}", "null", ""},
        {"{nullable: true, allOf: [{type: string}]}", "null", ""},
        {"{nullable: true, allOf: [{type: string}]}", "1", ": must be string, is number"},
        {"{type: string}", "null", ": must be string, is null"},
    };
    RUN_3_0(nullable, NULL);
}

static void test_sets(void **state)
{
    (void)state;
    static const struct validation_case cases[] = {
        {"{enum: [low, medium, high]}", "\"medium\"", ""},
        {"{enum: [low, medium, high]}", "\"none\"", ": not one of low, medium, high"},
        {"{enum: [low, medium, high]}", "\"Low\"", ": not one of low, medium, high"},
        {"{enum: [1, 2.50]}", "2.5", ""},
        {"{enum: [1, 2.50]}", "1.0", ""},
        {"{enum: [1, 2.50]}", "\"1\"", ": not one of 1, 2.50"},
        {"{enum: [a, null]}", "null", ""},
        {"{enum: [true]}", "false", ": not true"},
        {"{const: x}", "\"y\"", ": not x"},
        {"{const: {a: [1, 2]}}", "{\"a\": [1, 2.0]}", ""},
        {"{enum: [[1], {a: b}]}", "{\"a\": \"b\"}", ""},
        {"{enum: [1,2,3,4,5,6,7,8,9,10,11,12]}", "0",
         ": not one of 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 2 more"},
    };
    RUN(cases, NULL);
}

static void test_numbers(void **state)
{
    (void)state;
    static const struct validation_case cases[] = {
        {"{type: integer, minimum: 1}", "0", ": less than 1"},
        {"{type: integer, minimum: 1}", "1", ""},
        {"{type: integer, maximum: 100}", "101", ": more than 100"},
        {"{type: number, exclusiveMinimum: 0}", "0", ": not more than 0"},
        {"{type: number, exclusiveMinimum: 0}", "1e-9999", ""},
        {"{type: number, exclusiveMaximum: 1}", "1.0", ": not less than 1"},
        {"{type: number, exclusiveMaximum: 1}", "0.99999999999999999999999999999999", ""},
        {"{type: integer, maximum: 9007199254740993}", "9007199254740994",
         ": more than 9007199254740993"},
        {"{type: integer, maximum: 9007199254740993}", "9007199254740993", ""},
        {"{type: number, multipleOf: 0.1}", "0.3", ""},
        {"{type: number, multipleOf: 0.1}", "1.1", ""},
        {"{type: number, multipleOf: 0.1}", "0.35", ": not a multiple of 0.1"},
        {"{type: number, multipleOf: 0.01}", "4.35", ""},
        {"{type: number, multipleOf: 0.01}", "19.99", ""},
        {"{type: number, multipleOf: 0.01}", "1e300", ""},
        {"{type: number, multipleOf: 7}", "1e300", ": not a multiple of 7"},
        {"{type: number, multipleOf: 7}", "0", ""},
        {"{type: number, multipleOf: 7}", "-49.0", ""},
        {"{type: number, multipleOf: 250}", "1e3", ""},
        {"{type: number, multipleOf: 250}", "1e2", ": not a multiple of 250"},
        {"{type: number, multipleOf: 1000000007}", "123456789012345678901234567890",
         ": not a multiple of 1000000007"},
        {"{type: integer, format: int32}", "2147483647", ""},
        {"{type: integer, format: int32}", "2147483648", ": not within 32 bits"},
        {"{type: integer, format: int64}", "-9223372036854775808", ""},
        {"{type: integer, format: int64}", "9223372036854775808", ": not within 64 bits"},
        {"{type: integer, minimum: 5, multipleOf: 3}", "4", ": less than 5; : not a multiple of 3"},
    };
    RUN(cases, NULL);
}

static void test_strings(void **state)
{
    (void)state;
    static const struct validation_case cases[] = {
        {"{type: string, maxLength: 3}", "\"abc\"", ""},
        {"{type: string, maxLength: 3}", "\"abcd\"", ": longer than 3 characters"},
        {"{type: string, maxLength: 1}", "\"\\ud83d\\ude00\"", ""},
        {"{type: string, maxLength: 1}", "\"e\\u0301\"", ": longer than 1 character"},
        {"{type: string, minLength: 1}", "\"\"", ": shorter than 1 character"},
        {"{type: string, minLength: 2}", "\"\xC3\xA9\"", ": shorter than 2 characters"},
        {"{type: string, maxLength: 0}", "\"a\"", ": longer than 0 characters"},
        {"{type: string, pattern: '^[a-z]+$'}", "\"abc\"", ""},
        {"{type: string, pattern: '^[a-z]+$'}", "\"abc\\n\"",
         ": does not fit the pattern ^[a-z]+$"},
        {"{type: string, pattern: b}", "\"abc\"", ""},
        {"{type: string, pattern: '^\\d+$'}", "\"\\u0661\"", ": does not fit the pattern ^\\d+$"},
        {"{type: string, pattern: '^\\w$'}", "\"\xC3\xA9\"", ": does not fit the pattern ^\\w$"},
        {"{type: string, pattern: '^.$'}", "\"\\ud83d\\ude00\"", ""},
        {"{type: string, pattern: '^\\p{L}+$'}", "\"\xC3\xA9\"", ""},
        {"{type: string, pattern: '^\\u0061$'}", "\"a\"", ""},
        {"{type: string, pattern: '^\\u{1F600}$'}", "\"\\ud83d\\ude00\"", ""},
        {"{type: string, pattern: '^a\\/b$'}", "\"a/b\"", ""},
        {"{type: string, pattern: '^[^]$'}", "\"\\n\"", ""},
        {"{type: string, pattern: '^(?!admin)[a-z]+$'}", "\"adminx\"",
         ": does not fit the pattern ^(?!admin)[a-z]+$"},
        {"{type: string, format: uuid}", "\"5f0c3d1e-7A52-4d8b-9a55-0e6b0a3f7c11\"", ""},
        {"{type: string, format: uuid}", "\"5f0c3d1e7a524d8b9a550e6b0a3f7c11\"", ": not a UUID"},
        {"{type: string, format: uuid}", "\"{f0c3d1e-7a52-4d8b-9a55-0e6b0a3f7c1}\"",
         ": not a UUID"},
        {"{type: string, format: password}", "\"x\"", ""},
        {"{format: uuid}", "1", ""},
    };
    RUN(cases, NULL);
}

// ---- objects and arrays ---------------------------------------------------------------------------

static void test_objects(void **state)
{
    (void)state;
#define NEW                                                                                        \
    "{type: object, additionalProperties: false, required: [title], properties: {title: {type: "   \
    "string, maxLength: 5}, priority: {enum: [low, high]}, id: {type: integer, readOnly: true}, "  \
    "gone: {type: 'null'}, never: false}}"
    static const struct validation_case cases[] = {
        {NEW, "{\"title\": \"a\"}", ""},
        {NEW, "{}", "/title: required"},
        {NEW, "{\"titel\": \"a\", \"title\": \"b\"}",
         "/titel: not a property of this body; did you mean \"title\"?"},
        {NEW, "{\"x\": 1, \"title\": \"longer\", \"priority\": \"mid\"}",
         "/x: not a property of this body; /title: longer than 5 characters; "
         "/priority: not one of low, high"},
        {NEW, "{\"id\": 1}", "/id: set by the server; /title: required"},
        {NEW, "{\"idd\": 1, \"title\": \"\"}", "/idd: not a property of this body"},
        {NEW, "{\"title\": \"\", \"gone\": null}", ""},
        {NEW, "{\"title\": \"\", \"gone\": 1}", "/gone: must be null, is number"},
        {NEW, "{\"title\": \"\", \"never\": 1}", "/never: not allowed"},
        {"{required: [id, a], properties: {id: {readOnly: true}}}", "{}", "/a: required"},
        {"{type: object}", "{\"any\": 1}", ""},
        {"{additionalProperties: {type: integer}}", "{\"a\": 1, \"b~/c\": \"x\"}",
         "/b~0~1c: must be integer, is string"},
        {"{required: [a], additionalProperties: {type: integer}}", "{\"a\": \"x\"}",
         "/a: must be integer, is string"},
        {"{minProperties: 1}", "{}", ": fewer than 1 property"},
        {"{maxProperties: 2}", "{\"a\":1,\"b\":2,\"c\":3}", ": more than 2 properties"},
        {"{properties: {a: {additionalProperties: false, properties: {count: true}}}}",
         "{\"a\": {\"cuont\": 1}}",
         "/a/cuont: not a property of this object; did you mean \"count\"?"},
        {"{properties: {a: {type: array, items: {properties: {b: {type: integer}}}}}}",
         "{\"a\": [{\"b\": 1}, {\"b\": \"\"}]}", "/a/1/b: must be integer, is string"},
        // More properties than are compared one by one.
        {"{additionalProperties: false, required: [p9, p1], properties: {p1: {type: integer}, p2: "
         "true, p3: true, p4: true, p5: true, p6: true, p7: true, p8: true, p9: {type: integer}}}",
         "{\"p1\": 1, \"p9\": \"\", \"p10\": 1}",
         "/p9: must be integer, is string; /p10: not a property of this body; did you mean "
         "\"p1\"?"},
    };
    RUN(cases, NULL);
}

static void test_arrays(void **state)
{
    (void)state;
    static const struct validation_case cases[] = {
        {"{type: array, items: {type: integer}}", "[1, \"a\", 3, null]",
         "/1: must be integer, is string; /3: must be integer, is null"},
        {"{type: array, minItems: 1}", "[]", ": fewer than 1 item"},
        {"{type: array, maxItems: 2}", "[1,2,3]", ": more than 2 items"},
        {"{type: array, uniqueItems: true}", "[1, 2, 1.0]", ": items 0 and 2 are the same"},
        {"{type: array, uniqueItems: true}", "[{\"a\":1,\"b\":2},{\"b\":2,\"a\":1}]",
         ": items 0 and 1 are the same"},
        {"{type: array, uniqueItems: true}", "[1, \"1\", true, [1], null]", ""},
    };
    RUN(cases, NULL);
}

// ---- forms ----------------------------------------------------------------------------------------

static void test_forms(void **state)
{
    (void)state;
#define PET                                                                                        \
    "{oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}], "           \
    "discriminator: {propertyName: kind}}"
    static const char components[] =
        "{Cat: {type: object, required: [kind, lives], properties: {kind: {const: cat}, lives: "
        "{type: integer}}}, Dog: {type: object, required: [kind], properties: {kind: {const: dog}, "
        "tricks: {type: array}}}, Tree: {type: object, additionalProperties: false, properties: "
        "{left: {$ref: '#/components/schemas/Tree'}, value: {type: integer}}}}";
    static const struct validation_case cases[] = {
        {PET, "{\"kind\": \"cat\", \"lives\": 9}", ""},
        {PET, "{\"kind\": \"cat\", \"lives\": \"9\"}", "/lives: must be integer, is string"},
        {PET, "{\"kind\": \"dog\", \"tricks\": 1}", "/tricks: must be array, is number"},
        {PET, "{\"kind\": \"cow\"}", "/kind: not dog"},
        {PET, "1", ": fits none of the forms"},
        {"{oneOf: [{type: string, maxLength: 2}, {type: 'null'}]}", "\"abc\"",
         ": longer than 2 characters"},
        {"{oneOf: [{type: integer}, {type: number}]}", "1", ": fits more than one of the forms"},
        {"{anyOf: [{type: integer}, {type: number}]}", "1", ""},
        {"{anyOf: [{type: integer}, {type: string}]}", "true", ": fits none of the forms"},
        {"{allOf: [{minimum: 2}, {maximum: 1}]}", "1.5", ": less than 2; : more than 1"},
        {"{allOf: [{type: string}, {type: string}]}", "1", ": must be string, is number"},
        {"{not: {type: string}}", "\"a\"", ": is of a form that is excluded"},
        {"{not: {type: string}}", "1", ""},
        {"{$ref: '#/components/schemas/Tree'}", "{\"left\": {\"left\": {\"value\": \"x\"}}}",
         "/left/left/value: must be integer, is string"},
        {"{$ref: '#/components/schemas/Tree'}", "{\"left\": {\"right\": {}}}",
         "/left/right: not a property of this object"},
    };
    RUN(cases, components);
}

// ---- bounds ---------------------------------------------------------------------------------------

static const char *repeat(const char *piece, uint32_t times, const char *behind)
{
    struct text text;
    text_init(&text);
    for (uint32_t i = 0; i < times; i++)
        text_add(&text, piece);
    text_add(&text, behind);
    const char *copy = arena_copy(arena, text.string, text.length);
    text_release(&text);
    return copy;
}

static void test_many_faults(void **state)
{
    (void)state;
    const struct contract *contract =
        contract_of("{type: array, items: {type: integer}}", NULL, "3.1.0");
    struct input_faults faults = {0};
    const char *list = arena_format(arena, "[%s", repeat("null,", 200, "1]"));
    assert_false(validate(arena, schema_of(contract), value_of(list), "query.ids", &faults));
    assert_int_equal(faults.count, INPUT_FAULTS_MOST);
    assert_true(faults.is_cut);
    assert_string_equal(faults.items[49].pointer, "query.ids/49");
    // Of a name no more than 64 characters are told.
    contract = contract_of("{additionalProperties: false}", NULL, "3.1.0");
    const char *pointer =
        arena_format(arena, "/%s: not a property of this body", repeat("\xC3\xA9", 64, "..."));
    assert_string_equal(faults_of(schema_of(contract),
                                  arena_format(arena, "{\"%s\": 1}", repeat("\xC3\xA9", 99, ""))),
                        pointer);
}

// Schemas that lead to themselves, and alternatives that multiply: an answer at once all the same.
static void test_circles(void **state)
{
    (void)state;
    static const char components[] =
        "{Self: {allOf: [{$ref: '#/components/schemas/Self'}]}, "
        "Ring: {anyOf: [{$ref: '#/components/schemas/Wheel'}, {type: integer}]}, "
        "Wheel: {not: {$ref: '#/components/schemas/Ring'}}, "
        "Node: {oneOf: [{type: object, required: [a], properties: {child: {$ref: "
        "'#/components/schemas/Node'}}}, {type: object, required: [b], properties: {child: {$ref: "
        "'#/components/schemas/Node'}}}]}}";
    static const char *const names[] = {"Self", "Ring", "Wheel"};
    for (size_t i = 0; i < array_length(names); i++) {
        const char *schema = arena_format(arena, "{$ref: '#/components/schemas/%s'}", names[i]);
        const struct contract *contract = contract_of(schema, components, "3.1.0");
        assert_string_not_equal(faults_of(schema_of(contract), "\"x\""), "");
        assert_false(validate_prepare(arena, contract, complain, NULL));
        assert_non_null(strstr(complaints.string, "the schema leads to itself"));
        assert_string_not_equal(faults_of(schema_of(contract), "\"x\""), "");
    }
    const struct contract *contract =
        contract_of("{$ref: '#/components/schemas/Node'}", components, "3.1.0");
    assert_true(validate_prepare(arena, contract, complain, NULL));
    const char *deep =
        arena_format(arena, "%s{}%s", repeat("{\"child\":", 60, ""), repeat("}", 60, ""));
    assert_string_equal(faults_of(schema_of(contract), deep), ": takes too long to check");
}

static void test_slow_patterns(void **state)
{
    (void)state;
    const char *letters = repeat("a", 40, "!"), *many = repeat("a", 500000, "");
    const struct {
        const char *pattern, *value;
        bool fits;
    } cases[] = {
        {"^(a+)+$", letters, false},
        {"^(a|aa)+$", letters, false},
        {"(x+x+)+y|^((a+)(a+))+$", letters, false},
        {"([a-z]+)*[0-9]", many, false},
        {"[a-z]+[0-9]", many, false},
        {"^(?:a|b)*$", many, false}, // more than the memory for one value
        {"^[a-z]+$", many, true},
        {"a$", many, false}, // an attempt at each letter
        {"a$", repeat("a", 10000, ""), true},
    };
    for (size_t i = 0; i < array_length(cases); i++) {
        const struct contract *contract =
            contract_of(arena_format(arena, "{pattern: '%s'}", cases[i].pattern), NULL, "3.1.0");
        for (int prepared = 0; prepared < 2; prepared++) {
            if (prepared)
                assert_true(validate_prepare(arena, contract, complain, NULL));
            const char *faults =
                faults_of(schema_of(contract), arena_format(arena, "\"%s\"", cases[i].value));
            bool gave_up = string_starts_with(faults, ": takes too long to compare");
            if (cases[i].fits ? *faults != '\0' : !gave_up)
                fail_msg("%s: \"%s\"", cases[i].pattern, faults);
        }
    }
}

static void test_prepare(void **state)
{
    (void)state;
    static const struct {
        const char *schema, *complaint;
    } cases[] = {
        {"{pattern: '('}",
         "api.yaml:6:58: the pattern ( cannot be used: missing closing parenthesis, at byte 1\n"},
        {"{properties: {a: {items: {pattern: '[z-a]'}}}}",
         "api.yaml:6:83: the pattern [z-a] cannot be used: range out of order in character class, "
         "at byte 3\n"},
        {"{multipleOf: 0}", "api.yaml:6:58: multipleOf 0 cannot be used: it must be above 0 and "
                            "have at most 18 digits\n"},
        {"{multipleOf: 1.234567890123456789}",
         "api.yaml:6:58: multipleOf 1.234567890123456789 cannot be used: it must be above 0 and "
         "have at most 18 digits\n"},
        {"{default: .5}", "api.yaml:6:68: the default cannot be written as JSON: .5\n"},
    };
    for (size_t i = 0; i < array_length(cases); i++) {
        complaints.length = 0;
        assert_false(
            validate_prepare(arena, contract_of(cases[i].schema, NULL, "3.1.0"), complain, NULL));
        assert_string_equal(complaints.string, cases[i].complaint);
    }
    const struct contract *contract =
        contract_of("{type: integer, default: 20, allOf: [{type: number}]}", NULL, "3.1.0");
    for (int prepared = 0; prepared < 2; prepared++) {
        if (prepared)
            assert_true(validate_prepare(arena, contract, complain, NULL));
        assert_string_equal(validate_default(arena, schema_of(contract))->text, "20");
        assert_int_equal(validate_types(schema_of(contract)), JSON_INTEGER);
    }
    assert_int_equal(validate_types(NULL), 127);
    assert_null(validate_default(arena, NULL));
}

// One budget for all texts of a value: many that cost little each cost as much as one that costs
// much.
static void test_patterns_have_one_budget(void **state)
{
    (void)state;
    const struct contract *contract = contract_of(
        "{type: array, items: {type: string, pattern: '^([a-z]+[-_ ]?)+$'}}", NULL, "3.1.0");
    assert_true(validate_prepare(arena, contract, complain, NULL));
    const char *costly = repeat("\"aaaaaaaaaaaa!\",", 40, "");
    const char *faults = faults_of(schema_of(contract), arena_format(arena, "[%s\"a\"]", costly));
    assert_true(string_starts_with(faults, "/0: does not fit the pattern"));
    assert_non_null(strstr(faults, "/39: takes too long to compare"));
}

// What is beyond the list of faults is not looked at: it costs nothing, and the answer is the same.
static void test_stops_where_faults_are_cut(void **state)
{
    (void)state;
    const struct contract *contract = contract_of(
        "{type: object, additionalProperties: false, properties: {customer: {}}}", NULL, "3.1.0");
    assert_true(validate_prepare(arena, contract, complain, NULL));
    struct text body;
    text_init(&body);
    for (int i = 0; i < 200; i++)
        text_format(&body, "%s\"custome%d\": 0", i ? "," : "{", i);
    text_add(&body, "}");
    const char *faults = faults_of(schema_of(contract), body.string);
    assert_non_null(
        strstr(faults, "/custome0: not a property of this body; did you mean \"customer\"?"));
    assert_non_null(strstr(faults, "/custome49: not a property of this body; did you mean"));
    assert_null(strstr(faults, "/custome50"));
    text_release(&body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_types, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_sets, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_numbers, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_strings, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_objects, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_arrays, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_forms, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_many_faults, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_circles, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_slow_patterns, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_prepare, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_patterns_have_one_budget, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_stops_where_faults_are_cut, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
