// The matrix for programs: see docs/access.md for the keys. Keys are only added within a version.
#include "base/json.h"
#include "design/lookup.h"
#include "link/access.h"
#include "link/access_print.h"
#include "link/name.h"

struct writer {
    struct json json;
    struct arena *arena;
};

static const char *leak_name(enum leak leak)
{
    static const char *const names[] = {
        [LEAK_NONE] = NULL,
        [LEAK_NOTHING_TIES] = "nothing-ties",
        [LEAK_UNCORRELATED] = "uncorrelated",
        [LEAK_NULL_CALLER] = "null-caller",
        [LEAK_USER_METADATA] = "user-metadata",
        [LEAK_ARGUMENT] = "argument",
        [LEAK_NEGATION] = "negation",
        [LEAK_UNPROTECTED] = "unprotected",
    };
    return names[leak];
}

static const char *reach_name(enum reach reach)
{
    static const char *const names[] = {
        [REACH_NONE] = "none",
        [REACH_UNKNOWN] = "unknown",
        [REACH_ASSUMED] = "assumed",
        [REACH_CERTAIN] = "certain",
    };
    return names[reach];
}

static void write_place(struct writer *writer, struct place place)
{
    if (!place.file || place.file->is_builtin)
        return;
    struct position position = place_position(place);
    json_key_string(&writer->json, "path", place.file->path);
    json_key_number(&writer->json, "line", position.line);
    json_key_number(&writer->json, "column", position.column);
}

static void write_authority(struct writer *writer, const struct authority *authority)
{
    struct json *json = &writer->json;
    json_object_compact(json);
    json_key_string(
        json, "table",
        name_path(writer->arena, authority->relation->schema, authority->relation->name, NULL));
    json_key_string_if(json, "column", authority->column ? authority->column->name : NULL);
    json_key_string_if(json, "constant", authority->constant);
    json_key_string_if(json, "caller", authority->caller ? authority->caller->name : NULL);
    json_key(json, "keys");
    json_array(json);
    list_each (struct column *, key, &authority->keys)
        json_string(json, key->name);
    json_array_end(json);
    json_object_end(json);
}

static void write_atoms(struct writer *writer, const struct branch *branch)
{
    json_key(&writer->json, "atoms");
    json_array(&writer->json);
    for (uint32_t at = 0; branch && at < branch->atoms.count; at++)
        json_string(&writer->json, atom_text(writer->arena, branch, &branch->atoms.items[at]));
    json_array_end(&writer->json);
}

static void write_branch(struct writer *writer, const struct access_branch *branch)
{
    struct json *json = &writer->json;
    json_object(json);
    json_key_string(json, "verdict", verdict_name(branch->verdict));
    json_key_string_if(json, "leak", leak_name(branch->leak));
    json_key_string_if(json, "policy", branch->policy ? branch->policy->name : NULL);
    json_key_boolean_if(json, "check", branch->is_check);
    json_key_string_if(json, "reason", branch->reason);
    json_key_string_if(json, "witness", branch->witness);
    write_place(writer, branch->place);
    write_atoms(writer, branch->branch);
    if (branch->authorities.count) {
        json_key(json, "authorities");
        json_array(json);
        list_each (struct authority, authority, &branch->authorities)
            write_authority(writer, &authority);
        json_array_end(json);
    }
    json_object_end(json);
}

static void write_branches(struct writer *writer, const char *key,
                           const struct access_branch_list *branches)
{
    json_key(&writer->json, key);
    json_array(&writer->json);
    for (uint32_t at = 0; at < branches->count; at++)
        write_branch(writer, &branches->items[at]);
    json_array_end(&writer->json);
}

static void write_verdicts(struct writer *writer, const struct access_cell *cell)
{
    json_key(&writer->json, "verdicts");
    json_array_compact(&writer->json);
    for (int verdict = 0; verdict < VERDICT_COUNT; verdict++)
        if (cell->verdicts & (1u << verdict))
            json_string(&writer->json, verdict_name((enum verdict)verdict));
    json_array_end(&writer->json);
}

static void write_cell(struct writer *writer, const struct access_cell *cell)
{
    struct json *json = &writer->json;
    const char *schema = cell->relation ? cell->relation->schema : cell->function->schema;
    const char *name = cell->relation ? cell->relation->name : cell->function->name;
    json_object(json);
    json_key_string(json, cell->relation ? "table" : "function",
                    name_path(writer->arena, schema, name, NULL));
    json_key_string(json, "role", cell->role);
    json_key_string(json, "command", command_name(cell->command));
    json_key_string(json, "verdict", verdict_name(cell->verdict));
    write_verdicts(writer, cell);
    json_key_string(json, "nobody", verdict_name(cell->nobody));
    json_key_string(json, "reach", reach_name(cell->reach));
    json_key_boolean_if(json, "column_grant", cell->is_column_grant);
    json_key_boolean_if(json, "passes_by", cell->passes_by);
    json_key_boolean_if(json, "unprotected", cell->is_unprotected);
    json_key_string_if(json, "recursion", cell->recursion);
    json_key_string_if(json, "reason", cell->reason);
    write_place(writer, cell->place);
    write_branches(writer, "branches", &cell->branches);
    write_branches(writer, "nobody_branches", &cell->nobody_branches);
    json_object_end(json);
}

static void write_tenancy(struct writer *writer, const struct access *access)
{
    struct json *json = &writer->json;
    json_key(json, "tenancy");
    json_array(json);
    list_each (struct relation *, relation, &access->design->relations) {
        const struct tenancy *tenancy = tenancy_of(access->tenancy, relation);
        if (!relation_is_governed(relation) || tenancy->certainty == TENANCY_NONE)
            continue;
        json_object(json);
        json_key_string(json, "table",
                        name_path(writer->arena, relation->schema, relation->name, NULL));
        json_key_string(json, "certainty",
                        tenancy->certainty == TENANCY_CERTAIN ? "certain" : "presumed");
        json_key_string_if(json, "column_name", tenancy->column ? tenancy->column->name : NULL);
        json_key_string(json, "reason", tenancy->reason);
        write_place(writer, tenancy->place);
        json_object_end(json);
    }
    json_array_end(json);
}

void access_print_json(const struct access *access, struct text *out)
{
    struct writer writer = {.arena = arena_new()};
    struct json *json = &writer.json;
    json_init(json, out);
    json_object(json);
    json_key_number(json, "version", 1);
    json_key(json, "roles");
    json_array_compact(json);
    list_each (const char *, role, &access->roles)
        json_string(json, role);
    json_array_end(json);
    json_key(json, "cells");
    json_array(json);
    struct arena_mark mark = arena_mark(writer.arena);
    list_each (struct access_cell *, cell, &access->cells) {
        write_cell(&writer, cell);
        arena_rewind(writer.arena, mark);
    }
    json_array_end(json);
    write_tenancy(&writer, access);
    json_key(json, "counts");
    json_object_compact(json);
    for (int verdict = 0; verdict < VERDICT_COUNT; verdict++)
        json_key_number(json, verdict_name((enum verdict)verdict), access->counts[verdict]);
    json_object_end(json);
    json_object_end(json);
    text_add_char(out, '\n');
    arena_free(writer.arena);
}
