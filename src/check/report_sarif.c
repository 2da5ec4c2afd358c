// SARIF 2.1.0 (OASIS): one run for each project.
//
// A finding is a result: its place, the places it relates to, the object's path as a logical
// location and as a fingerprint that stays when lines move. What was not covered is a notification,
// since SARIF has no other word for it. What an ignore silences, and what a baseline knows, are
// results with a suppression; they are written under --verbose alone, because GitHub's code
// scanning shows suppressed results as open alerts.
//
// Columns count characters (columnKind unicodeCodePoints), ends are exclusive, paths are relative
// to the folder in which lintel was started (%SRCROOT%) unless they are absolute.
#include "base/json.h"
#include "base/word.h"
#include "check/fingerprint.h"
#include "check/report.h"
#include "check/rule_page.h"

enum { RUNS_DEPTH = 2 }; // {"runs": [

struct writer {
    struct json json;
    const struct report *report;
    struct arena *arena;   // what is made for one result is given back after it
    struct map seen;       // how often a fingerprint came, by its key
    uint32_t *rule_places; // by index in rules_all: the place in the run's rules, from 1; 0: absent
};

// ---- texts --------------------------------------------------------------------------------------

// A message's text, in which "[text](target)" would be a link.
static void write_message(struct json *json, const char *key, const char *text)
{
    struct text plain;
    text_init(&plain);
    for (const char *at = text; *at; at++) {
        if (at[0] == ']' && at[1] == '(')
            text_add_char(&plain, '\\');
        text_add_char(&plain, *at);
    }
    json_key(json, key);
    json_object_compact(json);
    json_key_string(json, "text", plain.length ? plain.string : "");
    json_object_end(json);
    text_release(&plain);
}

// A path as a URI reference: whatever is not plain is written as %XX, bytes that are no UTF-8 too.
static void write_artifact(struct json *json, const char *path)
{
    struct text uri;
    text_init(&uri);
    if (*path == '/')
        text_add(&uri, "file://");
    while (string_starts_with(path, "./"))
        path += 2;
    for (; *path; path++) {
        bool is_plain =
            (byte_is_word(*path) && (unsigned char)*path < 0x80) || strchr("-._~/", *path) != NULL;
        if (is_plain)
            text_add_char(&uri, *path);
        else
            text_format(&uri, "%%%02X", (unsigned char)*path);
    }
    json_key(json, "artifactLocation");
    json_object_compact(json);
    json_key_string(json, "uri", uri.string);
    if (!string_starts_with(uri.string, "file://"))
        json_key_string(json, "uriBaseId", "%SRCROOT%");
    json_object_end(json);
    text_release(&uri);
}

static void write_physical(struct json *json, struct place place)
{
    place = report_extent(place);
    struct place behind = {place.file, place.offset + place.length, 0};
    struct position start = place_position(place), end = place_position(behind);
    json_key(json, "physicalLocation");
    json_object(json);
    write_artifact(json, place.file->path);
    json_key(json, "region");
    json_object_compact(json);
    json_key_number(json, "startLine", start.line);
    json_key_number(json, "startColumn", start.column);
    if (place.length) {
        json_key_number(json, "endLine", end.line);
        json_key_number(json, "endColumn", end.column);
    }
    json_object_end(json);
    json_object_end(json);
}

// ---- results ------------------------------------------------------------------------------------

static const char *message_of(struct arena *arena, const struct finding *finding)
{
    const char *text = finding->message;
    list_each (const char *, step, &finding->via)
        text = arena_format(arena, "%s\nvia: %s", text, step);
    list_each (const char *, note, &finding->notes)
        text = arena_format(arena, "%s\nnote: %s", text, note);
    if (finding->help)
        text = arena_format(arena, "%s\nhelp: %s", text, finding->help);
    return text;
}

static void write_locations(struct json *json, const struct finding *finding)
{
    json_key(json, "locations");
    json_array(json);
    if (finding->place.file || finding->object) {
        json_object(json);
        if (finding->place.file)
            write_physical(json, finding->place);
        if (finding->object) {
            json_key(json, "logicalLocations");
            json_array_compact(json);
            json_object_compact(json);
            json_key_string(json, "fullyQualifiedName", finding->object);
            json_object_end(json);
            json_array_end(json);
        }
        json_object_end(json);
    }
    json_array_end(json);
    if (!finding->related.count)
        return;
    json_key(json, "relatedLocations");
    json_array(json);
    int64_t id = 0;
    list_each (struct related, related, &finding->related) {
        json_object(json);
        json_key_number(json, "id", ++id);
        write_physical(json, related.place);
        if (related.label)
            write_message(json, "message", related.label);
        json_object_end(json);
    }
    json_array_end(json);
}

// FNV-1a: GitHub's own fingerprint is a hash and the number of the occurrence.
static uint64_t hash_of(const char *string)
{
    uint64_t hash = 0xcbf29ce484222325;
    for (; *string; string++)
        hash = (hash ^ (unsigned char)*string) * 0x100000001b3;
    return hash;
}

static void write_fingerprints(struct writer *writer, const struct finding *finding)
{
    struct arena *arena = writer->report->run->arena; // the keys stay in the map
    struct fingerprint fingerprint = fingerprint_of(arena, writer->report->run, finding);
    const char *key = fingerprint_key(arena, &fingerprint);
    uint32_t *count = map_get(&writer->seen, key);
    if (!count) {
        count = arena_make(arena, uint32_t);
        map_set(arena, &writer->seen, key, count);
    }
    ++*count;
    json_key(&writer->json, "partialFingerprints");
    json_object(&writer->json);
    json_key_string(&writer->json, "objectPath/v1",
                    arena_format(writer->arena, "%s #%u", key, *count));
    json_key_string(
        &writer->json, "primaryLocationLineHash",
        arena_format(writer->arena, "%016llx:%u", (unsigned long long)hash_of(key), *count));
    json_object_end(&writer->json);
}

static void write_suppression(struct json *json, const char *kind, const char *reason)
{
    json_key(json, "suppressions");
    json_array_compact(json);
    json_object_compact(json);
    json_key_string(json, "kind", kind);
    json_key_string(json, "justification", reason);
    json_object_end(json);
    json_array_end(json);
}

// `kind` and `reason`: of the suppression, NULL for none.
static void write_result(struct writer *writer, const struct finding *finding, const char *kind,
                         const char *reason)
{
    struct json *json = &writer->json;
    struct arena_mark mark = arena_mark(writer->arena);
    const struct rule_entry *entry = rules_find(finding->rule);
    json_object(json);
    json_key_string(json, "ruleId", finding->rule);
    if (writer->rule_places[entry - rules_all])
        json_key_number(json, "ruleIndex", writer->rule_places[entry - rules_all] - 1);
    json_key_string(json, "level", level_name(finding->level));
    write_message(json, "message", message_of(writer->arena, finding));
    write_locations(json, finding);
    write_fingerprints(writer, finding);
    if (kind)
        write_suppression(json, kind, reason);
    json_object_end(json);
    arena_rewind(writer->arena, mark);
}

static void write_results(struct writer *writer)
{
    const struct run *run = writer->report->run;
    json_key(&writer->json, "results");
    json_array(&writer->json);
    list_each (struct finding *, finding, &run->findings)
        write_result(writer, finding, NULL, NULL);
    if (writer->report->is_verbose) {
        list_each (struct silenced, silenced, &run->silenced)
            write_result(writer, silenced.finding, silenced.is_in_source ? "inSource" : "external",
                         silenced.reason);
        list_each (struct finding *, finding, &run->known)
            write_result(writer, finding, "external", "known by the baseline");
    }
    json_array_end(&writer->json);
}

// ---- the tool -----------------------------------------------------------------------------------

static void write_rule(struct json *json, const struct rule_entry *entry)
{
    const struct rule *rule = entry->rule;
    struct text help;
    text_init(&help);
    rule_page_help(entry, &help);
    json_object(json);
    json_key_string(json, "id", entry->id);
    write_message(json, "shortDescription", rule->summary);
    write_message(json, "fullDescription", rule->explanation);
    json_key(json, "help");
    json_object(json);
    json_key_string(json, "text", rule->explanation);
    json_key_string(json, "markdown", help.string);
    json_object_end(json);
    json_key(json, "defaultConfiguration");
    json_object_compact(json);
    if (rule->level == LEVEL_OFF)
        json_key_boolean(json, "enabled", false);
    else
        json_key_string(json, "level", level_name(rule->level));
    json_object_end(json);
    json_key(json, "properties");
    json_object_compact(json);
    json_key(json, "tags");
    json_array(json);
    char family[64];
    snprintf(family, sizeof family, "%.*s", (int)strcspn(entry->id, "/"), entry->id);
    json_string(json, family);
    json_array_end(json);
    json_object_end(json);
    json_object_end(json);
    text_release(&help);
}

// The rules that were to run.
static void write_tool(struct writer *writer)
{
    struct json *json = &writer->json;
    json_key(json, "tool");
    json_object(json);
    json_key(json, "driver");
    json_object(json);
    json_key_string(json, "name", "lintel");
    json_key_string(json, "version", LINTEL_VERSION);
    json_key_string(json, "semanticVersion", LINTEL_VERSION);
    json_key(json, "rules");
    json_array(json);
    uint32_t place = 0;
    const struct run *run = writer->report->run;
    for (unsigned i = 0; run && i < rules_count; i++) {
        if (run_level(run, &rules_all[i]) == LEVEL_OFF)
            continue;
        writer->rule_places[i] = ++place;
        write_rule(json, &rules_all[i]);
    }
    json_array_end(json);
    json_object_end(json);
    json_object_end(json);
}

// ---- what was covered ---------------------------------------------------------------------------

static const char *notification_level(enum coverage_kind kind)
{
    switch (kind) {
    case COVERAGE_NOT_READ:
    case COVERAGE_NOT_PARSED:
    case COVERAGE_NOT_FOLLOWED:
    case COVERAGE_UNDECIDED:
    case COVERAGE_SKIPPED:
        return "warning";
    default:
        return "note";
    }
}

static void write_notification(struct writer *writer, const struct coverage_line *line)
{
    struct json *json = &writer->json;
    struct arena_mark mark = arena_mark(writer->arena);
    json_object(json);
    json_key_string(json, "level", notification_level(line->kind));
    write_message(
        json, "message",
        arena_format(writer->arena, "%s: %s", coverage_kind_name(line->kind), line->text));
    int64_t id = 0; // locations have to differ, and one place may come twice
    list_each (struct coverage_place, place, &line->places) {
        if (!place.place.file)
            continue;
        if (!id) {
            json_key(json, "locations");
            json_array(json);
        }
        json_object(json);
        json_key_number(json, "id", ++id);
        write_physical(json, place.place);
        if (place.text)
            write_message(json, "message", place.text);
        json_object_end(json);
    }
    if (id)
        json_array_end(json);
    json_object_end(json);
    arena_rewind(writer->arena, mark);
}

// A live database has no place in a file.
static void write_differences(struct writer *writer)
{
    const struct report_differences *differences = writer->report->differences;
    struct json *json = &writer->json;
    for (uint32_t i = 0; differences && i < differences->differences.count; i++) {
        json_object(json);
        json_key_string(json, "level", "error");
        write_message(json, "message", differences->differences.items[i]);
        json_object_end(json);
    }
    for (uint32_t i = 0; differences && i < differences->notes.count; i++) {
        json_object(json);
        json_key_string(json, "level", "warning");
        write_message(json, "message", differences->notes.items[i]);
        json_object_end(json);
    }
}

static void write_invocation(struct writer *writer)
{
    const struct report *report = writer->report;
    struct json *json = &writer->json;
    json_key(json, "invocations");
    json_array(json);
    json_object(json);
    json_key_boolean(json, "executionSuccessful", !report->failure);
    json_key(json, "toolExecutionNotifications");
    json_array(json);
    if (report->failure) {
        json_object(json);
        json_key_string(json, "level", "error");
        write_message(json, "message", report->failure);
        json_object_end(json);
    } else {
        list_each (struct coverage_line *, line, &report->coverage->lines)
            write_notification(writer, line);
        write_differences(writer);
    }
    json_array_end(json);
    json_object_end(json);
    json_array_end(json);
}

void report_sarif_open(const struct report_totals *totals, struct text *out)
{
    (void)totals;
    text_add(out, "{\n"
                  "  \"$schema\": \"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/"
                  "schemas/sarif-schema-2.1.0.json\",\n"
                  "  \"version\": \"2.1.0\",\n"
                  "  \"runs\": [");
}

void report_sarif_close(const struct report_totals *totals, struct text *out)
{
    (void)totals;
    text_add(out, "\n  ]\n}\n");
}

void report_sarif(const struct report *report, struct text *out)
{
    struct arena *arena = arena_new();
    struct writer writer = {.report = report, .arena = arena};
    struct json *json = &writer.json;
    writer.rule_places = arena_allocate(arena, rules_count * sizeof *writer.rule_places);
    json_init_inside(json, out, RUNS_DEPTH);
    json_object(json);
    write_tool(&writer);
    if (report->project) { // apart from the other projects' runs, for who keeps one run of a kind
        json_key(json, "automationDetails");
        json_object_compact(json);
        json_key_string(json, "id", arena_format(arena, "lintel/%s/", report->project));
        json_object_end(json);
    }
    write_invocation(&writer);
    json_key(json, "originalUriBaseIds");
    json_object(json);
    json_key(json, "%SRCROOT%");
    json_object(json);
    write_message(json, "description", "the folder in which lintel was started");
    json_object_end(json);
    json_object_end(json);
    json_key_string(json, "columnKind", "unicodeCodePoints");
    if (!report->failure)
        write_results(&writer);
    json_object_end(json);
    arena_free(arena);
}
