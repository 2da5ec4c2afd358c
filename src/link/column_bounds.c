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

// char_length(column) and its other names
static bool is_length_of_subject(const struct reader *reader, const struct expression *expression)
{
    static const char *const names[] = {"char_length", "character_length", "length"};
    expression = without_casts(expression);
    if (expression->kind != EXPRESSION_CALL || expression->operands.count != 1 ||
        (expression->schema && strcmp(expression->schema, "pg_catalog") != 0))
        return false;
    for (size_t at = 0; at < array_length(names); at++)
        if (string_equal(expression->name, names[at]))
            return is_subject(reader, expression->operands.items[0]);
    return false;
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

// One side of a comparison: `subject comparison digits`.
static void read_bound(struct reader *reader, const struct expression *subject,
                       const char *comparison, const char *digits)
{
    bool is_equal = strcmp(comparison, "=") == 0;
    bool is_below = is_equal || *comparison == '<', is_above = is_equal || *comparison == '>';
    bool is_exclusive = !is_equal && comparison[1] == '\0';
    if (is_length_of_subject(reader, subject)) {
        if (is_below)
            narrow_length(reader, true, digits, is_exclusive ? -1 : 0);
        if (is_above)
            narrow_length(reader, false, digits, is_exclusive ? 1 : 0);
    } else if (is_subject(reader, subject)) {
        if (is_below)
            narrow_range(reader, true, digits, is_exclusive);
        if (is_above)
            narrow_range(reader, false, digits, is_exclusive);
    }
}

// comparison = subject ("<" | "<=" | ">" | ">=" | "=") number, or the other way round
static void read_comparison(struct reader *reader, const struct expression *condition)
{
    static const char *const pairs[][2] = {
        {"<", ">"}, {"<=", ">="}, {">", "<"}, {">=", "<="}, {"=", "="}};
    const struct expression *left = condition->operands.items[0];
    const struct expression *right = condition->operands.items[1];
    for (size_t at = 0; at < array_length(pairs); at++) {
        if (!string_equal(condition->name, pairs[at][0]))
            continue;
        const char *digits = number_of(reader, right);
        if (digits)
            read_bound(reader, left, pairs[at][0], digits);
        else if ((digits = number_of(reader, left)) != NULL)
            read_bound(reader, right, pairs[at][1], digits);
    }
}

// condition = set | comparison | subject BETWEEN number AND number | column IS NOT NULL
//           | condition AND condition | column IS NULL OR condition
static void read_condition(struct reader *reader, const struct expression *condition)
{
    struct value_set values = {0};
    if (condition->kind == EXPRESSION_AND) {
        list_each (struct expression *, operand, &condition->operands)
            read_condition(reader, operand);
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
            read_condition(reader, rest);
            return;
        }
    }
    if (condition->kind == EXPRESSION_IS_NOT_NULL && condition->operands.count == 1 &&
        is_subject(reader, condition->operands.items[0])) {
        if (!reader->bounds->is_not_null)
            reader->bounds->not_null_source = reader->source;
        reader->bounds->is_not_null = true;
        return;
    }
    if (!reader->folds_case && read_set(reader, condition, &values) && values.count > 0) {
        narrow_values(reader, &values);
        return;
    }
    if (condition->kind == EXPRESSION_OPERATOR && condition->operands.count == 2)
        read_comparison(reader, condition);
    if (condition->kind == EXPRESSION_BETWEEN && string_equal(condition->name, "BETWEEN") &&
        condition->operands.count == 3) {
        const char *low = number_of(reader, condition->operands.items[1]);
        const char *high = number_of(reader, condition->operands.items[2]);
        if (low && high) {
            read_bound(reader, condition->operands.items[0], ">=", low);
            read_bound(reader, condition->operands.items[0], "<=", high);
        }
    }
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
        read_condition(reader, check->check);
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
