// Conditions that hold for every row where one was meant to choose.
//
// A permissive policy is judged as a whole first: which commands it opens to every row, for whom,
// less what an effective restrictive policy closes again. Where the whole is not a tautology, parts
// that are one are looked for: beside other conditions, and inside subqueries. One finding a
// policy.
#include "check/rule.h"
#include "check/tenancy_rule.h"
#include "link/constant.h"
#include "link/name.h"
#include "link/row_security.h"
#include "link/tenancy.h"

static const char *not_applicable(struct check *check)
{
    return row_security_unused(check->design);
}

// ---- restrictive policies that close it again ----------------------------------------------------

static bool visit_ties(struct expression *expression, void *context)
{
    unsigned *ties = context;
    if (expression->kind == EXPRESSION_COLUMN && !expression->from)
        *ties |= 1;
    if (expression->query || expression->kind == EXPRESSION_CALL ||
        expression->kind == EXPRESSION_KEYWORD)
        *ties |= 2;
    return true;
}

// It depends on the row, and on something beside the row; or it lets nothing through.
static bool condition_binds(struct expression *condition)
{
    if (!condition || constant_is_always_true(condition))
        return false;
    if (constant_is_never_true(condition))
        return true;
    unsigned ties = 0;
    expression_walk(condition, visit_ties, &ties);
    return ties == 3;
}

static bool is_closed_again(const struct design *design, const struct policy *policy,
                            enum command command, bool for_new_rows)
{
    list_each (struct policy *, other, &policy->relation->policies)
        if (!other->is_permissive && policy_applies_to_command(other, command) &&
            policy_covers_roles(design, other, policy) &&
            condition_binds(for_new_rows ? policy_check(other, command)
                                         : policy_using(other, command)))
            return true;
    return false;
}

// ---- the whole condition -------------------------------------------------------------------------

// For messages: a condition may be of any length.
static const char *shown(struct check *check, const struct expression *condition)
{
    // In the finding's arena, since what is short enough is not copied.
    return name_shortened(check->arena, expression_text(check->arena, condition), 160);
}

// What a policy opens to every row.
struct opened {
    bool reads, inserts, changes, deletes;
    bool takes_over;            // any row can be changed, though only into what the check admits
    bool gives_away;            // a row of one's own can be changed into anything
    struct expression *culprit; // a condition that is always true
    bool is_check, stands_in;   // it is WITH CHECK; it is USING in its place
};

static void blame(struct opened *opened, const struct policy *policy, struct expression *condition)
{
    if (opened->culprit)
        return;
    opened->culprit = condition;
    opened->is_check = condition == policy->check;
}

// Whether another permissive policy lets some of the same callers find rows to UPDATE. Permissive
// policies are ORed, so the USING of one combines with the WITH CHECK of another.
static bool others_let_change(const struct design *design, const struct policy *policy)
{
    list_each (struct policy *, other, &policy->relation->policies) {
        const struct expression *using = policy_using(other, COMMAND_UPDATE);
        if (other != policy && other->is_permissive && using &&
            policy_applies_to_command(other, COMMAND_UPDATE) && !constant_is_never_true(using) &&
            (policy_covers_roles(design, other, policy) ||
             policy_covers_roles(design, policy, other)))
            return true;
    }
    return false;
}

// Always true, and not closed by a restrictive policy. USING that is never true opens nothing.
static struct opened policy_opens(const struct design *design, const struct policy *policy,
                                  bool is_restricted)
{
    struct opened opened = {0};
    for (enum command command = COMMAND_SELECT; command <= COMMAND_DELETE; command++) {
        if (!policy_applies_to_command(policy, command))
            continue;
        struct expression *using = policy_using(policy, command);
        struct expression *check = policy_check(policy, command);
        bool every_old = using && constant_is_always_true(using) &&
                         !(is_restricted && is_closed_again(design, policy, command, false));
        bool every_new = check && constant_is_always_true(check) &&
                         !(is_restricted && is_closed_again(design, policy, command, true));
        if (command == COMMAND_UPDATE && (!using || constant_is_never_true(using)) &&
            !others_let_change(design, policy))
            continue;
        if (command == COMMAND_UPDATE && check && constant_is_never_true(check))
            continue;
        if (every_old)
            blame(&opened, policy, using);
        if (every_new) {
            blame(&opened, policy, check);
            opened.stands_in |= check != policy->check;
        }
        if (command == COMMAND_SELECT)
            opened.reads = every_old;
        else if (command == COMMAND_INSERT)
            opened.inserts = every_new;
        else if (command == COMMAND_DELETE)
            opened.deletes = every_old;
        else if (every_old && every_new)
            opened.changes = true;
        else if (every_old)
            opened.takes_over = true;
        else if (every_new)
            opened.gives_away = true;
    }
    return opened;
}

// Whether some role finds a row to UPDATE, all conditions taken together: auth.role() =
// 'service_role' holds for nobody whom row security binds, and what bypasses it asks no policy.
static bool anyone_may_change(struct check *check, const struct relation *relation)
{
    const struct access *access = access_of_rules(check);
    bool is_granted = false;
    list_each (const char *, role, &access->roles) {
        const struct access_cell *cell = access_find(access, relation, role, COMMAND_UPDATE);
        if (!cell || cell->passes_by || cell->reach == REACH_NONE)
            continue;
        is_granted = true;
        if (cell->verdict != VERDICT_DENIED || cell->is_recursive)
            return true;
    }
    return !is_granted; // as it will be with the first grant
}

static bool opens_writes(const struct opened *opened)
{
    return opened->inserts || opened->changes || opened->deletes || opened->takes_over ||
           opened->gives_away;
}

// USING (true), which says plainly that the rows are published; with or without casts and SELECT.
static bool is_plain_true(const struct expression *condition)
{
    for (;;) {
        if (condition->kind == EXPRESSION_CAST && condition->operands.count == 1)
            condition = condition->operands.items[0];
        else if (condition->kind == EXPRESSION_SUBQUERY && condition->query &&
                 condition->query->outputs.count == 1 &&
                 condition->query->outputs.items[0].expression)
            condition = condition->query->outputs.items[0].expression;
        else
            return condition->kind == EXPRESSION_BOOLEAN;
    }
}

// An OR (or the like) with something in it that is no tautology itself: it was meant to choose.
static bool stands_beside_others(const struct expression *condition)
{
    if (condition->kind != EXPRESSION_OR && condition->kind != EXPRESSION_AND &&
        condition->kind != EXPRESSION_COALESCE)
        return false;
    list_each (struct expression *, operand, &condition->operands)
        if (!constant_is_always_true(operand) || stands_beside_others(operand))
            return true;
    return false;
}

// The part to point at: the operand that alone makes an OR always true.
static struct expression *smallest(struct expression *condition)
{
    while (condition->kind == EXPRESSION_OR) {
        struct expression *found = NULL;
        list_each (struct expression *, operand, &condition->operands)
            if (!found && constant_is_always_true(operand))
                found = operand;
        if (!found)
            break;
        condition = found;
    }
    return condition;
}

// ---- whom it concerns ----------------------------------------------------------------------------

struct callers {
    struct name_list names;
    bool is_public;     // PUBLIC, anon or authenticated is among them
    bool lacks_grant;   // nothing in the files lets any of them do it
    bool unknown_grant; // the files grant nothing to anyone
    bool assumed_grant;
};

static void callers_add(struct check *check, struct callers *callers, const struct policy *policy,
                        const char *role, uint32_t privileges)
{
    if (row_security_passes_by(check->design, policy->relation, role))
        return;
    enum reach reach = row_reach(check->design, policy->relation, role, privileges);
    callers->unknown_grant |= reach == REACH_UNKNOWN;
    callers->assumed_grant |= reach == REACH_ASSUMED;
    if (reach == REACH_NONE)
        return;
    callers->lacks_grant = false;
    const char *name =
        strcmp(role, "public") == 0 ? "everyone" : name_identifier(check->arena, role);
    list_each (const char *, known, &callers->names)
        if (strcmp(known, name) == 0)
            return;
    list_add(check->arena, &callers->names, name);
}

static struct callers policy_callers(struct check *check, const struct policy *policy,
                                     uint32_t privileges)
{
    struct callers callers = {.lacks_grant = true};
    const struct relation *relation = policy->relation;
    list_each (const char *, role, &policy->roles) {
        bool is_everyone = strcmp(role, "public") == 0;
        callers.is_public |=
            is_everyone || strcmp(role, "anon") == 0 || strcmp(role, "authenticated") == 0;
        callers_add(check, &callers, policy, role, privileges);
        // PUBLIC is whoever is granted it.
        if (!is_everyone ||
            strcmp(callers.names.count ? callers.names.items[0] : "", "everyone") == 0)
            continue;
        list_each (struct grant, grant, &relation->grants)
            callers_add(check, &callers, policy, grant.role, privileges);
        list_each (struct column *, column, &relation->columns)
            list_each (struct grant, grant, &column->grants)
                callers_add(check, &callers, policy, grant.role, privileges);
    }
    if (callers.names.count == 0)
        list_each (const char *, role, &policy->roles)
            if (!row_security_passes_by(check->design, policy->relation, role))
                list_add(check->arena, &callers.names,
                         strcmp(role, "public") == 0 ? "everyone"
                                                     : name_identifier(check->arena, role));
    return callers;
}

static uint32_t opened_privileges(const struct opened *opened)
{
    uint32_t privileges = 0;
    privileges |= opened->reads ? PRIVILEGE_SELECT : 0u;
    privileges |= opened->inserts ? PRIVILEGE_INSERT : 0u;
    privileges |= opened->deletes ? PRIVILEGE_DELETE : 0u;
    if (opened->changes || opened->takes_over || opened->gives_away)
        privileges |= PRIVILEGE_UPDATE;
    // What is only read beside a write is no reason of its own.
    return opens_writes(opened) ? privileges & ~(uint32_t)PRIVILEGE_SELECT : privileges;
}

// "read, insert and delete any row, and make any row out of those it may change"
static const char *consequence(struct check *check, const struct opened *opened)
{
    struct name_list verbs = {0};
    if (opened->reads)
        list_add(check->scratch, &verbs, "read");
    if (opened->inserts)
        list_add(check->scratch, &verbs, "insert");
    if (opened->changes)
        list_add(check->scratch, &verbs, "change");
    if (opened->takes_over)
        list_add(check->scratch, &verbs, "take over");
    if (opened->deletes)
        list_add(check->scratch, &verbs, "delete");
    const char *any =
        verbs.count ? check_format(check, "%s any row", name_join(check->scratch, &verbs, "and"))
                    : NULL;
    const char *give = "make any row out of those it may change";
    return any && opened->gives_away ? check_format(check, "%s, and %s", any, give)
           : any                     ? any
                                     : give;
}

// Restrictive policies that narrow what is opened without tying it to the caller.
static void relate_narrowing(struct check *check, struct finding *finding,
                             const struct policy *policy)
{
    list_each (struct policy *, other, &policy->relation->policies) {
        if (other->is_permissive)
            continue;
        bool has_condition = (other->using && !constant_is_always_true(other->using)) ||
                             (other->check && !constant_is_always_true(other->check));
        bool meets = other->command == COMMAND_ALL || policy->command == COMMAND_ALL ||
                     other->command == policy->command;
        if (has_condition && meets && policy_covers_roles(check->design, other, policy))
            finding_relate(check, finding, other->place, "narrows it, but does not close it again");
    }
}

static void note_callers(struct check *check, struct finding *finding,
                         const struct callers *callers)
{
    if (callers->unknown_grant)
        finding_note(
            check, finding,
            "no file grants a table to anyone: this assumes that grants are made elsewhere");
    else if (callers->lacks_grant)
        finding_note(check, finding,
                     "no GRANT in these files lets them: it takes effect with the first one");
    else if (callers->assumed_grant)
        finding_note(check, finding,
                     "this assumes that Supabase grants new tables to anon and authenticated by "
                     "itself, as it does for projects created before 30 May 2026");
}

static const char *policy_command(const struct policy *policy)
{
    return command_name(policy->command);
}

static struct finding *report_whole(struct check *check, const struct policy *policy,
                                    const struct opened *opened)
{
    struct arena *arena = check->arena;
    const struct relation *relation = policy->relation;
    bool writes = opens_writes(opened);
    if (!writes && is_plain_true(opened->culprit))
        return NULL; // published, and said so
    struct callers callers = policy_callers(check, policy, opened_privileges(opened));
    bool blocks = callers.is_public && !callers.lacks_grant &&
                  (writes || stands_beside_others(opened->culprit));
    const struct expression *part = smallest(opened->culprit);
    const char *clause = opened->is_check ? "WITH CHECK" : "USING";
    const char *name = name_identifier(arena, policy->name);
    const char *table = name_relation(arena, relation);
    struct finding *finding = check_report(
        check,
        (struct finding){
            .level = blocks ? LEVEL_OFF : LEVEL_WARNING,
            .place = part->place.file ? part->place : policy->place,
            .object = name_path(arena, relation->schema, relation->name, policy->name),
            .message =
                check_format(check, "policy %s on table %s %s %s %s: FOR %s %s (%s)", name, table,
                             callers.lacks_grant ? "would let" : "lets",
                             name_join(arena, &callers.names, "and"), consequence(check, opened),
                             policy_command(policy), clause, shown(check, opened->culprit)),
            .label =
                constant_truth(part) & TRUTH_NULL ? "true wherever it is not null" : "always true",
            .help = writes ? check_format(check,
                                          "ALTER POLICY %s ON %s %s (...); with what ties the row "
                                          "to the caller; or, if only roles that bypass row "
                                          "security should do it, DROP POLICY %s ON %s;",
                                          name, table, clause, name, table)
                           : check_format(check,
                                          "ALTER POLICY %s ON %s USING (true); if the rows are "
                                          "meant to be published, else with what ties the row to "
                                          "the caller",
                                          name, table),
        });
    if (opened->stands_in)
        finding_note(check, finding, "without WITH CHECK, USING is the check of new rows too");
    relate_narrowing(check, finding, policy);
    note_callers(check, finding, &callers);
    return finding;
}

// ---- parts ---------------------------------------------------------------------------------------

struct parts {
    struct check *check;
    const struct policy *policy;
    struct finding *finding; // the policy's one, NULL before the first
};

static bool is_comparison_of_caller(const struct expression *expression)
{
    return expression->kind == EXPRESSION_OPERATOR && expression->operands.count == 2 &&
           string_equal(expression->name, "=") && expression_binds(expression);
}

static void report_part(struct parts *parts, struct expression *part, const char *what,
                        const char *label, const char *help, enum level level)
{
    struct check *check = parts->check;
    const struct relation *relation = parts->policy->relation;
    struct place place = part->place.file ? part->place : parts->policy->place;
    if (parts->finding) {
        finding_relate(check, parts->finding, place, label);
        return;
    }
    parts->finding = check_report(
        check, (struct finding){
                   .level = level,
                   .place = place,
                   .object = name_path(check->arena, relation->schema, relation->name,
                                       parts->policy->name),
                   .message = check_format(check, "in policy %s on table %s the condition %s %s",
                                           name_identifier(check->arena, parts->policy->name),
                                           name_relation(check->arena, relation),
                                           shown(check, part), what),
                   .label = label,
                   .help = help,
               });
}

static void find_parts(struct parts *parts, struct expression *condition, bool in_query);

static void find_in_from(struct parts *parts, struct from_item *item)
{
    if (!item)
        return;
    if (item->kind == FROM_JOIN) {
        find_in_from(parts, item->left);
        find_in_from(parts, item->right);
        find_parts(parts, item->on, true);
    } else if (item->kind == FROM_QUERY && item->query) {
        find_parts(parts, item->query->where, true);
    }
}

static void find_in_query(struct parts *parts, struct query *query)
{
    if (!query)
        return;
    list_each (struct from_item *, item, &query->from)
        find_in_from(parts, item);
    find_parts(parts, query->where, true);
    find_in_query(parts, query->left);
    find_in_query(parts, query->right);
}

static void judge_self_comparison(struct parts *parts, struct expression *condition)
{
    struct check *check = parts->check;
    struct expression *left = condition->operands.items[0];
    while (left->kind == EXPRESSION_CAST)
        left = left->operands.items[0];
    const char *column = name_column(check->arena, left->column);
    report_part(
        parts, condition, check_format(check, "compares %s with itself, and ties nothing", column),
        "both sides are the same column",
        check_format(check,
                     "name the table on both sides; a name without one belongs to the "
                     "innermost table that has it, here %s",
                     left->column->relation ? name_relation(check->arena, left->column->relation)
                                            : column),
        LEVEL_OFF);
}

// Looks at every place where a condition stands: below AND, OR and NOT, and in subqueries. In
// those, WHERE true and the like are habits that harm nothing; a self-comparison is a mistake.
static void find_parts(struct parts *parts, struct expression *condition, bool in_query)
{
    if (!condition)
        return;
    switch (condition->kind) {
    case EXPRESSION_AND:
    case EXPRESSION_OR:
        list_each (struct expression *, operand, &condition->operands)
            find_parts(parts, operand, in_query);
        return;
    case EXPRESSION_NOT:
        if (condition->operands.count == 1 && !constant_is_never_true(condition->operands.items[0]))
            find_parts(parts, condition->operands.items[0], in_query);
        else if (!in_query)
            break;
        return;
    case EXPRESSION_EXISTS:
    case EXPRESSION_SUBQUERY:
    case EXPRESSION_SUBQUERY_ANY:
        find_in_query(parts, condition->query);
        return;
    default:
        break;
    }
    if (constant_is_self_comparison(condition) && constant_is_always_true(condition)) {
        judge_self_comparison(parts, condition);
    } else if (condition->kind == EXPRESSION_IS_NOT_NULL && condition->operands.count == 1 &&
               is_comparison_of_caller(condition->operands.items[0])) {
        report_part(parts, condition,
                    "holds for every signed-in caller, whatever the comparison gives",
                    "asks only whether the comparison has a result",
                    "take IS NOT NULL away, or put it in parentheses of its own: a = b IS NOT NULL "
                    "means (a = b) IS NOT NULL",
                    LEVEL_OFF);
    } else if (!in_query && constant_is_always_true(condition)) {
        report_part(parts, condition, "is always true and chooses nothing", "always true",
                    "leave it out, or put in its place what was meant", LEVEL_WARNING);
    }
}

// `is_restricted`: whether any policy of its table is restrictive.
static void judge(struct check *check, const struct policy *policy, bool is_restricted)
{
    if (policy->is_permissive) {
        struct opened opened = policy_opens(check->design, policy, is_restricted);
        if (opened.gives_away && !anyone_may_change(check, policy->relation))
            opened.gives_away = false;
        if (!opened.reads && !opens_writes(&opened))
            opened.culprit = NULL;
        if (opened.culprit && report_whole(check, policy, &opened))
            return;
    }
    struct parts parts = {check, policy, NULL};
    if (!constant_is_always_true(policy->using))
        find_parts(&parts, policy->using, false);
    if (!constant_is_always_true(policy->check))
        find_parts(&parts, policy->check, false);
}

static void check(struct check *check)
{
    list_each (struct relation *, relation, &check->design->relations) {
        bool is_restricted = false;
        list_each (struct policy *, policy, &relation->policies)
            is_restricted |= !policy->is_permissive;
        list_each (struct policy *, policy, &relation->policies)
            if (policy_is_own(policy) && !policy_is_idle(check->design, policy))
                judge(check, policy, is_restricted);
    }
}

RULE(
    rls, tautology, .level = LEVEL_ERROR,
    .summary = "a condition that holds for every row, in a write or beside other conditions",
    .explanation =
        "WITH CHECK (true) lets its callers write any row, for any tenant; USING (true) on UPDATE "
        "or DELETE lets them change or delete any. So do true OR x, 1 = 1, id = id, NOT false, and "
        "IS NOT NULL of a column that is never null. FOR ALL and FOR UPDATE without WITH CHECK "
        "take USING for new rows too.\n"
        "\n"
        "A comparison of a column with itself often hides: in EXISTS (SELECT 1 FROM members m "
        "WHERE m.team_id = team_id) both sides are the inner table's, if that has such a column. "
        "And a = b IS NOT NULL means (a = b) IS NOT NULL, which every signed-in caller passes.\n"
        "\n"
        "An error in a write, and where the tautology stands beside conditions that were meant to "
        "choose. USING (true) on SELECT says plainly that rows are published, and is not "
        "reported; 1 = 1 or id = id there is a warning, since it is not plain. A warning, too, "
        "are policies for roles other than PUBLIC, anon and authenticated, those whose roles lack "
        "the grant, and harmless parts (x AND true). Silent: "
        "policies for roles that bypass row "
        "security, such as service_role, and a permissive true that an effective restrictive "
        "policy for the same command and roles closes again. A restrictive policy that is always "
        "true belongs to rls/restrictive-without-effect.",
    .wrong = "CREATE TABLE todos (id bigint PRIMARY KEY, owner name NOT NULL);\n"
             "ALTER TABLE todos ENABLE ROW LEVEL SECURITY;\n"
             "CREATE POLICY read ON todos FOR SELECT USING (owner = (SELECT current_user));\n"
             "CREATE POLICY add ON todos FOR INSERT WITH CHECK (true);\n"
             "GRANT SELECT, INSERT ON todos TO PUBLIC;\n",
    .right = "CREATE TABLE todos (id bigint PRIMARY KEY, owner name NOT NULL);\n"
             "ALTER TABLE todos ENABLE ROW LEVEL SECURITY;\n"
             "CREATE POLICY read ON todos FOR SELECT USING (owner = (SELECT current_user));\n"
             "CREATE POLICY add ON todos FOR INSERT WITH CHECK (owner = (SELECT current_user));\n"
             "GRANT SELECT, INSERT ON todos TO PUBLIC;\n",
    .source = "splinter permissive_rls_policy, pgrls", .not_applicable = not_applicable)
