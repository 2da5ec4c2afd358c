// PostgreSQL's catalogs as the model knows them: rows made on the fly, with the columns that guards
// in migrations ask for. An oid is the object itself (schema and name), so that joins such as
// n.oid = t.typnamespace compare what they mean. A column that is not given is unknown.
#include "read/sql_do_value.h"

struct visiting {
    struct replay *replay;
    struct design *design;
    row_visitor *visit;
    void *context;
};

static void add(struct row *row, const char *name, struct value value)
{
    if (row->count < ROW_COLUMNS) {
        row->names[row->count] = name;
        row->values[row->count++] = value;
    }
}

static bool give(struct visiting *visiting, const struct row *row)
{
    return visiting->visit(visiting->context, row);
}

static struct value relation_value(const struct relation *relation)
{
    return value_object(relation->schema, relation->name);
}

static struct value schema_value(const char *schema)
{
    return value_object(NULL, schema);
}

static const char *relation_letter(const struct relation *relation)
{
    static const char *const letters[] = {
        [RELATION_TABLE] = "r", [RELATION_PARTITIONED] = "p",  [RELATION_FOREIGN] = "f",
        [RELATION_VIEW] = "v",  [RELATION_MATERIALIZED] = "m", [RELATION_SEQUENCE] = "S",
    };
    return letters[relation->kind];
}

// ---- pg_catalog ---------------------------------------------------------------------------------

static void visit_types(struct visiting *visiting)
{
    static const char *const letters[] = {[TYPE_ENUM] = "e",
                                          [TYPE_DOMAIN] = "d",
                                          [TYPE_COMPOSITE] = "c",
                                          [TYPE_RANGE] = "r",
                                          [TYPE_BASE] = "b"};
    list_each (struct type *, type, &visiting->design->types) {
        struct row row = {0};
        add(&row, "typname", value_text(type->name));
        add(&row, "typnamespace", schema_value(type->schema));
        add(&row, "typtype", value_text(letters[type->kind]));
        add(&row, "oid", value_object(type->schema, type->name));
        if (!give(visiting, &row))
            return;
    }
    list_each (struct relation *, relation, &visiting->design->relations) {
        struct row row = {0};
        if (relation->kind == RELATION_SEQUENCE)
            continue;
        add(&row, "typname", value_text(relation->name));
        add(&row, "typnamespace", schema_value(relation->schema));
        add(&row, "typtype", value_text("c"));
        add(&row, "oid", relation_value(relation));
        if (!give(visiting, &row))
            return;
    }
}

static void visit_enums(struct visiting *visiting)
{
    list_each (struct type *, type, &visiting->design->types)
        list_each (const char *, label, &type->labels) {
            struct row row = {0};
            add(&row, "enumlabel", value_text(label));
            add(&row, "enumtypid", value_object(type->schema, type->name));
            if (!give(visiting, &row))
                return;
        }
}

static void visit_classes(struct visiting *visiting)
{
    list_each (struct relation *, relation, &visiting->design->relations) {
        struct row row = {0};
        add(&row, "relname", value_text(relation->name));
        add(&row, "relnamespace", schema_value(relation->schema));
        add(&row, "relkind", value_text(relation_letter(relation)));
        add(&row, "relrowsecurity", value_boolean(relation->has_row_security));
        add(&row, "relforcerowsecurity", value_boolean(relation->has_forced_row_security));
        add(&row, "relispartition", value_boolean(relation->is_partition));
        add(&row, "oid", relation_value(relation));
        if (!give(visiting, &row))
            return;
        list_each (struct index *, index, &relation->indexes) {
            struct row entry = {0};
            add(&entry, "relname", value_text(index->name));
            add(&entry, "relnamespace", schema_value(relation->schema));
            add(&entry, "relkind", value_text("i"));
            add(&entry, "oid", value_object(relation->schema, index->name));
            if (!give(visiting, &entry))
                return;
        }
    }
}

static void visit_tables(struct visiting *visiting)
{
    list_each (struct relation *, relation, &visiting->design->relations) {
        struct row row = {0};
        if (!relation_is_table(relation))
            continue;
        add(&row, "schemaname", value_text(relation->schema));
        add(&row, "tablename", value_text(relation->name));
        add(&row, "rowsecurity", value_boolean(relation->has_row_security));
        if (!give(visiting, &row))
            return;
    }
}

static void visit_views(struct visiting *visiting)
{
    list_each (struct relation *, relation, &visiting->design->relations) {
        struct row row = {0};
        if (relation->kind != RELATION_VIEW)
            continue;
        add(&row, "schemaname", value_text(relation->schema));
        add(&row, "viewname", value_text(relation->name));
        if (!give(visiting, &row))
            return;
    }
}

static void visit_matviews(struct visiting *visiting)
{
    list_each (struct relation *, relation, &visiting->design->relations) {
        struct row row = {0};
        if (relation->kind != RELATION_MATERIALIZED)
            continue;
        add(&row, "schemaname", value_text(relation->schema));
        add(&row, "matviewname", value_text(relation->name));
        if (!give(visiting, &row))
            return;
    }
}

static void visit_sequences(struct visiting *visiting)
{
    list_each (struct relation *, relation, &visiting->design->relations) {
        struct row row = {0};
        if (relation->kind != RELATION_SEQUENCE)
            continue;
        add(&row, "schemaname", value_text(relation->schema));
        add(&row, "sequencename", value_text(relation->name));
        add(&row, "sequence_schema", value_text(relation->schema)); // information_schema's names
        add(&row, "sequence_name", value_text(relation->name));
        if (!give(visiting, &row))
            return;
    }
}

static void visit_policies(struct visiting *visiting)
{
    list_each (struct relation *, relation, &visiting->design->relations)
        list_each (struct policy *, policy, &relation->policies) {
            struct row row = {0};
            add(&row, "schemaname", value_text(relation->schema));
            add(&row, "tablename", value_text(relation->name));
            add(&row, "policyname", value_text(policy->name));
            add(&row, "cmd", value_text(command_name(policy->command)));
            add(&row, "permissive",
                value_text(policy->is_permissive ? "PERMISSIVE" : "RESTRICTIVE"));
            add(&row, "polname", value_text(policy->name)); // pg_policy's names
            add(&row, "polrelid", relation_value(relation));
            add(&row, "polpermissive", value_boolean(policy->is_permissive));
            if (!give(visiting, &row))
                return;
        }
}

static void visit_constraints(struct visiting *visiting)
{
    static const char *const letters[] = {[CONSTRAINT_PRIMARY_KEY] = "p",
                                          [CONSTRAINT_UNIQUE] = "u",
                                          [CONSTRAINT_FOREIGN_KEY] = "f",
                                          [CONSTRAINT_CHECK] = "c",
                                          [CONSTRAINT_EXCLUDE] = "x"};
    list_each (struct relation *, relation, &visiting->design->relations)
        list_each (struct constraint *, constraint, &relation->constraints) {
            struct row row = {0};
            add(&row, "conname", value_text(constraint->name));
            add(&row, "conrelid", relation_value(relation));
            add(&row, "connamespace", schema_value(relation->schema));
            add(&row, "contype", value_text(letters[constraint->kind]));
            add(&row, "convalidated", value_boolean(!constraint->is_not_valid));
            if (constraint->references)
                add(&row, "confrelid", relation_value(constraint->references));
            if (!give(visiting, &row))
                return;
        }
}

static void visit_indexes(struct visiting *visiting)
{
    list_each (struct relation *, relation, &visiting->design->relations)
        list_each (struct index *, index, &relation->indexes) {
            struct row row = {0};
            add(&row, "schemaname", value_text(relation->schema));
            add(&row, "tablename", value_text(relation->name));
            add(&row, "indexname", value_text(index->name));
            add(&row, "indrelid", relation_value(relation)); // pg_index's names
            add(&row, "indexrelid", value_object(relation->schema, index->name));
            add(&row, "indisunique", value_boolean(index->is_unique));
            add(&row, "indisprimary", value_boolean(index->is_primary));
            if (!give(visiting, &row))
                return;
        }
}

// pg_proc.proconfig: "name=value" each; NULL without any.
static struct value settings_value(struct replay *replay, const struct function *function)
{
    struct value_list items = {0};
    list_each (struct setting, setting, &function->settings) {
        if (!setting.value)
            return (struct value){0};
        list_add(replay->scratch, &items,
                 value_text(arena_format(replay->scratch, "%s=%s", setting.name, setting.value)));
    }
    if (items.count == 0)
        return value_text(NULL);
    return (struct value){.kind = VALUE_ARRAY, .items = items.items, .count = items.count};
}

// What belongs to an extension is not among the model's objects, so no row says so (deptype e); of
// the other dependencies nothing is said.
static void visit_depend(struct visiting *visiting)
{
    struct row row = {0};
    add(&row, "deptype", value_text("n"));
    give(visiting, &row);
}

static void visit_functions(struct visiting *visiting)
{
    list_each (struct function *, function, &visiting->design->functions) {
        struct row row = {0};
        static const char *const letters[] = {
            [FUNCTION_FUNCTION] = "f", [FUNCTION_PROCEDURE] = "p", [FUNCTION_AGGREGATE] = "a"};
        add(&row, "proname", value_text(function->name));
        add(&row, "pronamespace", schema_value(function->schema));
        add(&row, "prokind", value_text(letters[function->kind]));
        add(&row, "prosecdef", value_boolean(function->is_security_definer));
        add(&row, "routine_schema", value_text(function->schema)); // information_schema's names
        add(&row, "routine_name", value_text(function->name));
        add(&row, "routine_type",
            value_text(function->kind == FUNCTION_PROCEDURE ? "PROCEDURE" : "FUNCTION"));
        add(&row, "oid", catalog_function_value(visiting->replay, function));
        add(&row, "proconfig", settings_value(visiting->replay, function));
        if (!give(visiting, &row))
            return;
    }
}

static void visit_schemas(struct visiting *visiting)
{
    list_each (struct schema *, schema, &visiting->design->schemas) {
        struct row row = {0};
        add(&row, "nspname", value_text(schema->name));
        add(&row, "schema_name", value_text(schema->name)); // information_schema's name
        add(&row, "oid", schema_value(schema->name));
        if (!give(visiting, &row))
            return;
    }
}

static bool give_role(struct visiting *visiting, const char *name, const struct role *role)
{
    struct row row = {0};
    add(&row, "rolname", value_text(name));
    add(&row, "usename", value_text(name));
    add(&row, "oid", value_object(NULL, name));
    if (role) {
        add(&row, "rolsuper", value_boolean(role->is_superuser));
        add(&row, "rolbypassrls", value_boolean(role->bypasses_row_security));
        add(&row, "rolcanlogin", value_boolean(role->can_login));
        add(&row, "rolinherit", value_boolean(!role->no_inherit));
    }
    return give(visiting, &row);
}

static void visit_roles(struct visiting *visiting)
{
    list_each (struct role *, role, &visiting->design->roles)
        if (!give_role(visiting, role->name, role))
            return;
    if (!design_find_role(visiting->design, "postgres"))
        give_role(visiting, "postgres", NULL);
}

static void visit_extensions(struct visiting *visiting)
{
    struct row language = {0};
    add(&language, "extname", value_text("plpgsql"));
    if (!give(visiting, &language))
        return;
    list_each (struct extension *, extension, &visiting->design->extensions) {
        struct row row = {0};
        add(&row, "extname", value_text(extension->name));
        add(&row, "extnamespace", schema_value(extension->schema));
        if (!give(visiting, &row))
            return;
    }
}

static void visit_triggers(struct visiting *visiting)
{
    list_each (struct relation *, relation, &visiting->design->relations)
        list_each (struct trigger *, trigger, &relation->triggers) {
            struct row row = {0};
            add(&row, "tgname", value_text(trigger->name));
            add(&row, "tgrelid", relation_value(relation));
            add(&row, "tgisinternal", value_boolean(false));
            add(&row, "trigger_name", value_text(trigger->name)); // information_schema's names
            add(&row, "trigger_schema", value_text(relation->schema));
            add(&row, "event_object_schema", value_text(relation->schema));
            add(&row, "event_object_table", value_text(relation->name));
            if (!give(visiting, &row))
                return;
        }
}

// ---- information_schema and attributes ----------------------------------------------------------

// information_schema names types in SQL's words, without modifiers.
static struct value data_type(struct visiting *visiting, const struct type_name *type)
{
    if (!type || !type->is_known)
        return (struct value){0};
    if (type->dimensions > 0)
        return value_text("ARRAY");
    if (type->type || type->row_of || !string_equal(type->schema, "pg_catalog"))
        return type->type && type->type->kind == TYPE_DOMAIN ? (struct value){0}
                                                             : value_text("USER-DEFINED");
    struct type_name plain = *type;
    plain.modifier_count = 0;
    plain.modifier_text = NULL;
    plain.is_setof = false;
    return value_text(type_name_text(visiting->replay->scratch, &plain));
}

static struct value udt_name(struct visiting *visiting, const struct type_name *type)
{
    if (!type || !type->is_known)
        return (struct value){0};
    const char *name = type->type ? type->type->name : type->name;
    return value_text(type->dimensions ? arena_format(visiting->replay->scratch, "_%s", name)
                                       : name);
}

static void visit_columns(struct visiting *visiting)
{
    list_each (struct relation *, relation, &visiting->design->relations)
        list_each (struct column *, column, &relation->columns) {
            struct row row = {0};
            add(&row, "table_schema", value_text(relation->schema));
            add(&row, "table_name", value_text(relation->name));
            add(&row, "column_name", value_text(column->name));
            add(&row, "is_nullable", value_text(column->is_not_null ? "NO" : "YES"));
            add(&row, "data_type", data_type(visiting, column->type));
            add(&row, "udt_name", udt_name(visiting, column->type));
            if (!column->default_value)
                add(&row, "column_default", value_text(NULL));
            add(&row, "attname", value_text(column->name)); // pg_attribute's names
            add(&row, "attrelid", relation_value(relation));
            add(&row, "attisdropped", value_boolean(false));
            add(&row, "attnotnull", value_boolean(column->is_not_null));
            if (!give(visiting, &row))
                return;
        }
}

static void visit_schema_tables(struct visiting *visiting)
{
    list_each (struct relation *, relation, &visiting->design->relations) {
        struct row row = {0};
        if (relation->kind == RELATION_SEQUENCE || relation->kind == RELATION_MATERIALIZED)
            continue;
        add(&row, "table_schema", value_text(relation->schema));
        add(&row, "table_name", value_text(relation->name));
        add(&row, "table_type",
            value_text(relation->kind == RELATION_VIEW      ? "VIEW"
                       : relation->kind == RELATION_FOREIGN ? "FOREIGN"
                                                            : "BASE TABLE"));
        if (!give(visiting, &row))
            return;
    }
}

static void visit_schema_views(struct visiting *visiting)
{
    list_each (struct relation *, relation, &visiting->design->relations) {
        struct row row = {0};
        if (relation->kind != RELATION_VIEW)
            continue;
        add(&row, "table_schema", value_text(relation->schema));
        add(&row, "table_name", value_text(relation->name));
        if (!give(visiting, &row))
            return;
    }
}

static void visit_table_constraints(struct visiting *visiting)
{
    static const char *const words[] = {[CONSTRAINT_PRIMARY_KEY] = "PRIMARY KEY",
                                        [CONSTRAINT_UNIQUE] = "UNIQUE",
                                        [CONSTRAINT_FOREIGN_KEY] = "FOREIGN KEY",
                                        [CONSTRAINT_CHECK] = "CHECK"};
    list_each (struct relation *, relation, &visiting->design->relations)
        list_each (struct constraint *, constraint, &relation->constraints) {
            struct row row = {0};
            if (constraint->kind == CONSTRAINT_EXCLUDE)
                continue;
            add(&row, "constraint_schema", value_text(relation->schema));
            add(&row, "constraint_name", value_text(constraint->name));
            add(&row, "table_schema", value_text(relation->schema));
            add(&row, "table_name", value_text(relation->name));
            add(&row, "constraint_type", value_text(words[constraint->kind]));
            if (!give(visiting, &row))
                return;
        }
}

static void visit_key_columns(struct visiting *visiting)
{
    list_each (struct relation *, relation, &visiting->design->relations)
        list_each (struct constraint *, constraint, &relation->constraints) {
            if (constraint->kind == CONSTRAINT_CHECK || constraint->kind == CONSTRAINT_EXCLUDE)
                continue;
            list_each (struct column *, column, &constraint->columns) {
                struct row row = {0};
                add(&row, "constraint_schema", value_text(relation->schema));
                add(&row, "constraint_name", value_text(constraint->name));
                add(&row, "table_schema", value_text(relation->schema));
                add(&row, "table_name", value_text(relation->name));
                add(&row, "column_name", value_text(column->name));
                if (!give(visiting, &row))
                    return;
            }
        }
}

static const struct {
    const char *schema, *name;
    void (*visit)(struct visiting *visiting);
} catalogs[] = {
    {"pg_catalog", "pg_type", visit_types},
    {"pg_catalog", "pg_enum", visit_enums},
    {"pg_catalog", "pg_class", visit_classes},
    {"pg_catalog", "pg_tables", visit_tables},
    {"pg_catalog", "pg_views", visit_views},
    {"pg_catalog", "pg_matviews", visit_matviews},
    {"pg_catalog", "pg_sequences", visit_sequences},
    {"pg_catalog", "pg_policies", visit_policies},
    {"pg_catalog", "pg_policy", visit_policies},
    {"pg_catalog", "pg_constraint", visit_constraints},
    {"pg_catalog", "pg_indexes", visit_indexes},
    {"pg_catalog", "pg_index", visit_indexes},
    {"pg_catalog", "pg_proc", visit_functions},
    {"pg_catalog", "pg_depend", visit_depend},
    {"pg_catalog", "pg_namespace", visit_schemas},
    {"pg_catalog", "pg_roles", visit_roles},
    {"pg_catalog", "pg_authid", visit_roles},
    {"pg_catalog", "pg_user", visit_roles},
    {"pg_catalog", "pg_extension", visit_extensions},
    {"pg_catalog", "pg_trigger", visit_triggers},
    {"pg_catalog", "pg_attribute", visit_columns},
    {"information_schema", "tables", visit_schema_tables},
    {"information_schema", "views", visit_schema_views},
    {"information_schema", "columns", visit_columns},
    {"information_schema", "table_constraints", visit_table_constraints},
    {"information_schema", "key_column_usage", visit_key_columns},
    {"information_schema", "schemata", visit_schemas},
    {"information_schema", "routines", visit_functions},
    {"information_schema", "triggers", visit_triggers},
    {"information_schema", "sequences", visit_sequences},
};

bool catalog_visit(struct replay *replay, const char *schema, const char *name, row_visitor *visit,
                   void *context)
{
    struct visiting visiting = {replay, replay->design, visit, context};
    for (size_t i = 0; i < array_length(catalogs); i++) {
        if (strcmp(catalogs[i].name, name) != 0 ||
            strcmp(catalogs[i].schema, schema ? schema : "pg_catalog") != 0)
            continue;
        catalogs[i].visit(&visiting);
        return true;
    }
    return false;
}
