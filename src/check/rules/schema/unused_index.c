// Indexes that no SQL of the folder can use.
//
// A column can be searched by where it stands in a condition, a join, a grouping, an order, min()
// or max(), of a named query, a view, a policy or a function in SQL; bodies and statements that are
// text are searched for its name. An index is of use where its first column (of GIN, GiST, SP-GiST
// and BRIN any) is among them, or is part of a foreign key.
#include "check/body_scan.h"
#include "check/statements.h"
#include "check/tables.h"

#include "base/address_map.h"
#include "base/word.h"

struct usage {
    struct arena *scratch;
    struct address_map columns; // column → itself
    struct map names;           // those that stand in text, in lower case
    struct map followed;        // outputs of queries that were followed already
    int depth;                  // of queries in queries on the way
};

enum { DEPTH_MOST = 64 };

static bool visit_column(struct expression *expression, void *context);

// A column of a view, a subquery or a CTE is what that puts out under the name.
static void note_output(struct usage *usage, const struct query *query, const char *name)
{
    if (!query)
        return;
    const char *step = arena_format(usage->scratch, "%p %s", (const void *)query, name);
    if (map_get(&usage->followed, step))
        return;
    map_set(usage->scratch, &usage->followed, step, usage);
    if (usage->depth >= DEPTH_MOST) { // whatever is called so may be meant
        map_set(usage->scratch, &usage->names, name, usage);
        return;
    }
    usage->depth++;
    list_each (struct output, output, &query->outputs) {
        if (!string_equal(output.name, name))
            continue;
        if (output.column)
            address_map_set(usage->scratch, &usage->columns, output.column, output.column);
        if (output.from && output.from->query)
            note_output(usage, output.from->query, name);
        expression_walk(output.expression, visit_column, usage);
    }
    note_output(usage, query->left, name);
    note_output(usage, query->right, name);
    usage->depth--;
}

static bool visit_column(struct expression *expression, void *context)
{
    struct usage *usage = context;
    if (expression->kind != EXPRESSION_COLUMN)
        return true;
    struct column *column = expression->column;
    if (column)
        address_map_set(usage->scratch, &usage->columns, column, column);
    else if (expression->name)
        map_set(usage->scratch, &usage->names, expression->name, usage);
    if (column && column->relation && column->relation->query)
        note_output(usage, column->relation->query, column->name);
    if (expression->from && expression->from->query)
        note_output(usage, expression->from->query, expression->name);
    return true;
}

static void note(struct usage *usage, struct expression *expression)
{
    expression_walk(expression, visit_column, usage);
}

// GROUP BY 1, ORDER BY 2: the output of that number.
static void note_key(struct usage *usage, const struct query *query, struct expression *key)
{
    if (key->kind != EXPRESSION_NUMBER) {
        note(usage, key);
        return;
    }
    unsigned long at = strtoul(key->name, NULL, 10);
    if (at == 0 || at > query->outputs.count)
        return;
    const struct output *output = &query->outputs.items[at - 1];
    if (output->column)
        address_map_set(usage->scratch, &usage->columns, output->column, output->column);
    note(usage, output->expression);
}

static bool visit_output(struct expression *expression, void *context)
{
    if (expression->kind == EXPRESSION_CALL &&
        (strcmp(expression->name, "min") == 0 || strcmp(expression->name, "max") == 0))
        note(context, expression);
    return true;
}

static void note_item(struct usage *usage, const struct from_item *item)
{
    if (!item)
        return;
    note(usage, item->on);
    note(usage, item->call);
    list_each (const char *, name, &item->using_columns)
        map_set(usage->scratch, &usage->names, name, usage);
    // Of a natural join every column may be one that the sides have in common.
    if (item->is_natural)
        for (int side = 0; side < 2; side++) {
            const struct from_item *part = side ? item->right : item->left;
            for (uint32_t at = 0; part && at < part->outputs.count; at++)
                map_set(usage->scratch, &usage->names, part->outputs.items[at].name, usage);
        }
    note_item(usage, item->left);
    note_item(usage, item->right);
}

static void visit_query(struct query *query, void *context)
{
    struct usage *usage = context;
    note(usage, query->where);
    note(usage, query->having);
    list_each (struct from_item *, item, &query->from)
        note_item(usage, item);
    list_each (struct expression *, key, &query->group_by)
        note_key(usage, query, key);
    list_each (struct expression *, key, &query->order_by)
        note_key(usage, query, key);
    list_each (struct expression *, key, &query->distinct_on)
        note_key(usage, query, key);
    list_each (struct expression *, expression, &query->windows)
        note(usage, expression);
    list_each (struct output, output, &query->outputs) {
        expression_walk(output.expression, visit_output, usage);
        if (!query->is_distinct)
            continue;
        note(usage, output.expression);
        if (output.column) // of a star
            address_map_set(usage->scratch, &usage->columns, output.column, output.column);
    }
}

static void note_words(struct usage *usage, const char *text)
{
    struct body_scan scan = {text, text + strlen(text)};
    const char *word;
    size_t length;
    while (body_scan_word(&scan, &word, &length)) {
        if (*word == '\'') { // EXECUTE 'SELECT ...'
            if (length > 2)
                note_words(usage, arena_copy(usage->scratch, word + 1, length - 2));
            continue;
        }
        bool is_quoted = *word == '"' && length > 2;
        char *name = arena_copy(usage->scratch, word + is_quoted, length - 2 * is_quoted);
        for (char *at = name; !is_quoted && *at; at++)
            *at = byte_lower(*at);
        map_set(usage->scratch, &usage->names, name, usage);
    }
}

// ---- all SQL of the folder ---------------------------------------------------------------------------

static void note_statements(struct usage *usage, const struct design *design)
{
    list_each (struct statement_link *, link, &design->link->statements) {
        if (link->is_understood && link->statement->query)
            query_each(link->statement->query, visit_query, usage);
        else if (link->statement->text)
            note_words(usage, link->statement->text);
    }
    list_each (struct function *, function, &design->functions) {
        list_each (struct query *, query, &function->queries)
            query_each(query, visit_query, usage);
        if (!function->is_builtin && function->queries.count == 0 && function->body)
            note_words(usage, function->body);
    }
    list_each (struct job *, job, &design->jobs)
        if (job->command)
            note_words(usage, job->command);
}

static void note_relations(struct usage *usage, const struct design *design)
{
    list_each (struct relation *, relation, &design->relations) {
        if (relation->query)
            query_each(relation->query, visit_query, usage);
        list_each (struct policy *, policy, &relation->policies) {
            note(usage, policy->using);
            note(usage, policy->check);
        }
        list_each (struct constraint *, key, &relation->constraints) {
            if (key->kind != CONSTRAINT_FOREIGN_KEY)
                continue;
            list_each (struct column *, column, &key->columns)
                address_map_set(usage->scratch, &usage->columns, column, column);
        }
    }
}

// ---- findings ------------------------------------------------------------------------------------

static bool is_used(const struct usage *usage, const struct column *column)
{
    return address_map_get(&usage->columns, column) || map_get(&usage->names, column->name);
}

struct reading {
    const struct usage *usage;
    bool is_used;
};

static bool visit_key(struct expression *expression, void *context)
{
    struct reading *reading = context;
    reading->is_used |= expression->column && is_used(reading->usage, expression->column);
    return !reading->is_used;
}

static bool key_is_used(const struct usage *usage, const struct index_key *key)
{
    struct reading reading = {usage, false};
    if (key->column)
        return is_used(usage, key->column);
    expression_walk(key->expression, visit_key, &reading);
    return reading.is_used;
}

static bool index_is_used(const struct usage *usage, const struct index *index)
{
    bool first_only = strcmp(index->method, "btree") == 0 || strcmp(index->method, "hash") == 0;
    list_each (struct index_key, key, &index->keys) {
        if (key_is_used(usage, &key))
            return true;
        if (first_only)
            return false;
    }
    return false;
}

static void report(struct check *check, const struct index *index)
{
    struct arena *arena = check->arena;
    const struct relation *relation = index->relation;
    const struct index_key *first = &index->keys.items[0];
    const char *key = first->column ? name_identifier(arena, first->column->name)
                                    : expression_text(arena, first->expression);
    check_report(check,
                 (struct finding){
                     .place = index->place,
                     .object = name_path(arena, relation->schema, relation->name, index->name),
                     .message = check_format(check,
                                             "no query, policy, view, function or foreign key can "
                                             "use index %s of %s",
                                             name_identifier(arena, index->name),
                                             name_relation(arena, relation)),
                     .label = check_format(check, "nothing searches or sorts by %s", key),
                     .help = check_format(check, "DROP INDEX %s;",
                                          name_qualified(arena, relation->schema, index->name)),
                 });
}

static void check(struct check *check)
{
    struct usage usage = {.scratch = check->scratch};
    note_statements(&usage, check->design);
    note_relations(&usage, check->design);
    list_each (struct relation *, relation, &check->design->relations) {
        if (!table_is_judged(relation))
            continue;
        list_each (struct index *, index, &relation->indexes)
            if (!index->is_unique && !index->constraint && !index->parent &&
                index->keys.count > 0 && !index_is_used(&usage, index))
                report(check, index);
    }
}

RULE(schema, unused_index, .level = LEVEL_OFF, .not_applicable = applies_queries,
     .summary = "an index that no SQL of the folder can use",
     .explanation =
         "Each INSERT and most UPDATEs write every index of the table. One that no query searches, "
         "joins, groups or sorts by pays for nothing. A running database can count scans; this is "
         "what the SQL says before there is one.\n"
         "\n"
         "The rule needs named queries, and takes them for all there are, which is why a profile "
         "has to ask for it. An index is of use where its first column (of GIN, GiST and BRIN any "
         "column; of an expression one that it reads) stands in a condition, a join, a grouping, "
         "an order, min() or max() of a query, a view, a policy or a function, or is part of a "
         "foreign key. Bodies in PL/pgSQL, jobs, and statements that are not understood are "
         "searched for its name. Unique indexes enforce something, and are never reported. Whether "
         "PostgreSQL would choose the index is not judged.",
     .wrong = "-- file: schema.sql\n"
              "CREATE TABLE todos (id bigint PRIMARY KEY, title text, colour text);\n"
              "CREATE INDEX todos_colour ON todos (colour);\n"
              "-- file: queries.sql\n"
              "-- name: findTodos :many\n"
              "SELECT id, title, colour FROM todos WHERE title = :title;\n",
     .right = "-- file: schema.sql\n"
              "CREATE TABLE todos (id bigint PRIMARY KEY, title text, colour text);\n"
              "CREATE INDEX todos_title ON todos (title);\n"
              "-- file: queries.sql\n"
              "-- name: findTodos :many\n"
              "SELECT id, title, colour FROM todos WHERE title = :title;\n",
     .source = "splinter unused_index")
