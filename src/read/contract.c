// The document and its parts, in the order that lets each find what it names: schemes, the security
// of the whole, components, paths; schemas are filled at the end.
#include "read/contract_part.h"

#include "base/text.h"
#include "base/word.h"

const struct contract_limits contract_limits_default = {
    .file_bytes = 64u << 20,
    .files = 2000,
    .operations = 100000,
    .depth = 200,
    .overlay_looks = 200000000,
    .overlay_copies = 8000000,
};

static const char *const root_keys[] = {
    "openapi",  "info", "jsonSchemaDialect", "servers", "paths", "webhooks", "components",
    "security", "tags", "externalDocs",      "$self",   NULL};

// ---- servers --------------------------------------------------------------------------------------

// The URL with {names} replaced by their defaults.
static const char *server_url(struct contract_reader *reader, const struct tree *server,
                              const char *url)
{
    struct text out;
    text_init(&out);
    const struct tree *variables = contract_get(reader, server, "variables");
    for (const char *at = url; *at;) {
        size_t plain = strcspn(at, "{");
        text_add_bytes(&out, at, plain);
        at += plain;
        if (!*at)
            break;
        size_t length = strcspn(at, "}");
        const char *name = arena_copy(reader->scratch, at + 1, length - 1);
        const struct tree *value =
            contract_get(reader, contract_get(reader, variables, name), "default");
        const char *text = tree_text(value);
        length += at[length] == '}';
        if (text)
            text_add(&out, text);
        else
            text_add_bytes(&out, at, length);
        at += length;
    }
    const char *result = arena_copy(reader->arena, out.string, out.length);
    text_release(&out);
    return result;
}

// Scheme and host taken off, and slashes at the end.
static const char *url_path(struct arena *arena, const char *url)
{
    const char *host = strstr(url, "://");
    const char *path = host ? strchr(host + 3, '/') : *url == '/' ? url : NULL;
    if (host == NULL && string_starts_with(url, "//"))
        path = strchr(url + 2, '/');
    if (!path)
        return "";
    size_t length = strcspn(path, "?#");
    while (length && path[length - 1] == '/')
        length--;
    return arena_copy(arena, path, length);
}

static void servers_read(struct contract_reader *reader, const struct tree *servers)
{
    struct contract *contract = reader->contract;
    contract->base_path = "";
    if (!contract_expect(reader, servers, TREE_SEQUENCE, "\"servers\""))
        return;
    for (uint32_t i = 0; i < servers->count; i++) {
        const struct tree *server = servers->items[i];
        if (!contract_expect(reader, server, TREE_MAPPING, "a server"))
            continue;
        const char *url =
            contract_text(reader, contract_get(reader, server, "url"), "a server's \"url\"");
        if (!url) {
            contract_fault(reader, server->place, false, NULL, "a server has no \"url\"");
            continue;
        }
        if (contract->servers.count == 0)
            contract->base_path = url_path(reader->arena, server_url(reader, server, url));
        list_add(reader->arena, &contract->servers, url);
    }
}

// ---- components -----------------------------------------------------------------------------------

static void component_read(struct contract_reader *reader, const char *set, const char *name,
                           struct contract_node node)
{
    switch (*set) {
    case 's':
        contract_component(reader, node, name);
        break;
    case 'p':
        contract_input(reader, node);
        break;
    case 'h':
        contract_header(reader, node);
        break;
    default:
        if (strcmp(set, "responses") == 0)
            contract_response(reader, node);
        else
            contract_body(reader, node);
    }
}

// Everything below components is read, used or not: what is wrong there is wrong. Schemas come
// first, so that they have their names before anything refers to them.
static void components_read(struct contract_reader *reader, struct contract_node components)
{
    static const char *const keys[] = {"schemas",       "responses", "parameters",      "examples",
                                       "requestBodies", "headers",   "securitySchemes", "links",
                                       "callbacks",     "pathItems", "mediaTypes",      NULL};
    static const char *const read_keys[] = {"schemas", "parameters", "responses", "requestBodies",
                                            "headers"};
    if (!contract_expect(reader, components.tree, TREE_MAPPING, "\"components\""))
        return;
    contract_keys_check(reader, components.tree, "\"components\"", keys);
    for (size_t i = 0; i < array_length(read_keys); i++) {
        struct contract_node set = contract_part(reader, components, read_keys[i]);
        if (!set.tree || !contract_expect(reader, set.tree, TREE_MAPPING, "a set of components"))
            continue;
        for (uint32_t k = 0; k < set.tree->count; k++) {
            const struct tree_pair *pair = &set.tree->pairs[k];
            struct contract_node node = {pair->value, set.document};
            if (string_starts_with(pair->key->text, "x-") && pair->value->kind != TREE_MAPPING)
                continue;
            component_read(reader, read_keys[i], pair->key->text, node);
        }
    }
}

// ---- the document ---------------------------------------------------------------------------------

static void paths_read(struct contract_reader *reader, struct contract_node root)
{
    struct contract_node paths = contract_part(reader, root, "paths");
    const struct tree *webhooks = contract_get(reader, root.tree, "webhooks");
    if (webhooks && webhooks->kind == TREE_MAPPING)
        reader->contract->webhook_count = webhooks->count;
    if (!paths.tree && reader->is_3_0)
        contract_fault(reader, reader->contract->place, true, NULL,
                       "the contract has no \"paths\"");
    if (!paths.tree || !contract_expect(reader, paths.tree, TREE_MAPPING, "\"paths\""))
        return;
    for (uint32_t i = 0; i < paths.tree->count && !reader->has_failed; i++) {
        const struct tree_pair *pair = &paths.tree->pairs[i];
        if (!string_starts_with(pair->key->text, "x-"))
            contract_path_item(reader, pair->key,
                               (struct contract_node){pair->value, paths.document});
    }
}

static void root_read(struct contract_reader *reader)
{
    struct contract *contract = reader->contract;
    struct contract_node root = {reader->document->root, reader->document};
    contract_keys_check(reader, root.tree, "a contract", root_keys);
    if (tree_get(root.tree, "x-lintel"))
        contract_fault(reader, tree_get(root.tree, "x-lintel")->place, true,
                       "move it into each operation", "\"x-lintel\" stands at operations only");
    struct contract_node info = contract_part(reader, root, "info");
    if (contract_expect(reader, info.tree, TREE_MAPPING, "\"info\"")) {
        contract->title =
            contract_text(reader, contract_get(reader, info.tree, "title"), "\"title\"");
        contract->api_version =
            contract_text(reader, contract_get(reader, info.tree, "version"), "\"version\"");
    }
    servers_read(reader, contract_get(reader, root.tree, "servers"));
    struct contract_node components = contract_part(reader, root, "components");
    contract_schemas_begin(reader);
    contract_schemes(reader, contract_part(reader, components, "securitySchemes"));
    const struct tree *security = contract_get(reader, root.tree, "security");
    if (security) {
        reader->security_place = security->place;
        contract_requirements(reader, security, &reader->security);
    }
    components_read(reader, components);
    paths_read(reader, root);
    contract_schemas_finish(reader);
}

// Whether the document is of a version that is read; a fault says why not.
static bool version_read(struct contract_reader *reader, const struct tree *root)
{
    struct contract *contract = reader->contract;
    const struct tree *openapi = contract_get(reader, root, "openapi");
    const struct tree *swagger = contract_get(reader, root, "swagger");
    if (!openapi && swagger) {
        contract_fault(reader, swagger->place, true,
                       "convert it to OpenAPI 3 first, for example with swagger2openapi",
                       "this is Swagger %s, which is not read",
                       tree_text(swagger) ? tree_text(swagger) : "2.0");
        return false;
    }
    if (!openapi) {
        contract_fault(reader, (struct place){.file = reader->document->file}, true,
                       "a contract begins with \"openapi: 3.1.0\"",
                       "this does not say which version of OpenAPI it is");
        return false;
    }
    contract->version = contract_text(reader, openapi, "\"openapi\"");
    contract->place = openapi->place;
    const char *version = contract->version ? contract->version : "";
    contract->is_3_0 = reader->is_3_0 =
        string_equal(version, "3") || string_starts_with(version, "3.0");
    if (contract->is_3_0 || string_starts_with(version, "3.1"))
        return true;
    bool is_later = string_starts_with(version, "3.") && byte_is_digit(version[2]);
    if (is_later)
        contract_fault(reader, openapi->place, false, NULL,
                       "OpenAPI %s is read as 3.1: what is new in it is passed over", version);
    else if (contract->version)
        contract_fault(reader, openapi->place, true, "versions 3.0 and 3.1 are read",
                       "\"%s\" is no version of OpenAPI that is read", version);
    return is_later;
}

static struct contract_document *document_new(struct contract_reader *reader,
                                              struct source_file *file, const char *path)
{
    struct contract_document *document = arena_make(reader->arena, struct contract_document);
    document->file = file;
    document->path = path;
    struct tree_fault_list faults = {0};
    struct tree_limits limits = {reader->limits->depth, tree_limits_default.nodes};
    document->root = tree_read(reader->arena, file, &limits, &faults);
    contract_faults_of_tree(reader, &faults, document->root != NULL);
    struct file_status status;
    struct error ignored; // it need not exist: its bytes are here
    map_set(reader->scratch, &reader->documents, path, document);
    if (file_look(path, &status, &ignored) && status.kind == FILE_REGULAR)
        map_set(reader->scratch, &reader->documents,
                arena_format(reader->scratch, "%llx:%llx", (unsigned long long)status.device,
                             (unsigned long long)status.inode),
                document);
    return document;
}

static bool document_read(struct contract_reader *reader, struct source_file *file,
                          const char *path, const struct contract_overlays *overlays)
{
    reader->document = document_new(reader, file, path);
    if (!reader->document->root ||
        !contract_expect(reader, reader->document->root, TREE_MAPPING, "a contract"))
        return true;
    for (uint32_t i = 0; overlays && i < overlays->count; i++)
        contract_overlay(reader, reader->document, overlays->items[i]);
    reader->contract = arena_make(reader->arena, struct contract);
    reader->contract->file = file;
    reader->contract->documents = reader->paths =
        arena_make(reader->arena, struct contract_documents);
    list_add(reader->arena, reader->paths, (struct contract_path){path, reader->document});
    if (!version_read(reader, reader->document->root))
        return true;
    root_read(reader);
    if (reader->has_failed) // half a contract would be judged as if it were whole
        return false;
    list_add(reader->arena, &reader->design->contracts, reader->contract);
    return true;
}

bool contract_read(struct design *design, struct source_file *file, const char *path,
                   const struct contract_overlays *overlays, const struct contract_limits *limits,
                   struct error *error)
{
    struct contract_reader reader = {.design = design,
                                     .arena = design->arena,
                                     .scratch = arena_new(),
                                     .limits = limits,
                                     .error = error};
    bool result = document_read(&reader, file, path, overlays);
    arena_free(reader.scratch);
    return result;
}
