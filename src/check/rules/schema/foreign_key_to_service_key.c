// Foreign keys to a key of Supabase's own auth tables that is not the primary key. The auth service
// changes its tables by itself, and may drop such a key; a foreign key that rests on it stops that.
#include "check/tables.h"

static bool is_of_service(const struct relation *relation)
{
    return relation && relation->is_builtin && strcmp(relation->schema, "auth") == 0;
}

static const struct constraint *primary_key(const struct relation *relation)
{
    list_each (struct constraint *, constraint, &relation->constraints)
        if (constraint->kind == CONSTRAINT_PRIMARY_KEY)
            return constraint;
    return NULL;
}

// Undecided where either is not known.
static bool refers_to_another_key(const struct constraint *foreign_key)
{
    const struct constraint *primary = primary_key(foreign_key->references);
    if (!primary || foreign_key->referenced_columns.count == 0)
        return false;
    if (primary->columns.count != foreign_key->referenced_columns.count)
        return true;
    list_each (struct column *, column, &foreign_key->referenced_columns)
        if (!column_list_has(&primary->columns, column))
            return true;
    return false;
}

static const char *column_names(struct check *check, const struct column_list *columns)
{
    struct name_list names = {0};
    list_each (struct column *, column, columns)
        list_add(check->scratch, &names, name_identifier(check->scratch, column->name));
    return name_join(check->arena, &names, "and");
}

static void report(struct check *check, const struct constraint *foreign_key)
{
    struct arena *arena = check->arena;
    const char *target = name_relation(arena, foreign_key->references);
    const char *table = name_relation(arena, foreign_key->relation);
    const struct constraint *primary = primary_key(foreign_key->references);
    check_report(
        check,
        (struct finding){
            .place = foreign_key->place,
            .object = name_path(arena, foreign_key->relation->schema, foreign_key->relation->name,
                                foreign_key->name),
            .message = check_format(
                check, "foreign key %s of %s refers to %s by %s, which is not its primary key",
                name_identifier(arena, foreign_key->name), table, target,
                column_names(check, &foreign_key->referenced_columns)),
            .label = "an update of the auth service that drops that key fails on this",
            .help = check_format(check, "refer to %s (%s), and ALTER TABLE %s DROP CONSTRAINT %s;",
                                 target, column_names(check, &primary->columns), table,
                                 name_identifier(arena, foreign_key->name)),
        });
}

static void check(struct check *check)
{
    list_each (struct relation *, relation, &check->design->relations) {
        if (!table_is_judged(relation))
            continue;
        list_each (struct constraint *, constraint, &relation->constraints)
            if (constraint->kind == CONSTRAINT_FOREIGN_KEY && !constraint->is_inherited &&
                is_of_service(constraint->references) && refers_to_another_key(constraint))
                report(check, constraint);
    }
}

RULE(schema, foreign_key_to_service_key, .level = LEVEL_WARNING,
     .summary = "a foreign key to a key of auth's tables that is not the primary key",
     .explanation =
         "The tables in auth are made and changed by Supabase's auth service. Their primary keys "
         "stay; other unique keys, such as auth.users (phone), may go with an update of the "
         "service, and a foreign key that rests on one makes that update fail. A value such as a "
         "phone number also changes where an id does not.",
     .wrong = "CREATE TABLE contacts (\n"
              "    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),\n"
              "    phone text NOT NULL REFERENCES auth.users (phone)\n"
              ");\n",
     .right = "CREATE TABLE contacts (\n"
              "    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),\n"
              "    user_id uuid NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE\n"
              ");\n",
     .source = "splinter fkey_to_auth_unique")
