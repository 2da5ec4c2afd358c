// An id in the path that does not decide which row is read or written: the statement would touch
// the same rows whatever id the client asks for.
//
// A statement is judged if it touches what the operation answers or, where it answers nothing, what
// it writes: link/query_reach.h says of each arm that answers and of each query that writes whether
// every row must have the id, in a column of a key or a foreign key.
#include "check/crossing.h"
#include "link/name.h"
#include "link/query_reach.h"

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
            if ((!answers || use.query == answers->statement->query) &&
                use.uses & (USE_INSERT | USE_UPDATE | USE_DELETE))
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

// ---- one statement ---------------------------------------------------------------------------------

static bool asks_relation(const struct relation *relation, void *context)
{
    return is_listed(context, relation);
}

// The statement's parts, each with the best of the parameters that mean the field.
static struct reach_part_list judge_statement(struct judged *judged,
                                              const struct statement_link *statement)
{
    struct check *check = judged->check;
    struct reach_part_list parts =
        statement_reach(check->design, check->scratch, statement, -1, asks_relation, judged);
    int32_t previous = -1;
    for (uint32_t at = 0; at < judged->field->uses.count; at++) {
        const struct field_use *use = &judged->field->uses.items[at];
        if (use->statement != statement || use->parameter->number == previous)
            continue;
        previous = use->parameter->number;
        struct reach_part_list own = statement_reach(check->design, check->scratch, statement,
                                                     previous, asks_relation, judged);
        for (uint32_t part = 0; part < parts.count && part < own.count; part++)
            if (own.items[part].verdict.reach > parts.items[part].verdict.reach)
                parts.items[part] = own.items[part];
    }
    return parts;
}

// Why nobody can know it; NULL where nothing of that kind is in the way.
static const char *doubt(const struct judged *judged, const struct statement_link *statement)
{
    for (uint32_t at = 0; at < judged->operation->bindings.count; at++) {
        const struct parameter_binding *binding = &judged->operation->bindings.items[at];
        if (binding->statement != statement)
            continue;
        // $1 may stand for any input: query/parameter-unbound says that it needs a name.
        if (!binding->parameter->name)
            return "its SQL has parameters without a name";
        if (binding->kind == BINDING_AMBIGUOUS &&
            (binding->field == judged->field || binding->other == judged->field))
            return check_format(judged->check, ":%s may be %s or %s", binding->parameter->name,
                                binding->field->label, binding->other->label);
    }
    return NULL;
}

// The use in the part itself, else any of the statement's; NULL where there is none.
static const struct field_use *use_in(const struct judged *judged,
                                      const struct statement_link *statement,
                                      const struct reach_part *part)
{
    const struct field_use *any = NULL;
    for (uint32_t at = 0; at < judged->field->uses.count; at++) {
        const struct field_use *use = &judged->field->uses.items[at];
        if (use->statement != statement)
            continue;
        if (use->use->query == part->query)
            any = any && any->use->query == part->query && any->use->role == ROLE_COMPARED ? any
                                                                                           : use;
        else if (!any)
            any = use;
    }
    return any;
}

// ---- another table's id ----------------------------------------------------------------------------

// Whether `stem` (item) is the table's name (items, item) as English makes plurals.
static bool is_name_of(const char *stem, size_t length, const char *table)
{
    static const char *const ends[] = {"", "s", "es"};
    if (!table || length < 2)
        return false;
    size_t whole = strlen(table);
    for (size_t at = 0; at < array_length(ends); at++)
        if (whole == length + strlen(ends[at]) && strncasecmp(table, stem, length) == 0 &&
            strcasecmp(table + length, ends[at]) == 0)
            return true;
    return (stem[length - 1] | ' ') == 'y' && whole == length + 2 &&
           strncasecmp(table, stem, length - 1) == 0 && strcasecmp(table + length - 1, "ies") == 0;
}

// item of item_id and itemId; 0 for `id`.
static size_t stem_length(const char *parameter)
{
    size_t length = strlen(parameter);
    if (length <= 2 || strcasecmp(parameter + length - 2, "id") != 0)
        return 0;
    length -= 2;
    return length > 0 && parameter[length - 1] == '_' ? length - 1 : length;
}

// The segment before the id in the path: items of /items/{item_id}.
static const char *segment_before(struct check *check, const struct judged *judged)
{
    const char *path = judged->operation->operation->path;
    const char *braced = check_format(check, "/{%s}", judged->field->name);
    const char *end = path ? strstr(path, braced) : NULL;
    if (!end)
        return "";
    const char *start = end;
    while (start > path && start[-1] != '/')
        start--;
    return arena_copy(check->scratch, start, (size_t)(end - start));
}

// /items/{item_id} compared with items.list_id: the id of an item is never looked at. How sure that
// is: LEVEL_OFF for a finding of the rule's own level.
static bool is_of_another(const struct judged *judged, const struct column *column,
                          enum level *level)
{
    if (!column || !column_is_only_foreign(column) ||
        strcasecmp(column->name, judged->field->parameter) == 0)
        return false;
    const char *parameter = judged->field->parameter;
    const char *segment = segment_before(judged->check, judged);
    size_t length = stem_length(parameter), segment_length = strlen(segment);
    list_each (struct constraint *, constraint, &column->relation->constraints)
        if (constraint->kind == CONSTRAINT_FOREIGN_KEY &&
            column_list_has(&constraint->columns, column)) {
            const char *other =
                constraint->references ? constraint->references->name : constraint->references_name;
            if (is_name_of(parameter, length, other) || is_name_of(segment, segment_length, other))
                return false;
        }
    bool is_named = is_name_of(parameter, length, column->relation->name);
    bool is_listed_there = is_name_of(segment, segment_length, column->relation->name);
    if (!is_named && !is_listed_there)
        return false;
    *level = is_listed_there && (is_named || length == 0) ? LEVEL_OFF : LEVEL_WARNING;
    return true;
}

// ---- findings --------------------------------------------------------------------------------------

static const char *shortfall(struct check *check, const struct reach_verdict *verdict)
{
    const char *column = verdict->column ? name_column(check->arena, verdict->column) : "a column";
    switch (verdict->reach) {
    case REACH_OPTIONAL:
        return check_format(check, "is compared with %s only where it is given", column);
    case REACH_NO_KEY:
        return check_format(check, "is compared with %s, which is of no key", column);
    case REACH_CERTAIN:
        return check_format(check, "is compared with %s, which is the id of another table", column);
    case REACH_OTHER:
        return "does not decide which row it is";
    default:
        return "plays no part in it";
    }
}

static const char *label_of(enum reach reach)
{
    switch (reach) {
    case REACH_OPTIONAL:
        return "any row, where no id is given";
    case REACH_NO_KEY:
        return "is of no key";
    case REACH_CERTAIN:
        return "all rows that have it";
    case REACH_OTHER:
        return "not the row of this id alone";
    default:
        return "the same rows, whatever the id";
    }
}

static const char *command_of(const struct statement_link *statement, const struct reach_part *part)
{
    switch (part->query->kind) {
    case QUERY_INSERT:
        return "INSERT";
    case QUERY_UPDATE:
        return "UPDATE";
    case QUERY_DELETE:
        return "DELETE";
    case QUERY_MERGE:
        return "MERGE";
    case QUERY_SELECT:
        return "SELECT";
    default:
        return statement->statement->command ? statement->statement->command : "SQL";
    }
}

static void report(const struct judged *judged, const struct statement_link *statement,
                   const struct reach_part *part, enum level level)
{
    struct check *check = judged->check;
    const struct field *field = judged->field;
    const struct reach_verdict *verdict = &part->verdict;
    const struct field_use *use = use_in(judged, statement, part);
    struct place place = part->query == statement->statement->query || !part->query->place.file
                             ? statement->statement->place
                             : part->query->place;
    bool is_own = use && use->use->query == part->query;
    struct finding *finding = check_report(
        check,
        (struct finding){
            .level = level,
            .place = is_own ? use->use->place : place,
            .message = check_format(check, "%s of %s: %s %s", command_of(statement, part),
                                    judged->operation->operation->name, field->label,
                                    shortfall(check, verdict)),
            .label = label_of(is_own                          ? verdict->reach
                              : verdict->reach == REACH_OTHER ? REACH_NONE
                                                              : verdict->reach),
            .object = judged->operation->query->name,
            .help = verdict->reach == REACH_NO_KEY
                        ? check_format(check,
                                       "declare %s as a key or a foreign key, or compare the "
                                       "id with one",
                                       name_column(check->arena, verdict->column))
                        : check_format(check, "compare it with the key: WHERE id = :%s",
                                       field->parameter)});
    finding_relate(check, finding, field->place, "the id that the client asks for");
    if (use)
        finding_via_use(check, finding, judged->operation, use);
}

static void say_undecided(const struct judged *judged, const struct statement_link *statement,
                          const char *reason)
{
    check_undecided(judged->check, statement->statement->place,
                    check_format(judged->check, "whether %s decides the row of %s: %s",
                                 judged->field->label, judged->operation->operation->name, reason));
}

static void check_part(const struct judged *judged, const struct statement_link *statement,
                       struct reach_part *part, const char *reason)
{
    struct reach_verdict *verdict = &part->verdict;
    enum level level = LEVEL_OFF;
    if (verdict->reach == REACH_CERTAIN) {
        if (is_of_another(judged, verdict->column, &level))
            report(judged, statement, part, level);
        return;
    }
    if (reason || verdict->reach == REACH_UNDECIDED) {
        say_undecided(judged, statement, reason ? reason : verdict->reason);
        return;
    }
    if (verdict->reach == REACH_NONE && use_in(judged, statement, part))
        verdict->reach = REACH_OTHER;
    // guild_id = :guild_id: meant, though no key says that such a row is there.
    if (verdict->reach == REACH_NO_KEY &&
        strcasecmp(verdict->column->name, judged->field->parameter) == 0)
        level = LEVEL_WARNING;
    report(judged, statement, part, level);
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
        struct reach_part_list parts = judge_statement(&judged, statement);
        const char *reason = doubt(&judged, statement);
        for (uint32_t at = 0; at < parts.count; at++)
            check_part(&judged, statement, &parts.items[at], reason);
        is_judged |= parts.count > 0;
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
         "Each arm of a UNION and each query that writes, in a WITH or a function too, is judged "
         "by itself: its rows must have the id, or be joined by a key with rows that have it.\n"
         "\n"
         "A filter that an absent value switches off (:id IS NULL OR id = :id) is none: the first "
         "row of anyone would answer. Nor is the ON of an outer join for the rows that stay, or a "
         "foreign key to another table where the path names this one (items.list_id of "
         "/items/{item_id}). A column of no key that is named as the id is a warning.\n"
         "\n"
         "An id is what has the format uuid, is named id, *_id or *Id, or is an integer that is "
         "not named as a quantity (year, page, ...). What is given to a function, or compared by a "
         "condition that is not followed, is said to be undecided.",
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
