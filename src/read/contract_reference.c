// $ref: a relative file, a JSON pointer (RFC 6901), or both. Nothing is read over the network.
//
//   reference = [file] ["#" [pointer]]
//   pointer   = { "/" token }          in a token ~1 is "/" and ~0 is "~"
//
// Percent escapes are undone in both parts. Names of $anchor and $id are not followed, and that is
// said. Each file is read once, however it is named; each node with $ref is followed once. A chain
// of references is walked with a list, not by recursion, so its length costs no stack.
#include "base/nearest.h"
#include "base/word.h"
#include "read/contract_part.h"

static const struct contract_node node_open; // its address marks a node whose chain is being walked
static const struct contract_node node_nowhere;

const struct tree *contract_reference_of(const struct tree *tree)
{
    if (!tree || tree->kind != TREE_MAPPING)
        return NULL;
    const struct tree *reference = tree_get(tree, "$ref");
    return reference && reference->kind == TREE_SCALAR && !tree_is_null(reference) ? reference
                                                                                   : NULL;
}

static int hexadecimal(char digit)
{
    if (byte_is_digit(digit))
        return digit - '0';
    char lower = byte_lower(digit);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

char *contract_unescape(struct arena *arena, const char *text, size_t length)
{
    char *copy = arena_copy(arena, text, length);
    char *to = copy;
    for (size_t i = 0; i < length; i++) {
        int high = -1, low = -1;
        if (copy[i] == '%' && i + 2 < length) {
            high = hexadecimal(copy[i + 1]);
            low = hexadecimal(copy[i + 2]);
        }
        if (high < 0 || low < 0 || high + low == 0) {
            *to++ = copy[i];
        } else {
            *to++ = (char)(high * 16 + low);
            i += 2;
        }
    }
    *to = '\0';
    return copy;
}

// ---- files ----------------------------------------------------------------------------------------

static bool has_scheme(const char *text)
{
    const char *at = text;
    while (byte_is_letter(*at) || (at > text && (byte_is_digit(*at) || strchr("+-.", *at) != NULL)))
        if (*at++ == '\0')
            return false;
    return at > text + 1 && *at == ':';
}

const char *contract_path_beside(struct arena *arena, const char *path, const char *relative)
{
    const char *slash = strrchr(path, '/');
    const char *folder = slash ? arena_copy(arena, path, (size_t)(slash - path)) : "";
    if (slash == path)
        folder = "/";
    for (;;) {
        if (string_starts_with(relative, "./")) {
            relative += 2;
        } else if (string_starts_with(relative, "../") && *folder) {
            const char *last = strrchr(folder, '/');
            const char *name = last ? last + 1 : folder;
            if (strcmp(name, "..") == 0 || strcmp(name, ".") == 0 || !*name)
                break;
            folder = last ? arena_copy(arena, folder, (size_t)(last - folder)) : "";
            relative += 3;
        } else {
            break;
        }
    }
    return file_join(arena, folder, relative);
}

// The document of a relative path; NULL after a fault or, where a limit is passed, an error.
static struct contract_document *document_open(struct contract_reader *reader,
                                               const struct contract_document *base,
                                               const char *relative, const struct tree *reference)
{
    struct arena *arena = reader->arena;
    const char *path = contract_path_beside(arena, base->path, relative);
    const char *shown = contract_path_beside(arena, base->file->path, relative);
    struct contract_document *document = map_get(&reader->documents, path);
    if (document)
        return document;
    struct file_status status;
    struct error error;
    if (!file_look(path, &status, &error) || status.kind != FILE_REGULAR) {
        contract_fault_reference(reader, reference->place, true, reference->text,
                                 arena_format(arena, "\"%s\" leads nowhere: there is no file %s",
                                              reference->text, shown),
                                 NULL);
        return NULL;
    }
    const char *identity =
        arena_format(reader->scratch, "%llx:%llx", (unsigned long long)status.device,
                     (unsigned long long)status.inode);
    document = map_get(&reader->documents, identity);
    if (!document) {
        if (++reader->document_count > reader->limits->files) {
            if (!reader->has_failed)
                error_set(reader->error, "%s reaches more than %u files by $ref",
                          reader->document->file->path, reader->limits->files);
            reader->has_failed = true;
            return NULL;
        }
        document = arena_make(arena, struct contract_document);
        document->path = path;
        struct file_bytes bytes;
        struct file_limit limit = {reader->limits->file_bytes, "--limit file-size=SIZE"};
        if (file_read(arena, path, limit, &bytes, &error)) {
            document->file = source_file_new(arena, shown, bytes.bytes, bytes.length);
            list_add(arena, &reader->design->files, document->file);
            struct tree_fault_list faults = {0};
            struct tree_limits limits = {reader->limits->depth, tree_limits_default.nodes};
            document->root = tree_read(arena, document->file, &limits, &faults);
            contract_faults_of_tree(reader, &faults, document->root != NULL);
        } else {
            contract_fault_reference(reader, reference->place, true, reference->text,
                                     arena_copy_string(arena, error.message), NULL);
        }
        map_set(reader->scratch, &reader->documents, identity, document);
    }
    map_set(reader->scratch, &reader->documents, path, document);
    list_add(arena, reader->paths, (struct contract_path){path, document});
    return document;
}

// ---- pointers -------------------------------------------------------------------------------------

static struct tree *item_at(const struct tree *sequence, const char *token)
{
    size_t length = strlen(token);
    if (length == 0 || length > 9 || strspn(token, "0123456789") != length ||
        (length > 1 && *token == '0'))
        return NULL;
    unsigned long at = strtoul(token, NULL, 10);
    return at < sequence->count ? sequence->items[at] : NULL;
}

// The key of a mapping that is nearest to `token`, written as a whole reference.
static const char *nearest_reference(struct contract_reader *reader, const struct tree *mapping,
                                     const char *token, const char *text, size_t kept)
{
    enum { FAULTS_WITH_HELP = 200 }; // each looks at every key
    const char *nearest = NULL;
    if (mapping->kind != TREE_MAPPING || reader->design->faults.count > FAULTS_WITH_HELP)
        return NULL;
    for (uint32_t i = 0; i < mapping->count; i++)
        nearest = name_nearer(token, nearest, mapping->pairs[i].key->text);
    if (!nearest)
        return NULL;
    return arena_format(reader->arena, "did you mean \"%.*s%s\"?", (int)kept, text, nearest);
}

static void pointer_fault(struct contract_reader *reader, const struct tree *reference,
                          const struct tree *within, const char *token, const char *place_name)
{
    const char *text = reference->text;
    const char *last = strrchr(text, '/');
    bool is_last = last && string_equal(last + 1, token);
    contract_fault_reference(
        reader, reference->place, true, text,
        arena_format(reader->arena, "\"%s\" leads nowhere: there is no \"%s\" in %s", text, token,
                     place_name),
        is_last ? nearest_reference(reader, within, token, text, (size_t)(last + 1 - text)) : NULL);
}

// The node that a pointer (without percent escapes) names in a document.
static struct contract_node pointer_follow(struct contract_reader *reader,
                                           struct contract_document *document, char *pointer,
                                           const struct tree *reference)
{
    struct tree *tree = document->root;
    const char *whole = arena_copy_string(reader->scratch, pointer);
    char *token = pointer + (*pointer == '/');
    for (bool is_last = *pointer == '\0'; !is_last;) {
        char *end = token + strcspn(token, "/"), *to = token;
        is_last = *end == '\0';
        *end = '\0';
        for (const char *from = token; *from; from++) {
            bool is_escape = from[0] == '~' && (from[1] == '0' || from[1] == '1');
            *to++ = is_escape ? (from[1] == '0' ? '~' : '/') : *from;
            from += is_escape;
        }
        *to = '\0';
        struct tree *next = tree->kind == TREE_MAPPING    ? contract_get(reader, tree, token)
                            : tree->kind == TREE_SEQUENCE ? item_at(tree, token)
                                                          : NULL;
        if (!next) {
            size_t above = (size_t)(token - pointer);
            const char *in =
                above > 1 ? arena_format(reader->scratch, "%s#%.*s",
                                         document == reader->document ? "" : document->file->path,
                                         (int)above - 1, whole)
                          : document->file->path;
            pointer_fault(reader, reference, tree, token, in);
            return node_nowhere;
        }
        tree = next;
        token = end + 1;
    }
    return (struct contract_node){tree, document};
}

// What one $ref names, itself perhaps a reference.
static struct contract_node reference_step(struct contract_reader *reader,
                                           struct contract_node node)
{
    const struct tree *reference = contract_reference_of(node.tree);
    const char *text = reference->text, *hash = strchr(text, '#');
    size_t file_length = hash ? (size_t)(hash - text) : strlen(text);
    struct contract_document *document = node.document;
    if (file_length) {
        const char *relative = contract_unescape(reader->scratch, text, file_length);
        if (has_scheme(relative) || *relative == '/') {
            contract_fault_reference(
                reader, reference->place, false, text,
                arena_format(reader->arena,
                             "\"%s\" is not followed: only files beside this one are", text),
                "put a copy beside the contract and refer to that");
            return node_nowhere;
        }
        document = document_open(reader, document, relative, reference);
        if (!document || !document->root)
            return node_nowhere;
    }
    char *pointer = hash ? contract_unescape(reader->scratch, hash + 1, strlen(hash + 1)) : NULL;
    if (pointer && *pointer && *pointer != '/') {
        contract_fault_reference(
            reader, reference->place, false, text,
            arena_format(reader->arena, "\"%s\" is not followed: it names an $anchor", text),
            "write the path to it: \"#/components/schemas/...\"");
        return node_nowhere;
    }
    return pointer ? pointer_follow(reader, document, pointer, reference)
                   : (struct contract_node){document->root, document};
}

bool contract_has_siblings(const struct contract_reader *reader, const struct tree *tree)
{
    return !reader->is_3_0 && contract_reference_of(tree) && tree->count > 1;
}

// Follows one reference, and what it leads to; of schemas only up to one with keywords beside $ref.
static struct contract_node chain_follow(struct contract_reader *reader, struct contract_node node,
                                         bool is_schema)
{
    struct arena *scratch = reader->scratch;
    struct address_map *known = is_schema ? &reader->schema_references : &reader->references;
    LIST(const struct tree *) chain = {0};
    struct contract_node end = node;
    while (contract_reference_of(end.tree) &&
           !(is_schema && chain.count && contract_has_siblings(reader, end.tree))) {
        const struct contract_node *found = address_map_get(known, end.tree);
        if (found == &node_open) {
            const struct tree *reference = contract_reference_of(end.tree);
            contract_fault_circle(reader, reference);
            end = node_nowhere;
            break;
        }
        if (found) {
            end = *found;
            break;
        }
        address_map_set(scratch, known, end.tree, (void *)&node_open);
        list_add(scratch, &chain, end.tree);
        end = reference_step(reader, end);
    }
    if (chain.count) {
        struct contract_node *found = arena_make(scratch, struct contract_node);
        *found = end;
        list_each (const struct tree *, tree, &chain)
            address_map_set(scratch, known, tree, found);
    }
    return end;
}

struct contract_node contract_follow(struct contract_reader *reader, struct contract_node node)
{
    return chain_follow(reader, node, false);
}

struct contract_node contract_follow_schema(struct contract_reader *reader,
                                            struct contract_node node)
{
    return chain_follow(reader, node, true);
}

void contract_fault_circle(struct contract_reader *reader, const struct tree *reference)
{
    contract_fault_reference(reader, reference->place, true, reference->text,
                             arena_format(reader->arena,
                                          "\"%s\" leads back to itself and to nothing else",
                                          reference->text),
                             NULL);
}
