// The answer of an operation: whether the rows of its query can fill what the contract's 2xx
// response declares, and in which envelope (REQUESTS.md, "Answers").
//
//     answer   = row | rows | wrapped | json | nothing
//     wrapped  = an object with one property that fits the rows, and beside it, or inside one
//     nested
//                `meta`, words of a closed vocabulary
#include "design/lookup.h"
#include "link/operation.h"
#include "link/schema_walk.h"

struct filler {
    struct design *design;
    struct arena *arena;
    struct operation_link *link;
    const struct statement_link *rows; // the statement that answers, or NULL
    struct answer_link *answer;
};

// ---- faults ----------------------------------------------------------------------------------------

static void fault_add(struct filler *filler, struct answer_fault fault)
{
    struct answer_link *answer = filler->answer;
    if (answer->faults.count == 0 || (fault.is_required && !answer->faults.items[0].is_required)) {
        answer->reason = fault.reason;
        answer->reason_place = fault.place;
    }
    if (fault.is_required)
        answer->envelope = ENVELOPE_UNFILLABLE;
    list_add(filler->arena, &answer->faults, fault);
}

static void kind_fault(struct filler *filler, const char *reason, const char *help)
{
    const struct named_query *query = filler->link->query;
    fault_add(filler,
              (struct answer_fault){true, true, reason, help,
                                    query->kind_place.file ? query->kind_place : query->place});
}

// ---- the vocabulary of envelopes -------------------------------------------------------------------

static bool has_column(const struct filler *filler, const char *name)
{
    if (filler->rows)
        for (uint32_t at = 0; at < filler->rows->answer.count; at++)
            if (string_equal(filler->rows->answer.items[at].name, name))
                return true;
    return false;
}

static bool has_field(const struct filler *filler, const char *name)
{
    list_each (struct field *, field, &filler->link->fields)
        if (strcmp(field->parameter, name) == 0)
            return true;
    return false;
}

static bool can_total(const struct filler *filler)
{
    return filler->link->count || has_column(filler, "total");
}

static bool can_limit(const struct filler *filler)
{
    return (filler->rows && filler->rows->has_limit) || has_field(filler, "limit");
}

static bool can_offset(const struct filler *filler)
{
    return (filler->rows && filler->rows->has_offset) || has_field(filler, "offset");
}

static bool can_page(const struct filler *filler)
{
    return has_field(filler, "page") || (can_limit(filler) && can_offset(filler));
}

static bool can_pages(const struct filler *filler)
{
    return can_total(filler) && can_limit(filler);
}

static bool can_cursor(const struct filler *filler)
{
    list_each (struct parameter_binding, binding, &filler->link->bindings)
        if (string_equal(binding.parameter->scope, "cursor"))
            return true;
    return false;
}

static bool can_always(const struct filler *filler)
{
    (void)filler;
    return true;
}

static const struct {
    const char *word;
    bool (*can)(const struct filler *filler);
    const char *need, *help;
} vocabulary[] = {
    {"total", can_total, "there is no query %s.count",
     "add a query \"-- name: %s.count :one\" that counts what the list holds"},
    {"limit", can_limit, "the query has no LIMIT", "add LIMIT :limit to %s"},
    {"offset", can_offset, "the query has no OFFSET", "add OFFSET :offset to %s"},
    {"page", can_page, "the operation takes no page and the query has no OFFSET",
     "add LIMIT and OFFSET to %s, or take a parameter \"page\""},
    {"pages", can_pages, "that needs a total (a .count query) and a LIMIT",
     "add a query \"-- name: %s.count :one\" and a LIMIT"},
    {"next_cursor", can_cursor, "the query has no keyset of :cursor parameters",
     "compare the sort columns of %s with :cursor parameters, as in (created_at, id) < "
     "(:cursor.created_at, :cursor.id)"},
    {"has_more", can_limit, "the query has no LIMIT", "add LIMIT :limit to %s"},
    {"timestamp", can_always, NULL, NULL},
};

static int word_find(const char *name)
{
    for (size_t at = 0; at < array_length(vocabulary); at++)
        if (strcmp(vocabulary[at].word, name) == 0)
            return (int)at;
    return -1;
}

static bool is_in_answer(const struct schema_property *property)
{
    return !(property->schema && property->schema->is_write_only);
}

static void add_part(struct filler *filler, const struct schema_property *property, bool is_in_meta)
{
    int at = word_find(property->name);
    const char *operation = filler->link->operation->name;
    struct place place = property->property->place;
    if (!is_in_answer(property))
        return;
    if (at < 0) {
        fault_add(
            filler,
            (struct answer_fault){
                .is_required = property->is_required,
                .reason = arena_format(filler->arena, "nothing fills \"%s\" beside the rows of %s",
                                       property->name, operation),
                .help = "an envelope holds the rows, and beside them total, limit, offset, "
                        "page, pages, next_cursor, has_more and timestamp; drop the property "
                        "or make it a column of the rows",
                .place = place});
        return;
    }
    if (!vocabulary[at].can(filler)) {
        // Which of the words can be filled must not hang on what lintel does not understand.
        if (filler->rows && !filler->rows->is_understood)
            return;
        const char *need = arena_format(filler->arena, vocabulary[at].need, operation);
        fault_add(filler,
                  (struct answer_fault){
                      .is_required = property->is_required,
                      .reason = arena_format(filler->arena, "nothing fills \"%s\" of %s: %s",
                                             property->name, operation, need),
                      .help = arena_format(filler->arena, vocabulary[at].help, operation),
                      .place = place});
        return;
    }
    list_add(filler->arena, &filler->answer->parts,
             (struct envelope_part){vocabulary[at].word, property->property, is_in_meta});
}

static bool is_meta(struct filler *filler, const struct schema_property *property)
{
    return strcmp(property->name, "meta") == 0 &&
           schema_may_be(schema_facts_of(filler->arena, property->schema), JSON_OBJECT);
}

// Everything of an envelope but the rows.
static void add_parts(struct filler *filler, const struct schema_facts *facts,
                      const struct schema_property *rows)
{
    for (uint32_t at = 0; at < facts->properties.count; at++) {
        const struct schema_property *property = &facts->properties.items[at];
        if (property == rows)
            continue;
        if (!is_meta(filler, property)) {
            add_part(filler, property, false);
            continue;
        }
        const struct schema_facts *meta = schema_facts_of(filler->arena, property->schema);
        for (uint32_t in = 0; in < meta->properties.count; in++) {
            struct schema_property part = meta->properties.items[in];
            part.is_required &= property->is_required;
            add_part(filler, &part, true);
        }
    }
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

// Whatever a row's object must have and no column gives.
static void check_row(struct filler *filler, struct value_schema *schema)
{
    const struct statement_link *rows = filler->rows;
    const struct schema_facts *facts = schema_facts_of(filler->arena, schema);
    if (!rows || !rows->is_understood || rows->is_answer_open || !facts->is_known ||
        is_json_answer(filler, facts) || !schema_may_be(facts, JSON_OBJECT))
        return;
    for (uint32_t at = 0; at < facts->properties.count; at++) {
        const struct schema_property *property = &facts->properties.items[at];
        if (!property->is_required || !property->is_certain || !is_in_answer(property) ||
            has_column(filler, property->name))
            continue;
        const char *operation = filler->link->operation->name;
        fault_add(filler,
                  (struct answer_fault){
                      .is_required = true,
                      .reason = arena_format(filler->arena,
                                             "the rows of %s have no column \"%s\", which the "
                                             "contract requires",
                                             operation, property->name),
                      .help = arena_format(filler->arena,
                                           "select it in the query %s, or take it out of "
                                           "`required`",
                                           operation),
                      .place = property->property->place});
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
        if (!fits || word_find(property->name) >= 0 || is_meta(filler, property))
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
    add_parts(filler, facts, rows);
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
        kind_fault(filler,
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
            fault_add(filler, (struct answer_fault){
                                  .is_required = true,
                                  .reason = arena_format(filler->arena,
                                                         "several properties of the answer of %s "
                                                         "are arrays, so none is the one for its "
                                                         "rows",
                                                         name),
                                  .help = "leave one array in the answer",
                                  .place = schema->place});
        } else {
            kind_fault(filler,
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
    if (!rows || has_column(filler, rows->name))
        return NULL;
    for (uint32_t at = 0; at < facts->properties.count; at++) {
        const struct schema_property *property = &facts->properties.items[at];
        if (property != rows && word_find(property->name) < 0 && !is_meta(filler, property))
            return NULL;
        if (property != rows && has_column(filler, property->name))
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
        if (has_column(filler, facts->properties.items[at].name))
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
    if (!schema_may_be(facts, JSON_OBJECT)) {
        const struct statement_link *rows = filler->rows;
        if (!rows || rows->is_answer_open || !rows->is_understood) {
            answer->reason = "the columns of the answer are not all known";
            return;
        }
        if (rows->answer.count == 1 && !rows->answer.items[0].type) {
            answer->reason = "the type of the only column is not known";
            return;
        }
        kind_fault(filler,
                   arena_format(filler->arena,
                                "the query %s answers one row as an object (:one) where the "
                                "contract answers a value of type %s",
                                filler->link->operation->name,
                                json_types_text(filler->arena, facts->types)),
                   "answer all rows (:many), or declare the answer as an object");
        return;
    }
    const struct schema_property *rows = envelope_of_one(filler, facts), *list;
    if (rows) {
        fill_wrapped(filler, facts, rows, rows->schema);
    } else if ((list = list_of_rows(filler, facts))) {
        kind_fault(filler,
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

static void fill(struct filler *filler)
{
    struct answer_link *answer = filler->answer;
    const struct named_query *query = filler->link->query;
    const struct response *response = answer->response;
    const char *name = filler->link->operation->name;
    bool is_exec = query->kind == ANSWER_KIND_EXEC || query->kind == ANSWER_KIND_EXECROWS;
    if (query->kind == ANSWER_KIND_OTHER) {
        answer->reason = "the query's kind is none that an answer is made of";
    } else if (response->media.count == 0) {
        answer->envelope = ENVELOPE_NONE;
        if (query->kind == ANSWER_KIND_MANY)
            fault_add(filler, (struct answer_fault){
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
        answer->reason_place = media->place;
        // application/json without a schema: any value.
        if (strstr(media->type, "json"))
            answer->envelope = is_exec                          ? ENVELOPE_UNKNOWN
                               : query->kind == ANSWER_KIND_ONE ? ENVELOPE_OBJECT
                                                                : ENVELOPE_ARRAY;
    } else if (is_exec) {
        kind_fault(filler,
                   arena_format(filler->arena,
                                "the query %s answers nothing (%s) where the contract answers a "
                                "body",
                                name, query->kind_text),
                   "return the row (RETURNING ...) and write :one, or declare 204 without content");
    } else {
        const struct schema_facts *facts = schema_facts_of(filler->arena, response->json);
        if (query->kind == ANSWER_KIND_MANY)
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
