// What a value is converted to, and what several values are together. Only parameters change by
// it; what a value was before stays its `value_type`.
#include "read/bind_scope.h"

// ROW(...) as a composite: field by field. As what lintel does not know, each may become anything.
static void convert_row(struct binder *binder, struct expression *row, struct type_name *type)
{
    struct column_list fields;
    bool is_row = type && type_fields(type_below_domains(type), &fields);
    if (is_row && fields.count == row->operands.count) {
        for (uint32_t i = 0; i < fields.count; i++)
            bind_convert(binder, row->operands.items[i], fields.items[i]->type);
        return;
    }
    if (is_row || !type || type_is_row(type_below_domains(type)))
        list_each (struct expression *, operand, &row->operands)
            bind_convert(binder, operand, NULL);
}

void bind_convert(struct binder *binder, struct expression *value, struct type_name *type)
{
    if (!value)
        return;
    switch (value->kind) {
    case EXPRESSION_PARAMETER:
        parameter_convert(binder, value, type);
        break;
    case EXPRESSION_STRING:
        refuse_label(binder, value, type);
        break;
    case EXPRESSION_ROW:
        convert_row(binder, value, type);
        break;
    case EXPRESSION_COLLATE: {
        struct expression *inner = value->operands.count ? value->operands.items[0] : NULL;
        bind_convert(binder, inner, type);
        if (inner && inner->kind == EXPRESSION_PARAMETER)
            value->value_type = inner->value_type;
        break;
    }
    default:
        break;
    }
}

void bind_as_text(struct binder *binder, struct expression *value)
{
    if (value && type_is_unknown(value->value_type))
        bind_convert(binder, value, type_builtin("text"));
}

bool type_same_modified(const struct type_name *a, const struct type_name *b)
{
    if (!type_name_same(a, b, false) || a->modifier_count != b->modifier_count ||
        !string_equal(a->modifier_text, b->modifier_text))
        return false;
    for (uint32_t i = 0; i < a->modifier_count; i++)
        if (a->modifiers[i] != b->modifiers[i])
            return false;
    return true;
}

// The modifiers stay where all values have the very same type.
static struct type_name *common_modified(struct replay *replay, struct type_name *common,
                                         struct type_name *const *types, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (!type_same_modified(types[0], types[i]))
            return type_plain(replay, common);
    return count && type_name_same(types[0], common, false) ? types[0] : type_plain(replay, common);
}

struct type_name *bind_common(struct binder *binder, const char *what, struct place place,
                              struct expression *const *values, uint32_t count)
{
    struct replay *replay = binder->replay;
    struct type_name **types = arena_allocate(replay->scratch, count * sizeof *types);
    for (uint32_t i = 0; i < count; i++)
        types[i] = values[i] ? values[i]->value_type : type_builtin("unknown");
    struct resolution common = resolve_common(replay, types, count);
    refuse_common(binder, what, place, &common, types, count);
    struct type_name *type = common.kind == RESOLUTION_ONE ? common.result : NULL;
    if (type_is_unknown(type)) // all of them are plain strings, NULL, or untyped
        type = type_builtin("text");
    for (uint32_t i = 0; i < count; i++)
        bind_convert(binder, values[i], type);
    if (type)
        return common_modified(replay, type, types, count);
    return common.kind == RESOLUTION_OPEN ? common.result : NULL;
}
