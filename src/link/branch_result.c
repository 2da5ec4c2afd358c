// The branches of a policy's condition, and of several policies together.
#include "link/branch_part.h"

bool branch_role_is_api(const char *role)
{
    static const char *const names[] = {"anon", "authenticated", "service_role"};
    for (size_t at = 0; at < array_length(names); at++)
        if (string_equal(role, names[at]))
            return true;
    return false;
}

struct branches branches_of_condition(const struct branch_context *context,
                                      struct relation *relation, struct expression *condition)
{
    struct branch_walker walker = {.context = context,
                                   .arena = context->arena,
                                   .scratch = arena_new(),
                                   .steps = BRANCH_STEPS,
                                   .is_api_role = branch_role_is_api(context->role)};
    struct branch_frame frame = {0};
    struct branch_path root = {.is_exact = true, .expression = condition};
    const struct branch_path *path = branch_path_row(
        &walker, &root,
        (struct branch_row){.relation = relation, .is_filtered = true, .place = relation->place});
    struct branch_paths paths = {0};
    if (condition)
        branch_condition(&walker, condition, TRUTH_TRUE, &frame, path, &paths);
    else
        branch_paths_add(&walker, &paths, path);
    struct branches result = {0};
    list_each (const struct branch_path *, each, &paths)
        list_add(context->arena, &result.list, branch_of_path(&walker, each, 0));
    arena_free(walker.scratch);
    return result;
}

static struct term term_moved(struct term term, uint32_t by)
{
    if (term.row > 0)
        term.row += by;
    return term;
}

// Rows of `b` but its first are put behind those of `a`.
static struct branch *branch_joined(struct arena *arena, const struct branch *a,
                                    const struct branch *b)
{
    struct branch *made = arena_make(arena, struct branch);
    *made = *a;
    made->rows.capacity = made->rows.count; // the lists of `a` stay its own
    made->atoms.capacity = made->atoms.count;
    uint32_t by = a->rows.count - 1;
    for (uint32_t at = 1; at < b->rows.count; at++)
        list_add(arena, &made->rows, b->rows.items[at]);
    list_each (struct atom, atom, &b->atoms) {
        atom.left = term_moved(atom.left, by);
        atom.right = term_moved(atom.right, by);
        struct term *terms = arena_allocate(arena, atom.terms.count * sizeof *terms);
        for (uint32_t at = 0; at < atom.terms.count; at++)
            terms[at] = term_moved(atom.terms.items[at], by);
        atom.terms.items = terms;
        atom.terms.capacity = atom.terms.count;
        list_add(arena, &made->atoms, atom);
    }
    made->is_exact &= b->is_exact;
    made->holds_for_null |= b->holds_for_null;
    made->asks_signed_in |= b->asks_signed_in;
    return made;
}

struct branches branches_and(const struct branch_context *context, const struct branches *a,
                             const struct branches *b)
{
    struct branches result = {.overflow = a->overflow ? a->overflow : b->overflow,
                              .overflow_place =
                                  a->overflow ? a->overflow_place : b->overflow_place};
    list_each (struct branch *, left, &a->list)
        list_each (struct branch *, right, &b->list) {
            if (result.list.count >= 16 * BRANCH_MOST) {
                result.overflow = "the policies together have too many alternatives";
                result.overflow_place = right->place;
                return result;
            }
            list_add(context->arena, &result.list, branch_joined(context->arena, left, right));
        }
    return result;
}
