// Any bytes as a project's SQL: read, bound, checked by every rule and dumped. The first byte
// chooses platform and order. Nothing may crash, leak or hang, and every finding has a place in the
// file.
#include "check/run.h"
#include "design/dump.h"
#include "design/lookup.h"
#include "read/sql.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct design *design = design_new();
    design->platform = size & 1 ? PLATFORM_SUPABASE : PLATFORM_POSTGRES;
    const char *bytes = arena_copy(design->arena, data, size);
    // Files with NUL bytes are refused before they get here.
    struct source_file *file = source_file_new(design->arena, "fuzz.sql", bytes, strlen(bytes));
    list_add(design->arena, &design->files, file);
    struct sql_reader *reader = sql_reader_new(design, NULL);
    sql_reader_read(reader, file, size & 2);
    sql_reader_finish(reader);
    sql_reader_free(reader);

    struct arena *scratch = arena_new();
    struct profile profile;
    struct error error;
    struct profile_names names = {0};
    list_add(scratch, &names, "default");
    bool loaded = profile_load(design->arena, &names, &profile, &error);
    assert(loaded);
    struct run run = {
        .design = design, .arena = design->arena, .scratch = scratch, .profile = &profile};
    run_rules(&run);
    list_each (struct finding *, finding, &run.findings)
        assert(finding->place.file && finding->place.offset <= finding->place.file->length);
    struct text dump;
    text_init(&dump);
    design_dump(design, true, &dump);
    text_release(&dump);
    arena_free(scratch);
    design_free(design);
    return 0;
}
