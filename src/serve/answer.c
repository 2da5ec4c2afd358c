// The body: rows as objects, in the envelope that service_answer.c made ready, and the page's words
// beside them. Everything that can be known before the first request was computed then; here are
// only the rows.
#include "serve/answer.h"

#include "base/clock.h"
#include "serve/answer_value.h"
#include "serve/cursor.h"
#include "serve/token.h"

struct writer {
    const struct service *service;
    const struct endpoint *endpoint;
    const struct inputs *inputs;
    const struct pg_group *group;
    const struct service_statement *statement; // the one that answers
    const struct pg_result *result;            // its rows
    int64_t now;
    struct text *out;
    const char *detail; // what went wrong, for the log
    uint32_t kept;      // rows of the answer; one more may have come
    bool has_more;
};

// ---- judging ----------------------------------------------------------------------------------------

static const struct pg_result *answering_result(const struct endpoint *endpoint,
                                                const struct pg_group *group)
{
    return endpoint->answering < group->call_count ? group->results[endpoint->answering] : NULL;
}

// The count is the last call of the group.
static const struct pg_result *count_result(const struct endpoint *endpoint,
                                            const struct pg_group *group)
{
    return endpoint->count ? group->results[group->call_count - 1] : NULL;
}

static bool judge_fault(struct problem *problem, const char *log_detail)
{
    *problem = (struct problem){.kind = PROBLEM_INTERNAL, .log_detail = log_detail};
    return false;
}

static bool judge_not_found(struct problem *problem)
{
    *problem = (struct problem){.kind = PROBLEM_NOT_FOUND};
    return false;
}

bool answer_judge(const struct endpoint *endpoint, const struct pg_group *group,
                  struct problem *problem)
{
    for (uint32_t at = 0; at < group->call_count; at++)
        if (!group->results || !group->results[at])
            return judge_fault(problem, "a statement gave no result");
    if (endpoint->count && pg_row_count(count_result(endpoint, group)) != 1)
        return judge_fault(problem, "the count gave no row, or several");
    const struct pg_result *result = answering_result(endpoint, group);
    switch (endpoint->link->query->kind) {
    case ANSWER_KIND_ONE:
        if (!result)
            return judge_fault(problem, "no statement gives rows");
        if (pg_row_count(result) == 0)
            return judge_not_found(problem);
        return pg_row_count(result) == 1 ||
               judge_fault(problem, "the query is :one and gave a second row");
    case ANSWER_KIND_MANY:
        return result || judge_fault(problem, "no statement gives rows");
    case ANSWER_KIND_EXECROWS: {
        const struct pg_result *last = group->results[endpoint->statement_count - 1];
        return pg_rows_touched(last) > 0 || pg_row_count(last) > 0 || judge_not_found(problem);
    }
    case ANSWER_KIND_EXEC:
    case ANSWER_KIND_OTHER:
        break;
    }
    return true;
}

// ---- rows -------------------------------------------------------------------------------------------

static bool writer_fail(struct writer *writer, const char *detail)
{
    writer->detail = detail;
    return false;
}

static bool column_write(struct writer *writer, uint32_t row, uint32_t at)
{
    const struct service_column *column = &writer->statement->columns[at];
    uint32_t length;
    const char *value = pg_value(writer->result, row, at, &length);
    if (!value) {
        text_add_bytes(writer->out, "null", 4);
    } else if (column->is_quoted) {
        answer_string_write(value, length, writer->out);
    } else if (!answer_value_write(column->form, value, length, writer->out)) {
        return writer_fail(writer, "a value of the answer is not written as its type should be");
    }
    return true;
}

// The columns of a row, without the braces.
static bool members_write(struct writer *writer, uint32_t row, bool *has_any)
{
    for (uint32_t at = 0; at < writer->statement->column_count; at++) {
        const struct service_column *column = &writer->statement->columns[at];
        if (column->is_removed)
            continue;
        if (*has_any)
            text_add_char(writer->out, ',');
        *has_any = true;
        text_add_bytes(writer->out, column->key, column->key_length);
        if (!column_write(writer, row, at))
            return false;
    }
    return true;
}

static bool row_write(struct writer *writer, uint32_t row)
{
    bool has_any = false;
    text_add_char(writer->out, '{');
    if (!members_write(writer, row, &has_any))
        return false;
    text_add_char(writer->out, '}');
    return writer->out->length <= ANSWER_BYTES_MOST ||
           writer_fail(writer, "the answer is larger than 64 MB");
}

static bool rows_write(struct writer *writer)
{
    if (writer->endpoint->link->query->kind == ANSWER_KIND_ONE)
        return row_write(writer, 0);
    text_add_char(writer->out, '[');
    for (uint32_t row = 0; row < writer->kept; row++) {
        if (row)
            text_add_char(writer->out, ',');
        if (!row_write(writer, row))
            return false;
    }
    text_add_char(writer->out, ']');
    return true;
}

// ---- pages ------------------------------------------------------------------------------------------

// An input that is a whole number; -1 where it is absent or none.
static int64_t input_number(const struct writer *writer, uint32_t input)
{
    if (input == UINT32_MAX || !writer->inputs->values)
        return -1;
    const struct json_value *value = writer->inputs->values[input];
    if (!value || value->kind != JSON_VALUE_NUMBER || value->length > 18 ||
        strspn(value->text, "0123456789") != value->length)
        return -1;
    return (int64_t)strtoull(value->text, NULL, 10);
}

static int64_t page_limit(const struct writer *writer)
{
    int64_t limit = input_number(writer, writer->endpoint->limit_input);
    return limit >= 0 ? limit : writer->endpoint->limit_constant;
}

static int64_t page_offset(const struct writer *writer)
{
    int64_t offset = input_number(writer, writer->endpoint->offset_input);
    int64_t page = input_number(writer, writer->endpoint->page_input);
    int64_t limit = page_limit(writer), product;
    if (offset >= 0)
        return offset;
    if (page >= 1 && limit >= 0 && !__builtin_mul_overflow(page - 1, limit, &product))
        return product;
    return writer->endpoint->offset_constant >= 0 ? writer->endpoint->offset_constant : 0;
}

static int64_t page_number(const struct writer *writer)
{
    int64_t page = input_number(writer, writer->endpoint->page_input);
    int64_t limit = page_limit(writer);
    if (page >= 0)
        return page;
    return limit > 0 ? page_offset(writer) / limit + 1 : 1;
}

static bool is_absent(const struct writer *writer, uint32_t input)
{
    return input == UINT32_MAX || !writer->inputs->values || !writer->inputs->values[input];
}

// The digits of the total: of the count, or of the column that each row has. NULL where no row came
// that could say it, and there may be some before this page.
static const char *page_total(const struct writer *writer)
{
    const struct endpoint *endpoint = writer->endpoint;
    if (endpoint->count)
        return pg_value(count_result(endpoint, writer->group), 0, 0, NULL);
    if (endpoint->total_column != UINT32_MAX && pg_row_count(writer->result))
        return pg_value(writer->result, 0, endpoint->total_column, NULL);
    bool is_first = page_offset(writer) == 0 && is_absent(writer, endpoint->cursor_input);
    return is_first && page_limit(writer) != 0 ? "0" : NULL;
}

static int64_t total_number(const struct writer *writer)
{
    const char *total = page_total(writer);
    return total ? strtoll(total, NULL, 10) : -1;
}

static int64_t page_count(const struct writer *writer)
{
    int64_t limit = page_limit(writer), total = total_number(writer);
    if (total < 0)
        return -1;
    if (limit <= 0)
        return total > 0;
    return total / limit + (total % limit != 0);
}

// How many of the rows belong to the page, and whether there are more.
static void page_measure(struct writer *writer)
{
    const struct endpoint *endpoint = writer->endpoint;
    int64_t limit = page_limit(writer);
    writer->kept = writer->result ? pg_row_count(writer->result) : 0;
    if (endpoint->takes_one_more && limit >= 0 && (int64_t)writer->kept > limit) {
        writer->kept = (uint32_t)limit;
        writer->has_more = true;
    } else if (endpoint->is_more_by_total) {
        int64_t end;
        writer->has_more = !__builtin_add_overflow(page_offset(writer), writer->kept, &end) &&
                           end < total_number(writer);
    }
}

static void time_write(const struct writer *writer, bool is_number)
{
    char text[CLOCK_TEXT_SIZE];
    clock_text(writer->now, text);
    if (is_number)
        text_format(writer->out, "%lld", (long long)(writer->now / 1000));
    else
        text_format(writer->out, "\"%s+00:00\"", text);
}

static void number_write(const struct writer *writer, int64_t number)
{
    if (number < 0)
        text_add(writer->out, "null");
    else
        text_format(writer->out, "%lld", (long long)number);
}

static void part_write(struct writer *writer, const struct service_part *part)
{
    struct text *out = writer->out;
    text_add(out, part->key);
    switch (part->word) {
    case WORD_TOTAL:
        number_write(writer, total_number(writer));
        break;
    case WORD_LIMIT:
        number_write(writer, page_limit(writer));
        break;
    case WORD_OFFSET:
        number_write(writer, page_offset(writer));
        break;
    case WORD_PAGE:
        number_write(writer, page_number(writer));
        break;
    case WORD_PAGES:
        number_write(writer, page_count(writer));
        break;
    case WORD_HAS_MORE:
        text_add(out, writer->has_more ? "true" : "false");
        break;
    case WORD_NEXT_CURSOR:
        if (writer->has_more && writer->kept && writer->endpoint->cursor_count) {
            text_add_char(out, '"');
            cursor_write(writer->service, writer->endpoint, writer->result, writer->kept - 1, out);
            text_add_char(out, '"');
        } else {
            text_add(out, "null");
        }
        break;
    case WORD_TIMESTAMP:
        time_write(writer, part->is_number);
        break;
    }
}

// ---- envelopes --------------------------------------------------------------------------------------

static bool wrapped_write(struct writer *writer)
{
    const struct endpoint *endpoint = writer->endpoint;
    bool is_in_meta = false;
    page_measure(writer);
    text_add_char(writer->out, '{');
    text_add(writer->out, endpoint->rows_key);
    if (!rows_write(writer))
        return false;
    for (uint32_t at = 0; at < endpoint->part_count; at++) {
        const struct service_part *part = &endpoint->parts[at];
        text_add_char(writer->out, ',');
        if (part->is_in_meta && !is_in_meta) {
            is_in_meta = true;
            text_add(writer->out, "\"meta\":{");
        }
        part_write(writer, part);
    }
    if (is_in_meta)
        text_add_char(writer->out, '}');
    text_add_char(writer->out, '}');
    return true;
}

static bool json_write(struct writer *writer)
{
    if (writer->endpoint->link->query->kind == ANSWER_KIND_ONE)
        return column_write(writer, 0, 0);
    return rows_write(writer);
}

// ---- tokens -----------------------------------------------------------------------------------------

static bool has_claim(const struct writer *writer, const char *name, uint32_t *column)
{
    for (*column = 0; *column < writer->statement->column_count; (*column)++)
        if (strcmp(writer->statement->columns[*column].name, name) == 0)
            return !writer->statement->columns[*column].is_removed;
    return false;
}

static void claim_write(struct writer *writer, const char *name, const char *value)
{
    uint32_t column;
    if (!value || has_claim(writer, name, &column))
        return;
    text_format(writer->out, ",\"%s\":", name);
    answer_string_write(value, strlen(value), writer->out);
}

// The row, and of what the scheme asks for whatever the row does not say.
static bool payload_write(struct writer *writer, int64_t *expires)
{
    enum { LIFETIME = 60 * 60 };
    const struct manifest_scheme *promise = writer->endpoint->issues->promise;
    int64_t now = writer->now / 1000;
    uint32_t column;
    *expires = now + LIFETIME;
    text_add_char(writer->out, '{');
    bool has_any = !has_claim(writer, "iat", &column);
    if (has_any)
        text_format(writer->out, "\"iat\":%lld", (long long)now);
    if (!members_write(writer, 0, &has_any))
        return false;
    if (has_claim(writer, "exp", &column)) {
        const char *value = pg_value(writer->result, 0, column, NULL);
        *expires = value ? strtoll(value, NULL, 10) : now;
    } else {
        text_format(writer->out, ",\"exp\":%lld", (long long)*expires);
    }
    claim_write(writer, "iss", promise->issuer.text);
    claim_write(writer, "aud", promise->audience.text);
    if (promise->token_role.count)
        claim_write(writer, "role", promise->token_role.items[0].text);
    text_add_char(writer->out, '}');
    return true;
}

static bool token_write(struct writer *writer)
{
    const struct endpoint *endpoint = writer->endpoint;
    struct text *out = writer->out, payload;
    int64_t expires;
    text_init(&payload);
    writer->out = &payload;
    bool is_written = payload_write(writer, &expires);
    writer->out = out;
    if (is_written) {
        text_add_char(out, '{');
        text_add(out, endpoint->token_key);
        text_add_char(out, '"');
        token_sign(endpoint->issues->key, payload.string, payload.length, out);
        text_add_char(out, '"');
        if (endpoint->has_token_type)
            text_add(out, ",\"token_type\":\"Bearer\"");
        if (endpoint->has_expires_in)
            text_format(out, ",\"expires_in\":%lld", (long long)(expires - writer->now / 1000));
        text_add_char(out, '}');
    }
    text_release(&payload);
    return is_written;
}

// ---- the body ---------------------------------------------------------------------------------------

static bool body_write(struct writer *writer)
{
    writer->kept = writer->result ? pg_row_count(writer->result) : 0;
    switch (writer->endpoint->answer->envelope) {
    case ENVELOPE_NONE:
        return true;
    case ENVELOPE_OBJECT:
    case ENVELOPE_ARRAY:
        return rows_write(writer);
    case ENVELOPE_WRAPPED:
        return wrapped_write(writer);
    case ENVELOPE_JSON:
        return json_write(writer);
    case ENVELOPE_TOKEN:
        return token_write(writer);
    case ENVELOPE_UNKNOWN:
    case ENVELOPE_UNFILLABLE:
        break;
    }
    return writer_fail(writer, "the answer's form is not known");
}

// A schema that changes under the server must not make one value look like another.
static bool is_as_described(const struct writer *writer)
{
    const struct service_statement *statement = writer->statement;
    if (!writer->result || pg_column_count(writer->result) != statement->column_count)
        return false;
    for (uint32_t at = 0; at < statement->column_count; at++)
        if (pg_column_type(writer->result, at) != statement->columns[at].type)
            return false;
    return true;
}

bool answer_write(const struct service *service, const struct endpoint *endpoint,
                  const struct inputs *inputs, const struct pg_group *group, int64_t now,
                  struct text *out, struct problem *problem)
{
    size_t before = out->length;
    enum answer_kind kind = endpoint->link->query->kind;
    if (kind == ANSWER_KIND_EXEC || kind == ANSWER_KIND_EXECROWS)
        return true;
    struct writer writer = {.service = service,
                            .endpoint = endpoint,
                            .inputs = inputs,
                            .group = group,
                            .statement = &endpoint->statements[endpoint->answering],
                            .result = answering_result(endpoint, group),
                            .now = now,
                            .out = out};
    bool fits = is_as_described(&writer);
    if (!fits)
        writer.detail = "the answer has other columns than when it was described: the schema has "
                        "changed under the server";
    if (fits && body_write(&writer))
        return true;
    out->length = before;
    if (out->capacity)
        out->string[before] = '\0';
    return judge_fault(problem, writer.detail);
}
