// What went wrong while replaying: faults are counted once per subject, gaps are all kept.
#include "read/replay.h"

void replay_fault(struct replay *replay, const char *subject, struct fault fault)
{
    if (replay->is_builtin || (replay->has_placeholder && fault.kind == FAULT_IDENTIFIER_TOO_LONG))
        return;
    struct design *design = replay->design;
    fault.is_query = replay->is_query;
    char *key = arena_format(replay->arena, "%d%s %s", (int)fault.kind,
                             fault.is_query ? " query" : "", subject);
    uintptr_t known = (uintptr_t)map_get(&replay->faults_by_subject, key);
    if (known) {
        design->faults.items[known - 1].repeated++;
        return;
    }
    list_add(replay->arena, &design->faults, fault);
    map_set(replay->arena, &replay->faults_by_subject, key,
            (void *)(uintptr_t)design->faults.count); // NOLINT(performance-no-int-to-ptr)
}

enum outcome replay_unknown(struct replay *replay, const char *what, const char *schema,
                            const char *name, const char *scope, const char *nearest,
                            struct place place)
{
    if (replay->defers) {
        replay->is_missing = true;
        return OUTCOME_MISSING;
    }
    replay->names_unknown++;
    if (replay->has_placeholder || replay_may_exist(replay, schema, name)) {
        replay->design->names_undecided++;
        return OUTCOME_REPLAYED;
    }
    struct arena *arena = replay->arena;
    char *qualified = arena_format(arena, "%s%s%s", schema && *schema ? schema : "",
                                   schema && *schema ? "." : "", name);
    // An unqualified name is the same subject as the one with the schema it would be made in.
    const char *implied = schema ? schema : scope ? NULL : replay_creation_schema(replay);
    char *subject = arena_format(arena, "%s %s%s%s in %s", what, implied ? implied : "",
                                 implied ? "." : "", name, scope ? scope : "");
    struct fault fault = {
        .kind = FAULT_UNKNOWN_NAME,
        .is_certain = true,
        .place = place,
        .message = arena_format(arena, "%s \"%s\" does not exist%s%s", what, qualified,
                                scope ? " in " : "", scope ? scope : ""),
        .label = "nothing that was read before declares it",
    };
    if (nearest)
        fault.help = arena_format(arena, "did you mean \"%s\"?", nearest);
    else
        fault.help = arena_format(arena,
                                  "declare the %s before this statement, or add the file "
                                  "that declares it",
                                  what);
    // sqlc wants tables to be declared and takes any function, so what its projects call the schema
    // may lack some that the database has.
    if (replay->is_query && !replay->design->manifest && strcmp(what, "function") == 0) {
        fault.is_certain = false;
        fault.note =
            "without a manifest the schema may be a part of the database: nothing is wrong "
            "where the database has it";
    }
    replay_fault(replay, subject, fault);
    return OUTCOME_REPLAYED;
}

// The schema of what the platform declares at a place.
static const struct schema *builtin_schema_at(const struct design *design, struct place place)
{
    const char *name = NULL;
    list_each (struct relation *, relation, &design->relations)
        if (relation->place.file == place.file && relation->place.offset == place.offset)
            name = relation->schema;
    list_each (struct function *, function, &design->functions)
        if (function->place.file == place.file && function->place.offset == place.offset)
            name = function->schema;
    list_each (struct type *, type, &design->types)
        if (type->place.file == place.file && type->place.offset == place.offset)
            name = type->schema;
    return name ? design_find_schema(design, name) : NULL;
}

void replay_duplicate(struct replay *replay, const char *what, const char *name, struct place place,
                      struct place first)
{
    if (replay->is_duplicate_quiet) {
        replay->quieted++;
        return;
    }
    bool first_shown = first.file && !first.file->is_builtin;
    const struct schema *schema =
        first.file && !first_shown ? builtin_schema_at(replay->design, first) : NULL;
    if (schema && schema->is_brought) {
        replay_gap(replay, GAP_STATEMENT, place,
                   arena_format(replay->scratch,
                                "the project creates schema %s itself: its %s %s is taken to be "
                                "the platform's",
                                schema->name, what, name));
        return;
    }
    // Each second declaration is a fault of its own: the place is part of the subject.
    char *subject =
        arena_format(replay->arena, "%s %s %p %u", what, name, (void *)place.file, place.offset);
    replay_fault(
        replay, subject,
        (struct fault){
            .kind = FAULT_DUPLICATE_NAME,
            .is_certain = true,
            .place = place,
            .message = arena_format(replay->arena, "%s \"%s\" is declared already", what, name),
            .label = "PostgreSQL refuses this statement",
            .help = "remove one of the two, or alter the first declaration",
            .related = first_shown ? first : (struct place){0},
            .related_label = "the first declaration",
        });
}

void replay_long_name(struct replay *replay, const char *name, struct place place)
{
    size_t length = strlen(name), cut = IDENTIFIER_LENGTH;
    while (cut > 0 && ((unsigned char)name[cut] & 0xC0) == 0x80)
        cut--;
    struct arena *arena = replay->arena;
    replay_fault(replay, arena_format(arena, "identifier %s", name),
                 (struct fault){
                     .kind = FAULT_IDENTIFIER_TOO_LONG,
                     .is_certain = true,
                     .place = place,
                     .message = arena_format(arena,
                                             "the name \"%s\" has %zu bytes; PostgreSQL "
                                             "keeps the first %zu: \"%.*s\"",
                                             name, length, cut, (int)cut, name),
                     .label = "is cut in silence",
                     .help = "choose a name of at most 63 bytes",
                 });
}

enum outcome replay_gap(struct replay *replay, enum gap_kind kind, struct place place,
                        const char *reason)
{
    list_add(replay->arena, &replay->design->gaps,
             (struct gap){
                 .kind = kind, .reason = arena_copy_string(replay->arena, reason), .place = place});
    return OUTCOME_NOT_FOLLOWED;
}

enum outcome replay_refused_drop(struct replay *replay, bool is_alone, const char *reason)
{
    enum gap_kind kind = is_alone && replay->depth == 0 ? GAP_REFUSED : GAP_STATEMENT;
    return replay_gap(replay, kind, replay->statement, reason);
}

enum outcome replay_gap_of_body(struct replay *replay, const struct function *function,
                                const char *reason)
{
    replay_gap(replay, GAP_DYNAMIC, replay->statement, reason);
    if (function && function->body)
        replay->design->gaps.items[replay->design->gaps.count - 1].body = function->body_place;
    return OUTCOME_NOT_FOLLOWED;
}

// ---- the nearest name ------------------------------------------------------------------------

const char *replay_nearest_relation(struct replay *replay, const char *schema, const char *name)
{
    const char *best = NULL;
    if (replay->defers) // nobody is told yet, and the statement comes back
        return NULL;
    list_each (struct relation *, relation, &replay->design->relations) {
        // In a schema where nobody looked; who wrote public.users means no table of the platform's.
        if (strcmp(relation->name, name) == 0 && (!schema || !relation->is_builtin))
            return arena_format(replay->arena, "%s.%s", relation->schema, name);
        if (!relation->is_builtin)
            best = name_nearer(name, best, relation->name);
    }
    return best;
}

const char *replay_nearest_column(const struct relation *relation, const char *name)
{
    const char *best = NULL;
    list_each (struct column *, column, &relation->columns)
        best = name_nearer(name, best, column->name);
    return best;
}
