// A key that opens every row, where anyone can get at it: in what is built for browsers, in a
// public service, or behind an operation that no other service is said to serve.
#include "check/applies.h"
#include "check/rule.h"

#include "link/row_security.h"

// Build tools put variables of these names into what browsers load.
static const char *const published[] = {
    "NEXT_PUBLIC_", "VITE_",        "REACT_APP_", "EXPO_PUBLIC_",
    "PUBLIC_",      "NUXT_PUBLIC_", "GATSBY_",    "VUE_APP_",
};

static const char *published_prefix(const char *name)
{
    for (size_t i = 0; i < array_length(published); i++)
        if (string_starts_with(name, published[i]))
            return published[i];
    return NULL;
}

static bool is_service_key_by_name(const char *name)
{
    return strstr(name, "SERVICE_ROLE") || strstr(name, "SERVICE_KEY");
}

// One run of the rule: what was found out, and operations whose security stands in one place, such
// as the contract's own, which are one finding.
struct exposed {
    struct finding *finding;
    uint32_t more;
};
struct exposure {
    struct check *check;
    const struct manifest *manifest;
    struct map bypasses; // by role: bypass_of, or ""
    struct map names;    // of variables that were looked at
    struct map places;   // of operations' security, with the role: struct exposed
    LIST(struct exposed *) all;
};

static const char *bypass_find(struct check *check, const char *name)
{
    const struct design *design = check->design;
    const struct role *role = design_find_role(design, name);
    if (role && role->is_superuser)
        return "is a superuser";
    if (role && role->bypasses_row_security)
        return "bypasses row security";
    list_each (struct relation *, relation, &design->relations)
        if (relation_is_table(relation) && !relation->is_builtin && relation->has_row_security &&
            row_security_passes_by(design, relation, name))
            return check_format(check, "owns %s.%s, whose row security does not bind its owner",
                                relation->schema, relation->name);
    return NULL;
}

// Why the role passes by row security, as the end of a sentence; NULL where it does not, or nobody
// knows the role.
static const char *bypass_of(struct exposure *exposure, const char *name)
{
    const char *known = name ? map_get(&exposure->bypasses, name) : "";
    if (!known) {
        known = bypass_find(exposure->check, name);
        known = known ? known : "";
        map_set(exposure->check->scratch, &exposure->bypasses, name, (void *)known);
    }
    return *known ? known : NULL;
}

static const struct manifest_secret *secret_find(const struct manifest *manifest, const char *name)
{
    for (uint32_t i = 0; i < manifest->secrets.count; i++)
        if (strcmp(manifest->secrets.items[i].name, name) == 0)
            return &manifest->secrets.items[i];
    return NULL;
}

// Why the variable is a key that opens every row, as the end of a sentence; or NULL.
static const char *key_of(struct exposure *exposure, const char *name)
{
    const struct manifest_secret *secret = secret_find(exposure->manifest, name);
    const char *role = secret ? secret->role.text : NULL;
    const char *bypass = bypass_of(exposure, role);
    if (bypass)
        return check_format(exposure->check, "is the key of %s, which %s", role, bypass);
    bool is_known = role && design_find_role(exposure->check->design, role);
    return !is_known && is_service_key_by_name(name) ? "is a service key by its name" : NULL;
}

// ---- variables that browsers get -----------------------------------------------------------------

static void variable_check(struct exposure *exposure, const char *name, struct place place)
{
    struct check *check = exposure->check;
    const char *prefix = published_prefix(name);
    if (!prefix || map_get(&exposure->names, name))
        return;
    map_set(check->scratch, &exposure->names, name, (void *)name);
    const char *key = key_of(exposure, name);
    if (!key)
        return;
    check_report(check, (struct finding){
                            .place = place,
                            .message = check_format(check,
                                                    "%s %s, and build tools publish what begins "
                                                    "with %s to every browser",
                                                    name, key, prefix),
                            .object = name,
                            .help = check_format(check,
                                                 "name it without %s, read it on a server alone, "
                                                 "and replace the key: it may have been published",
                                                 prefix),
                        });
}

// ---- public services -----------------------------------------------------------------------------

static void service_check(struct exposure *exposure, const struct manifest_service *service)
{
    struct check *check = exposure->check;
    if (!service->is_public.is_set)
        return;
    list_each (struct manifest_text, role, &service->roles) {
        const char *bypass = bypass_of(exposure, role.text);
        if (!bypass)
            continue;
        struct finding *finding = check_report(
            check, (struct finding){
                       .place = role.place,
                       .message = check_format(check, "the public service %s acts as %s, which %s",
                                               service->name, role.text, bypass),
                       .object = service->name,
                       .help = "let a service that only other services reach hold the role",
                   });
        finding_relate(check, finding, service->is_public.place, "anyone reaches it");
    }
    list_each (struct manifest_text, secret, &service->secrets) {
        const char *key = key_of(exposure, secret.text);
        if (!key)
            continue;
        struct finding *finding = check_report(
            check, (struct finding){
                       .place = secret.place,
                       .message = check_format(check, "the public service %s holds %s, which %s",
                                               service->name, secret.text, key),
                       .object = service->name,
                       .help = "let a service that only other services reach hold the key",
                   });
        finding_relate(check, finding, service->is_public.place, "anyone reaches it");
    }
}

// ---- operations ----------------------------------------------------------------------------------

// Whether a service that is not public acts as the role, or holds its key: it serves the operation.
static bool is_served_apart(const struct manifest *manifest, const char *role)
{
    list_each (struct manifest_service, service, &manifest->services) {
        if (service.is_public.is_set)
            continue;
        list_each (struct manifest_text, held, &service.roles)
            if (strcmp(held.text, role) == 0)
                return true;
        list_each (struct manifest_text, name, &service.secrets) {
            const struct manifest_secret *secret = secret_find(manifest, name.text);
            if (secret && string_equal(secret->role.text, role))
                return true;
        }
    }
    return false;
}

static void role_check(struct exposure *exposure, const struct operation *operation,
                       const char *role, const char *scheme, struct place place)
{
    struct check *check = exposure->check;
    const char *bypass = bypass_of(exposure, role);
    if (!bypass || is_served_apart(exposure->manifest, role))
        return;
    const char *key = arena_format(check->scratch, "%s:%u:%s", place.file ? place.file->path : "",
                                   place.offset, role);
    struct exposed *known = map_get(&exposure->places, key);
    if (known) {
        known->more++;
        return;
    }
    known = arena_make(check->scratch, struct exposed);
    known->finding = check_report(
        check, (struct finding){
                   .place = place,
                   .message = check_format(check,
                                           "%s runs as %s%s%s, which %s, and no service that is "
                                           "not public is said to hold that role",
                                           operation->name, role, scheme ? " by the scheme " : "",
                                           scheme ? scheme : "", bypass),
                   .object = operation->name,
                   .help = check_format(check,
                                        "say under services who serves it: {roles: [%s]}, not "
                                        "public; or let it run as a role that row security binds",
                                        role),
               });
    map_set(check->scratch, &exposure->places, key, known);
    list_add(check->scratch, &exposure->all, known);
}

static void operation_check(struct exposure *exposure, const struct operation *operation)
{
    const struct operation_settings *settings = &operation->settings;
    if (settings->role) { // in place of the scheme's
        role_check(exposure, operation, settings->role, NULL, settings->role_place);
        return;
    }
    list_each (struct requirement, requirement, &operation->security)
        list_each (struct scheme_use, use, &requirement.schemes) {
            const struct manifest_scheme *scheme =
                manifest_find_scheme(exposure->manifest, use.name);
            if (scheme && scheme->role.text)
                role_check(exposure, operation, scheme->role.text, use.name, use.place);
        }
}

static void check(struct check *check)
{
    const struct design *design = check->design;
    const struct manifest *manifest = design->manifest;
    struct exposure exposure = {.check = check, .manifest = manifest};
    list_each (struct variable_use, use, &design->variables.uses)
        variable_check(&exposure, use.name, use.place);
    list_each (struct manifest_secret, secret, &manifest->secrets)
        variable_check(&exposure, secret.name, secret.place);
    for (uint32_t i = 0; i < manifest->services.count; i++)
        service_check(&exposure, &manifest->services.items[i]);
    list_each (struct contract *, contract, &design->contracts)
        list_each (struct operation *, operation, &contract->operations)
            operation_check(&exposure, operation);
    list_each (struct exposed *, each, &exposure.all)
        if (each->more)
            finding_note(check, each->finding,
                         check_format(check, "and so %s %u more operation%s",
                                      each->more == 1 ? "does" : "do", each->more,
                                      each->more == 1 ? "" : "s"));
}

RULE(promise, service_key_exposed, .level = LEVEL_ERROR, .is_fixed = true,
     .not_applicable = applies_manifest,
     .summary = "a key that opens every row, where anyone can get at it",
     .explanation =
         "A role that bypasses row security (service_role on Supabase, a superuser, the owner of "
         "tables without FORCE) sees and changes every row of every user, whatever the policies "
         "say. Its key must stay where only your own services are.\n"
         "\n"
         "It is exposed where a variable with a prefix that build tools publish to browsers "
         "(NEXT_PUBLIC_, VITE_, REACT_APP_, EXPO_PUBLIC_, PUBLIC_, NUXT_PUBLIC_, GATSBY_, "
         "VUE_APP_) is such a key: one that lintel.yaml gives such a role, or that is called "
         "SERVICE_ROLE or SERVICE_KEY; where a service with `public: true` acts as such a role or "
         "holds such a key; and where an operation of the contract runs as such a role, while no "
         "service that is not public is said to hold it.",
     .wrong = "# file: lintel.yaml\n"
              "lintel: 1\n"
              "platform: supabase\n"
              "secrets:\n"
              "  SUPABASE_KEY: {role: service_role}\n"
              "services:\n"
              "  web: {public: true, secrets: SUPABASE_KEY}\n"
              "-- file: schema.sql\n"
              "CREATE TABLE note (id bigint PRIMARY KEY);\n",
     .right = "# file: lintel.yaml\n"
              "lintel: 1\n"
              "platform: supabase\n"
              "secrets:\n"
              "  SUPABASE_KEY: {role: service_role}\n"
              "services:\n"
              "  web: {public: true, roles: [anon, authenticated]}\n"
              "  worker: {secrets: SUPABASE_KEY}\n"
              "-- file: schema.sql\n"
              "CREATE TABLE note (id bigint PRIMARY KEY);\n",
     .source = "A12")
