// Operations without a name, or with one that is another's.
//
// The operationId is what ties an operation to its query. Only where a design's queries are meant
// for its contract does a missing one block: there is a manifest, or one name meets.
#include "base/map.h"
#include "base/word.h"
#include "check/applies.h"
#include "link/security.h"

// Whether the queries are the contract's: elsewhere (a project of sqlc's own) their names are those
// of functions, and no operation needs one.
static bool queries_are_operations(struct check *check)
{
    const struct design *design = check->design;
    if (design->queries.count == 0)
        return false;
    if (design->manifest)
        return true;
    struct map names = {0};
    list_each (struct named_query *, query, &design->queries)
        map_set(check->scratch, &names, query->base, query);
    list_each (struct contract *, contract, &design->contracts)
        list_each (struct operation *, operation, &contract->operations)
            if (operation->id && map_get(&names, operation->id))
                return true;
    return false;
}

static const char missing_help[] = "give it an operationId: the name of its query, and of what "
                                   "client generators make of it";

static void report_missing_all(struct check *check, const struct contract *contract,
                               const struct operation *first, uint32_t missing, bool blocks)
{
    check_report(check, (struct finding){
                            .level = blocks ? LEVEL_OFF : LEVEL_WARNING,
                            .place = first->place,
                            .message = check_format(
                                check, "%u of the %u operations of %s have no operationId: %s, ...",
                                missing, contract->operations.count, contract->file->path,
                                security_operation_text(check->scratch, first)),
                            .label = "no operationId",
                            .help = missing_help,
                        });
}

// One finding each only where each blocks, and where names are in use at all.
static void report_missing(struct check *check, const struct contract *contract, bool blocks)
{
    const struct operation *first = NULL;
    uint32_t missing = 0;
    list_each (struct operation *, operation, &contract->operations)
        if (!operation->id && missing++ == 0)
            first = operation;
    if (missing > 1 && (!blocks || missing == contract->operations.count)) {
        report_missing_all(check, contract, first, missing, blocks);
        return;
    }
    list_each (struct operation *, operation, &contract->operations)
        if (!operation->id)
            check_report(check, (struct finding){
                                    .level = blocks ? LEVEL_OFF : LEVEL_WARNING,
                                    .place = operation->place,
                                    .object = operation->name,
                                    .message = check_format(
                                        check, "%s has no operationId",
                                        security_operation_text(check->scratch, operation)),
                                    .label = "no operationId",
                                    .help = missing_help,
                                });
}

static const char *lower(struct arena *arena, const char *name)
{
    char *copy = arena_copy_string(arena, name);
    for (char *at = copy; *at; at++)
        *at = byte_lower(*at);
    return copy;
}

// The same name in two contracts is one name only where queries bear it.
static void report_repeated(struct check *check, const struct contract *contract, struct map *names)
{
    list_each (struct operation *, operation, &contract->operations) {
        if (!operation->id)
            continue;
        const char *folded = lower(check->scratch, operation->id);
        const struct operation *other = map_get(names, folded);
        if (!other) {
            map_set(check->scratch, names, folded, operation);
            continue;
        }
        bool is_same = strcmp(other->id, operation->id) == 0;
        struct finding *finding = check_report(
            check,
            (struct finding){
                .level = is_same ? LEVEL_OFF : LEVEL_WARNING,
                .place = operation->id_place,
                .object = operation->name,
                .message = check_format(
                    check,
                    is_same ? "operationId \"%s\" is that of %s and of %s"
                            : "operationId \"%s\" of %s differs only in case from that of %s",
                    operation->id, security_route_text(check->scratch, operation),
                    security_route_text(check->scratch, other)),
                .label = is_same ? "used before" : "differs only in case",
                .help = is_same ? "give each operation an operationId of its own"
                                : "choose names that also differ when case is ignored: "
                                  "generated clients and files often ignore it",
            });
        finding_relate(check, finding, other->id_place, "the first");
    }
}

static void check(struct check *check)
{
    bool is_named = queries_are_operations(check);
    struct map names = {0};
    list_each (struct contract *, contract, &check->design->contracts) {
        if (!is_named)
            names = (struct map){0};
        report_missing(check, contract, is_named);
        report_repeated(check, contract, &names);
    }
}

RULE(contract, operation_id, .level = LEVEL_ERROR,
     .summary = "an operation without a name of its own",
     .explanation =
         "The operationId ties an operation to its query, and client generators name functions "
         "after it. One that two operations have is refused by OpenAPI, and nobody knows which of "
         "them the query answers.\n"
         "\n"
         "A missing one blocks in a design whose queries are its operations; elsewhere it is a "
         "warning, one for the whole contract. Names that differ only in case "
         "are a warning: they are one name in file systems and in many generated clients.",
     .wrong = "# file: api.yaml\n"
              "openapi: 3.1.0\n"
              "info: {title: To-dos, version: 1.0.0}\n"
              "paths:\n"
              "  /todos:\n"
              "    get:\n"
              "      operationId: todos\n"
              "      responses: {'200': {description: all}}\n"
              "    post:\n"
              "      operationId: todos\n"
              "      responses: {'201': {description: added}}\n",
     .right = "# file: api.yaml\n"
              "openapi: 3.1.0\n"
              "info: {title: To-dos, version: 1.0.0}\n"
              "paths:\n"
              "  /todos:\n"
              "    get:\n"
              "      operationId: listTodos\n"
              "      responses: {'200': {description: all}}\n"
              "    post:\n"
              "      operationId: createTodo\n"
              "      responses: {'201': {description: added}}\n",
     .source = "Spectral operation-operationId-unique, Redocly operation-operationId",
     .not_applicable = applies_contract)
