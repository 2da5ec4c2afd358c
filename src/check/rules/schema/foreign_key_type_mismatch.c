// Foreign keys between columns of different types.
//
// PostgreSQL takes a key when the referenced column's index has an = between the two types, or when
// the referencing type becomes the other by an implicit cast. `accepted` is what PostgreSQL 15
// answered for every pair of these types; a type that is not in it is not judged.
#include "check/rule.h"
#include "link/name.h"

static const struct {
    const char *referenced;
    const char *referencing; // others than itself, with a space on either side of each
} accepted[] = {
    {"bit", " varbit "},
    {"bool", ""},
    {"bpchar", " varchar text "},
    {"bytea", ""},
    {"char", ""},
    {"cidr", " inet "},
    {"citext", ""},
    {"date", " timestamptz timestamp "},
    {"float4", " int8 numeric int2 float8 int4 "},
    {"float8", " int4 int2 int8 numeric float4 "},
    {"inet", " cidr "},
    {"int2", " int4 int8 "},
    {"int4", " int8 int2 "},
    {"int8", " int4 int2 "},
    {"interval", " time "},
    {"jsonb", ""},
    {"macaddr", ""},
    {"money", ""},
    {"name", " text bpchar varchar "},
    {"numeric", " int2 int8 int4 "},
    {"oid", " regclass int2 int4 int8 "},
    {"regclass", " int2 oid int8 int4 "},
    {"text", " name bpchar varchar citext char "},
    {"time", ""},
    {"timestamp", " timestamptz date "},
    {"timestamptz", " date timestamp "},
    {"timetz", " time "},
    {"uuid", ""},
    {"varbit", " bit "},
    {"varchar", " text citext char name bpchar "},
};

// A column's type behind its domains; NULL where it is not one that can be judged.
static const struct type_name *base_type(const struct type_name *type)
{
    for (int depth = 0; type && depth < 64; depth++) {
        if (!type->is_known || type->row_of)
            return NULL;
        if (!type->type || type->type->kind != TYPE_DOMAIN)
            return type;
        if (type->dimensions > 0)
            return NULL; // an array of a domain
        type = type->type->base;
    }
    return NULL;
}

static int accepted_row(const struct type_name *type)
{
    if (type->type)
        return -1;
    for (size_t at = 0; at < array_length(accepted); at++)
        if (strcmp(accepted[at].referenced, type->name) == 0)
            return (int)at;
    return -1;
}

static bool is_enum(const struct type_name *type)
{
    return type->type && type->type->kind == TYPE_ENUM;
}

enum match { MATCH_SAME, MATCH_DIFFERS, MATCH_REFUSED, MATCH_UNKNOWN };

static enum match type_match(const struct type_name *referencing,
                             const struct type_name *referenced)
{
    if (!referencing || !referenced)
        return MATCH_UNKNOWN;
    bool same_base = referencing->type || referenced->type
                         ? referencing->type == referenced->type
                         : strcmp(referencing->name, referenced->name) == 0;
    bool is_array = referencing->dimensions > 0, is_array_there = referenced->dimensions > 0;
    if (same_base && is_array == is_array_there)
        return MATCH_SAME;
    int row = accepted_row(referenced), other = accepted_row(referencing);
    if ((row < 0 && !is_enum(referenced)) || (other < 0 && !is_enum(referencing)))
        return MATCH_UNKNOWN;
    // Arrays compare only with arrays of the same type, enums only with themselves.
    if (is_array || is_array_there || row < 0 || other < 0)
        return MATCH_REFUSED;
    const char *found = strstr(accepted[row].referencing, accepted[other].referenced);
    size_t length = strlen(accepted[other].referenced);
    while (found && (found[-1] != ' ' || found[length] != ' '))
        found = strstr(found + 1, accepted[other].referenced);
    return found ? MATCH_DIFFERS : MATCH_REFUSED;
}

// varchar and text hold and compare the same.
static bool is_harmless(const struct type_name *a, const struct type_name *b)
{
    bool a_is_text = strcmp(a->name, "text") == 0 || strcmp(a->name, "varchar") == 0;
    bool b_is_text = strcmp(b->name, "text") == 0 || strcmp(b->name, "varchar") == 0;
    return a_is_text && b_is_text;
}

static void judge(struct check *check, const struct constraint *key, uint32_t at)
{
    struct arena *arena = check->arena;
    const struct column *column = key->columns.items[at];
    const struct column *target = key->referenced_columns.items[at];
    const struct type_name *type = base_type(column->type), *target_type = base_type(target->type);
    enum match match = type_match(type, target_type);
    if (match == MATCH_SAME || match == MATCH_UNKNOWN ||
        (match == MATCH_DIFFERS && is_harmless(type, target_type)))
        return;
    const char *shown = type_name_text(arena, column->type);
    const char *target_shown = type_name_text(arena, target->type);
    bool is_refused = match == MATCH_REFUSED;
    struct finding *finding = check_report(
        check,
        (struct finding){
            .level = is_refused ? LEVEL_OFF : LEVEL_WARNING,
            .place = key->place,
            .object = name_path(arena, key->relation->schema, key->relation->name, key->name),
            .message = check_format(
                check,
                is_refused ? "PostgreSQL refuses the foreign key of %s, of type %s, to %s, of "
                             "type %s"
                           : "the foreign key of %s, of type %s, references %s, of type %s",
                name_column(arena, column), shown, name_column(arena, target), target_shown),
            .label = is_refused ? "no = between the two types serves the key" : "differing types",
            .help =
                check_format(check, "declare %s as %s", name_column(arena, column), target_shown),
        });
    finding_relate(check, finding, target->place, "the referenced column");
    if (is_refused)
        finding_note(check, finding, "the statement fails with SQLSTATE 42804");
    else
        finding_note(check, finding,
                     "PostgreSQL takes the key, but each side has values that the other cannot "
                     "hold or compares by a conversion");
}

static void check(struct check *check)
{
    list_each (struct relation *, relation, &check->design->relations) {
        if (relation->is_builtin || relation->extension)
            continue;
        list_each (struct constraint *, constraint, &relation->constraints)
            if (constraint->kind == CONSTRAINT_FOREIGN_KEY && !constraint->is_inherited &&
                constraint->columns.count == constraint->referenced_columns.count)
                for (uint32_t at = 0; at < constraint->columns.count; at++)
                    judge(check, constraint, at);
    }
}

RULE(schema, foreign_key_type_mismatch, .level = LEVEL_ERROR,
     .summary = "a foreign key between columns of different types",
     .explanation =
         "Where no = between the two types fits the referenced key's index, PostgreSQL refuses the "
         "constraint (uuid to text, numeric to bigint, one enum to another), and the migration "
         "stops there: an error. Where it takes them although they differ (integer to bigint, "
         "date to timestamptz), it is a warning: the narrower side cannot hold what the other can, "
         "or the comparison depends on the session's time zone.\n"
         "\n"
         "Domains are looked through. varchar and text, lengths and precisions make no difference. "
         "Types of extensions and others that lintel does not know are not judged.",
     .wrong = "CREATE TABLE lists (id uuid PRIMARY KEY);\n"
              "CREATE TABLE todos (\n"
              "    id bigint PRIMARY KEY,\n"
              "    list_id text REFERENCES lists (id)\n"
              ");\n"
              "CREATE INDEX ON todos (list_id);\n",
     .right = "CREATE TABLE lists (id uuid PRIMARY KEY);\n"
              "CREATE TABLE todos (\n"
              "    id bigint PRIMARY KEY,\n"
              "    list_id uuid REFERENCES lists (id)\n"
              ");\n"
              "CREATE INDEX ON todos (list_id);\n",
     .source = "")
