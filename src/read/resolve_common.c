// What several values are together: PostgreSQL's select_common_type. Equal types stay as they are;
// else domains give way to their bases, untyped values to typed ones, and within one category of
// types the first goes to what it converts to, but not away from a preferred type.
#include "read/resolve_part.h"

// Of what is known; where a part is not, the answer is not, but `common` says what holds if
// PostgreSQL accepts it at all: a preferred type is not given up.
static enum answer with_doubt(struct replay *replay, const struct sort *sorts, uint32_t count,
                              struct sort *common)
{
    // One that is not known may be chosen before what stands behind it: name before text.
    uint32_t known_count = 0;
    while (known_count < count && sort_is_known(sort_below_domains(replay, sorts[known_count])))
        known_count++;
    *common = (struct sort){0};
    struct sort so_far = {0};
    if (!known_count || common_sort(replay, sorts, known_count, &so_far) != ANSWER_YES)
        return ANSWER_UNKNOWN;
    if (sort_is_preferred(so_far))
        *common = so_far;
    return ANSWER_UNKNOWN;
}

enum answer common_sort(struct replay *replay, const struct sort *sorts, uint32_t count,
                        struct sort *common)
{
    *common = (struct sort){0};
    for (uint32_t i = 0; i < count; i++)
        if (!sort_is_known(sorts[i]) || !sort_is_known(sort_below_domains(replay, sorts[i])))
            return with_doubt(replay, sorts, count, common);
    if (!count)
        return ANSWER_UNKNOWN;
    struct sort so_far = sorts[0];
    uint32_t i = 1;
    if (!sort_is_unknown(so_far)) {
        while (i < count && sort_same(sorts[i], so_far))
            i++;
        if (i == count) {
            *common = so_far;
            return ANSWER_YES;
        }
    }
    so_far = sort_below_domains(replay, so_far);
    for (; i < count; i++) {
        struct sort next = sort_below_domains(replay, sorts[i]);
        if (sort_is_unknown(next) || sort_same(next, so_far))
            continue;
        if (sort_is_unknown(so_far)) {
            so_far = next;
            continue;
        }
        if (sort_is_opaque(next) || sort_is_opaque(so_far))
            return ANSWER_UNKNOWN;
        if (sort_category(replay, next) != sort_category(replay, so_far))
            return ANSWER_NO;
        if (sort_is_preferred(so_far))
            continue;
        enum answer there = convert_one(replay, so_far, next, CONVERSION_IMPLICIT);
        enum answer back = convert_one(replay, next, so_far, CONVERSION_IMPLICIT);
        if (there == ANSWER_UNKNOWN || back == ANSWER_UNKNOWN)
            return ANSWER_UNKNOWN;
        if (there == ANSWER_YES && back == ANSWER_NO)
            so_far = next;
    }
    *common = so_far;
    return ANSWER_YES;
}

// The type as it was given, where one was of it already.
static struct type_name *name_of(struct replay *replay, struct type_name *const *types,
                                 const struct sort *sorts, uint32_t count, struct sort sort)
{
    for (uint32_t i = 0; i < count; i++)
        if (types[i] && sort_same(sorts[i], sort))
            return type_plain(replay, types[i]);
    return sort_type_name(replay, sort);
}

static struct resolution resolve_sorts(struct replay *replay, struct type_name *const *types,
                                       const struct sort *sorts, uint32_t count)
{
    struct sort common;
    struct resolution resolution = {.kind = RESOLUTION_OPEN};
    enum answer answer = common_sort(replay, sorts, count, &common);
    if (answer == ANSWER_NO) {
        resolution.kind = RESOLUTION_NONE;
        return resolution;
    }
    resolution.result = name_of(replay, types, sorts, count, common);
    if (answer == ANSWER_UNKNOWN)
        return resolution;
    // What was chosen must suit all, or PostgreSQL refuses.
    for (uint32_t i = 0; i < count; i++) {
        enum answer one = sort_is_unknown(common)
                              ? ANSWER_YES
                              : convert_one(replay, sorts[i], common, CONVERSION_IMPLICIT);
        if (one == ANSWER_UNKNOWN)
            return resolution;
        if (one == ANSWER_NO)
            return (struct resolution){.kind = RESOLUTION_NONE, .state = "42846"};
    }
    resolution.kind = RESOLUTION_ONE;
    return resolution;
}

struct resolution resolve_common(struct replay *replay, struct type_name *const *types,
                                 uint32_t count)
{
    struct arena_mark mark = arena_mark(replay->scratch);
    struct sort *sorts = arena_allocate(replay->scratch, count * sizeof *sorts);
    for (uint32_t i = 0; i < count; i++)
        sorts[i] = sort_of(replay, types[i]);
    struct resolution resolution = resolve_sorts(replay, types, sorts, count);
    arena_rewind(replay->scratch, mark);
    if (resolution.kind == RESOLUTION_ONE) {
        resolution.takes = arena_allocate(replay->arena, count * sizeof *resolution.takes);
        for (uint32_t i = 0; i < count; i++)
            resolution.takes[i] = resolution.result;
    }
    return resolution;
}
