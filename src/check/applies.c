// Reasons that whole families of rules share: see applies.h.
#include "check/applies.h"

#include "check/rules.h"
#include "link/operation.h"

static bool has_fault(const struct design *design, enum fault_kind first, enum fault_kind last)
{
    list_each (struct fault, fault, &design->faults)
        if (fault.kind >= first && fault.kind <= last)
            return true;
    return false;
}

const char *applies_contract(struct check *check)
{
    const struct design *design = check->design;
    return design->contracts.count || has_fault(design, FAULT_CONTRACT, FAULT_REFERENCE)
               ? NULL
               : "no OpenAPI contract";
}

const char *applies_queries(struct check *check)
{
    // Files of queries that the manifest names are meant to hold some.
    const struct manifest *manifest = check->design->manifest;
    if (check->design->queries.count || (manifest && manifest->queries.count))
        return NULL;
    list_each (struct fault, fault, &check->design->faults)
        if (fault.is_query)
            return NULL;
    return "no named queries";
}

const char *applies_manifest(struct check *check)
{
    const struct design *design = check->design;
    return design->manifest || has_fault(design, FAULT_MANIFEST, FAULT_MANIFEST) ? NULL
                                                                                 : "no lintel.yaml";
}

const char *applies_both(struct check *check)
{
    bool is_contract = string_starts_with(check->rule->id, "contract/");
    const char *first = is_contract ? applies_contract(check) : applies_queries(check);
    const char *reason = first         ? first
                         : is_contract ? applies_queries(check)
                                       : applies_contract(check);
    return reason || !check->design->link->is_apart
               ? reason
               : "sqlc's queries are called by a program, and no lintel.yaml says that they answer "
                 "the operations";
}

const char *applies_crossing(struct check *check)
{
    const char *reason = applies_both(check);
    return reason || check->design->link->met ? reason : "no query has the name of an operation";
}
