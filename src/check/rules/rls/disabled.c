// Tables without row security whose rows strangers can reach.
//
// A tenant's table (link/tenancy.h says which, and why) is an error where both the tenancy and the
// grant are certain, else a warning that names the assumption. On Supabase any table that the API
// roles may write is a warning, and one that they may read where a column's name says that its
// values are private. A partitioned table and its partitions are one finding.
#include "check/tenancy_rule.h"

#include "base/text.h"
#include "link/name.h"
#include "link/row_security.h"

static const struct rule_parameter parameters[] = {
    {"tenant_columns",
     "user_id, owner_id, account_id, org_id, organization_id, organisation_id, team_id, tenant_id, "
     "workspace_id, profile_id",
     "names of columns that say whose a row is"},
    {"user_tables",
     "users, user, profiles, profile, accounts, account, app_users, user_profiles, user_accounts",
     "names of tables that hold the users (auth.users always does)"},
    {"private_columns",
     "ssn, *_ssn, social_security, social_security_number, credit_card, credit_card_number, "
     "card_number, cvv, cvc, bank_account, bank_account_number, routing_number, iban, "
     "passport_number, passport_id, national_id, driver_license, drivers_license, license_number, "
     "medical_record, health_record, health_insurance, insurance_number, password, passwd, "
     "password_hash, hashed_password, encrypted_password, private_key, secret_key, api_key, "
     "access_token, refresh_token, session_token, recovery_code, backup_code, ssh_key",
     "names of columns that are not for everyone to read, with * for any characters"},
    {NULL},
};

enum {
    WRITES = PRIVILEGE_INSERT | PRIVILEGE_UPDATE | PRIVILEGE_DELETE,
    ROWS = PRIVILEGE_SELECT | WRITES,
};

enum { PARTITION_DEPTH = 1000 }; // of partitions of partitions

struct disabled {
    struct check *check;
    struct tenancy_map *tenancy;
    struct role_names roles;
    struct row_security_gaps gaps;
    struct map counted; // root's path → struct partitions, so that each root is walked once
};

struct partitions {
    const struct relation *first;
    uint32_t count;
};

// The best reach that any public role has.
static enum reach best_reach(const struct disabled *disabled, const struct relation *relation,
                             uint32_t privileges)
{
    enum reach best = REACH_NONE;
    list_each (const char *, role, &disabled->roles) {
        if (row_security_passes_by(disabled->check->design, relation, role))
            continue;
        enum reach reach = row_reach(disabled->check->design, relation, role, privileges);
        if (reach > best)
            best = reach;
    }
    return best;
}

static bool is_unprotected(const struct relation *relation)
{
    return relation_is_table(relation) && !relation->is_builtin && !relation->extension &&
           !relation->is_temporary && !relation->has_row_security && relation->policies.count == 0;
}

// A column whose name says that it is not for everyone. Where columns are granted one by one, one
// of those.
static const struct column *private_column(struct check *check, const struct relation *relation)
{
    bool is_by_column = false;
    list_each (struct column *, column, &relation->columns)
        is_by_column |= column->grants.count > 0;
    list_each (struct column *, column, &relation->columns)
        if (!column->is_dropped && (!is_by_column || column->grants.count > 0) &&
            rule_parameter_matches(check, "private_columns", column->name))
            return column;
    return NULL;
}

// REACH_NONE where the table is no concern of this rule.
static enum reach exposure(const struct disabled *disabled, const struct relation *relation)
{
    if (!is_unprotected(relation))
        return REACH_NONE;
    if (tenancy_of(disabled->tenancy, relation)->certainty != TENANCY_NONE)
        return best_reach(disabled, relation, ROWS);
    if (disabled->check->design->platform != PLATFORM_SUPABASE)
        return REACH_NONE;
    enum reach reach = best_reach(disabled, relation, WRITES);
    if (!private_column(disabled->check, relation))
        return reach;
    enum reach reads = best_reach(disabled, relation, PRIVILEGE_SELECT);
    return reads > reach ? reads : reach;
}

// ---- partitions -------------------------------------------------------------------------------

static const struct relation *partition_root(const struct relation *relation)
{
    while (relation->is_partition && relation->parents.count == 1)
        relation = relation->parents.items[0];
    return relation;
}

static void count_below(const struct disabled *disabled, const struct relation *root,
                        struct partitions *partitions)
{
    list_each (struct relation *, child, &root->children) {
        if (!child->is_partition)
            continue;
        if (exposure(disabled, child) != REACH_NONE) {
            partitions->count++;
            if (!partitions->first || place_compare(child->place, partitions->first->place) < 0)
                partitions->first = child;
        }
        count_below(disabled, child, partitions);
    }
}

// The exposed partitions below `root`, and the first of them in the order of the files.
static struct partitions exposed_partitions(struct disabled *disabled, const struct relation *root)
{
    struct arena *arena = disabled->check->scratch;
    const char *path = name_path(arena, root->schema, root->name, NULL);
    struct partitions *partitions = map_get(&disabled->counted, path);
    if (!partitions) {
        partitions = arena_make(arena, struct partitions);
        count_below(disabled, root, partitions);
        map_set(arena, &disabled->counted, path, partitions);
    }
    return *partitions;
}

// ---- the message ------------------------------------------------------------------------------

static const char *verbs(struct check *check, uint32_t privileges)
{
    struct name_list names = {0};
    if (privileges & PRIVILEGE_SELECT)
        list_add(check->scratch, &names, "read");
    if (privileges & PRIVILEGE_INSERT)
        list_add(check->scratch, &names, "insert");
    if (privileges & PRIVILEGE_UPDATE)
        list_add(check->scratch, &names, "change");
    if (privileges & PRIVILEGE_DELETE)
        list_add(check->scratch, &names, "delete");
    return name_join(check->scratch, &names, "and");
}

// "anon can read, authenticated can read and change"; roles that may do the same stand together.
static const char *who_can(const struct disabled *disabled, const struct relation *relation)
{
    struct check *check = disabled->check;
    struct name_list clauses = {0};
    uint32_t everyone = row_privileges(check->design, relation, "public") & ROWS;
    if (everyone)
        list_add(check->scratch, &clauses,
                 check_format(check, "every role can %s", verbs(check, everyone)));
    LIST(uint32_t) said = {0};
    list_each (const char *, role, &disabled->roles) {
        uint32_t privileges = row_privileges(check->design, relation, role) & ROWS;
        bool is_said =
            privileges == everyone || row_security_passes_by(check->design, relation, role);
        list_each (uint32_t, other, &said)
            is_said |= other == privileges;
        if (is_said)
            continue;
        list_add(check->scratch, &said, privileges);
        struct name_list alike = {0};
        list_each (const char *, other, &disabled->roles)
            if ((row_privileges(check->design, relation, other) & ROWS) == privileges &&
                !row_security_passes_by(check->design, relation, other))
                list_add(check->scratch, &alike, name_identifier(check->scratch, other));
        list_add(check->scratch, &clauses,
                 check_format(check, "%s can %s", name_join(check->scratch, &alike, "and"),
                              verbs(check, privileges)));
    }
    const char *text = NULL;
    list_each (const char *, clause, &clauses)
        text = text ? check_format(check, "%s, and %s", text, clause) : clause;
    return text ? text : "whoever is granted it can read and write";
}

static const char *help(struct check *check, const struct relation *relation,
                        const struct tenancy *tenancy)
{
    const char *table = name_relation(check->arena, relation);
    const struct column *private = private_column(check, relation);
    if (tenancy->certainty == TENANCY_NONE && private)
        return check_format(
            check, "ALTER TABLE %s ENABLE ROW LEVEL SECURITY; and a policy that says who reads %s",
            table, name_identifier(check->arena, private->name));
    if (tenancy->certainty == TENANCY_NONE)
        return check_format(
            check,
            "ALTER TABLE %s ENABLE ROW LEVEL SECURITY; CREATE POLICY published ON %s FOR SELECT "
            "USING (true); keeps it readable and nothing more",
            table, table);
    const struct column *column = tenancy->column;
    static const char *const user_names[] = {"user_id", "owner_id", "profile_id"};
    bool is_user = false;
    for (size_t at = 0; column && at < array_length(user_names); at++)
        is_user |= strcmp(column->name, user_names[at]) == 0;
    if (check->design->platform == PLATFORM_SUPABASE && is_user && column->type &&
        string_equal(column->type->name, "uuid"))
        return check_format(check,
                            "ALTER TABLE %s ENABLE ROW LEVEL SECURITY; CREATE POLICY own ON %s "
                            "USING (%s = (SELECT auth.uid()));",
                            table, table, name_identifier(check->arena, column->name));
    return check_format(check,
                        "ALTER TABLE %s ENABLE ROW LEVEL SECURITY; and a policy that ties %s to "
                        "the caller",
                        table, column ? name_identifier(check->arena, column->name) : "its rows");
}

// A partition may be addressed by its own name, so each needs it.
static void enable_add(struct arena *arena, const struct relation *relation, struct text *out,
                       uint32_t depth)
{
    if (depth > PARTITION_DEPTH)
        return;
    if (is_unprotected(relation))
        text_format(out, "%sALTER TABLE %s ENABLE ROW LEVEL SECURITY;", out->length ? "\n" : "",
                    name_relation(arena, relation));
    list_each (struct relation *, child, &relation->children)
        if (child->is_partition)
            enable_add(arena, child, out, depth + 1);
}

static const char *enable(struct check *check, const struct relation *relation)
{
    struct text text;
    text_init(&text);
    enable_add(check->scratch, partition_root(relation), &text, 0);
    const char *copy = arena_copy(check->arena, text.string, text.length);
    text_release(&text);
    return copy;
}

static void report(struct disabled *disabled, const struct relation *relation, enum reach reach,
                   uint32_t partitions)
{
    struct check *check = disabled->check;
    struct arena *arena = check->arena;
    const struct tenancy *tenancy = tenancy_of(disabled->tenancy, relation);
    bool is_certain = tenancy->certainty == TENANCY_CERTAIN && reach == REACH_CERTAIN;
    struct finding *finding = check_report(
        check,
        (struct finding){
            .level = is_certain ? LEVEL_OFF : LEVEL_WARNING,
            .place = relation->place,
            .object = name_path(arena, relation->schema, relation->name, NULL),
            .message = check_format(
                check, "%s %s has no row security: %s %s",
                relation->is_partition ? "partition" : "table", name_relation(arena, relation),
                who_can(disabled, relation),
                tenancy->certainty == TENANCY_CERTAIN ? "the rows of every tenant" : "every row"),
            .label = "row security is off",
            .help = help(check, relation, tenancy),
            .fix = enable(check, relation),
            .fix_note = "from here on it is closed to everyone but its owner and roles that bypass "
                        "row security, until policies say who sees which rows: write them with it",
        });
    if (tenancy->certainty != TENANCY_NONE) {
        finding_relate(check, finding, tenancy->place, "shows whose the rows are");
        finding_note(check, finding,
                     check_format(check, "a tenant's table%s: %s",
                                  tenancy->certainty == TENANCY_PRESUMED ? " (presumed)" : "",
                                  tenancy->reason));
    }
    const struct column *private = private_column(check, relation);
    if (private)
        finding_relate(check, finding, private->place, "not for everyone, by its name");
    if (relation->row_security_place.file && !relation->has_forced_row_security)
        finding_relate(check, finding, relation->row_security_place, "turned off here");
    if (relation->has_forced_row_security)
        finding_note(check, finding, "FORCE ROW LEVEL SECURITY does nothing without ENABLE");
    if (reach == REACH_ASSUMED)
        finding_note(check, finding,
                     "whether Supabase grants a new table to anon and authenticated by itself "
                     "depends on the project's age: this assumes that it does (projects created "
                     "before 30 May 2026)");
    if (reach == REACH_UNKNOWN)
        finding_note(check, finding,
                     "no file grants a table to anyone: this assumes that the roles which row "
                     "security is for are granted it elsewhere");
    if (relation->is_partition) {
        finding_note(check, finding,
                     "the policies of the partitioned table do not count where a partition is "
                     "addressed by its own name");
        if (partitions > 1)
            finding_note(check, finding,
                         check_format(check, "the same holds for %u more partition%s",
                                      partitions - 1, partitions == 2 ? "" : "s"));
    } else if (partitions > 0) {
        finding_note(check, finding,
                     check_format(check,
                                  partitions == 1
                                      ? "%u partition of it can be reached by name too, and needs "
                                        "row security of its own"
                                      : "%u partitions of it can be reached by name too, and need "
                                        "row security of their own",
                                  partitions));
    }
}

static void judge(struct disabled *disabled, const struct relation *relation)
{
    struct check *check = disabled->check;
    enum reach reach = exposure(disabled, relation);
    if (reach == REACH_NONE)
        return;
    const struct relation *root = partition_root(relation);
    if (root != relation && exposure(disabled, root) != REACH_NONE)
        return; // said there
    struct partitions partitions = exposed_partitions(disabled, root);
    if (root != relation && partitions.first != relation)
        return;
    if (row_security_gap(&disabled->gaps, relation))
        check_undecided(check, relation->place,
                        check_format(check,
                                     "a statement that could not be followed may turn row security "
                                     "on for %s",
                                     name_relation(check->arena, relation)));
    else
        report(disabled, relation, reach, partitions.count);
}

static void check(struct check *check)
{
    struct disabled disabled = {
        .check = check,
        .tenancy = tenancy_of_rules(check),
        .roles = row_security_public_roles(check->design, check->scratch),
        .gaps = row_security_gaps(check->design, check->scratch),
    };
    list_each (struct relation *, relation, &check->design->relations)
        judge(&disabled, relation);
}

RULE(rls, disabled, .level = LEVEL_ERROR, .is_fixed = true,
     .summary = "a tenant's table without row security that a public role can reach",
     .explanation =
         "Without row security a grant is a grant on every row: whoever may read the table reads "
         "all tenants' rows. On Supabase anyone holds the anon key, and everyone who signs up is "
         "authenticated.\n"
         "\n"
         "A table is a tenant's for certain when a policy ties a column of it to the caller, its "
         "own or another table's that looks the caller up in it; presumably when a column "
         "references the users table or is named like user_id or tenant_id, or when a foreign key "
         "leads to a certain one. created_by and other columns in _by presume nothing. It can be "
         "reached when anon, authenticated, PUBLIC, or a role that policies are for, is granted "
         "it, directly, by default privileges or through a membership, in a schema that the role "
         "can use. Certain tenancy with a certain grant is an error; where either is presumed or "
         "assumed it is a warning, and the note says what is assumed.\n"
         "\n"
         "On Supabase a table without any sign of a tenant is a warning when those roles may write "
         "it; one that they may only read is taken as published, unless a column's name says "
         "otherwise "
         "(ssn, card_number, password_hash; a parameter). Partitions count: addressed by "
         "name, only their own row security holds. Views and foreign tables are not judged here, "
         "and tables with policies belong to rls/policies-without-rls.",
     .wrong = "CREATE ROLE anon;\n"
              "CREATE TABLE todos (id bigint PRIMARY KEY, user_id uuid NOT NULL);\n"
              "GRANT SELECT ON todos TO anon;\n",
     .right = "CREATE ROLE anon;\n"
              "CREATE TABLE todos (id bigint PRIMARY KEY, user_id uuid NOT NULL);\n"
              "ALTER TABLE todos ENABLE ROW LEVEL SECURITY;\n"
              "CREATE POLICY own ON todos\n"
              "    USING (user_id = (SELECT current_setting('app.user', true))::uuid);\n"
              "GRANT SELECT ON todos TO anon;\n",
     .source = "A11, B3, splinter rls_disabled_in_public, sensitive_columns_exposed",
     .parameters = parameters, .not_applicable = applies_row_security)
