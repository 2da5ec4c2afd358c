// Any bytes as a file of named queries over a small schema. The length chooses whether there is a
// manifest, which makes reading strict. Nothing may crash, leak or hang; every query, input and
// fault has a place in the file, and what follows an input is found again by the map back to it.
#include "design/lookup.h"
#include "read/queries_parts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char schema[] = "CREATE TABLE lists (id bigint PRIMARY KEY, name text);"
                             "CREATE TABLE todos (id bigint PRIMARY KEY, list_id bigint REFERENCES "
                             "lists (id), title text NOT NULL, tags text[], data jsonb);";

static void check_statement(const struct named_statement *statement, const struct source_file *file)
{
    assert(statement->text && statement->place.offset <= file->length);
    assert(statement->place.length <= file->length - statement->place.offset);
    list_each (struct parameter *, parameter, &statement->parameters)
        list_each (struct place, place, &parameter->places)
            assert(place.offset >= statement->place.offset &&
                   place.offset + place.length <= file->length);
}

// The text and its map once more, byte by byte: what was copied is the file's.
static void check_map(struct design *design, struct sql_reader *sql, struct source_file *file)
{
    struct query_reader reader = {.design = design,
                                  .sql = sql,
                                  .file = file,
                                  .kept = design->arena,
                                  .scratch = design->arena};
    struct statement_text text = {.what = "query"};
    struct named_statement made = {0};
    (void)query_text_make(&reader, 0, file->length, &text, &made);
    uint32_t next = 0;
    int64_t shift = 0;
    for (uint32_t at = 0; at <= text.length; at++) {
        while (next < text.shift_count && text.shifts[next].at <= at)
            shift = text.shifts[next++].shift;
        int64_t offset = at + shift;
        assert(offset >= 0 && (size_t)offset <= file->length);
    }
    assert(next == text.shift_count && (int64_t)text.length + shift == (int64_t)file->length);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct design *design = design_new();
    const char *bytes = arena_copy(design->arena, data, size);
    // Files with NUL bytes are refused before they get here.
    struct source_file *file = source_file_new(design->arena, "queries.sql", bytes, strlen(bytes));
    struct source_file *tables =
        source_file_new(design->arena, "schema.sql", schema, sizeof schema - 1);
    if (size & 1)
        design->manifest = arena_make(design->arena, struct manifest);
    struct sql_reader *reader = sql_reader_new(design, NULL);
    sql_reader_read(reader, tables, true);
    sql_reader_finish(reader);
    queries_read(design, reader, file);
    list_each (struct named_query *, query, &design->queries) {
        assert(query->place.offset + query->place.length <= file->length);
        assert(strlen(query->name) == query->place.length && query->kind_text);
        list_each (struct named_statement *, statement, &query->statements)
            check_statement(statement, file);
    }
    list_each (struct fault, fault, &design->faults)
        assert(fault.place.file && fault.place.offset <= fault.place.file->length);
    (void)queries_sniff(file->bytes, file->length);
    (void)queries_mention(file->bytes, file->length);
    check_map(design, reader, file);
    sql_reader_free(reader);
    design_free(design);
    return 0;
}
