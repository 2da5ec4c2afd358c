// Parts of documents and arrays: doc -> 'a' ->> 'b', doc #>> path, list[1], (row).field. A part of
// a claim is a claim of its own; a part of a column is an element of it.
#include "link/branch_part.h"
#include "link/name.h"
#include "link/query_part.h"

// The key or index as a constant; NULL where it is none.
const char *branch_constant_text(struct expression *expression, const struct branch_frame *frame)
{
    struct expression *bare = branch_behind(expression, &frame);
    return bare && (bare->kind == EXPRESSION_STRING || bare->kind == EXPRESSION_NUMBER) ? bare->name
                                                                                        : NULL;
}

struct branch_value branch_member(struct branch_walker *walker, struct branch_value value,
                                  const char *key, struct expression *expression)
{
    if (value.is_null)
        return value;
    switch (value.term.kind) {
    case TERM_CLAIM:
        return branch_claim_key(walker, &value, key, expression);
    case TERM_COLUMN:
    case TERM_ELEMENT:
        value.term.text = value.term.kind == TERM_ELEMENT && value.term.text && key
                              ? arena_format(walker->arena, "%s.%s", value.term.text, key)
                          : key ? key
                                : value.term.text;
        value.term.kind = TERM_ELEMENT;
        value.term.expression = expression;
        value.is_never_null = false;
        value.is_loose = !key;
        return value;
    default: {
        struct branch_value made = branch_value_unknown(expression, value.reason);
        made.parts = branch_value_parts(walker, &value);
        return made;
    }
    }
}

// '{app_metadata,org_id}' and ARRAY['app_metadata', 'org_id'] as keys; false where they are not
// known.
static bool path_keys(struct branch_walker *walker, struct expression *expression,
                      const struct branch_frame *frame, struct name_list *keys)
{
    struct expression *bare = branch_behind(expression, &frame);
    if (!bare)
        return false;
    if (bare->kind == EXPRESSION_ARRAY) {
        list_each (struct expression *, item, &bare->operands) {
            const char *key = branch_constant_text(item, frame);
            if (!key)
                return false;
            list_add(walker->scratch, keys, key);
        }
        return true;
    }
    if (bare->kind != EXPRESSION_STRING || bare->name[0] != '{' || strpbrk(bare->name, "\"\\"))
        return false;
    const char *at = bare->name + 1;
    while (*at && *at != '}') {
        size_t length = strcspn(at, ",}");
        list_add(walker->scratch, keys, arena_copy(walker->arena, at, length));
        at += length + (at[length] == ',');
    }
    return true;
}

void branch_add_mode(struct branch_walker *walker, struct branch_value value, enum branch_mode mode,
                     const struct branch_path *path, struct branch_values *out)
{
    branch_found_add(walker, out, path,
                     mode == MODE_ELEMENTS ? branch_value_elements(walker, value) : value);
}

void branch_document_value(struct branch_walker *walker, struct expression *expression,
                           enum branch_mode mode, const struct branch_frame *frame,
                           const struct branch_path *path, struct branch_values *out)
{
    struct branch_values values = {0};
    branch_value(walker, expression->operands.items[0], MODE_VALUE, frame, path, &values);
    struct name_list keys = {0};
    bool is_path = expression->name[0] == '#', is_known = true;
    if (is_path) {
        is_known = path_keys(walker, expression->operands.items[1], frame, &keys);
    } else {
        const char *key = branch_constant_text(expression->operands.items[1], frame);
        is_known = key != NULL;
        list_add(walker->scratch, &keys, key);
    }
    list_each (struct branch_found, found, &values) {
        struct branch_value value = found.value;
        if (!is_known && value.term.kind == TERM_CLAIM) {
            struct branch_value made = branch_value_unknown(expression, NULL);
            made.parts = branch_value_parts(walker, &value);
            value = made;
        } else if (!is_known) {
            value = branch_member(walker, value, NULL, expression);
        } else {
            list_each (const char *, key, &keys)
                value = branch_member(walker, value, key, expression);
        }
        branch_add_mode(walker, value, mode, found.path, out);
    }
}

void branch_subscript_value(struct branch_walker *walker, struct expression *expression,
                            enum branch_mode mode, const struct branch_frame *frame,
                            const struct branch_path *path, struct branch_values *out)
{
    if (expression->operands.count != 2) {
        branch_combine(walker, expression, NULL, true, frame, path, out);
        return;
    }
    const char *key = branch_constant_text(expression->operands.items[1], frame);
    struct expression *bare = expression_bare(expression->operands.items[1]);
    bool is_key = bare && bare->kind == EXPRESSION_STRING;
    struct branch_values values = {0};
    branch_value(walker, expression->operands.items[0], is_key ? MODE_VALUE : MODE_ELEMENTS, frame,
                 path, &values);
    list_each (struct branch_found, found, &values) {
        struct branch_value value = found.value;
        if (is_key || value.term.kind == TERM_COLUMN || value.term.kind == TERM_ELEMENT)
            value = branch_member(walker, value, key, expression);
        value.is_never_null = value.is_never_null && value.term.kind == TERM_CLAIM;
        branch_add_mode(walker, value, mode, found.path, out);
    }
}

// (row).field
void branch_field_value(struct branch_walker *walker, struct expression *expression,
                        enum branch_mode mode, const struct branch_frame *frame,
                        const struct branch_path *path, struct branch_values *out)
{
    struct expression *value = branch_behind(expression->operands.items[0], &frame);
    if (value && value->kind == EXPRESSION_STAR && !value->operands.count && value->is_bound) {
        branch_item_value(walker, value->from, -1, expression->name, NULL, expression, mode, frame,
                          path, out);
        return;
    }
    branch_combine(walker, expression, NULL, true, frame, path, out);
}
