// Which operator is meant: PostgreSQL's oper and left_oper (manual, "Type Conversion",
// "Operators").
//
//   1. One whose operands are exactly of these types; an untyped operand is taken as of the other's
//      type, or of that type's base.
//   2. Else the best of those that can take them (resolve_candidate.c).
#include "read/resolve_part.h"

#include "read/builtin.h"

// Extensions live in one schema; a few put operators into another by name.
static void add_from(struct replay *replay, const struct catalog_source *source, const char *name,
                     bool is_prefix, uint32_t position, struct candidate_list *list)
{
    const struct routine_list *routines =
        catalog_routines(resolve_catalog(replay), source, CATALOG_OPERATOR, name);
    for (uint32_t i = 0; i < routines->count; i++) {
        const struct routine *routine = routines->items[i];
        if (routine->is_prefix != is_prefix)
            continue;
        struct candidate candidate = {.routine = routine,
                                      .takes = routine->takes,
                                      .count = routine->count,
                                      .position = position};
        if (position == 0)
            list_add(replay->scratch, list, candidate); // one file holds each only once
        else
            candidate_add(replay, list, candidate);
    }
}

static void gather(struct replay *replay, const char *schema, const char *name, bool is_prefix,
                   struct candidate_list *list)
{
    struct catalog *catalog = resolve_catalog(replay);
    struct searched_schemas schemas;
    char qualified[256];
    candidate_schemas(replay, schema, &schemas);
    for (uint32_t at = 0; at < schemas.count; at++) {
        const char *in = schemas.items[at];
        if (strcmp(in, "pg_catalog") == 0)
            add_from(replay, catalog_core(catalog), name, is_prefix, at, list);
        snprintf(qualified, sizeof qualified, "%s.%s", in, name);
        list_each (struct extension *, extension, &replay->design->extensions) {
            const struct catalog_source *source = catalog_extension(catalog, extension->name);
            if (!source)
                continue;
            if (strcmp(extension->schema, in) == 0)
                add_from(replay, source, name, is_prefix, at, list);
            add_from(replay, source, qualified, is_prefix, at, list);
        }
    }
}

// Whether something may declare operators that the catalog does not hold: also another version of
// the extension that a type is of.
static bool is_open(struct replay *replay, const struct sort *inputs, uint32_t count)
{
    if (replay->design->is_open)
        return true;
    for (uint32_t i = 0; i < count; i++) {
        struct sort base = sort_below_domains(replay, inputs[i]);
        if (base.catalog && base.catalog->source != catalog_core(resolve_catalog(replay)))
            return true;
    }
    list_each (struct extension *, extension, &replay->design->extensions)
        if (!catalog_extension(resolve_catalog(replay), extension->name) &&
            (!extension->is_listed || builtin_lists_kind(extension->name, "type")))
            return true;
    return false;
}

static struct candidate *find_exact(struct replay *replay, const struct candidate_list *list,
                                    const struct sort *inputs, uint32_t count)
{
    struct sort same[2] = {inputs[0], inputs[count - 1]};
    if (count == 1)
        return candidate_exact(list, same, 1);
    bool was_unknown = sort_is_unknown(same[0]) || sort_is_unknown(same[1]);
    if (sort_is_unknown(same[0]))
        same[0] = same[1];
    else if (sort_is_unknown(same[1]))
        same[1] = same[0];
    struct candidate *exact = candidate_exact(list, same, 2);
    if (exact || !was_unknown)
        return exact;
    same[0] = same[1] = sort_below_domains(replay, same[0]);
    return candidate_exact(list, same, 2);
}

static struct resolution resolve(struct replay *replay, const char *schema, const char *name,
                                 bool is_prefix, struct type_name *const *types)
{
    uint32_t count = is_prefix ? 1 : 2;
    struct sort inputs[2];
    for (uint32_t i = 0; i < count; i++)
        inputs[i] = sort_of(replay, types[i]);
    struct candidate_list list = {0};
    gather(replay, schema, name, is_prefix, &list);
    // PostgreSQL's own come first on the path, so an exact one is certain whatever else there is.
    bool is_made = map_get(&replay->operators_made, name) != NULL;
    struct candidate *chosen = find_exact(replay, &list, inputs, count);
    enum resolution_kind kind = RESOLUTION_ONE;
    if (!chosen)
        kind = candidate_choose(replay, &list, inputs, count, &chosen);
    if (is_made &&
        !(kind == RESOLUTION_ONE && chosen->position == 0 && candidate_exact(&list, inputs, count)))
        return (struct resolution){.kind = RESOLUTION_OPEN};
    struct resolution resolution =
        candidate_answer(replay, kind, chosen, &list, types, inputs, count);
    if ((resolution.kind == RESOLUTION_NONE || resolution.kind == RESOLUTION_AMBIGUOUS) &&
        is_open(replay, inputs, count))
        resolution.kind = RESOLUTION_OPEN;
    return resolution;
}

bool resolve_is_open(struct replay *replay, struct type_name *const *types, uint32_t count)
{
    struct arena_mark mark = arena_mark(replay->scratch);
    struct sort *inputs = arena_allocate(replay->scratch, count * sizeof *inputs);
    for (uint32_t i = 0; i < count; i++)
        inputs[i] = sort_of(replay, types[i]);
    bool answer = is_open(replay, inputs, count);
    arena_rewind(replay->scratch, mark);
    return answer;
}

struct resolution resolve_operator(struct replay *replay, const char *schema, const char *name,
                                   bool is_prefix, struct type_name *left, struct type_name *right)
{
    struct type_name *const types[2] = {is_prefix ? right : left, right};
    if (strcmp(name, "!=") == 0) // the scanner makes it <>
        name = "<>";
    struct arena_mark mark = arena_mark(replay->scratch);
    struct resolution resolution = resolve(replay, schema, name, is_prefix, types);
    arena_rewind(replay->scratch, mark);
    return resolution;
}
