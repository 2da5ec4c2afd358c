// See session_call.h. set_config is judged by its third argument, casts and names aside: what is
// not plainly true may be false.
#include "check/session_call.h"

struct session_state session_state_of_expression(const struct expression *expression)
{
    if (expression->kind != EXPRESSION_CALL || expression->function || !expression->name)
        return (struct session_state){0};
    if (strcmp(expression->name, "set_config") != 0 || expression->operands.count != 3)
        return session_state_of_call(expression->name);
    const struct expression *is_local = expression->operands.items[2];
    while (
        (is_local->kind == EXPRESSION_CAST ||
         (is_local->kind == EXPRESSION_OTHER && string_equal(is_local->name, "named argument"))) &&
        is_local->operands.count)
        is_local = is_local->operands.items[0];
    bool is_word = is_local->kind == EXPRESSION_STRING;
    if ((is_local->kind == EXPRESSION_BOOLEAN && is_local->boolean) ||
        (is_word && session_text_is_true(is_local->name, strlen(is_local->name))))
        return (struct session_state){0};
    return session_state_of_setting(is_local->kind == EXPRESSION_BOOLEAN ||
                                    (is_word && is_local->name[0] == 'f'));
}

struct place session_place_in_body(const struct function *function, size_t at, size_t length)
{
    struct place place = function->body_place;
    if (!place.file || place.offset > place.file->length)
        return function->place;
    const char *start = place.file->bytes + place.offset;
    const char *body =
        memmem(start, place.file->length - place.offset, function->body, strlen(function->body));
    if (body) {
        place.offset = (uint32_t)(body - place.file->bytes + at);
        place.length = (uint32_t)length;
    }
    return place;
}
