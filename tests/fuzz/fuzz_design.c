// Any bytes as a whole design: the parts stand behind lines "-- schema", "-- queries", "--
// contract",
// "-- overlay" and "-- manifest", in any order, each as often as it likes (the last one counts).
// Read in the order of read/project.c, linked, checked by every rule, reported and dumped. Nothing
// may crash, leak or hang, every finding has a place in its file, and no secret's value is printed.
#include "base/utf8.h"
#include "check/baseline.h"
#include "check/report.h"
#include "design/dump.h"
#include "design/lookup.h"
#include "link/dump.h"
#include "read/contract.h"
#include "read/manifest.h"
#include "read/queries.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum part { PART_SCHEMA, PART_QUERIES, PART_CONTRACT, PART_OVERLAY, PART_MANIFEST, PART_COUNT };

static const struct {
    const char *line, *path;
} parts[PART_COUNT] = {
    [PART_SCHEMA] = {"-- schema\n", "schema.sql"},
    [PART_QUERIES] = {"-- queries\n", "queries.sql"},
    [PART_CONTRACT] = {"-- contract\n", "api.yaml"},
    [PART_OVERLAY] = {"-- overlay\n", "overlay.yaml"},
    [PART_MANIFEST] = {"-- manifest\n", "lintel.yaml"},
};

// The part that a line begins, or -1.
static int part_of(const char *line)
{
    for (int part = 0; part < PART_COUNT; part++)
        if (strncmp(line, parts[part].line, strlen(parts[part].line)) == 0)
            return part;
    return -1;
}

// Up to the first NUL byte: files that hold one are refused before they get here.
static void split(struct arena *arena, const char *bytes, struct source_file **files)
{
    const char *start = bytes, *end = bytes + strlen(bytes);
    int part = PART_SCHEMA;
    for (const char *line = bytes; line <= end;) {
        int next = line < end ? part_of(line) : PART_COUNT;
        if (next >= 0 && (line > start || start > bytes))
            files[part] = source_file_new(arena, parts[part].path,
                                          arena_copy(arena, start, (size_t)(line - start)),
                                          (uint32_t)(line - start));
        if (next >= 0 && next < PART_COUNT) {
            part = next;
            start = line + strlen(parts[part].line);
        }
        const char *line_end = memchr(line, '\n', (size_t)(end - line));
        line = line_end ? line_end + 1 : line < end ? end : end + 1;
    }
}

static void read_design(struct design *design, struct source_file **files)
{
    struct error error = {{0}};
    if (files[PART_MANIFEST] && !manifest_read(design, files[PART_MANIFEST], &error))
        assert(error.message[0]);
    struct sql_reader *reader = sql_reader_new(design, NULL);
    if (files[PART_SCHEMA]) {
        files[PART_SCHEMA]->is_schema = true;
        sql_reader_read(reader, files[PART_SCHEMA], true);
    }
    sql_reader_finish(reader);
    if (files[PART_QUERIES])
        queries_read(design, reader, files[PART_QUERIES]);
    sql_reader_free(reader);
    struct contract_overlays overlays = {0};
    if (files[PART_OVERLAY])
        list_add(design->arena, &overlays, files[PART_OVERLAY]);
    struct contract_limits limits = {.file_bytes = 1 << 16,
                                     .files = 3,
                                     .operations = 50,
                                     .depth = 60,
                                     .overlay_looks = 1000000,
                                     .overlay_copies = 100000};
    if (files[PART_CONTRACT] && !contract_read(design, files[PART_CONTRACT],
                                               "/nonexistent/api.yaml", &overlays, &limits, &error))
        assert(error.message[0]);
}

// A baseline of all that was found knows all of it.
static void check_baseline(struct run *run)
{
    struct baseline baseline = {.path = "known.json"};
    struct text text;
    baseline_collect(run->arena, run, NULL, NULL, &baseline.entries);
    text_init(&text);
    baseline_print(&baseline.entries, &text);
    assert(utf8_first_invalid(text.string, text.length) == text.length);
    text_release(&text);
    baseline_apply(run, &baseline, NULL);
    assert(!run->findings.count && !run->errors && !run->warnings && !run->baseline->gone_count);
}

static void check_design(struct design *design)
{
    struct arena *scratch = arena_new();
    struct profile profile;
    struct error error;
    struct profile_names names = {0};
    list_add(scratch, &names, "default");
    bool loaded = profile_load(design->arena, &names, &profile, &error);
    assert(loaded);
    manifest_apply_rules(design, design->arena, &profile);
    struct run run = {
        .design = design, .arena = design->arena, .scratch = scratch, .profile = &profile};
    run_rules(&run);
    list_each (struct finding *, finding, &run.findings)
        assert(finding->place.file && finding->place.offset <= finding->place.file->length);
    struct project_report project = {0};
    struct report report = {.run = &run, .coverage = coverage_make(&run, &project)};
    for (const struct report_format *format = report_formats; format->name; format++) {
        struct text out;
        text_init(&out);
        report_write(format, &report, &out);
        for (size_t at = 0; at < out.length; at++) // nothing that a terminal would obey
            assert((unsigned char)out.string[at] >= ' ' || out.string[at] == '\n');
        text_release(&out);
    }
    check_baseline(&run);
    arena_free(scratch);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct design *design = design_new();
    design->platform = size & 1 ? PLATFORM_SUPABASE : PLATFORM_POSTGRES;
    design->root = "/nonexistent";
    struct source_file *files[PART_COUNT] = {0};
    split(design->arena, arena_copy(design->arena, data, size), files);
    for (int part = 0; part < PART_COUNT; part++)
        if (files[part])
            list_add(design->arena, &design->files, files[part]);
    read_design(design, files);
    check_design(design);
    struct text out;
    text_init(&out);
    design_dump(design, false, &out);
    link_dump_queries(design, &out);
    link_dump_operations(design, &out);
    text_release(&out);
    design_free(design);
    return 0;
}
