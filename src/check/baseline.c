// Reading is strict: a baseline that is half understood would let through what it should not.
#include "check/baseline.h"

#include "base/file.h"
#include "base/json.h"
#include "base/map.h"
#include "read/tree.h"

enum { BASELINE_BYTES = 64 << 20, COUNT_DIGITS = 9 };

// ---- reading ------------------------------------------------------------------------------------

static bool count_read(const struct tree *node, uint32_t *count)
{
    const char *text = tree_text(node);
    size_t digits = text ? strspn(text, "0123456789") : 0;
    if (!digits || digits > COUNT_DIGITS || text[digits] || node->is_quoted)
        return false;
    *count = (uint32_t)strtoul(text, NULL, 10);
    return *count > 0;
}

static bool entry_read(struct arena *arena, const struct tree *node, struct baseline *baseline,
                       struct error *error)
{
    struct baseline_entry *entry = arena_make(arena, struct baseline_entry);
    struct fingerprint *fingerprint = &entry->fingerprint;
    const struct {
        const char *name, **text;
    } fields[] = {
        {"project", &entry->project},       {"rule", &fingerprint->rule},
        {"object", &fingerprint->object},   {"path", &fingerprint->path},
        {"message", &fingerprint->message},
    };
    entry->count = 1;
    if (node->kind != TREE_MAPPING)
        return tree_error(node->place, "a finding of a baseline is an object", error);
    for (uint32_t i = 0; i < node->count; i++) {
        const struct tree_pair *pair = &node->pairs[i];
        bool is_known = strcmp(pair->key->text, "count") == 0;
        if (is_known && !count_read(pair->value, &entry->count))
            return tree_error(pair->value->place, "count is a number from 1 on", error);
        for (size_t field = 0; field < array_length(fields); field++) {
            if (strcmp(pair->key->text, fields[field].name) != 0)
                continue;
            if (!tree_text(pair->value) || tree_is_null(pair->value))
                return tree_error(pair->value->place,
                                  arena_format(arena, "%s is a text", fields[field].name), error);
            *fields[field].text = pair->value->text;
            is_known = true;
        }
        if (!is_known)
            return tree_error(
                pair->key->place,
                arena_format(arena, "a finding of a baseline has no \"%s\"", pair->key->text),
                error);
    }
    if (!fingerprint->rule || !(fingerprint->object || fingerprint->message))
        return tree_error(node->place,
                          "a finding of a baseline has a rule, and an object or a message", error);
    entry->key = fingerprint_key(arena, fingerprint);
    list_add(arena, &baseline->entries, entry);
    return true;
}

bool baseline_read(struct arena *arena, const char *path, struct baseline *baseline,
                   struct error *error)
{
    struct file_bytes bytes;
    struct tree_fault_list faults = {0};
    uint32_t version = 0;
    *baseline = (struct baseline){.path = path};
    if (!file_read(arena, path, (struct file_limit){BASELINE_BYTES, NULL}, &bytes, error)) {
        const char *message = arena_copy_string(arena, error->message);
        return error_set(error, "%s (--write-baseline %s makes a baseline)", message, path);
    }
    struct source_file *file = source_file_new(arena, path, bytes.bytes, bytes.length);
    const struct tree *root = tree_read(arena, file, &tree_limits_default, &faults);
    if (faults.count)
        return tree_error(faults.items[0].place, faults.items[0].message, error);
    if (!root || root->kind != TREE_MAPPING || !tree_get(root, "version") ||
        !count_read(tree_get(root, "version"), &version) || version != 1)
        return tree_error((struct place){file, 0, 0},
                          "this is no baseline of lintel's (version 1): --write-baseline makes one",
                          error);
    const struct tree *findings = tree_get(root, "findings");
    if (!findings || findings->kind != TREE_SEQUENCE)
        return tree_error(root->place, "a baseline has a list of findings", error);
    for (uint32_t i = 0; i < findings->count; i++)
        if (!entry_read(arena, findings->items[i], baseline, error))
            return false;
    return true;
}

// ---- use ----------------------------------------------------------------------------------------

// What the baseline knows of one fingerprint, and what came of it.
struct known {
    uint32_t allowed, found;
};

// An entry of this project, or in a call about one alone an entry of none.
static bool is_about(const struct baseline_entry *entry, const char *project)
{
    return project ? string_equal(entry->project, project) : !entry->project;
}

static bool is_run(const struct run *run, const struct baseline_entry *entry)
{
    const struct rule_entry *rule = rules_find(entry->fingerprint.rule);
    return !rule || run_level(run, rule) != LEVEL_OFF;
}

static void gone_collect(struct run *run, struct baseline_use *use, const struct baseline *baseline,
                         const char *project, const struct map *known)
{
    list_each (struct baseline_entry *, entry, &baseline->entries) {
        struct known *of = is_about(entry, project) ? map_get(known, entry->key) : NULL;
        if (!of || of->found >= of->allowed || !is_run(run, entry))
            continue; // what was not run was not found either
        struct baseline_entry *gone = arena_make(run->arena, struct baseline_entry);
        *gone = *entry;
        gone->count = of->allowed - of->found;
        of->found = of->allowed; // said once
        use->gone_count += gone->count;
        list_add(run->arena, &use->gone, gone);
    }
}

void baseline_apply(struct run *run, const struct baseline *baseline, const char *project)
{
    struct arena *arena = run->arena;
    struct baseline_use *use = arena_make(arena, struct baseline_use);
    struct map known = {0};
    struct known none = {0};
    use->path = baseline->path;
    use->is_of_several = project != NULL;
    run->baseline = use;
    list_each (struct baseline_entry *, entry, &baseline->entries) {
        struct known *of = map_get(&known, entry->key);
        if (!entry->project != !project)
            use->foreign_count += entry->count;
        if (!is_about(entry, project))
            continue;
        if (!of) {
            of = arena_make(arena, struct known);
            map_set(arena, &known, entry->key, of);
        }
        of->allowed += entry->count;
    }
    struct known **known_of = arena_allocate(arena, run->findings.count * sizeof(struct known *));
    for (uint32_t i = 0; i < run->findings.count; i++) {
        struct fingerprint fingerprint = fingerprint_of(arena, run, run->findings.items[i]);
        struct known *of = map_get(&known, fingerprint_key(arena, &fingerprint));
        known_of[i] = of ? of : &none;
        known_of[i]->found++;
    }
    uint32_t kept = 0;
    for (uint32_t i = 0; i < run->findings.count; i++) {
        struct finding *finding = run->findings.items[i];
        const struct known *of = known_of[i];
        if (of != &none && of->found <= of->allowed) {
            list_add(arena, &run->known, finding);
            *(finding->level == LEVEL_ERROR ? &run->errors : &run->warnings) -= 1;
            continue;
        }
        if (of != &none)
            list_add(arena, &finding->notes,
                     arena_format(arena,
                                  "the baseline knows %u of these %u, and cannot tell which is new",
                                  of->allowed, of->found));
        run->findings.items[kept++] = finding;
    }
    run->findings.count = kept;
    gone_collect(run, use, baseline, project, &known);
}

// ---- writing ------------------------------------------------------------------------------------

static void collect(struct arena *arena, const struct run *run, const struct finding *finding,
                    const char *project, struct map *seen, struct baseline_entry_list *entries)
{
    struct fingerprint fingerprint = fingerprint_of(arena, run, finding);
    const char *key = fingerprint_key(arena, &fingerprint);
    struct baseline_entry *entry = map_get(seen, key);
    if (entry) {
        entry->count++;
        return;
    }
    entry = arena_make(arena, struct baseline_entry);
    // The design is gone when the file is written.
    *entry = (struct baseline_entry){
        .project = project,
        .key = key,
        .fingerprint = {fingerprint.rule, arena_copy_string(arena, fingerprint.object),
                        arena_copy_string(arena, fingerprint.path), fingerprint.message},
        .count = 1};
    map_set(arena, seen, key, entry);
    list_add(arena, entries, entry);
}

void baseline_collect(struct arena *arena, const struct run *run, const struct baseline *former,
                      const char *project, struct baseline_entry_list *entries)
{
    struct map seen = {0};
    if (former)
        list_each (struct baseline_entry *, entry, &former->entries)
            if (is_about(entry, project) && !is_run(run, entry))
                list_add(arena, entries, entry);
    list_each (struct finding *, finding, &run->findings)
        collect(arena, run, finding, project, &seen, entries);
    list_each (struct finding *, finding, &run->known)
        collect(arena, run, finding, project, &seen, entries);
}

bool baseline_may_write(struct arena *arena, const char *path, struct error *error)
{
    struct file_status status;
    struct baseline former;
    if (!file_look(path, &status, error))
        return false;
    if (status.kind != FILE_REGULAR || status.size == 0 ||
        baseline_read(arena, path, &former, error))
        return true;
    return error_set(error,
                     "%s is there and is no baseline, so it is not written over: name another "
                     "file, or remove it",
                     path);
}

static int entry_compare(const void *left, const void *right)
{
    const struct baseline_entry *a = *(struct baseline_entry *const *)left;
    const struct baseline_entry *b = *(struct baseline_entry *const *)right;
    int order = strcmp(a->project ? a->project : "", b->project ? b->project : "");
    return order ? order : strcmp(a->key, b->key);
}

void baseline_print(struct baseline_entry_list *entries, struct text *out)
{
    struct json json;
    if (entries->count)
        qsort(entries->items, entries->count, sizeof *entries->items, entry_compare);
    json_init(&json, out);
    json_object(&json);
    json_key_number(&json, "version", 1);
    json_key(&json, "findings");
    json_array(&json);
    list_each (struct baseline_entry *, entry, entries) {
        json_object_compact(&json);
        json_key_string_if(&json, "project", entry->project);
        json_key_string(&json, "rule", entry->fingerprint.rule);
        json_key_string_if(&json, "object", entry->fingerprint.object);
        json_key_string_if(&json, "path", entry->fingerprint.path);
        json_key_string_if(&json, "message", entry->fingerprint.message);
        if (entry->count > 1)
            json_key_number(&json, "count", entry->count);
        json_object_end(&json);
    }
    json_array_end(&json);
    json_object_end(&json);
}
