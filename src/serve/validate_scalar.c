// What a value is by itself: its type, the set it must be of, a number's range, a string's length,
// format and pattern. All of it digit for digit and character for character.
#include "base/decimal.h"
#include "serve/validate_part.h"

static uint32_t type_of(const struct json_value *value)
{
    static const uint32_t types[] = {
        [JSON_VALUE_NULL] = JSON_NULL,     [JSON_VALUE_BOOLEAN] = JSON_BOOLEAN,
        [JSON_VALUE_NUMBER] = JSON_NUMBER, [JSON_VALUE_STRING] = JSON_STRING,
        [JSON_VALUE_ARRAY] = JSON_ARRAY,   [JSON_VALUE_OBJECT] = JSON_OBJECT,
    };
    return types[value->kind];
}

static bool is_of_types(const struct json_value *value, uint32_t types)
{
    if (types == 0 || type_of(value) & types)
        return true;
    return value->kind == JSON_VALUE_NUMBER && types & JSON_INTEGER &&
           decimal_is_whole(value->text);
}

bool check_type(struct validation *validation, const struct value_schema *schema,
                const struct json_value *value, const struct step *at)
{
    if (is_of_types(value, schema->types))
        return true;
    bool is_fraction = value->kind == JSON_VALUE_NUMBER && schema->types & JSON_INTEGER;
    return fault_format(validation, WEIGHT_TYPE, at, "must be %s, is %s",
                        json_types_text(validation->arena, schema->types),
                        is_fraction ? "a number with a fraction"
                                    : json_types_text(validation->arena, type_of(value)));
}

static bool check_enumeration(struct validation *validation, const struct value_schema *schema,
                              const struct value_check *check, const struct json_value *value,
                              const struct step *at)
{
    bool is_by_name =
        value->kind == JSON_VALUE_STRING && schema->enumeration.count > CONSTANTS_BY_NAME;
    if (is_by_name && map_get(&check->constants, value->text))
        return true;
    for (uint32_t i = 0; i < schema->enumeration.count && !is_by_name; i++)
        if (check->enumeration[i] && json_value_equal(check->enumeration[i], value))
            return true;
    bool is_constant = schema->enumeration.count == 1;
    return fault_format(validation, is_constant ? WEIGHT_CONSTANT : WEIGHT_FAULT, at, "not %s%s",
                        is_constant ? "" : "one of ", check->enumeration_text);
}

// ---- numbers --------------------------------------------------------------------------------------

static bool check_number(struct validation *validation, const struct value_schema *schema,
                         const struct value_check *check, const char *digits, const struct step *at)
{
    bool is_good = true;
    if (schema->minimum) {
        int order = decimal_compare(digits, schema->minimum);
        if (order < 0 || (order == 0 && schema->is_minimum_exclusive))
            is_good = fault_format(validation, WEIGHT_FAULT, at, "%s %s",
                                   schema->is_minimum_exclusive ? "not more than" : "less than",
                                   schema->minimum);
    }
    if (schema->maximum) {
        int order = decimal_compare(digits, schema->maximum);
        if (order > 0 || (order == 0 && schema->is_maximum_exclusive))
            is_good = fault_format(validation, WEIGHT_FAULT, at, "%s %s",
                                   schema->is_maximum_exclusive ? "not less than" : "more than",
                                   schema->maximum);
    }
    if (schema->multiple_of && decimal_is_divisor(schema->multiple_of) &&
        !decimal_is_multiple(digits, schema->multiple_of))
        is_good =
            fault_format(validation, WEIGHT_FAULT, at, "not a multiple of %s", schema->multiple_of);
    const struct value_format *format = check->format;
    if (format && format->minimum &&
        (decimal_compare(digits, format->minimum) < 0 ||
         decimal_compare(digits, format->maximum) > 0))
        is_good = fault_add(validation, WEIGHT_FAULT, at, format->detail);
    return is_good;
}

// ---- strings --------------------------------------------------------------------------------------

static int64_t count_characters(const struct json_value *value)
{
    int64_t count = 0;
    for (uint32_t i = 0; i < value->length; i++)
        count += ((unsigned char)value->text[i] & 0xC0) != 0x80;
    return count;
}

static const char *plural(int64_t count)
{
    return count == 1 ? "" : "s";
}

static bool check_length(struct validation *validation, const struct value_schema *schema,
                         const struct json_value *value, const struct step *at)
{
    if (schema->length_minimum <= 0 && schema->length_maximum < 0)
        return true;
    int64_t length = count_characters(value);
    if (length < schema->length_minimum)
        return fault_format(validation, WEIGHT_FAULT, at, "shorter than %lld character%s",
                            (long long)schema->length_minimum, plural(schema->length_minimum));
    if (schema->length_maximum >= 0 && length > schema->length_maximum)
        return fault_format(validation, WEIGHT_FAULT, at, "longer than %lld character%s",
                            (long long)schema->length_maximum, plural(schema->length_maximum));
    return true;
}

static bool check_pattern(struct validation *validation, const struct value_schema *schema,
                          const struct value_check *check, const struct json_value *value,
                          const struct step *at)
{
    enum pattern_verdict verdict =
        check->pattern
            ? pattern_match(check->pattern, validation->arena, value->text, value->length,
                            &validation->pattern_work)
            : PATTERN_GAVE_UP; // it is none: validate_prepare has said so
    if (verdict == PATTERN_FITS)
        return true;
    if (verdict == PATTERN_DIFFERS)
        return fault_format(validation, WEIGHT_FAULT, at, "does not fit the pattern %s",
                            schema->pattern);
    return fault_format(validation, WEIGHT_FAULT, at,
                        "takes too long to compare with the pattern %s", schema->pattern);
}

// A value of the wrong length goes no further: it may be of any length.
static bool check_string(struct validation *validation, const struct value_schema *schema,
                         const struct value_check *check, const struct json_value *value,
                         const struct step *at)
{
    if (!check_length(validation, schema, value, at))
        return false;
    const struct value_format *format = check->format;
    if (format && format->fits && !format->fits(value->text, value->length))
        return fault_add(validation, WEIGHT_FAULT, at, format->detail);
    return !schema->pattern || check_pattern(validation, schema, check, value, at);
}

bool check_scalar(struct validation *validation, const struct value_schema *schema,
                  const struct value_check *check, const struct json_value *value,
                  const struct step *at)
{
    if (schema->has_enum && !check_enumeration(validation, schema, check, value, at))
        return false;
    if (value->kind == JSON_VALUE_NUMBER)
        return check_number(validation, schema, check, value->text, at);
    if (value->kind == JSON_VALUE_STRING)
        return check_string(validation, schema, check, value, at);
    return true;
}
