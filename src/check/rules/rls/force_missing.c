// Tables owned by the role that the application connects with, whose policies therefore do not
// bind it.
//
// Who connects is what the manifest says: the roles of schemes and of services.
#include "check/tenancy_rule.h"
#include "link/name.h"
#include "link/row_security.h"

struct connection {
    const struct manifest_text *role;
    const char *who; // "the scheme session", "the service api"
};

struct connections {
    LIST_FIELDS(struct connection);
};

static struct connections connections_of(struct check *check)
{
    struct connections connections = {0};
    const struct manifest *manifest = check->design->manifest;
    for (uint32_t at = 0; manifest && at < manifest->schemes.count; at++) {
        const struct manifest_scheme *scheme = &manifest->schemes.items[at];
        if (scheme->role.text)
            list_add(check->scratch, &connections,
                     (struct connection){&scheme->role,
                                         check_format(check, "the scheme %s", scheme->name)});
    }
    for (uint32_t at = 0; manifest && at < manifest->services.count; at++) {
        const struct manifest_service *service = &manifest->services.items[at];
        for (uint32_t role = 0; role < service->roles.count; role++)
            list_add(check->scratch, &connections,
                     (struct connection){&service->roles.items[role],
                                         check_format(check, "the service %s", service->name)});
    }
    return connections;
}

static const char *not_applicable(struct check *check)
{
    const char *reason = applies_row_security(check);
    if (reason)
        return reason;
    return connections_of(check).count
               ? NULL
               : "no lintel.yaml says which roles the application connects with";
}

// Passes row security by only because it owns the table, or inherits from who does.
static bool owns(const struct design *design, const struct relation *relation, const char *name)
{
    struct relation forced = *relation;
    forced.has_forced_row_security = true;
    return row_security_passes_by(design, relation, name) &&
           !row_security_passes_by(design, &forced, name);
}

static void report(struct check *check, const struct relation *relation,
                   const struct connection *connection)
{
    struct arena *arena = check->arena;
    const char *table = name_relation(arena, relation);
    const char *role = name_identifier(arena, connection->role->text);
    bool is_owner = strcmp(relation->owner, connection->role->text) == 0;
    struct finding *finding = check_report(
        check,
        (struct finding){
            .place =
                relation->row_security_place.file ? relation->row_security_place : relation->place,
            .object = name_path(arena, relation->schema, relation->name, NULL),
            .message = check_format(
                check, "the policies of table %s do not bind %s, as which %s connects: %s", table,
                role, connection->who,
                is_owner ? "it owns the table"
                         : check_format(check, "it inherits from %s, the owner",
                                        name_identifier(arena, relation->owner))),
            .label = "enabled, not forced",
            .help = check_format(check,
                                 "ALTER TABLE %s FORCE ROW LEVEL SECURITY; or let another role own "
                                 "the table",
                                 table),
        });
    finding_relate(check, finding, connection->role->place, "connects as this role");
}

static void check(struct check *check)
{
    struct connections connections = connections_of(check);
    list_each (struct relation *, relation, &check->design->relations) {
        if (!relation_is_table(relation) || relation->is_builtin || relation->is_temporary ||
            !relation->has_row_security || relation->has_forced_row_security || !relation->owner)
            continue;
        list_each (struct connection, connection, &connections)
            if (owns(check->design, relation, connection.role->text)) {
                report(check, relation, &connection);
                break;
            }
    }
}

RULE(rls, force_missing, .level = LEVEL_WARNING,
     .summary = "the role that the application connects with owns the table: policies do not bind "
                "it",
     .explanation =
         "Row security does not bind a table's owner, nor roles that inherit from it, unless it is "
         "forced. An application that connects as the owner sees every tenant's rows, whatever the "
         "policies say, and no test as another role shows it.\n"
         "\n"
         "Which roles the application connects with is what lintel.yaml says under schemes and "
         "services; without them the rule does not apply. Roles that bypass row security by an "
         "attribute (BYPASSRLS, superusers) are not judged: FORCE does not bind them either. Who "
         "owns a table is what the files say (ALTER TABLE ... OWNER TO, SET ROLE).",
     .wrong = "# file: lintel.yaml\n"
              "lintel: 1\n"
              "services:\n"
              "  api: {roles: app}\n"
              "-- file: schema.sql\n"
              "CREATE ROLE app;\n"
              "CREATE TABLE todos (id bigint PRIMARY KEY, tenant text NOT NULL);\n"
              "ALTER TABLE todos OWNER TO app;\n"
              "ALTER TABLE todos ENABLE ROW LEVEL SECURITY;\n"
              "CREATE POLICY own ON todos USING (tenant = current_setting('app.tenant', true));\n",
     .right = "# file: lintel.yaml\n"
              "lintel: 1\n"
              "services:\n"
              "  api: {roles: app}\n"
              "-- file: schema.sql\n"
              "CREATE ROLE app;\n"
              "CREATE TABLE todos (id bigint PRIMARY KEY, tenant text NOT NULL);\n"
              "ALTER TABLE todos OWNER TO app;\n"
              "ALTER TABLE todos ENABLE ROW LEVEL SECURITY;\n"
              "ALTER TABLE todos FORCE ROW LEVEL SECURITY;\n"
              "CREATE POLICY own ON todos USING (tenant = current_setting('app.tenant', true));\n",
     .source = "OWASP", .not_applicable = not_applicable)
