// SECURITY DEFINER functions whose names are looked up on the caller's search path.
#include "check/rule.h"
#include "link/name.h"

static bool pins_search_path(const struct function *function)
{
    list_each (struct setting, setting, &function->settings)
        if (strcasecmp(setting.name, "search_path") == 0)
            return true;
    return false;
}

// Whether names in its body are looked up when it runs. Those of a body in standard SQL (BEGIN
// ATOMIC, RETURN) were when it was made; C code looks up nothing by itself.
static bool looks_up_names(const struct function *function)
{
    return function->body && !string_equal(function->language, "c") &&
           !string_equal(function->language, "internal");
}

static const char *argument_types(struct check *check, const struct function *function)
{
    struct name_list types = {0};
    list_each (struct argument, argument, &function->arguments)
        if (argument.mode != ARGUMENT_OUT && argument.mode != ARGUMENT_TABLE)
            list_add(check->arena, &types, type_name_text(check->arena, argument.type));
    const char *list = "";
    list_each (const char *, type, &types)
        list = *list ? check_format(check, "%s, %s", list, type) : type;
    return list;
}

// Names go on being found where they most likely are: in the schemas of the default search path and
// the function's own. Temporary tables, which any caller can make, come last.
static const char *pinned(struct check *check, const struct function *function)
{
    bool is_supabase = check->design->platform == PLATFORM_SUPABASE;
    bool is_usual = strcmp(function->schema, "public") == 0 ||
                    (is_supabase && strcmp(function->schema, "extensions") == 0);
    return check_format(check, "ALTER %s %s(%s) SET search_path = %s%spublic%s, pg_temp;",
                        function->kind == FUNCTION_PROCEDURE ? "PROCEDURE" : "FUNCTION",
                        name_qualified(check->arena, function->schema, function->name),
                        argument_types(check, function),
                        is_usual ? "" : name_identifier(check->arena, function->schema),
                        is_usual ? "" : ", ", is_supabase ? ", extensions" : "");
}

static void check(struct check *check)
{
    struct arena *arena = check->arena;
    list_each (struct function *, function, &check->design->functions) {
        if (!function->is_security_definer || function->is_builtin || function->extension ||
            pins_search_path(function) || !looks_up_names(function))
            continue;
        const char *name = name_qualified(arena, function->schema, function->name);
        const char *kind = function->kind == FUNCTION_PROCEDURE ? "procedure" : "function";
        if (design_gap_may(check->design, "search_path", function->name)) {
            check_undecided(
                check, function->place,
                check_format(
                    check,
                    "a statement that could not be followed mentions %s %s and may set its "
                    "search_path",
                    kind, name));
            continue;
        }
        struct finding *finding = check_report(
            check,
            (struct finding){
                .place = function->place,
                .object = name_path(arena, function->schema, function->name, NULL),
                .message = check_format(check,
                                        "%s %s runs with its owner's rights (SECURITY DEFINER) on "
                                        "the caller's search_path",
                                        kind, name),
                .label = "no SET search_path",
                .help =
                    check_format(check,
                                 "ALTER %s %s(%s) SET search_path = ''; and qualify the names "
                                 "in its body with their schemas",
                                 function->kind == FUNCTION_PROCEDURE ? "PROCEDURE" : "FUNCTION",
                                 name, argument_types(check, function)),
                .fix = pinned(check, function),
                .fix_note = "names in its body are found in these schemas alone: if it needs "
                            "others, add them before pg_temp",
            });
        finding_note(check, finding,
                     "a caller who makes a temporary table, or puts a schema of their own first, "
                     "decides what unqualified names in the body mean");
    }
}

RULE(schema, definer_search_path, .level = LEVEL_ERROR,
     .summary = "a SECURITY DEFINER function without a pinned search_path",
     .explanation =
         "The body runs with its owner's rights, but names in it are looked up on the search_path "
         "of whoever calls. Temporary tables come first on every path, so a caller who may do "
         "nothing else can make a table of the name that the body reads, and the function then "
         "works on it with its owner's rights. SET search_path on the function ends that.\n"
         "\n"
         "Any SET search_path counts, also by a later ALTER FUNCTION. Bodies in standard SQL "
         "(BEGIN ATOMIC, RETURN) are bound when the function is made and need none; C functions "
         "and those of extensions and the platform are not judged. SECURITY INVOKER functions gain "
         "nothing for the caller.",
     .wrong = "CREATE TABLE todos (id bigint PRIMARY KEY, is_done boolean NOT NULL);\n"
              "CREATE FUNCTION finish(todo bigint) RETURNS void\n"
              "LANGUAGE sql SECURITY DEFINER\n"
              "AS $$ UPDATE public.todos SET is_done = true WHERE id = todo $$;\n",
     .right = "CREATE TABLE todos (id bigint PRIMARY KEY, is_done boolean NOT NULL);\n"
              "CREATE FUNCTION finish(todo bigint) RETURNS void\n"
              "LANGUAGE sql SECURITY DEFINER SET search_path = ''\n"
              "AS $$ UPDATE public.todos SET is_done = true WHERE id = todo $$;\n",
     .source = "splinter function_search_path_mutable, pgspot PS001")
