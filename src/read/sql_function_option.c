// The options of CREATE and ALTER FUNCTION, and where a body stands in the file.
//
//   option ::= LANGUAGE name | IMMUTABLE | STABLE | VOLATILE | [NOT] LEAKPROOF
//            | STRICT | RETURNS NULL ON NULL INPUT | CALLED ON NULL INPUT
//            | [EXTERNAL] SECURITY DEFINER | INVOKER | PARALLEL { UNSAFE | RESTRICTED | SAFE }
//            | SET name { TO | = } value | SET name FROM CURRENT | RESET name | RESET ALL
//            | COST n | ROWS n | SUPPORT f | WINDOW | TRANSFORM ...
#include "read/sql_function.h"

// ---- SET ----------------------------------------------------------------------------------------

// Settings whose value is a list of names: PostgreSQL stores each quoted where it must be.
static bool is_name_list(const char *setting)
{
    static const char *const lists[] = {"search_path", "temp_tablespaces",
                                        "local_preload_libraries", "session_preload_libraries",
                                        "shared_preload_libraries"};
    for (size_t i = 0; i < array_length(lists); i++)
        if (strcasecmp(lists[i], setting) == 0)
            return true;
    return false;
}

// As quote_identifier writes it, but for keywords other than those that name schemas in practice.
static const char *quoted_name(struct arena *arena, const char *name)
{
    bool plain = (name[0] >= 'a' && name[0] <= 'z') || name[0] == '_';
    for (const char *at = name; *at && plain; at++)
        plain = (*at >= 'a' && *at <= 'z') || (*at >= '0' && *at <= '9') || *at == '_';
    static const char *const keywords[] = {"user", "all", "default", "table", "end", "order"};
    for (size_t i = 0; i < array_length(keywords) && plain; i++)
        plain = strcmp(keywords[i], name) != 0;
    if (plain)
        return name;
    size_t length = 0;
    char *quoted = arena_allocate(arena, 2 * strlen(name) + 3);
    quoted[length++] = '"';
    for (const char *at = name; *at; at++) {
        if (*at == '"')
            quoted[length++] = '"';
        quoted[length++] = *at;
    }
    quoted[length] = '"';
    return quoted;
}

static const char *constant_text(struct arena *arena, const node *tree)
{
    if (!tree || tree->node_case != PG_QUERY__NODE__NODE_A_CONST)
        return NULL;
    const PgQuery__AConst *constant = tree->a_const;
    switch (constant->val_case) {
    case PG_QUERY__A__CONST__VAL_SVAL:
        return constant->sval->sval;
    case PG_QUERY__A__CONST__VAL_IVAL:
        return arena_format(arena, "%d", constant->ival->ival);
    case PG_QUERY__A__CONST__VAL_FVAL:
        return constant->fval->fval;
    case PG_QUERY__A__CONST__VAL_BOOLVAL:
        return constant->boolval->boolval ? "true" : "false";
    default:
        return NULL;
    }
}

// The value as pg_proc.proconfig holds it: search_path = '' is `""`.
static const char *setting_value(struct replay *replay, const PgQuery__VariableSetStmt *tree)
{
    bool quotes = is_name_list(tree->name);
    const char *value = NULL;
    for (size_t i = 0; i < tree->n_args; i++) {
        const char *one = constant_text(replay->scratch, tree->args[i]);
        if (!one)
            one = "";
        else if (quotes)
            one = quoted_name(replay->scratch, one);
        value = value ? arena_format(replay->scratch, "%s, %s", value, one) : one;
    }
    return arena_copy_string(replay->arena, value ? value : "");
}

static void change_setting(struct replay *replay, struct function *function,
                           const PgQuery__VariableSetStmt *tree)
{
    if (tree->kind == PG_QUERY__VARIABLE_SET_KIND__VAR_RESET_ALL) {
        function->settings.count = 0;
        return;
    }
    uint32_t at = 0;
    while (at < function->settings.count &&
           strcasecmp(function->settings.items[at].name, tree->name) != 0)
        at++;
    struct setting setting = {0};
    switch (tree->kind) {
    case PG_QUERY__VARIABLE_SET_KIND__VAR_SET_VALUE:
        setting.value = setting_value(replay, tree);
        break;
    case PG_QUERY__VARIABLE_SET_KIND__VAR_SET_CURRENT:
        break;
    default: // RESET name, SET name TO DEFAULT
        if (at < function->settings.count)
            list_remove_at(&function->settings, at);
        return;
    }
    setting.name = arena_copy_string(replay->arena, tree->name);
    if (at < function->settings.count)
        function->settings.items[at] = setting;
    else
        list_add(replay->arena, &function->settings, setting);
}

// ---- the others ---------------------------------------------------------------------------------

void function_read_option(struct replay *replay, struct function *function,
                          const PgQuery__DefElem *element)
{
    const char *option = element->defname;
    const char *word = def_elem_string(replay->scratch, element);
    if (strcmp(option, "language") == 0 && word) {
        // Names are folded unless quoted, and the string form 'SQL' is folded too.
        char *language = arena_copy_string(replay->arena, word);
        for (char *at = language; *at; at++)
            *at = (char)(*at >= 'A' && *at <= 'Z' ? *at | 0x20 : *at);
        function->language = language;
    } else if (strcmp(option, "volatility") == 0 && word) {
        function->volatility = word[0] == 'i'   ? VOLATILITY_IMMUTABLE
                               : word[0] == 's' ? VOLATILITY_STABLE
                                                : VOLATILITY_VOLATILE;
    } else if (strcmp(option, "strict") == 0) {
        function->is_strict = def_elem_boolean(element);
    } else if (strcmp(option, "leakproof") == 0) {
        function->is_leakproof = def_elem_boolean(element);
    } else if (strcmp(option, "security") == 0) {
        function->is_security_definer = def_elem_boolean(element);
    } else if (strcmp(option, "parallel") == 0 && word) {
        function->parallel = word[0] == 's' || word[0] == 'r' ? word[0] : 'u';
    } else if (strcmp(option, "set") == 0 && element->arg &&
               element->arg->node_case == PG_QUERY__NODE__NODE_VARIABLE_SET_STMT) {
        change_setting(replay, function, element->arg->variable_set_stmt);
    }
}

// ---- the body's place ---------------------------------------------------------------------------

// Past spaces and comments.
static size_t skip_space(const char *text, size_t at)
{
    for (;;) {
        while (text[at] && strchr(" \t\r\n\f\v", text[at]))
            at++;
        if (text[at] == '-' && text[at + 1] == '-') {
            while (text[at] && text[at] != '\n')
                at++;
        } else if (text[at] == '/' && text[at + 1] == '*') {
            int depth = 0;
            do {
                if (text[at] == '/' && text[at + 1] == '*')
                    depth++, at += 2;
                else if (text[at] == '*' && text[at + 1] == '/')
                    depth--, at += 2;
                else
                    at++;
            } while (depth > 0 && text[at]);
        } else {
            return at;
        }
    }
}

struct place function_body_place(const struct replay *replay, int32_t location)
{
    if (location < 0 || replay->is_place_fixed)
        return replay_place(replay, location);
    return function_string_place(replay,
                                 (int32_t)skip_space(replay->text, (size_t)location + 2)); // AS
}

struct place function_string_place(const struct replay *replay, int32_t location)
{
    struct place as = replay_place(replay, location);
    if (location < 0 || replay->is_place_fixed)
        return as;
    const char *text = replay->text;
    size_t at = (size_t)location;
    size_t start, end;
    if (text[at] == '$') {
        const char *tag_end = strchr(text + at + 1, '$');
        if (!tag_end)
            return as;
        size_t tag_length = (size_t)(tag_end + 1 - (text + at));
        char *tag = arena_copy(replay->scratch, text + at, tag_length);
        start = at + tag_length;
        const char *close = strstr(text + start, tag);
        if (!close)
            return as;
        end = (size_t)(close - text);
    } else {
        if (text[at] == 'E' || text[at] == 'e')
            at++;
        if (text[at] != '\'')
            return as;
        start = end = at + 1;
        while (text[end] && (text[end] != '\'' || text[end + 1] == '\''))
            end += text[end] == '\'' || (text[end] == '\\' && text[end + 1]) ? 2 : 1;
    }
    return (struct place){replay->file, replay->text_offset + (uint32_t)start,
                          (uint32_t)(end - start)};
}
