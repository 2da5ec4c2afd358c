// Builds the tree of segments from the endpoints' paths. What it cannot tell apart it refuses: two
// endpoints of one method and shape, parameters with nothing between them, braces that do not
// close.
#include "serve/route_decode.h"
#include "serve/route_part.h"

struct maker {
    struct arena *arena;
    struct routes *routes;
    const struct endpoint *endpoint;
    const char *names[ROUTE_PARAMETERS_MOST];
    uint32_t name_count;
    struct error *error;
};

static bool refuse(struct maker *maker, const char *reason)
{
    return error_set(maker->error, "%s: the path %s cannot be served: %s", maker->endpoint->name,
                     maker->endpoint->path, reason);
}

static bool add_name(struct maker *maker, const char *name, size_t length)
{
    if (maker->name_count == ROUTE_PARAMETERS_MOST)
        return refuse(maker, "it has more than 16 parameters");
    maker->names[maker->name_count++] = arena_copy(maker->arena, name, length);
    return true;
}

// segment = literal ("{" name "}" literal)*
static bool read_segment(struct maker *maker, const char *text, size_t length,
                         struct route_shape *shape)
{
    const char *at = text, *end = text + length, *fault;
    for (;;) {
        const char *brace = memchr(at, '{', (size_t)(end - at));
        const char *stop = brace ? brace : end;
        size_t decoded;
        char *literal =
            percent_decode(maker->arena, at, (size_t)(stop - at), false, &decoded, &fault);
        if (!literal)
            return refuse(maker, arena_format(maker->arena, "it %s", fault));
        if (memchr(at, '}', (size_t)(stop - at)))
            return refuse(maker, "a brace closes that was not opened");
        if (shape->parameters && brace && decoded == 0)
            return refuse(maker, "nothing stands between two parameters");
        shape->literals[shape->parameters] = literal;
        shape->letters += decoded;
        if (!brace)
            return true;
        const char *close = memchr(brace, '}', (size_t)(end - brace));
        if (!close || close == brace + 1)
            return refuse(maker, "a parameter has no name, or its brace does not close");
        if (!add_name(maker, brace + 1, (size_t)(close - brace - 1)))
            return false;
        shape->parameters++;
        at = close + 1;
    }
}

// ---- nodes ----------------------------------------------------------------------------------------

static struct route_node *node_literal(struct maker *maker, struct route_node *parent,
                                       const char *literal)
{
    uint32_t at = 0;
    assert(literal);
    for (; at < parent->literals.count; at++) {
        int order = strcmp(literal, parent->literals.items[at]->literal);
        if (order == 0)
            return parent->literals.items[at];
        if (order < 0)
            break;
    }
    struct route_node *node = arena_make(maker->arena, struct route_node);
    node->literal = literal;
    list_add(maker->arena, &parent->literals, node);
    for (uint32_t i = parent->literals.count - 1; i > at; i--)
        parent->literals.items[i] = parent->literals.items[i - 1];
    parent->literals.items[at] = node;
    return node;
}

static bool shape_equal(const struct route_shape *a, const struct route_shape *b)
{
    for (uint32_t i = 0; a->parameters == b->parameters && i <= a->parameters; i++) {
        assert(a->literals[i] && b->literals[i]);
        if (strcmp(a->literals[i], b->literals[i]) != 0)
            return false;
    }
    return a->parameters == b->parameters;
}

static struct route_node *node_mixed(struct maker *maker, struct route_node *parent,
                                     const struct route_shape *shape)
{
    for (uint32_t i = 0; i < parent->mixed.count; i++)
        if (shape_equal(parent->mixed.items[i]->shape, shape))
            return parent->mixed.items[i];
    struct route_node *node = arena_make(maker->arena, struct route_node);
    node->shape = arena_make(maker->arena, struct route_shape);
    *node->shape = *shape;
    list_add(maker->arena, &parent->mixed, node);
    for (uint32_t i = parent->mixed.count - 1;
         i > 0 && parent->mixed.items[i - 1]->shape->letters < shape->letters; i--) {
        parent->mixed.items[i] = parent->mixed.items[i - 1];
        parent->mixed.items[i - 1] = node;
    }
    return node;
}

static struct route_node *node_below(struct maker *maker, struct route_node *parent,
                                     const struct route_shape *shape)
{
    if (shape->parameters == 0)
        return node_literal(maker, parent, shape->literals[0]);
    if (shape->letters > 0)
        return node_mixed(maker, parent, shape);
    if (!parent->parameter)
        parent->parameter = arena_make(maker->arena, struct route_node);
    return parent->parameter;
}

// ---- endpoints ------------------------------------------------------------------------------------

static bool add_method(struct maker *maker, struct route_node *node)
{
    const struct endpoint *endpoint = maker->endpoint;
    list_each (struct route_method, known, &node->methods)
        if (strcmp(known.method, endpoint->method) == 0)
            return error_set(
                maker->error,
                "%s and %s answer the same requests: %s %s and %s cannot be told apart",
                known.endpoint->name, endpoint->name, endpoint->method, known.endpoint->path,
                endpoint->path);
    const char **names =
        arena_allocate(maker->arena, (maker->name_count + 1) * sizeof(const char *));
    memcpy(names, maker->names, maker->name_count * sizeof *names);
    list_add(maker->arena, &node->methods,
             (struct route_method){endpoint->method, endpoint, names});
    return true;
}

static bool add_endpoint(struct maker *maker)
{
    struct route_node *node = &maker->routes->root;
    const char *at = maker->endpoint->path;
    uint32_t segments = 0;
    if (*at != '/')
        return refuse(maker, "it does not begin with a slash");
    do {
        size_t length = strcspn(++at, "/");
        struct route_shape shape = {0};
        if (++segments > ROUTE_SEGMENTS_MOST)
            return refuse(maker, "it has more than 64 segments");
        if (!read_segment(maker, at, length, &shape))
            return false;
        node = node_below(maker, node, &shape);
        at += length;
    } while (*at);
    if (segments > maker->routes->depth)
        maker->routes->depth = segments;
    return add_method(maker, node);
}

// The methods in an order of their own, so that it does not depend on the contract's.
static void write_allow(struct arena *arena, struct route_node *node)
{
    static const char *const order[] = {"GET",    "HEAD",    "POST",  "PUT",  "PATCH",
                                        "DELETE", "OPTIONS", "TRACE", "QUERY"};
    for (size_t i = 0; i < array_length(order); i++) {
        bool has = false;
        list_each (struct route_method, method, &node->methods)
            has = has || strcmp(method.method, order[i]) == 0 ||
                  (strcmp(order[i], "HEAD") == 0 && strcmp(method.method, "GET") == 0);
        if (has)
            node->allow =
                node->allow ? arena_format(arena, "%s, %s", node->allow, order[i]) : order[i];
    }
    list_each (struct route_node *, literal, &node->literals)
        write_allow(arena, literal);
    list_each (struct route_node *, mixed, &node->mixed)
        write_allow(arena, mixed);
    if (node->parameter)
        write_allow(arena, node->parameter);
}

struct routes *routes_make(struct arena *arena, struct endpoint *const *endpoints, uint32_t count,
                           struct error *error)
{
    struct maker maker = {
        .arena = arena, .routes = arena_make(arena, struct routes), .error = error};
    for (uint32_t i = 0; i < count; i++) {
        maker.endpoint = endpoints[i];
        maker.name_count = 0;
        if (!add_endpoint(&maker))
            return NULL;
    }
    write_allow(arena, &maker.routes->root);
    return maker.routes;
}
