// Rows and columns that give a policy its power (a role, an admin's flag, a membership), and that
// the caller to whom they give it can write himself.
//
// The authorities of all privileged and shared branches are known (link/access.h). For each it is
// asked whether the same role can insert such a row for itself, or set the column in its own: by
// the branches of the INSERT and UPDATE verdicts of that table, the grants of columns, and what
// triggers say about the column. One finding for each policy and column that allows it.
#include "base/address_map.h"
#include "check/body_mention.h"
#include "check/verdicts.h"

// ---- what a write admits -------------------------------------------------------------------------

enum admission { ADMITS, REFUSES, MAYBE };

static bool is_row_column(const struct term *term, const struct column *column)
{
    return term->kind == TERM_COLUMN && term->row == 0 && term->column == column;
}

static bool atom_mentions(const struct atom *atom, const struct column *column)
{
    if (is_row_column(&atom->left, column) || is_row_column(&atom->right, column))
        return true;
    list_each (struct term, term, &atom->terms)
        if (is_row_column(&term, column))
            return true;
    return false;
}

// A value that the column is to get: a constant, or the caller himself, or anything of his choice.
struct wish {
    const struct column *column;
    const char *constant;
    bool is_caller;
};

static enum admission atom_admits(const struct atom *atom, const struct wish *wish)
{
    if (atom->kind == ATOM_UNKNOWN)
        return atom->reads & READS_ROW ? MAYBE : ADMITS;
    if (!atom_mentions(atom, wish->column))
        return ADMITS;
    if (atom->kind == ATOM_EQUAL) {
        const struct term *other =
            is_row_column(&atom->left, wish->column) ? &atom->right : &atom->left;
        if (other->kind == TERM_CLAIM)
            return wish->is_caller && other->is_identity ? ADMITS : REFUSES;
        if (other->kind == TERM_CONSTANT)
            return wish->constant && string_equal(wish->constant, other->text) ? ADMITS : REFUSES;
        return other->kind == TERM_UNKNOWN ? MAYBE : REFUSES;
    }
    if (atom->kind == ATOM_ONE_OF && wish->constant) {
        list_each (const char *, value, &atom->values)
            if (strcmp(value, wish->constant) == 0)
                return ADMITS;
        return REFUSES;
    }
    // IS NOT NULL refuses nothing that is wished for; another condition may.
    bool is_not_null = atom->expression && atom->expression->kind == EXPRESSION_IS_NOT_NULL;
    return is_not_null ? ADMITS : REFUSES;
}

static enum admission branch_admits(const struct branch *branch, const struct wish *wish)
{
    enum admission answer = ADMITS;
    for (uint32_t at = 0; branch && at < branch->atoms.count; at++) {
        enum admission each = atom_admits(&branch->atoms.items[at], wish);
        if (each == REFUSES)
            return REFUSES;
        if (each == MAYBE)
            answer = MAYBE;
    }
    return answer;
}

// Rows that have to exist beside the written one. Somebody's consent (an invitation, the team's
// owner) is none of the caller's; being in the team already is.
static enum admission branch_needs(const struct branch *branch, const struct authority *authority,
                                   bool is_update)
{
    enum admission answer = ADMITS;
    for (uint32_t row = 1; branch && row < branch->rows.count; row++) {
        const struct branch_row *needed = &branch->rows.items[row];
        bool is_asked = false, is_callers = false;
        for (uint32_t at = 0; at < branch->atoms.count; at++) {
            const struct atom *atom = &branch->atoms.items[at];
            const struct term *terms[] = {&atom->left, &atom->right};
            for (size_t side = 0; side < array_length(terms); side++) {
                if (terms[side]->kind != TERM_COLUMN || terms[side]->row != row)
                    continue;
                is_callers |= atom->kind == ATOM_EQUAL && terms[1 - side]->kind == TERM_CLAIM;
                is_asked |= terms[side]->column == authority->column;
            }
        }
        bool is_membership = needed->relation == authority->relation;
        if (is_update && is_membership && !is_asked)
            continue;
        if (is_callers)
            return REFUSES;
        answer = MAYBE;
    }
    return answer;
}

// Whether the caller's grant covers the column.
static bool may_write(struct check *check, const struct relation *relation,
                      const struct column *column, const char *role, uint32_t privilege)
{
    const struct grant_list *lists[] = {&relation->grants, column ? &column->grants : NULL};
    bool is_known = false;
    for (size_t at = 0; at < array_length(lists); at++)
        for (uint32_t each = 0; lists[at] && each < lists[at]->count; each++) {
            const struct grant *grant = &lists[at]->items[each];
            is_known |= (grant->privileges & privilege) != 0;
            if ((grant->privileges & privilege) &&
                (strcmp(grant->role, "public") == 0 ||
                 role_is_member(check->design, role, grant->role)))
                return true;
        }
    return !is_known && row_reach(check->design, relation, role, privilege) == REACH_UNKNOWN;
}

// ---- triggers ------------------------------------------------------------------------------------

static bool trigger_fires(const struct trigger *trigger, const struct column *column,
                          bool is_update)
{
    if (trigger->is_disabled || !trigger->is_per_row || trigger->timing == TRIGGER_INSTEAD ||
        !(trigger->events & (is_update ? TRIGGER_UPDATE : TRIGGER_INSERT)))
        return false;
    if (!is_update || trigger->columns.count == 0)
        return true;
    list_each (struct column *, each, &trigger->columns)
        if (each == column)
            return true;
    return false;
}

// REFUSES: a trigger guards the column; MAYBE: one mentions it, and is not understood.
static enum admission triggers_admit(struct check *check, const struct relation *relation,
                                     const struct column *column, bool is_update,
                                     const struct trigger **asked)
{
    enum admission answer = ADMITS;
    list_each (struct trigger *, trigger, &relation->triggers) {
        if (!trigger_fires(trigger, column, is_update))
            continue;
        const struct function *function = trigger->function;
        struct body_mention mention = {0};
        if (function && function->body)
            mention = body_mention(function->body, column->name);
        bool is_in_when = trigger->when && strstr(expression_text(check->scratch, trigger->when),
                                                  column->name) != NULL;
        bool guards = (is_in_when && mention.raises) || mention.is_set ||
                      (mention.raises && mention.new && (mention.old || !is_update));
        if (guards)
            return REFUSES;
        bool is_text =
            function && function->body &&
            (strcmp(function->language, "plpgsql") == 0 || strcmp(function->language, "sql") == 0);
        if (mention.any || is_in_when ||
            (function && !function->is_builtin && !function->extension && !is_text)) {
            answer = MAYBE;
            *asked = trigger;
        }
    }
    return answer;
}

// A trigger of the users' table makes each user's row, so that he cannot insert it again.
static bool is_made_at_sign_up(struct check *check, const struct authority *authority)
{
    bool is_only = false;
    list_each (struct index *, index, &authority->relation->indexes)
        is_only |= index->is_unique && !index->predicate && index->keys.count == 1 &&
                   index->keys.items[0].column == authority->caller;
    const struct relation *users = design_find_relation(check->design, "auth", "users");
    if (!is_only || !users)
        return false;
    list_each (struct trigger *, trigger, &users->triggers)
        if (trigger->function && trigger->function->body &&
            body_mention(trigger->function->body, authority->relation->name).any)
            return true;
    return false;
}

// ---- ways ----------------------------------------------------------------------------------------

// How the caller comes by the authority.
struct way {
    enum admission answer;
    const struct access_cell *cell;
    const struct access_branch *branch; // of the new row
    const struct column *column;        // that he sets; NULL: the row itself
    const struct trigger *asked;        // MAYBE: that is not understood
};

static enum admission worse(enum admission a, enum admission b)
{
    return a == REFUSES || b == REFUSES ? REFUSES : a == MAYBE || b == MAYBE ? MAYBE : ADMITS;
}

// Whether the branch lets the caller write a row of his own that holds what he wishes.
static enum admission branch_allows(const struct access_branch *branch,
                                    const struct authority *authority, const struct wish *wishes,
                                    size_t count, bool is_update)
{
    if (branch->verdict == VERDICT_DENIED || branch->verdict == VERDICT_PRIVILEGED)
        return REFUSES;
    enum admission answer = branch_needs(branch->branch, authority, is_update);
    for (size_t at = 0; at < count && answer != REFUSES; at++)
        if (wishes[at].column)
            answer = worse(answer, branch_admits(branch->branch, &wishes[at]));
    return answer;
}

static void consider(struct way *best, const struct way *way)
{
    if (!best->branch || way->answer == ADMITS || best->answer == REFUSES)
        *best = *way;
}

static struct way way_by_insert(struct check *check, const struct authority *authority,
                                const char *role)
{
    struct way best = {.answer = REFUSES};
    const struct access *access = access_of_rules(check);
    const struct access_cell *cell = access_find(access, authority->relation, role, COMMAND_INSERT);
    if (!cell || cell->reach == REACH_NONE || cell->passes_by || !authority->caller ||
        !may_write(check, authority->relation, authority->caller, role, PRIVILEGE_INSERT) ||
        (authority->column &&
         !may_write(check, authority->relation, authority->column, role, PRIVILEGE_INSERT)))
        return best;
    if (is_made_at_sign_up(check, authority)) {
        const struct access_cell *removes =
            access_find(access, authority->relation, role, COMMAND_DELETE);
        if (!removes || removes->verdict == VERDICT_DENIED)
            return best;
    }
    struct wish wishes[3] = {
        {.column = authority->caller, .is_caller = true},
        {.column = authority->column, .constant = authority->constant},
        {.column = authority->keys.count > 0 ? authority->keys.items[0] : NULL},
    };
    for (uint32_t at = 0; at < cell->branches.count; at++) {
        const struct access_branch *branch = &cell->branches.items[at];
        struct way way = {branch_allows(branch, authority, wishes, array_length(wishes), false),
                          cell, branch, NULL, NULL};
        if (way.answer != REFUSES && authority->column)
            way.answer = worse(way.answer, triggers_admit(check, authority->relation,
                                                          authority->column, false, &way.asked));
        if (way.answer != REFUSES)
            consider(&best, &way);
    }
    return best;
}

// Whether the caller's own row can be reached.
static bool reaches_own(const struct access_cell *cell, const struct authority *authority)
{
    struct wish wish = {.column = authority->caller, .is_caller = true};
    for (uint32_t at = 0; at < cell->branches.count; at++) {
        const struct access_branch *branch = &cell->branches.items[at];
        if (!branch->is_check &&
            branch_allows(branch, authority, &wish, authority->caller ? 1 : 0, true) == ADMITS)
            return true;
    }
    return false;
}

static struct way way_by_update(struct check *check, const struct authority *authority,
                                const char *role, const struct wish *wish)
{
    struct way best = {.answer = REFUSES};
    const struct access_cell *cell =
        access_find(access_of_rules(check), authority->relation, role, COMMAND_UPDATE);
    if (!cell || cell->reach == REACH_NONE || cell->passes_by || !authority->caller ||
        !may_write(check, authority->relation, wish->column, role, PRIVILEGE_UPDATE) ||
        !reaches_own(cell, authority))
        return best;
    struct wish wishes[2] = {{.column = authority->caller, .is_caller = true}, *wish};
    for (uint32_t at = 0; at < cell->branches.count; at++) {
        const struct access_branch *branch = &cell->branches.items[at];
        if (!branch->is_check && branch->branch)
            continue;
        struct way way = {branch_allows(branch, authority, wishes, array_length(wishes), true),
                          cell, branch, wish->column, NULL};
        if (way.answer != REFUSES)
            way.answer = worse(way.answer, triggers_admit(check, authority->relation, wish->column,
                                                          true, &way.asked));
        if (way.answer != REFUSES)
            consider(&best, &way);
    }
    return best;
}

// ---- promotions ----------------------------------------------------------------------------------

// What somebody comes by in one way, and what that opens.
struct promotion {
    struct way way;
    const struct authority *authority;
    struct name_list opened;
    const struct access_cell *cell; // the first that is opened
    const struct access_branch *branch;
};

struct promotions {
    struct check *check;
    struct map by_way;
    LIST(struct promotion *) list;
};

static void promotion_add(struct promotions *promotions, const struct way *way,
                          const struct authority *authority, const struct access_cell *cell,
                          const struct access_branch *branch)
{
    struct arena *scratch = promotions->check->scratch;
    const void *decider =
        way->branch->policy ? (const void *)way->branch->policy : (const void *)authority->relation;
    const char *key = arena_format(scratch, "%p %p", decider,
                                   (const void *)(way->column ? way->column : authority->column));
    struct promotion *promotion = map_get(&promotions->by_way, key);
    if (!promotion) {
        promotion = arena_make(scratch, struct promotion);
        *promotion =
            (struct promotion){.way = *way, .authority = authority, .cell = cell, .branch = branch};
        map_set(scratch, &promotions->by_way, key, promotion);
        list_add(scratch, &promotions->list, promotion);
    }
    if (way->answer == ADMITS)
        promotion->way = *way;
    const char *name = name_relation(promotions->check->arena, cell->relation);
    list_each (const char *, known, &promotion->opened)
        if (strcmp(known, name) == 0)
            return;
    list_add(promotions->check->arena, &promotion->opened, name);
}

static bool keys_are_callers(const struct authority *authority)
{
    list_each (struct column *, key, &authority->keys)
        if (key != authority->caller)
            return false;
    return true;
}

static void judge_authority(struct promotions *promotions, const struct access_cell *cell,
                            const struct access_branch *branch, const struct authority *authority)
{
    struct check *check = promotions->check;
    if (authority->relation->is_builtin || !relation_is_table(authority->relation))
        return;
    bool is_shared = branch->verdict == VERDICT_SHARED;
    if (is_shared && !authority->column && keys_are_callers(authority))
        return;
    struct way way = way_by_insert(check, authority, cell->role);
    if (way.answer != REFUSES)
        promotion_add(promotions, &way, authority, cell, branch);
    if (authority->column) {
        struct wish wish = {.column = authority->column, .constant = authority->constant};
        way = way_by_update(check, authority, cell->role, &wish);
        if (way.answer != REFUSES)
            promotion_add(promotions, &way, authority, cell, branch);
    }
    if (!is_shared || authority->keys.count == 0 || authority->keys.items[0] == authority->caller)
        return;
    struct wish wish = {.column = authority->keys.items[0]};
    way = way_by_update(check, authority, cell->role, &wish);
    if (way.answer != REFUSES)
        promotion_add(promotions, &way, authority, cell, branch);
}

static const char *what_opens(struct check *check, const struct promotion *promotion)
{
    enum { SHOWN = 5 };
    struct name_list shown = {0};
    uint32_t count = promotion->opened.count;
    for (uint32_t at = 0; at < count && at < SHOWN; at++)
        list_add(check->arena, &shown, promotion->opened.items[at]);
    if (count > SHOWN)
        list_add(check->arena, &shown, check_format(check, "%u more", count - SHOWN));
    return name_join(check->arena, &shown, "and");
}

static const char *gain(struct check *check, const struct promotion *promotion)
{
    const struct authority *authority = promotion->authority;
    const struct column *column = promotion->way.column;
    const char *table = name_relation(check->arena, authority->relation);
    if (column && column == authority->column && authority->constant)
        return check_format(check, "set %s of his own row to '%s'",
                            name_column(check->arena, column), authority->constant);
    if (column)
        return check_format(check, "set %s of his own row to any value",
                            name_column(check->arena, column));
    if (authority->column && authority->constant)
        return check_format(check, "insert a row into %s for himself, with %s = '%s'", table,
                            name_identifier(check->arena, authority->column->name),
                            authority->constant);
    return check_format(check, "insert a row into %s for himself", table);
}

static const char *help(struct check *check, const struct promotion *promotion)
{
    const struct authority *authority = promotion->authority;
    const struct column *column = promotion->way.column ? promotion->way.column : authority->column;
    const char *table = name_relation(check->arena, authority->relation);
    const char *role = name_identifier(check->arena, promotion->way.cell->role);
    if (promotion->way.column)
        return check_format(check,
                            "REVOKE UPDATE ON %s FROM %s; and GRANT UPDATE on the columns that he "
                            "may change, without %s; or keep the old value in WITH CHECK",
                            table, role, name_identifier(check->arena, column->name));
    if (column)
        return check_format(check, "fix %s in WITH CHECK, or leave inserting to the server",
                            name_identifier(check->arena, column->name));
    return check_format(check,
                        "let WITH CHECK ask for somebody else's consent: an invitation, or the "
                        "owner of what the row in %s leads to",
                        table);
}

static void report(struct check *check, const struct promotion *promotion)
{
    struct arena *arena = check->arena;
    const struct authority *authority = promotion->authority;
    const struct policy *policy = promotion->way.branch->policy;
    const struct relation *relation = authority->relation;
    bool is_certain =
        promotion->way.cell->reach == REACH_CERTAIN && promotion->cell->reach == REACH_CERTAIN;
    const char *who =
        policy ? check_format(check, "policy %s on %s lets a caller",
                              name_identifier(arena, policy->name), name_relation(arena, relation))
               : check_format(check, "%s has no row security, so a caller can",
                              name_relation(arena, relation));
    struct place place = promotion->way.branch->place;
    struct finding *finding = check_report(
        check, (struct finding){
                   .level = is_certain ? LEVEL_OFF : LEVEL_WARNING,
                   .place = place.file && !place.file->is_builtin ? place : relation->place,
                   .object = name_path(arena, relation->schema, relation->name,
                                       policy ? policy->name : NULL),
                   .message = check_format(check, "%s %s, and that opens %s to him", who,
                                           gain(check, promotion), what_opens(check, promotion)),
                   .label = "binds him to nothing",
                   .help = help(check, promotion),
               });
    finding_relate(check, finding, authority->place, "this takes it for an authority");
    if (promotion->branch->policy)
        finding_relate(check, finding, promotion->branch->policy->place, "in this policy");
    finding_note(
        check, finding,
        check_format(check, "as %s, %s of %s: %s", name_identifier(arena, promotion->cell->role),
                     command_name(promotion->cell->command),
                     name_relation(arena, promotion->cell->relation), promotion->branch->reason));
    if (!authority->column && promotion->branch->verdict == VERDICT_SHARED)
        finding_note(check, finding,
                     "if anybody is meant to join, what only members see is open to everybody who "
                     "is signed in");
    if (promotion->way.cell->reach == REACH_ASSUMED || promotion->cell->reach == REACH_ASSUMED)
        finding_note(check, finding,
                     "this assumes that Supabase grants new tables to anon and authenticated by "
                     "itself (projects created before 30 May 2026)");
    else if (!is_certain)
        finding_note(check, finding,
                     "no file grants a table to anyone: this assumes that it is done elsewhere");
}

static void undecided(struct check *check, const struct promotion *promotion)
{
    const struct trigger *trigger = promotion->way.asked;
    const struct place place = promotion->way.branch->place;
    const char *what = gain(check, promotion);
    check_undecided(check, trigger ? trigger->place : place,
                    trigger ? check_format(check,
                                           "whether a caller can %s: the trigger %s says "
                                           "something about it that is not understood",
                                           what, name_identifier(check->scratch, trigger->name))
                            : check_format(check, "whether a caller can %s", what));
}

static void check(struct check *check)
{
    struct promotions promotions = {.check = check};
    list_each (struct access_cell *, cell, &access_of_rules(check)->cells) {
        if (!cell->relation || cell->reach == REACH_NONE || cell->passes_by ||
            !relation_is_table(cell->relation))
            continue;
        for (uint32_t at = 0; at < cell->branches.count; at++) {
            const struct access_branch *branch = &cell->branches.items[at];
            if (branch->verdict != VERDICT_PRIVILEGED && branch->verdict != VERDICT_SHARED)
                continue;
            for (uint32_t each = 0; each < branch->authorities.count; each++)
                judge_authority(&promotions, cell, branch, &branch->authorities.items[each]);
        }
    }
    list_each (struct promotion *, promotion, &promotions.list)
        (promotion->way.answer == ADMITS ? report : undecided)(check, promotion);
}

RULE(
    rls, self_promotion, .level = LEVEL_ERROR, .is_fixed = true,
    .summary = "what gives a caller his rights can be written by the caller",
    .explanation =
        "A policy that asks for profiles.role = 'admin', or for a row in members, trusts that "
        "table. If the caller may change his own profile as a whole, role included, or insert his "
        "own row into members, then he gives himself what the policy asks for, and the policy "
        "protects nothing.\n"
        "\n"
        "Of every policy that depends on rows of the caller's (helper functions are followed), "
        "lintel asks whether the same role can insert such a row for himself, or set the column "
        "in his own row: by INSERT and UPDATE policies and their WITH CHECK, by grants of columns, "
        "and by triggers that refuse or reset the column. A trigger that mentions the column in a "
        "way that is not understood is counted as not decided. No finding is a row that needs "
        "somebody else's consent: an invitation, the team's owner.\n"
        "\n"
        "A membership that anybody may give himself is found even where joining is meant to be "
        "free: what only members see is then open to everybody.",
    .wrong = "CREATE TABLE profiles (login name PRIMARY KEY, nickname text, is_admin boolean);\n"
             "CREATE TABLE orders (id bigint PRIMARY KEY, buyer name NOT NULL);\n"
             "ALTER TABLE profiles ENABLE ROW LEVEL SECURITY;\n"
             "ALTER TABLE orders ENABLE ROW LEVEL SECURITY;\n"
             "CREATE POLICY own ON profiles USING (login = (SELECT current_user));\n"
             "CREATE POLICY own ON orders FOR SELECT USING (buyer = (SELECT current_user));\n"
             "CREATE POLICY staff ON orders FOR SELECT USING (EXISTS (\n"
             "    SELECT 1 FROM profiles WHERE login = current_user AND is_admin));\n"
             "GRANT SELECT, UPDATE ON profiles TO PUBLIC;\n"
             "GRANT SELECT ON orders TO PUBLIC;\n",
    .right = "CREATE TABLE profiles (login name PRIMARY KEY, nickname text, is_admin boolean);\n"
             "CREATE TABLE orders (id bigint PRIMARY KEY, buyer name NOT NULL);\n"
             "ALTER TABLE profiles ENABLE ROW LEVEL SECURITY;\n"
             "ALTER TABLE orders ENABLE ROW LEVEL SECURITY;\n"
             "CREATE POLICY own ON profiles USING (login = (SELECT current_user));\n"
             "CREATE POLICY own ON orders FOR SELECT USING (buyer = (SELECT current_user));\n"
             "CREATE POLICY staff ON orders FOR SELECT USING (EXISTS (\n"
             "    SELECT 1 FROM profiles WHERE login = current_user AND is_admin));\n"
             "GRANT SELECT, UPDATE (nickname) ON profiles TO PUBLIC;\n"
             "GRANT SELECT ON orders TO PUBLIC;\n",
    .source = "new, C15", .not_applicable = applies_row_security)
