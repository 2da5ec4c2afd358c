// The derivation of a cell, for a person to follow: who is granted what, which policies apply, and
// for each of their alternatives what it asks and what that comes to.
//
//     documents.authenticated.SELECT: shared
//       granted    SELECT to authenticated, schema.sql:40:1
//       policy     "team reads", permissive, schema.sql:52:1
//         branch 1 shared: members.team_id = documents.team_id and members.user_id = the caller's
//         sub
#include "base/error.h"
#include "base/nearest.h"
#include "design/lookup.h"
#include "link/access.h"
#include "link/access_print.h"
#include "link/name.h"

struct explainer {
    const struct access *access;
    struct arena *arena;
    struct text *out;
};

// ---- what the name means -----------------------------------------------------------------------

struct asked {
    const char *relation_schema, *relation_name; // of the table or function
    const char *role;                            // NULL: all
    bool has_command;
    enum command command;
};

static bool is_subject(const struct access_cell *cell, const struct asked *asked)
{
    const char *schema = cell->relation ? cell->relation->schema : cell->function->schema;
    const char *name = cell->relation ? cell->relation->name : cell->function->name;
    return string_equal(schema, asked->relation_schema) && string_equal(name, asked->relation_name);
}

// The rest of `name` behind `part` and a dot ("" where nothing is left); NULL where it begins
// otherwise.
static const char *behind(const char *name, const char *part)
{
    size_t length = strlen(part);
    if (strncmp(name, part, length) != 0)
        return NULL;
    return name[length] == '.' ? name + length + 1 : name[length] ? NULL : name + length;
}

static bool read_command(const char *name, struct asked *asked)
{
    for (enum command command = COMMAND_SELECT; command <= COMMAND_DELETE; command++)
        if (strcasecmp(name, command_name(command)) == 0) {
            asked->command = command;
            asked->has_command = true;
            return true;
        }
    return false;
}

// "role" or "role.command".
static bool read_role(const struct access *access, const char *rest, struct asked *asked,
                      struct error *error)
{
    const char *nearest = NULL;
    list_each (const char *, role, &access->roles) {
        const char *command = behind(rest, role);
        nearest = name_nearer(rest, nearest, role);
        if (!command)
            continue;
        asked->role = role;
        if (!*command || read_command(command, asked))
            return true;
        return error_set(
            error, "there is no command \"%s\": it is select, insert, update or delete", command);
    }
    return error_set(error, "there is no role \"%.*s\" in the matrix%s%s%s",
                     (int)strcspn(rest, "."), rest, nearest ? "; did you mean " : "",
                     nearest ? nearest : "", nearest ? "?" : "");
}

static bool read_name(struct explainer *explainer, const char *name, struct asked *asked,
                      struct error *error)
{
    const char *nearest = NULL, *rest = NULL;
    list_each (struct access_cell *, cell, &explainer->access->cells) {
        const char *schema = cell->relation ? cell->relation->schema : cell->function->schema;
        const char *alone = cell->relation ? cell->relation->name : cell->function->name;
        const char *forms[] = {strcmp(schema, "public") == 0 ? alone : NULL,
                               name_path(explainer->arena, schema, alone, NULL)};
        for (size_t at = 0; at < array_length(forms); at++) {
            const char *found = forms[at] ? behind(name, forms[at]) : NULL;
            if (forms[at])
                nearest = name_nearer(name, nearest, forms[at]);
            if (!found || (rest && strlen(found) >= strlen(rest)))
                continue;
            rest = found;
            asked->relation_schema = schema;
            asked->relation_name = alone;
        }
    }
    if (!rest) {
        // "documnts.authenticated": the table's name alone may be near.
        const char *table = arena_copy(explainer->arena, name, strcspn(name, "."));
        list_each (struct access_cell *, cell, &explainer->access->cells)
            nearest = name_nearer(table, nearest,
                                  cell->relation ? cell->relation->name : cell->function->name);
        return error_set(error, "no table, view or function is called \"%s\"%s%s%s", name,
                         nearest ? "; did you mean " : "", nearest ? nearest : "",
                         nearest ? "?" : "");
    }
    return !*rest || read_role(explainer->access, rest, asked, error);
}

// ---- grants ------------------------------------------------------------------------------------

static const char *at_place(struct arena *arena, struct place place)
{
    const char *text = access_place(arena, place);
    return text ? arena_format(arena, ", %s", text) : ", by the platform";
}

static bool grants_role(const struct access *access, const struct grant *grant, const char *role)
{
    return strcmp(grant->role, "public") == 0 ||
           (strcmp(role, "public") != 0 && role_is_member(access->design, role, grant->role));
}

static void explain_grants(struct explainer *explainer, const struct access_cell *cell)
{
    if (!cell->relation || cell->reach == REACH_NONE)
        return;
    uint32_t privilege = command_privilege(cell->command);
    const char *command = command_name(cell->command);
    if (cell->reach == REACH_UNKNOWN)
        text_format(explainer->out, "  granted    %s, it is assumed: the files grant nothing\n",
                    command);
    list_each (struct grant, grant, &cell->relation->grants)
        if ((grant.privileges & privilege) && grants_role(explainer->access, &grant, cell->role))
            text_format(explainer->out, "  granted    %s to %s%s%s\n", command,
                        strcmp(grant.role, "public") == 0 ? "PUBLIC" : grant.role,
                        grant.is_assumed ? ", it is assumed" : "",
                        at_place(explainer->arena, grant.place));
    list_each (struct column *, column, &cell->relation->columns)
        list_each (struct grant, grant, &column->grants)
            if ((grant.privileges & privilege) &&
                grants_role(explainer->access, &grant, cell->role))
                text_format(explainer->out, "  granted    %s of %s to %s%s\n", command,
                            name_identifier(explainer->arena, column->name),
                            strcmp(grant.role, "public") == 0 ? "PUBLIC" : grant.role,
                            at_place(explainer->arena, grant.place));
}

// ---- branches ----------------------------------------------------------------------------------

static void detail(struct explainer *explainer, const char *text)
{
    text_format(explainer->out, "             %s\n", text);
}

static void explain_row(struct explainer *explainer, const struct access_cell *cell,
                        const struct branch_row *row)
{
    struct arena *arena = explainer->arena;
    if (!row->relation)
        return;
    const char *through = row->through ? arena_format(arena, " in the %s", row->through) : "";
    if (!row->is_filtered) {
        detail(explainer, arena_format(arena, "%s is read past its row security%s",
                                       name_relation(arena, row->relation), through));
        return;
    }
    const struct access_cell *base =
        access_find(explainer->access, row->relation, cell->role, COMMAND_SELECT);
    if (base)
        detail(explainer, arena_format(arena, "%s%s is read under its own policies: %s%s%s",
                                       name_relation(arena, row->relation), through,
                                       verdict_name(base->verdict), base->reason ? ", " : "",
                                       base->reason ? base->reason : ""));
}

static void explain_branch(struct explainer *explainer, const struct access_cell *cell,
                           const struct access_branch *branch, uint32_t number)
{
    struct arena *arena = explainer->arena;
    struct text *out = explainer->out;
    text_format(out, "    branch %u %s%s: ", number, verdict_name(branch->verdict),
                branch->is_check ? ", of new rows" : "");
    if (!branch->branch)
        text_add(out, branch->reason);
    else if (branch->branch->atoms.count == 0)
        text_add(out, branch->branch->asks_signed_in ? "whoever is signed in" : "every row");
    for (uint32_t at = 0; branch->branch && at < branch->branch->atoms.count; at++)
        text_format(out, "%s%s", at ? " and " : "",
                    atom_text(arena, branch->branch, &branch->branch->atoms.items[at]));
    text_add_char(out, '\n');
    // What ties a row is said already.
    bool is_tied = branch->verdict == VERDICT_OWN || branch->verdict == VERDICT_SHARED;
    if (branch->branch && branch->reason && !is_tied)
        detail(explainer, branch->reason);
    for (uint32_t row = 1; branch->branch && row < branch->branch->rows.count; row++)
        explain_row(explainer, cell, &branch->branch->rows.items[row]);
    if (branch->witness)
        detail(explainer, arena_format(arena, "so %s", branch->witness));
}

static void explain_policy(struct explainer *explainer, const struct policy *policy)
{
    const char *place = access_place(explainer->arena, policy->place);
    text_format(explainer->out, "  policy     %s, %s%s%s\n",
                name_identifier(explainer->arena, policy->name),
                policy->is_permissive ? "permissive" : "restrictive", place ? ", " : "",
                place ? place : "");
}

static void explain_branches(struct explainer *explainer, const struct access_cell *cell,
                             const struct access_branch_list *branches)
{
    const struct policy *policy = NULL;
    uint32_t number = 0;
    for (uint32_t at = 0; at < branches->count; at++) {
        const struct access_branch *branch = &branches->items[at];
        if (branch->policy && branch->policy != policy)
            explain_policy(explainer, branch->policy);
        policy = branch->policy;
        explain_branch(explainer, cell, branch, ++number);
    }
}

// What the branches have in them already.
static void explain_restrictive(struct explainer *explainer, const struct access_cell *cell)
{
    list_each (struct policy *, policy, &cell->relation->policies)
        if (!policy->is_permissive && policy_applies_to_command(policy, cell->command) &&
            policy_applies_to_role(explainer->access->design, policy, cell->role))
            explain_policy(explainer, policy);
}

static void explain_cell(struct explainer *explainer, const struct access_cell *cell)
{
    struct arena *arena = explainer->arena;
    text_format(explainer->out, "%s.%s.%s: %s%s\n", access_subject(arena, cell), cell->role,
                command_name(cell->command), verdict_name(cell->verdict),
                access_is_assumed(cell) ? ", if it is granted" : "");
    explain_grants(explainer, cell);
    if (cell->relation && !cell->branches.count)
        text_format(explainer->out, "  %-10s %s\n", "because", cell->reason ? cell->reason : "?");
    explain_branches(explainer, cell, &cell->branches);
    if (cell->relation && cell->branches.count)
        explain_restrictive(explainer, cell);
    if (cell->nobody == VERDICT_DENIED || cell->nobody_branches.items == cell->branches.items)
        return;
    text_format(explainer->out, "  a caller without an identity: %s\n", verdict_name(cell->nobody));
    if (cell->nobody != cell->verdict)
        explain_branches(explainer, cell, &cell->nobody_branches);
}

bool access_explain(const struct access *access, const char *name, struct text *out,
                    struct error *error)
{
    struct explainer explainer = {access, arena_new(), out};
    struct asked asked = {0};
    bool is_found = read_name(&explainer, name, &asked, error);
    bool is_first = true;
    list_each (struct access_cell *, cell, &access->cells) {
        if (!is_found || !is_subject(cell, &asked) ||
            (asked.role && strcmp(cell->role, asked.role) != 0) ||
            (asked.has_command && cell->command != asked.command))
            continue;
        if (!is_first)
            text_add_char(out, '\n');
        is_first = false;
        explain_cell(&explainer, cell);
    }
    arena_free(explainer.arena);
    if (is_found && is_first)
        return error_set(error, "the matrix has no cell \"%s\"", name);
    return is_found;
}
