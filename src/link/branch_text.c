// Branches as text: terms and atoms in words for messages, and all of a branch, one line for each
// row and atom, for tests and derivations.
#include "base/text.h"
#include "link/branch.h"
#include "link/name.h"

static const char *row_name(struct arena *arena, const struct branch *branch, uint32_t row)
{
    if (row >= branch->rows.count || !branch->rows.items[row].relation)
        return "a row";
    const char *name = name_relation(arena, branch->rows.items[row].relation);
    uint32_t same = 0, before = 0;
    for (uint32_t at = 0; at < branch->rows.count; at++)
        if (branch->rows.items[at].relation == branch->rows.items[row].relation) {
            same++;
            before += at < row;
        }
    // A table that stands for several rows: those but the judged one are numbered.
    return same > 1 && before > 0 ? arena_format(arena, "%s (%u)", name, (unsigned)before + 1)
                                  : name;
}

static const char *quoted(struct arena *arena, const char *text)
{
    return text ? arena_format(arena, "'%s'", name_shortened(arena, text, 40)) : "null";
}

const char *term_text(struct arena *arena, const struct branch *branch, const struct term *term)
{
    switch (term->kind) {
    case TERM_CONSTANT:
        return quoted(arena, term->text);
    case TERM_COLUMN:
        return arena_format(arena, "%s.%s", row_name(arena, branch, term->row),
                            name_identifier(arena, term->column->name));
    case TERM_ELEMENT:
        return term->text
                   ? arena_format(arena, "%s of %s.%s", quoted(arena, term->text),
                                  row_name(arena, branch, term->row),
                                  name_identifier(arena, term->column->name))
                   : arena_format(arena, "a part of %s.%s", row_name(arena, branch, term->row),
                                  name_identifier(arena, term->column->name));
    case TERM_CLAIM:
        if (!*term->text)
            return "the caller's token";
        if (string_starts_with(term->text, "setting "))
            return arena_format(arena, "the %s", term->text);
        if (strcmp(term->text, "current_user") == 0 || strcmp(term->text, "session_user") == 0)
            return term->text;
        return arena_format(arena, "the caller's %s", term->text);
    case TERM_ARGUMENT:
        return arena_format(arena, "the argument %s", term->text);
    case TERM_UNKNOWN:
        break;
    }
    return term->expression ? name_shortened(arena, expression_text(arena, term->expression), 60)
                            : "a value that is not known";
}

static const char *values_text(struct arena *arena, const struct atom *atom)
{
    struct name_list names = {0};
    list_each (const char *, value, &atom->values) {
        if (value_at == 5) {
            list_add(arena, &names,
                     arena_format(arena, "%u more", (unsigned)(atom->values.count - 5)));
            break;
        }
        list_add(arena, &names, quoted(arena, value));
    }
    return name_join(arena, &names, "and");
}

const char *atom_text(struct arena *arena, const struct branch *branch, const struct atom *atom)
{
    const char *expression =
        atom->expression ? name_shortened(arena, expression_text(arena, atom->expression), 80)
                         : "?";
    switch (atom->kind) {
    case ATOM_EQUAL:
        return arena_format(arena, "%s = %s", term_text(arena, branch, &atom->left),
                            term_text(arena, branch, &atom->right));
    case ATOM_ONE_OF:
        return arena_format(arena, "%s is one of %s", term_text(arena, branch, &atom->left),
                            values_text(arena, atom));
    case ATOM_CONDITION:
    case ATOM_NOT_EXISTS:
        return expression;
    case ATOM_UNKNOWN:
        return arena_format(arena, "%s: %s", expression, atom->reason ? atom->reason : "?");
    }
    return expression;
}

// ---- the whole branch -----------------------------------------------------------------------------------

static void print_term(struct text *out, const struct term *term)
{
    switch (term->kind) {
    case TERM_CONSTANT:
        if (term->text)
            text_format(out, "'%s'", term->text);
        else
            text_add(out, "null");
        break;
    case TERM_COLUMN:
        text_format(out, "row%u.%s", (unsigned)term->row, term->column->name);
        break;
    case TERM_ELEMENT:
        text_format(out, "row%u.%s[%s]", (unsigned)term->row, term->column->name,
                    term->text ? term->text : "");
        break;
    case TERM_CLAIM:
        text_format(out, "%s %s",
                    term->is_identity        ? "claim"
                    : term->is_user_editable ? "edited claim"
                                             : "attribute",
                    *term->text ? term->text : "token");
        break;
    case TERM_ARGUMENT:
        text_format(out, "argument %s", term->text);
        break;
    case TERM_UNKNOWN:
        text_add(out, "?");
        if (term->expression)
            expression_print(out, term->expression);
        break;
    }
    if (term->is_user_editable && term->kind != TERM_CLAIM)
        text_add(out, " (edited)");
}

static void print_terms(struct text *out, const struct atom *atom)
{
    if (!atom->terms.count)
        return;
    text_add(out, " {");
    list_each (struct term, term, &atom->terms) {
        if (term_at)
            text_add(out, ", ");
        print_term(out, &term);
    }
    text_add(out, "}");
}

static void print_atom(struct text *out, const struct atom *atom)
{
    switch (atom->kind) {
    case ATOM_EQUAL:
        print_term(out, &atom->left);
        text_add(out, " = ");
        print_term(out, &atom->right);
        break;
    case ATOM_ONE_OF:
        print_term(out, &atom->left);
        text_add(out, " in (");
        list_each (const char *, value, &atom->values)
            text_format(out, "%s'%s'", value_at ? ", " : "", value);
        text_add(out, ")");
        break;
    case ATOM_CONDITION:
        text_add(out, "if ");
        expression_print(out, atom->expression);
        print_terms(out, atom);
        break;
    case ATOM_NOT_EXISTS:
        text_add(out, "none of ");
        expression_print(out, atom->expression);
        print_terms(out, atom);
        break;
    case ATOM_UNKNOWN:
        text_format(out, "unknown: %s", atom->reason);
        print_terms(out, atom);
        break;
    }
    if (atom->holds_for_null)
        text_add(out, " (for null)");
    text_add_char(out, '\n');
}

void branch_print(struct text *out, const struct branch *branch)
{
    list_each (struct branch_row, row, &branch->rows) {
        text_format(out, "row %u: %s", (unsigned)row_at, row.relation ? row.relation->name : "?");
        if (!row.is_filtered)
            text_add(out, ", unfiltered");
        if (row.through)
            text_format(out, ", through %s", row.through);
        text_add_char(out, '\n');
    }
    list_each (struct atom, atom, &branch->atoms)
        print_atom(out, &atom);
    if (!branch->is_exact)
        text_add(out, "not exact\n");
    if (branch->holds_for_null)
        text_add(out, "for null\n");
    if (branch->asks_signed_in)
        text_add(out, "signed in\n");
}
