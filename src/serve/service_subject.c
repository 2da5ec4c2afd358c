// Whether an endpoint's SQL calls auth.uid(), which fails for a subject that is no UUID: its own
// text, or any function, policy, default or view of the design. The last are not followed to the
// tables that it uses: a design whose policies ask for auth.uid() has UUIDs for subjects, and a
// token that has none is refused (401) before it reaches them.
#include "serve/service_part.h"

#include "base/word.h"

// auth.uid() or "auth"."uid"(), in any case.
static bool text_calls(const char *text)
{
    if (!text)
        return false;
    const char *end = text + strlen(text);
    for (const char *at = text; at < end; at++) {
        if (at > text && byte_is_word(at[-1]))
            continue;
        const char *word = at + (*at == '"');
        size_t length = words_match(word, end, "uid");
        if (!length || byte_is_word(word[length]))
            continue;
        word += length;
        word += *word == '"';
        while (byte_is_space(*word))
            word++;
        if (*word == '(')
            return true;
    }
    return false;
}

static bool is_uid(struct expression *expression, void *context)
{
    bool *found = context;
    *found =
        *found || (expression->kind == EXPRESSION_CALL && string_equal(expression->name, "uid"));
    return !*found;
}

static bool expression_calls(struct expression *expression)
{
    bool found = false;
    if (expression)
        expression_walk(expression, is_uid, &found);
    return found;
}

static bool query_calls(struct query *query)
{
    bool found = false;
    if (query)
        query_walk(query, is_uid, &found);
    return found;
}

static bool relation_calls(const struct relation *relation)
{
    if (query_calls(relation->query))
        return true;
    list_each (struct policy *, policy, &relation->policies)
        if (expression_calls(policy->using) || expression_calls(policy->check))
            return true;
    list_each (struct column *, column, &relation->columns)
        if (expression_calls(column->default_value))
            return true;
    list_each (struct constraint *, constraint, &relation->constraints)
        if (expression_calls(constraint->check))
            return true;
    list_each (struct trigger *, trigger, &relation->triggers)
        if (expression_calls(trigger->when))
            return true;
    return false;
}

static bool function_calls(const struct function *function)
{
    list_each (struct query *, query, &function->queries)
        if (query_calls(query))
            return true;
    return text_calls(function->body);
}

static bool design_calls(const struct design *design)
{
    list_each (struct relation *, relation, &design->relations)
        if (!relation->is_builtin && relation_calls(relation))
            return true;
    list_each (struct function *, function, &design->functions)
        if (!function->is_builtin && function_calls(function))
            return true;
    return false;
}

bool service_uses_subject(struct service_maker *maker, const struct endpoint *endpoint)
{
    for (uint32_t at = 0; at < endpoint->statement_count; at++)
        if (text_calls(endpoint->statements[at].text))
            return true;
    if (endpoint->count && text_calls(endpoint->count->text))
        return true;
    if (!maker->is_subject_known) {
        maker->is_subject_known = true;
        maker->design_uses_subject = design_calls(maker->design);
    }
    return maker->design_uses_subject;
}
