// The inputs of a statement.
//
//   input  = ":" name | "@" name | "$" digits | "sqlc" "." ("arg" | "narg" | "slice") "(" arg ")"
//   arg    = name | "'" name "'"
//   name   = word { "." word }
//   embed  = "sqlc" "." "embed" "(" table ")"                becomes table.*
//
// They count outside of literals, quoted names and comments. `::` is a cast; inside of a subscript
// `:n` is a bound (ARRAY[...] is none); an `@` behind an operator's character belongs to it. A
// name has one number throughout, in the order in which they first appear; $1 keeps its own.
//
// There are three styles: `:x`, sqlc's (`@x` and its functions), and `$1`; a statement has one.
// sqlc itself takes `$1` beside its own, whose names then get the numbers left over; so does lintel
// where no manifest says that the queries are for it.
#include "read/queries_text.h"

void parameter_use_style(struct query_maker *maker, enum query_style style, size_t end)
{
    if (!maker->styles[style].file)
        maker->styles[style] = query_place(maker->reader, maker->at, end);
}

static const char *const scopes[] = {"path",   "query",   "header", "body",
                                     "cursor", "request", "claims"};

static void scope_find(struct query_maker *maker, struct parameter *parameter)
{
    const char *dot = strchr(parameter->name, '.');
    parameter->field = parameter->name;
    for (size_t i = 0; dot && i < array_length(scopes); i++)
        if (strlen(scopes[i]) == (size_t)(dot - parameter->name) &&
            memcmp(scopes[i], parameter->name, strlen(scopes[i])) == 0) {
            parameter->scope = scopes[i];
            parameter->field = dot + 1;
        }
    (void)maker;
}

// Names that mean something of their own (REQUESTS.md). Without a manifest nothing does.
static void reserved_check(struct query_maker *maker, struct parameter *parameter, size_t end)
{
    static const char *const fields[] = {"id", "ip", "time"};
    if (!maker->reader->is_strict)
        return;
    const char *name = parameter->name, *what = maker->text->what;
    bool is_known = !string_equal(parameter->scope, "request");
    for (size_t i = 0; i < array_length(fields); i++)
        is_known |= strcmp(fields[i], parameter->field) == 0;
    parameter->is_refused =
        !is_known || strcmp(name, "cursor") == 0 || strcmp(name, "request") == 0;
    if (strcmp(name, "cursor") == 0)
        query_text_fault(maker, end,
                         arena_format(maker->arena,
                                      "%s takes the input \"cursor\", which is a whole page", what),
                         "write :cursor.column, once for each column of the keyset");
    else if (strcmp(name, "request") == 0)
        query_text_fault(
            maker, end,
            arena_format(maker->arena, "%s takes the input \"request\", which has parts", what),
            "write :request.id, :request.ip or :request.time");
    if (!is_known)
        query_text_fault(
            maker, end,
            arena_format(maker->arena, "%s takes \"%s\", which no request has", what, name),
            "a request has :request.id, :request.ip and :request.time");
}

static struct parameter *parameter_make(struct query_maker *maker, int32_t number)
{
    struct parameter *parameter = arena_make(maker->arena, struct parameter);
    parameter->number = number;
    return parameter;
}

static int32_t next_number(struct query_maker *maker)
{
    do
        maker->largest++;
    while (maker->largest < maker->taken_count && maker->taken[maker->largest]);
    return maker->largest;
}

// The input written from maker->at to `end`, under this name.
struct parameter *parameter_use_name(struct query_maker *maker, const char *name, size_t end)
{
    struct parameter *parameter = map_get(&maker->by_name, name);
    if (!parameter) {
        parameter = parameter_make(maker, next_number(maker));
        parameter->name = arena_copy_string(maker->arena, name);
        scope_find(maker, parameter);
        map_set(maker->reader->scratch, &maker->by_name, parameter->name, parameter);
        list_add(maker->arena, &maker->made->parameters, parameter);
        reserved_check(maker, parameter, end);
        if (maker->made->parameters.count == QUERY_PARAMETERS_MOST + 1)
            query_text_fault(maker, end,
                             arena_format(maker->arena, "%s has more than %d inputs",
                                          maker->text->what, QUERY_PARAMETERS_MOST),
                             "pass an array or a json value");
    }
    list_add(maker->arena, &parameter->places, query_place(maker->reader, maker->at, end));
    query_text_replace(maker, end, arena_format(maker->reader->scratch, "$%d", parameter->number));
    return parameter;
}

static size_t name_end(const struct query_maker *maker, size_t at)
{
    while (at < maker->end && byte_is_word(maker->bytes[at]))
        at++;
    while (at + 1 < maker->end && maker->bytes[at] == '.' && byte_is_letter(maker->bytes[at + 1]))
        for (at++; at < maker->end && byte_is_word(maker->bytes[at]);)
            at++;
    return at;
}

// `:name` or `@name` at maker->at.
void parameter_use_prefixed(struct query_maker *maker, enum query_style style)
{
    size_t end = name_end(maker, maker->at + 1);
    const char *name =
        arena_copy(maker->reader->scratch, maker->bytes + maker->at + 1, end - maker->at - 1);
    parameter_use_style(maker, style, end);
    parameter_use_name(maker, name, end);
}

bool parameter_is_prefixed(const struct query_maker *maker, size_t at)
{
    const char *bytes = maker->bytes + at;
    if (at + 1 >= maker->end || !byte_is_letter(bytes[1]))
        return false;
    if (bytes[0] == '@')
        return at == maker->text->offset || !strchr("+-*/<>=~!@#%^&|`?", bytes[-1]);
    bool is_bound = maker->depth && maker->depth <= FRAMES_KEPT &&
                    maker->frames[maker->depth - 1] == FRAME_SUBSCRIPT;
    return (at == maker->text->offset || bytes[-1] != ':') && !is_bound;
}

// `$1` at maker->at.
void parameter_use_number(struct query_maker *maker)
{
    size_t end = maker->at + 1;
    int64_t number = 0;
    while (end < maker->end && byte_is_digit(maker->bytes[end])) {
        number = number > QUERY_PARAMETERS_MOST ? number : number * 10 + (maker->bytes[end] - '0');
        end++;
    }
    parameter_use_style(maker, STYLE_NUMBER, end);
    if (number == 0 || number > QUERY_PARAMETERS_MOST) {
        query_text_fault(maker, end,
                         arena_format(maker->arena, "%s uses %.*s, which PostgreSQL does not have",
                                      maker->text->what,
                                      (int)(end - maker->at < 20 ? end - maker->at : 20),
                                      maker->bytes + maker->at),
                         "parameters are numbered from $1 to $65535");
        query_text_keep(maker, end);
        return;
    }
    char key[16];
    snprintf(key, sizeof key, "$%d", (int)number);
    struct parameter *parameter = map_get(&maker->by_name, key);
    if (!parameter) {
        parameter = parameter_make(maker, (int32_t)number);
        map_set(maker->reader->scratch, &maker->by_name,
                arena_copy_string(maker->reader->scratch, key), parameter);
        list_add(maker->arena, &maker->made->parameters, parameter);
    }
    list_add(maker->arena, &parameter->places, query_place(maker->reader, maker->at, end));
    query_text_keep(maker, end);
}

// ---- all of them -----------------------------------------------------------------------------------

// Says whether there is one style at most.
bool parameters_check_styles(struct query_maker *maker)
{
    static const char *const names[] = {":name", "@name or sqlc.arg(name)", "$1"};
    if (!maker->reader->is_strict && !maker->styles[STYLE_COLON].file)
        return true; // sqlc takes that
    struct place first = {0}, second = {0};
    size_t first_style = 0, second_style = 0;
    for (size_t i = 0; i < STYLE_COUNT; i++) {
        if (!maker->styles[i].file)
            continue;
        if (!first.file)
            first = maker->styles[i], first_style = i;
        else if (!second.file)
            second = maker->styles[i], second_style = i;
    }
    if (!second.file)
        return true;
    if (second.offset < first.offset) {
        struct place place = first;
        size_t style = first_style;
        first = second, first_style = second_style;
        second = place, second_style = style;
    }
    maker->is_right = false;
    query_fault(
        maker->reader, NULL,
        (struct fault){
            .is_certain = true,
            .place = second,
            .message = arena_format(maker->arena, "%s writes its inputs in two styles: %s and %s",
                                    maker->text->what, names[first_style], names[second_style]),
            .related = first,
            .related_label = "the other style",
            .help = "write all inputs of a statement in one style",
        });
    return false;
}

static int parameter_compare(const void *a, const void *b)
{
    const struct parameter *const *one = a, *const *other = b;
    return ((*one)->number > (*other)->number) - ((*one)->number < (*other)->number);
}

// By number, as those who bind the statement take them.
void parameters_sort(struct query_maker *maker)
{
    struct parameter_list *parameters = &maker->made->parameters;
    if (parameters->count > 1)
        qsort(parameters->items, parameters->count, sizeof *parameters->items, parameter_compare);
}

// Where the statement counts itself no number may be left out.
void parameters_check_numbers(struct query_maker *maker)
{
    struct parameter_list *parameters = &maker->made->parameters;
    for (uint32_t i = 0; i < parameters->count; i++) {
        const struct parameter *parameter = parameters->items[i];
        if (parameter->number == (int32_t)i + 1)
            continue;
        maker->is_right = false;
        query_fault(maker->reader, NULL,
                    (struct fault){
                        .is_certain = true,
                        .place = parameter->places.items[0],
                        .message = arena_format(maker->arena, "%s uses $%d and no $%u",
                                                maker->text->what, parameter->number, i + 1),
                        .note = "PostgreSQL cannot tell the type of a parameter that is not used",
                        .help = "number the parameters from $1 on without a gap",
                    });
        return;
    }
}
