// What the contract's structs say when asked.
#include "design/contract.h"

bool operation_writes(const struct operation *operation)
{
    static const char *const reading[] = {"get", "head", "options", "trace"};
    for (size_t i = 0; i < array_length(reading); i++)
        if (strcmp(operation->method, reading[i]) == 0)
            return false;
    return true;
}

const char *json_types_text(struct arena *arena, uint32_t types)
{
    // `null` last, as people say it.
    static const struct {
        uint32_t type;
        const char *name;
    } names[] = {
        {JSON_STRING, "string"},   {JSON_INTEGER, "integer"}, {JSON_NUMBER, "number"},
        {JSON_BOOLEAN, "boolean"}, {JSON_ARRAY, "array"},     {JSON_OBJECT, "object"},
        {JSON_NULL, "null"},
    };
    if (types == 0)
        return "any value";
    const char *text = NULL;
    for (size_t i = 0; i < array_length(names); i++)
        if (types & names[i].type)
            text = text ? arena_format(arena, "%s or %s", text, names[i].name) : names[i].name;
    return text;
}
