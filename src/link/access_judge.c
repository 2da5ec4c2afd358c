// A branch → a verdict (access.h says how). The order of the questions: is a row that must exist
// ever seen by the caller; does the caller's identity reach row 0; what else lets the branch
// through, from the least to the most that it gives away. An answer that something ties needs no
// exactness, since branches only ever let too much through; an answer that nothing does needs it.
#include "design/lookup.h"
#include "link/access_part.h"
#include "link/name.h"

struct judge {
    const struct judging *judging;
    struct arena *arena;
    struct branch *branch;
    struct access_branch *verdict;
    struct graph graph;
    bool *seen;               // rows that the caller sees as his own, by their table's policies
    bool *is_own;             // likewise, and each has one such caller
    const char *empty;        // a clause: why no row gets through
    const char *unproven_row; // a clause: a row's own verdict is not proven
    bool is_privileged_row;   // a row is seen by privileged callers only
};

static const char *table_name(const struct judge *judge)
{
    return name_relation(judge->arena, judge->judging->relation);
}

static void conclude(struct judge *judge, enum verdict verdict, const char *reason)
{
    judge->verdict->verdict = verdict;
    judge->verdict->reason = reason;
}

// ---- rows that policies filter -----------------------------------------------------------------

static bool judges_changed_row(const struct judging *judging)
{
    return judging->is_check && judging->command == COMMAND_UPDATE;
}

// Whether what lets the caller see rows of the side leads back to the table.
static bool side_reads(const struct access_side *side, const struct relation *relation)
{
    list_each (struct access_branch, branch, &side->branches)
        for (uint32_t row = 1; branch.branch && row < branch.branch->rows.count; row++)
            if (branch.branch->rows.items[row].relation == relation)
                return true;
    return false;
}

static void look_at_filtered(struct judge *judge, uint32_t number)
{
    const struct branch_row *row = &judge->branch->rows.items[number];
    const struct branch_context *context = judge->judging->context;
    if (!row->is_filtered || !row->relation)
        return;
    struct access_engine *engine = judge->judging->engine;
    const char *name = name_relation(judge->arena, row->relation);
    if (engine->depth >= ACCESS_DEPTH) {
        judge->unproven_row =
            arena_format(judge->arena, "policies lead from table to table more than %d deep, to %s",
                         ACCESS_DEPTH, name);
        return;
    }
    engine->depth++;
    const struct access_side *side =
        access_side_inside(engine, row->relation, context->role, context->identity);
    engine->depth--;
    if (side->is_running)
        return; // a circle: its policies are no help, and access_circle.c says so where it fails
    switch (side->verdict) {
    case VERDICT_DENIED:
        judge->empty = arena_format(judge->arena, "it needs a row of %s, which %s cannot read: %s",
                                    name, context->role, side->reason);
        judge->verdict->place = row->place;
        break;
    case VERDICT_OWN:
    case VERDICT_SHARED:
        if (judges_changed_row(judge->judging) && side_reads(side, judge->judging->relation)) {
            judge->unproven_row = arena_format(
                judge->arena, "%s is the caller's by the row of %s as it was before the change",
                name, table_name(judge));
            break;
        }
        judge->seen[number] = true;
        judge->is_own[number] = side->verdict == VERDICT_OWN;
        break;
    case VERDICT_PRIVILEGED:
        judge->is_privileged_row |= !side->passes_by;
        break;
    case VERDICT_UNPROVEN:
        judge->unproven_row =
            arena_format(judge->arena, "which rows of %s it looks at is not proven: %s", name,
                         side->reason ? side->reason : "its policies could not be decided");
        break;
    default:
        break;
    }
}

// ---- what is asked of the caller ---------------------------------------------------------------

// A condition on the caller alone: a role claim, a plan; with `editable` one that he can edit.
static bool asks_attribute(const struct judge *judge, bool editable)
{
    list_each (struct node, node, &judge->graph.nodes) {
        const struct group *group = &judge->graph.groups[node.group];
        if (node.term->kind != TERM_CLAIM || node.term->is_user_editable != editable)
            continue;
        if (editable || !node.term->is_identity || group->has_constant)
            return true;
    }
    list_each (struct atom, atom, &judge->branch->atoms) {
        if (atom.kind == ATOM_ONE_OF && atom.left.kind == TERM_CLAIM &&
            atom.left.is_user_editable == editable)
            return true;
        if (atom.kind != ATOM_CONDITION || (atom.reads & (READS_ROW | READS_OTHER)))
            continue;
        list_each (struct term, term, &atom.terms)
            // The token as a whole tells nobody apart: it is there for all of them.
            if (term.kind == TERM_CLAIM && *term.text && term.is_user_editable == editable)
                return true;
    }
    return false;
}

// A row of the caller's is asked for what he writes into it himself: raw_user_meta_data.
static bool asks_edited_row(const struct judge *judge)
{
    list_each (struct atom, atom, &judge->branch->atoms) {
        const struct term *sides[] = {&atom.left, &atom.right};
        for (size_t at = 0; at < array_length(sides) && atom.kind <= ATOM_ONE_OF; at++)
            if (sides[at]->kind != TERM_CLAIM && sides[at]->is_user_editable && sides[at]->row > 0)
                return true;
        list_each (struct term, term, &atom.terms)
            if (atom.kind == ATOM_CONDITION && term.kind != TERM_CLAIM && term.is_user_editable &&
                term.row > 0)
                return true;
    }
    return false;
}

// `user_id <> auth.uid()`: rows that are not the caller's.
static const struct atom *negation(const struct branch *branch)
{
    for (uint32_t at = 0; at < branch->atoms.count; at++) {
        const struct atom *atom = &branch->atoms.items[at];
        bool has_column = false, has_claim = false;
        if (atom->kind != ATOM_CONDITION)
            continue;
        list_each (struct term, term, &atom->terms) {
            has_column |= term.kind == TERM_COLUMN && term.row == 0;
            has_claim |= term.kind == TERM_CLAIM && term.is_identity;
        }
        if (has_column && has_claim)
            return atom;
    }
    return NULL;
}

// What an atom that is not understood may read; an equality with such a side likewise.
static unsigned unknown_reads(const struct atom *atom)
{
    if (atom->kind == ATOM_UNKNOWN) // what was not followed may depend on anything
        return atom->reads | (atom->reason ? READS_CALLER : 0u);
    bool is_opaque = atom->kind == ATOM_EQUAL &&
                     (atom->left.kind == TERM_UNKNOWN || atom->right.kind == TERM_UNKNOWN);
    return is_opaque ? atom->left.reads | atom->right.reads : 0;
}

// An equality in which only row 0 is opaque was followed by the graph.
static bool is_followed(const struct atom *atom)
{
    if (atom->kind != ATOM_EQUAL)
        return false;
    const struct term *sides[] = {&atom->left, &atom->right};
    for (size_t at = 0; at < array_length(sides); at++)
        if (sides[at]->kind == TERM_UNKNOWN && sides[at]->reads != READS_ROW &&
            sides[at]->reads != 0)
            return false;
    return true;
}

// An atom that may tie row 0, or ask something of the caller, for all that is known.
static const struct atom *undecided(const struct judge *judge, bool has_rows)
{
    for (uint32_t at = 0; at < judge->branch->atoms.count; at++) {
        const struct atom *atom = &judge->branch->atoms.items[at];
        unsigned reads = unknown_reads(atom);
        if (!reads || is_followed(atom))
            continue;
        bool meets = (reads & READS_OTHER) && (reads & READS_ROW) && has_rows;
        if ((reads & READS_CALLER) || meets)
            return atom;
    }
    return NULL;
}

static const struct atom *first_unknown(const struct branch *branch)
{
    for (uint32_t at = 0; at < branch->atoms.count; at++)
        if (branch->atoms.items[at].kind == ATOM_UNKNOWN || unknown_reads(&branch->atoms.items[at]))
            return &branch->atoms.items[at];
    return NULL;
}

// ---- authorities -------------------------------------------------------------------------------

static struct authority authority_of(const struct judge *judge, uint32_t row)
{
    const struct branch_row *from = &judge->branch->rows.items[row];
    struct authority authority = {.relation = from->relation, .place = from->place};
    const struct graph *graph = &judge->graph;
    list_each (struct node, node, &graph->nodes) {
        if (node.term->kind != TERM_COLUMN || node.term->row != row)
            continue;
        if (graph->groups[node.group].has_identity)
            authority.caller = node.term->column;
        list_each (struct node, other, &graph->nodes)
            if (other.group == node.group && node.term->column &&
                (other.term->kind == TERM_COLUMN || other.term->kind == TERM_ELEMENT) &&
                other.term->row == 0) {
                list_add(judge->arena, &authority.keys, node.term->column);
                break;
            }
    }
    return authority;
}

// One for each attribute of the row that is compared with a constant; one without where none is.
static void authority_add(struct judge *judge, uint32_t row)
{
    struct authority authority = authority_of(judge, row);
    if (!authority.relation)
        return;
    bool has_attribute = false;
    list_each (struct atom, atom, &judge->branch->atoms) {
        const struct term *column = NULL, *constant = NULL;
        if (atom.kind == ATOM_EQUAL) {
            column = atom.left.kind == TERM_COLUMN ? &atom.left : &atom.right;
            constant = column == &atom.left ? &atom.right : &atom.left;
        } else if (atom.kind == ATOM_ONE_OF) {
            column = &atom.left;
        }
        bool is_attribute = column && column->kind == TERM_COLUMN && column->row == row &&
                            column->column && (!constant || constant->kind == TERM_CONSTANT);
        if (!is_attribute)
            continue;
        authority.column = column->column;
        authority.constant = constant                ? constant->text
                             : atom.values.count > 0 ? atom.values.items[0]
                                                     : NULL;
        authority.place = atom.place.file ? atom.place : authority.place;
        list_add(judge->arena, &judge->verdict->authorities, authority);
        has_attribute = true;
    }
    if (!has_attribute)
        list_add(judge->arena, &judge->verdict->authorities, authority);
}

static void authorities_add(struct judge *judge, const struct spread *from_caller)
{
    for (uint32_t row = 1; row < judge->branch->rows.count; row++)
        if (from_caller->rows[row])
            authority_add(judge, row);
}

// ---- the questions, in order -------------------------------------------------------------------

static bool is_determined(const struct judge *judge)
{
    struct spread known = graph_determined(judge->arena, &judge->graph);
    for (uint32_t at = 0; at < judge->graph.nodes.count; at++)
        if (known.groups[judge->graph.nodes.items[at].group] &&
            judge->graph.groups[judge->graph.nodes.items[at].group].has_identity)
            return true;
    for (uint32_t row = 1; row < judge->branch->rows.count; row++)
        if (known.rows[row] && judge->is_own[row])
            return true;
    return false;
}

static bool judge_tied(struct judge *judge, const struct spread *from_caller)
{
    if (!from_caller->rows[0])
        return false;
    bool is_own = is_determined(judge);
    conclude(judge, is_own ? VERDICT_OWN : VERDICT_SHARED,
             access_tie_reason(judge->judging, &judge->graph, from_caller));
    authorities_add(judge, from_caller);
    return true;
}

static void judge_unproven(struct judge *judge, const struct atom *atom, const char *reason)
{
    judge->verdict->undecided = atom;
    if (atom && atom->place.file)
        judge->verdict->place = atom->place;
    conclude(judge, VERDICT_UNPROVEN,
             reason ? reason
             : atom ? (atom->reason ? atom->reason
                                    : arena_format(judge->arena, "%s could not be decided",
                                                   atom_text(judge->arena, judge->branch, atom)))
                    : "a part of the condition was not followed");
}

static void judge_leak(struct judge *judge, enum leak leak, const char *reason)
{
    if (!judge->branch->is_exact) {
        judge_unproven(judge, first_unknown(judge->branch), NULL);
        return;
    }
    judge->verdict->leak = leak;
    conclude(judge, VERDICT_LEAK, reason);
    judge->verdict->witness = access_witness(judge->judging, judge->branch, leak);
}

// "it is for callers with a row in profiles where profiles.role = 'admin'"
static const char *privilege_text(const struct judge *judge, const struct relation *relation)
{
    const char *where = "";
    for (uint32_t at = 0; at < judge->branch->atoms.count && !*where; at++) {
        const struct atom *atom = &judge->branch->atoms.items[at];
        bool is_constant = atom->kind == ATOM_ONE_OF ||
                           (atom->kind == ATOM_EQUAL && atom->right.kind == TERM_CONSTANT);
        if (is_constant && atom->left.kind == TERM_COLUMN && atom->left.row > 0)
            where = arena_format(judge->arena, " where %s",
                                 atom_text(judge->arena, judge->branch, atom));
    }
    return relation ? arena_format(judge->arena, "it is for callers with a row in %s%s",
                                   name_relation(judge->arena, relation), where)
                    : "it is for callers of whom a function says so";
}

// Rows of the caller's that hang in the air: he is a member of something, an admin of something.
static bool judge_apart(struct judge *judge, const struct spread *from_caller,
                        const struct atom *unknown)
{
    const char *reason = NULL;
    uint32_t through = 0;
    for (uint32_t row = 1; row < judge->branch->rows.count; row++) {
        if (!from_caller->rows[row])
            continue;
        through = through ? through : row;
        if (!reason)
            reason = access_uncorrelated(judge->judging, &judge->graph, row, judge->verdict);
    }
    if (!through)
        return false;
    if (reason && unknown) {
        judge_unproven(judge, unknown, NULL);
        return true;
    }
    if (reason) {
        judge_leak(judge, LEAK_UNCORRELATED, reason);
        authorities_add(judge, from_caller);
        return true;
    }
    authorities_add(judge, from_caller);
    conclude(judge, VERDICT_PRIVILEGED,
             privilege_text(judge, judge->branch->rows.items[through].relation));
    return true;
}

static bool has_row_flag(const struct branch *branch)
{
    list_each (struct atom, atom, &branch->atoms) {
        if (atom.holds_for_null)
            continue;
        bool is_flag = atom.kind == ATOM_ONE_OF && atom.left.kind == TERM_COLUMN;
        if (atom.kind == ATOM_EQUAL)
            is_flag = (atom.left.kind == TERM_COLUMN && atom.right.kind == TERM_CONSTANT) ||
                      (atom.right.kind == TERM_COLUMN && atom.left.kind == TERM_CONSTANT);
        if (is_flag)
            return true;
    }
    return false;
}

// Nothing but the row, constants, and being signed in.
static void judge_open(struct judge *judge)
{
    const struct judging *judging = judge->judging;
    bool reads = judging->command == COMMAND_SELECT;
    const char *narrowing = access_narrowing(judge->arena, judge->branch);
    if (judge->branch->holds_for_null && !(reads && has_row_flag(judge->branch))) {
        judge->verdict->holds_for_null = true;
        judge_leak(judge, LEAK_NULL_CALLER, "it holds when the caller carries no identity");
        return;
    }
    if (reads && judging->surface && !has_row_flag(judge->branch)) {
        judge_leak(judge, LEAK_UNPROTECTED,
                   arena_format(judge->arena,
                                "%s reads %s past its row security and compares no column of it "
                                "with the caller",
                                judging->surface, table_name(judge)));
        return;
    }
    const char *tie = *narrowing
                          ? arena_format(judge->arena, "it lets every row through%s", narrowing)
                      : judge->branch->asks_signed_in ? "being signed in is enough"
                                                      : "it is true for every row";
    if (!reads) {
        judge_leak(judge, LEAK_NOTHING_TIES,
                   arena_format(judge->arena, "nothing ties the row to the caller: %s", tie));
        return;
    }
    if (!judge->branch->is_exact && !first_unknown(judge->branch)) {
        judge_unproven(judge, NULL, NULL);
        return;
    }
    conclude(judge, VERDICT_PUBLISHED, tie);
    judge->verdict->witness = access_witness(judging, judge->branch, LEAK_NONE);
}

// The row and the caller's agree in something that may be a quality of many: a country, a rank.
static bool judge_loose_tie(struct judge *judge)
{
    struct graph graph = judge->graph;
    graph.least = TELLS_PERHAPS;
    struct spread caller = graph_spread(judge->arena, &graph, SOURCE_IDENTITY, judge->seen);
    if (!caller.rows[0])
        return false;
    const struct node *loose = NULL;
    for (uint32_t at = 0; at < graph.nodes.count; at++)
        if (graph.nodes.items[at].tells == TELLS_PERHAPS &&
            caller.groups[graph.nodes.items[at].group] && !loose)
            loose = &graph.nodes.items[at];
    judge_unproven(
        judge, NULL,
        !loose ? NULL
               : arena_format(judge->arena,
                              "it compares %s, and nothing says that only rows of one caller "
                              "agree in it: no key holds it alone",
                              term_text(judge->arena, judge->branch, loose->term)));
    return true;
}

static void judge_graph(struct judge *judge)
{
    struct arena *arena = judge->arena;
    struct spread caller = graph_spread(arena, &judge->graph, SOURCE_IDENTITY, judge->seen);
    if (judge_tied(judge, &caller))
        return;
    if (judge_loose_tie(judge))
        return;
    if (asks_edited_row(judge)) {
        judge_leak(judge, LEAK_USER_METADATA,
                   "it trusts raw_user_meta_data, which users edit themselves");
        return;
    }
    bool has_rows = false;
    for (uint32_t row = 1; row < judge->branch->rows.count; row++)
        has_rows |= caller.rows[row];
    const struct atom *unknown = undecided(judge, has_rows);
    if (judge_apart(judge, &caller, unknown))
        return;
    if (judge->is_privileged_row || asks_attribute(judge, false)) {
        conclude(judge, VERDICT_PRIVILEGED, "it asks for an attribute of the caller alone");
        return;
    }
    if (unknown || judge->unproven_row) {
        judge_unproven(judge, unknown, unknown ? NULL : judge->unproven_row);
        return;
    }
    if (graph_spread(arena, &judge->graph, SOURCE_EDITABLE, NULL).rows[0] ||
        asks_attribute(judge, true)) {
        judge_leak(judge, LEAK_USER_METADATA,
                   "it trusts user_metadata, which users edit themselves");
        return;
    }
    if (graph_spread(arena, &judge->graph, SOURCE_ARGUMENT, NULL).rows[0]) {
        judge_leak(judge, LEAK_ARGUMENT,
                   arena_format(arena,
                                "rows of %s are chosen by an argument, which the caller "
                                "makes up",
                                table_name(judge)));
        return;
    }
    const struct atom *not = negation(judge->branch);
    if (not ) {
        judge_leak(judge, LEAK_NEGATION,
                   arena_format(arena, "%s holds for everybody else's rows",
                                atom_text(arena, judge->branch, not )));
        return;
    }
    judge_open(judge);
}

struct access_branch access_judge(const struct judging *judging, struct branch *branch)
{
    struct arena *arena = judging->engine->arena;
    struct access_branch verdict = {.is_check = judging->is_check,
                                    .policy = judging->policy,
                                    .branch = branch,
                                    .place = branch->place};
    if (!verdict.place.file && judging->policy)
        verdict.place = judging->policy->place;
    struct judge judge = {.judging = judging,
                          .arena = arena,
                          .branch = branch,
                          .verdict = &verdict,
                          .seen = arena_allocate(arena, branch->rows.count + 1),
                          .is_own = arena_allocate(arena, branch->rows.count + 1)};
    for (uint32_t row = 1; row < branch->rows.count && !judge.empty; row++)
        look_at_filtered(&judge, row);
    if (judge.empty) {
        conclude(&judge, VERDICT_DENIED, judge.empty);
        return verdict;
    }
    judge.graph = graph_make(arena, branch);
    if (judges_changed_row(judging))
        graph_leave_rows_before(arena, &judge.graph, judging->relation);
    judge_graph(&judge);
    return verdict;
}

struct access_branch access_overflow(const struct judging *judging, const struct branches *branches)
{
    return (struct access_branch){.verdict = VERDICT_UNPROVEN,
                                  .is_check = judging->is_check,
                                  .policy = judging->policy,
                                  .reason = branches->overflow,
                                  .place = branches->overflow_place.file ? branches->overflow_place
                                           : judging->policy             ? judging->policy->place
                                                                         : (struct place){0}};
}
