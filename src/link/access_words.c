// Reasons and witnesses: one clause or one sentence each, made of the branch's own atoms, for
// whoever has to say at the end of a long day whether that is meant so.
#include "link/access_part.h"
#include "link/name.h"

enum { SHOWN_ATOMS = 4, SHOWN_BYTES = 160 };

const char *access_who(struct arena *arena, const struct branch_context *context)
{
    if (strcmp(context->role, "anon") == 0)
        return "anyone, signed in or not,";
    if (context->identity == IDENTITY_NOBODY)
        return arena_format(arena, "a caller of the role %s without an identity", context->role);
    if (strcmp(context->role, "authenticated") == 0)
        return "anyone who is signed in";
    if (strcmp(context->role, "public") == 0)
        return "a caller of any role";
    return arena_format(arena, "any caller of the role %s", context->role);
}

const char *access_verb(enum command command)
{
    static const char *const verbs[] = {
        [COMMAND_ALL] = "uses",       [COMMAND_SELECT] = "reads",   [COMMAND_INSERT] = "inserts",
        [COMMAND_UPDATE] = "changes", [COMMAND_DELETE] = "deletes",
    };
    return verbs[command];
}

static void text_join(struct text *text, const char *clause, const char *between)
{
    if (text->length)
        text_add(text, between);
    text_add(text, clause);
}

static const char *text_finish(struct arena *arena, struct text *text)
{
    const char *kept = name_shortened(arena, text->string ? text->string : "", SHOWN_BYTES);
    kept = arena_copy_string(arena, kept);
    text_release(text);
    return kept;
}

// "user_id": of the judged row itself the column's name says enough.
static const char *own_column(struct arena *arena, const struct branch *branch,
                              const struct term *term)
{
    return term->kind == TERM_COLUMN && term->row == 0 && term->column
               ? name_identifier(arena, term->column->name)
               : term_text(arena, branch, term);
}

static bool is_claim(const struct term *term)
{
    return term->kind == TERM_CLAIM;
}

// An equality that has a part in connecting the caller with row 0.
static bool is_on_the_way(const struct graph *graph, const struct spread *from_caller,
                          const struct atom *atom)
{
    if (atom->kind != ATOM_EQUAL || atom->left.kind == TERM_CONSTANT ||
        atom->right.kind == TERM_CONSTANT)
        return false;
    list_each (struct node, node, &graph->nodes)
        if ((node.term == &atom->left || node.term == &atom->right) &&
            from_caller->groups[node.group])
            return true;
    const struct term *sides[] = {&atom->left, &atom->right};
    for (size_t at = 0; at < array_length(sides); at++)
        if (is_claim(sides[at]) ||
            ((sides[at]->kind == TERM_COLUMN || sides[at]->kind == TERM_ELEMENT) &&
             sides[at]->row < graph->branch->rows.count && from_caller->rows[sides[at]->row]))
            return true;
    return false;
}

const char *access_tie_reason(const struct judging *judging, const struct graph *graph,
                              const struct spread *from_caller)
{
    struct arena *arena = judging->engine->arena;
    const struct branch *branch = graph->branch;
    uint32_t shown = 0, ties = 0;
    const struct atom *only = NULL;
    struct text text;
    text_init(&text);
    for (uint32_t at = 0; at < branch->atoms.count; at++) {
        const struct atom *atom = &branch->atoms.items[at];
        if (!is_on_the_way(graph, from_caller, atom))
            continue;
        ties++;
        only = atom;
        if (shown++ < SHOWN_ATOMS)
            text_join(&text, atom_text(arena, branch, atom), " and ");
    }
    for (uint32_t row = 1; row < branch->rows.count; row++)
        if (branch->rows.items[row].is_filtered && from_caller->rows[row] &&
            branch->rows.items[row].relation && shown < SHOWN_ATOMS && ties < 2)
            text_join(&text,
                      arena_format(arena, "%s shows the caller only what is his",
                                   name_relation(arena, branch->rows.items[row].relation)),
                      ", and ");
    const char *reason = text_finish(arena, &text);
    bool is_direct =
        ties == 1 && branch->rows.count == 1 && (is_claim(&only->left) || is_claim(&only->right));
    if (!is_direct)
        return reason;
    const struct term *claim = is_claim(&only->left) ? &only->left : &only->right;
    const struct term *other = claim == &only->left ? &only->right : &only->left;
    return arena_format(arena, "%s is compared with %s", own_column(arena, branch, other),
                        term_text(arena, branch, claim));
}

const char *access_narrowing(struct arena *arena, const struct branch *branch)
{
    struct text text;
    text_init(&text);
    uint32_t shown = 0;
    for (uint32_t at = 0; at < branch->atoms.count && shown < SHOWN_ATOMS; at++, shown++)
        text_join(&text, atom_text(arena, branch, &branch->atoms.items[at]), " and ");
    if (branch->atoms.count > shown)
        text_add(&text, " and more");
    const char *atoms = text_finish(arena, &text);
    return *atoms ? arena_format(arena, " where %s", atoms) : "";
}

// Several rows of one table are named once.
static bool is_first_of(const struct branch *branch, uint32_t row)
{
    for (uint32_t before = 1; before < row; before++)
        if (branch->rows.items[before].relation == branch->rows.items[row].relation)
            return false;
    return true;
}

// Whose row lets him in: "anyone who is signed in and has a row in members".
static const char *with_row(struct arena *arena, const char *who, const struct branch *branch)
{
    struct name_list names = {0};
    for (uint32_t row = 1; row < branch->rows.count; row++)
        if (branch->rows.items[row].relation && is_first_of(branch, row))
            list_add(arena, &names, name_relation(arena, branch->rows.items[row].relation));
    return names.count
               ? arena_format(arena, "%s and has a row in %s", who, name_join(arena, &names, "and"))
               : who;
}

const char *access_witness(const struct judging *judging, const struct branch *branch,
                           enum leak leak)
{
    struct arena *arena = judging->engine->arena;
    const char *who = access_who(arena, judging->context);
    const char *table = name_relation(arena, judging->relation);
    const char *narrowing = access_narrowing(arena, branch);
    if (leak == LEAK_UNCORRELATED) {
        who = with_row(arena, who, branch);
        narrowing = "";
    }
    if (leak == LEAK_ARGUMENT)
        return arena_format(arena, "%s %s whichever row of %s he names", who,
                            access_verb(judging->command), table);
    if (judging->command == COMMAND_INSERT)
        return arena_format(arena, "%s inserts rows of %s for anybody%s", who, table, narrowing);
    if (judging->is_check)
        return arena_format(arena, "%s who may change a row of %s can hand it to anybody%s", who,
                            table, narrowing);
    return arena_format(arena, "%s %s every row of %s%s", who, access_verb(judging->command), table,
                        narrowing);
}
