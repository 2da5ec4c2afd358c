// Functions that write and do not take the time.
#include "check/body_scan.h"
#include "check/body_write.h"
#include "check/tables.h"

static bool takes_time(const char *body)
{
    struct body_scan scan = {body, body + strlen(body)};
    const char *word;
    size_t length;
    while (body_scan_word(&scan, &word, &length))
        if (body_word_is(word, length, "clock_timestamp"))
            return true;
    return false;
}

static void note_write(const struct body_write *write, void *context)
{
    bool *writes = context;
    *writes |= write->kind != BODY_WRITE_CALL && write->kind != BODY_WRITE_EXECUTE;
}

static bool is_judged(const struct function *function)
{
    return !function->is_builtin && !function->extension && function->body &&
           string_equal(function->language, "plpgsql") &&
           function->volatility == VOLATILITY_VOLATILE &&
           !(function->returns && (string_equal(function->returns->name, "trigger") ||
                                   string_equal(function->returns->name, "event_trigger")));
}

static void check(struct check *check)
{
    list_each (struct function *, function, &check->design->functions) {
        bool writes = false;
        if (!is_judged(function) || takes_time(function->body))
            continue;
        body_write_each(check->scratch, function->body, strlen(function->body), note_write,
                        &writes);
        if (!writes)
            continue;
        const char *name = name_qualified(check->arena, function->schema, function->name);
        check_report(
            check,
            (struct finding){
                .place = function->place,
                .object = name_path(check->arena, function->schema, function->name, NULL),
                .message = check_format(
                    check,
                    "%s %s writes, and does not record how long "
                    "it takes",
                    function->kind == FUNCTION_PROCEDURE ? "procedure" : "function", name),
                .label = "no clock_timestamp() in its body",
                .help = "DECLARE started timestamptz := clock_timestamp(); and at the end record "
                        "clock_timestamp() - started, in a table or by RAISE LOG",
            });
    }
}

RULE(schema, function_untimed, .level = LEVEL_OFF,
     .summary = "a function that does not record its own time",
     .explanation =
         "Work that is done inside a function is one line in the database's statistics: how long "
         "each run took, and for which row, only the function itself can tell.\n"
         "\n"
         "Volatile functions and procedures in PL/pgSQL that write are judged; trigger functions "
         "are part of a statement that is timed as a whole, and SQL functions have no place to "
         "keep the time. clock_timestamp() anywhere in the body counts. now() does not: it stands "
         "still for the whole transaction, so that two of them never differ.",
     .wrong = "CREATE TABLE scores (id bigint PRIMARY KEY, score integer NOT NULL);\n"
              "CREATE FUNCTION set_score(which bigint, new_score integer) RETURNS void\n"
              "LANGUAGE plpgsql AS $$\n"
              "BEGIN\n"
              "    UPDATE scores SET score = new_score WHERE id = which;\n"
              "END $$;\n",
     .right = "CREATE TABLE scores (id bigint PRIMARY KEY, score integer NOT NULL);\n"
              "CREATE FUNCTION set_score(which bigint, new_score integer) RETURNS void\n"
              "LANGUAGE plpgsql AS $$\n"
              "DECLARE\n"
              "    started timestamptz := clock_timestamp();\n"
              "BEGIN\n"
              "    UPDATE scores SET score = new_score WHERE id = which;\n"
              "    RAISE LOG 'set_score took %', clock_timestamp() - started;\n"
              "END $$;\n",
     .source = "C16")
