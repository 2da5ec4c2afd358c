// See tables.h: which tables and columns are judged, types behind domains, keys of a column.
#include "check/tables.h"

bool table_is_judged(const struct relation *relation)
{
    return relation_is_table(relation) && !relation->is_builtin && !relation->extension &&
           !relation->is_temporary && !relation->is_partition;
}

bool column_is_judged(const struct column *column)
{
    return !column->is_inherited || column->is_local;
}

const struct type_name *type_behind_domains(const struct type_name *type)
{
    for (int depth = 0; type && depth < 64; depth++) {
        if (!type->type || type->type->kind != TYPE_DOMAIN)
            return type;
        type = type->type->base;
    }
    return NULL;
}

static bool is_array(const struct type_name *type)
{
    for (int depth = 0; type && depth < 64; depth++) {
        if (type->dimensions > 0)
            return true;
        type = type->type && type->type->kind == TYPE_DOMAIN ? type->type->base : NULL;
    }
    return false;
}

static const struct type_name *plain(const struct type_name *type)
{
    const struct type_name *base = is_array(type) ? NULL : type_behind_domains(type);
    return base && !base->type && !base->row_of ? base : NULL;
}

bool type_is_builtin(const struct type_name *type, const char *name)
{
    const struct type_name *base = plain(type);
    return base && strcmp(base->name, name) == 0 &&
           (!base->schema || strcmp(base->schema, "pg_catalog") == 0);
}

const char *const type_texts[] = {"text", "varchar", "bpchar", "citext", NULL};
const char *const type_numbers[] = {"int2", "int4", "int8", "numeric", NULL};
const char *const type_integers[] = {"int2", "int4", "int8", NULL};
const char *const type_moments[] = {"timestamptz", "timestamp", NULL};

bool type_is_any(const struct type_name *type, const char *const *names)
{
    const struct type_name *base = plain(type);
    for (; base && *names; names++)
        if (strcmp(base->name, *names) == 0) // citext is in whatever schema its extension is
            return true;
    return false;
}

bool column_is_primary(const struct column *column)
{
    const struct constraint *key = relation_primary_key(column->relation);
    return key && column_list_has(&key->columns, column);
}

struct constraint *column_foreign_key(const struct column *column)
{
    list_each (struct constraint *, key, &column->relation->constraints)
        if (key->kind == CONSTRAINT_FOREIGN_KEY && key->columns.count == 1 &&
            key->columns.items[0] == column)
            return key;
    return NULL;
}

bool column_is_reference(const struct column *column)
{
    list_each (struct constraint *, key, &column->relation->constraints)
        if (key->kind == CONSTRAINT_FOREIGN_KEY && column_list_has(&key->columns, column))
            return true;
    return false;
}

const char *column_path(struct check *check, const struct column *column)
{
    return name_path(check->arena, column->relation->schema, column->relation->name, column->name);
}

const char *relation_path(struct check *check, const struct relation *relation)
{
    return name_path(check->arena, relation->schema, relation->name, NULL);
}
