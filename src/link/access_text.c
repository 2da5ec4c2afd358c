// The matrix as text: a line for each table and role, a column for each command; then what leaks
// and what is not proven, each with its place; what nobody gets; what was inferred of tenancy; what
// was assumed; and the counts. (A derivation of one cell is access_explain.c's.)
#include "design/lookup.h"
#include "link/access.h"
#include "link/access_print.h"
#include "link/name.h"

enum { COLUMNS = 6, GAP = 2 };

// ---- shared with access_explain.c and access_json.c ---------------------------------------------

const char *access_subject(struct arena *arena, const struct access_cell *cell)
{
    return cell->relation ? name_relation(arena, cell->relation)
                          : name_qualified(arena, cell->function->schema, cell->function->name);
}

const char *access_place(struct arena *arena, struct place place)
{
    if (!place.file || place.file->is_builtin)
        return NULL;
    struct position position = place_position(place);
    return arena_format(arena, "%s:%u:%u", place.file->path, position.line, position.column);
}

bool access_is_assumed(const struct access_cell *cell)
{
    return cell->reach == REACH_ASSUMED || cell->reach == REACH_UNKNOWN;
}

const char *access_counts_text(const struct access *access, struct arena *arena)
{
    uint32_t all = 0;
    const char *parts = "";
    for (int verdict = 0; verdict < VERDICT_COUNT; verdict++) {
        all += access->counts[verdict];
        if (access->counts[verdict])
            parts = arena_format(arena, "%s%s%u %s", parts, *parts ? ", " : "",
                                 access->counts[verdict], verdict_name((enum verdict)verdict));
    }
    return all ? arena_format(arena, "%u cell%s that a grant opens: %s", all, all == 1 ? "" : "s",
                              parts)
               : "no cell that a grant opens";
}

// ---- the table -----------------------------------------------------------------------------------

struct line {
    const char *cells[COLUMNS];
};

struct table {
    struct arena *arena;
    LIST(struct line) lines;
};

static uint32_t width_of(const char *text)
{
    uint32_t width = 0;
    for (; *text; text++)
        width += ((unsigned char)*text & 0xC0) != 0x80;
    return width;
}

static void table_print(const struct table *table, struct text *out)
{
    uint32_t widths[COLUMNS] = {0};
    list_each (struct line, line, &table->lines)
        for (int at = 0; at < COLUMNS; at++)
            if (line.cells[at] && width_of(line.cells[at]) > widths[at])
                widths[at] = width_of(line.cells[at]);
    list_each (struct line, line, &table->lines) {
        uint32_t owed = 0; // spaces, so that none stand at a line's end
        for (int at = 0; at < COLUMNS; at++) {
            const char *cell = line.cells[at] ? line.cells[at] : "";
            if (*cell) {
                text_repeat(out, ' ', owed);
                text_add(out, cell);
                owed = 0;
            }
            owed += widths[at] - width_of(cell) + GAP;
        }
        text_add_char(out, '\n');
    }
}

static const char *cell_text(struct arena *arena, const struct access_cell *cell)
{
    const char *verdict = verdict_name(cell->verdict);
    return access_is_assumed(cell) && cell->verdict != VERDICT_DENIED
               ? arena_format(arena, "%s*", verdict)
               : verdict;
}

static void tables_print(const struct access *access, struct arena *arena, struct text *out)
{
    struct table table = {.arena = arena};
    list_add(arena, &table.lines,
             (struct line){{"TABLE", "ROLE", "SELECT", "INSERT", "UPDATE", "DELETE"}});
    const struct access_cell *before = NULL;
    list_each (struct access_cell *, cell, &access->cells) {
        if (!cell->relation)
            continue;
        if (!before || before->relation != cell->relation || strcmp(before->role, cell->role) != 0)
            list_add(arena, &table.lines,
                     (struct line){{access_subject(arena, cell),
                                    strcmp(cell->role, "public") == 0 ? "PUBLIC" : cell->role}});
        struct line *line = &table.lines.items[table.lines.count - 1];
        line->cells[1 + cell->command] = cell_text(arena, cell);
        before = cell;
    }
    if (table.lines.count > 1)
        table_print(&table, out);
    else
        text_add(out, "no table\n");
}

static void functions_print(const struct access *access, struct arena *arena, struct text *out)
{
    struct table table = {.arena = arena};
    list_add(arena, &table.lines, (struct line){{"FUNCTION", "ROLE", "ROWS"}});
    list_each (struct access_cell *, cell, &access->cells)
        if (cell->function)
            list_add(
                arena, &table.lines,
                (struct line){{access_subject(arena, cell), cell->role, cell_text(arena, cell)}});
    if (table.lines.count == 1)
        return;
    text_add_char(out, '\n');
    table_print(&table, out);
}

// ---- what a reader should look at ------------------------------------------------------------

struct notes {
    const struct access *access;
    struct arena *arena;
    struct text *out;
    struct map said; // by text: the same branch serves several roles and commands
    const char *title;
    bool has_title;
};

static void note_add(struct notes *notes, const char *place, const char *text)
{
    const char *line = place ? arena_format(notes->arena, "  %s: %s", place, text)
                             : arena_format(notes->arena, "  %s", text);
    if (map_get(&notes->said, line))
        return;
    map_set(notes->arena, &notes->said, line, notes);
    if (!notes->has_title)
        text_format(notes->out, "\n%s\n", notes->title);
    notes->has_title = true;
    text_format(notes->out, "%s\n", line);
}

static void notes_begin(struct notes *notes, const char *title)
{
    notes->title = title;
    notes->has_title = false;
    notes->said = (struct map){0};
}

static const char *cell_name(struct arena *arena, const struct access_cell *cell)
{
    return cell->relation ? arena_format(arena, "%s.%s.%s", access_subject(arena, cell), cell->role,
                                         command_name(cell->command))
                          : arena_format(arena, "%s.%s", access_subject(arena, cell), cell->role);
}

static void branches_note(struct notes *notes, const struct access_cell *cell,
                          const struct access_branch_list *branches, enum verdict verdict)
{
    list_each (struct access_branch, branch, branches) {
        if (branch.verdict != verdict)
            continue;
        const char *text = verdict == VERDICT_LEAK && branch.witness
                               ? arena_format(notes->arena, "%s: %s", branch.witness, branch.reason)
                               : arena_format(notes->arena, "%s: %s", cell_name(notes->arena, cell),
                                              branch.reason);
        note_add(notes, access_place(notes->arena, branch.place), text);
    }
}

static void notes_print(const struct access *access, struct arena *arena, struct text *out)
{
    struct notes notes = {.access = access, .arena = arena, .out = out};
    notes_begin(&notes, "leaks:");
    list_each (struct access_cell *, cell, &access->cells)
        branches_note(&notes, cell, &cell->branches, VERDICT_LEAK);
    notes_begin(&notes, "not proven:");
    list_each (struct access_cell *, cell, &access->cells)
        branches_note(&notes, cell, &cell->branches, VERDICT_UNPROVEN);
    notes_begin(&notes, "fails whenever it is asked:");
    list_each (struct access_cell *, cell, &access->cells)
        if (cell->is_recursive)
            note_add(&notes, access_place(arena, cell->place),
                     arena_format(arena, "%s: %s", cell_name(arena, cell), cell->reason));
    notes_begin(&notes, "to a caller without an identity:");
    list_each (struct access_cell *, cell, &access->cells)
        if (cell->nobody > cell->verdict)
            branches_note(&notes, cell, &cell->nobody_branches, cell->nobody);
}

static void tenancy_print(const struct access *access, struct arena *arena, struct text *out)
{
    struct notes notes = {.access = access, .arena = arena, .out = out};
    notes_begin(&notes, "whose rows they are:");
    list_each (struct relation *, relation, &access->design->relations) {
        const struct tenancy *tenancy = tenancy_of(access->tenancy, relation);
        if (!relation_is_governed(relation) || tenancy->certainty == TENANCY_NONE)
            continue;
        const char *place = access_place(arena, tenancy->place);
        note_add(&notes, NULL,
                 arena_format(arena, "%s: a tenant's, %s: %s%s%s%s", name_relation(arena, relation),
                              tenancy->certainty == TENANCY_CERTAIN ? "for certain" : "presumably",
                              tenancy->reason, place ? " (" : "", place ? place : "",
                              place ? ")" : ""));
    }
}

static void assumptions_print(const struct access *access, struct text *out)
{
    bool has_assumed = false, has_unknown = false;
    list_each (struct access_cell *, cell, &access->cells) {
        has_assumed |= cell->reach == REACH_ASSUMED && cell->verdict != VERDICT_DENIED;
        has_unknown |= cell->reach == REACH_UNKNOWN && cell->verdict != VERDICT_DENIED;
    }
    if (has_assumed || has_unknown)
        text_add(out, "\nassumed (*):\n");
    if (has_assumed)
        text_add(out, "  that the platform grants new tables to its API roles by itself "
                      "(--default-grants=explicit says that it does not)\n");
    if (has_unknown)
        text_add(out, "  that the role is granted the table: the files grant nothing to anyone\n");
}

void access_print(const struct access *access, struct text *out)
{
    struct arena *arena = arena_new();
    tables_print(access, arena, out);
    functions_print(access, arena, out);
    notes_print(access, arena, out);
    tenancy_print(access, arena, out);
    assumptions_print(access, out);
    text_format(out, "\n%s\n", access_counts_text(access, arena));
    arena_free(arena);
}
