// Compares what lintel writes with what PostgreSQL's to_json() writes: for each line of standard
// input, an SQL expression, one line "same", or "differs" with both. Before the expressions may
// stand statements to run, each behind "! ".
#include "base/text.h"
#include "postgres/connection.h"
#include "serve/answer_value.h"
#include "serve/service_part.h"

static int fail(const struct error *error)
{
    fprintf(stderr, "%s\n", error->message);
    return 2;
}

// The value and what to_json() makes of it are asked for in one statement, so that they are of the
// same row.
static bool compare(struct connection *connection, struct service_types *types, struct arena *arena,
                    const char *expression, struct error *error)
{
    struct sql_description description = {0};
    struct sql_rows rows;
    const struct value_form *form;
    const char *name, *reason;
    const char *one = arena_format(arena, "SELECT %s AS x", expression);
    const char *both =
        arena_format(arena, "SELECT x, pg_catalog.to_json(x)::text FROM (%s) AS s", one);
    if (!connection_describe(connection, arena, one, &description, NULL, error) ||
        !connection_query(connection, arena, both, NULL, 0, &rows, error) ||
        !service_type_form(types, description.columns.items[0].type, &form, &name, &reason, error))
        return false;
    const char *value = rows.values[0], *expected = rows.values[1];
    if (!form) {
        printf("refused\t%s\n", reason);
        return true;
    }
    struct text out;
    text_init(&out);
    if (!value)
        text_add(&out, "null");
    else if (!answer_value_write(form, value, strlen(value), &out))
        text_add(&out, "(not written)");
    if (string_equal(out.string, expected ? expected : "null"))
        printf("same\n");
    else
        printf("differs\tlintel %s\tPostgreSQL %s\ttext %s\n", out.string,
               expected ? expected : "null", value ? value : "NULL");
    text_release(&out);
    return true;
}

int main(int count, char **arguments)
{
    static const char settings[] = "SET DateStyle = ISO; SET IntervalStyle = postgres; "
                                   "SET TimeZone = 'UTC'; SET extra_float_digits = 1; "
                                   "SET bytea_output = hex";
    static char line[1 << 16];
    struct connection *connection;
    struct error error;
    if (count != 2) {
        fprintf(stderr, "usage: value_form CONNECTION < expressions\n");
        return 2;
    }
    struct arena *kept = arena_new(), *scratch = arena_new();
    if (!connection_open(&connection, arguments[1], 10, &error) ||
        !connection_run(connection, settings, scratch, NULL, &error))
        return fail(&error);
    struct service_types *types = service_types_new(kept, connection);
    while (fgets(line, sizeof line, stdin)) {
        struct arena_mark mark = arena_mark(scratch);
        line[strcspn(line, "\n")] = '\0';
        bool is_run = string_starts_with(line, "! ")
                          ? connection_run(connection, line + 2, scratch, NULL, &error)
                          : compare(connection, types, scratch, line, &error);
        if (!is_run)
            printf("failed\t%s\n", error.message);
        arena_rewind(scratch, mark);
    }
    connection_close(connection);
    arena_free(scratch);
    arena_free(kept);
    return 0;
}
