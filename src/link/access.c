// Which cells there are: roles, relations and functions in the design's order. What a cell comes to
// is access_policy.c's and access_surface.c's; here two kinds of identity are put together.
#include "link/access.h"

#include "design/lookup.h"
#include "link/access_part.h"
#include "link/operation.h"

struct matrix {
    struct access_engine engine;
    struct access *access;
    bool has_public_only; // no other role is known
};

const char *verdict_name(enum verdict verdict)
{
    static const char *const names[] = {
        [VERDICT_DENIED] = "denied",       [VERDICT_OWN] = "own",
        [VERDICT_SHARED] = "shared",       [VERDICT_PRIVILEGED] = "privileged",
        [VERDICT_PUBLISHED] = "published", [VERDICT_UNPROVEN] = "unproven",
        [VERDICT_LEAK] = "leak",
    };
    return verdict < VERDICT_COUNT ? names[verdict] : "?";
}

// ---- roles -------------------------------------------------------------------------------------

static void role_add(struct arena *arena, struct role_names *names, const char *name)
{
    list_each (const char *, known, names)
        if (strcmp(known, name) == 0)
            return;
    list_add(arena, names, name);
}

static struct role_names roles_of(const struct design *design, struct arena *arena)
{
    struct role_names names = row_security_public_roles(design, arena);
    list_each (struct operation_link *, operation, &design->link->operations)
        list_each (struct caller, caller, &operation->callers)
            if (caller.role)
                role_add(arena, &names, caller.role->name);
    if (design->manifest)
        list_each (struct manifest_scheme, scheme, &design->manifest->schemes)
            if (scheme.role.text && design_find_role(design, scheme.role.text))
                role_add(arena, &names, scheme.role.text);
    return names;
}

// Whether callers of the role never have an identity.
static bool role_is_anonymous(const struct design *design, const char *role)
{
    if (design->platform == PLATFORM_SUPABASE && strcmp(role, "anon") == 0)
        return true;
    bool is_anonymous = false;
    list_each (struct operation_link *, operation, &design->link->operations)
        list_each (struct caller, caller, &operation->callers) {
            if (!string_equal(caller.role_name, role))
                continue;
            if (!caller.is_anonymous)
                return false;
            is_anonymous = true;
        }
    return is_anonymous;
}

// ---- cells -------------------------------------------------------------------------------------

static struct access_cell *cell_of(struct matrix *matrix, const struct access_side *side,
                                   const struct access_side *nobody)
{
    struct access_cell *cell = arena_make(matrix->engine.arena, struct access_cell);
    *cell = (struct access_cell){
        .role = side->role,
        .command = side->command,
        .verdict = side->verdict,
        .verdicts = side->verdicts,
        .reach = side->reach,
        .is_column_grant = side->is_column_grant,
        .passes_by = side->passes_by,
        .is_unprotected = side->is_unprotected,
        .is_recursive = side->is_recursive,
        .recursion = side->recursion,
        .reason = side->reason,
        .place = side->place,
        .branches = side->branches,
        .nobody = nobody->verdict,
        .nobody_branches = nobody->branches,
    };
    list_add(matrix->engine.arena, &matrix->access->cells, cell);
    if (cell->reach != REACH_NONE && !cell->passes_by)
        matrix->access->counts[cell->verdict]++;
    return cell;
}

static bool is_listed(const struct relation *relation)
{
    return relation_is_governed(relation) && !relation->is_temporary &&
           relation->kind != RELATION_SEQUENCE;
}

// PUBLIC has lines of its own only where something is granted to it, or where nothing at all is
// known of who is granted what.
static bool has_lines(const struct matrix *matrix, const struct relation *relation,
                      const char *role)
{
    const struct design *design = matrix->engine.design;
    enum { ROWS = PRIVILEGE_SELECT | PRIVILEGE_INSERT | PRIVILEGE_UPDATE | PRIVILEGE_DELETE };
    if (strcmp(role, "public") != 0)
        return true;
    enum reach reach = row_reach(design, relation, role, ROWS);
    return reach == REACH_UNKNOWN ? matrix->has_public_only : reach != REACH_NONE;
}

static void judge_relation(struct matrix *matrix, struct relation *relation)
{
    struct access_engine *engine = &matrix->engine;
    struct access_cell *last = NULL;
    list_each (const char *, role, &matrix->access->roles) {
        if (!has_lines(matrix, relation, role))
            continue;
        bool is_anonymous = role_is_anonymous(engine->design, role);
        for (enum command command = COMMAND_SELECT; command <= COMMAND_DELETE; command++) {
            struct access_side *nobody =
                access_side(engine, relation, role, command, IDENTITY_NOBODY);
            struct access_cell *cell = cell_of(
                matrix,
                is_anonymous ? nobody
                             : access_side(engine, relation, role, command, IDENTITY_SIGNED_IN),
                nobody);
            cell->relation = relation;
            if (last)
                last->next_of_relation = cell;
            else
                address_map_set(engine->arena, &matrix->access->by_relation, relation, cell);
            last = cell;
        }
    }
}

static void judge_function(struct matrix *matrix, struct function *function)
{
    struct access_engine *engine = &matrix->engine;
    list_each (const char *, role, &matrix->access->roles) {
        if (strcmp(role, "public") == 0 && !matrix->has_public_only)
            continue;
        struct access_side sides[2] = {
            {.role = role, .command = COMMAND_SELECT, .identity = IDENTITY_SIGNED_IN},
            {.role = role, .command = COMMAND_SELECT, .identity = IDENTITY_NOBODY},
        };
        bool is_anonymous = role_is_anonymous(engine->design, role);
        if (!access_judge_function(engine, &sides[1], function))
            sides[1].verdict = VERDICT_DENIED;
        if (is_anonymous ? sides[1].branches.count == 0 && sides[1].reason == NULL
                         : !access_judge_function(engine, &sides[0], function))
            continue;
        struct access_cell *cell = cell_of(matrix, &sides[is_anonymous], &sides[1]);
        cell->function = function;
    }
}

struct access *access_of(struct design *design, const struct tenancy_names *names)
{
    if (design->access)
        return design->access;
    if (!design->link)
        design_link(design);
    struct arena *arena = design->arena;
    struct access *access = arena_make(arena, struct access);
    struct matrix matrix = {.access = access};
    matrix.engine = (struct access_engine){.design = design, .arena = arena, .names = names};
    matrix.engine.scratch = arena_new();
    matrix.engine.tenancy = tenancy_infer(design, arena, names);
    access->design = design;
    access->tenancy = matrix.engine.tenancy;
    access->roles = roles_of(design, arena);
    matrix.has_public_only = access->roles.count == 1;
    list_each (struct relation *, relation, &design->relations)
        if (is_listed(relation))
            judge_relation(&matrix, relation);
    list_each (struct function *, function, &design->functions)
        judge_function(&matrix, function);
    arena_free(matrix.engine.scratch);
    design->access = access;
    return access;
}

const struct access_cell *access_find(const struct access *access, const struct relation *relation,
                                      const char *role, enum command command)
{
    const struct access_cell *cell = address_map_get(&access->by_relation, relation);
    while (cell && (cell->command != command || strcmp(cell->role, role) != 0))
        cell = cell->next_of_relation;
    return cell;
}
