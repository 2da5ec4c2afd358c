// What stands before tables: views, materialized views, functions that return rows. Each exposes
// rows of some tables; the verdict is that of the rows it exposes, per table and branch.
//
//   an invoker's view      the table's own SELECT verdict for the caller, and the view's condition:
//                          a row needs both, so the lesser of the two
//   the owner's view, a    the view's condition alone
//   definer function
//   materialized view      likewise, and asked when it was refreshed, by nobody
//
// A write through a view is judged where PostgreSQL makes the view updatable by itself (one table,
// no grouping, no LIMIT and so on); rows that are written past a WHERE are not held to it.
#include "design/lookup.h"
#include "link/access_part.h"
#include "link/condition_reads.h"
#include "link/name.h"

struct surface {
    struct access_engine *engine;
    struct access_side *side;
    struct branch_context context;
    const char *words; // "the view active_users"
    struct place place;
    const char *closed; // why no write of the command can succeed
};

// ---- rows that are read --------------------------------------------------------------------------

// Whether the caller may read every row of the table anyway.
static bool is_published(struct surface *surface, struct relation *relation)
{
    const struct access_side *base = access_side(surface->engine, relation, surface->side->role,
                                                 COMMAND_SELECT, surface->side->identity);
    list_each (struct access_branch, branch, &base->branches)
        if (branch.verdict == VERDICT_PUBLISHED &&
            (!branch.branch || branch.branch->atoms.count == 0))
            return true;
    return base->passes_by;
}

// Whether reading past the table's policies gives anything away.
static bool is_withheld(struct surface *surface, struct relation *relation)
{
    if (is_published(surface, relation))
        return false;
    return relation->has_row_security ||
           tenancy_of(surface->engine->tenancy, relation)->certainty != TENANCY_NONE;
}

static void add_judged(struct surface *surface, struct access_branch judged,
                       const struct exposure *exposure)
{
    if (!judged.place.file || judged.place.file->is_builtin)
        judged.place = surface->place;
    if (exposure->is_aggregate)
        judged.reason = arena_format(surface->engine->arena, "in aggregate: %s", judged.reason);
    access_side_add(surface->engine, surface->side, judged);
}

// Row 0 is read under the caller's rights: he gets no more than the table itself gives him.
static struct access_branch narrowed(struct surface *surface, struct access_branch judged,
                                     const struct access_side *base, struct relation *relation)
{
    if (base->verdict >= judged.verdict)
        return judged;
    judged.verdict = base->verdict;
    judged.leak = LEAK_NONE;
    judged.witness = NULL;
    judged.undecided = NULL;
    judged.reason = arena_format(surface->engine->arena, "%s is read under the caller's rights: %s",
                                 name_relation(surface->engine->arena, relation), base->reason);
    return judged;
}

static void judge_exposure(struct surface *surface, const struct exposure *exposure, bool is_write)
{
    struct access_engine *engine = surface->engine;
    struct judging judging = {.engine = engine,
                              .context = &surface->context,
                              .relation = exposure->relation,
                              .command = surface->side->command};
    if (exposure->branches.overflow)
        add_judged(surface, access_overflow(&judging, &exposure->branches), exposure);
    list_each (struct branch *, branch, &exposure->branches.list) {
        // A view of its owner's may stand between an invoker's view and the row, and the reverse.
        bool is_filtered = branch->rows.items[0].is_filtered;
        bool is_past = !is_filtered && !is_write && is_withheld(surface, exposure->relation);
        judging.surface = is_past ? surface->words : NULL;
        struct access_branch judged = access_judge(&judging, branch);
        if (is_filtered)
            judged = narrowed(surface, judged,
                              access_side(engine, exposure->relation, surface->side->role,
                                          surface->side->command, surface->side->identity),
                              exposure->relation);
        bool is_argument = judged.leak == LEAK_ARGUMENT || judged.leak == LEAK_NEGATION;
        if (is_argument && !is_write && is_published(surface, exposure->relation)) {
            judged.verdict = VERDICT_PUBLISHED;
            judged.leak = LEAK_NONE;
            judged.reason = "every row is published anyway";
        }
        add_judged(surface, judged, exposure);
    }
}

static void add_unproven(struct surface *surface, const char *reason, struct place place)
{
    access_side_add(surface->engine, surface->side,
                    (struct access_branch){.verdict = VERDICT_UNPROVEN,
                                           .reason = reason,
                                           .place = place.file ? place : surface->place});
}

static void judge_exposures(struct surface *surface, const struct exposure_list *exposures)
{
    for (uint32_t at = 0; at < exposures->count; at++)
        if (exposures->items[at].relation)
            judge_exposure(surface, &exposures->items[at], false);
    if (!exposures->is_complete)
        add_unproven(surface,
                     exposures->reason
                         ? exposures->reason
                         : arena_format(surface->engine->arena, "what %s reads was not followed",
                                        surface->words),
                     exposures->place);
}

// ---- rows that are written -----------------------------------------------------------------------

static bool has_aggregate(const struct query *query)
{
    list_each (struct output, output, &query->outputs)
        if (output.expression && (output.expression->is_aggregate || output.expression->is_window ||
                                  output.expression->returns_set || output.expression->has_over))
            return true;
    return false;
}

// The table or view that a write goes to; NULL where PostgreSQL refuses it.
static struct relation *updatable_base(const struct relation *view)
{
    const struct query *query = view->query;
    if (!query || query->kind != QUERY_SELECT || query->common_tables.count || query->is_distinct ||
        query->distinct_on.count || query->group_by.count || query->having || query->limit ||
        query->offset || query->from.count != 1 || has_aggregate(query))
        return NULL;
    const struct from_item *item = query->from.items[0];
    return item->kind == FROM_RELATION && !item->query ? item->relation : NULL;
}

static bool has_instead_trigger(const struct relation *view, enum command command)
{
    static const uint32_t events[] = {[COMMAND_INSERT] = TRIGGER_INSERT,
                                      [COMMAND_UPDATE] = TRIGGER_UPDATE,
                                      [COMMAND_DELETE] = TRIGGER_DELETE};
    list_each (struct trigger *, trigger, &view->triggers)
        if (trigger->timing == TRIGGER_INSTEAD && (trigger->events & events[command]))
            return true;
    return false;
}

static bool shows(const struct relation *view, const struct column *column)
{
    list_each (struct output, output, &view->query->outputs)
        if (column && output.column == column)
            return true;
    return false;
}

// Whether a column that ties the row in the view's own condition can be written through it.
static bool shows_tie(const struct surface *surface, const struct relation *view)
{
    list_each (struct access_branch, branch, &surface->side->branches) {
        if (!branch.branch)
            continue;
        list_each (struct atom, atom, &branch.branch->atoms) {
            const struct term *terms[] = {&atom.left, &atom.right};
            for (size_t at = 0; at < array_length(terms); at++)
                if (atom.kind == ATOM_EQUAL && terms[at]->row == 0 &&
                    (terms[at]->kind == TERM_COLUMN || terms[at]->kind == TERM_ELEMENT) &&
                    shows(view, terms[at]->column))
                    return true;
            if (atom.kind == ATOM_UNKNOWN)
                return true;
        }
    }
    return false;
}

static bool is_filled(const struct column *column)
{
    const struct type *domain = column->type ? column->type->type : NULL;
    return column->is_dropped || !column->is_not_null || column->is_serial ||
           column->default_value || column->identity != IDENTITY_NONE || column->generated ||
           (domain && domain->default_value);
}

// A column of the base that must have a value and gets none through the view, so that every INSERT
// fails with 23502; NULL where there is none, or a trigger may give it one.
static const struct column *unfilled_column(const struct relation *view,
                                            const struct relation *base)
{
    if (view->query->is_open)
        return NULL;
    list_each (struct trigger *, trigger, &base->triggers)
        if (trigger->timing == TRIGGER_BEFORE && (trigger->events & TRIGGER_INSERT))
            return NULL;
    list_each (struct column *, column, &base->columns) {
        bool is_shown = is_filled(column);
        list_each (struct output, output, &view->query->outputs)
            is_shown |= output.column == column ||
                        (output.expression && output.expression->column == column);
        if (!is_shown)
            return column;
    }
    return NULL;
}

// New rows of an owner's view: no policy and no WHERE holds them, unless the view shows none of
// the columns that tie the row.
static void judge_new_rows(struct surface *surface, struct relation *view, struct relation *base)
{
    struct arena *arena = surface->engine->arena;
    const struct tenancy *tenancy = tenancy_of(surface->engine->tenancy, base);
    bool is_shown = !tenancy->column || shows(view, tenancy->column) || shows_tie(surface, view);
    if (!is_shown && surface->side->command == COMMAND_UPDATE)
        return;
    struct access_branch branch = {
        .verdict = VERDICT_LEAK,
        .leak = LEAK_UNPROTECTED,
        .is_check = true,
        .reason =
            arena_format(arena,
                         "%s writes %s with its owner's rights, so no policy of %s "
                         "judges new rows",
                         surface->words, name_relation(arena, base), name_relation(arena, base)),
        .witness = arena_format(arena, "%s writes any row into %s through %s",
                                access_who(arena, &surface->context), name_relation(arena, base),
                                surface->words),
        .place = surface->place,
    };
    access_side_add(surface->engine, surface->side, branch);
}

// PostgreSQL asks whether the view's owner may do to the table what is done through the view.
static bool owner_may(const struct surface *surface, const struct relation *view,
                      const struct relation *base)
{
    static const uint32_t privileges[] = {[COMMAND_INSERT] = PRIVILEGE_INSERT,
                                          [COMMAND_UPDATE] = PRIVILEGE_UPDATE,
                                          [COMMAND_DELETE] = PRIVILEGE_DELETE};
    const struct design *design = surface->engine->design;
    return !view->owner || string_equal(view->owner, base->owner) ||
           row_security_passes_by(design, base, view->owner) ||
           row_reach_inside(design, base, view->owner, privileges[surface->side->command]) !=
               REACH_NONE;
}

static void judge_view_write(struct surface *surface, struct relation *view)
{
    struct arena *arena = surface->engine->arena;
    struct relation *base = updatable_base(view);
    if (has_instead_trigger(view, surface->side->command)) {
        add_unproven(surface,
                     arena_format(arena, "an INSTEAD OF trigger decides what %s means for %s",
                                  command_name(surface->side->command), surface->words),
                     surface->place);
        return;
    }
    if (!base || base->kind == RELATION_MATERIALIZED || base->kind == RELATION_SEQUENCE)
        return;
    const struct column *unfilled =
        surface->side->command == COMMAND_INSERT && relation_is_table(base)
            ? unfilled_column(view, base)
            : NULL;
    if (unfilled) {
        surface->closed = arena_format(arena, "%s.%s must have a value, and %s does not have it",
                                       name_relation(arena, base), unfilled->name, surface->words);
        return;
    }
    bool is_invoker = view->is_security_invoker;
    if (is_invoker || base->kind == RELATION_VIEW) {
        const struct access_side *inner =
            access_side(surface->engine, base, surface->side->role, surface->side->command,
                        surface->side->identity);
        if (!is_invoker && inner->verdict == VERDICT_DENIED) {
            // The inner view is entered with the outer owner's grants.
            add_unproven(surface,
                         arena_format(arena,
                                      "it writes through the view %s with its owner's grants",
                                      name_relation(arena, base)),
                         surface->place);
            return;
        }
        list_each (struct access_branch, branch, &inner->branches)
            access_side_add(surface->engine, surface->side, branch);
        if (!inner->branches.count && inner->verdict != VERDICT_DENIED)
            access_side_add(surface->engine, surface->side,
                            (struct access_branch){.verdict = inner->verdict,
                                                   .reason = inner->reason,
                                                   .place = inner->place});
        return;
    }
    if (!owner_may(surface, view, base)) {
        surface->closed = arena_format(
            arena, "the owner of %s, %s, is not granted %s on %s", surface->words, view->owner,
            command_name(surface->side->command), name_relation(arena, base));
        return;
    }
    if (surface->side->command != COMMAND_INSERT) {
        struct exposure_list exposures =
            branches_of_query(&surface->context, view->query, NULL, false);
        for (uint32_t at = 0; at < exposures.count; at++)
            if (exposures.items[at].relation == base)
                judge_exposure(surface, &exposures.items[at], true);
        if (!surface->side->branches.count)
            return;
    }
    if (surface->side->command != COMMAND_DELETE)
        judge_new_rows(surface, view, base);
}

// Of a table that its query reads, as whoever it reads it: the view's owner may be bound too.
static const char *view_circle(struct access_engine *engine, const struct relation *view,
                               const char *role)
{
    struct condition_reads reads =
        query_reads_of(engine->arena, view->query, view->is_security_invoker ? role : view->owner);
    list_each (struct condition_read, read, &reads.list) {
        const char *circle = read.role && !read.is_deferred && relation_is_table(read.relation)
                                 ? access_circle(engine, read.relation, read.role, COMMAND_SELECT)
                                 : NULL;
        if (circle)
            return circle;
    }
    return NULL;
}

void access_judge_view(struct access_engine *engine, struct access_side *side,
                       struct relation *relation)
{
    struct arena *arena = engine->arena;
    bool is_materialized = relation->kind == RELATION_MATERIALIZED;
    struct surface surface = {
        .engine = engine,
        .side = side,
        .context = {engine->design, arena, side->role,
                    is_materialized ? IDENTITY_NOBODY : side->identity},
        .words = arena_format(arena, "the %s %s", relation_kind_name(relation),
                              name_relation(arena, relation)),
        .place = relation->place,
    };
    side->place = relation->place;
    if (side->command != COMMAND_SELECT) {
        if (!is_materialized)
            judge_view_write(&surface, relation);
        access_side_conclude(side, is_materialized  ? "a materialized view is not written"
                                   : surface.closed ? surface.closed
                                                    : "the view is not updatable, or no row of it "
                                                      "can be reached");
        return;
    }
    side->recursion =
        is_materialized || !relation->query ? NULL : view_circle(engine, relation, side->role);
    if (side->recursion) {
        side->is_recursive = true;
        access_side_conclude(side,
                             arena_format(arena,
                                          "the policies of what it reads lead back to themselves "
                                          "(%s), which fails with 42P17",
                                          side->recursion));
        return;
    }
    if (!relation->query) {
        add_unproven(&surface, "its query was not read", relation->place);
    } else {
        bool is_filtered = relation->is_security_invoker && !is_materialized;
        struct exposure_list exposures =
            branches_of_query(&surface.context, relation->query, NULL, is_filtered);
        judge_exposures(&surface, &exposures);
        if (!exposures.count && exposures.is_complete && !exposures.is_empty)
            access_side_add(engine, side,
                            (struct access_branch){.verdict = VERDICT_PUBLISHED,
                                                   .reason = "it shows rows of no table",
                                                   .place = relation->place});
    }
    access_side_conclude(side, "it lets no row through");
}

// ---- functions -----------------------------------------------------------------------------------

static bool role_has(const struct design *design, const struct grant_list *grants, const char *role,
                     uint32_t privilege)
{
    list_each (struct grant, grant, grants)
        if ((grant.privileges & privilege) &&
            (strcmp(grant.role, "public") == 0 ||
             (strcmp(role, "public") != 0 && role_is_member(design, role, grant.role))))
            return true;
    return false;
}

bool access_may_execute(const struct design *design, const struct function *function,
                        const char *role)
{
    const struct schema *schema = design_find_schema(design, function->schema);
    bool is_usable = strcmp(function->schema, "public") == 0 ||
                     (schema && role_has(design, &schema->grants, role, PRIVILEGE_USAGE));
    return is_usable && (!function->revokes_public ||
                         role_has(design, &function->grants, role, PRIVILEGE_EXECUTE));
}

bool access_judge_function(struct access_engine *engine, struct access_side *side,
                           struct function *function)
{
    if (!function->is_security_definer || function->is_builtin || function->extension ||
        function->kind != FUNCTION_FUNCTION || !function_answers_rows(function) ||
        !access_may_execute(engine->design, function, side->role))
        return false;
    struct arena *arena = engine->arena;
    struct surface surface = {
        .engine = engine,
        .side = side,
        .context = {engine->design, arena, side->role, side->identity},
        .words = arena_format(arena, "the function %s",
                              name_qualified(arena, function->schema, function->name)),
        .place = function->place,
    };
    side->reach = REACH_CERTAIN;
    side->place = function->place;
    struct exposure_list exposures = branches_of_function(&surface.context, function);
    if (!exposures.count && exposures.is_complete)
        return false;
    judge_exposures(&surface, &exposures);
    access_side_conclude(side, "it lets no row through");
    return true;
}
