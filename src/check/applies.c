// Reasons that whole families of rules share: see applies.h.
#include "check/applies.h"

const char *applies_contract(struct check *check)
{
    return check->design->contracts.count > 0 ? NULL : "there is no OpenAPI contract";
}
