// Both snapshots' lines are cut into fields and merged as the sorted texts they are. What is on one
// side only is a difference of a property, or, where the whole object is on one side only, one
// difference for the object and none for what belongs to it.
#include "postgres/comparison.h"

#include "base/map.h"
#include "base/text.h"
#include "postgres/bootstrap.h"
#include "postgres/comparison_place.h"
#include "postgres/load.h"
#include "postgres/snapshot.h"

enum { FIELDS = 5, SHOWN_BYTES = 160 };

enum side { EXPECTED = 1, LIVE = 2, BOTH = 3 };

// An object, named as people do: "column title of table public.todos".
struct object {
    const char *name;
    unsigned sides;
    bool is_reported;
};

struct line {
    const char *whole;
    const char *kind, *parent, *name, *property, *value;
    struct object *object;
    const char *key; // object and property
    bool is_same;    // on both sides
};

struct line_list {
    LIST_FIELDS(struct line);
};

struct difference {
    const char *text;
    uint32_t rank, at;
};

struct differences {
    struct comparison *comparison;
    struct arena *arena;
    struct map objects;                      // struct object, by name
    struct map expected_by_key, live_by_key; // struct line
    LIST(struct difference) list;
};

// ---- lines ------------------------------------------------------------------------------------------

static struct object *object_of(struct differences *differences, const struct line *line)
{
    const char *name = arena_format(differences->arena, *line->parent ? "%s %s of %s" : "%s %s",
                                    line->kind, line->name, line->parent);
    struct object *object = map_get(&differences->objects, name);
    if (!object) {
        object = arena_make(differences->arena, struct object);
        object->name = name;
        map_set(differences->arena, &differences->objects, name, object);
    }
    return object;
}

static bool line_read(struct differences *differences, const char *start, size_t length,
                      struct line *line)
{
    char *copy = arena_copy(differences->arena, start, length);
    const char *fields[FIELDS] = {copy};
    uint32_t count = 1;
    for (char *at = copy; *at && count < FIELDS; at++) {
        if (*at == '\t') {
            *at = '\0';
            fields[count++] = at + 1;
        }
    }
    if (count < FIELDS)
        return false;
    *line = (struct line){.whole = arena_copy(differences->arena, start, length),
                          .kind = fields[0],
                          .parent = fields[1],
                          .name = fields[2],
                          .property = fields[3],
                          .value = fields[4]};
    line->object = object_of(differences, line);
    line->key = arena_format(differences->arena, "%s\t%s", line->object->name, line->property);
    return true;
}

static void lines_read(struct differences *differences, const char *text, enum side side,
                       struct line_list *lines)
{
    struct map *by_key =
        side == EXPECTED ? &differences->expected_by_key : &differences->live_by_key;
    while (*text) {
        size_t length = strcspn(text, "\n");
        struct line line;
        if (line_read(differences, text, length, &line)) {
            line.object->sides |= side;
            list_add(differences->arena, lines, line);
            struct line *kept = arena_make(differences->arena, struct line);
            *kept = line;
            map_set(differences->arena, by_key, kept->key, kept);
        }
        text += length + (text[length] == '\n');
    }
}

// ---- words for people ---------------------------------------------------------------------------------

// Values may be long, and names may hold what a terminal obeys.
static const char *shown(struct arena *arena, const char *value)
{
    size_t length = strlen(value);
    bool is_cut = length > SHOWN_BYTES;
    if (is_cut)
        for (length = SHOWN_BYTES; length && ((unsigned char)value[length] & 0xC0) == 0x80;)
            length--;
    char *copy = arena_format(arena, "%.*s%s", (int)length, value, is_cut ? "..." : "");
    for (char *at = copy; *at; at++)
        if ((unsigned char)*at < ' ' || *at == 0x7F)
            *at = '?';
    return copy;
}

static bool is(const char *one, const char *other)
{
    return strcmp(one, other) == 0;
}

// 0 is the most dangerous. NOTE refuses nothing.
enum { NOTE = 100 };

// On Supabase these are the platform's, which may write them anew: told, not refused.
static bool is_of_supabase(const struct design *design, const struct line *line)
{
    const char *object = *line->parent ? line->parent : line->object->name;
    if (design->platform != PLATFORM_SUPABASE || !string_starts_with(object, "function auth."))
        return false;
    const char *name = object + strlen("function auth.");
    bool is_found = false;
    list_each (struct function *, function, &design->functions)
        is_found |= function->is_builtin && strcmp(function->schema, "auth") == 0 &&
                    string_starts_with(name, function->name) && name[strlen(function->name)] == '(';
    return is_found;
}

// "session_replication_role for the login": which of them let statements mean something else, or
// triggers and policies not hold. The others fail safely, or lintel sets them itself.
static bool is_setting_refused(const char *property)
{
    static const char *const refused[] = {"session_replication_role ", "row_security ",
                                          "transform_null_equals ", "plpgsql.variable_conflict "};
    for (size_t i = 0; i < array_length(refused); i++)
        if (string_starts_with(property, refused[i]))
            return true;
    return false;
}

static uint32_t rank_of(const struct design *design, const struct line *line, bool is_live_alone)
{
    static const struct {
        const char *kind, *property; // NULL: any
        uint32_t rank;
    } ranks[] = {
        {"not compared", NULL, NOTE},
        {"server", NULL, NOTE},
        {"setting", NULL, NOTE}, // but those that are refused
        {"role", "may log in", NOTE},
        {"role", "may create databases", NOTE},
        {"index", NULL, NOTE},
        {"default privileges", NULL, NOTE},
        {NULL, "column order", NOTE},
        {"built-in", "revoked from PUBLIC", NOTE},
        {"table", "row security", 0},
        {"table", "row security for the owner", 0},
        {"policy", NULL, 1},
        {"role", NULL, 2},
        {"grant", NULL, 2},
        {NULL, "owner", 3},
        {NULL, "owner lacks", 3},
        {"built-in", NULL, 4},
        {"operator", NULL, 4},
        {"function", NULL, 4},
        {"procedure", NULL, 4},
        {"aggregate", NULL, 4},
        {"view", NULL, 5},
        {"materialized view", NULL, 5},
        {"rule", NULL, 5},
        {"trigger", NULL, 5},
        {"table", NULL, 6},
        {"foreign table", NULL, 6},
        {"column", NULL, 7},
        {"constraint", NULL, 7},
        {"unique index", NULL, 7},
        {"type", NULL, 7},
    };
    // An extension that the design does not need: what it brings is not compared.
    if ((is_live_alone && is(line->kind, "extension")) || is_of_supabase(design, line))
        return NOTE;
    if (is(line->kind, "setting") && is_setting_refused(line->property))
        return 0;
    for (size_t i = 0; i < array_length(ranks); i++)
        if ((!ranks[i].kind || is(ranks[i].kind, line->kind)) &&
            (!ranks[i].property || is(ranks[i].property, line->property)))
            return ranks[i].rank;
    return 8;
}

static void difference_add(struct differences *differences, const struct line *line, uint32_t rank,
                           const char *text)
{
    struct arena *arena = differences->comparison->arena;
    const char *place = comparison_place(differences->comparison->design, arena, line->kind,
                                         line->parent, line->name, line->property);
    if (place)
        text = arena_format(arena, "%s (%s)", text, place);
    struct difference difference = {text, rank, differences->list.count};
    list_add(differences->arena, &differences->list, difference);
}

static const char *grant_text(struct arena *arena, const struct line *expected,
                              const struct line *live)
{
    const struct line *line = live ? live : expected;
    const char *role = shown(arena, line->name), *object = shown(arena, line->parent);
    if (!live)
        return arena_format(arena, "%s may do nothing with %s, the design grants %s", role, object,
                            expected->value);
    return arena_format(arena, "%s may %s on %s, the design grants %s", role, live->value, object,
                        expected ? expected->value : "nothing");
}

// What a missing value stands for.
static const char *usual_value(const struct line *line)
{
    static const struct {
        const char *property, *value;
    } usual[] = {{"owner", "OWNER"}, {"security", "invoker"}, {"callers", "PUBLIC"}};
    for (size_t i = 0; i < array_length(usual) && string_starts_with(line->parent, "extension ");
         i++)
        if (is(usual[i].property, line->property))
            return usual[i].value;
    return "none";
}

static const char *property_text(struct arena *arena, const struct line *expected,
                                 const struct line *live)
{
    const struct line *line = live ? live : expected;
    const char *name = shown(arena, line->object->name);
    if (is(line->property, "body"))
        return arena_format(arena, "%s: its body is not the design's", name);
    if (is(line->kind, "table") && is(line->property, "row security") && live && expected)
        return arena_format(arena, "%s: row security is %s, the design turns it %s", name,
                            live->value, expected->value);
    return arena_format(arena, "%s: %s is %s, the design says %s", name, line->property,
                        live ? shown(arena, live->value) : usual_value(line),
                        expected ? shown(arena, expected->value) : usual_value(line));
}

static const char *note_text(struct arena *arena, const struct line *expected,
                             const struct line *live)
{
    if (is(live->kind, "not compared"))
        return arena_format(arena, "not compared: %s %s", live->name, shown(arena, live->value));
    return arena_format(arena,
                        "the design was read by PostgreSQL %s and the database is of %s, which may "
                        "write the same expression differently",
                        expected ? expected->value : "?", live->value);
}

// ---- what two versions bring ------------------------------------------------------------------------------

static const char *value_of(const struct map *by_key, struct arena *arena, const char *object,
                            const char *property)
{
    const struct line *line = map_get(by_key, arena_format(arena, "%s\t%s", object, property));
    return line ? line->value : NULL;
}

// The version of a thing on both sides, where it is another: what it brings is not compared then.
static bool version_differs(struct differences *differences, const char *object,
                            const char **expected, const char **live)
{
    *expected = value_of(&differences->expected_by_key, differences->arena, object, "version");
    *live = value_of(&differences->live_by_key, differences->arena, object, "version");
    return *expected && *live && !is(*expected, *live);
}

// A function that an extension of another version brought.
static bool is_of_other_version(struct differences *differences, const struct line *line)
{
    const char *expected, *live;
    return string_starts_with(line->parent, "extension ") &&
           version_differs(differences, line->parent, &expected, &live);
}

static void version_report(struct differences *differences, const struct line *line)
{
    struct arena *arena = differences->comparison->arena;
    const char *expected, *live;
    if (!is(line->kind, "server") &&
        version_differs(differences, line->object->name, &expected, &live))
        difference_add(differences, line, NOTE,
                       arena_format(arena,
                                    "not compared: functions of %s (%s with the design, %s in the "
                                    "database)",
                                    shown(arena, line->object->name), shown(arena, expected),
                                    shown(arena, live)));
}

// PostgreSQL's own functions are alike where its release is the same one, minor number and all.
static void built_in_report(struct differences *differences, const struct line *line)
{
    struct arena *arena = differences->comparison->arena;
    const char *expected, *live, *text;
    bool is_other = version_differs(differences, "server PostgreSQL", &expected, &live);
    const char *changed =
        value_of(&differences->live_by_key, differences->arena, line->object->name, "changed");
    if (is_other)
        text = arena_format(arena,
                            "not compared: PostgreSQL's own functions (%s with the design, %s in "
                            "the database)",
                            expected, live);
    else
        text =
            arena_format(arena, "PostgreSQL's own functions are not those of its release%s%s",
                         changed ? "; changed since: " : "", changed ? shown(arena, changed) : "");
    // Supabase runs a build of its own.
    bool is_note = is_other || differences->comparison->design->platform == PLATFORM_SUPABASE;
    difference_add(differences, line,
                   is_note ? NOTE : rank_of(differences->comparison->design, line, false), text);
}

// ---- comparing --------------------------------------------------------------------------------------------

// An object that stands on one side alone is one difference; what belongs to it is none.
static bool object_is_alone(struct differences *differences, const struct line *line)
{
    const struct object *parent =
        *line->parent ? map_get(&differences->objects, line->parent) : NULL;
    return line->object->sides != BOTH || (parent && parent->sides != BOTH);
}

static void object_report(struct differences *differences, const struct line *line, bool is_live)
{
    struct arena *arena = differences->comparison->arena;
    const struct object *parent =
        *line->parent ? map_get(&differences->objects, line->parent) : NULL;
    if (line->object->is_reported || (parent && parent->sides != BOTH))
        return;
    line->object->is_reported = true;
    const char *name = shown(arena, line->object->name), *text;
    // Of a whole object, its kind tells how dangerous it is.
    struct line of_kind = *line;
    of_kind.property = "";
    uint32_t rank = rank_of(differences->comparison->design, &of_kind, is_live);
    if (is(line->kind, "grant"))
        text = grant_text(arena, is_live ? NULL : line, is_live ? line : NULL);
    else if (is_live)
        text =
            arena_format(arena, "%s is in the database, and the design does not declare it", name);
    else
        text = arena_format(arena, "%s is missing, the design declares it", name);
    difference_add(differences, &of_kind, rank, text);
}

static void line_report(struct differences *differences, const struct line *line, bool is_live)
{
    struct arena *arena = differences->comparison->arena;
    if (is_of_other_version(differences, line))
        return;
    if (is(line->property, "version") && line->object->sides == BOTH) {
        if (is_live)
            version_report(differences, line);
        return;
    }
    if (is(line->kind, "built-in") && !is(line->property, "revoked from PUBLIC")) {
        if (is_live && is(line->property, "body"))
            built_in_report(differences, line);
        return;
    }
    if (is(line->kind, "not compared") || is(line->kind, "server")) {
        const struct line *expected = map_get(&differences->expected_by_key, line->key);
        if (is_live && !is(line->kind, "not compared"))
            difference_add(differences, line, NOTE, note_text(arena, expected, line));
        return;
    }
    if (object_is_alone(differences, line)) {
        object_report(differences, line, is_live);
        return;
    }
    const struct line *other =
        map_get(is_live ? &differences->expected_by_key : &differences->live_by_key, line->key);
    if (other && other->is_same)
        other = NULL; // no two lines have one key; if they had, nothing would be hidden by it
    if (other && is_live)
        return; // told from the other side
    const struct line *expected = is_live ? other : line, *live = is_live ? line : other;
    // Another set of columns is told column by column; the same in another order is as long.
    if (is(line->property, "column order") && other && strlen(other->value) != strlen(line->value))
        return;
    difference_add(differences, line, rank_of(differences->comparison->design, line, false),
                   is(line->kind, "grant") ? grant_text(arena, expected, live)
                                           : property_text(arena, expected, live));
}

static void line_settle(struct differences *differences, const struct line *expected,
                        const struct line *live)
{
    struct line *one = map_get(&differences->expected_by_key, expected->key);
    struct line *other = map_get(&differences->live_by_key, live->key);
    one->is_same = other->is_same = true;
}

static void merge(struct differences *differences, const struct line_list *expected,
                  const struct line_list *live)
{
    uint32_t e = 0, l = 0;
    while (e < expected->count || l < live->count) {
        int order = e == expected->count ? 1
                    : l == live->count   ? -1
                                         : strcmp(expected->items[e].whole, live->items[l].whole);
        if (order < 0)
            line_report(differences, &expected->items[e++], false);
        else if (order > 0)
            line_report(differences, &live->items[l++], true);
        else
            line_settle(differences, &expected->items[e++], &live->items[l++]);
    }
}

static int difference_compare(const void *one, const void *other)
{
    const struct difference *a = one, *b = other;
    if (a->rank != b->rank)
        return a->rank < b->rank ? -1 : 1;
    return a->at < b->at ? -1 : a->at > b->at;
}

static void hand_over(struct differences *differences, const struct line_list *live)
{
    struct comparison *comparison = differences->comparison;
    if (differences->list.count)
        qsort(differences->list.items, differences->list.count, sizeof *differences->list.items,
              difference_compare);
    list_each (struct difference, difference, &differences->list) {
        if (difference.rank == NOTE) {
            list_add(comparison->arena, &comparison->notes, difference.text);
        } else if (++comparison->difference_count <= COMPARISON_SHOWN) {
            list_add(comparison->arena, &comparison->differences, difference.text);
        }
    }
    if (comparison->difference_count > COMPARISON_SHOWN)
        list_add(comparison->arena, &comparison->differences,
                 arena_format(comparison->arena, "and %u more",
                              comparison->difference_count - COMPARISON_SHOWN));
    list_each (struct line, line, live)
        if (is(line.kind, "not compared"))
            list_add(comparison->arena, &comparison->notes,
                     note_text(comparison->arena, NULL, &line));
}

bool comparison_run(struct comparison *comparison)
{
    struct differences differences = {.comparison = comparison, .arena = arena_new()};
    struct line_list expected = {0}, live = {0};
    lines_read(&differences, comparison->expected, EXPECTED, &expected);
    lines_read(&differences, comparison->live, LIVE, &live);
    merge(&differences, &expected, &live);
    hand_over(&differences, &live);
    arena_free(differences.arena);
    return comparison->difference_count == 0;
}

bool comparison_expected(struct connection *scratch, struct arena *arena,
                         const struct design *design, const char **expected, struct error *error)
{
    struct sql_rows rows;
    return bootstrap_run(scratch, design, error) && load_schema(scratch, design, error) &&
           connection_query(scratch, arena, "SELECT session_user", NULL, 0, &rows, error) &&
           snapshot_take(scratch, arena, design, rows.values[0], expected, error);
}
