// Calls whose answer follows from their arguments or from the model: format, quote_ident,
// to_regclass and their like. Everything else is unknown.
#include "design/identifier.h"
#include "read/sql_do_value.h"
#include "read/sql_object.h"

static const struct value unknown = {.kind = VALUE_UNKNOWN};

static struct value take(struct replay *replay, struct text *text)
{
    struct value value = value_text(arena_copy_string(replay->scratch, text->string));
    text_release(text);
    return value;
}

// '{a,"b c"}' as an array's text form. Nested arrays are not read.
struct value array_from_text(struct replay *replay, const char *text)
{
    struct value_list items = {0};
    const char *at = text;
    if (*at++ != '{' || strchr(at, '{') || strchr(at, '\\'))
        return unknown;
    while (*at && *at != '}') {
        char *item = arena_allocate(replay->scratch, strlen(at) + 1);
        size_t length = 0;
        while (*at == ' ')
            at++;
        if (*at == '"') {
            for (at++; *at && *at != '"'; at++)
                item[length++] = *at;
            at += *at == '"';
        } else {
            for (; *at && *at != ',' && *at != '}'; at++)
                item[length++] = *at;
        }
        list_add(replay->scratch, &items, value_text(item));
        if (*at == ',')
            at++;
    }
    return (struct value){.kind = VALUE_ARRAY, .items = items.items, .count = items.count};
}

// format(pattern, ...): %s, %I, %L, %% and %n$s. Widths are not read.
static struct value format_call(struct evaluation *evaluation, const struct expression *call)
{
    struct replay *replay = evaluation->replay;
    struct value pattern = evaluate(evaluation, call->operands.items[0]);
    if (pattern.kind != VALUE_TEXT)
        return unknown;
    struct text out;
    text_init(&out);
    uint32_t next = 1;
    bool is_known = true;
    for (const char *at = pattern.text; *at && is_known; at++) {
        if (*at != '%') {
            text_add_char(&out, *at);
            continue;
        }
        at++;
        if (*at == '%') {
            text_add_char(&out, '%');
            continue;
        }
        uint32_t position = 0;
        const char *digits = at;
        while (*digits >= '0' && *digits <= '9' && position < 1000)
            position = position * 10 + (uint32_t)(*digits++ - '0');
        if (*digits == '$' && position > 0) {
            next = position;
            at = digits + 1;
        }
        if (next >= call->operands.count || (*at != 's' && *at != 'I' && *at != 'L')) {
            is_known = false;
            break;
        }
        struct value value = evaluate(evaluation, call->operands.items[next++]);
        const char *string = value_string(replay, &value);
        if (value.kind == VALUE_NULL && *at != 'I') {
            text_add(&out, *at == 'L' ? "NULL" : "");
        } else if (!string) {
            is_known = false;
        } else if (*at == 's') {
            text_add(&out, string);
        } else if (*at == 'L') {
            literal_print(&out, string);
        } else {
            identifier_print(&out, string);
        }
    }
    if (is_known)
        return take(replay, &out);
    text_release(&out);
    return unknown;
}

static struct value concat_call(struct evaluation *evaluation, const struct expression *call)
{
    struct text out;
    text_init(&out);
    list_each (struct expression *, operand, &call->operands) {
        struct value value = evaluate(evaluation, operand);
        const char *string = value_string(evaluation->replay, &value);
        if (!string && value.kind != VALUE_NULL) {
            text_release(&out);
            return unknown;
        }
        text_add(&out, string ? string : "");
    }
    return take(evaluation->replay, &out);
}

static struct value cased(struct replay *replay, const char *string, bool upper)
{
    char *copy = arena_copy_string(replay->scratch, string);
    for (char *at = copy; *at; at++) {
        bool is_upper = *at >= 'A' && *at <= 'Z', is_lower = *at >= 'a' && *at <= 'z';
        if (upper ? is_lower : is_upper)
            *at ^= 0x20;
    }
    return value_text(copy);
}

static struct value replace_call(struct evaluation *evaluation, const struct expression *call)
{
    const char *strings[3];
    for (uint32_t i = 0; i < 3; i++) {
        struct value value = evaluate(evaluation, call->operands.items[i]);
        strings[i] = value_string(evaluation->replay, &value);
        if (!strings[i])
            return unknown;
    }
    size_t length = strlen(strings[1]);
    struct text out;
    text_init(&out);
    for (const char *at = strings[0]; *at;) {
        if (length && strncmp(at, strings[1], length) == 0) {
            text_add(&out, strings[2]);
            at += length;
        } else {
            text_add_char(&out, *at++);
        }
    }
    return take(evaluation->replay, &out);
}

// The input arguments' types, which is all that ALTER FUNCTION needs.
static struct value identity_arguments(struct replay *replay, const struct value *object)
{
    const struct function *function =
        object->kind == VALUE_OBJECT ? catalog_function_of(replay, object) : NULL;
    if (!function)
        return unknown;
    struct text out;
    text_init(&out);
    for (uint32_t i = 0; i < function->arguments.count; i++) {
        const struct argument *argument = &function->arguments.items[i];
        if (!argument_is_input(argument))
            continue;
        text_add(&out, out.length ? ", " : "");
        text_add(&out, type_name_text(replay->scratch, argument->type));
    }
    return take(replay, &out);
}

struct value evaluate_call(struct evaluation *evaluation, const struct expression *call)
{
    struct replay *replay = evaluation->replay;
    const char *name = call->name;
    uint32_t count = call->operands.count;
    if (!name || (call->schema && strcmp(call->schema, "pg_catalog") != 0))
        return unknown;
    if (strcmp(name, "format") == 0 && count > 0)
        return format_call(evaluation, call);
    if (strcmp(name, "concat") == 0)
        return concat_call(evaluation, call);
    if (strcmp(name, "replace") == 0 && count == 3)
        return replace_call(evaluation, call);
    if (strcmp(name, "current_schema") == 0 && count == 0)
        return value_text(replay_creation_schema(replay));
    if (count != 1)
        return unknown;
    struct value value = evaluate(evaluation, call->operands.items[0]);
    const char *string = value_string(replay, &value);
    if (value.kind == VALUE_NULL)
        return value;
    if (!string)
        return unknown;
    if (strcmp(name, "pg_get_function_identity_arguments") == 0)
        return identity_arguments(replay, &value);
    struct text out;
    if (strcmp(name, "quote_ident") == 0) {
        text_init(&out);
        identifier_print(&out, string);
        return take(replay, &out);
    }
    if (strcmp(name, "quote_literal") == 0) {
        text_init(&out);
        literal_print(&out, string);
        return take(replay, &out);
    }
    if (strcmp(name, "lower") == 0 || strcmp(name, "upper") == 0)
        return cased(replay, string, name[0] == 'u');
    if (value.kind == VALUE_OBJECT && string_starts_with(name, "to_reg"))
        return value;
    if (strcmp(name, "to_regclass") == 0)
        return catalog_relation(replay, string);
    if (strcmp(name, "to_regtype") == 0)
        return catalog_type(replay, string);
    if (strcmp(name, "to_regprocedure") == 0 || strcmp(name, "to_regproc") == 0)
        return catalog_function(replay, string);
    if (strcmp(name, "to_regnamespace") == 0)
        return design_find_schema(replay->design, string) ? value_object(NULL, string)
                                                          : value_text(NULL);
    if (strcmp(name, "to_regrole") == 0 && design_find_role(replay->design, string))
        return value_object(NULL, string);
    return unknown;
}
