// A bound for the depth of a statement's syntax tree, from its tokens alone. The parser and what
// unpacks its tree recurse, so a statement that nests too deep must be known before it is parsed.
//
// Brackets nest, and chains do (1 + 1 + 1 is (1 + 1) + 1), so each token may be one level; a comma
// starts anew, since lists are flat, except for what UNION and its like chain across commas. So,
// for every bracket, with the statement as the outermost one:
//     bound = the largest over the parts between commas of (tokens + the largest bound in brackets)
//             + set operations
// An opening bracket counts two, for what PostgreSQL puts between (a sublink and its query).
#include "read/split_scan.h"

static void end_part(struct bracket *bracket)
{
    uint32_t bound = bracket->tokens + bracket->inside;
    if (bound > bracket->largest)
        bracket->largest = bound;
    bracket->tokens = bracket->inside = 0;
}

void nesting_open(struct nesting *nesting, size_t offset, bool is_square)
{
    nesting_innermost(nesting)->tokens++;
    if (++nesting->depth < BRACKETS_KEPT)
        nesting->brackets[nesting->depth] =
            (struct bracket){.offset = (uint32_t)offset, .is_square = is_square};
}

void nesting_close(struct nesting *nesting)
{
    if (nesting->depth == 0 || nesting->depth-- >= BRACKETS_KEPT)
        return;
    struct bracket *inner = &nesting->brackets[nesting->depth + 1];
    struct bracket *outer = &nesting->brackets[nesting->depth];
    end_part(inner);
    uint32_t bound = inner->largest + inner->set_operations;
    if (bound > outer->inside)
        outer->inside = bound;
}

void nesting_separate(struct nesting *nesting)
{
    if (nesting->depth < BRACKETS_KEPT) // those counted together are one part
        end_part(&nesting->brackets[nesting->depth]);
}

void nesting_set_operation(struct nesting *nesting)
{
    nesting_innermost(nesting)->set_operations++;
}

uint32_t nesting_bound(struct nesting *nesting)
{
    while (nesting->depth > 0)
        nesting_close(nesting);
    end_part(&nesting->brackets[0]);
    return nesting->brackets[0].largest + nesting->brackets[0].set_operations;
}
