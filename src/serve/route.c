// Finding a path in the tree of segments (route_part.h). The first node at which a path ends
// counts, in the order literal, mixed, parameter at each segment from the left; where the rest of
// the path is not below the literal, the search goes back to the parameter beside it. A path item
// is one path, so a method that it does not have is 405, also where a path with a parameter would
// fit.
#include "serve/route_decode.h"
#include "serve/route_part.h"

struct search {
    struct route_match *match;
    struct arena *arena;
    const char *segments[ROUTE_SEGMENTS_MOST];
    size_t lengths[ROUTE_SEGMENTS_MOST];
    uint32_t count;
    const struct route_node *found;
};

// The path's segments, decoded: "/a/b" has two, "/" has one, which is empty.
static bool split_path(struct search *search, uint32_t most, const char *path)
{
    if (*path != '/')
        return false;
    for (const char *at = path + 1;; at++) {
        size_t length = strcspn(at, "/");
        const char *fault;
        if (search->count == most)
            return false;
        search->segments[search->count] = percent_decode(search->arena, at, length, false,
                                                         &search->lengths[search->count], &fault);
        if (!search->segments[search->count++])
            return false;
        at += length;
        if (!*at)
            return true;
    }
}

static const struct route_node *find_literal(const struct route_node *node, const char *segment)
{
    uint32_t low = 0, high = node->literals.count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        int order = strcmp(segment, node->literals.items[middle]->literal);
        if (order == 0)
            return node->literals.items[middle];
        *(order < 0 ? &high : &low) = order < 0 ? middle : middle + 1;
    }
    return NULL;
}

// Each parameter takes as little as it can, but not nothing: the literal behind it is looked for
// from the left; the last literal stands at the end.
static bool match_shape(struct search *search, const struct route_shape *shape, uint32_t at)
{
    struct route_match *match = search->match;
    const char *text = search->segments[at], *end = text + search->lengths[at];
    if (!string_starts_with(text, shape->literals[0]))
        return false;
    text += strlen(shape->literals[0]);
    for (uint32_t i = 0; i < shape->parameters; i++) {
        const char *literal = shape->literals[i + 1], *behind;
        size_t length = strlen(literal);
        if (text == end)
            return false;
        if (i + 1 == shape->parameters) {
            behind = end - length;
            if (behind <= text || strcmp(behind, literal) != 0)
                return false;
        } else {
            behind = strstr(text + 1, literal);
            if (!behind)
                return false;
        }
        match->values[match->count++] = arena_copy(search->arena, text, (size_t)(behind - text));
        text = behind + length;
    }
    return true;
}

static bool find_below(struct search *search, const struct route_node *node, uint32_t at)
{
    struct route_match *match = search->match;
    if (at == search->count) {
        search->found = node;
        return node->methods.count > 0;
    }
    const struct route_node *literal = find_literal(node, search->segments[at]);
    if (literal && find_below(search, literal, at + 1))
        return true;
    uint32_t count = match->count;
    for (uint32_t i = 0; i < node->mixed.count; i++, match->count = count)
        if (match_shape(search, node->mixed.items[i]->shape, at) &&
            find_below(search, node->mixed.items[i], at + 1))
            return true;
    if (!node->parameter || search->lengths[at] == 0)
        return false;
    match->values[match->count++] = search->segments[at];
    if (find_below(search, node->parameter, at + 1))
        return true;
    match->count = count;
    return false;
}

static const struct route_method *find_method(const struct route_node *node, const char *method)
{
    for (uint32_t i = 0; i < node->methods.count; i++)
        if (strcmp(node->methods.items[i].method, method) == 0)
            return &node->methods.items[i];
    return strcmp(method, "HEAD") == 0 ? find_method(node, "GET") : NULL;
}

void route_find(const struct routes *routes, struct arena *arena, const char *method,
                const char *path, struct route_match *match)
{
    struct search search = {.match = match, .arena = arena};
    *match = (struct route_match){0};
    if (!split_path(&search, routes->depth, path) || !find_below(&search, &routes->root, 0)) {
        match->count = 0;
        return;
    }
    match->allow = search.found->allow;
    const struct route_method *found = find_method(search.found, method);
    if (!found) {
        match->count = 0;
        return;
    }
    match->endpoint = found->endpoint;
    memcpy(match->names, found->names, match->count * sizeof *match->names);
}
