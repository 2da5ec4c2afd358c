// Operations that write, by their method or by the SQL of their query, and that anyone may call.
//
// An operation that lets people in has nobody to ask yet: one that answers with a token
// (x-lintel: {issues: ...}) is no finding. Contracts written without lintel cannot say so: what
// looks like a sign-in by its path or its body is a warning there. So is what may be asked for
// otherwise: a secret that is part of the address, or a server of its own.
#include "base/word.h"
#include "check/applies.h"
#include "link/operation.h"
#include "link/security.h"

// ---- what writes -----------------------------------------------------------------------------------

// The first statement of the operation's query that writes; NULL where none does, for sure.
static const struct statement_link *writing_statement(const struct operation_link *link)
{
    list_each (struct statement_link *, statement, &link->statements)
        if (statement->writes)
            return statement;
    return NULL;
}

// A word that no scheme of the contract has issues nothing (contract/mechanism-unnamed).
static bool is_entrance(const struct operation *operation)
{
    if (operation->settings.issues)
        list_each (struct security_scheme *, scheme, &operation->contract->schemes)
            if (strcmp(scheme->name, operation->settings.issues) == 0)
                return true;
    return false;
}

static bool is_write(const struct operation_link *link)
{
    return !is_entrance(link->operation) &&
           (operation_writes(link->operation) || writing_statement(link));
}

// ---- sign-ins --------------------------------------------------------------------------------------

// Whether a segment of the path is one of the rule's words, in any case.
static bool path_has_word(struct check *check, const char *path)
{
    for (const char *at = path; *at;) {
        at += strspn(at, "/");
        size_t length = strcspn(at, "/");
        char *segment = arena_copy(check->scratch, at, length);
        for (char *byte = segment; *byte; byte++)
            *byte = byte_lower(*byte);
        if (length > 0 && rule_parameter_has(check, "entrances", segment))
            return true;
        at += length;
    }
    return false;
}

static bool is_credential(const char *name)
{
    static const char *const words[] = {"password", "secret", "token"};
    for (size_t at = 0; at < array_length(words); at++)
        if (strcasestr(name, words[at]))
            return true;
    return false;
}

static bool takes_credential(const struct operation *operation)
{
    if (operation->body && operation->body->json)
        list_each (struct property, property, &operation->body->json->properties)
            if (is_credential(property.name))
                return true;
    return false;
}

static bool is_secret_address(const struct operation *operation)
{
    list_each (struct input *, input, &operation->inputs)
        if (input->in == INPUT_PATH && is_credential(input->name))
            return true;
    return false;
}

// Why nobody need be asked, as far as a contract shows it: the beginning of a note. NULL where
// nothing does.
static const char *entrance_reason(struct check *check, const struct operation *operation)
{
    if (path_has_word(check, operation->path))
        return "assumed from its path: that it lets people in who have no token yet";
    if (takes_credential(operation))
        return "assumed from what its body holds: that it lets people in who have no token yet";
    if (is_secret_address(operation))
        return "assumed from its path: that only those who may call it know its address";
    return operation->has_servers
               ? "assumed from its own \"servers\": that another server answers it, and asks in a "
                 "way of its own"
               : NULL;
}

// ---- findings --------------------------------------------------------------------------------------

static void report(struct check *check, const struct operation_link *link)
{
    const struct operation *operation = link->operation;
    const char *entrance = entrance_reason(check, operation);
    struct finding *finding = check_report(
        check,
        (struct finding){
            .level = entrance ? LEVEL_WARNING : LEVEL_OFF,
            .place = security_open_place(operation),
            .object = operation->name,
            .message = check_format(check, "%s writes, and anyone may call it: %s",
                                    security_operation_text(check->scratch, operation),
                                    security_open_reason(operation)),
            .label = "no sign-in needed",
            .help = entrance ? "if it lets people in, say so: x-lintel: {issues: ...} where it "
                               "answers with a token; else name its security scheme"
                             : "name the security scheme that the operation needs",
        });
    if (entrance)
        finding_note(check, finding,
                     check_format(check, "%s, so that this does not block", entrance));
    if (!operation_writes(operation))
        finding_relate(check, finding, writing_statement(link)->statement->place,
                       "this writes, whatever the method says");
}

// A contract that says nothing of security: one finding, since whoever serves it may well ask.
static void report_whole(struct check *check, const struct contract *contract,
                         struct operation_link *const *links)
{
    const struct operation *first = NULL;
    uint32_t count = 0;
    for (uint32_t at = 0; at < contract->operations.count; at++) {
        if (!is_write(links[at]))
            continue;
        if (!first)
            first = links[at]->operation;
        count++;
    }
    if (!first)
        return;
    struct finding *finding = check_report(
        check, (struct finding){
                   .level = LEVEL_WARNING,
                   .place = first->place,
                   .message = check_format(
                       check, "%s declares no security at all, and %u operation%s write%s: %s%s",
                       contract->file->path, count, count == 1 ? "" : "s", count == 1 ? "s" : "",
                       security_operation_text(check->scratch, first), count == 1 ? "" : ", ..."),
                   .label = "anyone may call it",
                   .help = "declare components.securitySchemes, and `security` for the contract or "
                           "for each operation",
               });
    finding_note(check, finding,
                 "assumed: that what serves the contract asks for a sign-in the contract does not "
                 "mention, so that this does not block");
}

static void check(struct check *check)
{
    // The links of all operations, in the contracts' order.
    struct operation_link *const *links = check->design->link->operations.items;
    list_each (struct contract *, contract, &check->design->contracts) {
        if (!check->design->manifest && !security_is_declared(contract))
            report_whole(check, contract, links);
        else
            for (uint32_t at = 0; at < contract->operations.count; at++)
                if (security_is_open(links[at]->operation) && is_write(links[at]))
                    report(check, links[at]);
        if (contract->operations.count) // without any there may be no list to move in
            links += contract->operations.count;
    }
}

static const struct rule_parameter parameters[] = {
    {"entrances",
     "auth, authenticate, callback, forgot, forgot-password, invite, log-in, login, oauth, oauth2, "
     "password-reset, recover, refresh, register, registration, reset-password, session, sessions, "
     "sign-in, sign-up, signin, signup, token, tokens, verify, webhook, webhooks",
     "segments of paths that show that an operation lets people in: a warning instead of an error"},
    {NULL},
};

RULE(contract, write_unauthenticated, .level = LEVEL_ERROR, .is_fixed = true,
     .summary = "an operation that writes, and that anyone may call",
     .explanation =
         "An operation of another method than GET, HEAD, OPTIONS or TRACE changes something, and "
         "so does one whose query writes. Where "
         "it has no security, where its security is an empty list, or where one of the "
         "alternatives is {}, whoever finds the address may change it, and nobody knows who did.\n"
         "\n"
         "An operation that answers with a token (x-lintel: {issues: session}, where session is a "
         "scheme of the contract) is no finding. One that "
         "looks like a sign-in, by its path or by a password, secret or token in its body, is a "
         "warning; so is one with a secret or token in its path, and one with servers of its own. "
         "A contract without a manifest that declares no security anywhere gets one warning for "
         "all of it.",
     .wrong = "# file: api.yaml\n"
              "openapi: 3.1.0\n"
              "info: {title: To-dos, version: 1.0.0}\n"
              "components:\n"
              "  securitySchemes:\n"
              "    session: {type: http, scheme: bearer}\n"
              "paths:\n"
              "  /todos:\n"
              "    post:\n"
              "      operationId: createTodo\n"
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
     .source = "B4, Spectral and vacuum owasp-security", .parameters = parameters,
     .not_applicable = applies_contract)
