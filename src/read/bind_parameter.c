// The parameters of a statement, typed as PostgreSQL's variable_coerce_param_hook types them.
//
// A reference is of the type that the parameter has by then, else `unknown`. The first conversion
// of an unknown reference gives the parameter its type; a later one to another type is a conflict.
// A reference that is unknown at the end is refused, even where another one was typed. What lintel
// does not know makes a parameter open, and all that comes after it: PostgreSQL may have typed it
// there.
#include "design/named_query.h"
#include "read/bind_scope.h"

// PostgreSQL counts to 65535 in its protocol.
enum { PARAMETER_LARGEST = 65535 };

struct parameter_table {
    struct parameter_list *list;    // by number
    LIST(struct expression *) uses; // those that were unknown when they were met
    struct arena *arena, *scratch;
    bool *is_referenced; // by index in `list`
};

// The index of the first parameter whose number is not below.
static uint32_t parameter_index(const struct parameter_list *list, int32_t number)
{
    uint32_t low = 0, high = list->count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (list->items[middle]->number < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static struct parameter *parameter_find(const struct parameter_list *list, int32_t number)
{
    uint32_t index = parameter_index(list, number);
    return index < list->count && list->items[index]->number == number ? list->items[index] : NULL;
}

static bool add_missing(struct expression *expression, void *context)
{
    struct parameter_table *table = context;
    if (expression->kind != EXPRESSION_PARAMETER || expression->number < 1 ||
        expression->number > PARAMETER_LARGEST || parameter_find(table->list, expression->number))
        return true;
    struct parameter *made = arena_make(table->arena, struct parameter);
    made->number = expression->number;
    list_add(table->arena, &made->places, expression->place);
    list_add(table->arena, table->list, made);
    for (uint32_t i = table->list->count; i-- > 1;) {
        struct parameter **items = table->list->items;
        if (items[i - 1]->number < items[i]->number)
            break;
        struct parameter *before = items[i - 1];
        items[i - 1] = items[i];
        items[i] = before;
    }
    return true;
}

static bool name_node(struct expression *expression, void *context)
{
    const struct parameter_table *table = context;
    if (expression->kind == EXPRESSION_PARAMETER) {
        const struct parameter *parameter = parameter_find(table->list, expression->number);
        expression->name = parameter ? parameter->name : NULL;
    }
    return true;
}

// While a statement is bound UNTYPED is "not typed so far".
void parameter_refer(struct binder *binder, struct expression *node)
{
    struct parameter_table *table = binder->parameters;
    uint32_t index = parameter_index(table->list, node->number);
    if (index >= table->list->count || table->list->items[index]->number != node->number)
        return;
    const struct parameter *parameter = table->list->items[index];
    table->is_referenced[index] = true;
    switch (parameter->state) {
    case PARAMETER_UNTYPED:
        node->value_type = type_builtin("unknown");
        list_add(table->scratch, &table->uses, node);
        break;
    case PARAMETER_TYPED:
    case PARAMETER_CONFLICT:
        node->value_type = parameter->type;
        break;
    case PARAMETER_OPEN:
        node->value_type = NULL;
        break;
    }
}

const char *parameter_words(struct binder *binder, const struct expression *node)
{
    const struct parameter *parameter =
        binder->parameters ? parameter_find(binder->parameters->list, node->number) : NULL;
    return parameter && parameter->name
               ? arena_format(binder->replay->arena, ":%s", parameter->name)
               : arena_format(binder->replay->arena, "$%d", (int)node->number);
}

// Polymorphic pseudo-types take a value as it is.
static bool takes_anything(const struct type_name *type)
{
    static const char *const names[] = {"any", "anyelement", "anynonarray", "anycompatible",
                                        "anycompatiblenonarray"};
    for (size_t i = 0; i < array_length(names); i++)
        if (type_is(type, names[i]))
            return true;
    return false;
}

void parameter_convert(struct binder *binder, struct expression *node, struct type_name *type)
{
    if (!binder->parameters || !type_is_unknown(node->value_type) || type_is_unknown(type) ||
        takes_anything(type))
        return;
    struct parameter *parameter = parameter_find(binder->parameters->list, node->number);
    if (!parameter)
        return;
    if (type)
        type = type_plain(binder->replay, type);
    if (parameter->state == PARAMETER_UNTYPED) {
        parameter->state = type ? PARAMETER_TYPED : PARAMETER_OPEN;
        parameter->type = type;
    } else if (parameter->state == PARAMETER_TYPED && type &&
               !type_name_same(parameter->type, type, false)) {
        parameter->state = PARAMETER_CONFLICT;
        parameter->other_type = type;
    }
    node->value_type = type;
}

enum outcome bind_statement(struct replay *replay, struct query *query,
                            struct parameter_list *parameters, const char *what)
{
    struct parameter_table table = {
        .list = parameters, .arena = replay->arena, .scratch = replay->scratch};
    query_walk(query, add_missing, &table);
    table.is_referenced = arena_allocate(replay->scratch, parameters->count * sizeof(bool));
    list_each (struct parameter *, parameter, parameters) {
        parameter->state = PARAMETER_UNTYPED;
        parameter->type = parameter->other_type = NULL;
    }
    enum outcome outcome = bind_query_with(replay, query, NULL, &table, what);
    // A conflict ends the analysis before anybody asks what is untyped.
    list_each (struct expression *, use, &table.uses) {
        struct parameter *parameter = parameter_find(parameters, use->number);
        if (parameter && type_is_unknown(use->value_type) &&
            parameter->state != PARAMETER_CONFLICT) {
            parameter->state = PARAMETER_UNTYPED;
            parameter->type = NULL;
        }
    }
    // What stands nowhere that lintel represents.
    for (uint32_t i = 0; i < parameters->count; i++)
        if (!table.is_referenced[i])
            parameters->items[i]->state = PARAMETER_OPEN;
    query_walk(query, name_node, &table);
    return outcome;
}
