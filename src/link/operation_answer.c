// The answer of an operation: whether the rows of its query can fill what the contract's 2xx
// response declares, and in which envelope (REQUESTS.md, "Answers").
//
//     answer   = row | rows | wrapped | json | token | nothing
//     wrapped  = an object with one property that fits the rows, and beside it, or inside one
//     nested
//                `meta`, words of a closed vocabulary (operation_envelope.c)
#include "design/lookup.h"
#include "link/operation_fill.h"
#include "link/schema_walk.h"

// ---- faults ----------------------------------------------------------------------------------------

void filler_fault(struct filler *filler, struct answer_fault fault)
{
    struct answer_link *answer = filler->answer;
    if (answer->faults.count == 0 || (fault.is_required && !answer->faults.items[0].is_required))
        answer->reason = fault.reason;
    if (fault.is_required)
        answer->envelope = ENVELOPE_UNFILLABLE;
    list_add(filler->arena, &answer->faults, fault);
}

void filler_kind_fault(struct filler *filler, const char *reason, const char *help)
{
    const struct named_query *query = filler->link->query;
    filler_fault(filler,
                 (struct answer_fault){true, true, reason, help,
                                       query->kind_place.file ? query->kind_place : query->place});
}

bool filler_has_column(const struct filler *filler, const char *name)
{
    if (filler->rows)
        for (uint32_t at = 0; at < filler->rows->answer.count; at++)
            if (string_equal(filler->rows->answer.items[at].name, name))
                return true;
    return false;
}

// ---- rows ------------------------------------------------------------------------------------------

static bool is_json(const struct type_name *type)
{
    return type && type->dimensions == 0 && string_equal(type->schema, "pg_catalog") &&
           (strcmp(type->name, "json") == 0 || strcmp(type->name, "jsonb") == 0);
}

// The only column, of json, that the contract does not name.
static bool is_json_answer(const struct filler *filler, const struct schema_facts *facts)
{
    const struct statement_link *rows = filler->rows;
    return rows && !rows->is_answer_open && rows->answer.count == 1 &&
           is_json(rows->answer.items[0].type) &&
           !schema_facts_property(facts, rows->answer.items[0].name);
}

// A row is an object, so the contract must let it be one. False where it is not, or not known.
static bool is_object_answered(struct filler *filler, const struct schema_facts *facts)
{
    const struct statement_link *rows = filler->rows;
    bool is_one = filler->link->query->kind == ANSWER_KIND_ONE;
    if (schema_may_be(facts, JSON_OBJECT))
        return true;
    if (!rows || rows->is_answer_open || !rows->is_understood) {
        filler->answer->reason = "the columns of the answer are not all known";
    } else if (rows->answer.count == 1 && !rows->answer.items[0].type) {
        filler->answer->reason = "the type of the only column is not known";
    } else {
        const char *type = json_types_text(filler->arena, facts->types);
        const char *name = filler->link->operation->name;
        filler_kind_fault(
            filler,
            arena_format(filler->arena,
                         is_one ? "the query %s answers one row as an object (:one) where the "
                                  "contract answers a value of type %s"
                                : "the query %s answers its rows as objects (:many) where the "
                                  "contract answers a list of values of type %s",
                         name, type),
            is_one ? "answer all rows (:many), or declare the answer as an object"
                   : "declare the items as objects of the query's columns");
        return false;
    }
    filler->answer->envelope = ENVELOPE_UNKNOWN;
    return false;
}

// A write without RETURNING after the statement that answers: its row is what was meant.
static bool has_later_write(const struct filler *filler)
{
    bool is_later = false;
    list_each (struct statement_link *, statement, &filler->link->statements) {
        if (is_later && statement->writes && statement->rows == ROWS_NONE)
            return true;
        is_later |= statement == filler->rows;
    }
    return false;
}

// Whatever a row's object must have and no column gives.
static void check_row(struct filler *filler, struct value_schema *schema)
{
    const struct statement_link *rows = filler->rows;
    const struct schema_facts *facts = schema_facts_of(filler->arena, schema);
    if (is_json_answer(filler, facts) || !is_object_answered(filler, facts))
        return;
    if (!rows || !rows->is_understood || rows->is_answer_open || !facts->is_known)
        return;
    for (uint32_t at = 0; at < facts->properties.count; at++) {
        const struct schema_property *property = &facts->properties.items[at];
        if (!property->is_required || !property->is_certain || !filler_is_answered(property) ||
            filler_has_column(filler, property->name))
            continue;
        const char *operation = filler->link->operation->name;
        const char *name = property->name;
        bool is_later = has_later_write(filler);
        filler_fault(
            filler,
            (struct answer_fault){
                .is_required = true,
                .reason = arena_format(filler->arena,
                                       is_later ? "the last statement of %s gives no row, so the "
                                                  "one before it answers, which has no column "
                                                  "\"%s\""
                                                : "the rows of %s have no column \"%s\", which the "
                                                  "contract requires",
                                       operation, name),
                .help = is_later
                            ? arena_format(filler->arena,
                                           "end the last statement of %s with RETURNING", operation)
                            : arena_format(filler->arena,
                                           "select it in the query %s, or take it out of "
                                           "`required`",
                                           operation),
                .place = property->property->place});
        if (is_later)
            return; // one cause
    }
}

static const struct schema_property *only_property(struct filler *filler,
                                                   const struct schema_facts *facts, uint32_t type,
                                                   uint32_t *count)
{
    const struct schema_property *found = NULL;
    *count = 0;
    for (uint32_t at = 0; at < facts->properties.count; at++) {
        const struct schema_property *property = &facts->properties.items[at];
        const struct schema_facts *value = schema_facts_of(filler->arena, property->schema);
        bool fits = schema_is_only(value, type) ||
                    (value->types == 0 &&
                     (type == JSON_ARRAY ? value->items != NULL : value->properties.count > 0));
        if (!fits || filler_is_word(property->name) || filler_is_meta(filler, property))
            continue;
        found = property;
        *count += 1;
    }
    return *count == 1 ? found : NULL;
}

static void fill_wrapped(struct filler *filler, const struct schema_facts *facts,
                         const struct schema_property *rows, struct value_schema *row_schema)
{
    filler->answer->envelope = ENVELOPE_WRAPPED;
    filler->answer->rows = rows->property;
    filler->answer->row_schema = row_schema;
    filler_add_parts(filler, facts, rows);
    check_row(filler, row_schema);
}

// :many
static void fill_many(struct filler *filler, const struct schema_facts *facts,
                      struct value_schema *schema)
{
    struct answer_link *answer = filler->answer;
    uint32_t count;
    const char *name = filler->link->operation->name;
    if (facts->types == 0 && facts->properties.count == 0) {
        answer->envelope = ENVELOPE_ARRAY; // any value: an array is one
        answer->row_schema = facts->items;
    } else if (schema_is_only(facts, JSON_ARRAY)) {
        answer->envelope = ENVELOPE_ARRAY;
        answer->row_schema = facts->items;
        check_row(filler, facts->items);
    } else if (!schema_may_be(facts, JSON_OBJECT)) {
        filler_kind_fault(
            filler,
            arena_format(filler->arena,
                         "the query %s answers a list (:many) where the contract answers a "
                         "value of type %s",
                         name, json_types_text(filler->arena, facts->types)),
            "answer one row (:one), or declare the answer as an array");
    } else {
        const struct schema_property *rows = only_property(filler, facts, JSON_ARRAY, &count);
        if (rows) {
            fill_wrapped(filler, facts, rows, schema_facts_of(filler->arena, rows->schema)->items);
        } else if (!facts->is_known) {
            answer->reason = "the schema of the answer is not known to the end";
        } else if (count > 1) {
            filler_fault(filler, (struct answer_fault){.is_required = true,
                                                       .reason = arena_format(
                                                           filler->arena,
                                                           "several properties of the answer of %s "
                                                           "are arrays, so none is the one for its "
                                                           "rows",
                                                           name),
                                                       .help = "leave one array in the answer",
                                                       .place = schema->place});
        } else {
            filler_kind_fault(
                filler,
                arena_format(filler->arena,
                             "the query %s answers a list (:many) where the contract "
                             "answers an object without a property for the rows",
                             name),
                "answer one row (:one), or declare an array, or an object with one property "
                "that is an array");
        }
    }
}

// An object is an envelope of one row where its one object is no column and all beside it is of the
// vocabulary; else it is the row.
static const struct schema_property *envelope_of_one(struct filler *filler,
                                                     const struct schema_facts *facts)
{
    uint32_t count;
    const struct schema_property *rows = only_property(filler, facts, JSON_OBJECT, &count);
    if (!rows || filler_has_column(filler, rows->name))
        return NULL;
    for (uint32_t at = 0; at < facts->properties.count; at++) {
        const struct schema_property *property = &facts->properties.items[at];
        if (property != rows && !filler_is_word(property->name) &&
            !filler_is_meta(filler, property))
            return NULL;
        if (property != rows && filler_has_column(filler, property->name))
            return NULL;
    }
    return rows;
}

// An object with one array, none of whose properties is a column: the envelope of a list.
static const struct schema_property *list_of_rows(struct filler *filler,
                                                  const struct schema_facts *facts)
{
    uint32_t count;
    const struct statement_link *rows = filler->rows;
    if (!rows || !rows->is_understood || rows->is_answer_open)
        return NULL;
    for (uint32_t at = 0; at < facts->properties.count; at++)
        if (filler_has_column(filler, facts->properties.items[at].name))
            return NULL;
    return only_property(filler, facts, JSON_ARRAY, &count);
}

// :one
static void fill_one(struct filler *filler, const struct schema_facts *facts,
                     struct value_schema *schema)
{
    struct answer_link *answer = filler->answer;
    if (is_json_answer(filler, facts)) {
        answer->envelope = ENVELOPE_JSON;
        return;
    }
    if (!is_object_answered(filler, facts))
        return;
    const struct schema_property *rows = envelope_of_one(filler, facts), *list;
    if (rows) {
        fill_wrapped(filler, facts, rows, rows->schema);
    } else if ((list = list_of_rows(filler, facts))) {
        filler_kind_fault(
            filler,
            arena_format(filler->arena,
                         "the query %s answers one row (:one) where the contract answers a "
                         "list, in \"%s\"",
                         filler->link->operation->name, list->name),
            "answer all rows (:many), or declare the answer as one row's object");
    } else {
        answer->envelope = ENVELOPE_OBJECT;
        answer->row_schema = schema;
        check_row(filler, schema);
    }
}

// ---- the response ----------------------------------------------------------------------------------

static bool is_success(const struct response *response)
{
    return response->status == 2 || (response->status >= 200 && response->status < 300);
}

// Whether no statement of the query gives rows, surely: writes without RETURNING.
static bool is_without_rows(const struct operation_link *link)
{
    list_each (struct statement_link *, statement, &link->statements)
        if (statement->rows != ROWS_NONE)
            return false;
    return link->statements.count > 0;
}

// :one would be 404 always, :many an empty list.
static void rows_fault(struct filler *filler)
{
    const struct named_query *query = filler->link->query;
    bool is_one = query->kind == ANSWER_KIND_ONE;
    filler_kind_fault(
        filler,
        arena_format(filler->arena,
                     is_one ? "the query %s answers one row (:one), and none of its statements "
                              "gives any: every call would be 404"
                            : "the query %s answers its rows (:many), and none of its statements "
                              "gives any: the list would always be empty",
                     query->name),
        filler->answer->response->media.count
            ? "return the row: RETURNING ..."
            : "return the row (RETURNING ...), or write :execrows, which answers 404 where no row "
              "is touched");
}

static void fill(struct filler *filler)
{
    struct answer_link *answer = filler->answer;
    const struct named_query *query = filler->link->query;
    const struct response *response = answer->response;
    const char *name = filler->link->operation->name;
    bool is_exec = query->kind == ANSWER_KIND_EXEC || query->kind == ANSWER_KIND_EXECROWS;
    if (query->kind == ANSWER_KIND_OTHER) {
        answer->reason = "the query's kind is none that an answer is made of";
    } else if (!is_exec && is_without_rows(filler->link)) {
        rows_fault(filler);
    } else if (filler->link->operation->settings.issues && query->kind != ANSWER_KIND_ONE) {
        filler_kind_fault(filler,
                          arena_format(filler->arena,
                                       "%s issues a token, whose claims are one row, and its query "
                                       "is %s",
                                       name, query->kind_text),
                          "answer the row of claims (:one)");
    } else if (response->media.count == 0) {
        answer->envelope = ENVELOPE_NONE;
        if (filler->link->operation->settings.issues)
            filler_fault(filler,
                         (struct answer_fault){
                             .is_required = true,
                             .reason = arena_format(filler->arena,
                                                    "%s issues a token (x-lintel), and its answer "
                                                    "has no body",
                                                    name),
                             .help = "declare the answer as an object with \"token\", a string",
                             .place = response->place});
        if (query->kind == ANSWER_KIND_MANY)
            filler_fault(filler,
                         (struct answer_fault){
                             .is_kind = true,
                             .reason = arena_format(filler->arena,
                                                    "the query %s answers a list (:many) "
                                                    "where the contract answers nothing",
                                                    name),
                             .help = "write :exec or :execrows, or declare the content of the "
                                     "response",
                             .place = query->kind_place});
    } else if (!response->json) {
        answer->reason = "the response is not JSON";
        const struct media *media = &response->media.items[0];
        // application/json without a schema: any value.
        if (strstr(media->type, "json"))
            answer->envelope = is_exec                          ? ENVELOPE_UNKNOWN
                               : query->kind == ANSWER_KIND_ONE ? ENVELOPE_OBJECT
                                                                : ENVELOPE_ARRAY;
    } else if (is_exec) {
        filler_kind_fault(
            filler,
            arena_format(filler->arena,
                         "the query %s answers nothing (%s) where the contract answers a "
                         "body",
                         name, query->kind_text),
            "return the row (RETURNING ...) and write :one, or declare 204 without content");
    } else {
        const struct schema_facts *facts = schema_facts_of(filler->arena, response->json);
        if (filler->link->operation->settings.issues)
            filler_fill_token(filler, facts);
        else if (query->kind == ANSWER_KIND_MANY)
            fill_many(filler, facts, response->json);
        else
            fill_one(filler, facts, response->json);
    }
}

// A statement that did not parse may be the one that answers.
static bool has_unread(const struct operation_link *link)
{
    list_each (struct statement_link *, statement, &link->statements)
        if (!statement->statement->command)
            return true;
    return false;
}

void operation_link_answer(struct design *design, struct operation_link *link)
{
    struct filler filler = {.design = design,
                            .arena = design->arena,
                            .link = link,
                            .rows = link->answers,
                            .answer = &link->answer};
    const struct response *only = NULL;
    list_each (struct response *, response, &link->operation->responses)
        if (is_success(response)) {
            only = response;
            link->answer.success_count++;
        }
    if (!only || link->answer.success_count != 1)
        return;
    link->answer.response = only;
    if (has_unread(link))
        link->answer.reason = "a statement of the query could not be read";
    else if (link->query)
        fill(&filler);
}
