// What one key alone cannot show: paths that lead out of the folder or nowhere, and keys that
// contradict each other. What needs the schema, such as roles, is the rule's business
// (check/rules/promise/manifest_invalid.c).
#include "read/manifest_item.h"

#include "base/file.h"
#include "read/measure.h"

// ---- paths ---------------------------------------------------------------------------------------

// Whether `..` climbs above the folder that the path begins in.
static bool leads_out(const char *path)
{
    int depth = 0;
    if (*path == '/')
        return true;
    while (*path) {
        size_t length = strcspn(path, "/");
        if (length == 2 && memcmp(path, "..", 2) == 0)
            depth--;
        else if (length > 0 && !(length == 1 && *path == '.'))
            depth++;
        if (depth < 0)
            return true;
        path += length + (path[length] == '/');
    }
    return false;
}

const char *manifest_path(struct arena *arena, const struct manifest *manifest, const char *path)
{
    const char *slash = strrchr(manifest->file->path, '/'), *folder = ".";
    if (slash) {
        size_t length = (size_t)(slash - manifest->file->path);
        folder = length ? arena_copy(arena, manifest->file->path, length) : "/";
    }
    while (path[0] == '.' && path[1] == '/')
        path += strspn(path + 1, "/") + 1;
    return !*path || strcmp(path, ".") == 0 ? folder : file_join(arena, folder, path);
}

bool manifest_path_check(struct manifest_reader *reader, const char *key, const struct tree *node)
{
    struct file_status status;
    struct error error;
    struct arena *arena = reader->arena;
    if (strstr(node->text, "://")) {
        manifest_fault(reader, node->place, arena_format(arena, "%s is a path, not a URL", key),
                       NULL, "put a copy beside the manifest and name that");
        return false;
    }
    if (leads_out(node->text)) {
        manifest_fault(
            reader, node->place,
            arena_format(arena, "%s leads out of the manifest's folder: %s", key, node->text), NULL,
            "put the manifest into a folder that holds all of the design");
        return false;
    }
    if (!file_look(manifest_path(reader->scratch, reader->manifest, node->text), &status, &error)) {
        manifest_fault(reader, node->place, arena_copy_string(arena, error.message), NULL, NULL);
        return false;
    }
    if (status.kind != FILE_REGULAR && status.kind != FILE_FOLDER) {
        bool is_absent = status.kind == FILE_ABSENT;
        manifest_fault(reader, node->place,
                       arena_format(arena,
                                    is_absent
                                        ? "%s names \"%s\", which is not there"
                                        : "%s names \"%s\", which is neither a file nor a folder",
                                    key, node->text),
                       NULL,
                       is_absent && strpbrk(node->text, "*?[")
                           ? "patterns are not read: name the folder, or each file"
                           : "paths begin in the manifest's folder");
        return false;
    }
    return true;
}

// ---- origins -------------------------------------------------------------------------------------

// origin = scheme "://" host [":" port], in lower case (RFC 6454, section 6.2); or "*"
static bool is_origin(const char *text)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz", digits[] = "0123456789";
    static const char host[] = "abcdefghijklmnopqrstuvwxyz0123456789._-";
    static const char scheme[] = "abcdefghijklmnopqrstuvwxyz0123456789+.-";
    if (strcmp(text, "*") == 0)
        return true;
    size_t length = strspn(text, letters) ? strspn(text, scheme) : 0;
    if (length == 0 || strncmp(text + length, "://", 3) != 0)
        return false;
    const char *at = text + length + 3;
    if (*at == '[') {
        length = strspn(at + 1, "0123456789abcdef:.");
        if (length == 0 || at[1 + length] != ']')
            return false;
        at += length + 2;
    } else {
        length = strspn(at, host);
        if (length == 0)
            return false;
        at += length;
    }
    if (*at == ':') {
        length = strspn(at + 1, digits);
        if (length == 0 || length > 5)
            return false;
        at += 1 + length;
    }
    return *at == '\0';
}

bool manifest_origin_check(struct manifest_reader *reader, const char *key, const struct tree *node)
{
    static const struct {
        const char *scheme, *port;
    } defaults[] = {{"https://", ":443"}, {"http://", ":80"}};
    const char *text = node->text;
    if (!is_origin(text)) {
        manifest_fault(
            reader, node->place,
            arena_format(reader->arena, "%s holds \"%s\", which is no origin", key, text), NULL,
            "write scheme and host in lower case, and the port where it is not the "
            "usual one, without a path: https://app.example.com");
        return false;
    }
    for (size_t i = 0; i < array_length(defaults); i++)
        if (string_starts_with(text, defaults[i].scheme) &&
            string_ends_with(text, defaults[i].port)) {
            manifest_fault(
                reader, node->place,
                arena_format(reader->arena, "%s holds \"%s\", which no browser sends", key, text),
                NULL, "leave out the port: it is the usual one of its scheme");
            return false;
        }
    return true;
}

// ---- contradictions ------------------------------------------------------------------------------

static void platform_check(struct manifest_reader *reader)
{
    const struct manifest *manifest = reader->manifest;
    if (manifest->default_grants.text && string_equal(manifest->platform.text, "postgres"))
        manifest_fault_related(
            reader, manifest->default_grants.place,
            "default_grants is about Supabase, and the platform is postgres",
            manifest->platform.place, "platform postgres",
            "leave out default_grants: plain PostgreSQL grants new tables to nobody");
}

// A text that stands twice in one list.
static void repeated_check(struct manifest_reader *reader, const struct manifest_texts *texts,
                           const char *what)
{
    struct map seen = {0};
    for (uint32_t i = 0; i < texts->count; i++) {
        const struct manifest_text *first = map_get(&seen, texts->items[i].text);
        if (first)
            manifest_fault_related(
                reader, texts->items[i].place,
                arena_format(reader->arena, "%s names \"%s\" twice", what, texts->items[i].text),
                first->place, "first named here", "keep one of them");
        else
            map_set(reader->scratch, &seen, texts->items[i].text, &texts->items[i]);
    }
}

// PostgreSQL takes any setting with a dot, and knows those without.
static void settings_check(struct manifest_reader *reader)
{
    list_each (struct manifest_setting, setting, &reader->manifest->settings)
        if (!strchr(setting.name, '.'))
            manifest_fault(
                reader, setting.place,
                arena_format(reader->arena,
                             "settings.%s is no setting of your own: its name has no "
                             "dot",
                             setting.name),
                NULL, arena_format(reader->arena, "name it app.%s, in the SQL too", setting.name));
}

static void protected_check(struct manifest_reader *reader)
{
    list_each (struct manifest_protected, column, &reader->manifest->protected)
        if (!strchr(column.name, '.'))
            manifest_fault(reader, column.place,
                           arena_format(reader->arena,
                                        "protected.%s is no column of a table: it has no dot",
                                        column.name),
                           NULL, "name the table too: daily_counters.count");
}

// Any origin, and some.
static void origins_check(struct manifest_reader *reader)
{
    const struct manifest_texts *origins = &reader->manifest->origins;
    for (uint32_t i = 0; i < origins->count && origins->count > 1; i++)
        if (strcmp(origins->items[i].text, "*") == 0) {
            manifest_fault(reader, origins->items[i].place,
                           "origins holds \"*\" beside others, which it includes", NULL,
                           "write \"*\" alone, or name the origins that may call");
            return;
        }
}

// A statement that may take longer than the request it belongs to.
static void timeouts_check(struct manifest_reader *reader)
{
    const struct manifest_text *statement = &reader->manifest->statement_timeout;
    const struct manifest_text *request = &reader->manifest->request_timeout;
    uint32_t each, all;
    if (statement->text && request->text && duration_parse(statement->text, &each) &&
        duration_parse(request->text, &all) && each > all)
        manifest_fault_related(reader, statement->place,
                               "limits.timeout is longer than limits.request", request->place,
                               "the whole request", "a statement is a part of its request");
}

void manifest_contradictions(struct manifest_reader *reader)
{
    struct manifest *manifest = reader->manifest;
    platform_check(reader);
    settings_check(reader);
    protected_check(reader);
    origins_check(reader);
    timeouts_check(reader);
    repeated_check(reader, &manifest->origins, "origins");
    repeated_check(reader, &manifest->schema, "schema");
    repeated_check(reader, &manifest->queries, "queries");
    repeated_check(reader, &manifest->contract, "contract");
    repeated_check(reader, &manifest->overlays, "overlays");
    list_each (struct manifest_service, service, &manifest->services) {
        repeated_check(reader, &service.secrets,
                       arena_format(reader->arena, "services.%s.secrets", service.name));
        repeated_check(reader, &service.roles,
                       arena_format(reader->arena, "services.%s.roles", service.name));
    }
}
