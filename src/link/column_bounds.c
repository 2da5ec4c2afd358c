// See column_bounds.h. The type is read first, domains inside out, then each CHECK: its AND is
// taken apart, and every part that has one of the known forms about this column alone narrows the
// bounds. A narrower bound replaces a wider one and says where it is from.
#include "link/column_bounds.h"

#include "base/decimal.h"
#include "base/text.h"
#include "base/word.h"
#include "design/lookup.h"

// What is read: bounds of `column`, or of a domain's VALUE where `column` is NULL.
struct reader {
    struct arena *arena;
    struct column_bounds *bounds;
    const struct column *column;
    bool folds_case; // citext: its comparisons are not those of the text
    struct bound_source source;
};

// ---- expressions ---------------------------------------------------------------------------------

static const struct expression *without_casts(const struct expression *expression)
{
    while ((expression->kind == EXPRESSION_CAST || expression->kind == EXPRESSION_COLLATE) &&
           expression->operands.count == 1)
        expression = expression->operands.items[0];
    return expression;
}

static bool is_subject(const struct reader *reader, const struct expression *expression)
{
    expression = without_casts(expression);
    if (!reader->column)
        return expression->kind == EXPRESSION_KEYWORD && string_equal(expression->name, "value");
    return expression->kind == EXPRESSION_COLUMN && expression->is_bound && !expression->from &&
           expression->column && expression->column->relation == reader->column->relation &&
           string_equal(expression->column->name, reader->column->name);
}

// For a value that is there COALESCE(value, ...) is the value.
static const struct expression *present(const struct expression *expression)
{
    expression = without_casts(expression);
    while (expression->kind == EXPRESSION_COALESCE && expression->operands.count > 0)
        expression = without_casts(expression->operands.items[0]);
    return expression;
}

static const struct expression *argument_of(const struct expression *call, const char *const *names,
                                            size_t count)
{
    if (call->kind != EXPRESSION_CALL || call->operands.count == 0 ||
        (call->schema && strcmp(call->schema, "pg_catalog") != 0))
        return NULL;
    for (size_t at = 0; at < count; at++)
        if (string_equal(call->name, names[at]))
            return present(call->operands.items[0]);
    return NULL;
}

// What a length says of the number of characters.
enum length_kind {
    LENGTH_NONE,
    LENGTH_CHARACTERS, // char_length(column) and its other names
    LENGTH_OCTETS,     // at least as many as characters, at most four times as many
    LENGTH_TRIMMED,    // of btrim(column): at most as many
};

static enum length_kind length_of_subject(const struct reader *reader,
                                          const struct expression *expression)
{
    static const char *const characters[] = {"char_length", "character_length", "length"};
    static const char *const octets[] = {"octet_length"};
    static const char *const trims[] = {"btrim", "ltrim", "rtrim"};
    expression = present(expression);
    const struct expression *inside = argument_of(expression, octets, array_length(octets));
    if (inside)
        return is_subject(reader, inside) ? LENGTH_OCTETS : LENGTH_NONE;
    inside = argument_of(expression, characters, array_length(characters));
    if (!inside || expression->operands.count != 1)
        return LENGTH_NONE;
    if (is_subject(reader, inside))
        return LENGTH_CHARACTERS;
    inside = argument_of(inside, trims, array_length(trims));
    return inside && is_subject(reader, inside) ? LENGTH_TRIMMED : LENGTH_NONE;
}

static bool is_number_type(const struct type_name *type)
{
    static const char *const names[] = {"int2", "int4", "int8", "numeric", "float4", "float8"};
    for (size_t at = 0; type && at < array_length(names); at++)
        if (strcmp(type->name, names[at]) == 0)
            return true;
    return false;
}

// The digits of a number, with its sign; NULL where it is none. A string is one where a cast says
// so: '-5'::integer is how pg_dump writes it.
static const char *number_of(const struct reader *reader, const struct expression *expression)
{
    const char *sign = "";
    bool may_be_string = false;
    for (;;) {
        if (expression->operands.count == 1 && expression->kind == EXPRESSION_CAST)
            may_be_string = is_number_type(expression->type);
        else if (expression->operands.count == 1 && expression->kind == EXPRESSION_OPERATOR &&
                 string_equal(expression->name, "-") && !*sign)
            sign = "-";
        else
            break;
        expression = expression->operands.items[0];
    }
    if (expression->kind != EXPRESSION_NUMBER &&
        !(expression->kind == EXPRESSION_STRING && may_be_string))
        return NULL;
    const char *digits = arena_format(reader->arena, "%s%s", sign, expression->name);
    return decimal_is_valid(digits) ? digits : NULL;
}

// ---- narrowing -----------------------------------------------------------------------------------

// A set of values as one condition lists it.
struct value_set {
    LIST_FIELDS(const char *);
    bool are_numbers;
};

static void narrow_values(struct reader *reader, const struct value_set *values)
{
    struct column_bounds *bounds = reader->bounds;
    if (!bounds->has_values) {
        bounds->has_values = true;
        bounds->are_numbers = values->are_numbers;
        bounds->values_source = reader->source;
        list_each (const char *, value, values)
            list_add(reader->arena, &bounds->values, value);
        return;
    }
    // What both accept. The source stays that of the first where it alone says the same.
    struct column_bounds other = {.are_numbers = values->are_numbers};
    list_each (const char *, value, values)
        list_add(reader->arena, &other.values, value);
    uint32_t kept = 0;
    list_each (const char *, value, &bounds->values)
        if (column_bounds_hold(&other, value))
            bounds->values.items[kept++] = value;
    if (kept < bounds->values.count)
        bounds->values_source = reader->source;
    bounds->values.count = kept;
}

static void narrow_length(struct reader *reader, bool is_maximum, const char *digits, int64_t step)
{
    struct column_bounds *bounds = reader->bounds;
    if (!decimal_is_whole(digits) || decimal_compare(digits, "1000000000") > 0 ||
        decimal_compare(digits, "0") < 0)
        return;
    int64_t length = (int64_t)strtod(digits, NULL) + step;
    if (length < 0)
        return;
    if (is_maximum && (bounds->length_maximum < 0 || length < bounds->length_maximum)) {
        bounds->length_maximum = length;
        bounds->length_maximum_source = reader->source;
    }
    if (!is_maximum && length > bounds->length_minimum) {
        bounds->length_minimum = length;
        bounds->length_minimum_source = reader->source;
    }
}

static void narrow_range(struct reader *reader, bool is_maximum, const char *digits,
                         bool is_exclusive)
{
    struct column_bounds *bounds = reader->bounds;
    const char **bound = is_maximum ? &bounds->maximum : &bounds->minimum;
    bool *exclusive = is_maximum ? &bounds->is_maximum_exclusive : &bounds->is_minimum_exclusive;
    if (*bound) {
        int order = decimal_compare(digits, *bound);
        if (is_maximum ? order > 0 : order < 0)
            return;
        if (order == 0 && (*exclusive || !is_exclusive))
            return;
    }
    *bound = digits;
    *exclusive = is_exclusive;
    *(is_maximum ? &bounds->maximum_source : &bounds->minimum_source) = reader->source;
}

// ---- what is not read --------------------------------------------------------------------------

enum { OCTETS_OF_CHARACTER = 4 }; // at most, in UTF-8

static void note_unread_length(struct reader *reader, int64_t from)
{
    struct column_bounds *bounds = reader->bounds;
    if (bounds->length_unread.text && bounds->length_unread_from <= from)
        return;
    bounds->length_unread = reader->source;
    bounds->length_unread_from = from;
}

// What a condition that is not read speaks of.
struct mention {
    const struct reader *reader;
    bool has_subject, has_other, has_order, has_length;
};

static bool visit_mention(struct expression *expression, void *context)
{
    static const char *const orders[] = {"<", "<=", ">", ">="};
    struct mention *mention = context;
    bool is_subject_itself = expression->kind != EXPRESSION_CAST &&
                             expression->kind != EXPRESSION_COLLATE &&
                             is_subject(mention->reader, expression);
    mention->has_subject |= is_subject_itself;
    mention->has_other |= (expression->kind == EXPRESSION_COLUMN && !is_subject_itself) ||
                          expression->kind == EXPRESSION_STAR;
    mention->has_order |= expression->kind == EXPRESSION_BETWEEN;
    if (expression->kind == EXPRESSION_OPERATOR)
        for (size_t at = 0; at < array_length(orders); at++)
            mention->has_order |= string_equal(expression->name, orders[at]);
    mention->has_length |= expression->kind == EXPRESSION_CALL && expression->name &&
                           string_ends_with(expression->name, "length");
    return true;
}

// Patterns, inequalities and comparisons with other columns are no bounds.
static void note_unread(struct reader *reader, const struct expression *condition)
{
    struct mention mention = {.reader = reader};
    expression_walk((struct expression *)condition, visit_mention, &mention);
    if (!mention.has_subject || mention.has_other)
        return;
    if (mention.has_length)
        note_unread_length(reader, 0);
    else if (mention.has_order && !reader->bounds->range_unread.text)
        reader->bounds->range_unread = reader->source;
}

// ---- the forms of conditions ---------------------------------------------------------------------

// One value of a set, text or number.
static bool add_value(struct reader *reader, struct value_set *values,
                      const struct expression *expression)
{
    const struct expression *bare = without_casts(expression);
    if (bare->kind == EXPRESSION_NULL)
        return true; // equal to nothing
    const char *value = bare->kind == EXPRESSION_STRING ? bare->name : NULL;
    bool is_number = !value;
    if (!value)
        value = number_of(reader, bare);
    if (!value || (values->count > 0 && values->are_numbers != is_number))
        return false;
    values->are_numbers = is_number;
    list_add(reader->arena, values, value);
    return true;
}

// set = column "=" value | column "= ANY" "(" ARRAY "[" values "]" ")" | set OR set
//     | column IS NULL                        (that says nothing about other values)
static bool read_set(struct reader *reader, const struct expression *condition,
                     struct value_set *values)
{
    const struct expression *left =
        condition->operands.count > 0 ? condition->operands.items[0] : NULL;
    if (condition->kind == EXPRESSION_OR) {
        list_each (struct expression *, operand, &condition->operands)
            if (!read_set(reader, operand, values))
                return false;
        return true;
    }
    if (condition->kind == EXPRESSION_IS_NULL)
        return is_subject(reader, left);
    if (!string_equal(condition->name, "=") || condition->operands.count != 2 || !left)
        return false;
    const struct expression *right = condition->operands.items[1];
    if (condition->kind == EXPRESSION_OPERATOR)
        return (is_subject(reader, left) && add_value(reader, values, right)) ||
               (is_subject(reader, right) && add_value(reader, values, left));
    right = without_casts(right);
    if (condition->kind != EXPRESSION_ANY || !is_subject(reader, left) ||
        right->kind != EXPRESSION_ARRAY)
        return false;
    list_each (struct expression *, operand, &right->operands)
        if (!add_value(reader, values, operand))
            return false;
    return true;
}

// One side of a comparison: `subject comparison digits`. False where it is not read to the end.
static bool read_bound(struct reader *reader, const struct expression *subject,
                       const char *comparison, const char *digits)
{
    bool is_equal = strcmp(comparison, "=") == 0;
    bool is_below = is_equal || *comparison == '<', is_above = is_equal || *comparison == '>';
    bool is_exclusive = !is_equal && comparison[1] == '\0';
    enum length_kind length = length_of_subject(reader, subject);
    if (length != LENGTH_NONE) {
        if (is_below && length != LENGTH_TRIMMED)
            narrow_length(reader, true, digits, is_exclusive ? -1 : 0);
        if (is_above && length != LENGTH_OCTETS)
            narrow_length(reader, false, digits, is_exclusive ? 1 : 0);
        if (is_below && !is_above && length == LENGTH_OCTETS && decimal_is_whole(digits) &&
            decimal_compare(digits, "0") >= 0 && decimal_compare(digits, "1000000000") <= 0) {
            note_unread_length(reader, (int64_t)strtod(digits, NULL) / OCTETS_OF_CHARACTER);
            return true;
        }
        return length == LENGTH_CHARACTERS || (length == LENGTH_TRIMMED && !is_below);
    }
    if (!is_subject(reader, present(subject)))
        return false;
    if (is_below)
        narrow_range(reader, true, digits, is_exclusive);
    if (is_above)
        narrow_range(reader, false, digits, is_exclusive);
    return true;
}

// comparison = subject ("<" | "<=" | ">" | ">=" | "=") number, or the other way round
static bool read_comparison(struct reader *reader, const struct expression *condition,
                            bool is_negated)
{
    static const struct {
        const char *name, *turned, *negated, *negated_turned;
    } comparisons[] = {{"<", ">", ">=", "<="},
                       {"<=", ">=", ">", "<"},
                       {">", "<", "<=", ">="},
                       {">=", "<=", "<", ">"},
                       {"=", "=", NULL, NULL}};
    const struct expression *left = condition->operands.items[0];
    const struct expression *right = condition->operands.items[1];
    for (size_t at = 0; at < array_length(comparisons); at++) {
        if (!string_equal(condition->name, comparisons[at].name))
            continue;
        const char *name = is_negated ? comparisons[at].negated : comparisons[at].name;
        const char *turned = is_negated ? comparisons[at].negated_turned : comparisons[at].turned;
        const char *digits = number_of(reader, right);
        if (digits && name)
            return read_bound(reader, left, name, digits);
        digits = number_of(reader, left);
        return digits && turned && read_bound(reader, right, turned, digits);
    }
    return false;
}

static bool read_between(struct reader *reader, const struct expression *condition)
{
    if (!string_equal(condition->name, "BETWEEN") || condition->operands.count != 3)
        return false;
    const char *low = number_of(reader, condition->operands.items[1]);
    const char *high = number_of(reader, condition->operands.items[2]);
    if (!low || !high)
        return false;
    bool is_read = read_bound(reader, condition->operands.items[0], ">=", low);
    return read_bound(reader, condition->operands.items[0], "<=", high) && is_read;
}

// One that is no AND: false where nothing was read of it.
static bool read_part(struct reader *reader, const struct expression *condition, bool is_negated)
{
    struct value_set values = {0};
    bool is_null_test =
        condition->kind == (is_negated ? EXPRESSION_IS_NULL : EXPRESSION_IS_NOT_NULL);
    if (is_null_test && condition->operands.count == 1 &&
        is_subject(reader, condition->operands.items[0])) {
        if (!reader->bounds->is_not_null)
            reader->bounds->not_null_source = reader->source;
        reader->bounds->is_not_null = true;
        return true;
    }
    if (!is_negated && !reader->folds_case && read_set(reader, condition, &values) &&
        values.count > 0) {
        narrow_values(reader, &values);
        return true;
    }
    if (condition->kind == EXPRESSION_OPERATOR && condition->operands.count == 2)
        return read_comparison(reader, condition, is_negated);
    return condition->kind == EXPRESSION_BETWEEN && !is_negated && read_between(reader, condition);
}

// condition = set | comparison | subject BETWEEN number AND number | column IS NOT NULL
//           | condition AND condition | column IS NULL OR condition | NOT condition
static void read_condition(struct reader *reader, const struct expression *condition,
                           bool is_negated)
{
    if (condition->kind == EXPRESSION_NOT && condition->operands.count == 1) {
        read_condition(reader, condition->operands.items[0], !is_negated);
        return;
    }
    // NOT (a OR b) is NOT a AND NOT b.
    if (condition->kind == (is_negated ? EXPRESSION_OR : EXPRESSION_AND)) {
        list_each (struct expression *, operand, &condition->operands)
            read_condition(reader, operand, is_negated);
        return;
    }
    if (condition->kind == EXPRESSION_OR) {
        // `column IS NULL OR rest`: a CHECK lets NULL through anyway.
        const struct expression *rest = NULL;
        uint32_t others = 0;
        list_each (struct expression *, operand, &condition->operands)
            if (operand->kind != EXPRESSION_IS_NULL ||
                !is_subject(reader, operand->operands.items[0])) {
                rest = operand;
                others++;
            }
        if (others == 1) {
            read_condition(reader, rest, false);
            return;
        }
    }
    if (!read_part(reader, condition, is_negated))
        note_unread(reader, condition);
}

// ---- types ---------------------------------------------------------------------------------------

static const struct {
    const char *name, *minimum, *maximum;
} integer_types[] = {
    {"int2", "-32768", "32767"},
    {"int4", "-2147483648", "2147483647"},
    {"int8", "-9223372036854775808", "9223372036854775807"},
};

// numeric(p, s) holds what has at most p - s digits before the point.
static void read_numeric(struct reader *reader, const struct type_name *type)
{
    int32_t precision = type->modifiers[0];
    int32_t scale = type->modifier_count > 1 ? type->modifiers[1] : 0;
    int32_t whole = precision - scale;
    if (whole < 0 || whole > 1000)
        return;
    struct text digits;
    text_init(&digits);
    text_add(&digits, "1");
    text_repeat(&digits, '0', (size_t)whole);
    const char *limit = arena_copy_string(reader->arena, digits.string);
    text_release(&digits);
    narrow_range(reader, true, limit, true);
    narrow_range(reader, false, arena_format(reader->arena, "-%s", limit), true);
}

static void read_checks(struct reader *reader, const struct constraint *check)
{
    reader->source = (struct bound_source){.text = check->name,
                                           .state = "23514",
                                           .place = check->place,
                                           .is_constraint = true,
                                           .is_late = reader->column != NULL};
    if (check->check)
        read_condition(reader, check->check, false);
}

static void read_type(struct reader *reader, const struct type_name *name, uint32_t depth)
{
    const struct type *type = name->type;
    reader->source = (struct bound_source){.text = type_name_text(reader->arena, name),
                                           .place = reader->source.place};
    if (name->dimensions > 0 || depth > 16)
        return;
    if (type && type->kind == TYPE_ENUM) {
        struct value_set values = {0};
        list_each (const char *, label, &type->labels)
            list_add(reader->arena, &values, label);
        reader->source.text = arena_format(reader->arena, "the type %s", reader->source.text);
        reader->source.state = "22P02";
        reader->source.place = type->place;
        narrow_values(reader, &values);
    } else if (type && type->kind == TYPE_DOMAIN) {
        const struct column *column = reader->column;
        struct place place = reader->source.place;
        if (type->base)
            read_type(reader, type->base, depth + 1);
        reader->column = NULL; // its own CHECKs speak of VALUE
        list_each (struct constraint *, check, &type->checks)
            read_checks(reader, check);
        reader->column = column;
        if (type->is_not_null) {
            reader->bounds->is_not_null = true;
            reader->bounds->not_null_source =
                (struct bound_source){.text = arena_format(reader->arena, "the domain %s",
                                                           type_name_text(reader->arena, name)),
                                      .state = "23502",
                                      .place = type->place};
        }
        reader->source.place = place;
    } else if (strcmp(name->name, "citext") == 0) {
        reader->folds_case = true;
    } else if (string_equal(name->schema, "pg_catalog") && name->modifier_count > 0) {
        reader->source.state = "22001";
        if (strcmp(name->name, "varchar") == 0 || strcmp(name->name, "bpchar") == 0)
            narrow_length(reader, true, arena_format(reader->arena, "%d", name->modifiers[0]), 0);
        reader->source.state = "22003";
        if (strcmp(name->name, "numeric") == 0)
            read_numeric(reader, name);
    } else if (string_equal(name->schema, "pg_catalog")) {
        reader->source.state = "22003";
        for (size_t at = 0; at < array_length(integer_types); at++)
            if (strcmp(name->name, integer_types[at].name) == 0) {
                narrow_range(reader, false, integer_types[at].minimum, false);
                narrow_range(reader, true, integer_types[at].maximum, false);
            }
    }
}

struct column_bounds *column_bounds_make(struct arena *arena, const struct column *column)
{
    struct column_bounds *bounds = arena_make(arena, struct column_bounds);
    bounds->length_minimum = bounds->length_maximum = -1;
    struct reader reader = {
        .arena = arena, .bounds = bounds, .column = column, .source = {.place = column->place}};
    if (column->type)
        read_type(&reader, column->type, 0);
    if (column->is_not_null) {
        bounds->is_not_null = true;
        bounds->not_null_source = (struct bound_source){
            .text = "NOT NULL", .state = "23502", .place = column->place, .is_late = true};
    }
    if (column->relation && column->type && column->type->dimensions == 0)
        list_each (struct constraint *, check, &column->relation->constraints)
            if (check->kind == CONSTRAINT_CHECK)
                read_checks(&reader, check);
    return bounds;
}

bool column_bounds_hold(const struct column_bounds *bounds, const char *value)
{
    bool is_number = bounds->are_numbers && decimal_is_valid(value);
    list_each (const char *, held, &bounds->values)
        if (is_number ? decimal_is_valid(held) && decimal_compare(held, value) == 0
                      : strcmp(held, value) == 0)
            return true;
    return false;
}

// ---- triggers ------------------------------------------------------------------------------------

static bool body_names(const char *body, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = strcasestr(body, name); at; at = strcasestr(at + 1, name))
        if ((at == body || !byte_is_identifier(at[-1])) && !byte_is_identifier(at[length]))
            return true;
    return false;
}

const struct trigger *column_changing_trigger(const struct column *column, uint32_t events)
{
    if (!column->relation)
        return NULL;
    list_each (struct trigger *, trigger, &column->relation->triggers) {
        if (trigger->timing != TRIGGER_BEFORE || !trigger->is_per_row || trigger->is_disabled ||
            !(trigger->events & events))
            continue;
        // One whose body is known and never says the column's name leaves it alone; what assigns
        // to NEW as a whole may change anything.
        const struct function *function = trigger->function;
        if (!function || !function->body || body_names(function->body, column->name) ||
            strcasestr(function->body, "new :=") || strcasestr(function->body, "into new") ||
            strcasestr(function->body, "populate_record"))
            return trigger;
    }
    return NULL;
}
