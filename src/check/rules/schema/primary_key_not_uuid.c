// Primary keys that are no UUID with a generated default.
#include "check/tables.h"

struct seek {
    struct check *check;
    bool is_found;
};

static bool visit_call(struct expression *expression, void *context)
{
    struct seek *seek = context;
    seek->is_found |= expression->kind == EXPRESSION_CALL &&
                      rule_parameter_matches(seek->check, "generators", expression->name);
    return !seek->is_found;
}

static bool is_generated(struct check *check, const struct column *column)
{
    const struct type_name *type = column->type;
    struct expression *value = column->default_value ? column->default_value : column->generated;
    for (int depth = 0;
         !value && type && type->type && type->type->kind == TYPE_DOMAIN && depth < 64; depth++) {
        value = type->type->default_value;
        type = type->type->base;
    }
    struct seek seek = {check, false};
    expression_walk(value, visit_call, &seek);
    return seek.is_found;
}

static void report(struct check *check, const struct constraint *key, const struct column *column,
                   bool is_uuid)
{
    struct arena *arena = check->arena;
    const struct relation *relation = key->relation;
    const char *table = name_relation(arena, relation),
               *columns = name_columns(arena, &key->columns);
    bool is_single = key->columns.count == 1;
    bool is_id = is_single && string_ends_with(column->name, "id");
    const char *what =
        !is_single ? "holds no uuid with a generated default"
        : is_uuid  ? "is a uuid without a generated default"
                   : check_format(check, "is %s, not uuid", type_name_text(arena, column->type));
    const char *help =
        is_single && is_uuid
            ? check_format(check, "ALTER TABLE %s ALTER COLUMN %s SET DEFAULT gen_random_uuid();",
                           table, columns)
        : is_id ? check_format(check, "%s uuid DEFAULT gen_random_uuid() PRIMARY KEY", columns)
                : "id uuid DEFAULT gen_random_uuid() PRIMARY KEY, and UNIQUE for what is the key "
                  "now";
    check_report(check, (struct finding){
                            .place = column->place,
                            .object = relation_path(check, relation),
                            .message = check_format(check, "the primary key (%s) of %s %s", columns,
                                                    table, what),
                            .help = help,
                        });
}

static void judge(struct check *check, const struct constraint *key)
{
    bool has_reference = false;
    list_each (struct column *, column, &key->columns) {
        has_reference |= column_is_reference(column);
        if (type_is_builtin(column->type, "uuid") && is_generated(check, column))
            return;
    }
    struct column *first = key->columns.items[0];
    if (!has_reference)
        report(check, key, first, type_is_builtin(first->type, "uuid"));
}

static void check(struct check *check)
{
    list_each (struct relation *, relation, &check->design->relations) {
        const struct constraint *key = relation_primary_key(relation);
        if (table_is_judged(relation) && key && !key->is_inherited && key->columns.count > 0)
            judge(check, key);
    }
}

static const struct rule_parameter parameters[] = {
    {"generators", "*uuid*, uid",
     "functions that make a key's default: gen_random_uuid, uuid_generate_v4, auth.uid"},
    {NULL, NULL, NULL},
};

RULE(schema, primary_key_not_uuid, .level = LEVEL_OFF,
     .summary = "a primary key that is not a UUID with a generated default",
     .explanation =
         "A UUID can be made anywhere, tells nobody how many rows there are or which came before, "
         "and does not collide when two databases are merged. A number is half as long, sorts by "
         "age and can be read aloud. Both are sound; this rule holds a design to the first, where "
         "its profile says so.\n"
         "\n"
         "A key that refers to another table takes its value from there, so a key with a foreign "
         "key's column is not judged (one-to-one and junction tables); of several columns one uuid "
         "with a default is enough. Tables without a primary key are "
         "schema/primary-key-missing's. The parameter says which functions count as generators.",
     .wrong = "CREATE TABLE todos (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);\n",
     .right = "CREATE TABLE todos (id uuid DEFAULT gen_random_uuid() PRIMARY KEY);\n",
     .source = "A3", .parameters = parameters)
