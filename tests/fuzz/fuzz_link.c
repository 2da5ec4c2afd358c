// Any bytes as a schema and named queries over it (the part after a line `-- queries`), linked and
// printed. Nothing may crash, leak or hang, and what linking claims must hang together.
#include "design/lookup.h"
#include "link/dump.h"
#include "read/queries.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char schema[] =
    "CREATE TABLE lists (id bigint PRIMARY KEY, name text UNIQUE, owner uuid NOT NULL);"
    "CREATE TABLE todos (id bigint PRIMARY KEY, list_id bigint NOT NULL REFERENCES lists (id),"
    " title text NOT NULL, tags text[], data jsonb, UNIQUE (list_id, title));"
    "CREATE VIEW titles AS SELECT t.id, t.title, l.name FROM todos t LEFT JOIN lists l ON l.id = "
    "t.list_id;"
    "CREATE FUNCTION todos_of(p bigint) RETURNS SETOF todos LANGUAGE sql STABLE AS $$ SELECT * "
    "FROM "
    "todos WHERE list_id = p $$;"
    "CREATE FUNCTION rename(p bigint, t text) RETURNS text LANGUAGE sql AS $$ UPDATE todos SET "
    "title "
    "= t WHERE id = p RETURNING title $$;";

static void check_link(const struct statement_link *link)
{
    list_each (struct column_filter, filter, &link->filters)
        assert(filter.query && filter.column && filter.condition);
    list_each (struct parameter_use, use, &link->parameter_uses)
        assert(use.query && (use.role != ROLE_WRITTEN || use.parameter > 0));
    list_each (struct table_use, use, &link->tables)
        assert(use.relation && use.uses && use.from);
    assert(!link->rows_reason || link->rows == ROWS_AT_MOST_ONE || link->rows == ROWS_EXACTLY_ONE);
    assert(!(link->is_order_unique && link->is_order_open));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct design *design = design_new();
    const char *bytes = arena_copy(design->arena, data, size);
    const char *queries = strstr(bytes, "\n-- queries\n");
    size_t length = queries ? (size_t)(queries - bytes) : 0;
    struct source_file *own = source_file_new(design->arena, "own.sql", bytes, length);
    struct source_file *tables =
        source_file_new(design->arena, "schema.sql", schema, sizeof schema - 1);
    struct source_file *file =
        source_file_new(design->arena, "queries.sql", bytes + length, strlen(bytes + length));
    struct sql_reader *reader = sql_reader_new(design, NULL);
    sql_reader_read(reader, tables, true);
    sql_reader_read(reader, own, true);
    sql_reader_finish(reader);
    queries_read(design, reader, file);
    struct text out;
    text_init(&out);
    list_each (struct named_query *, named, &design->queries)
        list_each (struct named_statement *, statement, &named->statements) {
            struct statement_link *link =
                statement_link_make(design, design->arena, named, statement);
            check_link(link);
            link_dump_statement(&out, link);
            (void)statement_via(design->arena, link, statement->place);
        }
    text_release(&out);
    sql_reader_free(reader);
    design_free(design);
    return 0;
}
