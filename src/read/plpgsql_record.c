// Variables: declaring and finding them, and rows as values (RECORD, %ROWTYPE, a table's type).
#include "read/plpgsql_part.h"

#include "read/resolve.h"

struct plpgsql_variable *plpgsql_find_variable(const struct plpgsql_state *state, const char *label,
                                               const char *name)
{
    for (uint32_t i = state->variables.count; i-- > 0;) {
        struct plpgsql_variable *variable = &state->variables.items[i];
        if (string_equal(variable->name, name) && (!label || string_equal(variable->label, label)))
            return variable;
    }
    return NULL;
}

// ---- rows -----------------------------------------------------------------------------------------

static struct plpgsql_record *record_make(struct plpgsql_run *run)
{
    return arena_make(run->body->replay->scratch, struct plpgsql_record);
}

void plpgsql_assign_row(struct plpgsql_run *run, struct plpgsql_variable *variable,
                        struct query *query, uint32_t size)
{
    struct plpgsql_record *record = record_make(run);
    record->query = query;
    record->size = size;
    // A variable of a row type keeps its own names; what is selected goes in by position.
    const struct relation *row_of = variable->row_of;
    for (uint32_t i = 0; i < query->outputs.count; i++) {
        struct output *output = &query->outputs.items[i];
        struct plpgsql_field field = {.name = output->name, .type = output->type, .size = size};
        if (row_of && i < row_of->columns.count)
            field.name = row_of->columns.items[i]->name;
        list_add(run->body->replay->scratch, &record->fields, field);
    }
    const struct type_name *only = query->outputs.count == 1 ? query->outputs.items[0].type : NULL;
    if (query->is_open || (only && only->row_of))
        plpgsql_unread(run->body, "it selects into %s columns that are not known", variable->name);
    variable->record = record;
    variable->value = NULL;
}

// A field of what is one value: (value).name.
static struct expression *field_of_value(struct plpgsql_run *run,
                                         const struct plpgsql_variable *variable, const char *name,
                                         uint32_t *size)
{
    struct expression *field = plpgsql_make(run, EXPRESSION_FIELD);
    field->name = name;
    list_add(run->body->replay->arena, &field->operands, variable->value);
    *size = variable->size + 1;
    const struct type_name *type = variable->type;
    const struct relation *row_of = type && type->row_of ? type->row_of : variable->row_of;
    if (row_of && !row_of->is_open) {
        const struct column *column = relation_find_column(row_of, name);
        if (!column)
            return NULL;
        field->value_type = column->type;
    }
    return field;
}

struct expression *plpgsql_field(struct plpgsql_run *run, const struct plpgsql_variable *variable,
                                 const char *name, uint32_t *size)
{
    if (variable->value)
        return field_of_value(run, variable, name, size);
    const struct plpgsql_record *record = variable->record;
    *size = 1;
    if (!record || record->is_nothing)
        return plpgsql_null(run);
    for (uint32_t i = 0; i < record->fields.count; i++) {
        const struct plpgsql_field *field = &record->fields.items[i];
        if (!string_equal(field->name, name))
            continue;
        *size = field->size;
        return field->value ? field->value : plpgsql_output(run, record->query, i);
    }
    return NULL;
}

// ---- types ----------------------------------------------------------------------------------------

// The names of a dotted name, at most three; 0 where the span is none.
static uint32_t names_of(const struct plpgsql_body *body, struct span span, const char *names[3])
{
    uint32_t count = 0;
    for (uint32_t at = span.from; at < span.to; at += 2) {
        if (count == 3 || !plpgsql_name(body, at) ||
            (at + 1 < span.to && !plpgsql_token_is(body, at + 1, ".")))
            return 0;
        names[count++] = plpgsql_name(body, at);
    }
    return count;
}

// variable%TYPE, table.column%TYPE
static void copy_type(struct plpgsql_run *run, const struct plpgsql_state *state, struct span span,
                      struct plpgsql_variable *variable)
{
    const char *names[3];
    uint32_t count = names_of(run->body, span, names);
    if (count == 0)
        return;
    const struct plpgsql_variable *other =
        plpgsql_find_variable(state, count == 2 ? names[0] : NULL, names[count == 2 ? 1 : 0]);
    if (count < 3 && other) {
        variable->type = other->type;
        variable->row_of = other->row_of;
        variable->is_row = other->is_row;
        return;
    }
    const struct relation *relation =
        count > 1 ? replay_find_relation(run->body->replay, count == 3 ? names[0] : NULL,
                                         names[count - 2])
                  : NULL;
    const struct column *column =
        relation ? relation_find_column(relation, names[count - 1]) : NULL;
    variable->type = column ? column->type : NULL;
}

static void read_type(struct plpgsql_run *run, const struct plpgsql_state *state, struct span span,
                      struct plpgsql_variable *variable)
{
    struct plpgsql_body *body = run->body;
    const char *names[3];
    bool is_copy = span.to >= span.from + 3 && plpgsql_token_is(body, span.to - 2, "%");
    bool is_row = is_copy && plpgsql_token_is(body, span.to - 1, "ROWTYPE");
    if (is_copy)
        span.to -= 2;
    if (is_copy && !is_row) {
        copy_type(run, state, span, variable);
        return;
    }
    uint32_t count = names_of(body, span, names);
    if (count == 1 && strcmp(names[0], "record") == 0) {
        variable->is_row = true;
        return;
    }
    if (count == 1 || count == 2)
        variable->row_of =
            replay_find_relation(body->replay, count == 2 ? names[0] : NULL, names[count - 1]);
    variable->is_row = is_row || variable->row_of != NULL;
    if (variable->is_row)
        return;
    variable->type = body_type(body->replay, plpgsql_text(body, span));
    const struct type *type = variable->type ? variable->type->type : NULL;
    variable->is_row = type && type->kind == TYPE_COMPOSITE && !variable->type->dimensions;
}

// ---- declarations -----------------------------------------------------------------------------------

static void declare_alias(struct plpgsql_run *run, struct plpgsql_state *state,
                          const struct plpgsql_declaration *declaration, const char *label)
{
    const struct plpgsql_variable *other = plpgsql_find_variable(state, NULL, declaration->alias);
    if (declaration->alias[0] == '$') { // the parameters come first
        unsigned long number = strtoul(declaration->alias + 1, NULL, 10);
        if (number >= 1 && number <= state->variables.count)
            other = &state->variables.items[number - 1];
    }
    if (!other) {
        plpgsql_unread(run->body, "it names %s, which nothing declares", declaration->alias);
        return;
    }
    struct plpgsql_variable variable = *other; // what is assigned to one is not seen in the other
    variable.name = declaration->name;
    variable.label = label;
    list_add(run->body->replay->scratch, &state->variables, variable);
}

void plpgsql_declare(struct plpgsql_run *run, struct plpgsql_state *state, const char *label,
                     const struct plpgsql_declaration *declaration)
{
    if (declaration->alias) {
        declare_alias(run, state, declaration, label);
        return;
    }
    struct plpgsql_variable variable = {.name = declaration->name, .label = label};
    read_type(run, state, declaration->type, &variable);
    if (declaration->initial.from < declaration->initial.to) {
        uint32_t size;
        struct expression *value = plpgsql_value(run, state, declaration->initial, &size);
        if (!value)
            return;
        variable.value = plpgsql_converted(run, value, variable.type);
        variable.size = size + 1;
    } else if (variable.is_row) {
        variable.record = record_make(run);
        variable.record->is_nothing = true;
    } else {
        variable.value = plpgsql_null(run);
        variable.size = 1;
    }
    list_add(run->body->replay->scratch, &state->variables, variable);
}
