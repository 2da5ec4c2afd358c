// Names as PostgreSQL's ChooseConstraintName, ChooseIndexName and ChooseIndexNameAddition choose
// them (its sources, pg_constraint.c and indexcmds.c).
#include "base/text.h"
#include "read/table.h"

struct name_scope {
    struct replay *replay;
    const struct relation *relation;
    bool is_index;
};

static char *constraint_key(struct arena *arena, const char *schema, const char *name)
{
    return arena_format(arena, "%s.%s", schema, name);
}

void table_note_constraint_name(struct replay *replay, struct constraint *constraint)
{
    map_set(replay->arena, &replay->constraints_by_name,
            constraint_key(replay->arena, constraint->relation->schema, constraint->name),
            constraint);
}

// The map may hold constraints that were dropped or renamed since: only what still bears the name
// and is still attached counts.
static bool constraint_name_taken(struct replay *replay, const char *schema, const char *name)
{
    char *key = constraint_key(replay->scratch, schema, name);
    const struct constraint *found = map_get(&replay->constraints_by_name, key);
    const struct relation *relation = found ? found->relation : NULL;
    return relation && strcmp(found->name, name) == 0 && strcmp(relation->schema, schema) == 0 &&
           design_find_relation(replay->design, schema, relation->name) == relation &&
           relation_find_constraint(relation, name) == found;
}

static bool name_taken(void *context, const char *name)
{
    const struct name_scope *scope = context;
    if (scope->is_index && replay_relation_name_taken(scope->replay, scope->relation->schema, name))
        return true;
    return constraint_name_taken(scope->replay, scope->relation->schema, name) ||
           relation_find_constraint(scope->relation, name);
}

char *table_choose_constraint_name(struct replay *replay, const struct relation *relation,
                                   const char *columns, const char *label, bool is_index)
{
    struct name_scope scope = {replay, relation, is_index};
    return replay_choose_name(replay, relation->schema, relation->name, columns, label, name_taken,
                              &scope);
}

char *table_join_columns(struct replay *replay, const struct column_list *columns)
{
    struct text joined;
    text_init(&joined);
    list_each (struct column *, column, columns) {
        if (joined.length)
            text_add_char(&joined, '_');
        text_add(&joined, column->name);
        if (joined.length > IDENTIFIER_LENGTH)
            break;
    }
    char *result = joined.length ? arena_copy(replay->arena, joined.string, joined.length) : NULL;
    text_release(&joined);
    return result;
}

// What an index column over an expression is called: after its outermost function, cast or
// construct, else "expr".
static const char *expression_column_name(const struct expression *expression)
{
    switch (expression->kind) {
    case EXPRESSION_CALL:
    case EXPRESSION_FIELD:
        return expression->name;
    case EXPRESSION_CAST: {
        const char *inner = expression->operands.count
                                ? expression_column_name(expression->operands.items[0])
                                : "expr";
        return strcmp(inner, "expr") == 0 && expression->type ? expression->type->name : inner;
    }
    case EXPRESSION_COLLATE:
    case EXPRESSION_SUBSCRIPT:
        return expression->operands.count ? expression_column_name(expression->operands.items[0])
                                          : "expr";
    case EXPRESSION_COLUMN:
        return expression->name;
    case EXPRESSION_COALESCE:
        return "coalesce";
    case EXPRESSION_GREATEST:
        return "greatest";
    case EXPRESSION_LEAST:
        return "least";
    case EXPRESSION_NULLIF:
        return "nullif";
    case EXPRESSION_CASE:
        return "case";
    case EXPRESSION_ARRAY:
        return "array";
    case EXPRESSION_ROW:
        return "row";
    case EXPRESSION_KEYWORD:
        return expression->name;
    default:
        return "expr";
    }
}

char *table_join_index_columns(struct replay *replay, const struct index *index)
{
    LIST(const char *) names = {0};
    list_each (struct index_key, key, &index->keys)
        list_add(replay->scratch, &names,
                 key.column ? key.column->name : expression_column_name(key.expression));
    list_each (struct column *, column, &index->included)
        list_add(replay->scratch, &names, column->name);
    struct text joined;
    text_init(&joined);
    for (uint32_t i = 0; i < names.count && joined.length <= IDENTIFIER_LENGTH; i++) {
        // A name that an earlier column has gets a number.
        const char *name = names.items[i];
        for (unsigned number = 1;; number++) {
            bool taken = false;
            for (uint32_t j = 0; j < i; j++)
                taken |= strcmp(names.items[j], name) == 0;
            if (!taken)
                break;
            name = arena_format(replay->scratch, "%.60s%u", names.items[i], number);
        }
        names.items[i] = name;
        text_format(&joined, "%s%s", i ? "_" : "", name);
    }
    char *result = joined.length ? arena_copy(replay->arena, joined.string, joined.length) : NULL;
    text_release(&joined);
    return result;
}
