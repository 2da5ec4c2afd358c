// The small parts that every kind of object has: names, places, types, expressions, grants.
#include "design/dump_part.h"

#include "design/lookup.h"

void *dump_sorted(struct dump *dump, const void *items, uint32_t count, size_t size,
                  dump_compare *compare)
{
    void *copy = arena_copy(dump->arena, items, count * size);
    qsort_r(copy, count, size, compare, dump);
    return copy;
}

int dump_compare_names(const char *a, const char *b)
{
    if (!a || !b)
        return (a != NULL) - (b != NULL);
    return strcmp(a, b);
}

bool dump_shows(const struct dump *dump, struct place place)
{
    return dump->with_builtin || !place.file || !place.file->is_builtin;
}

void dump_place(struct dump *dump, const char *key, struct place place)
{
    if (!place.file)
        return;
    struct position position = place_position(place);
    json_key_string(
        &dump->json, key,
        arena_format(dump->arena, "%s:%u:%u", place.file->path, position.line, position.column));
}

void dump_expression(struct dump *dump, const char *key, const struct expression *expression)
{
    if (expression)
        json_key_string(&dump->json, key, expression_text(dump->arena, expression));
}

void dump_type(struct dump *dump, const char *key, const struct type_name *type)
{
    if (type)
        json_key_string(&dump->json, key, type_name_text(dump->arena, type));
}

void dump_qualified(struct dump *dump, const char *key, const char *schema, const char *name)
{
    if (name)
        json_key_string(&dump->json, key,
                        schema ? arena_format(dump->arena, "%s.%s", schema, name) : name);
}

void dump_names(struct dump *dump, const char *key, const char *const *names, uint32_t count)
{
    if (count == 0)
        return;
    json_key(&dump->json, key);
    json_array_compact(&dump->json);
    for (uint32_t i = 0; i < count; i++)
        json_string(&dump->json, names[i]);
    json_array_end(&dump->json);
}

void dump_column_names(struct dump *dump, const char *key, const struct column_list *columns)
{
    if (columns->count == 0)
        return;
    json_key(&dump->json, key);
    json_array_compact(&dump->json);
    list_each (struct column *, column, columns)
        json_string(&dump->json, column->name);
    json_array_end(&dump->json);
}

void dump_privileges(struct dump *dump, const char *key, uint32_t privileges)
{
    static const struct {
        uint32_t privilege;
        const char *name;
    } names[] = {
        {PRIVILEGE_SELECT, "SELECT"},     {PRIVILEGE_INSERT, "INSERT"},
        {PRIVILEGE_UPDATE, "UPDATE"},     {PRIVILEGE_DELETE, "DELETE"},
        {PRIVILEGE_TRUNCATE, "TRUNCATE"}, {PRIVILEGE_REFERENCES, "REFERENCES"},
        {PRIVILEGE_TRIGGER, "TRIGGER"},   {PRIVILEGE_EXECUTE, "EXECUTE"},
        {PRIVILEGE_USAGE, "USAGE"},       {PRIVILEGE_CREATE, "CREATE"},
        {PRIVILEGE_MAINTAIN, "MAINTAIN"},
    };
    if (privileges == 0)
        return;
    json_key(&dump->json, key);
    json_array_compact(&dump->json);
    for (size_t i = 0; i < array_length(names); i++) {
        if (privileges & names[i].privilege)
            json_string(&dump->json, names[i].name);
    }
    json_array_end(&dump->json);
}

static int compare_grants(const void *left, const void *right, void *dump)
{
    (void)dump;
    const struct grant *a = left, *b = right;
    int order = dump_compare_names(a->role, b->role);
    return order ? order : (int)a->is_assumed - (int)b->is_assumed;
}

void dump_grants(struct dump *dump, const struct grant_list *grants)
{
    const struct grant *sorted =
        dump_sorted(dump, grants->items, grants->count, sizeof *grants->items, compare_grants);
    bool any = false;
    for (uint32_t i = 0; i < grants->count; i++) {
        const struct grant *grant = &sorted[i];
        if (grant->privileges == 0 || !dump_shows(dump, grant->place))
            continue;
        if (!any) {
            json_key(&dump->json, "grants");
            json_array(&dump->json);
        }
        any = true;
        json_object_compact(&dump->json);
        json_key_string(&dump->json, "role", grant->role);
        dump_privileges(dump, "privileges", grant->privileges);
        dump_privileges(dump, "grantable", grant->grantable);
        json_key_boolean_if(&dump->json, "assumed", grant->is_assumed);
        dump_place(dump, "place", grant->place);
        json_object_end(&dump->json);
    }
    if (any)
        json_array_end(&dump->json);
}
