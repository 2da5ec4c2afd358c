// What one key alone cannot show: paths that lead out of the folder or nowhere, and keys that
// contradict each other. What needs the schema, such as roles, is the rule's business
// (check/rules/promise/manifest_invalid.c).
#include "read/manifest_item.h"

#include "base/file.h"

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

void manifest_contradictions(struct manifest_reader *reader)
{
    struct manifest *manifest = reader->manifest;
    platform_check(reader);
    settings_check(reader);
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
