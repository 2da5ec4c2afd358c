// Lists that grow with their table: no LIMIT, no key, nothing that holds them small, or a LIMIT
// that the client may leave out (LIMIT NULL is none) or set as high as it likes.
//
// Of a contract every operation's list is judged. Without one a program may well want all rows, so
// only lists that no parameter and no caller narrows are.
#include "check/statements.h"
#include "link/name.h"
#include "link/schema_walk.h"

// ---- what bounds a query ----------------------------------------------------------------------------

enum { QUERIES_DEEP = 40 };

static bool is_bounded(const struct query *query, int depth);

// A source of few rows: what was sent, what another query has cut.
static bool item_is_bounded(const struct from_item *item, int depth)
{
    switch (item->kind) {
    case FROM_RELATION:
        return item->query && is_bounded(item->query, depth + 1);
    case FROM_QUERY:
        return item->query && is_bounded(item->query, depth + 1);
    case FROM_FUNCTION: // unnest(:ids), jsonb_array_elements(:body)
        return item->call && !item->call->function;
    case FROM_JOIN:
        return (item->join != JOIN_RIGHT && item->join != JOIN_FULL &&
                item_is_bounded(item->left, depth)) ||
               (item->join != JOIN_LEFT && item->join != JOIN_FULL &&
                item_is_bounded(item->right, depth));
    }
    return false;
}

static bool is_bounded(const struct query *query, int depth)
{
    if (depth > QUERIES_DEEP || (query->limit && query->limit->kind != EXPRESSION_NULL))
        return true;
    switch (query->kind) {
    case QUERY_SELECT:
        if (query->from.count == 0 || query->group_by.count)
            return true;
        list_each (struct from_item *, item, &query->from)
            if (item_is_bounded(item, depth))
                return true;
        return false;
    case QUERY_UNION:
    case QUERY_INTERSECT:
    case QUERY_EXCEPT:
        return is_bounded(query->left, depth + 1) &&
               (query->kind != QUERY_UNION || is_bounded(query->right, depth + 1));
    default:
        return true;
    }
}

// A key = ANY (:ids): as many rows as were asked for.
static bool is_of_keys(const struct statement_link *link)
{
    list_each (struct column_filter, filter, &link->filters) {
        const struct relation *relation = filter.column->relation;
        if (filter.comparison != COMPARISON_ANY || filter.is_optional || !relation)
            continue;
        list_each (struct constraint *, constraint, &relation->constraints)
            if ((constraint->kind == CONSTRAINT_PRIMARY_KEY ||
                 constraint->kind == CONSTRAINT_UNIQUE) &&
                constraint->columns.count == 1 && constraint->columns.items[0] == filter.column)
                return true;
    }
    return false;
}

static bool is_narrowed(const struct statement_link *link)
{
    list_each (struct column_filter, filter, &link->filters)
        if (filter.parameter || filter.is_caller)
            return true;
    return link->parameter_uses.count > 0;
}

// ---- findings ---------------------------------------------------------------------------------------

static const struct relation *listed_table(const struct statement_link *link)
{
    list_each (struct table_use, use, &link->tables)
        if (use.uses & USE_READ)
            return use.relation;
    return NULL;
}

// The field that LIMIT is, as it is sent; NULL where it is another thing.
static const struct field *limit_field(const struct operation_link *operation,
                                       const struct statement_link *link)
{
    list_each (struct parameter_binding, binding, &operation->bindings)
        if (binding.statement == link && binding.kind == BINDING_FIELD && link->limit_parameter &&
            binding.parameter->number == link->limit_parameter)
            return binding.field;
    return NULL;
}

static void judge_limit(struct check *check, const struct operation_link *operation,
                        const struct statement_link *link)
{
    const struct field *field = limit_field(operation, link);
    if (!field || link->rows == ROWS_AT_MOST_ONE || link->rows == ROWS_EXACTLY_ONE)
        return;
    const struct schema_facts *facts = schema_facts_of(check->design->arena, field->schema);
    bool may_be_absent = !field->is_required && !facts->default_value;
    bool is_unbounded = !facts->maximum && !facts->has_enum;
    if (!may_be_absent && !is_unbounded)
        return;
    if (!facts->is_known) {
        check_undecided(check, field->place,
                        check_format(check, "whether %s of %s has a default and a maximum",
                                     field->label, operation->operation->name));
        return;
    }
    const char *lack = !is_unbounded    ? "no default"
                       : !may_be_absent ? "no maximum"
                                        : "no default and no maximum";
    struct finding *finding = check_report(
        check,
        (struct finding){.place = field->place,
                         .message = check_format(check, "%s bounds the list %s and has %s",
                                                 field->label, operation->operation->name, lack),
                         .label = may_be_absent ? "left out, it is LIMIT NULL: all rows"
                                                : "as many rows as the client asks for",
                         .object = operation->operation->name,
                         .help = "give it a default and a maximum: {type: integer, minimum: 1, "
                                 "maximum: 100, default: 20}"});
    finding_relate(check, finding, link->statement->query->limit->place, "the LIMIT");
}

static void judge(struct check *check, const struct statement_link *link)
{
    const struct query *query = link->statement->query;
    if (link->named->kind != ANSWER_KIND_MANY || !query || link->writes || is_bounded(query, 0) ||
        is_of_keys(link))
        return;
    bool may_answer = check->design->contracts.count && !statements_are_foreign(check);
    if (may_answer ? !statement_is_answer(check, link) : is_narrowed(link))
        return;
    if (link->rows == ROWS_UNKNOWN || !link->is_understood)
        check_undecided(check, link->statement->place,
                        check_format(check, "how many rows %s lists", link->named->name));
    if (link->rows != ROWS_MANY || !link->is_understood)
        return;
    const struct relation *relation = listed_table(link);
    if (!relation || relation->is_builtin)
        return;
    struct finding *finding = check_report(
        check, (struct finding){.place = link->named->place,
                                .message = check_format(check, "%s lists %s without a LIMIT",
                                                        statement_name(check, link),
                                                        name_relation(check->arena, relation)),
                                .label = "as many rows as the table has",
                                .object = link->named->name,
                                .help = "add ORDER BY with a key at its end, and LIMIT :limit; or "
                                        "silence this with the reason why the table stays small"});
    finding_relate(check, finding, link->statement->place, "no LIMIT here");
}

static void check(struct check *check)
{
    list_each (struct statement_link *, link, &check->design->link->statements)
        judge(check, link);
    list_each (struct operation_link *, operation, &check->design->link->operations)
        if (operation->query && operation->query->kind == ANSWER_KIND_MANY && operation->answers &&
            operation->answers->statement->query)
            judge_limit(check, operation, operation->answers);
}

RULE(query, unbounded_list, .level = LEVEL_WARNING, .summary = "a list without a LIMIT",
     .explanation =
         "A list that answers every row there is costs more with every row that is added, until it "
         "costs too much. A :many query is bounded by LIMIT, by a key (= ANY (:ids)), by what was "
         "sent (unnest(:ids)), by GROUP BY, or by a subquery that is bounded.\n"
         "\n"
         "An input that is the LIMIT has a default and a maximum in the contract: left out, it is "
         "LIMIT NULL, which is none.\n"
         "\n"
         "With a contract each operation's list is judged. Without one, only lists that take no "
         "parameter at all are.",
     .wrong = "-- file: schema.sql\n"
              "CREATE TABLE todos (id uuid PRIMARY KEY, title text NOT NULL);\n"
              "-- file: queries.sql\n"
              "-- name: listTodos :many\n"
              "SELECT id, title FROM todos ORDER BY id;\n",
     .right = "-- file: schema.sql\n"
              "CREATE TABLE todos (id uuid PRIMARY KEY, title text NOT NULL);\n"
              "-- file: queries.sql\n"
              "-- name: listTodos :many\n"
              "SELECT id, title FROM todos ORDER BY id LIMIT :limit;\n",
     .source = "B23", .not_applicable = applies_queries)
