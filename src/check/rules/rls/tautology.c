// Conditions that hold for every row where one was meant to choose.
//
// What a permissive policy opens by such a condition, to whom, less what restrictive policies,
// grants and triggers take back, is in its verdicts (check/verdicts.h); here only the condition is
// looked at. Where the whole is not a tautology, or opens nothing, parts that are one are looked
// for: beside other conditions, and inside subqueries. One finding a policy.
#include "check/stamp.h"
#include "check/verdicts.h"
#include "link/constant.h"
#include "link/name.h"

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

static bool wanted(struct check *check, const struct verdict_hit *hit)
{
    (void)check;
    bool is_open =
        hit->branch->verdict == VERDICT_LEAK || hit->branch->verdict == VERDICT_PUBLISHED;
    return is_open && !hit->is_nobody && hit->cell->relation &&
           relation_is_table(hit->cell->relation) && hit->branch->policy &&
           policy_is_own(hit->branch->policy) && verdict_is_tautology(hit);
}

static struct opened policy_opens(const struct verdict_group *group)
{
    struct opened opened = {0};
    const struct policy *policy = group->policy;
    bool reaches = false, makes = false;
    list_each (struct verdict_hit, hit, &group->hits) {
        enum command command = hit.cell->command;
        bool is_check = hit.branch->is_check;
        blame(&opened, policy,
              is_check ? policy_check(policy, command) : policy_using(policy, command));
        opened.stands_in |= is_check && !policy->check;
        opened.reads |= command == COMMAND_SELECT;
        opened.inserts |= command == COMMAND_INSERT;
        opened.deletes |= command == COMMAND_DELETE;
        reaches |= command == COMMAND_UPDATE && !is_check;
        makes |= command == COMMAND_UPDATE && is_check;
    }
    opened.changes = reaches && makes;
    opened.takes_over = reaches && !makes;
    opened.gives_away = makes && !reaches;
    return opened;
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

// ---- what is said ----------------------------------------------------------------------------------

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

static void report_whole(struct check *check, const struct verdict_group *group,
                         const struct opened *opened)
{
    struct arena *arena = check->arena;
    const struct policy *policy = group->policy;
    const struct relation *relation = policy->relation;
    bool writes = opens_writes(opened);
    bool blocks =
        !verdict_is_for_services(check, group) && (writes || stands_beside_others(opened->culprit));
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
                check_format(check, "policy %s on table %s lets %s %s: FOR %s %s (%s)", name, table,
                             verdict_roles(check, group), consequence(check, opened),
                             command_name(policy->command), clause, shown(check, opened->culprit)),
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
    verdict_note_grant(check, finding, group);
}

// False where the whole says nothing, so that its parts are looked at.
static bool judge_whole(struct check *check, const struct verdict_group *group)
{
    struct opened opened = policy_opens(group);
    if (!opened.culprit || (!opens_writes(&opened) && is_plain_true(opened.culprit)))
        return false; // published, and said so
    enum stamp stamp = stamp_of(check, group);
    if (stamp == STAMP_MAYBE)
        check_undecided(check, verdict_place(group),
                        check_format(check,
                                     "%s ties nothing, and a trigger says something about the "
                                     "column that tells whose the row is",
                                     verdict_subject(check, group)));
    else if (stamp == STAMP_NONE)
        report_whole(check, group, &opened);
    return true;
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

static void judge(struct check *check, const struct policy *policy,
                  const struct verdict_group *group)
{
    if (group && judge_whole(check, group))
        return;
    struct parts parts = {check, policy, NULL};
    if (!constant_is_always_true(policy->using))
        find_parts(&parts, policy->using, false);
    if (!constant_is_always_true(policy->check))
        find_parts(&parts, policy->check, false);
}

static void check(struct check *check)
{
    struct verdict_groups groups = verdicts_gather(check, wanted);
    struct address_map by_policy = {0};
    list_each (struct verdict_group *, group, &groups)
        address_map_set(check->scratch, &by_policy, group->policy, group);
    list_each (struct relation *, relation, &check->design->relations)
        list_each (struct policy *, policy, &relation->policies)
            if (policy_is_own(policy) && !policy_is_idle(check->design, policy))
                judge(check, policy, address_map_get(&by_policy, policy));
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
        "are policies for a program's role, one of which no policy says whose rows its callers "
        "have, and harmless parts (x AND true). Silent where nothing is opened: policies for "
        "roles that bypass row security, such as service_role, or that lack the grant; a "
        "permissive true that restrictive policies close again; new rows into whose column a "
        "trigger writes the caller. A restrictive policy that is always true belongs to "
        "rls/restrictive-without-effect.",
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
    .source = "splinter permissive_rls_policy, pgrls", .not_applicable = applies_row_security)
