// A migration is text that people read before it runs: each statement stands below the finding that
// it answers. Messages hold names of the user's, so a line break in one must not end a comment.
#include "check/fix.h"

#include "base/map.h"
#include "read/split.h"

enum { FIRST_CONTROL = 0x20, DELETE_CONTROL = 0x7f };

static void comment_add(struct text *out, const char *text)
{
    for (; *text; text++) {
        unsigned char byte = (unsigned char)*text;
        text_add_char(out, byte < FIRST_CONTROL || byte == DELETE_CONTROL ? ' ' : *text);
    }
}

// Whether the finding stands in a statement with template placeholders: what fills them has no
// meaning in another file.
static bool is_templated(const struct run *run, struct place place)
{
    if (!place.file || !memchr(place.file->bytes, '{', place.file->length))
        return false;
    struct arena *scratch = arena_new();
    struct splitter splitter;
    struct statement statement;
    bool is_found = false;
    splitter_init(&splitter, place.file, scratch);
    while (splitter_next(&splitter, &statement) && statement.offset <= place.offset)
        is_found = statement.has_placeholder;
    arena_free(scratch);
    (void)run;
    return is_found;
}

struct fixes {
    struct arena *arena;
    struct map known; // statements, each once
    struct map notes; // likewise: a note is said once
    struct text *out;
};

static void fix_add(struct fixes *fixes, const struct finding *finding)
{
    struct text *out = fixes->out;
    struct position position = place_position(finding->place);
    text_add(out, "\n-- ");
    if (finding->place.file) {
        comment_add(out, finding->place.file->path);
        text_format(out, ":%u: ", position.line);
    }
    text_format(out, "%s: ", finding->rule);
    comment_add(out, finding->message);
    text_add_char(out, '\n');
    if (finding->fix_note && !map_get(&fixes->notes, finding->fix_note)) {
        map_set(fixes->arena, &fixes->notes, finding->fix_note, (void *)finding);
        text_add(out, "-- Note: ");
        comment_add(out, finding->fix_note);
        text_add_char(out, '\n');
    }
    if (map_get(&fixes->known, finding->fix)) {
        text_add(out, "-- (the same statement as above)\n");
        return;
    }
    map_set(fixes->arena, &fixes->known, finding->fix, (void *)finding);
    text_add(out, finding->fix);
    text_add_char(out, '\n');
}

static bool is_index(const struct finding *finding)
{
    return string_starts_with(finding->fix, "CREATE INDEX");
}

static void head_add(struct text *out, const struct fix *fix, bool has_index)
{
    if (fix->place.up)
        text_format(out, "%s\n", fix->place.up);
    text_add(
        out,
        "-- Written by `lintel check --fix`. Read each change before it runs: it was derived from\n"
        "-- the schema, and knows nothing of the data.\n");
    if (has_index)
        text_add(out, "-- CREATE INDEX keeps writers of its table waiting while it builds. For a "
                      "large table in\n"
                      "-- use, take it out and run CREATE INDEX CONCURRENTLY, which no transaction "
                      "may hold.\n");
}

static void tail_add(struct text *out, const struct fix *fix)
{
    if (fix->place.down)
        text_format(
            out, "\n%s\n-- Nothing is taken back: what these changes repair should not return.\n",
            fix->place.down);
}

static bool is_fixed(const struct run *run, const struct finding *finding)
{
    return finding->fix && *finding->fix && !is_templated(run, finding->place);
}

bool fix_make(const struct run *run, int64_t now, struct fix *fix, struct error *error)
{
    *fix = (struct fix){0};
    bool has_index = false;
    list_each (struct finding *, finding, &run->findings) {
        if (is_fixed(run, finding)) {
            fix->answered++;
            has_index |= is_index(finding);
        } else {
            fix->left++;
            fix->left_blocking += finding->level == LEVEL_ERROR;
        }
    }
    if (!fix->answered)
        return true;
    bool is_named = fix_name(run->design, run->arena, now, &fix->place, error);
    struct arena *scratch = arena_new();
    struct text out;
    text_init(&out);
    struct fixes fixes = {.arena = scratch, .out = &out};
    head_add(&out, fix, has_index);
    list_each (struct finding *, finding, &run->findings)
        if (is_fixed(run, finding))
            fix_add(&fixes, finding);
    tail_add(&out, fix);
    fix->text = arena_copy(run->arena, out.string, out.length);
    text_release(&out);
    arena_free(scratch);
    return is_named;
}
