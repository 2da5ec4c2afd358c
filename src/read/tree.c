// The only file that meets libfyaml. Its events (start of a mapping, scalar, alias, ...) are turned
// into nodes with a stack of the collections still open: no recursion, so depth costs no stack. The
// children of an open collection wait in one pile and are copied to the arena when it ends.
//
// Bounds: libfyaml is fed one text, so it reads nothing else. An alias costs as many nodes as its
// anchor holds, in every place it stands; a text whose aliases multiply ("a billion laughs")
// therefore meets limits.nodes at once, without being built.
#include "read/tree.h"

#include <libfyaml.h>

#include "base/map.h"
#include "base/text.h"
#include "base/utf8.h"

const struct tree_limits tree_limits_default = {.depth = 200, .nodes = 4000000};

// From this many pairs on, repeated keys are looked for with a map.
enum { PAIRS_FOR_MAP = 12 };

// An anchored node, with what it costs to stand somewhere once more.
struct anchor {
    struct tree *node; // NULL while it is still open: an alias to it would be a circle
    uint32_t cost, depth;
};

// A collection whose end has not come yet.
struct open {
    struct tree *node;
    struct anchor *anchor;
    uint32_t children; // where its children begin in the pile
    uint32_t cost;     // nodes counted before it
    uint32_t depth;    // of the deepest thing inside, itself 1
};

struct reader {
    struct arena *arena;
    struct arena *scratch; // pile, anchors, maps of keys: gone when the tree is read
    struct source_file *file;
    const struct tree_limits *limits;
    struct tree_fault_list *faults;
    LIST(struct open) open;
    LIST(struct tree *) pile;
    struct map anchors;
    uint32_t cost;
    struct tree *root;
};

static void fault_add(struct reader *reader, struct place place, const char *message)
{
    list_add(reader->arena, reader->faults, (struct tree_fault){place, message});
}

static bool refuse(struct reader *reader, struct place place, const char *message)
{
    fault_add(reader, place, message);
    return false;
}

static struct place token_place(const struct reader *reader, struct fy_token *token)
{
    struct place place = {.file = reader->file};
    const struct fy_mark *start = token ? fy_token_start_mark(token) : NULL;
    const struct fy_mark *end = token ? fy_token_end_mark(token) : NULL;
    if (start && start->input_pos <= reader->file->length)
        place.offset = (uint32_t)start->input_pos;
    if (start && end && end->input_pos > start->input_pos && end->input_pos <= reader->file->length)
        place.length = (uint32_t)(end->input_pos - start->input_pos);
    return place;
}

static const char *token_text(struct fy_token *token, size_t *length)
{
    *length = 0;
    const char *text = token ? fy_token_get_text(token, length) : NULL;
    return text ? text : "";
}

// Counts `cost` nodes that reach `depth` levels down from here; false where a limit is met.
static bool node_count(struct reader *reader, struct place place, uint32_t cost, uint32_t depth)
{
    if (cost > reader->limits->nodes - reader->cost)
        return refuse(reader, place,
                      arena_format(reader->arena,
                                   "more than %u values, aliases counted as often as they appear",
                                   reader->limits->nodes));
    if (depth > reader->limits->depth - reader->open.count)
        return refuse(
            reader, place,
            arena_format(reader->arena, "nested more than %u levels deep", reader->limits->depth));
    reader->cost += cost;
    for (uint32_t i = reader->open.count; i-- > 0;) {
        uint32_t below = depth + (reader->open.count - i);
        if (reader->open.items[i].depth >= below)
            break;
        reader->open.items[i].depth = below;
    }
    return true;
}

// Whether the open collection waits for a key.
static bool expects_key(const struct reader *reader)
{
    if (reader->open.count == 0)
        return false;
    const struct open *open = &reader->open.items[reader->open.count - 1];
    return open->node->kind == TREE_MAPPING && (reader->pile.count - open->children) % 2 == 0;
}

static void node_place(struct reader *reader, struct tree *node)
{
    if (reader->open.count)
        list_add(reader->scratch, &reader->pile, node);
    else
        reader->root = node;
}

static struct tree *node_new(struct reader *reader, enum tree_kind kind, struct fy_token *token)
{
    struct tree *node = arena_make(reader->arena, struct tree);
    node->kind = (uint8_t)kind;
    node->place = token_place(reader, token);
    return node;
}

static struct anchor *anchor_new(struct reader *reader, struct fy_token *token)
{
    if (!token)
        return NULL;
    size_t length;
    const char *text = token_text(token, &length);
    struct anchor *anchor = arena_make(reader->scratch, struct anchor);
    // A later anchor of the same name takes its place, as YAML has it.
    map_set(reader->scratch, &reader->anchors, arena_copy(reader->scratch, text, length), anchor);
    return anchor;
}

// In pieces, since libfyaml's own way leaks memory where a single-quoted text holds many quotes.
static const char *single_quoted_text(struct reader *reader, struct fy_token *token, size_t *length)
{
    struct text text;
    text_init(&text);
    struct fy_token_iter *iterator = fy_token_iter_create(token);
    const struct fy_iter_chunk *chunk = NULL;
    int failed = 0;
    while (iterator && (chunk = fy_token_iter_chunk_next(iterator, chunk, &failed)))
        text_add_bytes(&text, chunk->str, chunk->len);
    if (iterator)
        fy_token_iter_destroy(iterator);
    const char *copy = arena_copy(reader->arena, text.string, text.length);
    *length = text.length;
    text_release(&text);
    return copy;
}

// A text ends with a NUL byte, so the character that "\0" stands for would cut it off, and what is
// left could pass for another name. It becomes U+FFFD, as where it is shown.
static const char *text_without_nul(struct arena *arena, const char *bytes, size_t *length)
{
    if (!memchr(bytes, '\0', *length))
        return arena_copy(arena, bytes, *length);
    struct text text;
    text_init(&text);
    for (size_t i = 0; i < *length; i++)
        text_add_bytes(&text, bytes[i] ? bytes + i : "\xEF\xBF\xBD", bytes[i] ? 1 : 3);
    const char *copy = arena_copy(arena, text.string, text.length);
    *length = text.length;
    text_release(&text);
    return copy;
}

static bool read_scalar(struct reader *reader, struct fy_event *event)
{
    struct fy_token *token = event->scalar.value;
    struct tree *node = node_new(reader, TREE_SCALAR, token);
    if (!token && reader->pile.count) // an empty value has no token: it stands behind its key
        node->place =
            (struct place){.file = reader->file,
                           .offset = reader->pile.items[reader->pile.count - 1]->place.offset};
    enum fy_scalar_style style = token ? fy_token_scalar_style(token) : FYSS_PLAIN;
    node->is_quoted = style != FYSS_PLAIN && style != FYSS_ANY;
    size_t length;
    if (style == FYSS_SINGLE_QUOTED) {
        node->text = single_quoted_text(reader, token, &length);
    } else {
        const char *text = token_text(token, &length);
        node->text = text_without_nul(reader->arena, text, &length);
    }
    node->count = (uint32_t)length;
    struct anchor *anchor = anchor_new(reader, event->scalar.anchor);
    if (anchor)
        *anchor = (struct anchor){node, 1, 1};
    node_place(reader, node);
    return node_count(reader, node->place, 1, 1);
}

static bool read_alias(struct reader *reader, struct fy_event *event)
{
    struct place place = token_place(reader, event->alias.anchor);
    size_t length;
    const char *text = token_text(event->alias.anchor, &length);
    const char *name = arena_copy(reader->arena, text, length);
    const struct anchor *anchor = map_get(&reader->anchors, name);
    if (!anchor)
        return refuse(reader, place,
                      arena_format(reader->arena, "alias *%s has no anchor before it", name));
    if (!anchor->node)
        return refuse(reader, place,
                      arena_format(reader->arena, "alias *%s stands inside its own anchor", name));
    if (expects_key(reader) && anchor->node->kind != TREE_SCALAR)
        return refuse(reader, place, "a key must be a plain value, not a list or mapping");
    node_place(reader, anchor->node);
    return node_count(reader, place, anchor->cost, anchor->depth);
}

static bool read_start(struct reader *reader, enum tree_kind kind, struct fy_token *start,
                       struct fy_token *anchor_token)
{
    struct tree *node = node_new(reader, kind, start);
    node->place.length = 0;
    if (expects_key(reader))
        return refuse(reader, node->place, "a key must be a plain value, not a list or mapping");
    uint32_t cost = reader->cost;
    if (!node_count(reader, node->place, 1, 1))
        return false;
    struct anchor *anchor = anchor_new(reader, anchor_token);
    list_add(reader->scratch, &reader->open,
             (struct open){node, anchor, reader->pile.count, cost, 1});
    return true;
}

static void check_repeated(struct reader *reader, struct tree *mapping)
{
    struct arena_mark mark = arena_mark(reader->scratch);
    struct map seen = {0};
    for (uint32_t i = 1; mapping->count >= PAIRS_FOR_MAP && i <= mapping->count; i++) {
        struct tree *key = mapping->pairs[i - 1].key;
        if (!map_get(&seen, key->text))
            map_set(reader->scratch, &seen, key->text, key);
    }
    for (uint32_t i = 1; i < mapping->count; i++) {
        struct tree *key = mapping->pairs[i].key, *first = map_get(&seen, key->text);
        for (uint32_t k = 0; !first && mapping->count < PAIRS_FOR_MAP && k < i; k++)
            if (string_equal(mapping->pairs[k].key->text, key->text))
                first = mapping->pairs[k].key;
        if (first && first != key)
            fault_add(reader, key->place,
                      arena_format(reader->arena, "key \"%s\" was given before, on line %u",
                                   key->text, place_position(first->place).line));
    }
    arena_rewind(reader->scratch, mark);
}

static bool read_end(struct reader *reader, struct fy_token *end)
{
    assert(reader->open.items && reader->open.count);
    struct open open = reader->open.items[--reader->open.count];
    struct tree *node = open.node;
    uint32_t count = reader->pile.count - open.children;
    struct tree **children = count ? &reader->pile.items[open.children] : NULL;
    struct place closing = token_place(reader, end);
    if (closing.offset > node->place.offset)
        node->place.length = closing.offset + closing.length - node->place.offset;
    reader->pile.count = open.children;
    if (node->kind == TREE_MAPPING) {
        node->count = count / 2;
        node->pairs = arena_allocate_raw(reader->arena, node->count * sizeof *node->pairs);
        for (uint32_t i = 0; i < node->count; i++)
            node->pairs[i] = (struct tree_pair){children[2 * i], children[2 * i + 1]};
        check_repeated(reader, node);
    } else {
        node->count = count;
        node->items = arena_allocate_raw(reader->arena, count * sizeof(struct tree *));
        if (count)
            memcpy(node->items, children, count * sizeof(struct tree *));
    }
    if (open.anchor)
        *open.anchor = (struct anchor){node, reader->cost - open.cost, open.depth};
    node_place(reader, node);
    return true;
}

static bool read_event(struct reader *reader, struct fy_event *event)
{
    switch (event->type) {
    case FYET_DOCUMENT_START:
        if (reader->root)
            return refuse(reader, token_place(reader, event->document_start.document_start),
                          "a second document begins here; one file holds one");
        return true;
    case FYET_MAPPING_START:
        return read_start(reader, TREE_MAPPING, event->mapping_start.mapping_start,
                          event->mapping_start.anchor);
    case FYET_SEQUENCE_START:
        return read_start(reader, TREE_SEQUENCE, event->sequence_start.sequence_start,
                          event->sequence_start.anchor);
    case FYET_MAPPING_END:
        return read_end(reader, event->mapping_end.mapping_end);
    case FYET_SEQUENCE_END:
        return read_end(reader, event->sequence_end.sequence_end);
    case FYET_SCALAR:
        return read_scalar(reader, event);
    case FYET_ALIAS:
        return read_alias(reader, event);
    default:
        return true;
    }
}

// The parser gave up: its first message, at its place.
static void fault_of_parser(struct reader *reader, struct fy_diag *diag)
{
    void *state = NULL;
    struct fy_diag_error *fault = diag ? fy_diag_errors_iterate(diag, &state) : NULL;
    if (!fault) {
        fault_add(reader, (struct place){.file = reader->file}, "this is not YAML or JSON");
        return;
    }
    struct place place = token_place(reader, fault->fyt);
    place.length = 0; // it may be the whole rest of the text
    fault_add(reader, place, arena_copy_string(reader->arena, fault->msg));
}

static void print_nothing(struct fy_diag *diag, void *user, const char *text, size_t length)
{
    (void)diag, (void)user, (void)text, (void)length;
}

static void read_events(struct reader *reader, struct fy_parser *parser, struct fy_diag *diag)
{
    for (;;) {
        struct fy_event *event = fy_parser_parse(parser);
        if (!event) {
            if (fy_parser_get_stream_error(parser)) {
                reader->root = NULL;
                fault_of_parser(reader, diag);
            }
            return;
        }
        bool goes_on = read_event(reader, event);
        fy_parser_event_free(parser, event);
        if (!goes_on) {
            reader->root = NULL;
            return;
        }
    }
}

struct tree *tree_read(struct arena *arena, struct source_file *file,
                       const struct tree_limits *limits, struct tree_fault_list *faults)
{
    struct reader reader = {.arena = arena, .file = file, .limits = limits, .faults = faults};
    size_t invalid = utf8_first_invalid(file->bytes, file->length);
    if (invalid < file->length) {
        fault_add(&reader, (struct place){file, (uint32_t)invalid, 1}, "this byte is not UTF-8");
        return NULL;
    }
    const char *nul = memchr(file->bytes, '\0', file->length);
    if (nul) {
        fault_add(&reader, (struct place){file, (uint32_t)(nul - file->bytes), 1},
                  "this is a NUL byte, not text");
        return NULL;
    }
    // Messages are collected, not printed.
    struct fy_diag *diag = fy_diag_create(
        &(struct fy_diag_cfg){.output_fn = print_nothing, .level = FYET_ERROR, .module_mask = ~0u});
    if (diag)
        fy_diag_set_collect_errors(diag, true);
    struct fy_parse_cfg settings = {.flags = FYPCF_QUIET | FYPCF_DISABLE_DEPTH_LIMIT, .diag = diag};
    struct fy_parser *parser = fy_parser_create(&settings);
    if (!parser || fy_parser_set_string(parser, file->bytes, file->length) != 0) {
        fault_add(&reader, (struct place){.file = file}, "the YAML parser did not start");
    } else {
        reader.scratch = arena_new();
        read_events(&reader, parser, diag);
        arena_free(reader.scratch);
        if (!reader.root && faults->count == 0)
            fault_add(&reader, (struct place){.file = file}, "the file is empty");
    }
    if (parser)
        fy_parser_destroy(parser);
    if (diag)
        fy_diag_destroy(diag);
    return reader.root;
}

struct tree *tree_get(const struct tree *mapping, const char *key)
{
    if (!mapping || mapping->kind != TREE_MAPPING)
        return NULL;
    for (uint32_t i = 0; i < mapping->count; i++)
        if (strcmp(mapping->pairs[i].key->text, key) == 0)
            return mapping->pairs[i].value;
    return NULL;
}

const char *tree_text(const struct tree *node)
{
    return node && node->kind == TREE_SCALAR ? node->text : NULL;
}

bool tree_is_null(const struct tree *node)
{
    return node && node->kind == TREE_SCALAR && !node->is_quoted &&
           (!*node->text || strcmp(node->text, "null") == 0 || strcmp(node->text, "~") == 0);
}

const char *tree_kind_name(const struct tree *node)
{
    static const char *const names[] = {"a value", "a mapping", "a list"};
    return names[node->kind];
}

bool tree_error(struct place place, const char *message, struct error *error)
{
    struct position position = place_position(place);
    if (!position.line)
        return error_set(error, "%s", message);
    return error_set(error, "%s:%u:%u: %s", place.file->path, position.line, position.column,
                     message);
}
