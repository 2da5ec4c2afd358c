// Foreign keys whose ON DELETE is the default.
#include "check/tables.h"

static void report(struct check *check, const struct constraint *key)
{
    struct arena *arena = check->arena;
    const struct relation *relation = key->relation;
    const char *target = key->references ? name_relation(arena, key->references)
                         : key->references_name
                             ? name_qualified(arena, key->references_schema, key->references_name)
                             : "another table";
    check_report(
        check,
        (struct finding){
            .place = key->place,
            .object = name_path(arena, relation->schema, relation->name, key->name),
            .message = check_format(
                check, "the foreign key (%s) of %s leaves ON DELETE at NO ACTION, the default",
                name_columns(arena, &key->columns), name_relation(arena, relation)),
            .label = check_format(check, "what becomes of it when the row of %s goes?", target),
            .help = "add ON DELETE CASCADE (it goes along), SET NULL (it stays without), or "
                    "RESTRICT (the deletion is refused)",
        });
}

static void check(struct check *check)
{
    list_each (struct relation *, relation, &check->design->relations)
        list_each (struct constraint *, key, &relation->constraints)
            if (table_is_judged(relation) && key->kind == CONSTRAINT_FOREIGN_KEY &&
                key->on_delete == ACTION_NO_ACTION && !key->is_deferrable && !key->is_inherited)
                report(check, key);
}

RULE(schema, foreign_key_action_unstated, .level = LEVEL_OFF,
     .summary = "a foreign key that does not say what a deletion does",
     .explanation =
         "Without ON DELETE a referenced row cannot be deleted while anything refers to it. That "
         "is often right, and as often nobody has thought of it: the first account that is to be "
         "erased shows which. A written action says that it was decided.\n"
         "\n"
         "NO ACTION counts as not decided, written out too: PostgreSQL's parser makes the same of "
         "both. RESTRICT says that the deletion is to be refused. A deferrable key is not judged, "
         "since RESTRICT cannot wait for the end of the transaction and NO ACTION can.",
     .wrong = "CREATE TABLE users (id bigint PRIMARY KEY);\n"
              "CREATE TABLE todos (id bigint PRIMARY KEY, user_id bigint REFERENCES users);\n",
     .right = "CREATE TABLE users (id bigint PRIMARY KEY);\n"
              "CREATE TABLE todos (\n"
              "    id bigint PRIMARY KEY,\n"
              "    user_id bigint REFERENCES users ON DELETE CASCADE\n"
              ");\n",
     .source = "A3, E8")
