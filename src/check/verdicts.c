// See verdicts.h.
#include "check/verdicts.h"

#include "base/text.h"
#include "check/rules.h"
#include "check/run.h"
#include "link/constant.h"
#include "link/operation.h"

// ---- gathering -----------------------------------------------------------------------------------

struct gathering {
    struct check *check;
    verdict_wanted *wanted;
    struct address_map by_decider; // policy, relation or function → struct verdict_group
    struct verdict_groups groups;
};

static void role_add(struct arena *arena, struct role_names *names, const char *name)
{
    list_each (const char *, known, names)
        if (strcmp(known, name) == 0)
            return;
    list_add(arena, names, name);
}

// How many callers a role stands for.
static int width(const char *role)
{
    static const char *const widest[] = {"authenticated", "public", "anon"};
    for (int at = 0; at < (int)array_length(widest); at++)
        if (strcmp(role, widest[at]) == 0)
            return at + 1;
    return 0;
}

static bool says_more(const struct verdict_hit *hit, const struct verdict_hit *than)
{
    if (!than->cell)
        return true;
    if (hit->cell->reach != than->cell->reach)
        return hit->cell->reach > than->cell->reach;
    return width(hit->cell->role) > width(than->cell->role);
}

static void group_add(struct gathering *gathering, const struct verdict_hit *hit)
{
    struct arena *arena = gathering->check->scratch;
    const void *decider = hit->branch->policy           ? (const void *)hit->branch->policy
                          : hit->cell->relation != NULL ? (const void *)hit->cell->relation
                                                        : (const void *)hit->cell->function;
    struct verdict_group *group = address_map_get(&gathering->by_decider, decider);
    if (!group) {
        group = arena_make(arena, struct verdict_group);
        group->policy = hit->branch->policy;
        group->relation = group->policy ? group->policy->relation : hit->cell->relation;
        group->function = hit->cell->function;
        group->rows = group->relation               ? group->relation
                      : hit->branch->branch != NULL ? hit->branch->branch->rows.items[0].relation
                                                    : NULL;
        address_map_set(arena, &gathering->by_decider, decider, group);
        list_add(arena, &gathering->groups, group);
    }
    list_add(arena, &group->hits, *hit);
    if (says_more(hit, &group->shown))
        group->shown = *hit;
    if (hit->cell->reach > group->reach)
        group->reach = hit->cell->reach;
    group->commands |= 1u << hit->cell->command;
    role_add(arena, &group->roles, hit->cell->role);
}

// The rows that UPDATE reaches are bound, those that it makes are not.
static bool is_looser_check(const struct verdict_hit *hit)
{
    if (hit->cell->command != COMMAND_UPDATE || !hit->branch->is_check || !hit->branch->policy ||
        hit->branch->policy->command != COMMAND_UPDATE)
        return false;
    const struct access_branch_list *branches =
        hit->is_nobody ? &hit->cell->nobody_branches : &hit->cell->branches;
    list_each (struct access_branch, branch, branches)
        if (!branch.is_check && branch.verdict > VERDICT_PRIVILEGED)
            return false;
    return true;
}

static void gather_branches(struct gathering *gathering, const struct access_cell *cell,
                            const struct access_branch_list *branches, bool is_nobody)
{
    for (uint32_t at = 0; at < branches->count; at++) {
        struct verdict_hit hit = {cell, &branches->items[at], is_nobody};
        // Clients change the platform's rows through its services alone, which write whose they
        // are.
        if (cell->relation && cell->relation->is_builtin && is_looser_check(&hit))
            continue;
        if (gathering->wanted(gathering->check, &hit))
            group_add(gathering, &hit);
    }
}

struct verdict_groups verdicts_gather(struct check *check, verdict_wanted *wanted)
{
    struct gathering gathering = {.check = check, .wanted = wanted};
    list_each (struct access_cell *, cell, &access_of_rules(check)->cells) {
        if (cell->reach == REACH_NONE || cell->passes_by)
            continue;
        gather_branches(&gathering, cell, &cell->branches, false);
        gather_branches(&gathering, cell, &cell->nobody_branches, true);
    }
    return gathering.groups;
}

// ---- one thing a table ---------------------------------------------------------------------------

enum { SHOWN_TABLES = 8 };

// Groups come in the order of cells, so those of one table stand together.
bool verdict_is_first_of_table(const struct verdict_groups *groups, uint32_t number)
{
    return number == 0 || groups->items[number - 1]->relation != groups->items[number]->relation;
}

const char *verdict_tables(struct check *check, const struct verdict_groups *groups)
{
    struct name_list names = {0};
    uint32_t tables = 0;
    for (uint32_t at = 0; at < groups->count; at++)
        if (verdict_is_first_of_table(groups, at) && tables++ < SHOWN_TABLES)
            list_add(check->arena, &names,
                     name_relation(check->arena, groups->items[at]->relation));
    if (tables > SHOWN_TABLES)
        list_add(check->arena, &names, check_format(check, "%u more", tables - SHOWN_TABLES));
    return name_join(check->arena, &names, "and");
}

static int text_compare(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

const char *verdict_tables_object(struct check *check, const struct verdict_groups *groups)
{
    struct name_list paths = {0};
    for (uint32_t at = 0; at < groups->count; at++) {
        const struct relation *relation = groups->items[at]->relation;
        if (verdict_is_first_of_table(groups, at))
            list_add(check->scratch, &paths,
                     name_path(check->arena, relation->schema, relation->name, NULL));
    }
    if (paths.count > 1)
        qsort(paths.items, paths.count, sizeof *paths.items, text_compare);
    struct text text;
    text_init(&text);
    list_each (const char *, path, &paths)
        text_format(&text, "%s%s", text.length ? ", " : "", path);
    const char *object = arena_copy(check->arena, text.string, text.length);
    text_release(&text);
    return object;
}

void verdict_relate_tables(struct check *check, struct finding *finding,
                           const struct verdict_groups *groups)
{
    uint32_t tables = 1;
    for (uint32_t at = 1; at < groups->count && tables < SHOWN_TABLES; at++)
        if (verdict_is_first_of_table(groups, at)) {
            finding_relate(check, finding, verdict_place(groups->items[at]), "and here");
            tables++;
        }
}

// ---- who reports what ----------------------------------------------------------------------------

bool verdict_rule_runs(const struct check *check, const char *rule)
{
    const struct rule_entry *entry = rules_find(rule);
    return entry && run_level(check->run, entry) != LEVEL_OFF;
}

bool verdict_is_tautology(const struct verdict_hit *hit)
{
    const struct policy *policy = hit->branch->policy;
    if (!policy)
        return false;
    const struct expression *condition = hit->branch->is_check
                                             ? policy_check(policy, hit->cell->command)
                                             : policy_using(policy, hit->cell->command);
    return condition && constant_is_always_true(condition);
}

// A function that answers the rows of whichever tenant its caller names.
static bool is_tenant_by_argument(struct check *check, const struct verdict_hit *hit)
{
    const struct branch *branch = hit->branch->branch;
    if (hit->branch->leak != LEAK_ARGUMENT || !branch || !branch->rows.items[0].relation)
        return false;
    const struct tenancy *tenancy =
        tenancy_of(access_of_rules(check)->tenancy, branch->rows.items[0].relation);
    list_each (struct atom, atom, &branch->atoms) {
        const struct term *terms[] = {&atom.left, &atom.right};
        for (size_t at = 0; atom.kind == ATOM_EQUAL && at < array_length(terms); at++)
            if (terms[at]->kind == TERM_COLUMN && terms[at]->row == 0 && terms[at]->column &&
                terms[at]->column == tenancy->column && terms[1 - at]->kind == TERM_ARGUMENT)
                return true;
    }
    return false;
}

const char *verdict_leak_rule(struct check *check, const struct verdict_hit *hit)
{
    const struct access_cell *cell = hit->cell;
    if (cell->relation && !relation_is_table(cell->relation))
        return "schema/view-bypasses-rls";
    if (cell->function)
        return is_tenant_by_argument(check, hit) ? NULL : "schema/definer-executable";
    if (verdict_is_tautology(hit))
        return "rls/tautology";
    if (is_looser_check(hit) && hit->branch->leak == LEAK_NOTHING_TIES)
        return "rls/check-looser-than-using";
    switch (hit->branch->leak) {
    case LEAK_UNPROTECTED:
        return "rls/disabled";
    case LEAK_NULL_CALLER:
        return "rls/null-caller-allowed";
    case LEAK_USER_METADATA:
        return "rls/user-metadata";
    default:
        return NULL;
    }
}

// ---- levels --------------------------------------------------------------------------------------

const struct tenancy *verdict_tenancy(struct check *check, const struct verdict_group *group)
{
    static const struct tenancy none;
    return group->rows ? tenancy_of(access_of_rules(check)->tenancy, group->rows) : &none;
}

static bool role_is_callers(struct check *check, const char *role)
{
    list_each (struct operation_link *, operation, &check->design->link->operations)
        list_each (struct caller, caller, &operation->callers)
            if (string_equal(caller.role_name, role))
                return true;
    list_each (struct access_cell *, cell, &access_of_rules(check)->cells)
        if (strcmp(cell->role, role) == 0 &&
            (cell->verdicts & (1u << VERDICT_OWN | 1u << VERDICT_SHARED)))
            return true;
    return false;
}

bool verdict_role_is_service(struct check *check, const char *role)
{
    return width(role) == 0 && !role_is_callers(check, role);
}

bool verdict_is_for_services(struct check *check, const struct verdict_group *group)
{
    list_each (const char *, role, &group->roles)
        if (!verdict_role_is_service(check, role))
            return false;
    return true;
}

enum level verdict_level(struct check *check, const struct verdict_group *group)
{
    if (verdict_is_for_services(check, group))
        return LEVEL_WARNING;
    bool is_certain = verdict_tenancy(check, group)->certainty == TENANCY_CERTAIN;
    return is_certain && group->reach == REACH_CERTAIN ? LEVEL_OFF : LEVEL_WARNING;
}

void verdict_note_assumptions(struct check *check, struct finding *finding,
                              const struct verdict_group *group)
{
    const struct tenancy *tenancy = verdict_tenancy(check, group);
    if (verdict_is_for_services(check, group))
        finding_note(check, finding,
                     check_format(check,
                                  "no policy ties a row to callers of %s, so that is taken for a "
                                  "program's role, not for users': else this would be an error",
                                  verdict_roles(check, group)));
    if (tenancy->certainty == TENANCY_PRESUMED)
        finding_note(check, finding,
                     check_format(check,
                                  "that %s holds tenants' rows is presumed: %s; `tenancy` in "
                                  "lintel.yaml says it for certain",
                                  name_relation(check->arena, group->rows), tenancy->reason));
    else if (tenancy->certainty == TENANCY_NONE && group->rows)
        finding_note(check, finding,
                     check_format(check,
                                  "nothing shows whose the rows of %s are: a tenant's, and this "
                                  "would be an error; `tenancy` in lintel.yaml says it",
                                  name_relation(check->arena, group->rows)));
    verdict_note_grant(check, finding, group);
}

void verdict_note_grant(struct check *check, struct finding *finding,
                        const struct verdict_group *group)
{
    if (group->reach == REACH_ASSUMED)
        finding_note(check, finding,
                     "whether Supabase grants a new table to anon and authenticated by itself "
                     "depends on the project's age: this assumes that it does (projects created "
                     "before 30 May 2026)");
    if (group->reach == REACH_UNKNOWN)
        finding_note(check, finding,
                     "no file grants a table to anyone: this assumes that the roles which row "
                     "security is for are granted it elsewhere");
}

void verdict_note_reach(struct check *check, struct finding *finding,
                        const struct verdict_group *group)
{
    if (group->hits.count > 1)
        finding_note(check, finding,
                     check_format(check, "it holds for %s as %s", verdict_commands(check, group),
                                  verdict_roles(check, group)));
    if (group->shown.branch->reason)
        finding_note(check, finding, check_format(check, "why: %s", group->shown.branch->reason));
}

void verdict_via(struct check *check, struct finding *finding, const struct verdict_group *group)
{
    const struct branch *branch = group->shown.branch->branch;
    const char *last = NULL;
    for (uint32_t at = 1; branch && at < branch->rows.count; at++) {
        const struct branch_row *row = &branch->rows.items[at];
        if (!row->through || string_equal(row->through, last))
            continue;
        last = row->through;
        if (row->place.file && !row->place.file->is_builtin) {
            struct position position = place_position(row->place);
            finding_via(check, finding,
                        check_format(check, "%s, %s:%u", row->through, row->place.file->path,
                                     position.line));
        } else {
            finding_via(check, finding, row->through);
        }
    }
}

// ---- words ---------------------------------------------------------------------------------------

const char *verdict_subject(struct check *check, const struct verdict_group *group)
{
    struct arena *arena = check->arena;
    if (group->policy)
        return check_format(check, "policy %s on %s", name_identifier(arena, group->policy->name),
                            name_relation(arena, group->policy->relation));
    if (group->relation)
        return check_format(check, "%s %s", relation_kind_name(group->relation),
                            name_relation(arena, group->relation));
    return check_format(check, "function %s",
                        name_qualified(arena, group->function->schema, group->function->name));
}

const char *verdict_object(struct check *check, const struct verdict_group *group)
{
    struct arena *arena = check->arena;
    if (group->relation)
        return name_path(arena, group->relation->schema, group->relation->name,
                         group->policy ? group->policy->name : NULL);
    return name_path(arena, group->function->schema, group->function->name, NULL);
}

struct place verdict_place(const struct verdict_group *group)
{
    struct place place = group->shown.branch->place;
    if (place.file && !place.file->is_builtin)
        return place;
    return group->policy     ? group->policy->place
           : group->relation ? group->relation->place
                             : group->function->place;
}

const char *verdict_commands(struct check *check, const struct verdict_group *group)
{
    struct name_list names = {0};
    for (enum command command = COMMAND_SELECT; command <= COMMAND_DELETE; command++)
        if (group->commands & (1u << command))
            list_add(check->arena, &names, command_name(command));
    return name_join(check->arena, &names, "and");
}

const char *verdict_roles(struct check *check, const struct verdict_group *group)
{
    struct name_list names = {0};
    list_each (const char *, role, &group->roles)
        list_add(check->arena, &names,
                 strcmp(role, "public") == 0 ? "PUBLIC" : name_identifier(check->arena, role));
    return name_join(check->arena, &names, "and");
}

// "auth.uid()" where the platform has it; else as another policy of the design asks, which binds
// a column of the same type.
const char *verdict_tie(struct check *check, const struct relation *relation)
{
    const struct tenancy *tenancy =
        relation ? tenancy_of(access_of_rules(check)->tenancy, relation) : NULL;
    if (!tenancy || !tenancy->column || tenancy->column->relation != relation)
        return NULL;
    if (relation->is_builtin) // files are told apart by their folders
        return strcmp(relation->schema, "storage") == 0 && strcmp(relation->name, "objects") == 0
                   ? "(storage.foldername(name))[1] = (SELECT auth.uid()::text)"
                   : NULL;
    bool is_users = false;
    list_each (struct constraint *, key, &relation->constraints)
        if (key->kind == CONSTRAINT_FOREIGN_KEY && key->columns.count == 1 &&
            key->columns.items[0] == tenancy->column && key->references)
            is_users |= strcmp(key->references->schema, "auth") == 0 ||
                        strcmp(key->references->name, "profiles") == 0;
    is_users |= strcmp(tenancy->column->name, "user_id") == 0;
    if (check->design->platform != PLATFORM_SUPABASE || !is_users || !tenancy->column->type ||
        !string_equal(tenancy->column->type->name, "uuid"))
        return NULL;
    return check_format(check, "%s = (SELECT auth.uid())",
                        name_identifier(check->arena, tenancy->column->name));
}

// ---- what the manifest lists ---------------------------------------------------------------------

// "posts", "public.posts"
static bool names_object(struct check *check, const char *text, const char *schema,
                         const char *name)
{
    return (strcmp(text, name) == 0 && strcmp(schema, "public") == 0) ||
           strcmp(text, arena_format(check->scratch, "%s.%s", schema, name)) == 0;
}

const struct manifest_declared *verdict_declared(struct check *check,
                                                 const struct manifest_declarations *list,
                                                 const struct relation *relation,
                                                 enum command command)
{
    for (uint32_t at = 0; at < list->count; at++) {
        const char *name = list->items[at].name, *dot = strrchr(name, '.');
        if (names_object(check, name, relation->schema, relation->name))
            return &list->items[at];
        if (dot && strcasecmp(dot + 1, command_name(command)) == 0 &&
            names_object(check, arena_copy(check->scratch, name, (size_t)(dot - name)),
                         relation->schema, relation->name))
            return &list->items[at];
    }
    return NULL;
}

const struct manifest_declared *verdict_declared_function(struct check *check,
                                                          const struct manifest_declarations *list,
                                                          const struct function *function)
{
    for (uint32_t at = 0; at < list->count; at++)
        if (names_object(check, list->items[at].name, function->schema, function->name))
            return &list->items[at];
    return NULL;
}
