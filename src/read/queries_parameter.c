// The inputs of a statement, and its text as PostgreSQL gets it.
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
#include "base/nearest.h"
#include "read/queries_parts.h"

enum style { STYLE_COLON, STYLE_SQLC, STYLE_NUMBER, STYLE_COUNT };

enum { PARAMETERS_MOST = 65535 }; // as the protocol counts them

enum frame { FRAME_ROUND, FRAME_SUBSCRIPT, FRAME_ARRAY };
enum { FRAMES_KEPT = 256 }; // deeper ones are taken for round ones

struct maker {
    struct query_reader *reader;
    struct arena *arena; // the design's
    const char *bytes;   // the file's
    size_t at, end;
    struct statement_text *text;
    struct named_statement *made;
    char *out;
    size_t length, capacity;
    LIST(struct text_shift) shifts;
    struct map by_name; // struct parameter
    struct place styles[STYLE_COUNT];
    int32_t largest; // number
    uint32_t depth;
    unsigned char frames[FRAMES_KEPT];
    size_t token, token_end; // the last token, comments left out
    bool is_right;
};

// ---- the text -----------------------------------------------------------------------------------------

static void put(struct maker *maker, const char *bytes, size_t length)
{
    if (maker->length + length + 1 > maker->capacity) {
        size_t capacity = 2 * (maker->length + length) + 64;
        char *grown = arena_allocate_raw(maker->reader->scratch, capacity);
        if (maker->length)
            memcpy(grown, maker->out, maker->length);
        maker->out = grown;
        maker->capacity = capacity;
    }
    memcpy(maker->out + maker->length, bytes, length);
    maker->length += length;
}

// From here on the text stands where maker->at is in the file.
static void shift(struct maker *maker)
{
    int64_t plain = (int64_t)maker->text->offset + (int64_t)maker->length;
    struct text_shift shift = {(uint32_t)maker->length, (int32_t)((int64_t)maker->at - plain)};
    list_add(maker->reader->scratch, &maker->shifts, shift);
}

static void keep(struct maker *maker, size_t end)
{
    put(maker, maker->bytes + maker->at, end - maker->at);
    maker->at = end;
}

// Puts other words in the place of what stands in the file up to `end`; words that would grow
// together are kept apart.
static void replace(struct maker *maker, size_t end, const char *words)
{
    if (maker->length && byte_is_identifier(maker->out[maker->length - 1])) {
        put(maker, " ", 1);
        shift(maker);
    }
    put(maker, words, strlen(words));
    maker->at = end;
    if (end < maker->end && byte_is_identifier(maker->bytes[end]))
        put(maker, " ", 1);
    shift(maker);
}

// ---- parameters ---------------------------------------------------------------------------------------

static void fault(struct maker *maker, bool is_certain, size_t end, const char *group,
                  const char *message, const char *help)
{
    maker->is_right = false;
    query_fault(maker->reader, group,
                (struct fault){.is_certain = is_certain,
                               .place = query_place(maker->reader, maker->at, end),
                               .message = message,
                               .help = help});
}

static void style_use(struct maker *maker, enum style style, size_t end)
{
    if (!maker->styles[style].file)
        maker->styles[style] = query_place(maker->reader, maker->at, end);
}

static const char *const scopes[] = {"path",   "query",   "header", "body",
                                     "cursor", "request", "claims"};

static void scope_find(struct maker *maker, struct parameter *parameter)
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
static void reserved_check(struct maker *maker, const struct parameter *parameter, size_t end)
{
    static const char *const fields[] = {"id", "ip", "time"};
    if (!maker->reader->is_strict)
        return;
    const char *name = parameter->name, *what = maker->text->what;
    if (strcmp(name, "cursor") == 0)
        fault(maker, true, end, NULL,
              arena_format(maker->arena, "%s takes the input \"cursor\", which is a whole page",
                           what),
              "write :cursor.column, once for each column of the keyset");
    else if (strcmp(name, "request") == 0)
        fault(maker, true, end, NULL,
              arena_format(maker->arena, "%s takes the input \"request\", which has parts", what),
              "write :request.id, :request.ip or :request.time");
    if (!string_equal(parameter->scope, "request"))
        return;
    for (size_t i = 0; i < array_length(fields); i++)
        if (strcmp(fields[i], parameter->field) == 0)
            return;
    fault(maker, true, end, NULL,
          arena_format(maker->arena, "%s takes \"%s\", which no request has", what, name),
          "a request has :request.id, :request.ip and :request.time");
}

static struct parameter *parameter_make(struct maker *maker, int32_t number)
{
    struct parameter *parameter = arena_make(maker->arena, struct parameter);
    parameter->number = number;
    if (number > maker->largest)
        maker->largest = number;
    return parameter;
}

// The input written from maker->at to `end`, under this name.
static struct parameter *named_use(struct maker *maker, const char *name, size_t end)
{
    struct parameter *parameter = map_get(&maker->by_name, name);
    if (!parameter) {
        parameter = parameter_make(maker, maker->largest + 1);
        parameter->name = arena_copy_string(maker->arena, name);
        scope_find(maker, parameter);
        map_set(maker->reader->scratch, &maker->by_name, parameter->name, parameter);
        list_add(maker->arena, &maker->made->parameters, parameter);
        reserved_check(maker, parameter, end);
        if (maker->made->parameters.count == PARAMETERS_MOST + 1)
            fault(maker, true, end, NULL,
                  arena_format(maker->arena, "%s has more than %d inputs", maker->text->what,
                               PARAMETERS_MOST),
                  "pass an array or a json value");
    }
    list_add(maker->arena, &parameter->places, query_place(maker->reader, maker->at, end));
    replace(maker, end, arena_format(maker->reader->scratch, "$%d", parameter->number));
    return parameter;
}

static size_t name_end(const struct maker *maker, size_t at)
{
    while (at < maker->end && byte_is_word(maker->bytes[at]))
        at++;
    while (at + 1 < maker->end && maker->bytes[at] == '.' && byte_is_letter(maker->bytes[at + 1]))
        for (at++; at < maker->end && byte_is_word(maker->bytes[at]);)
            at++;
    return at;
}

// `:name` or `@name` at maker->at.
static void prefixed(struct maker *maker, enum style style)
{
    size_t end = name_end(maker, maker->at + 1);
    const char *name =
        arena_copy(maker->reader->scratch, maker->bytes + maker->at + 1, end - maker->at - 1);
    style_use(maker, style, end);
    named_use(maker, name, end);
}

static bool is_prefixed(const struct maker *maker, size_t at)
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
static void numbered(struct maker *maker)
{
    size_t end = maker->at + 1;
    int64_t number = 0;
    while (end < maker->end && byte_is_digit(maker->bytes[end])) {
        number = number > PARAMETERS_MOST ? number : number * 10 + (maker->bytes[end] - '0');
        end++;
    }
    style_use(maker, STYLE_NUMBER, end);
    if (number == 0 || number > PARAMETERS_MOST) {
        fault(maker, true, end, NULL,
              arena_format(maker->arena, "%s uses %.*s, which PostgreSQL does not have",
                           maker->text->what, (int)(end - maker->at < 20 ? end - maker->at : 20),
                           maker->bytes + maker->at),
              "parameters are numbered from $1 to $65535");
        keep(maker, end);
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
    keep(maker, end);
}

// ---- sqlc's functions -----------------------------------------------------------------------------------

static size_t skip_space(const struct maker *maker, size_t at)
{
    while (at < maker->end && byte_is_space(maker->bytes[at]))
        at++;
    return at;
}

// sqlc.name(...) at maker->at: its name, its one argument without quotes, and where it ends. False
// where it has another form.
struct sqlc_call {
    const char *name, *argument;
    size_t end;
};
static bool sqlc_call_read(const struct maker *maker, struct sqlc_call *call)
{
    struct arena *scratch = maker->reader->scratch;
    const char *bytes = maker->bytes;
    size_t name = maker->at + 5, at = name;
    while (at < maker->end && byte_is_word(bytes[at]))
        at++;
    char *word = arena_copy(scratch, bytes + name, at - name);
    for (char *letter = word; *letter; letter++)
        *letter = byte_lower(*letter);
    call->name = word;
    at = skip_space(maker, at);
    if (at >= maker->end || bytes[at] != '(')
        return false;
    at = skip_space(maker, at + 1);
    char quote = at < maker->end && bytes[at] == '\'' ? '\'' : '\0';
    size_t start = at += quote != '\0';
    while (at < maker->end && (byte_is_word(bytes[at]) || bytes[at] == '.' || bytes[at] == '"'))
        at++;
    call->argument = arena_copy(scratch, bytes + start, at - start);
    if (at == start || (quote && (at >= maker->end || bytes[at++] != quote)))
        return false;
    at = skip_space(maker, at);
    call->end = at + 1;
    return at < maker->end && bytes[at] == ')';
}

static bool is_sqlc(const struct maker *maker)
{
    const char *bytes = maker->bytes + maker->at;
    return maker->end - maker->at > 6 && strncasecmp(bytes, "sqlc.", 5) == 0 &&
           byte_is_letter(bytes[5]) && (maker->at == maker->text->offset || bytes[-1] != '.');
}

static void sqlc_read(struct maker *maker)
{
    static const char *const known[] = {"arg", "narg", "slice", "embed"};
    struct sqlc_call call = {0};
    bool is_call = sqlc_call_read(maker, &call);
    size_t function = 0;
    const char *nearest = NULL;
    while (function < array_length(known) && strcmp(known[function], call.name) != 0)
        nearest = name_nearer(call.name, nearest, known[function++]);
    if (!is_call || function == array_length(known)) {
        size_t end = maker->at + 5 + strlen(call.name);
        bool is_known = function < array_length(known);
        const char *message = arena_format(
            maker->arena, is_known ? "%s: sqlc.%s takes one name" : "%s: there is no sqlc.%s",
            maker->text->what, call.name);
        const char *help = is_known  ? "write sqlc.arg(name)"
                           : nearest ? arena_format(maker->arena, "did you mean sqlc.%s?", nearest)
                                     : "sqlc has arg, narg and embed";
        fault(maker, true, end, NULL, message, help);
        keep(maker, end);
        return;
    }
    if (strcmp(call.name, "embed") == 0) {
        replace(maker, call.end, arena_format(maker->reader->scratch, "%s.*", call.argument));
        return;
    }
    style_use(maker, STYLE_SQLC, call.end);
    if (strcmp(call.name, "slice") == 0)
        fault(maker, true, call.end, NULL,
              arena_format(maker->arena, "%s uses sqlc.slice, which is for MySQL and SQLite",
                           maker->text->what),
              "take an array: col = ANY(sqlc.arg(ids)::bigint[])");
    struct parameter *parameter = named_use(maker, call.argument, call.end);
    parameter->may_be_null |= strcmp(call.name, "narg") == 0;
}

// ---- the pass ---------------------------------------------------------------------------------------------

static size_t until(const struct maker *maker, size_t end)
{
    return end > maker->end ? maker->end : end; // NOWHERE too
}

// Whether the bracket at maker->at begins ARRAY[...], or a part of one.
static bool is_array(const struct maker *maker)
{
    const char *token = maker->bytes + maker->token;
    size_t length = maker->token_end - maker->token;
    bool is_inside = maker->depth && maker->depth <= FRAMES_KEPT &&
                     maker->frames[maker->depth - 1] == FRAME_ARRAY;
    return word_is(token, length, "array") ||
           (is_inside && length == 1 && (*token == '[' || *token == ','));
}

static void open(struct maker *maker, enum frame frame)
{
    if (maker->depth < FRAMES_KEPT)
        maker->frames[maker->depth] = (unsigned char)frame;
    maker->depth++;
}

// One token, or space or a comment.
static void step(struct maker *maker)
{
    const struct source_file *file = maker->reader->file;
    const char *bytes = maker->bytes;
    size_t at = maker->at;
    bool is_token = true;
    switch (byte_class(bytes[at])) {
    case CLASS_SPACE:
        keep(maker, at + 1);
        is_token = false;
        break;
    case CLASS_STRING:
        keep(maker, until(maker, lexeme_string(file, at)));
        break;
    case CLASS_NAME:
        keep(maker, until(maker, lexeme_name(file, at)));
        break;
    case CLASS_DOLLAR:
        if (lexeme_dollar_tag(file, at))
            keep(maker, until(maker, lexeme_dollar_string(file, at)));
        else if (at + 1 < maker->end && byte_is_digit(bytes[at + 1]))
            numbered(maker);
        else
            keep(maker, at + 1);
        break;
    case CLASS_DASH:
    case CLASS_SLASH:
        is_token = false;
        if (bytes[at] == '-' && bytes[at + 1] == '-')
            keep(maker, until(maker, lexeme_line(file, at)));
        else if (bytes[at] == '/' && bytes[at + 1] == '*')
            keep(maker, until(maker, lexeme_block_comment(file, at)));
        else
            is_token = true, keep(maker, at + 1);
        break;
    case CLASS_OPEN:
        open(maker, bytes[at] == '('  ? FRAME_ROUND
                    : is_array(maker) ? FRAME_ARRAY
                                      : FRAME_SUBSCRIPT);
        keep(maker, at + 1);
        break;
    case CLASS_CLOSE:
        maker->depth -= maker->depth > 0;
        keep(maker, at + 1);
        break;
    case CLASS_WORD: {
        size_t end = at + 1;
        if (is_sqlc(maker)) {
            sqlc_read(maker);
            break;
        }
        if ((bytes[at] == 'e' || bytes[at] == 'E') && bytes[end] == '\'') {
            keep(maker, until(maker, lexeme_escape_string(file, end)));
            break;
        }
        while (end < maker->end && byte_is_identifier(bytes[end]))
            end++;
        keep(maker, end);
        break;
    }
    case CLASS_DIGIT: {
        size_t end = at + 1;
        while (end < maker->end && byte_is_identifier(bytes[end]))
            end++;
        keep(maker, end);
        break;
    }
    default:
        if ((bytes[at] == ':' || bytes[at] == '@') && is_prefixed(maker, at))
            prefixed(maker, bytes[at] == ':' ? STYLE_COLON : STYLE_SQLC);
        else
            keep(maker, at + 1);
        break;
    }
    if (is_token) {
        maker->token = at;
        maker->token_end = maker->at;
    }
}

// Says whether there is one style at most.
static bool styles_check(struct maker *maker)
{
    static const char *const names[] = {":name", "@name or sqlc.arg(name)", "$1"};
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

// By number; where the statement counts itself no number may be left out.
static void numbers_check(struct maker *maker)
{
    struct parameter_list *parameters = &maker->made->parameters;
    if (parameters->count > 1)
        qsort(parameters->items, parameters->count, sizeof *parameters->items, parameter_compare);
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

bool query_text_make(struct query_reader *reader, size_t start, size_t end,
                     struct statement_text *text, struct named_statement *made)
{
    struct maker maker = {
        .reader = reader,
        .arena = reader->design->arena,
        .bytes = reader->file->bytes,
        .at = start,
        .end = end,
        .text = text,
        .made = made,
        .is_right = true,
    };
    while (maker.at < end)
        step(&maker);
    put(&maker, "", 0);
    maker.out[maker.length] = '\0';
    if (styles_check(&maker))
        numbers_check(&maker);
    text->text = maker.out;
    text->length = maker.length;
    text->shifts = maker.shifts.items;
    text->shift_count = maker.shifts.count;
    return maker.is_right;
}
