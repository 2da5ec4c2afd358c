// Names in a snapshot are SQL text, "Schema".table(arguments); the model has them without quotes.
#include "postgres/comparison_place.h"

#include "design/lookup.h"

// One name; *rest is behind it.
static const char *name_read(struct arena *arena, const char *text, const char **rest)
{
    if (*text != '"') {
        size_t length = strcspn(text, ".( ");
        *rest = text + length;
        return arena_copy(arena, text, length);
    }
    char *name = arena_copy(arena, text + 1, strlen(text + 1)), *to = name;
    for (text++; *text && !(text[0] == '"' && text[1] != '"'); text++) {
        text += text[0] == '"';
        *to++ = *text;
    }
    *to = '\0';
    *rest = *text ? text + 1 : text;
    return name;
}

static bool qualified_read(struct arena *arena, const char *text, const char **schema,
                           const char **name)
{
    const char *rest;
    *schema = name_read(arena, text, &rest);
    if (*rest != '.')
        return false;
    *name = name_read(arena, rest + 1, &rest);
    return true;
}

static const struct relation *relation_named(const struct design *design, struct arena *arena,
                                             const char *text)
{
    const char *schema, *name;
    return qualified_read(arena, text, &schema, &name) ? design_find_relation(design, schema, name)
                                                       : NULL;
}

// "table public.todos", "column title of table public.todos": behind the kind of what has parts.
static const char *behind_kind(const char *parent)
{
    static const char *const kinds[] = {"table ", "view ", "materialized view ", "foreign table ",
                                        "sequence "};
    const char *of = string_starts_with(parent, "column ") ? strstr(parent, " of ") : NULL;
    if (of)
        parent = of + strlen(" of ");
    for (size_t i = 0; i < array_length(kinds); i++)
        if (string_starts_with(parent, kinds[i]))
            return parent + strlen(kinds[i]);
    return NULL;
}

static struct place place_in(const struct relation *relation, struct arena *arena, const char *kind,
                             const char *name)
{
    const char *rest, *plain = name_read(arena, name, &rest);
    if (strcmp(kind, "policy") == 0) {
        const struct policy *policy = relation_find_policy(relation, plain);
        return policy ? policy->place : relation->place;
    }
    if (strcmp(kind, "column") == 0) {
        const struct column *column = relation_find_column(relation, plain);
        return column ? column->place : relation->place;
    }
    if (strcmp(kind, "constraint") == 0) {
        const struct constraint *constraint = relation_find_constraint(relation, plain);
        return constraint ? constraint->place : relation->place;
    }
    if (strcmp(kind, "trigger") == 0) {
        const struct trigger *trigger = relation_find_trigger(relation, plain);
        return trigger ? trigger->place : relation->place;
    }
    if (strcmp(kind, "grant") == 0)
        list_each (struct grant, grant, &relation->grants)
            if (strcmp(grant.role, strcmp(plain, "PUBLIC") == 0 ? "public" : plain) == 0)
                return grant.place;
    return relation->place;
}

static struct place place_find(const struct design *design, struct arena *arena, const char *kind,
                               const char *parent, const char *name, const char *property)
{
    const char *schema, *plain, *rest;
    bool is_grant = strcmp(kind, "grant") == 0;
    const char *table = *parent ? behind_kind(parent) : NULL;
    if (table) {
        const struct relation *relation = relation_named(design, arena, table);
        return relation ? place_in(relation, arena, kind, name) : (struct place){0};
    }
    if (*parent && !is_grant)
        return (struct place){0};
    // A grant on a function, type or schema is shown where that is declared.
    const char *space = *parent ? strchr(parent, ' ') : NULL;
    if (space) {
        kind = arena_copy(arena, parent, (size_t)(space - parent));
        name = space + 1;
    }
    if (strcmp(kind, "role") == 0) {
        const struct role *role = design_find_role(design, name_read(arena, name, &rest));
        return role ? role->place : (struct place){0};
    }
    if (strcmp(kind, "schema") == 0) {
        const struct schema *found = design_find_schema(design, name_read(arena, name, &rest));
        return found ? found->place : (struct place){0};
    }
    if (!qualified_read(arena, name, &schema, &plain))
        return (struct place){0};
    const struct relation *relation = design_find_relation(design, schema, plain);
    if (relation)
        return string_starts_with(property, "row security") && relation->row_security_place.file
                   ? relation->row_security_place
                   : relation->place;
    const struct function *function = design_find_function(design, schema, plain);
    if (function)
        return function->place;
    const struct type *type = design_find_type(design, schema, plain);
    return type ? type->place : (struct place){0};
}

const char *comparison_place(const struct design *design, struct arena *arena, const char *kind,
                             const char *parent, const char *name, const char *property)
{
    struct place place = place_find(design, arena, kind, parent, name, property);
    if (!place.file || place.file->is_builtin)
        return NULL;
    return arena_format(arena, "%s:%u", place.file->path, place_position(place).line);
}
