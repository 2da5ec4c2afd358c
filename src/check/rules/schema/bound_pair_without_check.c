// Bounds kept in columns that no CHECK holds together: min_weight, weight, max_weight.
//
// A pair is min_x and max_x (x_min and x_max, minimum, maximum) of numbers or times; the value
// between them is x, or x with one of a few words before it. What is measured rather than set (a
// stock, a temperature) may leave its bounds, so only these are held together. Tied are two columns
// that one CHECK reads, or that a trigger's function speaks of.
#include "check/body_scan.h"
#include "check/tables.h"

static const char *const words[][2] = {{"min", "max"}, {"minimum", "maximum"}};
static const char *const values[] = {"", "default_", "initial_"};

static const char *const ordered_types[] = {"int2",   "int4",        "int8",      "numeric",
                                            "float4", "float8",      "money",     "date",
                                            "time",   "timestamptz", "timestamp", NULL};

struct bounds {
    const struct column *minimum, *maximum;
    const struct column *value; // NULL where the pair stands alone
};

// `name` without the word at its beginning or end: "min_weight", "weight_min" → "weight".
static const char *stem(struct arena *scratch, const char *name, const char *word)
{
    size_t length = strlen(name), part = strlen(word);
    if (length <= part + 1)
        return NULL;
    if (strncmp(name, word, part) == 0 && name[part] == '_')
        return name + part + 1;
    if (string_ends_with(name, word) && name[length - part - 1] == '_')
        return arena_copy(scratch, name, length - part - 1);
    return NULL;
}

static const struct column *ordered_column(const struct relation *relation, const char *name)
{
    const struct column *column = relation_find_column(relation, name);
    return column && type_is_any(column->type, ordered_types) ? column : NULL;
}

// What is computed over many rows: the bounds are what was found, not what is allowed.
static bool is_summary(struct check *check, const struct relation *relation, const char *base)
{
    static const char *const averages[] = {"avg_%s",  "%s_avg",     "mean_%s",
                                           "%s_mean", "average_%s", "%s_average"};
    for (size_t at = 0; at < array_length(averages); at++)
        if (relation_find_column(relation, arena_format(check->scratch, averages[at], base)))
            return true;
    return false;
}

// The bounds that begin with `minimum`; false where it is the beginning of none.
static bool find_bounds(struct check *check, const struct column *minimum, struct bounds *bounds)
{
    const struct relation *relation = minimum->relation;
    for (size_t at = 0; at < array_length(words); at++) {
        const char *base = stem(check->scratch, minimum->name, words[at][0]);
        if (!base || is_summary(check, relation, base))
            continue;
        bool is_before = strncmp(minimum->name, words[at][0], strlen(words[at][0])) == 0;
        const char *maximum = is_before ? arena_format(check->scratch, "%s_%s", words[at][1], base)
                                        : arena_format(check->scratch, "%s_%s", base, words[at][1]);
        *bounds = (struct bounds){.minimum = minimum, .maximum = ordered_column(relation, maximum)};
        if (!bounds->maximum)
            continue;
        for (size_t of = 0; of < array_length(values) && !bounds->value; of++)
            if (!rule_parameter_matches(check, "measured", base))
                bounds->value = ordered_column(
                    relation, arena_format(check->scratch, "%s%s", values[of], base));
        return true;
    }
    return false;
}

static bool are_tied(const struct column *a, const struct column *b)
{
    const struct relation *relation = a->relation;
    if (a->generated || b->generated)
        return true;
    list_each (struct constraint *, constraint, &relation->constraints)
        if (constraint->kind == CONSTRAINT_CHECK && column_list_has(&constraint->columns, a) &&
            column_list_has(&constraint->columns, b))
            return true;
    list_each (struct trigger *, trigger, &relation->triggers)
        if (!trigger->is_disabled && trigger->is_per_row &&
            (!trigger->function || !trigger->function->body ||
             (body_says(trigger->function->body, a->name) &&
              body_says(trigger->function->body, b->name))))
            return true;
    return false;
}

static void report(struct check *check, const struct bounds *bounds)
{
    struct arena *arena = check->arena;
    const struct column *minimum = bounds->minimum, *maximum = bounds->maximum;
    const struct column *place = bounds->value ? bounds->value : maximum;
    const char *table = name_relation(arena, minimum->relation);
    const char *low = name_identifier(arena, minimum->name);
    const char *high = name_identifier(arena, maximum->name);
    const char *message, *condition;
    if (bounds->value) {
        const char *value = name_identifier(arena, bounds->value->name);
        message = check_format(check, "no CHECK keeps %s between %s and %s",
                               name_column(arena, bounds->value), low, high);
        condition = check_format(check, "%s BETWEEN %s AND %s", value, low, high);
    } else {
        message = check_format(check, "no CHECK keeps %s from being above %s",
                               name_column(arena, minimum), high);
        condition = check_format(check, "%s <= %s", low, high);
    }
    struct finding *finding = check_report(
        check, (struct finding){
                   .place = place->place,
                   .object = column_path(check, place),
                   .message = message,
                   .help = check_format(check, "ALTER TABLE %s ADD CHECK (%s);", table, condition),
               });
    finding_relate(check, finding, minimum->place, "the lower bound");
    if (bounds->value)
        finding_relate(check, finding, maximum->place, "the upper bound");
}

static void judge(struct check *check, const struct bounds *bounds)
{
    const struct relation *relation = bounds->minimum->relation;
    bool is_tied = bounds->value ? are_tied(bounds->value, bounds->minimum) &&
                                       are_tied(bounds->value, bounds->maximum)
                                 : are_tied(bounds->minimum, bounds->maximum);
    if (is_tied)
        return;
    if (design_gap_may(check->design, "check", relation->name))
        check_undecided(check, bounds->minimum->place,
                        check_format(check,
                                     "a statement that could not be followed mentions %s and may "
                                     "add a CHECK",
                                     name_relation(check->arena, relation)));
    else
        report(check, bounds);
}

static void check(struct check *check)
{
    list_each (struct relation *, relation, &check->design->relations) {
        if (!table_is_judged(relation))
            continue;
        list_each (struct column *, column, &relation->columns) {
            struct bounds bounds;
            if (column_is_judged(column) && type_is_any(column->type, ordered_types) &&
                find_bounds(check, column, &bounds))
                judge(check, &bounds);
        }
    }
}

static const struct rule_parameter parameters[] = {
    {"measured",
     "stock, *_stock, quantity, *_quantity, inventory, level, *_level, temperature, *_temperature, "
     "humidity, pressure, reading, *_reading, balance, *_balance",
     "values that are measured, and may leave their bounds"},
    {NULL, NULL, NULL},
};

RULE(
    schema, bound_pair_without_check, .level = LEVEL_WARNING,
    .summary = "a lower and an upper bound in columns that no CHECK holds together",
    .explanation =
        "Bounds that are columns change with each row, so no CHECK on one column can hold a value "
        "to them: it takes one that reads both. Without it the first import or admin page that "
        "swaps the two, or writes the value alone, leaves a row that no query expects.\n"
        "\n"
        "A pair is min_x and max_x, x_min and x_max, or written out (minimum), of numbers, dates "
        "or times. Where there is also a column x (default_x, initial_x), a CHECK has to tie it to "
        "both bounds; else the bounds to each other. What is measured may leave its bounds, and "
        "then only these are judged: a stock below min_stock is what an order is for. A CHECK "
        "that reads the columns counts whatever it says, and so does a trigger whose function "
        "names them. "
        "Beside an average (avg_x) the bounds are a summary of other rows, and are not judged.",
    .wrong = "CREATE TABLE criteria (\n"
             "    id bigint PRIMARY KEY,\n"
             "    weight integer NOT NULL,\n"
             "    min_weight integer NOT NULL,\n"
             "    max_weight integer NOT NULL\n"
             ");\n",
    .right = "CREATE TABLE criteria (\n"
             "    id bigint PRIMARY KEY,\n"
             "    weight integer NOT NULL,\n"
             "    min_weight integer NOT NULL,\n"
             "    max_weight integer NOT NULL,\n"
             "    CHECK (weight BETWEEN min_weight AND max_weight)\n"
             ");\n",
    .source = "A8", .parameters = parameters)
