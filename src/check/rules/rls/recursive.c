// Policies that refer to each other in a circle: what link/policy_circle.h finds, in words.
#include "check/tenancy_rule.h"
#include "link/policy_circle.h"

// Tables of a circle that a message names.
enum { SHOWN_MOST = 8 };

static const char *whose(struct check *check, const struct name_list *roles)
{
    struct name_list names = {0};
    list_each (const char *, role, roles) {
        if (strcmp(role, "public") == 0)
            return "whoever is granted it";
        list_add(check->scratch, &names, name_identifier(check->scratch, role));
    }
    return name_join(check->arena, &names, "and");
}

// "policy p on a reads b (through the function f)"
static const char *step_text(struct check *check, const struct policy_step *step)
{
    struct arena *arena = check->arena;
    const char *text = check_format(
        check, "policy %s on %s reads %s", name_identifier(arena, step->policy->name),
        name_relation(arena, step->policy->relation), name_relation(arena, step->read.relation));
    if (step->read.function)
        return check_format(
            check, "%s, through the function %s", text,
            name_qualified(arena, step->read.function->schema, step->read.function->name));
    if (step->read.view)
        return check_format(check, "%s, through the view %s", text,
                            name_relation(arena, step->read.view));
    return text;
}

static const char *way_out =
    "ask in a SECURITY DEFINER function, owned by a role that row security does not bind, and call "
    "that in the policy: what its body reads is not filtered by policies";

static void report_circle(struct check *check, const struct policy_circle *circle)
{
    struct arena *arena = check->arena;
    const struct policy_step *first = &circle->steps.items[0];
    const struct relation *relation = first->policy->relation;
    bool is_deferred = false;
    list_each (struct policy_step, step, &circle->steps)
        is_deferred |= step.read.is_deferred;
    const char *way = name_relation(arena, relation);
    for (uint32_t at = 0; at < circle->steps.count && at < SHOWN_MOST; at++)
        way = check_format(check, "%s → %s", way,
                           name_relation(arena, circle->steps.items[at].read.relation));
    if (circle->steps.count > SHOWN_MOST)
        way = check_format(check, "%s → ... → %s", way, name_relation(arena, relation));
    const char *by = whose(check, &circle->roles);
    const char *fails =
        is_deferred ? check_format(check, "SELECT by %s fails as soon as it meets a row", by)
                    : check_format(check, "every SELECT by %s fails", by);
    struct finding *finding = check_report(
        check,
        (struct finding){
            .place = first->read.place,
            .object = name_path(arena, relation->schema, relation->name, first->policy->name),
            .message =
                circle->steps.count == 1
                    ? check_format(check, "policy %s on table %s reads %s itself: %s",
                                   name_identifier(arena, first->policy->name),
                                   name_relation(arena, relation), name_relation(arena, relation),
                                   fails)
                    : check_format(check,
                                   "policies that decide who reads %s ask each other in a circle "
                                   "(%s): %s",
                                   name_relation(arena, relation), way, fails),
            .label = check_format(check, "reads %s", name_relation(arena, first->read.relation)),
            .help = way_out,
        });
    for (uint32_t at = 0; at < circle->steps.count && at < SHOWN_MOST; at++) {
        const struct policy_step *step = &circle->steps.items[at];
        if (at > 0)
            finding_relate(check, finding, step->read.place, step_text(check, step));
        else if (step->read.function || step->read.view)
            finding_note(check, finding, step_text(check, step));
    }
    finding_note(check, finding,
                 is_deferred ? "SQLSTATE 54001, stack depth limit exceeded: the function runs for "
                               "each row, and each time its query runs the policy again"
                             : "SQLSTATE 42P17, infinite recursion detected in policy: PostgreSQL "
                               "takes the policies, and refuses when the table is read");
}

static void report_detour(struct check *check, const struct policy_detour *detour)
{
    struct arena *arena = check->arena;
    const char *table = name_relation(arena, detour->relation);
    bool is_direct = detour->first.read.relation == detour->relation;
    struct finding *finding = check_report(
        check,
        (struct finding){
            .place = detour->first.read.place,
            .object = name_path(arena, detour->relation->schema, detour->relation->name,
                                detour->first.policy->name),
            .message = check_format(
                check, "policy %s on table %s reads %s: every %s by %s fails",
                name_identifier(arena, detour->first.policy->name), table,
                is_direct ? check_format(check,
                                         "%s itself, whose policies for reading hold a "
                                         "subquery",
                                         table)
                          : check_format(check, "%s, whose policies lead back to %s",
                                         name_relation(arena, detour->first.read.relation), table),
                name_join(arena, &detour->commands, "and"), whose(check, &detour->roles)),
            .label =
                check_format(check, "reads %s", name_relation(arena, detour->first.read.relation)),
            .help = way_out,
        });
    if (!is_direct)
        finding_relate(check, finding, detour->last.read.place, step_text(check, &detour->last));
    finding_note(check, finding,
                 "SQLSTATE 42P17, infinite recursion detected in policy: PostgreSQL takes the "
                 "policies, and refuses the statement");
}

static void check(struct check *check)
{
    struct policy_circles found = policy_circles_find(check->design, check->scratch);
    list_each (struct policy_circle *, circle, &found.circles)
        report_circle(check, circle);
    list_each (struct policy_detour *, detour, &found.detours)
        report_detour(check, detour);
    list_each (struct policy_doubt, doubt, &found.doubts)
        check_undecided(
            check, doubt.policy->place,
            check_format(check, "whether the function %s, which policy %s calls, reads %s again",
                         name_qualified(check->arena, doubt.function->schema, doubt.function->name),
                         name_identifier(check->arena, doubt.policy->name),
                         name_relation(check->arena, doubt.policy->relation)));
    if (found.is_cut)
        check_undecided(check, (struct place){0},
                        "policies of so many tables lead to one another that not all ways were "
                        "followed");
}

RULE(rls, recursive, .level = LEVEL_ERROR,
     .summary = "policies that refer to each other in a circle: reading fails",
     .explanation =
         "A policy's subquery is filtered by the policies of the tables that it reads. Where these "
         "lead back to the first table, PostgreSQL cannot expand them: it takes the policies, and "
         "answers each statement with SQLSTATE 42P17, infinite recursion detected in policy, with "
         "or without rows. The usual case is a policy on a membership table that looks into the "
         "same table for the caller's own rows.\n"
         "\n"
         "Followed are subqueries, CTEs, views (as their owner, with security_invoker as the "
         "caller) and functions whose body lintel reads. Only policies that apply to the same role "
         "count, and what they read is judged by SELECT policies. A function that runs with the "
         "caller's rights does not break the circle: it runs out of stack instead (54001), as soon "
         "as there is a row. A SECURITY DEFINER function does, and so does a view without "
         "security_invoker, if row security does not bind the owner.\n"
         "\n"
         "A policy for INSERT, UPDATE or DELETE may read its own table as long as the policies for "
         "reading that hold no subquery of their own, in WITH CHECK neither.",
     .wrong = "CREATE TABLE members (team_id bigint, member name, PRIMARY KEY (team_id, member));\n"
              "ALTER TABLE members ENABLE ROW LEVEL SECURITY;\n"
              "CREATE POLICY team ON members FOR SELECT USING (team_id IN\n"
              "    (SELECT mine.team_id FROM members mine WHERE mine.member = current_user));\n",
     .right = "CREATE TABLE members (team_id bigint, member name, PRIMARY KEY (team_id, member));\n"
              "ALTER TABLE members ENABLE ROW LEVEL SECURITY;\n"
              "CREATE FUNCTION my_teams() RETURNS SETOF bigint\n"
              "    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''\n"
              "    AS 'SELECT team_id FROM public.members WHERE member = session_user';\n"
              "CREATE POLICY team ON members FOR SELECT USING (team_id IN (SELECT my_teams()));\n",
     .source = "", .not_applicable = applies_row_security)
