// What linking has to know of PostgreSQL's own functions, as lists of names: which make one value
// of many rows, which give many rows, which can give null. A name that stands in no list is not
// known, and whoever asks must say so.
#include "base/word.h"
#include "design/lookup.h"
#include "link/query_part.h"

static bool is_listed(const char *name, const char *const *names, size_t count)
{
    for (size_t at = 0; name && at < count; at++)
        if (strcmp(names[at], name) == 0)
            return true;
    return false;
}

// PostgreSQL's own, not one that the design declares.
static bool is_builtin_call(const struct expression *call)
{
    return call->kind == EXPRESSION_CALL && !call->function &&
           (!call->schema || strcmp(call->schema, "pg_catalog") == 0 ||
            strcmp(call->schema, "public") == 0 || strcmp(call->schema, "extensions") == 0);
}

// ---- aggregates ---------------------------------------------------------------------------------

static const char *const aggregates[] = {
    "array_agg",
    "avg",
    "bit_and",
    "bit_or",
    "bit_xor",
    "bool_and",
    "bool_or",
    "corr",
    "count",
    "covar_pop",
    "covar_samp",
    "cume_dist",
    "dense_rank",
    "every",
    "json_agg",
    "json_object_agg",
    "jsonb_agg",
    "jsonb_object_agg",
    "max",
    "min",
    "mode",
    "percent_rank",
    "percentile_cont",
    "percentile_disc",
    "range_agg",
    "range_intersect_agg",
    "rank",
    "regr_avgx",
    "regr_avgy",
    "regr_count",
    "regr_intercept",
    "regr_r2",
    "regr_slope",
    "regr_sxx",
    "regr_sxy",
    "regr_syy",
    "stddev",
    "stddev_pop",
    "stddev_samp",
    "string_agg",
    "sum",
    "var_pop",
    "var_samp",
    "variance",
    "xmlagg",
};

bool call_is_aggregate(const struct expression *call)
{
    if (call->kind != EXPRESSION_CALL || call->has_over)
        return false;
    if (call->function)
        return call->function->kind == FUNCTION_AGGREGATE;
    return is_builtin_call(call) && is_listed(call->name, aggregates, array_length(aggregates));
}

// Inside a subquery an aggregate is the subquery's own.
static bool has_aggregate(const struct expression *expression)
{
    if (!expression)
        return false;
    if (call_is_aggregate(expression))
        return true;
    list_each (struct expression *, operand, &expression->operands)
        if (has_aggregate(operand))
            return true;
    return false;
}

bool query_has_aggregate(const struct query *query)
{
    list_each (struct output, output, &query->outputs)
        if (has_aggregate(output.expression))
            return true;
    list_each (struct expression *, order, &query->order_by)
        if (has_aggregate(order))
            return true;
    return query->having != NULL;
}

// ---- many rows ----------------------------------------------------------------------------------

bool call_returns_set(const struct expression *call, bool *is_known)
{
    // What is written like a call and is none (coalesce, a cast) gives a single row.
    *is_known = call->kind != EXPRESSION_CALL || call->is_resolved || call->function;
    return call->kind == EXPRESSION_CALL &&
           (call->returns_set ||
            (call->function && call->function->returns && call->function->returns->is_setof));
}

// ---- nulls --------------------------------------------------------------------------------------

static const char *const never_null[] = {
    "count",
    "regr_count",
    "row_number",
    "rank",
    "dense_rank",
    "percent_rank",
    "cume_dist",
    "now",
    "clock_timestamp",
    "statement_timestamp",
    "transaction_timestamp",
    "timeofday",
    "random",
    "gen_random_uuid",
    "uuid_generate_v4",
    "uuid_generate_v1",
    "concat",
    "json_build_object",
    "jsonb_build_object",
    "json_build_array",
    "jsonb_build_array",
    "num_nulls",
    "num_nonnulls",
    "version",
    "pg_backend_pid",
    "txid_current",
    "pg_current_xact_id",
    "generate_series",
    "jsonb_array_elements",
    "json_array_elements",
    "jsonb_object_keys",
    "json_object_keys",
    "nextval",
};

// Strict, and a value for every value.
static const char *const strict[] = {
    "lower",
    "upper",
    "initcap",
    "length",
    "char_length",
    "character_length",
    "octet_length",
    "btrim",
    "ltrim",
    "rtrim",
    "left",
    "right",
    "lpad",
    "rpad",
    "replace",
    "translate",
    "repeat",
    "reverse",
    "strpos",
    "position",
    "starts_with",
    "split_part",
    "md5",
    "encode",
    "decode",
    "abs",
    "round",
    "ceil",
    "ceiling",
    "floor",
    "trunc",
    "sign",
    "sqrt",
    "power",
    "mod",
    "div",
    "date_trunc",
    "make_date",
    "make_interval",
    "to_char",
    "to_timestamp",
    "to_date",
    "to_number",
    "age",
    "timezone",
    "cardinality",
    "array_to_string",
    "array_append",
    "array_prepend",
    "array_cat",
    "array_remove",
    "regexp_replace",
    "quote_ident",
    "quote_literal",
    "to_json",
    "to_jsonb",
    "row_to_json",
    "array_to_json",
    "jsonb_strip_nulls",
    "json_strip_nulls",
    "jsonb_typeof",
    "json_typeof",
    "jsonb_pretty",
    "to_tsvector",
    "to_tsquery",
    "plainto_tsquery",
    "phraseto_tsquery",
    "websearch_to_tsquery",
    "ts_rank",
    "ts_rank_cd",
    "ts_headline",
    "json_array_length",
    "jsonb_array_length",
    "string_to_array",
    "sha224",
    "sha256",
    "sha384",
    "sha512",
};

bool call_is_never_null(const struct expression *call)
{
    return is_builtin_call(call) && is_listed(call->name, never_null, array_length(never_null));
}

bool call_keeps_not_null(const struct expression *call)
{
    return is_builtin_call(call) && is_listed(call->name, strict, array_length(strict));
}

// ---- what does not pass on ----------------------------------------------------------------------

static const char *const hiding[] = {
    "md5",        "sha224",      "sha256",         "sha384",       "sha512",
    "digest",     "hmac",        "crypt",          "hashtext",     "hashtextextended",
    "count",      "length",      "char_length",    "octet_length", "bit_length",
    "num_nulls",  "starts_with", "cardinality",    "array_length", "num_nonnulls",
    "row_number", "rank",        "dense_rank",     "bool_and",     "bool_or",
    "every",      "pg_typeof",   "pg_column_size", "jsonb_typeof", "json_typeof",
    "regr_count",
};

bool call_hides_argument(const struct expression *call)
{
    return is_builtin_call(call) && is_listed(call->name, hiding, array_length(hiding));
}

// ---- documents ----------------------------------------------------------------------------------

struct expression *call_document(const struct expression *call, bool *is_set)
{
    if (!is_builtin_call(call) || !call->name)
        return NULL;
    const char *name = call->name;
    if (string_starts_with(name, "jsonb_"))
        name += strlen("jsonb_");
    else if (string_starts_with(name, "json_"))
        name += strlen("json_");
    else
        return NULL;
    static const struct {
        const char *name;
        uint32_t argument;
        bool is_set;
    } functions[] = {{"populate_record", 1, false},
                     {"populate_recordset", 1, true},
                     {"to_record", 0, false},
                     {"to_recordset", 0, true}};
    for (size_t at = 0; at < array_length(functions); at++)
        if (strcmp(functions[at].name, name) == 0 &&
            functions[at].argument < call->operands.count) {
            *is_set = functions[at].is_set;
            return call->operands.items[functions[at].argument];
        }
    return NULL;
}

// ---- functions of the design ----------------------------------------------------------------------

// A body that lintel does not read, as a text: whether it names a function that may write, or runs
// what it puts together itself. PostgreSQL refuses INSERT and the like in STABLE and IMMUTABLE
// functions, but lets them call VOLATILE ones, which may write.
enum { CALLS_DEEP = 8 };

static bool may_write_at(const struct design *design, const struct function *function,
                         uint32_t depth);

static bool body_names(const char *body, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = body; *at; at++)
        if (strncasecmp(at, name, length) == 0 && !byte_is_word(at[length]) &&
            (at == body || !byte_is_word(at[-1])))
            return true;
    return false;
}

static bool body_may_write(const struct design *design, const char *body, uint32_t depth)
{
    if (depth >= CALLS_DEEP || body_names(body, "execute"))
        return true;
    list_each (struct function *, function, &design->functions)
        if (body_names(body, function->name) && may_write_at(design, function, depth + 1))
            return true;
    return false;
}

static bool may_write_at(const struct design *design, const struct function *function,
                         uint32_t depth)
{
    if (function->is_builtin || function->extension || function->kind == FUNCTION_AGGREGATE)
        return false;
    if (function->volatility == VOLATILITY_VOLATILE)
        return true;
    return function->body && body_may_write(design, function->body, depth);
}

bool function_may_write(const struct design *design, const struct function *function)
{
    return may_write_at(design, function, 0);
}
