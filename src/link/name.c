// Names as text: see name.h. Quoting is design/identifier.h's; this puts the results into an arena.
#include "link/name.h"

#include "design/identifier.h"

static const char *text_keep(struct arena *arena, struct text *text)
{
    const char *kept = arena_copy(arena, text->string ? text->string : "", text->length);
    text_release(text);
    return kept;
}

const char *name_identifier(struct arena *arena, const char *name)
{
    return name_qualified(arena, NULL, name);
}

const char *name_qualified(struct arena *arena, const char *schema, const char *name)
{
    struct text text;
    text_init(&text);
    identifier_print_qualified(&text, string_equal(schema, "public") ? NULL : schema, name);
    return text_keep(arena, &text);
}

const char *name_relation(struct arena *arena, const struct relation *relation)
{
    return name_qualified(arena, relation->schema, relation->name);
}

const char *name_column(struct arena *arena, const struct column *column)
{
    const char *name = name_identifier(arena, column->name);
    return column->relation
               ? arena_format(arena, "%s.%s", name_relation(arena, column->relation), name)
               : name;
}

const char *name_columns(struct arena *arena, const struct column_list *columns)
{
    struct text text;
    text_init(&text);
    list_each (struct column *, column, columns) {
        if (text.length)
            text_add(&text, ", ");
        identifier_print(&text, column->name);
    }
    return text_keep(arena, &text);
}

const char *name_path(struct arena *arena, const char *schema, const char *name, const char *part)
{
    return part ? arena_format(arena, "%s.%s.%s", schema, name, part)
                : arena_format(arena, "%s.%s", schema, name);
}

const char *name_shortened(struct arena *arena, const char *text, size_t length)
{
    if (strlen(text) <= length)
        return text;
    while (length > 0 && ((unsigned char)text[length] & 0xC0) == 0x80)
        length--;
    return arena_format(arena, "%.*s...", (int)length, text);
}

const char *name_join(struct arena *arena, const struct name_list *names, const char *last)
{
    struct text text;
    text_init(&text);
    for (uint32_t at = 0; at < names->count; at++) {
        if (at > 0 && at + 1 == names->count)
            text_format(&text, " %s ", last);
        else if (at > 0)
            text_add(&text, ", ");
        text_add(&text, names->items[at]);
    }
    return text_keep(arena, &text);
}
