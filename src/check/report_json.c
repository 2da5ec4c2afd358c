// The report for machines. Fields are only added, never renamed or removed, within one version:
//
//     version   1
//     findings  [{rule, level, path, line, column, offset, length, message, label, object,
//                 related: [{path, line, column, offset, length, label}], via: [text],
//                 notes: [text], help, fix}]
//     coverage  {files, statements: {read, replayed, neutral, not_parsed, not_followed,
//                rolled_back, psql, down},
//                rules, profile, platform, default_grants,
//                lines: [{kind, text, count, places: [{path, line, column, text}]}]}
//     database  {differences: [text], notes: [text], count}   (check --database beside paths)
//     summary   {errors, warnings, ignored, unjudged, known, gone, skipped}
//
// Of several projects it is {version, projects: [...], summary: {projects, failed, errors,
// warnings}}, each project as above with `project`, its folder, in place of `version`; or with
// `failure` alone where it could not be checked.
//
// Lines and columns count from 1, columns in characters; offset and length are bytes, a byte-order
// mark left out. A length of 0 means that the end is not known. Fields without a value are left
// out.
#include "base/json.h"
#include "check/baseline.h"
#include "check/report.h"
#include "design/lookup.h"

static void write_place(struct json *json, struct place place, bool with_bytes)
{
    if (!place.file)
        return;
    struct position position = place_position(place);
    json_key_string(json, "path", place.file->path);
    json_key_number(json, "line", position.line);
    json_key_number(json, "column", position.column);
    if (with_bytes) {
        json_key_number(json, "offset", place.offset);
        json_key_number(json, "length", place.length);
    }
}

static void write_finding(struct json *json, const struct finding *finding)
{
    json_object(json);
    json_key_string(json, "rule", finding->rule);
    json_key_string(json, "level", level_name(finding->level));
    write_place(json, finding->place, true);
    json_key_string(json, "message", finding->message);
    json_key_string_if(json, "label", finding->label);
    json_key_string_if(json, "object", finding->object);
    if (finding->related.count) {
        json_key(json, "related");
        json_array(json);
        list_each (struct related, related, &finding->related) {
            json_object_compact(json);
            write_place(json, related.place, true);
            json_key_string_if(json, "label", related.label);
            json_object_end(json);
        }
        json_array_end(json);
    }
    if (finding->via.count) {
        json_key(json, "via");
        json_array(json);
        list_each (const char *, step, &finding->via)
            json_string(json, step);
        json_array_end(json);
    }
    if (finding->notes.count) {
        json_key(json, "notes");
        json_array(json);
        list_each (const char *, note, &finding->notes)
            json_string(json, note);
        json_array_end(json);
    }
    json_key_string_if(json, "help", finding->help);
    json_key_string_if(json, "fix", finding->fix);
    json_object_end(json);
}

static void write_line(struct json *json, const struct coverage_line *line)
{
    json_object(json);
    json_key_string(json, "kind", coverage_kind_name(line->kind));
    json_key_string(json, "text", line->text);
    json_key_number(json, "count", line->count);
    json_key(json, "places");
    json_array(json);
    list_each (struct coverage_place, place, &line->places) {
        json_object_compact(json);
        write_place(json, place.place, false);
        json_key_string_if(json, "text", place.text);
        json_object_end(json);
    }
    json_array_end(json);
    json_object_end(json);
}

static void write_coverage(struct json *json, const struct report *report)
{
    const struct design *design = report->run->design;
    json_object(json);
    json_key_number(json, "files", report->coverage->files);
    json_key(json, "statements");
    json_object_compact(json);
    json_key_number(json, "read", design->statements.read);
    json_key_number(json, "replayed", design->statements.replayed);
    json_key_number(json, "neutral", design->statements.neutral);
    json_key_number(json, "not_parsed", design->statements.not_parsed);
    json_key_number(json, "not_followed", design->statements.not_followed);
    json_key_number(json, "rolled_back", design->statements.rolled_back);
    json_key_number(json, "psql", design->statements.psql);
    json_key_number(json, "down", design->statements.down);
    json_object_end(json);
    if (design->queries.count)
        json_key_number(json, "queries", design->queries.count);
    uint32_t operations = 0;
    list_each (struct contract *, contract, &design->contracts)
        operations += contract->operations.count;
    if (operations)
        json_key_number(json, "operations", operations);
    json_key_number(json, "rules", report->run->rules_run);
    json_key_string(json, "profile", report->run->profile->name);
    json_key_string(json, "platform", platform_name(design->platform));
    json_key_string(json, "default_grants", default_grants_name(design->default_grants));
    json_key(json, "lines");
    json_array(json);
    list_each (struct coverage_line *, line, &report->coverage->lines)
        write_line(json, line);
    json_array_end(json);
    json_object_end(json);
}

void report_json_open(const struct report_totals *totals, struct text *out)
{
    if (totals->projects > 1)
        text_add(out, "{\n  \"version\": 1,\n  \"projects\": [");
}

void report_json_close(const struct report_totals *totals, struct text *out)
{
    struct json json;
    if (totals->projects == 1)
        return;
    text_add(out, "\n  ],\n  \"summary\": ");
    json_init_inside(&json, out, 1);
    json.after_key = true;
    json_object_compact(&json);
    json_key_number(&json, "projects", totals->projects);
    json_key_number(&json, "failed", totals->failed);
    json_key_number(&json, "errors", totals->errors);
    json_key_number(&json, "warnings", totals->warnings);
    json_object_end(&json);
    text_add(out, "\n}\n");
}

static void write_differences(struct json *json, const struct report_differences *differences)
{
    json_object(json);
    json_key(json, "differences");
    json_array(json);
    list_each (const char *, text, &differences->differences)
        json_string(json, text);
    json_array_end(json);
    json_key(json, "notes");
    json_array(json);
    list_each (const char *, text, &differences->notes)
        json_string(json, text);
    json_array_end(json);
    json_key_number(json, "count", differences->count);
    json_object_end(json);
}

void report_json(const struct report *report, struct text *out)
{
    struct json json;
    json_init_inside(&json, out, report->project ? 2 : 0);
    json_object(&json);
    if (report->project)
        json_key_string(&json, "project", report->project);
    else
        json_key_number(&json, "version", 1);
    if (report->failure) {
        json_key_string(&json, "failure", report->failure);
        json_object_end(&json);
        return;
    }
    json_key(&json, "findings");
    json_array(&json);
    list_each (struct finding *, finding, &report->run->findings)
        write_finding(&json, finding);
    json_array_end(&json);
    json_key(&json, "coverage");
    write_coverage(&json, report);
    if (report->differences) {
        json_key(&json, "database");
        write_differences(&json, report->differences);
    }
    json_key(&json, "summary");
    json_object_compact(&json);
    json_key_number(&json, "errors", report->run->errors);
    json_key_number(&json, "warnings", report->run->warnings);
    json_key_number(&json, "ignored", report->run->silenced.count);
    json_key_number(&json, "unjudged", report->coverage->unjudged);
    if (report->run->baseline) {
        json_key_number(&json, "known", report->run->known.count);
        json_key_number(&json, "gone", report->run->baseline->gone_count);
    }
    if (report->coverage->skipped)
        json_key_number(&json, "skipped", report->coverage->skipped);
    json_object_end(&json);
    json_object_end(&json);
}
