// What an endpoint answers: its status, the envelope around the rows, and how a page is known to
// have a next one. A page with has_more or next_cursor asks for one row more than its limit, so the
// limit must be a parameter of the query that stands in LIMIT alone; where it is not, has_more can
// still follow from a total and an offset.
#include "serve/service_part.h"

#include "link/schema_walk.h"

uint32_t service_column_find(const struct service_statement *statement, const char *name)
{
    for (uint32_t at = 0; at < statement->column_count; at++)
        if (strcmp(statement->columns[at].name, name) == 0)
            return at;
    return UINT32_MAX;
}

// ---- the response -------------------------------------------------------------------------------------

static struct place answer_place(const struct endpoint *endpoint)
{
    const struct answer_link *answer = endpoint->answer;
    if (answer->faults.count && answer->faults.items[0].place.file)
        return answer->faults.items[0].place;
    return answer->response ? answer->response->place : endpoint->operation->place;
}

static void status_make(struct service_maker *maker, struct endpoint *endpoint)
{
    const struct answer_link *answer = endpoint->answer;
    if (answer->success_count != 1) {
        service_refuse(
            maker, endpoint->operation->place,
            answer->success_count
                ? "%s has several 2xx responses, so which of them is answered nobody says"
                : "%s has no 2xx response, so its answer has no status",
            endpoint->name);
        return;
    }
    if (answer->response->status < 200 || answer->response->status > 299) {
        service_refuse(maker, answer->response->place,
                       "%s answers with %s: write the status as a number", endpoint->name,
                       answer->response->status_text);
        return;
    }
    endpoint->status = answer->response->status;
    if (answer->envelope == ENVELOPE_UNKNOWN || answer->envelope == ENVELOPE_UNFILLABLE)
        service_refuse(maker, answer_place(endpoint), "the answer of %s cannot be filled: %s",
                       endpoint->name, answer->reason ? answer->reason : "its form is not known");
    if (answer->response->headers.count)
        service_note(maker,
                     "Headers that the contract declares for answers are not sent; the "
                     "first is \"%s\" of %s.",
                     answer->response->headers.items[0].name, endpoint->name);
}

// The contract's own name for the JSON that it answers.
static const char *content_type(const struct response *response)
{
    if (response)
        list_each (struct media, media, &response->media)
            if (strstr(media.type, "json"))
                return media.type;
    return "application/json";
}

// ---- envelopes ----------------------------------------------------------------------------------------

static enum answer_word word_of(const char *name)
{
    static const char *const words[] = {
        [WORD_TOTAL] = "total",       [WORD_LIMIT] = "limit",
        [WORD_OFFSET] = "offset",     [WORD_PAGE] = "page",
        [WORD_PAGES] = "pages",       [WORD_NEXT_CURSOR] = "next_cursor",
        [WORD_HAS_MORE] = "has_more", [WORD_TIMESTAMP] = "timestamp",
    };
    for (size_t at = 0; at < array_length(words); at++)
        if (strcmp(words[at], name) == 0)
            return (enum answer_word)at;
    assert(false); // link/operation_envelope.c has the same words
    return WORD_TOTAL;
}

static bool is_number(struct service_maker *maker, struct value_schema *schema)
{
    const struct schema_facts *facts = schema_facts_of(maker->design->arena, schema);
    return facts->types && !(facts->types & JSON_STRING) &&
           facts->types & (JSON_INTEGER | JSON_NUMBER);
}

static void parts_make(struct service_maker *maker, struct endpoint *endpoint)
{
    const struct answer_link *answer = endpoint->answer;
    endpoint->rows_key = service_key(maker->arena, answer->rows->name);
    endpoint->parts = arena_allocate(maker->arena, answer->parts.count * sizeof *endpoint->parts);
    // Those beside the rows first, then those in `meta`, so that each object is written in one go.
    for (int in_meta = 0; in_meta < 2; in_meta++)
        list_each (struct envelope_part, part, &answer->parts)
            if (part.is_in_meta == in_meta)
                endpoint->parts[endpoint->part_count++] =
                    (struct service_part){.word = word_of(part.word),
                                          .key = service_key(maker->arena, part.property->name),
                                          .is_in_meta = part.is_in_meta,
                                          .is_number = is_number(maker, part.property->schema)};
}

static void token_make(struct service_maker *maker, struct endpoint *endpoint)
{
    const struct schema_facts *facts =
        schema_facts_of(maker->design->arena, endpoint->answer->response->json);
    const char *name = "token";
    bool is_any = facts->properties.count == 0;
    list_each (struct schema_property, property, &facts->properties)
        if (strcmp(property.name, "access_token") == 0 && !schema_facts_property(facts, "token"))
            name = "access_token";
    endpoint->token_key = service_key(maker->arena, name);
    endpoint->has_token_type = is_any || schema_facts_property(facts, "token_type");
    endpoint->has_expires_in = is_any || schema_facts_property(facts, "expires_in");
    if (!endpoint->issues)
        service_refuse(maker, endpoint->operation->settings.issues_place,
                       "%s issues a token of \"%s\", which cannot be signed", endpoint->name,
                       endpoint->operation->settings.issues);
}

// ---- pages --------------------------------------------------------------------------------------------

static bool has_word(const struct endpoint *endpoint, enum answer_word word)
{
    for (uint32_t at = 0; at < endpoint->part_count; at++)
        if (endpoint->parts[at].word == word)
            return true;
    return false;
}

static int64_t constant_of(const struct expression *expression)
{
    if (!expression || expression->kind != EXPRESSION_NUMBER ||
        strspn(expression->name, "0123456789") != strlen(expression->name) ||
        strlen(expression->name) > 18)
        return -1;
    return (int64_t)strtoull(expression->name, NULL, 10);
}

// The limit of the page is one parameter, that of the input `limit`, an integer, and stands nowhere
// else.
static bool take_one_more(struct service_maker *maker, struct endpoint *endpoint,
                          const struct statement_link *link)
{
    struct service_statement *statement = &endpoint->statements[endpoint->answering];
    int32_t number = link->limit_parameter;
    if (number < 1 || (uint32_t)number > statement->parameter_count)
        return false;
    struct service_parameter *parameter = &statement->parameters[number - 1];
    if (parameter->source != VALUE_INPUT || parameter->input != endpoint->limit_input)
        return false;
    const struct schema_facts *facts = schema_facts_of(
        maker->design->arena, endpoint->inputs[endpoint->limit_input].field->schema);
    if (!facts->types || facts->types & ~(uint32_t)(JSON_INTEGER | JSON_NULL))
        return false;
    list_each (struct parameter *, written, &link->statement->parameters)
        if (written->number == number && written->places.count != 1)
            return false;
    parameter->is_page_limit = true;
    return true;
}

static void cursor_make(struct service_maker *maker, struct endpoint *endpoint,
                        const struct statement_link *link)
{
    endpoint->cursor_indices =
        arena_allocate(maker->arena, endpoint->cursor_count * sizeof *endpoint->cursor_indices);
    if (link->is_answer_open || !link->is_understood)
        return; // service_describe knows the columns for sure
    for (uint32_t at = 0; at < endpoint->cursor_count; at++) {
        bool found = false;
        list_each (struct answer_column, column, &link->answer)
            found = found || string_equal(column.name, endpoint->cursor_columns[at]);
        if (!found && has_word(endpoint, WORD_NEXT_CURSOR))
            service_refuse(maker, link->statement->place,
                           "%s: the rows have no column \"%s\", so no cursor can be made of "
                           ":cursor.%s",
                           endpoint->name, endpoint->cursor_columns[at],
                           endpoint->cursor_columns[at]);
    }
}

// x-lintel says which columns the keyset has; the SQL is what compares them.
static void cursor_check(struct service_maker *maker, const struct endpoint *endpoint)
{
    const struct operation *operation = endpoint->operation;
    list_each (const char *, name, &operation->settings.cursor) {
        bool found = false;
        for (uint32_t at = 0; at < endpoint->cursor_count; at++)
            found = found || strcmp(endpoint->cursor_columns[at], name) == 0;
        if (!found)
            service_refuse(maker, operation->place,
                           "%s: x-lintel names \"%s\" as a column of its cursor, and no statement "
                           "compares :cursor.%s",
                           endpoint->name, name, name);
    }
}

static bool can_total(const struct endpoint *endpoint, const struct statement_link *link)
{
    if (endpoint->count)
        return true;
    list_each (struct answer_column, column, &link->answer)
        if (string_equal(column.name, "total"))
            return true;
    return false;
}

static void page_make(struct service_maker *maker, struct endpoint *endpoint)
{
    if (endpoint->answering == UINT32_MAX || endpoint->answer->envelope != ENVELOPE_WRAPPED)
        return;
    const struct statement_link *link = endpoint->statements[endpoint->answering].link;
    const struct query *query = link->statement->query;
    endpoint->limit_constant = constant_of(query ? query->limit : NULL);
    endpoint->offset_constant = constant_of(query ? query->offset : NULL);
    cursor_make(maker, endpoint, link);
    bool has_more = has_word(endpoint, WORD_HAS_MORE),
         has_next = has_word(endpoint, WORD_NEXT_CURSOR);
    if ((!has_more && !has_next) || endpoint->link->query->kind != ANSWER_KIND_MANY)
        return;
    endpoint->takes_one_more = take_one_more(maker, endpoint, link);
    if (endpoint->takes_one_more)
        return;
    endpoint->is_more_by_total =
        !has_next && endpoint->cursor_count == 0 && can_total(endpoint, link);
    if (!endpoint->is_more_by_total)
        service_refuse(maker, link->statement->place,
                       "%s: whether there are more rows than a page holds cannot be known: write "
                       "LIMIT :limit, use :limit nowhere else in the statement, and declare the "
                       "query parameter \"limit\", an integer",
                       endpoint->name);
}

void service_answer(struct service_maker *maker, struct endpoint *endpoint)
{
    endpoint->answer = &endpoint->link->answer;
    endpoint->total_column = UINT32_MAX;
    endpoint->limit_constant = endpoint->offset_constant = -1;
    endpoint->content_type = content_type(endpoint->answer->response);
    status_make(maker, endpoint);
    if (endpoint->answer->envelope == ENVELOPE_WRAPPED)
        parts_make(maker, endpoint);
    else if (endpoint->answer->envelope == ENVELOPE_TOKEN)
        token_make(maker, endpoint);
    page_make(maker, endpoint);
    cursor_check(maker, endpoint);
    bool needs_row = endpoint->link->query->kind == ANSWER_KIND_ONE ||
                     endpoint->link->query->kind == ANSWER_KIND_MANY;
    if (needs_row && endpoint->answering == UINT32_MAX && endpoint->link->is_understood)
        service_refuse(maker, endpoint->link->query->place,
                       "%s is %s, and none of its statements gives rows", endpoint->name,
                       endpoint->link->query->kind_text);
}
