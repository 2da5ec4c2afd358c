// Operations that anyone may call: see security.h.
#include "link/security.h"

static const struct requirement *requirement_of_nobody(const struct operation *operation)
{
    for (uint32_t at = 0; at < operation->security.count; at++)
        if (operation->security.items[at].schemes.count == 0)
            return &operation->security.items[at];
    return NULL;
}

bool security_is_open(const struct operation *operation)
{
    return !operation->has_security || operation->security.count == 0 ||
           requirement_of_nobody(operation);
}

struct place security_open_place(const struct operation *operation)
{
    const struct requirement *nobody = requirement_of_nobody(operation);
    if (nobody && nobody->place.file)
        return nobody->place;
    return operation->has_security && operation->security_place.file ? operation->security_place
                                                                     : operation->place;
}

const char *security_open_reason(const struct operation *operation)
{
    if (requirement_of_nobody(operation))
        return "its alternative {} asks for nothing";
    return operation->has_security ? "its security is an empty list"
                                   : "it has no security, and the contract has none for all";
}

bool security_is_declared(const struct contract *contract)
{
    if (contract->schemes.count > 0)
        return true;
    list_each (struct operation *, operation, &contract->operations)
        list_each (struct requirement, requirement, &operation->security)
            if (requirement.schemes.count > 0)
                return true;
    return false;
}

const char *security_route_text(struct arena *arena, const struct operation *operation)
{
    char *method = arena_copy_string(arena, operation->method);
    for (char *at = method; *at; at++)
        if (*at >= 'a' && *at <= 'z')
            *at = (char)(*at - 'a' + 'A');
    return arena_format(arena, "%s %s", method, operation->path);
}

const char *security_operation_text(struct arena *arena, const struct operation *operation)
{
    const char *route = security_route_text(arena, operation);
    return operation->id ? arena_format(arena, "%s (%s)", operation->id, route) : route;
}
