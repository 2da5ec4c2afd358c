// Unique keys that run across tenants: what one tenant has, another is told he cannot have.
//
// Only where the tenancy is certain, where those whom row security binds choose the value, and
// where its name does not say that it is meant for all (an address, a code, an id given elsewhere).
#include "check/tenancy_rule.h"
#include "link/constant.h"
#include "link/name.h"
#include "link/row_security.h"

static const struct rule_parameter parameters[] = {
    {"global_columns",
     "id, *_id, uuid, *_uuid, *slug*, *handle*, *username*, *user_name*, nickname, *email*, "
     "*phone*, *mobile*, *domain*, host, hostname, *url*, *uri*, *path*, *_key, key, *token*, "
     "*code*, *hash*, *secret*, *address*, *wallet*, *fingerprint*, *signature*, *external*, "
     "*reference*, *cid, *checksum*, *tracking*, *_account, iban, isbn*, imei*, vin, serial*, "
     "*pubkey*, *public_key*",
     "names of columns whose values are meant to be unique everywhere"},
    {NULL},
};

struct judged {
    struct check *check;
    struct tenancy_map *tenancy;
    struct role_names roles;
};

static bool visit_call(struct expression *expression, void *context)
{
    bool *has_call = context;
    *has_call |= expression->kind == EXPRESSION_CALL || expression->kind == EXPRESSION_KEYWORD;
    return !*has_call;
}

// Made by the database: nobody chooses it, so nobody probes with it.
static bool is_generated(const struct column *column)
{
    bool has_call = false;
    expression_walk(column->default_value, visit_call, &has_call);
    return has_call || column->generated || column->is_serial || column->identity != IDENTITY_NONE;
}

// A key that leads to rows which are a tenant's own ties the row to that tenant.
static bool leads_to_tenant(const struct judged *judged, const struct relation *relation,
                            const struct column *column)
{
    list_each (struct constraint *, key, &relation->constraints) {
        if (key->kind != CONSTRAINT_FOREIGN_KEY || !key->references)
            continue;
        bool is_part = false;
        list_each (struct column *, part, &key->columns)
            is_part |= part == column;
        if (is_part && (tenancy_of(judged->tenancy, key->references)->certainty != TENANCY_NONE ||
                        strcmp(key->references->schema, "auth") == 0))
            return true;
    }
    return false;
}

static bool visit_own(struct expression *expression, void *context)
{
    struct column **sought = context;
    if (expression->kind == EXPRESSION_COLUMN && !expression->from && expression->column == *sought)
        *sought = NULL;
    return *sought != NULL;
}

// A policy mentions it: it may tie the row too.
static bool is_in_policies(const struct relation *relation, struct column *column)
{
    list_each (struct policy *, policy, &relation->policies) {
        struct column *sought = column;
        expression_walk(policy->using, visit_own, &sought);
        if (sought)
            expression_walk(policy->check, visit_own, &sought);
        if (!sought)
            return true;
    }
    return false;
}

static bool can_be_probed(const struct judged *judged, const struct relation *relation)
{
    const struct design *design = judged->check->design;
    static const struct {
        enum command command;
        uint32_t privilege;
    } writes[] = {{COMMAND_INSERT, PRIVILEGE_INSERT}, {COMMAND_UPDATE, PRIVILEGE_UPDATE}};
    for (size_t at = 0; at < array_length(writes); at++)
        list_each (struct policy *, policy, &relation->policies)
            if (policy_opens_command(policy, writes[at].command))
                list_each (const char *, role, &judged->roles)
                    if (!row_security_passes_by(design, relation, role) &&
                        policy_applies_to_role(design, policy, role) &&
                        row_reach(design, relation, role, writes[at].privilege) != REACH_NONE)
                        return true;
    return false;
}

// The columns of the key if it runs across tenants; none where it does not, or nobody can know.
static bool runs_across(const struct judged *judged, const struct index *index)
{
    const struct relation *relation = index->relation;
    const struct tenancy *tenancy = tenancy_of(judged->tenancy, relation);
    if (!index->is_unique || index->is_primary || index->keys.count == 0 || index->parent)
        return false;
    bool has_chosen = false;
    list_each (struct index_key, key, &index->keys) {
        if (!key.column || key.column == tenancy->column ||
            string_equal(key.column->type ? key.column->type->name : NULL, "uuid") ||
            rule_parameter_matches(judged->check, "global_columns", key.column->name) ||
            leads_to_tenant(judged, relation, key.column) || is_in_policies(relation, key.column))
            return false;
        has_chosen |= !is_generated(key.column);
    }
    return has_chosen;
}

static void report(const struct judged *judged, const struct index *index)
{
    struct check *check = judged->check;
    struct arena *arena = check->arena;
    const struct relation *relation = index->relation;
    const struct tenancy *tenancy = tenancy_of(judged->tenancy, relation);
    struct column_list columns = {0};
    list_each (struct index_key, key, &index->keys)
        list_add(check->scratch, &columns, key.column);
    const char *table = name_relation(arena, relation);
    const char *tenant = name_identifier(arena, tenancy->column->name);
    const char *list = name_columns(arena, &columns);
    const char *drop =
        index->constraint
            ? check_format(check, "ALTER TABLE %s DROP CONSTRAINT %s, ADD UNIQUE (%s, %s);", table,
                           name_identifier(arena, index->constraint->name), tenant, list)
            : check_format(check, "make it CREATE UNIQUE INDEX ON %s (%s, %s)%s", table, tenant,
                           list, index->predicate ? ", with the same WHERE" : "");
    struct finding *finding = check_report(
        check,
        (struct finding){
            .place = index->constraint ? index->constraint->place : index->place,
            .object = name_path(arena, relation->schema, relation->name, index->name),
            .message = check_format(check,
                                    "%s (%s) is unique across all tenants of the table: what one "
                                    "has, another learns by trying",
                                    table, list),
            .label = check_format(check, "without %s", tenant),
            .help = drop,
        });
    finding_relate(check, finding, tenancy->place, "shows whose the rows are");
    finding_note(check, finding,
                 "a duplicate fails with SQLSTATE 23505 even where row security hides the row it "
                 "collides with; and one tenant's choice bars all others");
}

static void check(struct check *check)
{
    struct judged judged = {check, tenancy_of_rules(check),
                            row_security_public_roles(check->design, check->scratch)};
    list_each (struct relation *, relation, &check->design->relations) {
        const struct tenancy *tenancy = tenancy_of(judged.tenancy, relation);
        if (!relation_is_judged(relation) || !relation->has_row_security ||
            tenancy->certainty != TENANCY_CERTAIN || tenancy->column->relation != relation)
            continue;
        // Where the tenant is the key itself, the rows are the tenants: their names are for all.
        const struct constraint *primary = relation_primary_key(relation);
        bool is_tenants = false;
        list_each (struct index *, index, &relation->indexes)
            is_tenants |= index->is_unique && index->keys.count == 1 && !index->predicate &&
                          index->keys.items[0].column == tenancy->column;
        if (primary && primary->columns.count == 1)
            is_tenants |= primary->columns.items[0] == tenancy->column;
        if (is_tenants || !can_be_probed(&judged, relation))
            continue;
        list_each (struct index *, index, &relation->indexes)
            if (runs_across(&judged, index))
                report(&judged, index);
    }
}

RULE(rls, unique_across_tenants, .level = LEVEL_WARNING,
     .summary = "a unique key without the tenant: it tells one tenant what another has",
     .explanation =
         "Row security hides rows, not collisions: a unique key over all tenants refuses a value "
         "that somebody else has, so whoever may insert can ask for every value there is, and the "
         "first tenant to take a name bars all others from it.\n"
         "\n"
         "Reported where a policy, or lintel.yaml under tenancy, shows for certain whose a row is, "
         "where a role that row security binds may insert or change rows, and where it chooses the "
         "value. Silent about tables whose rows are the tenants themselves (profiles, "
         "organisations: a row for each), about keys that hold the tenant, a reference to a "
         "tenant's row or a column that policies ask for, about values that the database makes, "
         "about UUIDs, and about names that are unique everywhere by their meaning: addresses, "
         "slugs, codes, tokens, ids given elsewhere (the parameter global_columns).",
     .wrong =
         "CREATE TABLE labels (id bigint PRIMARY KEY, owner name NOT NULL, title text UNIQUE);\n"
         "ALTER TABLE labels ENABLE ROW LEVEL SECURITY;\n"
         "CREATE POLICY own ON labels USING (owner = (SELECT current_user));\n",
     .right = "CREATE TABLE labels (id bigint PRIMARY KEY, owner name NOT NULL, title text,\n"
              "    UNIQUE (owner, title));\n"
              "ALTER TABLE labels ENABLE ROW LEVEL SECURITY;\n"
              "CREATE POLICY own ON labels USING (owner = (SELECT current_user));\n",
     .source = "pgrls", .parameters = parameters, .not_applicable = applies_row_security)
