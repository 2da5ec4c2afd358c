// Choosing among operators or functions of one name: PostgreSQL's func_match_argtypes and
// func_select_candidate (manual, "Type Conversion", "Functions", steps 4a to 4f), and how it drops
// those that another of the same arguments hides.
#include "read/resolve_part.h"

void candidate_schemas(struct replay *replay, const char *schema, struct searched_schemas *schemas)
{
    *schemas = (struct searched_schemas){0};
    if (schema) {
        list_add(replay->scratch, schemas, schema);
        return;
    }
    bool names_own = false;
    list_each (const char *, searched, &replay->search_path)
        names_own |= strcmp(searched, "pg_catalog") == 0;
    if (!names_own)
        list_add(replay->scratch, schemas, "pg_catalog");
    list_each (const char *, searched, &replay->search_path)
        list_add(replay->scratch, schemas, searched);
}

// ---- gathering ----------------------------------------------------------------------------------

static bool takes_same(const struct candidate *a, const struct candidate *b)
{
    uint32_t count = a->count - a->defaulted;
    if (count != b->count - b->defaulted)
        return false;
    for (uint32_t i = 0; i < count; i++)
        if (!sort_same(a->takes[i], b->takes[i]))
            return false;
    return true;
}

void candidate_add(struct replay *replay, struct candidate_list *list, struct candidate candidate)
{
    for (uint32_t i = 0; i < list->count; i++) {
        struct candidate *other = &list->items[i];
        if (candidate.routine->is_uncertain || other->routine->is_uncertain ||
            !takes_same(other, &candidate))
            continue;
        if (other->position != candidate.position) // they come in the order of the path
            return;
        if (candidate.spread && !other->spread)
            return;
        if (!candidate.spread && other->spread)
            *other = candidate;
        else
            other->is_ambiguous = true;
        return;
    }
    list_add(replay->scratch, list, candidate);
}

struct candidate *candidate_exact(const struct candidate_list *list, const struct sort *inputs,
                                  uint32_t count)
{
    for (uint32_t i = 0; i < list->count; i++) {
        struct candidate *candidate = &list->items[i];
        uint32_t same = 0;
        while (same < count && sort_is_known(inputs[same]) &&
               sort_same(candidate->takes[same], inputs[same]))
            same++;
        if (same == count)
            return candidate;
    }
    return NULL;
}

// ---- choosing -----------------------------------------------------------------------------------

struct choice {
    struct replay *replay;
    struct candidate_list *list;
    struct sort bases[ARGUMENTS_MAX]; // the inputs below their domains
    uint32_t count, unknowns;
};

// Keeps those with the most points; where none has any, all.
static void keep_best(struct choice *choice, uint32_t (*points)(const struct choice *choice,
                                                                const struct candidate *candidate))
{
    struct candidate_list *list = choice->list;
    uint32_t kept = 0, best = 0;
    for (uint32_t i = 0; i < list->count; i++) {
        uint32_t own = points(choice, &list->items[i]);
        if (own > best) {
            best = own;
            kept = 0;
        }
        if (own == best)
            list->items[kept++] = list->items[i];
    }
    list->count = kept;
}

static uint32_t exact_points(const struct choice *choice, const struct candidate *candidate)
{
    uint32_t points = 0;
    for (uint32_t i = 0; i < choice->count; i++)
        points +=
            !sort_is_unknown(choice->bases[i]) && sort_same(candidate->takes[i], choice->bases[i]);
    return points;
}

static uint32_t preferred_points(const struct choice *choice, const struct candidate *candidate)
{
    uint32_t points = 0;
    for (uint32_t i = 0; i < choice->count; i++) {
        struct sort input = choice->bases[i], takes = candidate->takes[i];
        if (sort_is_unknown(input))
            continue;
        points += sort_same(takes, input) ||
                  (sort_is_preferred(takes) &&
                   sort_category(choice->replay, takes) == sort_category(choice->replay, input));
    }
    return points;
}

// The category that an untyped argument takes: that of all candidates, or of strings where one
// takes them. '\0' where they differ.
static char unknown_category(const struct choice *choice, uint32_t at, bool *has_preferred)
{
    char category = '\0';
    bool conflicts = false;
    for (uint32_t i = 0; i < choice->list->count; i++) {
        struct sort takes = choice->list->items[i].takes[at];
        char own = sort_category(choice->replay, takes);
        if (i == 0 || (own != category && own == 'S')) {
            category = own;
            *has_preferred = sort_is_preferred(takes);
        } else if (own == category) {
            *has_preferred |= sort_is_preferred(takes);
        } else {
            conflicts = true;
        }
    }
    return conflicts && category != 'S' ? '\0' : category;
}

static bool keeps_categories(const struct choice *choice, const struct candidate *candidate,
                             const char *categories, const bool *has_preferred)
{
    for (uint32_t i = 0; i < choice->count; i++) {
        if (!sort_is_unknown(choice->bases[i]))
            continue;
        struct sort takes = candidate->takes[i];
        if (sort_category(choice->replay, takes) != categories[i] ||
            (has_preferred[i] && !sort_is_preferred(takes)))
            return false;
    }
    return true;
}

static void keep_categories(struct choice *choice)
{
    char categories[ARGUMENTS_MAX] = {0};
    bool has_preferred[ARGUMENTS_MAX] = {false};
    struct candidate_list *list = choice->list;
    for (uint32_t i = 0; i < choice->count; i++) {
        if (!sort_is_unknown(choice->bases[i]))
            continue;
        categories[i] = unknown_category(choice, i, &has_preferred[i]);
        if (!categories[i])
            return;
    }
    uint32_t kept = 0;
    for (uint32_t i = 0; i < list->count; i++)
        kept += keeps_categories(choice, &list->items[i], categories, has_preferred);
    if (!kept)
        return;
    kept = 0;
    for (uint32_t i = 0; i < list->count; i++)
        if (keeps_categories(choice, &list->items[i], categories, has_preferred))
            list->items[kept++] = list->items[i];
    list->count = kept;
}

// Last: where all typed arguments are of one type, the untyped ones are taken as of it too.
static struct candidate *assume_known_type(struct choice *choice, bool *is_doubtful)
{
    struct sort known = {0};
    for (uint32_t i = 0; i < choice->count; i++) {
        if (sort_is_unknown(choice->bases[i]))
            continue;
        if (!sort_is_known(known))
            known = choice->bases[i];
        else if (!sort_same(known, choice->bases[i]))
            return NULL;
    }
    if (!sort_is_known(known))
        return NULL;
    for (uint32_t i = 0; i < choice->count; i++)
        choice->bases[i] = known;
    struct candidate *only = NULL;
    for (uint32_t i = 0; i < choice->list->count; i++) {
        struct candidate *candidate = &choice->list->items[i];
        enum answer answer = convert_all(choice->replay, choice->bases, candidate->takes,
                                         choice->count, CONVERSION_IMPLICIT);
        *is_doubtful |= answer == ANSWER_UNKNOWN;
        if (answer != ANSWER_YES)
            continue;
        if (only)
            return NULL;
        only = candidate;
    }
    return only;
}

static enum resolution_kind select_candidate(struct choice *choice, struct candidate **chosen)
{
    struct candidate_list *list = choice->list;
    *chosen = list->items;
    keep_best(choice, exact_points);
    if (list->count == 1)
        return RESOLUTION_ONE;
    keep_best(choice, preferred_points);
    if (list->count == 1)
        return RESOLUTION_ONE;
    if (choice->unknowns == 0)
        return RESOLUTION_AMBIGUOUS;
    keep_categories(choice);
    if (list->count == 1)
        return RESOLUTION_ONE;
    bool is_doubtful = false;
    *chosen = choice->unknowns < choice->count ? assume_known_type(choice, &is_doubtful) : NULL;
    if (is_doubtful)
        return RESOLUTION_OPEN;
    return *chosen ? RESOLUTION_ONE : RESOLUTION_AMBIGUOUS;
}

// Those that can take the inputs; whether any of them is in doubt.
static bool keep_fitting(struct replay *replay, struct candidate_list *list,
                         const struct sort *inputs, uint32_t count)
{
    uint32_t kept = 0;
    bool is_doubtful = false;
    for (uint32_t i = 0; i < list->count; i++) {
        enum answer answer =
            convert_all(replay, inputs, list->items[i].takes, count, CONVERSION_IMPLICIT);
        if (answer == ANSWER_NO)
            continue;
        is_doubtful |= answer == ANSWER_UNKNOWN;
        list->items[kept++] = list->items[i];
    }
    list->count = kept;
    return is_doubtful;
}

enum resolution_kind candidate_choose(struct replay *replay, struct candidate_list *list,
                                      const struct sort *inputs, uint32_t count,
                                      struct candidate **chosen)
{
    if (keep_fitting(replay, list, inputs, count))
        return RESOLUTION_OPEN;
    *chosen = list->items;
    if (list->count == 0)
        return RESOLUTION_NONE;
    if (list->count == 1)
        return RESOLUTION_ONE;
    struct choice choice = {.replay = replay, .list = list, .count = count};
    for (uint32_t i = 0; i < count; i++) {
        choice.bases[i] = sort_below_domains(replay, inputs[i]);
        choice.unknowns += sort_is_unknown(inputs[i]);
        if (!sort_is_known(choice.bases[i]) || sort_is_opaque(choice.bases[i]))
            return RESOLUTION_OPEN;
    }
    return select_candidate(&choice, chosen);
}

// ---- the answer ---------------------------------------------------------------------------------

static struct type_name *given_or_made(struct replay *replay, struct type_name *const *types,
                                       const struct sort *inputs, uint32_t count, struct sort sort)
{
    for (uint32_t i = 0; i < count; i++)
        if (types[i] && sort_is_known(inputs[i]) && sort_same(inputs[i], sort))
            return type_plain(replay, types[i]);
    return sort_type_name(replay, sort);
}

// What all that may be meant give; nothing where they differ or it depends.
static struct sort agreed_result(const struct candidate_list *list)
{
    struct sort agreed = {0};
    for (uint32_t i = 0; i < list->count; i++) {
        struct sort result = list->items[i].routine->result;
        if (!sort_is_known(result) || generic_is(result) || (i > 0 && !sort_same(result, agreed)))
            return (struct sort){0};
        agreed = result;
    }
    return agreed;
}

static void answer_columns(struct replay *replay, struct resolution *resolution,
                           const struct routine *routine, const struct sort *inputs,
                           const struct sort *takes, uint32_t count)
{
    resolution->column_count = routine->column_count;
    resolution->columns =
        arena_allocate(replay->arena, routine->column_count * sizeof *resolution->columns);
    for (uint32_t i = 0; i < routine->column_count; i++) {
        struct sort sort = routine->columns[i].sort;
        if (generic_is(sort)) {
            struct sort *again = arena_allocate(replay->scratch, count * sizeof *again);
            memcpy(again, takes, count * sizeof *again);
            if (generic_settle(replay, inputs, again, count, &sort) == ANSWER_NO ||
                generic_is(sort))
                sort = (struct sort){0};
        }
        resolution->columns[i].name = routine->columns[i].name;
        resolution->columns[i].type = sort_type_name(replay, sort);
    }
}

// How far a type is from those most often meant.
static uint32_t rareness(struct replay *replay, struct sort sort)
{
    static const char *const often[] = {"jsonb", "int4", "text", "timestamptz"};
    uint32_t rank = 0;
    while (rank < array_length(often) && !sort_same(sort, sort_core(replay, often[rank])))
        rank++;
    return rank;
}

// Of several that fit equally well, what the one takes that is most often meant.
static struct type_name **likely_types(struct replay *replay, const struct candidate_list *list,
                                       uint32_t count)
{
    const struct candidate *likely = NULL;
    uint32_t least = UINT32_MAX;
    for (uint32_t i = 0; i < list->count; i++) {
        uint32_t own = 0;
        for (uint32_t argument = 0; argument < count; argument++)
            own += rareness(replay, list->items[i].takes[argument]);
        if (own < least) {
            least = own;
            likely = &list->items[i];
        }
    }
    struct type_name **takes = arena_allocate(replay->arena, count * sizeof *takes);
    for (uint32_t i = 0; i < count; i++)
        takes[i] = likely && !generic_is(likely->takes[i])
                       ? sort_type_name(replay, likely->takes[i])
                       : NULL;
    return takes;
}

struct resolution candidate_answer(struct replay *replay, enum resolution_kind kind,
                                   const struct candidate *chosen,
                                   const struct candidate_list *list,
                                   struct type_name *const *types, const struct sort *inputs,
                                   uint32_t count)
{
    struct resolution resolution = {.kind = kind};
    if (kind == RESOLUTION_OPEN)
        resolution.result = sort_type_name(replay, agreed_result(list));
    if (kind == RESOLUTION_AMBIGUOUS)
        resolution.takes = likely_types(replay, list, count);
    if (kind != RESOLUTION_ONE)
        return resolution;
    const struct routine *routine = chosen->routine;
    // Arguments left to their defaults take part, with types that are not looked at.
    uint32_t all = chosen->count;
    struct sort *actual = arena_allocate(replay->scratch, all * sizeof *actual);
    struct sort *takes = arena_allocate(replay->scratch, all * sizeof *takes);
    memcpy(actual, inputs, count * sizeof *actual);
    memcpy(takes, chosen->takes, all * sizeof *takes);
    struct sort result = routine->result;
    enum answer settled = generic_settle(replay, actual, takes, all, &result);
    if (settled == ANSWER_NO)
        return (struct resolution){.kind = RESOLUTION_NONE, .state = "42804"};
    // Spread arguments become an array, which arrays have none of.
    if (chosen->spread && sort_pseudo(takes[count - 1]) != PSEUDO_ANY &&
        sort_is_known(takes[count - 1]) && !sort_is_known(sort_array(takes[count - 1])))
        return (struct resolution){.kind = RESOLUTION_NONE, .state = "42704"};
    if (generic_is(result))
        result = (struct sort){0};
    resolution.result = given_or_made(replay, types, inputs, count, result);
    resolution.takes = arena_allocate(replay->arena, count * sizeof *resolution.takes);
    for (uint32_t i = 0; i < count; i++)
        resolution.takes[i] =
            generic_is(takes[i]) ? types[i] : given_or_made(replay, types, inputs, count, takes[i]);
    resolution.is_aggregate = routine->is_aggregate;
    resolution.is_window = routine->is_window;
    resolution.is_procedure = routine->is_procedure;
    resolution.is_ordered_set = routine->is_ordered_set;
    resolution.is_strict = routine->is_strict;
    resolution.returns_set = routine->returns_set;
    resolution.function = routine->function;
    answer_columns(replay, &resolution, routine, actual, chosen->takes, all);
    return resolution;
}
