// See crossing.h.
#include "check/crossing.h"

#include "base/nearest.h"
#include "base/word.h"
#include "link/name.h"

enum { VALUES_SHOWN = 6 };

struct column *use_stored(const struct field_use *use)
{
    return use->use->role == ROLE_WRITTEN && !use->is_whole ? use->use->column : NULL;
}

struct column *use_written(const struct field_use *use)
{
    return use->use->is_direct ? use_stored(use) : NULL;
}

bool use_is_update(const struct field_use *use)
{
    return use->use->query && use->use->query->kind != QUERY_INSERT;
}

// ---- ids -------------------------------------------------------------------------------------------

static bool is_id_name(const char *name)
{
    size_t length = strlen(name);
    if (strcasecmp(name, "id") == 0 || strcasecmp(name, "uuid") == 0 ||
        string_ends_with(name, "_id") || string_ends_with(name, "-id") ||
        string_ends_with(name, "_uuid"))
        return true;
    return length > 2 && (string_ends_with(name, "Id") || string_ends_with(name, "ID")) &&
           name[length - 3] >= 'a' && name[length - 3] <= 'z';
}

bool field_is_path_id(struct check *check, const struct field *field)
{
    static const char *const quantities[] = {"year",   "month",  "day",   "week",  "hour",
                                             "minute", "second", "page",  "limit", "size",
                                             "count",  "offset", "width", "height"};
    if (field->source != FIELD_PATH)
        return false;
    if (is_id_name(field->name))
        return true;
    const struct schema_facts *facts = schema_facts_of(check->design->arena, field->schema);
    if (string_equal(facts->format, "uuid"))
        return true;
    for (size_t at = 0; at < array_length(quantities); at++)
        if (strcasecmp(field->name, quantities[at]) == 0)
            return false;
    return schema_is_only(facts, JSON_INTEGER);
}

// ---- messages --------------------------------------------------------------------------------------

void finding_via_use(struct check *check, struct finding *finding,
                     const struct operation_link *operation, const struct field_use *use)
{
    finding_via(check, finding, field_via(check->arena, operation, use));
}

const char *crossing_values(struct check *check, const char *const *values, uint32_t count)
{
    struct name_list shown = {0};
    for (uint32_t at = 0; at < count && at < VALUES_SHOWN; at++)
        list_add(check->arena, &shown,
                 check_format(check, "\"%s\"", name_shortened(check->arena, values[at], 40)));
    if (count > VALUES_SHOWN)
        list_add(check->arena, &shown, check_format(check, "%u more", count - VALUES_SHOWN));
    return name_join(check->arena, &shown, "and");
}

// createTodo and create_todo
static bool is_same_folded(const char *a, const char *b)
{
    for (;; a++, b++) {
        a += strspn(a, "_-");
        b += strspn(b, "_-");
        if (byte_lower(*a) != byte_lower(*b))
            return false;
        if (!*a)
            return true;
    }
}

const char *crossing_nearer(const char *wanted, const char *best, const char *candidate)
{
    if (best && is_same_folded(wanted, best))
        return best;
    if (is_same_folded(wanted, candidate))
        return candidate;
    return name_nearer(wanted, best, candidate);
}
