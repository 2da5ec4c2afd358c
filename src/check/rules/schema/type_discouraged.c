// Columns of types that have a better one beside them. A row of the table below is one type: when
// a column is of it, why it is not what is meant, and what to use.
//
// serial is said once for a whole design, since it is everywhere or nowhere.
#include "check/tables.h"

static bool is_json(struct check *check, const struct column *column)
{
    (void)check;
    return type_is_builtin(column->type, "json");
}

// char(n), but not lengths that codes and digests fill whole: then nothing is padded. char without
// a length and "char" are something else again.
static bool is_char(struct check *check, const struct column *column)
{
    const struct type_name *type = type_behind_domains(column->type);
    return type_is_builtin(column->type, "bpchar") && type->modifier_count == 1 &&
           !rule_parameter_has(check, "codes", check_format(check, "%d", type->modifiers[0]));
}

static bool is_money(struct check *check, const struct column *column)
{
    (void)check;
    return type_is_builtin(column->type, "money");
}

static bool is_timetz(struct check *check, const struct column *column)
{
    (void)check;
    return type_is_builtin(column->type, "timetz");
}

// `amount` of flour beside a `unit` is no money.
static bool has_unit(const struct relation *relation)
{
    list_each (struct column *, column, &relation->columns)
        if (strcmp(column->name, "unit") == 0 || strcmp(column->name, "units") == 0 ||
            strcmp(column->name, "uom") == 0 || string_ends_with(column->name, "_unit"))
            return true;
    return false;
}

static bool is_float_amount(struct check *check, const struct column *column)
{
    return (type_is_builtin(column->type, "float4") || type_is_builtin(column->type, "float8")) &&
           rule_parameter_matches(check, "amounts", column->name) && !has_unit(column->relation);
}

// regclass, regrole and regtype hold numbers that pg_upgrade keeps.
static bool is_internal_number(struct check *check, const struct column *column)
{
    static const char *const names[] = {"regcollation", "regconfig",   "regdictionary",
                                        "regnamespace", "regoper",     "regoperator",
                                        "regproc",      "regprocedure"};
    (void)check;
    for (size_t at = 0; at < array_length(names); at++)
        if (type_is_builtin(column->type, names[at]))
            return true;
    return false;
}

static const struct discouraged {
    const char *word; // in the parameter `types`
    bool (*is)(struct check *check, const struct column *column);
    const char *label;
    const char *type;  // the better one; NULL: text with a CHECK
    const char *using; // what converts a value, with %s for the column
} types[] = {
    {"json", is_json, "has no =, so DISTINCT, GROUP BY and UNION refuse it", "jsonb", "%s::jsonb"},
    {"char", is_char, "shorter values are padded with blanks, which comparisons then ignore", NULL,
     NULL},
    {"money", is_money, "is shown and read by the server's lc_monetary, and has no currency",
     "numeric", "%s::numeric"},
    {"timetz", is_timetz, "an offset without a date means nothing once clocks change", "time",
     "%s::time"},
    {"float", is_float_amount, "0.1 + 0.2 is not 0.3: cents get lost in sums", "numeric(12,2)",
     "%s::numeric"},
    {"reg", is_internal_number, "pg_upgrade refuses a database with such a column", "text",
     "%s::text"},
};

static const char *help(struct check *check, const struct column *column,
                        const struct discouraged *type)
{
    struct arena *arena = check->arena;
    const struct type *domain = column->type->type;
    const char *table = name_relation(arena, column->relation);
    const char *name = name_identifier(arena, column->name);
    if (domain)
        return check_format(check, "make the domain %s one of %s",
                            name_qualified(arena, domain->schema, domain->name),
                            type->type ? type->type : "text");
    if (!type->type)
        return check_format(check,
                            "ALTER TABLE %s ALTER COLUMN %s TYPE text, ADD CHECK (char_length(%s) "
                            "<= %d);",
                            table, name, name, column->type->modifiers[0]);
    // A default has to be dropped where it does not convert by itself; most do.
    return check_format(check, "ALTER TABLE %s ALTER COLUMN %s TYPE %s USING %s;", table, name,
                        type->type, check_format(check, type->using, name));
}

static void report(struct check *check, const struct column *column, const struct discouraged *type)
{
    check_report(check,
                 (struct finding){
                     .place = column->place,
                     .object = column_path(check, column),
                     .message = check_format(
                         check, "column %s is %s%s", name_column(check->arena, column),
                         type_name_text(check->arena, type_behind_domains(column->type)),
                         type->is == is_float_amount ? ", and by its name an amount of money" : ""),
                     .label = type->label,
                     .help = help(check, column, type),
                 });
}

struct serials {
    const struct column *first;
    uint32_t count;
};

static void report_serials(struct check *check, const struct serials *serials)
{
    struct arena *arena = check->arena;
    const struct column *column = serials->first;
    const char *name = name_identifier(arena, column->name);
    struct finding *finding = check_report(
        check,
        (struct finding){
            .place = column->place,
            .object = column_path(check, column),
            .message = check_format(check,
                                    serials->count == 1 ? "column %s is serial"
                                                        : "column %s is serial, and so %s %u more",
                                    name_column(arena, column), serials->count == 2 ? "is" : "are",
                                    serials->count - 1),
            .label = "an explicit id is taken, and collides with the sequence later",
            .help = check_format(check,
                                 "%s %s GENERATED ALWAYS AS IDENTITY; a live table needs its "
                                 "default dropped first and the new sequence set past the highest",
                                 name, type_name_text(arena, column->type)),
        });
    finding_note(check, finding,
                 "serial makes a sequence with privileges of its own, so a role that may INSERT "
                 "also needs USAGE on it; an identity column needs nothing more");
}

static void check(struct check *check)
{
    struct serials serials = {0};
    list_each (struct relation *, relation, &check->design->relations) {
        if (!table_is_judged(relation))
            continue;
        list_each (struct column *, column, &relation->columns) {
            if (!column_is_judged(column))
                continue;
            for (size_t at = 0; at < array_length(types); at++)
                if (rule_parameter_has(check, "types", types[at].word) &&
                    types[at].is(check, column))
                    report(check, column, &types[at]);
            if (!column->is_serial || !rule_parameter_has(check, "types", "serial"))
                continue;
            if (!serials.count++)
                serials.first = column;
        }
    }
    if (serials.count > 0)
        report_serials(check, &serials);
}

static const struct rule_parameter parameters[] = {
    {"types", "json, char, money, timetz, serial, float, reg", "those that are reported"},
    {"codes", "1, 2, 3, 32, 40, 64, 128",
     "lengths of char(n) that values fill whole: codes and digests"},
    {"amounts",
     "price, *_price, price_*, amount, *_amount, amount_*, balance, *_balance, cost, *_cost, fee, "
     "*_fee, salary, *_salary, wage, revenue, *_revenue, subtotal, grand_total, budget, *_budget, "
     "*_usd, *_eur, *_gbp, *_inr",
     "names of money, where the type is float"},
    {NULL, NULL, NULL},
};

RULE(schema, type_discouraged, .level = LEVEL_WARNING,
     .summary = "a type that has a better one beside it",
     .explanation =
         "json keeps the text with its spaces and repeated keys and has no equality, so DISTINCT, "
         "GROUP BY and UNION fail on it; jsonb has it, and indexes. char(n) pads with blanks, "
         "which some comparisons ignore and others (LIKE, casts) do not; text with a CHECK on its "
         "length stores less and surprises nobody. money depends on the server's locale and "
         "forgets the currency. timetz has an offset and no date, so it cannot follow summer time. "
         "real and double precision cannot hold 0.10, so sums of money drift: numeric, or an "
         "integer of the smallest unit. A regproc and its kin hold a number that is another one "
         "after "
         "an upgrade, so pg_upgrade refuses the whole database (regclass, regrole and regtype are "
         "kept).\n"
         "\n"
         "serial is not wrong, identity columns (since PostgreSQL 10) are better: an INSERT cannot "
         "bring its own id by mistake, and no sequence needs a grant. It is said once for all of a "
         "design.\n"
         "\n"
         "char(n) of a length that codes and digests fill whole (a country, a currency, a SHA-256 "
         "in hex) is left alone: nothing is ever padded there. A float counts as money by its "
         "name, not where a unit stands beside it. Parameters say which types, lengths and names. "
         "Tables are judged, not views, partitions, or tables of extensions and the platform.",
     .wrong = "CREATE TABLE orders (\n"
              "    id bigint PRIMARY KEY,\n"
              "    reference char(20) NOT NULL,\n"
              "    total_price double precision NOT NULL,\n"
              "    details json NOT NULL\n"
              ");\n",
     .right = "CREATE TABLE orders (\n"
              "    id bigint PRIMARY KEY,\n"
              "    reference text NOT NULL CHECK (char_length(reference) <= 20),\n"
              "    total_price numeric(12, 2) NOT NULL,\n"
              "    details jsonb NOT NULL\n"
              ");\n",
     .source = "squawk ban-char-field, prefer-identity, splinter unsupported_reg_types",
     .parameters = parameters)
