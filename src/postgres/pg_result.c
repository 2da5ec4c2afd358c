// Results as libpq made them: `struct pg_result` is its own, nothing is copied. A group's results
// lie in a set of the pool, which a group takes when it is sent and pg_release gives back, maybe
// after the pool has ended.
#include <libpq-fe.h>

#include "postgres/pg_part.h"

struct pg_result_set {
    struct pg_pool *pool;
    struct pg_result_set *next_free;
    uint32_t class; // room for 2 << class results
    uint32_t count;
    struct pg_result *results[];
};

struct pg_result **pg_results_new(struct pg_pool *pool, uint32_t call_count)
{
    uint32_t count = call_count + 1, class = 0;
    while (2u << class < count)
        class ++;
    assert(class < array_length(pool->free_sets));
    struct pg_result_set *set = pool->free_sets[class];
    if (set)
        pool->free_sets[class] = set->next_free;
    else
        set = arena_allocate_raw(pool->arena, sizeof *set + (2u << class) * sizeof *set->results);
    *set = (struct pg_result_set){.pool = pool, .class = class, .count = count};
    memset(set->results, 0, count * sizeof *set->results);
    pool->sets_out++;
    return set->results;
}

void pg_release(struct pg_group *group)
{
    if (!group->results)
        return;
    struct pg_result_set *set =
        (void *)((char *)group->results - offsetof(struct pg_result_set, results));
    for (uint32_t i = 0; i < set->count; i++)
        PQclear(set->results[i]);
    group->results = NULL;
    group->failure = (struct pg_failure){0};

    struct pg_pool *pool = set->pool;
    set->next_free = pool->free_sets[set->class];
    pool->free_sets[set->class] = set;
    if (--pool->sets_out == 0 && pool->is_closing)
        arena_free(pool->arena);
}

static const char *field(const struct pg_result *result, int code)
{
    const char *text = PQresultErrorField(result, code);
    return text ? text : "";
}

void pg_failure_set(struct pg_group *group, struct pg_result *result, uint32_t statement)
{
    group->has_failed = true;
    group->results[group->call_count] = result;
    struct pg_failure *failure = &group->failure;
    *failure = (struct pg_failure){
        .message = field(result, PG_DIAG_MESSAGE_PRIMARY),
        .detail = field(result, PG_DIAG_MESSAGE_DETAIL),
        .hint = field(result, PG_DIAG_MESSAGE_HINT),
        .constraint = field(result, PG_DIAG_CONSTRAINT_NAME),
        .table = field(result, PG_DIAG_TABLE_NAME),
        .column = field(result, PG_DIAG_COLUMN_NAME),
        .statement = statement,
    };
    snprintf(failure->sqlstate, sizeof failure->sqlstate, "%s", field(result, PG_DIAG_SQLSTATE));
}

uint32_t pg_row_count(const struct pg_result *result)
{
    return (uint32_t)PQntuples(result);
}

uint32_t pg_column_count(const struct pg_result *result)
{
    return (uint32_t)PQnfields(result);
}

uint32_t pg_column_type(const struct pg_result *result, uint32_t column)
{
    return PQftype(result, (int)column);
}

const char *pg_value(const struct pg_result *result, uint32_t row, uint32_t column,
                     uint32_t *length)
{
    if (length)
        *length = 0;
    if (PQgetisnull(result, (int)row, (int)column))
        return NULL;
    if (length)
        *length = (uint32_t)PQgetlength(result, (int)row, (int)column);
    return PQgetvalue(result, (int)row, (int)column);
}

uint64_t pg_rows_touched(const struct pg_result *result)
{
    // libpq's functions do not change it; they only ask for a pointer that may.
    struct pg_result *open = (struct pg_result *)result;
    const char *tag = PQcmdStatus(open);
    if (!string_starts_with(tag, "INSERT ") && !string_starts_with(tag, "UPDATE ") &&
        !string_starts_with(tag, "DELETE ") && !string_starts_with(tag, "MERGE "))
        return 0;
    return strtoull(PQcmdTuples(open), NULL, 10);
}
