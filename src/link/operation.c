// The walk over operations and queries: see operation.h. A query is linked once, whoever runs it.
#include "link/operation.h"

// The links of a query's statements, made at its first mention.
struct query_links {
    LIST(struct statement_link *) statements;
};

struct linker {
    struct design *design;
    struct design_link *link;
    struct map by_name;   // name → named_query, the first of its name
    struct map by_links;  // name → query_links
    struct map by_id;     // operationId → operation, the first of it
    struct map transient; // names of inputs: the manifest's transient
    struct map repeated;  // operationId → operation, the last, where several have it
};

static struct query_links *links_of(struct linker *linker, const struct named_query *query)
{
    struct query_links *links = map_get(&linker->by_links, query->name);
    static struct query_links none;
    return links ? links : &none;
}

static void link_queries(struct linker *linker)
{
    struct arena *arena = linker->design->arena;
    list_each (struct named_query *, query, &linker->design->queries) {
        bool is_first = !map_get(&linker->by_name, query->name);
        struct query_links *links = arena_make(arena, struct query_links);
        if (is_first) {
            map_set(arena, &linker->by_name, query->name, query);
            map_set(arena, &linker->by_links, query->name, links);
        }
        list_each (struct named_statement *, statement, &query->statements) {
            struct statement_link *made =
                statement_link_make(linker->design, arena, query, statement);
            list_add(arena, &links->statements, made);
            list_add(arena, &linker->link->statements, made);
        }
    }
}

static bool gives_rows(const struct statement_link *statement)
{
    return statement->answer.count > 0 || statement->is_answer_open;
}

// :exec and :execrows answer no row, whatever a statement gives.
static bool is_without_answer(const struct named_query *query)
{
    return query->kind == ANSWER_KIND_EXEC || query->kind == ANSWER_KIND_EXECROWS;
}

static struct operation_link *link_operation(struct linker *linker, struct operation *operation)
{
    struct arena *arena = linker->design->arena;
    struct operation_link *link = arena_make(arena, struct operation_link);
    link->operation = operation;
    link->is_understood = true;
    if (operation->id && !linker->link->is_apart && map_get(&linker->by_name, operation->id)) {
        struct operation *first = map_get(&linker->by_id, operation->id);
        struct operation *last = map_get(&linker->repeated, operation->id);
        link->contender = last && first == operation ? last : last ? first : NULL;
    }
    if (operation->id && !linker->link->is_apart && !link->contender) {
        link->query = map_get(&linker->by_name, operation->id);
        const char *count = arena_format(arena, "%s.count", operation->id);
        link->count = map_get(&linker->by_name, count);
    }
    if (link->query)
        list_each (struct statement_link *, statement, &links_of(linker, link->query)->statements) {
            list_add(arena, &link->statements, statement);
            link->is_understood &= statement->is_understood;
            if (gives_rows(statement) && !is_without_answer(link->query))
                link->answers = statement;
        }
    if (link->count)
        list_each (struct statement_link *, statement, &links_of(linker, link->count)->statements) {
            list_add(arena, &link->count_statements, statement);
            link->is_understood &= statement->is_understood;
        }
    operation_link_fields(arena, link, &linker->transient);
    operation_link_answer(linker->design, link);
    operation_link_callers(linker->design, link);
    return link;
}

static void index_operations(struct linker *linker)
{
    struct arena *arena = linker->design->arena;
    list_each (struct contract *, contract, &linker->design->contracts)
        list_each (struct operation *, operation, &contract->operations)
            if (operation->id)
                map_set(arena,
                        map_get(&linker->by_id, operation->id) ? &linker->repeated : &linker->by_id,
                        operation->id, operation);
}

struct design_link *design_link(struct design *design)
{
    struct arena *arena = design->arena;
    struct linker linker = {.design = design, .link = arena_make(arena, struct design_link)};
    struct design_link *link = linker.link;
    link->is_apart = design->has_sqlc_queries && !design->manifest;
    if (design->manifest)
        list_each (struct manifest_text, text, &design->manifest->transient)
            if (text.text)
                map_set(arena, &linker.transient, text.text, design);
    link_queries(&linker);
    index_operations(&linker);
    list_each (struct contract *, contract, &design->contracts)
        list_each (struct operation *, operation, &contract->operations) {
            struct operation_link *made = link_operation(&linker, operation);
            list_add(arena, &link->operations, made);
            link->met += made->query || made->contender;
            if (made->contender && !map_get(&link->by_query, operation->id))
                map_set(arena, &link->by_query, operation->id, made);
            if (made->query && !map_get(&link->by_query, made->query->name))
                map_set(arena, &link->by_query, made->query->name, made);
            if (made->count && !map_get(&link->by_query, made->count->name))
                map_set(arena, &link->by_query, made->count->name, made);
        }
    design->link = link;
    return link;
}

struct operation_link *link_of_query(const struct design_link *link,
                                     const struct named_query *query)
{
    return map_get(&link->by_query, query->name);
}

const char *field_via(struct arena *arena, const struct operation_link *operation,
                      const struct field_use *use)
{
    return arena_format(arena, "%s, %s", operation->operation->name,
                        statement_via(arena, use->statement, use->use->place));
}
