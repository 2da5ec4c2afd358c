// Alternatives in the making: continuing a path, taking out paths that say nothing new, and what a
// path becomes in the end. A path is a chain of steps that goes back to the condition's root.
#include "link/branch_part.h"

// ---- continuing -----------------------------------------------------------------------------------

static struct branch_path *path_copy(struct branch_walker *walker, const struct branch_path *path)
{
    assert(path); // the first path is made with the walk
    struct branch_path *made = arena_make(walker->scratch, struct branch_path);
    *made = *path;
    made->before = path;
    made->atom = NULL;
    made->row = NULL;
    made->is_loose = false;
    made->fact = FACT_NONE;
    return made;
}

const struct branch_path *branch_path_flag(struct branch_walker *walker,
                                           const struct branch_path *path, unsigned flags)
{
    bool is_exact = path->is_exact && !(flags & FLAG_INEXACT);
    bool for_null = path->holds_for_null || flags & FLAG_NULL;
    bool signed_in = path->asks_signed_in || flags & FLAG_SIGNED_IN;
    if (is_exact == path->is_exact && for_null == path->holds_for_null &&
        signed_in == path->asks_signed_in)
        return path;
    struct branch_path *made = path_copy(walker, path);
    made->is_exact = is_exact;
    made->holds_for_null = for_null;
    made->asks_signed_in = signed_in;
    return made;
}

const struct branch_path *branch_path_row(struct branch_walker *walker,
                                          const struct branch_path *path, struct branch_row row)
{
    struct branch_path *made = path_copy(walker, path);
    struct branch_row *kept = arena_make(walker->scratch, struct branch_row);
    *kept = row;
    made->row = kept;
    made->rows++;
    return made;
}

const struct branch_path *branch_path_bind(struct branch_walker *walker,
                                           const struct branch_path *path,
                                           struct branch_binding binding)
{
    struct branch_path *made = path_copy(walker, path);
    struct branch_binding *kept = arena_make(walker->scratch, struct branch_binding);
    *kept = binding;
    kept->before = path->bindings;
    made->bindings = kept;
    return made;
}

void branch_paths_add(struct branch_walker *walker, struct branch_paths *paths,
                      const struct branch_path *path)
{
    if (path)
        list_add(walker->scratch, paths, path);
}

// ---- constants ------------------------------------------------------------------------------------

static bool number_of(const struct term *term, double *number)
{
    char *end;
    if (!term->text || !*term->text || strlen(term->text) > 15)
        return false;
    *number = strtod(term->text, &end);
    return *end == 0;
}

static bool is_word_type(const struct type_name *type)
{
    static const char *const names[] = {"text", "varchar", "name", "bool", "unknown"};
    if (!type || type->dimensions)
        return false;
    if (type->type)
        return type->type->kind == TYPE_ENUM;
    for (size_t at = 0; at < array_length(names); at++)
        if (strcmp(names[at], type->name) == 0)
            return true;
    return false;
}

bool branch_constants_equal(const struct term *a, const struct term *b)
{
    double x, y;
    return string_equal(a->text, b->text) ||
           (number_of(a, &x) && number_of(b, &y) && !(x < y) && !(x > y));
}

// Surely not equal: numbers, or words of a type whose values are what is written.
bool branch_constants_differ(const struct term *a, const struct term *b)
{
    double x, y;
    if (!a->text || !b->text || strcmp(a->text, b->text) == 0)
        return false;
    bool numbers = number_of(a, &x);
    if (number_of(b, &y) != numbers)
        return a->expression && b->expression && is_word_type(a->expression->value_type) &&
               is_word_type(b->expression->value_type);
    if (numbers)
        return x < y || x > y;
    const struct type_name *left = a->expression ? a->expression->value_type : NULL;
    const struct type_name *right = b->expression ? b->expression->value_type : NULL;
    return (!left || is_word_type(left)) && (!right || is_word_type(right));
}

// ---- atoms ----------------------------------------------------------------------------------------

bool branch_term_same(const struct term *a, const struct term *b)
{
    return a->kind == b->kind && a->row == b->row && a->column == b->column &&
           string_equal(a->text, b->text) && a->kind != TERM_UNKNOWN &&
           (a->kind != TERM_ELEMENT || a->text || a->expression == b->expression);
}

static bool terms_same(const struct term *a, uint32_t a_count, const struct term *b,
                       uint32_t b_count)
{
    if (a_count != b_count)
        return false;
    for (uint32_t at = 0; at < a_count; at++)
        if (!branch_term_same(&a[at], &b[at]))
            return false;
    return true;
}

static bool values_same(const struct atom *a, const struct atom *b)
{
    if (a->values.count != b->values.count)
        return false;
    for (uint32_t at = 0; at < a->values.count; at++)
        if (!string_equal(a->values.items[at], b->values.items[at]))
            return false;
    return true;
}

static bool atom_same(const struct atom *a, const struct atom *b)
{
    if (a->kind != b->kind)
        return false;
    switch (a->kind) {
    case ATOM_EQUAL:
        return (branch_term_same(&a->left, &b->left) && branch_term_same(&a->right, &b->right)) ||
               (branch_term_same(&a->left, &b->right) && branch_term_same(&a->right, &b->left));
    case ATOM_ONE_OF:
        return branch_term_same(&a->left, &b->left) && values_same(a, b);
    case ATOM_CONDITION:
        // One expression may stand for several outcomes, each with a node of its own.
        return a->expression == b->expression &&
               terms_same(a->terms.items, a->terms.count, b->terms.items, b->terms.count);
    case ATOM_NOT_EXISTS:
    case ATOM_UNKNOWN:
        return a->expression == b->expression && string_equal(a->reason, b->reason) &&
               terms_same(a->terms.items, a->terms.count, b->terms.items, b->terms.count);
    }
    return false;
}

// column = constant, column IN (constants)
static const struct term *fixed_column(const struct atom *atom)
{
    if (atom->kind == ATOM_ONE_OF)
        return &atom->left;
    if (atom->kind != ATOM_EQUAL)
        return NULL;
    if (atom->right.kind == TERM_CONSTANT)
        return &atom->left;
    return atom->left.kind == TERM_CONSTANT ? &atom->right : NULL;
}

static bool may_be(const struct atom *atom, const struct term *constant)
{
    if (atom->kind == ATOM_EQUAL)
        return !branch_constants_differ(
            atom->right.kind == TERM_CONSTANT ? &atom->right : &atom->left, constant);
    list_each (const char *, value, &atom->values) {
        struct term one = {.kind = TERM_CONSTANT, .text = value, .expression = NULL};
        if (!branch_constants_differ(&one, constant))
            return true;
    }
    return false;
}

static bool contradicts(const struct atom *a, const struct atom *b)
{
    const struct term *left = fixed_column(a), *right = fixed_column(b);
    if (!left || !right || (left->kind != TERM_COLUMN && left->kind != TERM_CLAIM) ||
        !branch_term_same(left, right))
        return false;
    if (left->kind == TERM_CLAIM && !left->text) // a document
        return false;
    if (b->kind == ATOM_EQUAL)
        return !may_be(a, b->right.kind == TERM_CONSTANT ? &b->right : &b->left);
    if (a->kind == ATOM_EQUAL)
        return !may_be(b, a->right.kind == TERM_CONSTANT ? &a->right : &a->left);
    list_each (const char *, value, &b->values) {
        struct term one = {.kind = TERM_CONSTANT, .text = value, .expression = NULL};
        if (may_be(a, &one))
            return false;
    }
    return true;
}

const struct relation *branch_path_judged(const struct branch_path *path)
{
    const struct relation *relation = NULL;
    for (; path; path = path->before)
        if (path->row)
            relation = path->row->relation;
    return relation;
}

const struct branch_path *branch_path_atom(struct branch_walker *walker,
                                           const struct branch_path *path, struct atom atom,
                                           bool is_loose)
{
    for (const struct branch_path *at = path; at; at = at->before) {
        if (!at->atom)
            continue;
        if (atom_same(at->atom, &atom))
            return path;
        if (!is_loose && !at->is_loose && contradicts(at->atom, &atom))
            return NULL;
    }
    struct branch_path *made = path_copy(walker, path);
    struct atom *kept = arena_make(walker->scratch, struct atom);
    *kept = atom;
    made->atom = kept;
    made->atoms++;
    made->is_loose = is_loose;
    made->is_exact &= atom.kind != ATOM_UNKNOWN;
    made->holds_for_null |= atom.holds_for_null;
    return made;
}

// Where a column is equal to something it is not null.
enum branch_fact branch_path_fact(const struct branch_path *path, const struct term *term)
{
    if (term->kind != TERM_COLUMN && (term->kind != TERM_ELEMENT || !term->text))
        return FACT_NONE;
    for (; path; path = path->before) {
        if (!path->atom)
            continue;
        if (path->fact != FACT_NONE && path->atom->terms.count == 1 &&
            branch_term_same(&path->atom->terms.items[0], term))
            return path->fact;
        bool is_equal = path->atom->kind == ATOM_EQUAL || path->atom->kind == ATOM_ONE_OF;
        if (is_equal &&
            (branch_term_same(&path->atom->left, term) ||
             (path->atom->kind == ATOM_EQUAL && branch_term_same(&path->atom->right, term))))
            return FACT_NOT_NULL;
    }
    return FACT_NONE;
}

static void add_parts(struct branch_walker *walker, struct atom *atom,
                      const struct term_list *parts)
{
    for (uint32_t at = 0; parts && at < parts->count; at++) {
        bool is_known = false;
        for (uint32_t before = 0; before < atom->terms.count && !is_known; before++)
            is_known = branch_term_same(&atom->terms.items[before], &parts->items[at]);
        if (!is_known && atom->terms.count < 32)
            list_add(walker->arena, &atom->terms, parts->items[at]);
        atom->reads |= parts->items[at].reads;
    }
}

void branch_add_unknown(struct branch_walker *walker, const struct branch_path *path,
                        struct expression *expression, const char *reason,
                        const struct term_list *parts, struct branch_paths *out)
{
    struct atom atom = {.kind = ATOM_UNKNOWN,
                        .reason = reason,
                        .expression = expression,
                        .place = expression->place};
    add_parts(walker, &atom, parts);
    branch_paths_add(walker, out, branch_path_atom(walker, path, atom, true));
}

void branch_add_condition(struct branch_walker *walker, const struct branch_path *path,
                          struct expression *expression, const struct term_list *parts,
                          struct branch_paths *out)
{
    struct atom atom = {
        .kind = ATOM_CONDITION, .expression = expression, .place = expression->place};
    add_parts(walker, &atom, parts);
    branch_paths_add(walker, out, branch_path_atom(walker, path, atom, true));
}

void branch_add_not_exists(struct branch_walker *walker, const struct branch_path *path,
                           struct expression *expression, struct query *query,
                           const struct branch_frame *frame, struct branch_paths *out)
{
    struct atom atom = {
        .kind = ATOM_NOT_EXISTS, .expression = expression, .place = expression->place};
    struct term_list parts = branch_query_parts(walker, query, expression, frame, path);
    add_parts(walker, &atom, &parts);
    branch_paths_add(walker, out, branch_path_atom(walker, path, atom, true));
}

void branch_add_fact(struct branch_walker *walker, const struct branch_path *path,
                     struct expression *expression, const struct term *term, enum branch_fact fact,
                     struct branch_paths *out)
{
    struct term_list parts = {0};
    list_add(walker->arena, &parts, *term);
    uint32_t first = out->count;
    branch_add_condition(walker, path, expression, &parts, out);
    if (out->count == first || out->items[first] == path)
        return;
    struct branch_path *made = arena_make(walker->scratch, struct branch_path);
    *made = *out->items[first];
    made->fact = fact;
    out->items[first] = made;
}

// ---- taking out what says nothing new ---------------------------------------------------------------

static bool has_atom(const struct branch_path *path, const struct branch_path *base,
                     const struct atom *atom, enum branch_fact fact, uint32_t *work)
{
    for (; path != base && path; path = path->before, ++*work)
        if (path->atom && atom_same(path->atom, atom) && (fact == FACT_NONE || path->fact == fact))
            return true;
    return false;
}

// Rows of the same tables, in the same order, that the paths add to their base.
static bool same_rows(const struct branch_path *a, const struct branch_path *b,
                      const struct branch_path *base)
{
    for (;;) {
        while (a != base && a && !a->row)
            a = a->before;
        while (b != base && b && !b->row)
            b = b->before;
        if (a == base || b == base || !a || !b)
            return (a == base || !a) && (b == base || !b);
        if (a->row->relation != b->row->relation || !a->row->relation ||
            a->row->is_filtered != b->row->is_filtered)
            return false;
        a = a->before;
        b = b->before;
    }
}

// Whether all that `b` lets through `a` lets through too, and says as much about it.
static bool absorbs(const struct branch_path *a, const struct branch_path *b,
                    const struct branch_path *base, uint32_t *work)
{
    if (a->atoms > b->atoms || (!a->is_exact && b->is_exact) ||
        a->holds_for_null != b->holds_for_null || a->asks_signed_in != b->asks_signed_in ||
        (a->rows != base->rows && (a->rows != b->rows || !same_rows(a, b, base))))
        return false;
    for (const struct branch_path *at = a; at != base && at; at = at->before)
        if (at->atom && !has_atom(b, base, at->atom, at->fact, work))
            return false;
    return true;
}

bool branch_paths_compress(struct branch_walker *walker, struct branch_paths *paths, uint32_t first,
                           const struct branch_path *base)
{
    // Comparing long paths costs as much as walking does: it is counted among the steps.
    enum { KEPT_MOST = 4 * BRANCH_MOST, WORK_OF_STEP = 256 };
    uint32_t kept = first, work = 0;
    for (uint32_t at = first; at < paths->count; at++) {
        const struct branch_path *path = paths->items[at];
        bool is_absorbed = false;
        for (uint32_t other = first; other < kept && !is_absorbed && walker->steps; other++)
            is_absorbed = absorbs(paths->items[other], path, base, &work);
        if (is_absorbed)
            continue;
        uint32_t left = first;
        for (uint32_t other = first; other < kept; other++)
            if (!walker->steps || !absorbs(path, paths->items[other], base, &work))
                paths->items[left++] = paths->items[other];
        kept = left;
        paths->items[kept++] = path;
        uint32_t spent = work / WORK_OF_STEP;
        work -= spent * WORK_OF_STEP;
        walker->steps -= spent < walker->steps ? spent : walker->steps;
        if (kept - first > KEPT_MOST)
            break;
    }
    paths->count = kept;
    return kept - first > BRANCH_MOST;
}

// ---- what becomes of a path -----------------------------------------------------------------------

static uint32_t row_number(uint32_t row, uint32_t first)
{
    return row == first ? 0 : row < first ? row + 1 : row;
}

static void term_finish(struct term *term, uint32_t first)
{
    if (term->kind == TERM_COLUMN || term->kind == TERM_ELEMENT) {
        term->row = row_number(term->row, first);
        term->reads &= ~(unsigned)(READS_ROW | READS_OTHER);
        term->reads |= term->row == 0 ? READS_ROW : READS_OTHER;
    }
}

static void atom_finish(struct branch_walker *walker, struct atom *atom, uint32_t first)
{
    if (atom->terms.count) {
        struct term *terms = arena_allocate(walker->arena, atom->terms.count * sizeof *terms);
        memcpy(terms, atom->terms.items, atom->terms.count * sizeof *terms);
        atom->terms.items = terms;
        atom->terms.capacity = atom->terms.count;
    }
    unsigned reads = atom->reads & ~(unsigned)(READS_ROW | READS_OTHER);
    unsigned rows = atom->reads & (READS_ROW | READS_OTHER), parts = 0;
    for (uint32_t at = 0; at < atom->terms.count; at++) {
        term_finish(&atom->terms.items[at], first);
        parts |= atom->terms.items[at].reads;
    }
    term_finish(&atom->left, first);
    term_finish(&atom->right, first);
    struct term *sides[] = {&atom->left, &atom->right};
    if (atom->kind == ATOM_EQUAL || atom->kind == ATOM_ONE_OF)
        for (int side = 0; side < 2; side++)
            if (sides[side]->kind == TERM_UNKNOWN)
                sides[side]->reads = parts;
    atom->reads = reads | parts | atom->left.reads | atom->right.reads;
    // Of rows inside a NOT EXISTS, which are no rows of the branch.
    if (!atom->terms.count)
        atom->reads |= rows;
}

struct branch *branch_of_path(struct branch_walker *walker, const struct branch_path *path,
                              uint32_t first)
{
    struct branch *branch = arena_make(walker->arena, struct branch);
    branch->rows.items = arena_allocate(walker->arena, path->rows * sizeof *branch->rows.items);
    branch->rows.count = branch->rows.capacity = path->rows;
    branch->atoms.items = arena_allocate(walker->arena, path->atoms * sizeof *branch->atoms.items);
    branch->atoms.count = branch->atoms.capacity = path->atoms;
    branch->is_exact = path->is_exact;
    branch->holds_for_null = path->holds_for_null;
    branch->asks_signed_in = path->asks_signed_in;
    branch->expression = path->expression;
    if (path->expression)
        branch->place = path->expression->place;
    uint32_t row = path->rows, atom = path->atoms;
    for (const struct branch_path *at = path; at; at = at->before) {
        if (at->row)
            branch->rows.items[row_number(--row, first)] = *at->row;
        if (at->atom) {
            branch->atoms.items[--atom] = *at->atom;
            atom_finish(walker, &branch->atoms.items[atom], first);
        }
    }
    return branch;
}
