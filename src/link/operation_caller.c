// Who asks: each alternative of an operation's security as a database role (REQUESTS.md, "Who
// asks"). The manifest says which role a scheme stands for, or x-lintel does for one operation.
// Without a manifest Supabase's own two roles are presumed; else nobody says, and neither do we.
#include "design/lookup.h"
#include "link/operation.h"

static const char anonymous[] = "anon", signed_in[] = "authenticated";

static void caller_name(const struct design *design, struct caller *caller, const char *role)
{
    caller->role_name = role;
    caller->role = design_find_role(design, role);
    caller->certainty = caller->role ? ROLE_DECLARED : ROLE_NAMED;
}

static void caller_presume(const struct design *design, struct caller *caller, const char *role)
{
    if (design->manifest && caller->is_anonymous) {
        caller_name(design, caller, role); // no security means anon, always
    } else if (!design->manifest && design->platform == PLATFORM_SUPABASE) {
        caller->is_presumed = true;
        caller_name(design, caller, role);
    } else {
        caller->reason = design->manifest
                             ? "the manifest says no role for its security scheme"
                             : "no manifest says which role its security scheme stands for";
    }
}

// Schemes inside one requirement are all needed: the first that names a role gives it, and two that
// name different ones leave it open.
static void caller_of_schemes(const struct design *design, struct caller *caller)
{
    list_each (struct scheme_use, use, &caller->requirement->schemes) {
        const struct manifest_scheme *scheme =
            design->manifest ? manifest_find_scheme(design->manifest, use.name) : NULL;
        if (!scheme || !scheme->role.text)
            continue;
        if (caller->role_name && strcmp(caller->role_name, scheme->role.text) != 0) {
            caller->certainty = ROLE_UNKNOWN;
            caller->role_name = NULL;
            caller->role = NULL;
            caller->reason = "its security schemes stand for different roles";
            return;
        }
        caller->scheme = caller->scheme ? caller->scheme : scheme;
        caller_name(design, caller, scheme->role.text);
    }
    if (!caller->role_name)
        caller_presume(design, caller, signed_in);
}

static void caller_add(struct design *design, struct operation_link *link,
                       const struct requirement *requirement)
{
    const char *role = link->operation->settings.role;
    struct caller caller = {.requirement = requirement};
    caller.is_anonymous = !requirement || requirement->schemes.count == 0;
    if (role)
        caller_name(design, &caller, role);
    else if (caller.is_anonymous)
        caller_presume(design, &caller, anonymous);
    else
        caller_of_schemes(design, &caller);
    list_add(design->arena, &link->callers, caller);
}

void operation_link_callers(struct design *design, struct operation_link *link)
{
    for (uint32_t at = 0; at < link->operation->security.count; at++)
        caller_add(design, link, &link->operation->security.items[at]);
    if (link->operation->security.count == 0)
        caller_add(design, link, NULL);
}
