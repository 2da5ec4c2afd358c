// Security that names no mechanism: a scheme nobody declares, an HTTP scheme that nobody
// registered, or a scheme that the manifest maps to no database role.
//
// What a whole contract asks for is the same requirement in each of its operations: each place is
// reported once.
#include "base/map.h"
#include "base/nearest.h"
#include "check/applies.h"

// Registered with IANA (HTTP Authentication Schemes), which is what OpenAPI asks for.
static const char *const http_schemes[] = {
    "basic",  "bearer",    "concealed", "digest",       "dpop",        "gnap",          "hoba",
    "mutual", "negotiate", "oauth",     "privatetoken", "scram-sha-1", "scram-sha-256", "vapid",
};

// What a whole contract asks for is one list in each of its operations.
static bool is_first(struct check *check, struct map *seen, const struct operation *operation)
{
    const char *key = arena_format(check->scratch, "%p", (void *)operation->security.items);
    if (map_get(seen, key))
        return false;
    map_set(check->scratch, seen, key, seen);
    return true;
}

static const char *nearest_scheme(const struct operation *operation, const char *name)
{
    const char *nearest = NULL;
    list_each (struct security_scheme *, scheme, &operation->contract->schemes)
        nearest = name_nearer(name, nearest, scheme->name);
    return nearest;
}

static void report_undeclared(struct check *check, const struct operation *operation,
                              const struct scheme_use *use)
{
    const char *nearest = nearest_scheme(operation, use->name);
    check_report(
        check,
        (struct finding){
            .place = use->place,
            .object = use->name,
            .message = check_format(
                check, "security scheme \"%s\" is not declared: nobody says how a client proves it",
                use->name),
            .label = "not below components.securitySchemes",
            .help = nearest ? check_format(check, "did you mean \"%s\"?", nearest)
                            : "declare it below components.securitySchemes: type http with scheme "
                              "bearer, apiKey, oauth2, openIdConnect or mutualTLS",
        });
}

static void check_uses(struct check *check, const struct contract *contract)
{
    struct map seen = {0};
    list_each (struct operation *, operation, &contract->operations)
        if (is_first(check, &seen, operation))
            for (uint32_t at = 0; at < operation->security.count; at++)
                list_each (struct scheme_use, use, &operation->security.items[at].schemes)
                    if (!use.scheme)
                        report_undeclared(check, operation, &use);
}

// A token that is issued is one of a scheme: of which, its name says.
static void check_issues(struct check *check, const struct operation *operation)
{
    const struct operation_settings *settings = &operation->settings;
    if (!settings->issues)
        return;
    list_each (struct security_scheme *, scheme, &operation->contract->schemes)
        if (strcmp(scheme->name, settings->issues) == 0)
            return;
    const char *nearest = nearest_scheme(operation, settings->issues);
    check_report(check,
                 (struct finding){
                     .place = settings->issues_place,
                     .object = settings->issues,
                     .message = check_format(check,
                                             "%s issues a token of \"%s\", which is no security "
                                             "scheme of the contract",
                                             operation->name, settings->issues),
                     .label = "not below components.securitySchemes",
                     .help = nearest ? check_format(check, "did you mean \"%s\"?", nearest)
                                     : "name the scheme whose tokens it answers with, or take "
                                       "\"issues\" out",
                 });
}

static bool is_registered(const char *name)
{
    for (size_t at = 0; at < array_length(http_schemes); at++)
        if (strcasecmp(name, http_schemes[at]) == 0)
            return true;
    return false;
}

// A scheme of no known type, or that does not say enough, is contract/document-invalid.
static void check_http(struct check *check, const struct security_scheme *scheme)
{
    if (scheme->kind != SCHEME_HTTP || !scheme->scheme || is_registered(scheme->scheme))
        return;
    check_report(check,
                 (struct finding){
                     .level = LEVEL_WARNING,
                     .place = scheme->place,
                     .object = scheme->name,
                     .message = check_format(check,
                                             "security scheme \"%s\" is of the HTTP scheme \"%s\", "
                                             "which is none of the registered ones",
                                             scheme->name, scheme->scheme),
                     .label = "clients may not know it",
                     .help = "bearer, basic, or an apiKey in a header of its own",
                 });
}

// The schemes that decide as whom a request runs: not those of operations with a role of their own
// (x-lintel.role).
static struct map roles_decided(struct check *check, const struct contract *contract)
{
    struct map seen = {0}, deciding = {0};
    list_each (struct operation *, operation, &contract->operations)
        if (!operation->settings.role && is_first(check, &seen, operation))
            for (uint32_t at = 0; at < operation->security.count; at++)
                list_each (struct scheme_use, use, &operation->security.items[at].schemes)
                    if (use.scheme)
                        map_set(check->scratch, &deciding, use.name, use.scheme);
    return deciding;
}

static void check_role(struct check *check, const struct security_scheme *scheme)
{
    const struct manifest *manifest = check->design->manifest;
    const struct manifest_scheme *mapped = manifest_find_scheme(manifest, scheme->name);
    if (mapped && mapped->role.text)
        return;
    struct finding *finding = check_report(
        check, (struct finding){
                   .place = scheme->place,
                   .object = scheme->name,
                   .message = check_format(
                       check, "the manifest maps security scheme \"%s\" to no database role",
                       scheme->name),
                   .label = "as whom does it run?",
                   .help = check_format(check, "schemes: {%s: {role: ...}} in %s", scheme->name,
                                        manifest->file->path),
               });
    if (mapped)
        finding_relate(check, finding, mapped->place, "no role here");
}

static void check(struct check *check)
{
    list_each (struct contract *, contract, &check->design->contracts) {
        check_uses(check, contract);
        list_each (struct operation *, operation, &contract->operations)
            check_issues(check, operation);
        struct map deciding = roles_decided(check, contract);
        list_each (struct security_scheme *, scheme, &contract->schemes) {
            check_http(check, scheme);
            if (check->design->manifest && map_get(&deciding, scheme->name) == scheme)
                check_role(check, scheme);
        }
    }
}

RULE(contract, mechanism_unnamed, .level = LEVEL_ERROR,
     .summary = "security that names no mechanism",
     .explanation =
         "An operation says by which declared scheme its caller signs in. A name that "
         "components.securitySchemes does not declare (\"internal\") is no mechanism: nothing "
         "checks it, and nothing issues its tokens (x-lintel.issues). A scheme of type http whose "
         "HTTP scheme is not registered is a warning; one of "
         "a type that OpenAPI does not know is contract/document-invalid.\n"
         "\n"
         "Where there is a manifest, each scheme in use stands for a database role there: else "
         "nobody says as whom a request runs. x-lintel.role of an operation takes its place.",
     .wrong = "# file: api.yaml\n"
              "openapi: 3.1.0\n"
              "info: {title: To-dos, version: 1.0.0}\n"
              "paths:\n"
              "  /todos:\n"
              "    post:\n"
              "      operationId: createTodo\n"
              "      security: [{internal: []}]\n"
              "      responses: {'204': {description: added}}\n",
     .right = "# file: api.yaml\n"
              "openapi: 3.1.0\n"
              "info: {title: To-dos, version: 1.0.0}\n"
              "components:\n"
              "  securitySchemes:\n"
              "    session: {type: http, scheme: bearer}\n"
              "paths:\n"
              "  /todos:\n"
              "    post:\n"
              "      operationId: createTodo\n"
              "      security: [{session: []}]\n"
              "      responses: {'204': {description: added}}\n",
     .source = "B4, Redocly security-defined", .not_applicable = applies_contract)
