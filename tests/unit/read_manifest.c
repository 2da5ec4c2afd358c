// The manifest's reader: what it fills, every fault with its place, what it never shows, and that
// the table of keys holds together.
#include "read/manifest.h"

#include "design/lookup.h"

#include <setjmp.h>
// cmocka wants setjmp.h first
#include <cmocka.h>

static struct design *design;
static struct error error;

static bool read_text(const char *text)
{
    design_free(design);
    design = design_new();
    struct source_file *file = source_file_new(design->arena, "lintel.yaml", text, strlen(text));
    return manifest_read(design, file, &error);
}

// The faults of a text as "line:column: message (help)", one per line.
static const char *faults_of(const char *text)
{
    const char *all = "";
    assert_true(read_text(text));
    list_each (struct fault, fault, &design->faults) {
        struct position position = place_position(fault.place);
        assert_int_equal(fault.kind, FAULT_MANIFEST);
        all = arena_format(design->arena, "%s%s%u:%u: %s%s%s%s", all, *all ? "\n" : "",
                           position.line, position.column, fault.message, fault.help ? " (" : "",
                           fault.help ? fault.help : "", fault.help ? ")" : "");
    }
    return all;
}

static void test_values(void **state)
{
    (void)state;
    assert_string_equal(
        faults_of(
            "lintel: 1\nname: todo\nprofile: [default, 'x/y.yaml']\n"
            "platform: supabase\ndefault_grants: explicit\nschema: src\nqueries: [tests]\n"
            "schemes:\n  session: {role: authenticated, secret: JWT, require: [sub],\n"
            "            token_role: authenticated, issuer: https://a.example, audience: api}\n"
            "settings: {app.user_id: sub}\n"
            "secrets:\n  JWT: signs\n  KEY: {role: service_role}\n  OTHER:\n"
            "services:\n  web: {public: true, roles: [anon], code: src, secrets: JWT}\n  api:\n"
            "limits: {rate: 100/15min, body: 64KB, timeout: 2s, request: 1min}\n"
            "origins: ['https://a.example', 'http://[::1]:5173']\nsensitive: [users.hash, "
            "'*_token']\ntransient: x\n"
            "parameters:\n  a/b: {p: [x, y], q: z}\n"
            "answers: {a: b, c: , d: ''}\n"
            "ignore:\n  - {rule: a/b, at: public.t, reason: because}\n"),
        "");
    const struct manifest *manifest = design->manifest;
    assert_string_equal(manifest->name.text, "todo");
    assert_string_equal(manifest->profiles.items[1].text, "x/y.yaml");
    assert_string_equal(manifest->platform.text, "supabase");
    assert_string_equal(manifest->queries.items[0].text, "tests");
    const struct manifest_scheme *scheme = manifest_find_scheme(manifest, "session");
    assert_string_equal(scheme->role.text, "authenticated");
    assert_string_equal(scheme->token_role.items[0].text, "authenticated");
    assert_null(manifest_find_scheme(manifest, "other"));
    assert_string_equal(manifest->settings.items[0].name, "app.user_id");
    assert_string_equal(manifest->settings.items[0].claim.text, "sub");
    assert_int_equal(manifest->secrets.count, 3);
    assert_string_equal(manifest->secrets.items[0].purpose.text, "signs");
    assert_string_equal(manifest->secrets.items[1].role.text, "service_role");
    assert_null(manifest->secrets.items[2].purpose.text);
    assert_true(manifest->services.items[0].is_public.is_set);
    assert_int_equal(manifest->services.count, 2);
    assert_string_equal(manifest->rate.text, "100/15min");
    assert_string_equal(manifest->body_limit.text, "64KB");
    assert_string_equal(manifest->statement_timeout.text, "2s");
    assert_string_equal(manifest->request_timeout.text, "1min");
    assert_string_equal(manifest->origins.items[1].text, "http://[::1]:5173");
    assert_string_equal(scheme->audience.text, "api");
    assert_int_equal(manifest->sensitive.count, 2);
    assert_int_equal(manifest->parameters.count, 2);
    assert_string_equal(manifest->parameters.items[0].rule, "a/b");
    assert_string_equal(manifest->parameters.items[0].values.items[1].text, "y");
    assert_string_equal(manifest->answers.items[1].answer.text, "");
    assert_string_equal(manifest->ignores.items[0].at.text, "public.t");
    assert_int_equal(place_position(manifest->ignores.items[0].rule.place).line, 27);
}

static void test_faults(void **state)
{
    (void)state;
    static const struct {
        const char *text, *faults;
    } cases[] = {
        {"name: x\n", "1:1: the manifest does not say its format (its first line is `lintel: 1`)"},
        {"lintel: 2\nnew_key: x\n",
         "1:9: the manifest is of format 2; this lintel reads format 1 (use the lintel that it was "
         "written for, or write `lintel: 1`)"},
        {"[a]\n",
         "1:1: the manifest is a mapping of keys, not a list (its first line is `lintel: 1`)"},
        {"lintel: 1\nschemas: x\n",
         "2:1: lintel.yaml has no key \"schemas\" (did you mean schema?)"},
        {"lintel: 1\nzzz: x\n", "2:1: lintel.yaml has no key \"zzz\" (`lintel explain lintel.yaml` "
                                "lists the keys)"},
        {"lintel: 1\nschemes: {s: {rol: x, role: y}}\n",
         "2:15: schemes.s has no key \"rol\" (did you mean role?)"},
        {"lintel: 1\nlimits: {burst: 3}\n",
         "2:10: limits has no key \"burst\" (it has the keys rate, body, timeout, request)"},
        {"lintel: 1\nschemes: {s: }\n",
         "2:11: schemes.s has no role (add role: The database role that the scheme's callers act "
         "as.)"},
        {"lintel: 1\nname: [a]\n",
         "2:7: name must be a text, not a list (`lintel explain lintel.yaml:name` has an example)"},
        {"lintel: 1\nname:\n", "2:1: name must be a text, not nothing (`lintel explain "
                               "lintel.yaml:name` has an example)"},
        {"lintel: 1\nsecrets: [A]\n",
         "2:10: secrets must be a mapping of keys to values, not a list "
         "(`lintel explain lintel.yaml:secrets` has an example)"},
        {"lintel: 1\nplatform: supabse\n", "2:11: platform is one of postgres, supabase, not "
                                           "\"supabse\" (did you mean supabase?)"},
        {"lintel: 1\nservices: {w: {public: yes}}\n",
         "2:24: services.w.public must be true or false, not a text (`lintel explain "
         "lintel.yaml:services.*.public` has an example)"},
        {"lintel: 1\nlimits: {rate: 100/minutes}\n",
         "2:16: limits.rate is no rate: \"100/minutes\" (write a number, a slash and a time: "
         "100/min, 20/s, 100/15min)"},
        {"lintel: 1\nlimits: {body: 1GB}\n", "2:16: limits.body is no size: \"1GB\" (write a count "
                                             "and a unit: 1MB, 64KB; 100MB at most)"},
        {"lintel: 1\nlimits: {timeout: 2h}\n", "2:19: limits.timeout is no duration: \"2h\" (write "
                                               "a count and a unit: 2s, 500ms, an hour at "
                                               "most)"},
        {"lintel: 1\nlimits: {timeout: 3s, request: 2s}\n",
         "2:19: limits.timeout is longer than limits.request (a statement is a part of its "
         "request)"},
        {"lintel: 1\norigins: https://a.example/\n",
         "2:10: origins holds \"https://a.example/\", which is no origin (write scheme and host in "
         "lower "
         "case, and the port where it is not the usual one, without a path: "
         "https://app.example.com)"},
        {"lintel: 1\norigins: ['http://a.example:80']\n",
         "2:12: origins holds \"http://a.example:80\", which no browser sends (leave out the port: "
         "it is "
         "the usual one of its scheme)"},
        {"lintel: 1\norigins: ['*', 'https://a.example']\n",
         "2:12: origins holds \"*\" beside others, which it includes (write \"*\" alone, or name "
         "the "
         "origins that may call)"},
        {"lintel: 1\nsensitive: []\n",
         "2:12: sensitive is an empty list (leave the key out, or say "
         "what belongs there)"},
        {"lintel: 1\nschema: ../x\n",
         "2:9: schema leads out of the manifest's folder: ../x (put the manifest into a folder "
         "that holds all of the design)"},
        {"lintel: 1\nschema: a/../../x\n", "2:9: schema leads out of the manifest's folder: "
                                           "a/../../x (put the manifest into a folder "
                                           "that holds all of the design)"},
        {"lintel: 1\nschema: nowhere.sql\n",
         "2:9: schema names \"nowhere.sql\", which is not there "
         "(paths begin in the manifest's folder)"},
        {"lintel: 1\ncontract: 'https://a.example/api.yaml'\n",
         "2:12: contract is a path, not a URL (put a copy beside the manifest and name that)"},
        {"lintel: 1\nplatform: postgres\ndefault_grants: legacy\n",
         "3:17: default_grants is about Supabase, and the platform is postgres (leave out "
         "default_grants: plain PostgreSQL grants new tables to nobody)"},
        {"lintel: 1\nsettings: {user_id: sub}\n",
         "2:12: settings.user_id is no setting of your own: its name has no dot (name it "
         "app.user_id, in the SQL too)"},
        {"lintel: 1\nsecrets: {A: x, A: y}\n",
         "2:17: key \"A\" was given before, on line 2 (keep one of them)"},
        {"lintel: 1\nservices: {w: {secrets: [A, A]}}\n",
         "2:29: services.w.secrets names \"A\" twice (keep one of them)"},
        {"lintel: 1\nignore: [{rule: a/b, at: x}]\n",
         "2:10: ignore[1] has no reason (add reason: Why the finding is not to be acted on.)"},
        {"lintel: 1\nsecrets: {my-key: x}\n",
         "2:11: a name in secrets is no name of an environment variable (the name has letters, "
         "digits and _ only: JWT_SECRET)"},
    };
    for (size_t i = 0; i < array_length(cases); i++)
        assert_string_equal(faults_of(cases[i].text), cases[i].faults);
}

// Values of secrets: one fault each, and nowhere a byte of them.
static void test_secrets(void **state)
{
    (void)state;
    static const struct {
        const char *text, *secret;
    } cases[] = {
        {"lintel: 1\nschemes: {s: {role: a, secret: eyJhbGciOiJIUzI1.eyJzdWIiOiIxMjM0}}\n",
         "eyJzdWIiOiIxMjM0"},
        {"lintel: 1\nsecrets: {KEY: sk_live_1234567890abcdef}\n", "1234567890abcdef"},
        {"lintel: 1\nsecrets: {sk_live_1234567890abcdef: x}\n", "1234567890abcdef"},
        {"lintel: 1\nsecrets: {KEY: 'postgres://app:hunter2@db/x'}\n", "hunter2"},
        {"lintel: 1\ndatabase_url: postgres://app:hunter2@db/x\n", "hunter2"},
        {"lintel: 1\nschemes: {s: {role: a, secret: 3f9a0b1c2d4e5f60718293a4b5c6d7e8}}\n",
         "3f9a0b1c2d4e5f60718293a4b5c6d7e8"},
        {"lintel: 1\nservices: {w: {secrets: [qX9vT2mLp0aZ7yWc4eR8]}}\n", "qX9vT2mLp0aZ7yWc4eR8"},
        {"lintel: 1\nanswers:\n  a: |\n    -----BEGIN RSA PRIVATE KEY-----\n    MIIEow\n",
         "MIIEow"},
        {"lintel: 1\nschema: nowhere # postgres://app:hunter2@db/x\n", "hunter2"},
        {"lintel: 1\nsk_live_1234567890abcdef: 1\nsk_live_1234567890abcdef: 2\n",
         "1234567890abcdef"},
    };
    for (size_t i = 0; i < array_length(cases); i++) {
        const char *faults = faults_of(cases[i].text);
        assert_true(*faults);
        assert_null(strstr(faults, cases[i].secret));
        assert_null(strstr(design->manifest->file->bytes, cases[i].secret));
        assert_int_equal(strlen(design->manifest->file->bytes), strlen(cases[i].text));
    }
    static const char *const harmless[] = {
        "lintel: 1\nsecrets: {SUPABASE_SERVICE_ROLE_KEY: 'the risk-based-approach-2 of "
        "sk-learn'}\n",
        "lintel: 1\nanswers: {a: 'postgres://user:password@host, and postgres://u:$PASS@h'}\n",
        "lintel: 1\nschemes: {s: {role: a, issuer: 'https://auth.example.com:8080/x@y'}}\n",
    };
    for (size_t i = 0; i < array_length(harmless); i++)
        assert_string_equal(faults_of(harmless[i]), "");
}

static void test_bounds(void **state)
{
    (void)state;
    assert_false(read_text("lintel: [1\n"));
    assert_non_null(strstr(error.message, "lintel.yaml:"));
    assert_false(read_text(""));
    assert_false(read_text("a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\n"
                           "c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"
                           "d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\n"
                           "e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\n"));
    struct text text;
    text_init(&text);
    text_add(&text, "lintel: 1\n");
    for (int i = 0; i < 500; i++)
        text_format(&text, "unknown%d: x\n", i);
    assert_true(read_text(text.string));
    assert_int_equal(design->faults.count, 100);
    text_release(&text);
    text_init(&text);
    text_add(&text, "lintel: 1\nsecrets:\n");
    for (int i = 0; i < 2001; i++)
        text_format(&text, "  A%d: x\n", i);
    assert_string_equal(faults_of(text.string),
                        "3:3: secrets holds more than 2000 items (the rest is not read)");
    assert_int_equal(design->manifest->secrets.count, 2000);
    while (text.length <= 1 << 20)
        text_add(&text, "# more\n");
    assert_false(read_text(text.string));
    assert_string_equal(error.message, "lintel.yaml: a manifest is at most 1 MB");
    text_release(&text);
}

// Each key has all its words, is found by its own path, stands below one that is there, and its
// example is read without a fault but for paths.
static void test_table(void **state)
{
    (void)state;
    for (unsigned i = 0; i < manifest_keys_count(); i++) {
        const struct manifest_key *key = manifest_key_at(i);
        assert_true(key->summary && key->explanation && key->absent && key->used_by);
        assert_ptr_equal(manifest_find_key(key->path), key);
        const char *dot = strrchr(key->path, '.');
        if (dot) {
            struct arena *arena = arena_new();
            assert_non_null(
                manifest_find_key(arena_copy(arena, key->path, (size_t)(dot - key->path))));
            arena_free(arena);
        }
        struct text text;
        text_init(&text);
        text_format(&text, "%s%s\n", i ? "lintel: 1\n" : "", key->example);
        assert_true(read_text(text.string));
        list_each (struct fault, fault, &design->faults)
            assert_non_null(strstr(fault.message, "which is not there"));
        text_release(&text);
    }
    assert_string_equal(manifest_find_key("schemes.session.role")->path, "schemes.*.role");
    assert_string_equal(manifest_find_key("ignore[0].rule")->path, "ignore[].rule");
    assert_string_equal(manifest_find_key("settings.app.user_id")->path, "settings.*");
    assert_null(manifest_find_key("schemes.session.rol"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),  cmocka_unit_test(test_faults),
        cmocka_unit_test(test_secrets), cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_table),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    design_free(design);
    return failed;
}
