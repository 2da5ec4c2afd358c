// The text of a statement as PostgreSQL gets it: one pass over its tokens, which copies all but the
// inputs, and keeps a map back to the file. Inputs count outside of literals, quoted names and
// comments; inside of a subscript `:n` is a bound (ARRAY[...] is none).
#include "read/queries_text.h"

static void query_text_put(struct query_maker *maker, const char *bytes, size_t length)
{
    if (maker->length + length + 1 > maker->capacity) {
        size_t capacity = 2 * (maker->length + length) + 64;
        char *grown = arena_allocate_raw(maker->reader->scratch, capacity);
        if (maker->length)
            memcpy(grown, maker->out, maker->length);
        maker->out = grown;
        maker->capacity = capacity;
    }
    assert(maker->out);
    memcpy(maker->out + maker->length, bytes, length);
    maker->length += length;
}

// From here on the text stands where maker->at is in the file.
static void query_text_shift(struct query_maker *maker)
{
    int64_t plain = (int64_t)maker->text->offset + (int64_t)maker->length;
    struct text_shift shift = {(uint32_t)maker->length, (int32_t)((int64_t)maker->at - plain)};
    list_add(maker->reader->scratch, &maker->shifts, shift);
}

void query_text_keep(struct query_maker *maker, size_t end)
{
    query_text_put(maker, maker->bytes + maker->at, end - maker->at);
    maker->at = end;
}

// Puts other words in the place of what stands in the file up to `end`; words that would grow
// together are kept apart.
void query_text_replace(struct query_maker *maker, size_t end, const char *words)
{
    if (maker->length && byte_is_identifier(maker->out[maker->length - 1])) {
        query_text_put(maker, " ", 1);
        query_text_shift(maker);
    }
    query_text_put(maker, words, strlen(words));
    maker->at = end;
    if (end < maker->end && byte_is_identifier(maker->bytes[end]))
        query_text_put(maker, " ", 1);
    query_text_shift(maker);
}

void query_text_fault(struct query_maker *maker, size_t end, const char *message, const char *help)
{
    maker->is_right = false;
    if (maker->is_quiet)
        return;
    query_fault(maker->reader, NULL,
                (struct fault){.is_certain = true,
                               .place = query_place(maker->reader, maker->at, end),
                               .message = message,
                               .help = help});
}

// ---- the pass -----------------------------------------------------------------------------------------

static size_t until(const struct query_maker *maker, size_t end)
{
    return end > maker->end ? maker->end : end; // NOWHERE too
}

// Whether the bracket at maker->at begins ARRAY[...], or a part of one.
static bool is_array(const struct query_maker *maker)
{
    const char *token = maker->bytes + maker->token;
    size_t length = maker->token_end - maker->token;
    bool is_inside = maker->depth && maker->depth <= FRAMES_KEPT &&
                     maker->frames[maker->depth - 1] == FRAME_ARRAY;
    return word_is(token, length, "array") ||
           (is_inside && length == 1 && (*token == '[' || *token == ','));
}

static void open(struct query_maker *maker, enum query_frame frame)
{
    if (maker->depth < FRAMES_KEPT)
        maker->frames[maker->depth] = (unsigned char)frame;
    maker->depth++;
}

// One token, or space or a comment.
static void step(struct query_maker *maker)
{
    const struct source_file *file = maker->reader->file;
    const char *bytes = maker->bytes;
    size_t at = maker->at;
    bool is_token = true;
    switch (byte_class(bytes[at])) {
    case CLASS_SPACE:
        query_text_keep(maker, at + 1);
        is_token = false;
        break;
    case CLASS_STRING:
        query_text_keep(maker, until(maker, lexeme_string(file, at)));
        break;
    case CLASS_NAME:
        query_text_keep(maker, until(maker, lexeme_name(file, at)));
        break;
    case CLASS_DOLLAR:
        if (lexeme_dollar_tag(file, at))
            query_text_keep(maker, until(maker, lexeme_dollar_string(file, at)));
        else if (at + 1 < maker->end && byte_is_digit(bytes[at + 1]))
            parameter_use_number(maker);
        else
            query_text_keep(maker, at + 1);
        break;
    case CLASS_DASH:
    case CLASS_SLASH:
        is_token = false;
        if (bytes[at] == '-' && bytes[at + 1] == '-')
            query_text_keep(maker, until(maker, lexeme_line(file, at)));
        else if (bytes[at] == '/' && bytes[at + 1] == '*')
            query_text_keep(maker, until(maker, lexeme_block_comment(file, at)));
        else
            is_token = true, query_text_keep(maker, at + 1);
        break;
    case CLASS_OPEN:
        open(maker, bytes[at] == '('  ? FRAME_ROUND
                    : is_array(maker) ? FRAME_ARRAY
                                      : FRAME_SUBSCRIPT);
        query_text_keep(maker, at + 1);
        break;
    case CLASS_CLOSE:
        maker->depth -= maker->depth > 0;
        query_text_keep(maker, at + 1);
        break;
    case CLASS_WORD: {
        size_t end = at + 1;
        if (sqlc_is_call(maker)) {
            sqlc_use(maker);
            break;
        }
        if ((bytes[at] == 'e' || bytes[at] == 'E') && bytes[end] == '\'') {
            query_text_keep(maker, until(maker, lexeme_escape_string(file, end)));
            break;
        }
        while (end < maker->end && byte_is_identifier(bytes[end]))
            end++;
        query_text_keep(maker, end);
        break;
    }
    case CLASS_DIGIT: {
        size_t end = at + 1;
        while (end < maker->end && byte_is_identifier(bytes[end]))
            end++;
        query_text_keep(maker, end);
        break;
    }
    default:
        if ((bytes[at] == ':' || bytes[at] == '@') && parameter_is_prefixed(maker, at))
            parameter_use_prefixed(maker, bytes[at] == ':' ? STYLE_COLON : STYLE_SQLC);
        else
            query_text_keep(maker, at + 1);
        break;
    }
    if (is_token) {
        maker->token = at;
        maker->token_end = maker->at;
    }
}

// A second pass, now that it is known which numbers are written out.
static void number_again(struct query_maker *maker, size_t start)
{
    struct parameter_list *parameters = &maker->made->parameters;
    bool *taken =
        arena_allocate(maker->reader->scratch, (QUERY_PARAMETERS_MOST + 1) * sizeof *taken);
    list_each (struct parameter *, parameter, parameters)
        if (!parameter->name)
            taken[parameter->number] = true;
    *parameters = (struct parameter_list){0};
    *maker = (struct query_maker){
        .reader = maker->reader,
        .arena = maker->arena,
        .bytes = maker->bytes,
        .at = start,
        .end = maker->end,
        .text = maker->text,
        .made = maker->made,
        .taken = taken,
        .taken_count = QUERY_PARAMETERS_MOST + 1,
        .is_quiet = true,
        .is_right = maker->is_right,
    };
    while (maker->at < maker->end)
        step(maker);
}

bool query_text_make(struct query_reader *reader, size_t start, size_t end,
                     struct statement_text *text, struct named_statement *made)
{
    struct query_maker maker = {
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
    bool has_one_style = parameters_check_styles(&maker);
    if (maker.styles[STYLE_NUMBER].file && maker.styles[STYLE_SQLC].file)
        number_again(&maker, start);
    query_text_put(&maker, "", 0);
    maker.out[maker.length] = '\0';
    parameters_sort(&maker);
    if (has_one_style)
        parameters_check_numbers(&maker);
    text->text = maker.out;
    text->length = maker.length;
    text->shifts = maker.shifts.items;
    text->shift_count = maker.shifts.count;
    return maker.is_right;
}
