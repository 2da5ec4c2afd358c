// Names of types, as format_type in PostgreSQL's sources writes them: built-in types by the SQL
// standard's names, others by their own, modifiers in parentheses, [] once for any array.
#include "design/type_text.h"

#include "design/identifier.h"
#include "design/lookup.h"

// What stands before and after the modifiers.
static const struct standard_name {
    const char *name, *before, *after;
} standard_names[] = {
    {"bit", "bit", ""},
    {"bool", "boolean", ""},
    {"float4", "real", ""},
    {"float8", "double precision", ""},
    {"int2", "smallint", ""},
    {"int4", "integer", ""},
    {"int8", "bigint", ""},
    {"interval", "interval", ""},
    {"numeric", "numeric", ""},
    {"time", "time", " without time zone"},
    {"timestamp", "timestamp", " without time zone"},
    {"timestamptz", "timestamp", " with time zone"},
    {"timetz", "time", " with time zone"},
    {"varbit", "bit varying", ""},
    {"varchar", "character varying", ""},
};

static bool is_builtin(const struct type_name *type)
{
    return !type->type && !type->row_of &&
           (!type->schema || strcmp(type->schema, "pg_catalog") == 0);
}

static void modifiers_print(struct text *out, const struct type_name *type)
{
    bool is_interval = is_builtin(type) && strcmp(type->name, "interval") == 0;
    // An interval's text names its fields, and its number is the precision: day to second(3).
    if (type->modifier_text)
        text_format(out, is_interval ? " %s" : "(%s)", type->modifier_text);
    if (type->modifier_count == 0 || (type->modifier_text && !is_interval))
        return;
    text_format(out, "(%d", (int)type->modifiers[0]);
    if (type->modifier_count > 1)
        text_format(out, ",%d", (int)type->modifiers[1]);
    else if (is_builtin(type) && strcmp(type->name, "numeric") == 0)
        text_add(out, ",0");
    text_add_char(out, ')');
}

static bool builtin_print(struct text *out, const struct type_name *type)
{
    if (!is_builtin(type))
        return false;
    if (strcmp(type->name, "bpchar") == 0 && type->modifier_count > 0) {
        text_add(out, "character");
        modifiers_print(out, type);
        return true;
    }
    if (strcmp(type->name, "bit") == 0 && type->modifier_count == 0) {
        text_add(out, "\"bit\""); // of any length, where bit would be bit(1)
        return true;
    }
    for (size_t i = 0; i < array_length(standard_names); i++) {
        if (strcmp(standard_names[i].name, type->name) == 0) {
            text_add(out, standard_names[i].before);
            modifiers_print(out, type);
            text_add(out, standard_names[i].after);
            return true;
        }
    }
    return false;
}

void type_name_print(struct text *out, const struct type_name *type)
{
    if (!type) {
        text_add(out, "unknown");
        return;
    }
    if (!builtin_print(out, type)) {
        // What is declared here is named as it is called now.
        const char *schema = type->schema, *name = type->name;
        if (type->type) {
            schema = type->type->schema;
            name = type->type->name;
        } else if (type->row_of) {
            schema = type->row_of->schema;
            name = type->row_of->name;
        }
        if (schema && (strcmp(schema, "pg_catalog") == 0 || strcmp(schema, "public") == 0))
            schema = NULL;
        identifier_print_qualified(out, schema, name);
        modifiers_print(out, type);
    }
    if (type->dimensions > 0)
        text_add(out, "[]");
}

char *type_name_text(struct arena *arena, const struct type_name *type)
{
    struct text text;
    text_init(&text);
    type_name_print(&text, type);
    char *copy = arena_copy(arena, text.string, text.length);
    text_release(&text);
    return copy;
}

// A type without its domains, as an array or not.
struct bare_type {
    const struct type_name *type;
    bool is_array;
};

static struct bare_type type_bare(const struct type_name *type, bool through_domains)
{
    bool is_array = type->dimensions > 0;
    // A domain cannot rest on itself in PostgreSQL; broken input might, so the steps are counted.
    for (uint32_t steps = 0; through_domains && !is_array && steps < 64; steps++) {
        if (!type->type || type->type->kind != TYPE_DOMAIN || !type->type->base)
            break;
        type = type->type->base;
        is_array = type->dimensions > 0;
    }
    return (struct bare_type){type, is_array};
}

bool type_name_same(const struct type_name *a, const struct type_name *b, bool through_domains)
{
    if (!a || !b)
        return false;
    struct bare_type bare_a = type_bare(a, through_domains), bare_b = type_bare(b, through_domains);
    if (bare_a.is_array != bare_b.is_array)
        return false;
    a = bare_a.type;
    b = bare_b.type;
    if (a->type || b->type)
        return a->type == b->type;
    if (a->row_of || b->row_of)
        return a->row_of == b->row_of;
    return string_equal(a->name, b->name) &&
           (!a->schema || !b->schema || strcmp(a->schema, b->schema) == 0);
}
