// What stands around the rows of an answer: the closed vocabulary of envelopes, and the token that
// a sign-in answers with (REQUESTS.md, "Answers" and "Who asks"). See operation_fill.h.
//
//     envelope = the property of the rows, words, { meta: { words } }
//     word     = total | limit | offset | page | pages | next_cursor | has_more | timestamp
//     token    = (token | access_token), token_type, expires_in
#include "link/operation_fill.h"
#include "link/schema_walk.h"

// ---- the vocabulary of envelopes -------------------------------------------------------------------

static bool has_field(const struct filler *filler, const char *name)
{
    list_each (struct field *, field, &filler->link->fields)
        if (strcmp(field->parameter, name) == 0)
            return true;
    return false;
}

static bool is_number(const struct type_name *type)
{
    static const char *const names[] = {"int2", "int4", "int8", "numeric", "float4", "float8"};
    if (type->dimensions == 0 && string_equal(type->schema, "pg_catalog"))
        for (size_t at = 0; at < array_length(names); at++)
            if (strcmp(type->name, names[at]) == 0)
                return true;
    return false;
}

static const char several_rows[] = "nothing keeps it from giving several rows";

// Why the query name.count gives no total, a clause for messages; NULL where it does, or may.
static const char *count_fault(const struct filler *filler)
{
    const struct operation_link *link = filler->link;
    const struct statement_link *rows = NULL;
    if (!link->count)
        return NULL;
    if (link->count->kind != ANSWER_KIND_ONE)
        return "it is not :one";
    list_each (struct statement_link *, statement, &link->count_statements) {
        if (!statement->is_understood || statement->is_answer_open)
            return NULL;
        rows = statement->answer.count ? statement : rows;
    }
    if (!rows)
        return "it gives no row";
    if (rows->answer.count != 1)
        return "it has several columns";
    if (rows->answer.items[0].type && !is_number(rows->answer.items[0].type))
        return "its column is no number";
    return rows->rows == ROWS_MANY ? several_rows : NULL;
}

static bool can_total(const struct filler *filler)
{
    return filler->link->count ? !count_fault(filler) : filler_has_column(filler, "total");
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

bool filler_is_word(const char *name)
{
    return word_find(name) >= 0;
}

bool filler_is_answered(const struct schema_property *property)
{
    return !(property->schema && property->schema->is_write_only);
}

// The column of the keyset that the last row does not hold, so that no cursor can be made of it;
// NULL where there is none.
static const char *missing_of_cursor(const struct filler *filler)
{
    if (!filler->rows || !filler->rows->is_understood || filler->rows->is_answer_open)
        return NULL;
    list_each (struct parameter_binding, binding, &filler->link->bindings)
        if (string_equal(binding.parameter->scope, "cursor") &&
            !filler_has_column(filler, binding.parameter->field))
            return binding.parameter->field;
    return NULL;
}

static void add_part(struct filler *filler, const struct schema_property *property, bool is_in_meta)
{
    int at = word_find(property->name);
    const char *operation = filler->link->operation->name;
    struct place place = property->property->place;
    if (!filler_is_answered(property))
        return;
    if (at < 0) {
        filler_fault(
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
    const char *fault = filler->link->count ? count_fault(filler) : NULL;
    if (fault && vocabulary[at].can == can_total) {
        filler_fault(
            filler, (struct answer_fault){
                        // Several rows are only feared: what the tables hold decides.
                        .is_required = property->is_required && fault != several_rows,
                        .reason = arena_format(filler->arena,
                                               "the query %s.count does not give \"%s\" of %s: %s",
                                               operation, property->name, operation, fault),
                        .help = arena_format(filler->arena,
                                             "write \"-- name: %s.count :one\" and SELECT count(*)",
                                             operation),
                        .place = place});
        return;
    }
    const char *missing = vocabulary[at].can == can_cursor ? missing_of_cursor(filler) : NULL;
    if (missing) {
        filler_fault(
            filler,
            (struct answer_fault){
                .is_required = property->is_required,
                .reason = arena_format(filler->arena,
                                       "\"%s\" of %s cannot be made of the last row: the rows have "
                                       "no column \"%s\", which :cursor.%s is of",
                                       property->name, operation, missing, missing),
                .help =
                    arena_format(filler->arena, "select %s in the query %s", missing, operation),
                .place = place});
        return;
    }
    if (!vocabulary[at].can(filler)) {
        // Which of the words can be filled must not hang on what lintel does not understand.
        if (filler->rows && !filler->rows->is_understood)
            return;
        const char *need = arena_format(filler->arena, vocabulary[at].need, operation);
        filler_fault(filler,
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

bool filler_is_meta(struct filler *filler, const struct schema_property *property)
{
    return strcmp(property->name, "meta") == 0 &&
           schema_may_be(schema_facts_of(filler->arena, property->schema), JSON_OBJECT);
}

// Everything of an envelope but the rows.
void filler_add_parts(struct filler *filler, const struct schema_facts *facts,
                      const struct schema_property *rows)
{
    for (uint32_t at = 0; at < facts->properties.count; at++) {
        const struct schema_property *property = &facts->properties.items[at];
        if (property == rows)
            continue;
        if (!filler_is_meta(filler, property)) {
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

// ---- tokens ----------------------------------------------------------------------------------------

static bool is_token_word(const char *name)
{
    return strcmp(name, "token") == 0 || strcmp(name, "access_token") == 0;
}

static bool is_beside_token(const char *name)
{
    return strcmp(name, "token_type") == 0 || strcmp(name, "expires_in") == 0;
}

// The row's columns are the token's claims, so no property has to hold them.
void filler_fill_token(struct filler *filler, const struct schema_facts *facts)
{
    struct arena *arena = filler->arena;
    const char *name = filler->link->operation->name;
    bool has_token = false;
    filler->answer->envelope = ENVELOPE_TOKEN;
    if (facts->types == 0 && facts->properties.count == 0)
        return; // any value: an object with a token is one
    for (uint32_t at = 0; at < facts->properties.count; at++) {
        const struct schema_property *property = &facts->properties.items[at];
        if (!filler_is_answered(property))
            continue;
        const struct schema_facts *value = schema_facts_of(arena, property->schema);
        if (is_token_word(property->name) && schema_may_be(value, JSON_STRING)) {
            has_token = true;
            continue;
        }
        if (is_beside_token(property->name))
            continue;
        filler_fault(filler, (struct answer_fault){
                                 .is_required = property->is_required && property->is_certain,
                                 .reason = arena_format(arena,
                                                        "nothing fills \"%s\" of %s: it issues a "
                                                        "token, whose claims are the row",
                                                        property->name, name),
                                 .help = "the answer holds \"token\" (or \"access_token\"), a "
                                         "string, and beside it \"token_type\" and "
                                         "\"expires_in\"; drop the property",
                                 .place = property->property->place});
    }
    if (has_token || filler->answer->envelope == ENVELOPE_UNFILLABLE)
        return;
    if (schema_may_be(facts, JSON_OBJECT) && !facts->is_closed)
        return; // any object: the token may be in it
    if (!facts->is_known) {
        filler->answer->envelope = ENVELOPE_UNKNOWN;
        filler->answer->reason = "the schema of the answer is not known to the end";
        return;
    }
    filler_fault(filler,
                 (struct answer_fault){
                     .is_required = true,
                     .reason = arena_format(arena,
                                            "%s issues a token (x-lintel), and its answer has no "
                                            "property for it",
                                            name),
                     .help = "declare the answer as an object with \"token\", a string",
                     .place = filler->answer->response->json->place});
}
