// Policies that permit what no GRANT allows: dead, or failing, for whom they are for.
//
// Two ways. The table: a role that the policy names may not run the command at all. And what the
// condition reads: PostgreSQL asks for SELECT on every table of a policy's subqueries, whatever
// they come to, and refuses the whole statement.
#include "check/tenancy_rule.h"
#include "link/condition_reads.h"
#include "link/constant.h"
#include "link/name.h"
#include "link/row_security.h"

struct grants {
    struct check *check;
    struct role_names roles;
};

static bool is_public(const char *role)
{
    return strcmp(role, "public") == 0;
}

// Files that could not be followed may grant it.
static bool may_be_granted(struct check *check, const struct relation *relation)
{
    return design_gap_may(check->design, "grant", relation->name) || check->design->is_open;
}

static void undecided(struct check *check, struct place place, const struct relation *relation)
{
    check_undecided(
        check, place,
        check_format(check,
                     "a statement that could not be followed may grant %s to those whom "
                     "its policies are for",
                     name_relation(check->arena, relation)));
}

// ---- the table itself -----------------------------------------------------------------------------

static uint32_t opened(const struct policy *policy)
{
    uint32_t privileges = 0;
    for (enum command command = COMMAND_SELECT; command <= COMMAND_DELETE; command++)
        if (policy_opens_command(policy, command))
            privileges |= command_privilege(command);
    return privileges;
}

static const char *privilege_names(struct check *check, uint32_t privileges)
{
    struct name_list names = {0};
    for (enum command command = COMMAND_SELECT; command <= COMMAND_DELETE; command++)
        if (privileges & command_privilege(command))
            list_add(check->arena, &names, command_name(command));
    return name_join(check->arena, &names, "or");
}

static const char *privilege_list(struct check *check, uint32_t privileges)
{
    const char *list = NULL;
    for (enum command command = COMMAND_SELECT; command <= COMMAND_DELETE; command++)
        if (privileges & command_privilege(command)) {
            const char *name = command_name(command);
            list = list ? check_format(check, "%s, %s", list, name) : name;
        }
    return list;
}

// Policies of one table that are dead for the same roles.
struct dead {
    LIST(const struct policy *) policies;
    struct name_list roles; // "public": for everyone there is
    uint32_t privileges;
};

static bool only_usage_is_missing(struct check *check, const struct relation *relation,
                                  const struct dead *dead)
{
    struct relation inside = *relation;
    inside.schema = "public"; // whose USAGE everyone has
    list_each (const char *, role, &dead->roles)
        if (row_reach(check->design, &inside, role, dead->privileges) < REACH_ASSUMED)
            return false;
    return strcmp(relation->schema, "public") != 0;
}

static const char *policy_names(struct check *check, const struct dead *dead)
{
    struct name_list names = {0};
    list_each (const struct policy *, policy, &dead->policies)
        list_add(check->arena, &names, name_identifier(check->arena, policy->name));
    return name_join(check->arena, &names, "and");
}

static void report_dead(struct check *check, const struct relation *relation,
                        const struct dead *dead)
{
    struct arena *arena = check->arena;
    const struct policy *first = dead->policies.items[0];
    const char *table = name_relation(arena, relation);
    bool is_for_all = is_public(dead->roles.items[0]);
    bool is_usage = !is_for_all && only_usage_is_missing(check, relation, dead);
    struct name_list names = {0};
    list_each (const char *, role, &dead->roles)
        list_add(arena, &names, name_identifier(arena, role));
    const char *roles = is_for_all ? "everyone" : name_join(arena, &names, "and");
    const char *what = is_usage ? check_format(check, "use the schema %s",
                                               name_identifier(arena, relation->schema))
                                : privilege_names(check, dead->privileges);
    const char *who = is_for_all ? "anon or authenticated" : names.count == 1 ? "it" : "them";
    struct finding *finding = check_report(
        check,
        (struct finding){
            .level = is_for_all ? LEVEL_WARNING : LEVEL_OFF,
            .place = first->place,
            .object = name_path(arena, relation->schema, relation->name, first->name),
            .message =
                dead->policies.count == 1
                    ? check_format(check,
                                   "policy %s on table %s is for %s, and no GRANT lets %s %s",
                                   name_identifier(arena, first->name), table, roles, who, what)
                    : check_format(
                          check, "%u policies of table %s are for %s, and no GRANT lets %s %s: %s",
                          dead->policies.count, table, roles, who, what, policy_names(check, dead)),
            .label = "permits what is not granted",
            .help = is_usage
                        ? check_format(check, "GRANT USAGE ON SCHEMA %s TO %s;",
                                       name_identifier(arena, relation->schema), names.items[0])
                        : check_format(check, "GRANT %s ON %s TO %s;",
                                       privilege_list(check, dead->privileges), table,
                                       is_for_all ? "authenticated" : names.items[0]),
        });
    finding_note(check, finding,
                 "the statement fails with SQLSTATE 42501, permission denied, before any policy is "
                 "asked");
    list_each (struct grant, grant, &relation->grants)
        list_each (const char *, role, &dead->roles)
            if (strcmp(grant.role, role) == 0 && grant.place.file) {
                finding_relate(check, finding, grant.place, "changes what it is granted");
                return;
            }
}

static bool visit_service(struct expression *expression, void *context)
{
    bool *is_meant = context;
    *is_meant |=
        expression->kind == EXPRESSION_STRING && strcmp(expression->name, "service_role") == 0;
    return !*is_meant;
}

// On Supabase, where all roles are known: none of the API's may use the table. A policy that asks
// for service_role means nobody else, needless as it is.
static bool is_dead_for_all(struct check *check, const struct policy *policy, uint32_t privileges)
{
    const struct relation *relation = policy->relation;
    bool is_meant = false;
    expression_walk(policy->using, visit_service, &is_meant);
    expression_walk(policy->check, visit_service, &is_meant);
    if (check->design->platform != PLATFORM_SUPABASE || relation->has_forced_row_security ||
        is_meant)
        return false;
    list_each (struct role *, role, &check->design->roles)
        if (!row_security_passes_by(check->design, relation, role->name) &&
            row_reach(check->design, relation, role->name, privileges) != REACH_NONE)
            return false;
    return true;
}

static struct name_list dead_roles(struct check *check, const struct policy *policy,
                                   uint32_t privileges)
{
    struct name_list dead = {0};
    const struct relation *relation = policy->relation;
    list_each (const char *, role, &policy->roles) {
        bool is_dead = is_public(role)
                           ? is_dead_for_all(check, policy, privileges)
                           : !row_security_passes_by(check->design, relation, role) &&
                                 design_find_role(check->design, role) &&
                                 row_reach(check->design, relation, role, privileges) == REACH_NONE;
        if (is_dead)
            list_add(check->scratch, &dead, role);
    }
    return dead;
}

static bool same_names(const struct name_list *a, const struct name_list *b)
{
    if (a->count != b->count)
        return false;
    for (uint32_t at = 0; at < a->count; at++)
        if (strcmp(a->items[at], b->items[at]) != 0)
            return false;
    return true;
}

static void look_at_table(struct check *check, const struct relation *relation)
{
    LIST(struct dead) all = {0};
    list_each (struct policy *, policy, &relation->policies) {
        uint32_t privileges = opened(policy);
        if (!privileges || !policy_is_own(policy) || policy_is_idle(check->design, policy))
            continue;
        struct name_list roles = dead_roles(check, policy, privileges);
        struct dead *dead = NULL;
        if (roles.count == 0)
            continue;
        for (uint32_t at = 0; at < all.count; at++)
            if (same_names(&all.items[at].roles, &roles))
                dead = &all.items[at];
        if (!dead) {
            list_add(check->scratch, &all, (struct dead){.roles = roles});
            dead = &all.items[all.count - 1];
        }
        dead->privileges |= privileges;
        list_add(check->scratch, &dead->policies, policy);
    }
    for (uint32_t at = 0; at < all.count; at++)
        if (may_be_granted(check, relation))
            undecided(check, all.items[at].policies.items[0]->place, relation);
        else
            report_dead(check, relation, &all.items[at]);
}

// ---- what the condition reads ---------------------------------------------------------------------

struct column_search {
    const struct design *design;
    const struct relation *relation;
    const struct from_item *from;
    const char *role;
    const struct column *missing;
};

static bool column_is_granted(const struct design *design, const struct column *column,
                              const char *role)
{
    // The table's own grants were looked at: a table with this column alone, and nothing but its
    // grants.
    struct column only = *column;
    struct column *columns[] = {&only};
    struct relation relation = *column->relation;
    relation.grants.count = 0;
    relation.columns.items = columns;
    relation.columns.count = 1;
    relation.schema = "public";
    return row_privileges(design, &relation, role) & PRIVILEGE_SELECT;
}

static bool visit_column(struct expression *expression, void *context)
{
    struct column_search *search = context;
    if (expression->kind == EXPRESSION_COLUMN && expression->from == search->from &&
        expression->column && expression->column->relation == search->relation &&
        !column_is_granted(search->design, expression->column, search->role))
        search->missing = expression->column;
    return !search->missing;
}

// Whether `role` may read what the item of the query takes from its table. Inside a query the
// schema's USAGE is not asked for: names were resolved when the policy was made.
static bool may_read(struct check *check, const struct condition_read *read, const char *role,
                     const struct column **missing)
{
    struct relation without_columns = *read->relation;
    without_columns.columns.count = 0;
    without_columns.schema = "public";
    if (row_privileges(check->design, &without_columns, role) & PRIVILEGE_SELECT)
        return true;
    struct column_search search = {check->design, read->relation, read->from, role, NULL};
    struct relation inside = *read->relation;
    inside.schema = "public";
    if (!(row_privileges(check->design, &inside, role) & PRIVILEGE_SELECT))
        return false;
    query_walk(read->query, visit_column, &search);
    *missing = search.missing;
    return !search.missing;
}

// By owning it, or by a right to read everything.
static bool reads_anyway(const struct design *design, const struct relation *relation,
                         const char *role)
{
    const struct role *known = design_find_role(design, role);
    return (known && known->is_superuser) ||
           (relation->owner && role_is_member(design, role, relation->owner)) ||
           role_is_member(design, role, "pg_read_all_data");
}

struct refusal {
    struct condition_read read;
    const struct column *column; // the one that is not granted, where others are
    struct name_list roles;      // that cannot read it
};

static void report_refusal(struct check *check, const struct policy *policy,
                           const struct refusal *refusal, const struct name_list *fine)
{
    struct arena *arena = check->arena;
    const struct relation *relation = policy->relation, *other = refusal->read.relation;
    struct name_list names = {0};
    list_each (const char *, role, &refusal->roles)
        list_add(arena, &names, name_identifier(arena, role));
    const char *roles = name_join(arena, &names, "and");
    const char *target = name_relation(arena, other);
    const char *what = refusal->column ? check_format(check, "%s.%s", target,
                                                      name_identifier(arena, refusal->column->name))
                                       : target;
    const char *through = "";
    if (refusal->read.function)
        through = check_format(
            check, ", through the function %s,",
            name_qualified(arena, refusal->read.function->schema, refusal->read.function->name));
    else if (refusal->read.view)
        through =
            check_format(check, ", through the view %s,", name_relation(arena, refusal->read.view));
    struct finding *finding = check_report(
        check,
        (struct finding){
            .level = fine->count ? LEVEL_WARNING : LEVEL_OFF,
            .place = refusal->read.place.file ? refusal->read.place : policy->place,
            .object = name_path(arena, relation->schema, relation->name, policy->name),
            .message =
                check_format(check, "policy %s on table %s reads %s%s which %s may not",
                             name_identifier(arena, policy->name), name_relation(arena, relation),
                             what, *through ? through : ",", roles),
            .label = check_format(check, "no SELECT for %s", roles),
            .help = check_format(
                check,
                "ask in a SECURITY DEFINER function that answers only what the policy needs%s",
                other->is_builtin
                    ? ""
                    : check_format(check, ", or GRANT SELECT ON %s TO %s;%s", target,
                                   refusal->roles.items[0],
                                   other->has_row_security ? ""
                                                           : " (it has no row security: whoever is "
                                                             "granted it reads all of it)")),
        });
    finding_note(
        check, finding,
        check_format(check,
                     "SQLSTATE 42501, permission denied for %s %s: the whole statement fails%s",
                     relation_kind_name(other), name_identifier(arena, other->name),
                     refusal->read.is_deferred ? " as soon as the function runs"
                                               : ", whatever else would let the row through"));
    if (fine->count) {
        struct name_list others = {0};
        list_each (const char *, role, fine)
            list_add(arena, &others, name_identifier(arena, role));
        finding_note(check, finding,
                     check_format(check, "%s can: write TO %s if it is for %s alone",
                                  name_join(arena, &others, "and"),
                                  name_join(arena, &others, "and"),
                                  fine->count == 1 ? "that role" : "those roles"));
    }
}

struct refusals {
    LIST_FIELDS(struct refusal *);
};

static void note_refusal(struct arena *arena, struct refusals *refusals,
                         const struct condition_read *read, const struct column *column,
                         const char *role)
{
    struct refusal *refusal = NULL;
    list_each (struct refusal *, known, refusals)
        if (known->read.relation == read->relation)
            refusal = known;
    if (!refusal) {
        refusal = arena_make(arena, struct refusal);
        *refusal = (struct refusal){.read = *read, .column = column};
        list_add(arena, refusals, refusal);
    }
    list_each (const char *, known, &refusal->roles)
        if (strcmp(known, role) == 0)
            return;
    list_add(arena, &refusal->roles, role);
}

static void note_reads(struct check *check, struct refusals *refusals, struct expression *condition,
                       const char *role)
{
    if (!condition || constant_is_never_true(condition) || constant_is_always_true(condition))
        return;
    struct condition_reads reads = condition_reads_of(check->scratch, condition, role);
    list_each (struct condition_read, read, &reads.list) {
        const struct column *missing = NULL;
        bool is_known = read.relation->kind != RELATION_SEQUENCE && !read.relation->extension;
        // Of the platform's own tables only those are known that keep what users sign in with.
        if (read.relation->is_builtin && strcmp(read.relation->schema, "auth") != 0 &&
            strcmp(read.relation->schema, "vault") != 0)
            is_known = false;
        // What is read as somebody else, a definer or a view's owner, was that one's to see to.
        if (read.role && strcmp(read.role, role) == 0 && is_known &&
            !reads_anyway(check->design, read.relation, role) &&
            !may_read(check, &read, role, &missing))
            note_refusal(check->scratch, refusals, &read, missing, role);
    }
}

// Those who meet the policy: row security binds them, and they are granted the table.
static bool meets(struct check *check, const struct policy *policy, const char *role)
{
    return !is_public(role) && !row_security_passes_by(check->design, policy->relation, role) &&
           policy_applies_to_role(check->design, policy, role) &&
           row_reach(check->design, policy->relation, role,
                     opened(policy) ? opened(policy) : PRIVILEGE_SELECT) >= REACH_ASSUMED;
}

static void look_at_condition(struct grants *grants, const struct policy *policy)
{
    struct check *check = grants->check;
    struct refusals refusals = {0};
    struct name_list met = {0};
    list_each (const char *, role, &grants->roles)
        if (meets(check, policy, role)) {
            list_add(check->scratch, &met, role);
            note_reads(check, &refusals, policy->using, role);
            note_reads(check, &refusals, policy->check, role);
        }
    list_each (struct refusal *, refusal, &refusals) {
        struct name_list fine = {0};
        list_each (const char *, role, &met) {
            bool is_refused = false;
            list_each (const char *, refused, &refusal->roles)
                is_refused |= strcmp(refused, role) == 0;
            if (!is_refused)
                list_add(check->scratch, &fine, role);
        }
        if (may_be_granted(check, refusal->read.relation))
            undecided(check, refusal->read.place, refusal->read.relation);
        else
            report_refusal(check, policy, refusal, &fine);
    }
}

static void check(struct check *check)
{
    struct grants grants = {check, row_security_public_roles(check->design, check->scratch)};
    list_each (struct relation *, relation, &check->design->relations) {
        if (!relation->has_row_security)
            continue;
        if (relation_is_judged(relation))
            look_at_table(check, relation);
        list_each (struct policy *, policy, &relation->policies)
            if (policy_is_own(policy) && !policy_is_idle(check->design, policy))
                look_at_condition(&grants, policy);
    }
}

RULE(
    rls, grant_missing, .level = LEVEL_ERROR, .summary = "a policy permits what no GRANT allows",
    .explanation =
        "A policy only chooses among rows that a GRANT opens. One for a role that is granted "
        "nothing on the table, or may not use its schema, is dead: the statement fails with "
        "SQLSTATE 42501 before the policy is asked. New Supabase projects grant new tables to "
        "nobody by themselves; a policy for everyone on a table that none of the API's roles may "
        "use "
        "is a warning.\n"
        "\n"
        "And what a policy's condition reads is read with the caller's rights: a subquery over a "
        "table that the caller is not granted fails the whole statement, also when another policy "
        "would have let the row through. The usual case is auth.users. Views are read as their "
        "owner unless they have security_invoker, and so are the tables in the body of a SECURITY "
        "DEFINER function. Where some of the roles that meet the policy may read it and others may "
        "not, it is a warning.\n"
        "\n"
        "Grants to PUBLIC, through memberships, on single columns and by default privileges count. "
        "Silent where the files grant nothing at all on tables (grants are then made elsewhere), "
        "about grants that a platform's defaults may have made, and for FOR ALL as long as one of "
        "the four commands is granted.",
    .wrong = "CREATE ROLE app;\n"
             "CREATE TABLE todos (id bigint PRIMARY KEY, owner name);\n"
             "ALTER TABLE todos ENABLE ROW LEVEL SECURITY;\n"
             "CREATE POLICY own ON todos FOR SELECT TO app USING (owner = (SELECT current_user));\n"
             "GRANT INSERT ON todos TO app;\n",
    .right = "CREATE ROLE app;\n"
             "CREATE TABLE todos (id bigint PRIMARY KEY, owner name);\n"
             "ALTER TABLE todos ENABLE ROW LEVEL SECURITY;\n"
             "CREATE POLICY own ON todos FOR SELECT TO app USING (owner = (SELECT current_user));\n"
             "GRANT SELECT ON todos TO app;\n",
    .source = "", .not_applicable = applies_row_security)
