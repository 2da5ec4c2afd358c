// Calls whose body is followed: functions in SQL, by their last query, and in PL/pgSQL, by what
// read/plpgsql.h made of them. Arguments are not copied into the body; a parameter leads back to
// the call's operand in the frame it is meant in. Functions that lead back to themselves, and
// chains that are too long, are not followed.
#include "link/branch_part.h"
#include "link/query_part.h"
#include "read/builtin.h"

enum { FRAMES_DEEP = 12 };

// ---- PostgreSQL's own and the platform's --------------------------------------------------------------

static bool is_own_of_platform(const struct function *function)
{
    return function->is_builtin || function->extension;
}

static bool is_named(const struct expression *call, const char *const *names, size_t count)
{
    for (size_t at = 0; call->name && at < count; at++)
        if (strcmp(names[at], call->name) == 0)
            return true;
    return false;
}

// The same value in another form.
bool branch_call_keeps(const struct expression *call)
{
    static const char *const names[] = {"lower",   "upper",       "btrim",   "ltrim",  "rtrim",
                                        "initcap", "to_jsonb",    "to_json", "unistr", "normalize",
                                        "text",    "quote_ident", "casefold"};
    static const char *const trims[] = {"btrim", "ltrim", "rtrim"};
    // Of blanks; trimming letters may leave nothing.
    if (call->operands.count > 1 && is_named(call, trims, array_length(trims)))
        return false;
    return is_named(call, names, array_length(names));
}

// A part of a text, or of a path; a list of its parts.
bool branch_call_takes_part(const struct expression *call)
{
    static const char *const names[] = {
        "split_part",    "string_to_array", "foldername",  "filename", "extension",
        "substring",     "substr",          "left",        "right",    "regexp_split_to_array",
        "regexp_substr", "regexp_matches",  "regexp_match"};
    return is_named(call, names, array_length(names));
}

bool branch_call_gives_elements(const struct expression *call)
{
    static const char *const names[] = {"unnest",
                                        "jsonb_array_elements",
                                        "jsonb_array_elements_text",
                                        "json_array_elements",
                                        "json_array_elements_text",
                                        "jsonb_object_keys",
                                        "json_object_keys",
                                        "string_to_table",
                                        "regexp_split_to_table"};
    return is_named(call, names, array_length(names));
}

// ---- arguments ----------------------------------------------------------------------------------------

static const char *argument_name(const struct function *function,
                                 const struct expression *parameter)
{
    int32_t number = 0;
    list_each (struct argument, argument, &function->arguments) {
        if (argument.mode == ARGUMENT_OUT || argument.mode == ARGUMENT_TABLE)
            continue;
        number++;
        if (number == parameter->number)
            return argument.name ? argument.name : "an argument";
    }
    return parameter->name ? parameter->name : "an argument";
}

struct expression *branch_operand(const struct expression *parameter,
                                  const struct branch_frame **frame, const char **argument)
{
    const struct branch_frame *at = *frame;
    while (at && !at->function)
        at = at->parent;
    if (!at)
        return NULL;
    if (!at->call) {
        *argument = argument_name(at->function, parameter);
        return NULL;
    }
    struct frame call = {.call = at->call, .function = at->function};
    struct expression *operand = frame_operand(&call, parameter);
    *frame = at->outer;
    return operand;
}

// ---- entering -----------------------------------------------------------------------------------------

const struct branch_frame *branch_frame_function(struct branch_walker *walker,
                                                 struct function *function,
                                                 const struct expression *call,
                                                 const struct branch_frame *outer)
{
    struct branch_frame *made = arena_make(walker->scratch, struct branch_frame);
    made->outer = outer;
    made->call = call;
    made->function = function;
    made->session = outer->session;
    if (function->is_security_definer)
        made->session = (struct branch_rights){true, function->owner};
    made->tables = made->session;
    made->through = arena_format(walker->arena, "function %s", function->name);
    made->depth = outer->depth + 1;
    made->calls = outer->calls + 1;
    return made;
}

static bool calls_itself(const struct function *function, const struct branch_frame *frame)
{
    for (; frame; frame = frame->outer)
        if (frame->function == function)
            return true;
    return false;
}

static const char *unread(struct branch_walker *walker, const struct function *function)
{
    struct arena *arena = walker->arena;
    const char *name = function->name, *language = function->language;
    if (string_equal(language, "plpgsql"))
        return arena_format(arena, "the function %s is not followed: %s", name,
                            function->result_unread ? function->result_unread
                                                    : "its body was not read");
    if (string_equal(language, "sql"))
        return arena_format(arena, "the body of the function %s was not understood", name);
    if (!language)
        return arena_format(arena, "the function %s has no body that is read", name);
    return arena_format(arena, "the function %s is in %s, which is not read", name, language);
}

// Whether the caller is somebody else after it, or while it runs.
static bool changes_caller(const struct function *function)
{
    static const char *const words[] = {"set_config", "set local", "set session", "set role"};
    list_each (struct setting, setting, &function->settings)
        if (strchr(setting.name, '.') || string_equal(setting.name, "role"))
            return true;
    for (size_t at = 0; function->body && at < array_length(words); at++)
        if (strcasestr(function->body, words[at]))
            return true;
    return false;
}

static bool is_read(const struct function *function)
{
    if (function->kind != FUNCTION_FUNCTION)
        return false;
    if (function->result || function->result_rows.count > 0)
        return true;
    if (!string_equal(function->language, "sql") || function->queries.count == 0)
        return false;
    const struct query *last = function->queries.items[function->queries.count - 1];
    return last->kind == QUERY_SELECT || last->kind == QUERY_VALUES || last->kind == QUERY_UNION ||
           last->kind == QUERY_INTERSECT || last->kind == QUERY_EXCEPT;
}

bool branch_function_leaves(struct branch_walker *walker, struct function *function,
                            const struct branch_frame *frame, const struct branch_path *path,
                            struct branch_leaves *out, const char **reason)
{
    if (!is_read(function)) {
        *reason = unread(walker, function);
        return false;
    }
    if (changes_caller(function)) {
        *reason = arena_format(walker->arena, "the function %s sets what tells callers apart",
                               function->name);
        return false;
    }
    if (function->result) {
        list_add(
            walker->scratch, out,
            (struct branch_leaf){.path = path, .expression = function->result, .frame = frame});
        return true;
    }
    if (function->result_rows.count > 0) {
        list_each (struct query *, query, &function->result_rows)
            branch_rows(walker, query, frame, path, out);
        return true;
    }
    branch_rows(walker, function->queries.items[function->queries.count - 1], frame, path, out);
    return true;
}

// STRICT: whether an argument is surely NULL.
static bool has_null_argument(struct branch_walker *walker, const struct expression *call,
                              const struct branch_frame *frame, const struct branch_path *path)
{
    list_each (struct expression *, operand, &call->operands) {
        struct branch_values values = {0};
        branch_value(walker, argument_value(operand), MODE_VALUE, frame, path, &values);
        bool is_null = values.count > 0;
        list_each (struct branch_found, found, &values)
            is_null &= found.value.is_null;
        if (is_null)
            return true;
    }
    return false;
}

// What a call means that was not resolved: NULL where it is PostgreSQL's own.
static const char *unresolved(struct branch_walker *walker, const struct expression *call)
{
    const struct design *design = walker->context->design;
    const char *name = call->name ? call->name : "?";
    const char *schema = call->schema ? call->schema : "public";
    if (call->is_resolved)
        return NULL;
    if (design_find_function(design, schema, name))
        return arena_format(walker->arena, "which of the functions called %s is meant is not known",
                            name);
    if (builtin_lists("postgres", "function", name))
        return NULL;
    list_each (struct extension *, extension, &design->extensions)
        if (builtin_lists(extension->name, "function", name))
            return NULL;
    return arena_format(walker->arena, "nothing declares the function %s", name);
}

bool branch_call_leaves(struct branch_walker *walker, struct expression *call,
                        const struct branch_frame *frame, const struct branch_path *path,
                        struct branch_leaves *out, const char **reason)
{
    struct function *function = call->function;
    *reason = NULL;
    if (!function) {
        *reason = unresolved(walker, call);
        return false;
    }
    if (is_own_of_platform(function))
        return false;
    if (calls_itself(function, frame)) {
        *reason = arena_format(walker->arena, "the function %s calls itself", function->name);
        return false;
    }
    if (frame->calls >= FRAMES_DEEP) {
        *reason = arena_format(walker->arena, "the calls that lead to the function %s are too many",
                               function->name);
        return false;
    }
    list_each (struct expression *, operand, &call->operands)
        if (expression_is_part(operand, "variadic")) {
            *reason = arena_format(walker->arena, "the function %s is called with VARIADIC",
                                   function->name);
            return false;
        }
    if (function->is_strict && is_read(function) && has_null_argument(walker, call, frame, path))
        return true;
    return branch_function_leaves(
        walker, function, branch_frame_function(walker, function, call, frame), path, out, reason);
}

// ---- asked again ----------------------------------------------------------------------------------------

// A function that is called twice with the same arguments gives the same, and so does a subquery
// that stands in the text twice. (A VOLATILE function that only reads does so too, but for what
// others commit in between.)
struct branch_memory branch_memory_of(struct branch_walker *walker, struct expression *asked,
                                      const struct branch_frame *frame,
                                      const struct branch_path *path)
{
    struct branch_memory memory = {.asked = asked, .frame = frame, .is_usable = true};
    if (asked->kind != EXPRESSION_CALL)
        return memory;
    memory.is_usable = asked->function && !is_own_of_platform(asked->function) &&
                       branch_call_is_scalar(asked) && asked->operands.count <= 4;
    if (!memory.is_usable)
        return memory;
    list_each (struct expression *, operand, &asked->operands) {
        struct branch_values values = {0};
        const struct branch_frame *inner = frame;
        struct expression *behind = branch_behind(operand, &inner);
        bool is_plain =
            behind && (behind->kind == EXPRESSION_COLUMN || behind->kind == EXPRESSION_STRING ||
                       behind->kind == EXPRESSION_NUMBER ||
                       (behind->kind == EXPRESSION_CALL && behind->function &&
                        is_own_of_platform(behind->function) && behind->operands.count == 0));
        if (is_plain)
            branch_value(walker, behind, MODE_VALUE, inner, path, &values);
        if (values.count != 1 || values.items[0].path != path ||
            values.items[0].value.term.kind == TERM_UNKNOWN) {
            memory.is_usable = false;
            return memory;
        }
        list_add(walker->scratch, &memory.arguments, values.items[0].value.term);
    }
    return memory;
}

static bool same_arguments(const struct term_list *a, const struct term_list *b)
{
    if (a->count != b->count)
        return false;
    for (uint32_t at = 0; at < a->count; at++)
        if (!branch_term_same(&a->items[at], &b->items[at]))
            return false;
    return true;
}

static bool same_question(struct branch_walker *walker, const struct branch_memory *memory,
                          const struct branch_binding *binding)
{
    const struct expression *a = memory->asked, *b = binding->asked;
    if (a->kind != b->kind)
        return false;
    if (a->kind == EXPRESSION_CALL)
        return a->function == b->function &&
               same_arguments(&memory->arguments, &binding->arguments);
    return binding->frame == memory->frame &&
           (a == b ||
            strcmp(expression_text(walker->scratch, a), expression_text(walker->scratch, b)) == 0);
}

const struct branch_value *branch_recall(struct branch_walker *walker,
                                         const struct branch_memory *memory,
                                         const struct branch_path *path)
{
    if (memory->is_usable)
        for (const struct branch_binding *at = path->bindings; at; at = at->before)
            if (at->kind == BINDING_RESULT && same_question(walker, memory, at))
                return &at->value;
    return NULL;
}

const struct branch_path *branch_remember(struct branch_walker *walker,
                                          const struct branch_memory *memory,
                                          const struct branch_value *value,
                                          const struct branch_path *path)
{
    if (!memory->is_usable || value->term.kind == TERM_UNKNOWN)
        return path;
    return branch_path_bind(walker, path,
                            (struct branch_binding){.frame = memory->frame,
                                                    .kind = BINDING_RESULT,
                                                    .value = *value,
                                                    .asked = memory->asked,
                                                    .arguments = memory->arguments});
}

bool branch_call_is_scalar(const struct expression *call)
{
    bool is_known;
    return !call_returns_set(call, &is_known);
}
