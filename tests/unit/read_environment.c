// Where environment variables are found: in source code of several languages, in templates of env
// files and in compose files; and what of them is never kept.
#include "read/environment_part.h"

#include "base/arena.h"

#include <setjmp.h>
// cmocka wants setjmp.h first
#include <cmocka.h>

static struct arena *arena;

// The names found, by commas, "?" for one that is not known; the text as it is after masking in
// `shown`, which may be NULL.
static const char *names_of(bool (*read)(struct environment_text *), const char *path,
                            const char *bytes, const char **shown)
{
    struct environment_text text = {.arena = arena,
                                    .path = path,
                                    .bytes = arena_copy_string(arena, bytes),
                                    .length = strlen(bytes)};
    const char *all = "";
    assert_true(read(&text));
    list_each (struct environment_name, name, &text.names)
        all = arena_format(arena, "%s%s%.*s", all, *all ? "," : "",
                           name.length ? (int)name.length : 1,
                           name.length ? bytes + name.offset : "?");
    if (shown)
        *shown = text.bytes;
    return all;
}

static void test_code(void **state)
{
    (void)state;
    static const struct {
        const char *path, *text, *names;
    } cases[] = {
        {"a.ts", "const a = process.env.A!, b = process.env?.B ?? process.env['C'];", "A,B,C"},
        {"a.js", "f(process.env[\"D\"], process.env[`E`], process . env . F)", "D,E"},
        {"a.js", "process.env.SET = 'x'; process.env['SET'] = 1; if (process.env.READ == 1) {}",
         "READ"},
        {"a.js", "process.env.OR ||= 1; x = () => process.env.ARROW => 2", "OR,ARROW"},
        {"a.ts", "import.meta.env.VITE_A; import.meta.env.DEV; import.meta.env['MODE']",
         "VITE_A,MODE"},
        {"a.ts", "Deno.env.get(\"A\"); Deno.env.get('B') ; Deno.env.set('C', '')", "A,B"},
        {"a.js", "const { A, B: b, C = 'x', ...rest } = process.env", "A,B,C,?"},
        {"a.js", "const {\n  A,\n  B,\n} = import.meta.env;", "A,B"},
        {"a.js", "process.env[name]; f(process.env); process.env['A' + b]", "?,?,?"},
        {"a.js", "process.env.hasOwnProperty('A'); processing.env.B; my_process.env.C", ""},
        {"a.js", "// process.env.A\n/* process.env.B */ process.env.C // process.env.D", "C"},
        {"a.js", "const u = `http://${process.env.HOST_NAME}/x`; '// ' + process.env.B",
         "HOST_NAME,B"},
        {"a.js", "const g = 'src/**/*.js'; process.env.A; const h = \"*/\";", "A"},
        {"a.js", "/* never ends process.env.A", "A"},
        {"a.jsx", "<p>Don't</p>\n// process.env.A\n{process.env.B}", "B"},
        {"a.py", "os.environ['A']; os.environ.get(\"B\", 'x'); os.getenv('C') # os.getenv('D')",
         "A,B,C"},
        {"a.py", "os.environ['A'] = 'x'; os.environ.get(name); os.environ.copy()", "?"},
        {"a.py", "from os import environ, getenv\nenviron['A']; getenv('B')\n", "A,B"},
        {"a.py", "def app(environ):\n  return environ['REQUEST_METHOD'], request.environ['X']\n",
         ""},
        {"a.go", "os.Getenv(\"A\"); v, ok := os.LookupEnv(`B`) // os.Getenv(\"C\")", "A,B"},
        {"a.rb", "ENV['A']; ENV.fetch('B', 'x'); ENV.fetch(\"C\") { 1 }; Foo.ENV['D'] # ENV['E']",
         "A,B,C"},
        {"a.js", "config.ENV['A']; ENV['B']", ""},
        {"a.rs", "std::env::var(\"A\"); env::var_os(\"B\"); env!(\"C\"); fn f<'a>(x: &'a str) {}",
         "A,B,C"},
        {"A.java", "System.getenv(\"A\"); System.getenv(name); Map m = System.getenv();", "A,?"},
        {"a.php", "getenv('A'); $_ENV['B']; // getenv('C')\n# getenv('D')", "A,B"},
        {"a.c", "getenv(\"A\"); secure_getenv(\"B\"); my_getenv2(\"C\");", "A"},
        {"a.ex", "System.get_env(\"A\"); System.fetch_env!(\"B\")", "A,B"},
        {"a.cs", "Environment.GetEnvironmentVariable(\"A\")", "A"},
        // strings: what is text, what is filled in, and what is not known
        {"a.py", "\"\"\" read os.environ['A']\nor os.getenv('B') \"\"\"\nos.getenv('C')", "C"},
        {"a.py", "x = 'os.getenv(\"A\")'; f'{os.environ[\"B\"]}'; '{os.getenv(\"C\")}'", "B"},
        {"a.py", "it = 'it\\'s'; os.getenv('A') # don't\nos.getenv('B')", "A,B"},
        {"a.go",
         "x := `set os.Getenv(\"A\")\nos.Getenv(\"B\")`; os.Getenv(\"C\"); y := '`'; "
         "os.Getenv(\"D\")",
         "C,D"},
        {"a.js", "x = 'node -e process.env.A'; `process.env.B ${process.env.C}`", "?,?,C"},
        {"a.jsx", "<p>It's {process.env.A} and it's</p>", "A"},
        {"a.rb", "\"#{ENV['A']} ENV['B']\"", "A,?"},
        // words of a file's own, and other forms
        {"a.py", "from os import environ as env\nenv['A']; env.get('B'); x.env['C']; env[d]",
         "A,B,?"},
        {"a.py", "if 'A' in os.environ or \"B\" not in os.environ: pass\nk in os.environ", "A,B"},
        {"a.py", "import pydantic\nx: str = Field(..., env='A')\ny = f(env=e)", "A"},
        {"a.py", "run(env='A')", ""},
        {"a.ts", "process?.env?.A; process?.env?.['B']", "A,B"},
        {"a.ts", "import { A, B as C } from '$env/static/private';", "A,B"},
        {"a.ts", "import * as all from \"$env/static/public\"", "?"},
        {"a.ts", "import { env } from '$env/dynamic/private';\nenv.A; env[b]; config.env.C", "A,?"},
        {"a.js", "", ""},
        {"a.js", "process.env", "?"},
        {"a.js", "process.env.", ""},
        {"a.js", "process.env[", "?"},
        {"a.js", "process.env['", "?"},
        {"a.js", "'\\", ""},
    };
    for (size_t i = 0; i < array_length(cases); i++)
        assert_string_equal(names_of(environment_read_code, cases[i].path, cases[i].text, NULL),
                            cases[i].names);
    assert_true(environment_is_code("a.tsx"));
    assert_false(environment_is_code("a.png"));
}

static void test_template(void **state)
{
    (void)state;
    const char *shown;
    assert_string_equal(names_of(environment_read_template, ".env.example",
                                 "# about A=1\nA=1\nexport B = \"x y\"\n  C=\n#D=1\nno line\n9E=1\n"
                                 "F=last",
                                 &shown),
                        "A,B,C,F");
    assert_string_equal(shown,
                        "# about A=1\nA=*\nexport B = ** **\n  C=\n#D=1\nno line\n9E=1\nF=****");
    assert_true(environment_is_template(".env.example"));
    assert_true(environment_is_template(".env.local.sample"));
    assert_true(environment_is_template("env.example"));
    assert_false(environment_is_template(".env"));
    assert_false(environment_is_template(".env.local"));
    assert_false(environment_is_template("example.json"));
}

static void test_compose(void **state)
{
    (void)state;
    const char *shown;
    assert_string_equal(
        names_of(environment_read_compose, "compose.yaml",
                 "services:\n  db:\n    image: pg:${TAG:-15}\n    command: $$NOT $SHORT\n"
                 "    environment:\n      POSTGRES_PASSWORD: hunter2\n      COPY: ${COPY:?err}\n"
                 "  api:\n    environment:\n      - A=x\n      - B\n      - C=${D}\n"
                 "x-other: ${E-${F}} # ${G}\n",
                 &shown),
        "TAG,SHORT,COPY,D,E,F,POSTGRES_PASSWORD,COPY,A,B,C");
    assert_null(strstr(shown, "hunter2"));
    assert_non_null(strstr(shown, "- A=*\n      - B\n      - C=${D}"));
    assert_true(environment_is_compose("docker-compose.yml"));
    assert_true(environment_is_compose("compose.prod.yaml"));
    assert_false(environment_is_compose("composer.yaml"));
    struct environment_text text = {.arena = arena,
                                    .path = "compose.yaml",
                                    .bytes = arena_copy_string(arena, "a: ["),
                                    .length = 4};
    assert_false(environment_read_compose(&text));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_code),
        cmocka_unit_test(test_template),
        cmocka_unit_test(test_compose),
    };
    arena = arena_new();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(arena);
    return failed;
}
