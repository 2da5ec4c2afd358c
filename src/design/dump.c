// The dump: files and counts, then every set of objects in the order of their names. What each key
// means is in docs/dump.md. Types, relations and functions have files of their own.
#include "design/dump.h"

#include "design/dump_part.h"
#include "design/lookup.h"

// ---- what was read ------------------------------------------------------------------------------

static void dump_reading(struct dump *dump)
{
    struct json *json = &dump->json;
    const struct design *design = dump->design;
    json_key_string(json, "platform", platform_name(design->platform));
    if (design->default_grants != DEFAULT_GRANTS_UNKNOWN)
        json_key_string(json, "default_grants", default_grants_name(design->default_grants));
    json_key(json, "files");
    json_array(json);
    list_each (struct source_file *, file, &design->files) {
        if (dump->with_builtin || !file->is_builtin)
            json_string(json, file->path);
    }
    json_array_end(json);
    bool is_unordered = false;
    list_each (struct source_file *, file, &design->files)
        is_unordered |= file->is_unordered;
    json_key_boolean_if(json, "order_not_known", is_unordered);
    json_key(json, "statements");
    json_object_compact(json);
    json_key_number(json, "read", design->statements.read);
    json_key_number(json, "replayed", design->statements.replayed);
    json_key_number(json, "neutral", design->statements.neutral);
    json_key_number(json, "not_parsed", design->statements.not_parsed);
    json_key_number(json, "not_followed", design->statements.not_followed);
    json_key_number(json, "psql", design->statements.psql);
    if (design->statements.rolled_back)
        json_key_number(json, "rolled_back", design->statements.rolled_back);
    if (design->statements.down)
        json_key_number(json, "down", design->statements.down);
    json_object_end(json);
}

static void dump_faults(struct dump *dump)
{
    static const char *const kinds[] = {
        [FAULT_SYNTAX_ERROR] = "syntax_error",
        [FAULT_UNKNOWN_NAME] = "unknown_name",
        [FAULT_DUPLICATE_NAME] = "duplicate_name",
        [FAULT_IDENTIFIER_TOO_LONG] = "identifier_too_long",
        [FAULT_TYPE] = "type",
        [FAULT_UNTYPED] = "untyped",
        [FAULT_QUERY] = "query",
        [FAULT_CONTRACT] = "contract",
        [FAULT_REFERENCE] = "reference",
        [FAULT_MANIFEST] = "manifest",
    };
    uint32_t counts[array_length(kinds)] = {0};
    list_each (struct fault, fault, &dump->design->faults)
        counts[fault.kind]++;
    json_key(&dump->json, "faults");
    json_object_compact(&dump->json);
    for (size_t i = 0; i < array_length(kinds); i++) {
        if (counts[i])
            json_key_number(&dump->json, kinds[i], counts[i]);
    }
    json_object_end(&dump->json);
}

static void dump_gaps(struct dump *dump)
{
    static const char *const kinds[] = {
        [GAP_SYNTAX] = "syntax", [GAP_DYNAMIC] = "dynamic", [GAP_STATEMENT] = "statement",
        [GAP_LIMIT] = "limit",   [GAP_REFUSED] = "refused",
    };
    struct json *json = &dump->json;
    json_key(json, "gaps");
    json_array(json);
    list_each (struct gap, gap, &dump->design->gaps) {
        if (!dump_shows(dump, gap.place))
            continue;
        json_object_compact(json);
        json_key_string(json, "kind", kinds[gap.kind]);
        json_key_string_if(json, "reason", gap.reason);
        dump_place(dump, "place", gap.place);
        json_object_end(json);
    }
    json_array_end(json);
}

// ---- schemas, roles, extensions -----------------------------------------------------------------

COMPARE_BY_NAME(schema)
COMPARE_BY_NAME(role)
COMPARE_BY_NAME(extension)

static void dump_schema(struct dump *dump, const struct schema *schema)
{
    struct json *json = &dump->json;
    json_object(json);
    json_key_string(json, "name", schema->name);
    json_key_string_if(json, "owner", schema->owner);
    json_key_boolean_if(json, "builtin", schema->is_builtin);
    json_key_boolean_if(json, "objects_not_all_known", schema->is_open);
    json_key_string_if(json, "comment", schema->comment);
    dump_place(dump, "place", schema->place);
    dump_grants(dump, &schema->grants);
    json_object_end(json);
}

// A built-in schema is shown where the project granted something on it.
static bool shows_schema(const struct dump *dump, const struct schema *schema)
{
    bool shows = dump->with_builtin || !schema->is_builtin;
    list_each (struct grant, grant, &schema->grants)
        shows = shows || (grant.privileges && grant.place.file && dump_shows(dump, grant.place));
    return shows;
}

static void dump_role(struct dump *dump, const struct role *role)
{
    struct json *json = &dump->json;
    json_object_compact(json);
    json_key_string(json, "name", role->name);
    json_key_boolean_if(json, "builtin", role->is_builtin);
    json_key_boolean_if(json, "superuser", role->is_superuser);
    json_key_boolean_if(json, "bypasses_row_security", role->bypasses_row_security);
    json_key_boolean_if(json, "login", role->can_login);
    json_key_boolean_if(json, "no_inherit", role->no_inherit);
    dump_names(dump, "member_of", role->member_of.items, role->member_of.count);
    json_key_string_if(json, "comment", role->comment);
    dump_place(dump, "place", role->place);
    json_object_end(json);
}

static void dump_extension(struct dump *dump, const struct extension *extension)
{
    struct json *json = &dump->json;
    json_object_compact(json);
    json_key_string(json, "name", extension->name);
    json_key_string_if(json, "schema", extension->schema);
    json_key_boolean_if(json, "listed", extension->is_listed);
    dump_place(dump, "place", extension->place);
    json_object_end(json);
}

// ---- default grants and jobs --------------------------------------------------------------------

static int compare_default_grants(const void *left, const void *right, void *dump)
{
    (void)dump;
    const struct default_grant *a = left, *b = right;
    int order = dump_compare_names(a->owner, b->owner);
    if (order == 0)
        order = dump_compare_names(a->schema, b->schema);
    if (order == 0)
        order = (int)a->kind - (int)b->kind;
    if (order == 0)
        order = dump_compare_names(a->grant.role, b->grant.role);
    return order ? order : (int)a->is_revoke - (int)b->is_revoke;
}

static void dump_default_grants(struct dump *dump)
{
    static const char *const kinds[] = {
        [OBJECT_RELATION] = "tables",    [OBJECT_SEQUENCE] = "sequences",
        [OBJECT_FUNCTION] = "functions", [OBJECT_TYPE] = "types",
        [OBJECT_SCHEMA] = "schemas",
    };
    struct json *json = &dump->json;
    const struct design *design = dump->design;
    uint32_t count = design->default_grant_rules.count;
    const struct default_grant *rules = dump_sorted(dump, design->default_grant_rules.items, count,
                                                    sizeof *rules, compare_default_grants);
    json_key(json, "default_grant_rules");
    json_array(json);
    for (uint32_t i = 0; i < count; i++) {
        if (rules[i].grant.privileges == 0 || !dump_shows(dump, rules[i].grant.place))
            continue;
        json_object_compact(json);
        json_key_string_if(json, "owner", rules[i].owner);
        json_key_string_if(json, "schema", rules[i].schema);
        json_key_string(json, "on", kinds[rules[i].kind]);
        json_key_boolean_if(json, "revoke", rules[i].is_revoke);
        json_key_string(json, "role", rules[i].grant.role);
        dump_privileges(dump, "privileges", rules[i].grant.privileges);
        dump_privileges(dump, "grantable", rules[i].grant.grantable);
        json_key_boolean_if(json, "assumed", rules[i].grant.is_assumed);
        dump_place(dump, "place", rules[i].grant.place);
        json_object_end(json);
    }
    json_array_end(json);
}

static int compare_job(const void *left, const void *right, void *dump)
{
    (void)dump;
    const struct job *a = *(struct job *const *)left, *b = *(struct job *const *)right;
    int order = dump_compare_names(a->name, b->name);
    if (order == 0)
        order = dump_compare_names(a->schedule, b->schedule);
    return order ? order : dump_compare_names(a->command, b->command);
}

static void dump_job(struct dump *dump, const struct job *job)
{
    json_object_compact(&dump->json);
    json_key_string_if(&dump->json, "name", job->name);
    json_key_string_if(&dump->json, "schedule", job->schedule);
    json_key_string_if(&dump->json, "command", job->command);
    dump_place(dump, "place", job->place);
    json_object_end(&dump->json);
}

// ---- all of it ----------------------------------------------------------------------------------

void design_dump(const struct design *design, bool with_builtin, struct text *out)
{
    struct dump self = {.arena = arena_new(), .design = design, .with_builtin = with_builtin};
    struct dump *dump = &self;
    json_init(&dump->json, out);
    json_object(&dump->json);
    dump_reading(dump);
    dump_faults(dump);
    dump_gaps(dump);
    DUMP_SET(dump, "schemas", schema, &design->schemas, dump_schema, shows_schema(dump, item));
    DUMP_SET(dump, "roles", role, &design->roles, dump_role, with_builtin || !item->is_builtin);
    DUMP_SET(dump, "extensions", extension, &design->extensions, dump_extension,
             dump_shows(dump, item->place));
    dump_types(dump);
    dump_relations(dump);
    dump_functions(dump);
    dump_default_grants(dump);
    DUMP_SET(dump, "jobs", job, &design->jobs, dump_job, dump_shows(dump, item->place));
    dump_queries(dump);
    dump_contracts(dump);
    json_object_end(&dump->json);
    arena_free(self.arena);
}
