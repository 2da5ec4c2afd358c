// An id in the path that does not decide which row is read or written: the statement would touch
// the same rows whatever id the client asks for.
//
// A statement is judged if it touches what the operation answers or, where it answers nothing, what
// it writes. Its id counts as matched where every row must have it: a filter column = :id (or ANY)
// that cannot be switched off, or an INSERT that stores it, in both cases in a column of a key or a
// foreign key.
#include "check/crossing.h"
#include "link/name.h"

struct judged {
    struct check *check;
    const struct operation_link *operation;
    const struct field *field;
    LIST(const struct relation *) answered; // tables whose columns are the answer, or written ones
};

// ---- what the operation is about -------------------------------------------------------------------

static bool is_listed(const struct judged *judged, const struct relation *relation)
{
    list_each (const struct relation *, listed, &judged->answered)
        if (listed == relation)
            return true;
    return false;
}

static void list_relation(struct judged *judged, const struct relation *relation)
{
    if (relation && !is_listed(judged, relation))
        list_add(judged->check->scratch, &judged->answered, relation);
}

static void list_answered(struct judged *judged)
{
    const struct statement_link *answers = judged->operation->answers;
    if (answers)
        for (uint32_t at = 0; at < answers->answer.count; at++) {
            const struct answer_column *column = &answers->answer.items[at];
            if (column->column)
                list_relation(judged, column->column->relation);
            list_each (struct column *, read, &column->reads)
                list_relation(judged, read->relation);
        }
    // count(*) and EXISTS read a table and pass no column of it on.
    if (answers && judged->answered.count == 0)
        list_each (struct table_use, use, &answers->tables)
            list_relation(judged, use.relation);
    list_each (struct statement_link *, statement, &judged->operation->statements)
        list_each (struct table_use, use, &statement->tables)
            if (!answers && use.uses & (USE_INSERT | USE_UPDATE | USE_DELETE))
                list_relation(judged, use.relation);
}

static bool touches(const struct judged *judged, const struct statement_link *statement)
{
    if (statement == judged->operation->answers)
        return true;
    list_each (struct table_use, use, &statement->tables)
        if (is_listed(judged, use.relation))
            return true;
    return false;
}

// ---- keys ------------------------------------------------------------------------------------------

static bool list_holds(const struct column_list *columns, const struct column *column)
{
    list_each (struct column *, each, columns)
        if (each == column)
            return true;
    return false;
}

static bool is_key_column(const struct column *column)
{
    if (!column->relation)
        return false;
    list_each (struct constraint *, constraint, &column->relation->constraints)
        if ((constraint->kind == CONSTRAINT_PRIMARY_KEY || constraint->kind == CONSTRAINT_UNIQUE ||
             constraint->kind == CONSTRAINT_FOREIGN_KEY) &&
            list_holds(&constraint->columns, column))
            return true;
    list_each (struct index *, index, &column->relation->indexes)
        for (uint32_t at = 0; index->is_unique && at < index->keys.count; at++)
            if (index->keys.items[at].column == column)
                return true;
    return false;
}

// Through views to the table's column; NULL where it is computed.
static const struct column *table_column(const struct column *column)
{
    for (int depth = 0; column && column->relation && column->relation->query && depth < 8;
         depth++) {
        const struct query *query = column->relation->query;
        const struct column *below = NULL;
        for (uint32_t at = 0; at < query->outputs.count; at++)
            if (string_equal(query->outputs.items[at].name, column->name))
                below = query->outputs.items[at].column;
        column = below;
    }
    return column;
}

// ---- one statement ---------------------------------------------------------------------------------

enum match {
    MATCH_NONE,      // the id plays no part
    MATCH_OTHER,     // it does, but not so that each row must have it
    MATCH_OPTIONAL,  // only where it is given
    MATCH_NO_KEY,    // with a column that is no key
    MATCH_UNDECIDED, // a function or a query below decides
    MATCH_CERTAIN,
};

struct verdict {
    enum match match;
    const struct column *column;
    const struct field_use *use;
    const char *reason; // UNDECIDED
};

static void verdict_raise(struct verdict *verdict, enum match match, const struct column *column,
                          const char *reason)
{
    if (match <= verdict->match)
        return;
    verdict->match = match;
    verdict->column = column;
    verdict->reason = reason;
}

// Whether the filter stands where every answered or written row passes: in the statement's own
// WHERE, or in that of a query that holds one of its tables.
static bool is_outermost(const struct judged *judged, const struct statement_link *statement,
                         const struct column_filter *filter)
{
    if (filter->query == statement->statement->query)
        return true;
    list_each (struct table_use, use, &statement->tables)
        if (use.query == filter->query && is_listed(judged, use.relation))
            return true;
    return false;
}

static void judge_filter(const struct judged *judged, const struct statement_link *statement,
                         const struct column_filter *filter, struct verdict *verdict)
{
    const struct column *column = table_column(filter->column);
    if (filter->comparison != COMPARISON_EQUAL && filter->comparison != COMPARISON_ANY)
        verdict_raise(verdict, MATCH_OTHER, NULL, NULL);
    else if (filter->is_optional)
        verdict_raise(verdict, MATCH_OPTIONAL, column, NULL);
    else if (!column)
        verdict_raise(verdict, MATCH_UNDECIDED, NULL, "it is compared with a view's expression");
    else if (!is_key_column(column))
        verdict_raise(verdict, MATCH_NO_KEY, column, NULL);
    else if (!is_outermost(judged, statement, filter))
        verdict_raise(verdict, MATCH_UNDECIDED, column,
                      "it is compared in a query below, whose tie to the rows is not followed");
    else
        verdict_raise(verdict, MATCH_CERTAIN, column, NULL);
}

// $1 may stand for any input: query/parameter-unbound says that it needs a name.
static bool has_nameless(const struct judged *judged, const struct statement_link *statement)
{
    for (uint32_t at = 0; at < judged->operation->bindings.count; at++) {
        const struct parameter_binding *binding = &judged->operation->bindings.items[at];
        if (binding->statement == statement && !binding->parameter->name)
            return true;
    }
    return false;
}

static struct verdict judge_statement(const struct judged *judged,
                                      const struct statement_link *statement)
{
    struct verdict verdict = {0};
    if (has_nameless(judged, statement))
        verdict_raise(&verdict, MATCH_UNDECIDED, NULL, "its SQL has parameters without a name");
    for (uint32_t at = 0; at < judged->field->uses.count; at++) {
        const struct field_use *use = &judged->field->uses.items[at];
        if (use->statement != statement)
            continue;
        verdict.use = use;
        verdict_raise(&verdict, MATCH_OTHER, NULL, NULL);
        const struct column *column = use_written(use);
        if (column && !use_is_update(use) && is_key_column(column))
            verdict_raise(&verdict, MATCH_CERTAIN, column, NULL);
        if (use->use->role == ROLE_ARGUMENT)
            verdict_raise(&verdict, MATCH_UNDECIDED, NULL,
                          "it is given to a function whose inside is not followed");
        for (uint32_t in = 0; in < statement->filters.count; in++)
            if (statement->filters.items[in].parameter == use->parameter->number)
                judge_filter(judged, statement, &statement->filters.items[in], &verdict);
    }
    return verdict;
}

// ---- findings --------------------------------------------------------------------------------------

static const char *shortfall(struct check *check, const struct verdict *verdict)
{
    switch (verdict->match) {
    case MATCH_OPTIONAL:
        return check_format(check, "is compared with %s only where it is given",
                            verdict->column ? name_column(check->arena, verdict->column)
                                            : "a column");
    case MATCH_NO_KEY:
        return check_format(check, "is compared with %s, which is of no key",
                            name_column(check->arena, verdict->column));
    case MATCH_OTHER:
        return "does not decide which row it is";
    default:
        return "plays no part in it";
    }
}

static void report(const struct judged *judged, const struct statement_link *statement,
                   const struct verdict *verdict)
{
    struct check *check = judged->check;
    const struct field *field = judged->field;
    const char *command = statement->statement->command ? statement->statement->command : "SQL";
    // guild_id = :guild_id: meant, though no key says that such a row is there.
    bool is_namesake =
        verdict->match == MATCH_NO_KEY && strcasecmp(verdict->column->name, field->parameter) == 0;
    struct finding *finding = check_report(
        check,
        (struct finding){
            .level = is_namesake ? LEVEL_WARNING : LEVEL_OFF,
            .place = verdict->use ? verdict->use->use->place : statement->statement->place,
            .message =
                check_format(check, "%s of %s: %s %s", command, judged->operation->operation->name,
                             field->label, shortfall(check, verdict)),
            .label =
                verdict->match == MATCH_NO_KEY ? "is of no key" : "the same rows, whatever the id",
            .object = judged->operation->query->name,
            .help = verdict->match == MATCH_NO_KEY
                        ? check_format(check,
                                       "declare %s as a key or a foreign key, or compare the "
                                       "id with one",
                                       name_column(check->arena, verdict->column))
                        : check_format(check, "compare it with the key: WHERE id = :%s",
                                       field->parameter)});
    finding_relate(check, finding, field->place, "the id that the client asks for");
    if (verdict->use)
        finding_via_use(check, finding, judged->operation, verdict->use);
}

static void check_field(struct check *check, const struct operation_link *operation,
                        const struct field *field)
{
    struct judged judged = {.check = check, .operation = operation, .field = field};
    list_answered(&judged);
    LIST(struct statement_link *) statements = {0};
    list_each (struct statement_link *, statement, &operation->statements)
        list_add(check->scratch, &statements, statement);
    list_each (struct statement_link *, statement, &operation->count_statements)
        list_add(check->scratch, &statements, statement);
    bool is_judged = false;
    list_each (struct statement_link *, statement, &statements) {
        if (!statement->is_understood) {
            check_undecided(check, statement->statement->place,
                            check_format(check,
                                         "whether %s decides the row of %s: the statement is "
                                         "not understood",
                                         field->label, operation->operation->name));
            is_judged = true;
            continue;
        }
        if (!touches(&judged, statement))
            continue;
        is_judged = true;
        struct verdict verdict = judge_statement(&judged, statement);
        if (verdict.match == MATCH_UNDECIDED)
            check_undecided(check, statement->statement->place,
                            check_format(check, "whether %s decides the row of %s: %s",
                                         field->label, operation->operation->name, verdict.reason));
        else if (verdict.match != MATCH_CERTAIN)
            report(&judged, statement, &verdict);
    }
    if (!is_judged)
        check_undecided(check, field->place,
                        check_format(check,
                                     "whether %s decides the row of %s: no statement of it "
                                     "reads or writes a table",
                                     field->label, operation->operation->name));
}

static void check(struct check *check)
{
    list_each (struct operation_link *, each, &check->design->link->operations)
        list_each (struct field *, field, &each->fields)
            if (each->statements.count > 0 && field_is_path_id(check, field))
                check_field(check, each, field);
}

RULE(query, path_id_not_matched, .level = LEVEL_ERROR,
     .summary = "an id of the path does not decide which row is read or written",
     .explanation =
         "An operation on /todos/{todo_id} must read or write the row of that id, and of no other. "
         "In every statement that touches the table it answers from, the id has to be compared by "
         "= (or = ANY) with a column of a key or a foreign key, or be stored in one by an INSERT. "
         "A filter that an absent value switches off (:id IS NULL OR id = :id) is none: the first "
         "row of anyone would answer. A column of no key that is named as the id is a warning.\n"
         "\n"
         "An id is what has the format uuid, is named id, *_id or *Id, or is an integer that is "
         "not named as a quantity (year, page, ...). What is given to a function is said to be "
         "undecided.",
     .wrong = "-- file: schema.sql\n"
              "CREATE TABLE todos (id uuid PRIMARY KEY, title text NOT NULL);\n"
              "-- file: queries.sql\n"
              "-- name: getTodo :one\n"
              "SELECT id, title FROM todos WHERE :todo_id::uuid IS NULL OR id = :todo_id LIMIT 1;\n"
              "# file: api.yaml\n"
              "openapi: 3.0.3\n"
              "info: {title: todos, version: '1'}\n"
              "paths:\n"
              "  /todos/{todo_id}:\n"
              "    get:\n"
              "      operationId: getTodo\n"
              "      parameters:\n"
              "        - {name: todo_id, in: path, required: true, schema: {type: string}}\n"
              "      responses: {'200': {description: one}}\n",
     .right = "-- file: schema.sql\n"
              "CREATE TABLE todos (id uuid PRIMARY KEY, title text NOT NULL);\n"
              "-- file: queries.sql\n"
              "-- name: getTodo :one\n"
              "SELECT id, title FROM todos WHERE id = :todo_id;\n"
              "# file: api.yaml\n"
              "openapi: 3.0.3\n"
              "info: {title: todos, version: '1'}\n"
              "paths:\n"
              "  /todos/{todo_id}:\n"
              "    get:\n"
              "      operationId: getTodo\n"
              "      parameters:\n"
              "        - {name: todo_id, in: path, required: true, schema: {type: string}}\n"
              "      responses: {'200': {description: one}}\n",
     .source = "B10", .not_applicable = applies_crossing)
