// What PostgreSQL says of each statement, asked of the database that serves it, as every role that
// may run it: the types of parameters and columns. Whatever it refuses is said with its place, and
// so is a type that no answer can hold. A statement that means other types to another role (a
// search path that leads elsewhere) cannot be served.
#include "serve/service_part.h"

#include "base/word.h"
#include "link/schema_walk.h"
#include "postgres/connection.h"
#include "serve/answer_value.h"
#include "serve/variant.h"

struct describer {
    struct service_maker maker; // for messages
    struct connection *connection;
    struct service_types *types;
    struct arena *scratch;
    const struct endpoint *endpoint;
    const char *role;
    struct error *error;
};

// ---- parameters and columns ---------------------------------------------------------------------------

static struct place statement_place(const struct service_statement *statement)
{
    return statement->link->statement->place;
}

static must_check bool parameters_type(struct describer *describer,
                                       struct service_statement *statement,
                                       const struct sql_description *description)
{
    for (uint32_t at = 0; at < statement->parameter_count && at < description->parameters.count;
         at++) {
        struct service_parameter *parameter = &statement->parameters[at];
        const char *reason;
        parameter->type = description->parameters.items[at];
        if (!service_type_form(describer->types, parameter->type, &parameter->form,
                               &parameter->type_name, &reason, describer->error))
            return false;
        // What has no form of its own is still text to PostgreSQL.
        static const struct value_form plain = {.kind = VALUE_FORM_STRING};
        if (!parameter->form)
            parameter->form = &plain;
        if (!parameter->type_name)
            parameter->is_varied = false;
    }
    return true;
}

static must_check bool columns_type(struct describer *describer,
                                    struct service_statement *statement,
                                    const struct sql_description *description, bool is_answer)
{
    struct arena *arena = describer->maker.arena;
    statement->column_count = description->columns.count;
    statement->columns =
        arena_allocate(arena, statement->column_count * sizeof *statement->columns);
    for (uint32_t at = 0; at < statement->column_count; at++) {
        struct service_column *column = &statement->columns[at];
        const char *name, *reason;
        column->name = arena_copy_string(arena, description->columns.items[at].name);
        column->key = service_key(arena, column->name);
        column->key_length = strlen(column->key);
        column->type = description->columns.items[at].type;
        if (!service_type_form(describer->types, description->columns.items[at].type, &column->form,
                               &name, &reason, describer->error))
            return false;
        if (!column->form && is_answer)
            service_refuse(&describer->maker, statement_place(statement),
                           "%s: the column \"%s\" cannot be answered: %s",
                           describer->endpoint->name, column->name, reason);
    }
    return true;
}

// ---- one statement --------------------------------------------------------------------------------------

static bool is_same(const struct service_statement *statement,
                    const struct sql_description *description)
{
    if (description->parameters.count != statement->parameter_count ||
        description->columns.count != statement->column_count)
        return false;
    for (uint32_t at = 0; at < statement->parameter_count; at++)
        if (statement->parameters[at].type != description->parameters.items[at])
            return false;
    for (uint32_t at = 0; at < statement->column_count; at++)
        if (strcmp(statement->columns[at].name, description->columns.items[at].name) != 0)
            return false;
    return true;
}

// Whether the other parameters keep their types, and the columns their names.
static bool variant_is_same(const struct service_statement *statement, uint64_t pattern,
                            const struct sql_description *description)
{
    uint32_t bit = 0, kept = 0;
    for (uint32_t at = 0; at < statement->parameter_count; at++) {
        const struct service_parameter *parameter = &statement->parameters[at];
        bool is_absent = parameter->is_varied && (pattern >> bit) & 1;
        bit += parameter->is_varied;
        if (is_absent)
            continue;
        if (kept == description->parameters.count ||
            description->parameters.items[kept++] != parameter->type)
            return false;
    }
    if (kept != description->parameters.count ||
        description->columns.count != statement->column_count)
        return false;
    for (uint32_t at = 0; at < statement->column_count; at++)
        if (description->columns.items[at].type != statement->columns[at].type ||
            strcmp(description->columns.items[at].name, statement->columns[at].name) != 0)
            return false;
    return true;
}

// False: the database failed.
static must_check bool variant_try(struct describer *describer, struct service_statement *statement,
                                   uint64_t pattern, bool *fits)
{
    struct sql_description description = {0};
    struct sql_failure failure = {0};
    const char *text = variant_text(statement, pattern, describer->scratch);
    bool is_described = connection_describe(describer->connection, describer->scratch, text,
                                            &description, &failure, describer->error);
    *fits = is_described && variant_is_same(statement, pattern, &description);
    return is_described || failure.sqlstate[0];
}

// PostgreSQL takes the statement with each that may be absent, and with all of them, as the same
// statement (a few: in every combination); or it is not varied.
static must_check bool variants_try(struct describer *describer,
                                    struct service_statement *statement)
{
    enum { ALL_COMBINATIONS = 4 };
    uint32_t count = statement->varied_count;
    bool fits = true;
    for (uint64_t at = 1; fits && count <= ALL_COMBINATIONS && at < (uint64_t)1 << count; at++)
        if (!variant_try(describer, statement, at, &fits))
            return false;
    if (count > ALL_COMBINATIONS) {
        uint64_t all = count == 64 ? UINT64_MAX : ((uint64_t)1 << count) - 1;
        if (!variant_try(describer, statement, all, &fits))
            return false;
        for (uint32_t bit = 0; fits && bit < count; bit++)
            if (!variant_try(describer, statement, (uint64_t)1 << bit, &fits))
                return false;
    }
    if (fits)
        return true;
    for (uint32_t at = 0; at < statement->parameter_count; at++)
        statement->parameters[at].is_varied = false;
    statement->varied_count = 0;
    statement->is_custom = true;
    return true;
}

static must_check bool statement_describe(struct describer *describer,
                                          struct service_statement *statement, bool is_first,
                                          bool is_answer)
{
    struct sql_description description = {0};
    struct sql_failure failure = {0};
    if (!connection_describe(describer->connection, describer->scratch, statement->text,
                             &description, &failure, describer->error)) {
        if (!failure.sqlstate[0])
            return false;
        service_refuse(&describer->maker, statement_place(statement),
                       "%s as %s: PostgreSQL refuses it: %s (%s)", describer->endpoint->name,
                       describer->role, failure.message, failure.sqlstate);
        return true;
    }
    if (!is_first && !is_same(statement, &description)) {
        service_refuse(&describer->maker, statement_place(statement),
                       "%s: its types are others for %s than for the role before: what it names "
                       "must mean the same to both",
                       describer->endpoint->name, describer->role);
        return true;
    }
    if (!is_first)
        return variants_try(describer, statement);
    if (description.parameters.count != statement->parameter_count) {
        service_refuse(&describer->maker, statement_place(statement),
                       "%s: PostgreSQL finds %u parameters where the text has %u",
                       describer->endpoint->name, description.parameters.count,
                       statement->parameter_count);
        return true;
    }
    if (!parameters_type(describer, statement, &description) ||
        !columns_type(describer, statement, &description, is_answer))
        return false;
    statement->varied_count = 0;
    for (uint32_t at = 0; at < statement->parameter_count; at++)
        statement->varied_count += statement->parameters[at].is_varied;
    return variants_try(describer, statement);
}

// ---- the answer's columns ---------------------------------------------------------------------------------

// A name is sensitive by itself, with its table, or with its schema too.
static bool pattern_fits(struct arena *scratch, const char *pattern, const struct column *column,
                         const char *name)
{
    size_t length = strlen(pattern);
    if (pattern_matches(pattern, length, name))
        return true;
    if (!column || !column->relation)
        return false;
    const char *dotted = arena_format(scratch, "%s.%s", column->relation->name, column->name);
    return pattern_matches(pattern, length, column->name) ||
           pattern_matches(pattern, length, dotted) ||
           pattern_matches(pattern, length,
                           arena_format(scratch, "%s.%s", column->relation->schema, dotted));
}

// What linking knows of the column: those of the tables that its value is made of.
static const struct answer_column *answer_of(const struct service_statement *statement,
                                             uint32_t index)
{
    const struct statement_link *link = statement->link;
    return link->answer.count == statement->column_count ? &link->answer.items[index] : NULL;
}

static bool is_sensitive(const struct describer *describer,
                         const struct service_statement *statement, uint32_t index)
{
    const struct answer_column *answer = answer_of(statement, index);
    const char *name = statement->columns[index].name;
    list_each (struct manifest_text, pattern, &describer->maker.design->manifest->sensitive) {
        if (!pattern.text)
            continue;
        if (pattern_fits(describer->scratch, pattern.text, NULL, name))
            return true;
        if (answer)
            list_each (struct column *, column, &answer->reads)
                if (pattern_fits(describer->scratch, pattern.text, column, name))
                    return true;
    }
    return false;
}

// Where the contract says string, and not number, the digits stand in quotes; so they do in a
// token's claims that RFC 7519 calls strings.
static bool is_quoted(struct describer *describer, const struct endpoint *endpoint,
                      const struct service_column *column)
{
    struct value_schema *row = endpoint->answer->row_schema;
    if (!column->form || column->form->kind != VALUE_FORM_NUMBER)
        return false;
    if (endpoint->answer->envelope == ENVELOPE_TOKEN)
        return strcmp(column->name, "sub") == 0 || strcmp(column->name, "jti") == 0;
    if (!row)
        return false;
    struct arena *arena = describer->maker.design->arena;
    const struct schema_property *property =
        schema_facts_property(schema_facts_of(arena, row), column->name);
    if (!property)
        return false;
    const struct schema_facts *facts = schema_facts_of(arena, property->schema);
    return facts->types & JSON_STRING && !(facts->types & (JSON_NUMBER | JSON_INTEGER));
}

static void columns_finish(struct describer *describer, struct endpoint *endpoint)
{
    struct service_statement *statement = &endpoint->statements[endpoint->answering];
    struct service_maker *maker = &describer->maker;
    for (uint32_t at = 0; at < statement->column_count; at++) {
        struct service_column *column = &statement->columns[at];
        column->is_quoted = is_quoted(describer, endpoint, column);
        column->is_removed = is_sensitive(describer, statement, at);
        if (column->is_removed && endpoint->answer->envelope == ENVELOPE_JSON)
            service_refuse(maker, statement_place(statement),
                           "%s: its answer is the column \"%s\", which is declared sensitive",
                           endpoint->name, column->name);
        else if (column->is_removed)
            service_note(maker,
                         "%s leaves the column \"%s\" out of its answers: it is declared "
                         "sensitive.",
                         endpoint->name, column->name);
        if (service_column_find(statement, column->name) != at)
            service_refuse(maker, statement_place(statement),
                           "%s: two columns are named \"%s\", and a JSON object has each name once",
                           endpoint->name, column->name);
    }
    if (endpoint->answer->envelope == ENVELOPE_JSON && statement->column_count != 1)
        service_refuse(maker, statement_place(statement),
                       "%s: its answer is one column of json, and it has %u", endpoint->name,
                       statement->column_count);
    endpoint->total_column = endpoint->count ? UINT32_MAX : service_column_find(statement, "total");
    for (uint32_t at = 0; at < endpoint->cursor_count; at++) {
        endpoint->cursor_indices[at] = service_column_find(statement, endpoint->cursor_columns[at]);
        bool is_written = false;
        for (uint32_t part = 0; part < endpoint->part_count; part++)
            is_written |= endpoint->parts[part].word == WORD_NEXT_CURSOR;
        if (is_written && endpoint->cursor_indices[at] == UINT32_MAX)
            service_refuse(maker, statement_place(statement),
                           "%s: the rows have no column \"%s\", so no cursor can be made of "
                           ":cursor.%s",
                           endpoint->name, endpoint->cursor_columns[at],
                           endpoint->cursor_columns[at]);
    }
}

// ---- the walk -----------------------------------------------------------------------------------------------

static must_check bool role_set(struct describer *describer, const char *role, bool *is_there)
{
    struct text sql;
    struct sql_failure failure = {0};
    text_init(&sql);
    text_add(&sql, "SET ROLE ");
    text_add_char(&sql, '"');
    for (const char *at = role; *at; at++) {
        if (*at == '"')
            text_add_char(&sql, '"');
        text_add_char(&sql, *at);
    }
    text_add_char(&sql, '"');
    *is_there = connection_run(describer->connection, sql.string, describer->scratch, &failure,
                               describer->error);
    text_release(&sql);
    if (*is_there)
        return true;
    if (!failure.sqlstate[0])
        return false;
    service_refuse(&describer->maker, describer->endpoint->operation->place,
                   "%s: the database does not let the server become the role %s: %s (%s)",
                   describer->endpoint->name, role, failure.message, failure.sqlstate);
    return true;
}

static bool is_role_met(const struct endpoint *endpoint, uint32_t index)
{
    for (uint32_t at = 0; at < index; at++)
        if (strcmp(endpoint->alternatives[at].role, endpoint->alternatives[index].role) == 0)
            return true;
    return false;
}

static must_check bool endpoint_describe(struct describer *describer, struct endpoint *endpoint)
{
    bool is_first = true;
    uint32_t refusals = describer->maker.refusals;
    describer->endpoint = endpoint;
    for (uint32_t at = 0; at < endpoint->alternative_count; at++) {
        bool is_there;
        describer->role = endpoint->alternatives[at].role;
        if (is_role_met(endpoint, at))
            continue;
        if (!role_set(describer, describer->role, &is_there))
            return false;
        if (!is_there)
            continue;
        for (uint32_t of = 0; of < endpoint->statement_count; of++)
            if (!statement_describe(describer, &endpoint->statements[of], is_first,
                                    of == endpoint->answering))
                return false;
        if (endpoint->count && !statement_describe(describer, endpoint->count, is_first, true))
            return false;
        is_first = false;
    }
    if (describer->maker.refusals == refusals && !is_first && endpoint->answering != UINT32_MAX)
        columns_finish(describer, endpoint);
    if (describer->maker.refusals == refusals && endpoint->count &&
        endpoint->count->column_count != 1)
        service_refuse(&describer->maker, statement_place(endpoint->count),
                       "%s: its count gives %u columns, and a count is one", endpoint->name,
                       endpoint->count->column_count);
    return true;
}

static must_check bool service_describe_all(struct describer *describer, struct service *service)
{
    for (uint32_t at = 0; at < service->endpoint_count; at++) {
        struct arena_mark mark = arena_mark(describer->scratch);
        if (!endpoint_describe(describer, service->endpoints[at]))
            return false;
        arena_rewind(describer->scratch, mark);
    }
    return true;
}

bool service_describe(struct service *service, const char *connection_string,
                      void (*complain)(void *context, const char *line), void *context,
                      struct error *error)
{
    enum { SECONDS = 10 };
    struct describer describer = {.maker = {.service = service,
                                            .arena = service->arena,
                                            .design = (struct design *)service->design,
                                            .complain = complain,
                                            .context = context},
                                  .error = error};
    if (!connection_open(&describer.connection, connection_string, SECONDS, error))
        return false;
    describer.scratch = arena_new();
    describer.types = service_types_new(service->arena, describer.connection);
    bool is_described = service_describe_all(&describer, service);
    connection_close(describer.connection);
    arena_free(describer.scratch);
    if (is_described && describer.maker.refusals)
        return error_set(error, "%u statements cannot be served", describer.maker.refusals);
    return is_described;
}
