// Operations that anyone may call, as often as they like.
//
// A rate is the operation's (x-lintel.rate) or the manifest's (limits.rate). A contract without a
// manifest may state its limits elsewhere: an answer 429 shows that there is one, and what is left
// is one finding for the whole contract. One that says nothing of security leaves open who may
// call.
#include "check/applies.h"
#include "link/security.h"

static bool answers_too_many(const struct operation *operation)
{
    list_each (struct response *, response, &operation->responses)
        if (response->status == 429)
            return true;
    return false;
}

static bool is_limited(const struct check *check, const struct operation *operation)
{
    if (operation->settings.rate)
        return true;
    const struct manifest *manifest = check->design->manifest;
    return manifest ? manifest->rate.text != NULL : answers_too_many(operation);
}

static void report(struct check *check, const struct operation *operation)
{
    check_report(
        check,
        (struct finding){
            .place = operation->place,
            .object = operation->name,
            .message = check_format(check, "anyone may call %s, and nothing limits how often",
                                    security_operation_text(check->scratch, operation)),
            .label = "no sign-in, no rate",
            .help = "x-lintel: {rate: 100/min} below the operation, or limits: {rate: "
                    "100/min} in lintel.yaml for all",
        });
}

static void report_whole(struct check *check, const struct contract *contract,
                         const struct operation *first, uint32_t count)
{
    check_report(
        check,
        (struct finding){
            .place = first->place,
            .message = check_format(
                check, "anyone may call %u operation%s of %s, and nothing limits how often: %s%s",
                count, count == 1 ? "" : "s", contract->file->path,
                security_operation_text(check->scratch, first), count == 1 ? "" : ", ..."),
            .label = "no sign-in, no rate",
            .help = "x-lintel: {rate: 100/min} below the operations, or an answer 429 that says "
                    "that their rate is limited",
        });
}

static void check(struct check *check)
{
    list_each (struct contract *, contract, &check->design->contracts) {
        const struct operation *first = NULL;
        uint32_t count = 0;
        list_each (struct operation *, operation, &contract->operations) {
            if (!security_is_open(operation) || is_limited(check, operation))
                continue;
            if (check->design->manifest)
                report(check, operation);
            else if (count++ == 0)
                first = operation;
        }
        if (first && !security_is_declared(contract))
            check_undecided(check, first->place,
                            check_format(check,
                                         "who may call the operations of %s: it declares no "
                                         "security",
                                         contract->file->path));
        else if (first)
            report_whole(check, contract, first, count);
    }
}

RULE(contract, rate_limit_missing, .level = LEVEL_WARNING,
     .summary = "an operation that anyone may call, as often as they like",
     .explanation =
         "Without a sign-in there is nobody to stop but an address. An operation that needs no "
         "token states its rate, itself (x-lintel.rate) or by the manifest's limits.rate; more "
         "requests than that are answered with 429.\n"
         "\n"
         "In a contract without a manifest an answer 429 counts as the statement, and what is left "
         "is one finding for the contract. One that declares no security at all is said to be "
         "undecided: contract/write-unauthenticated asks for it.",
     .wrong = "# file: api.yaml\n"
              "openapi: 3.1.0\n"
              "info: {title: To-dos, version: 1.0.0}\n"
              "components:\n"
              "  securitySchemes:\n"
              "    session: {type: http, scheme: bearer}\n"
              "paths:\n"
              "  /statistics:\n"
              "    get:\n"
              "      operationId: readStatistics\n"
              "      responses: {'204': {description: none yet}}\n",
     .right = "# file: api.yaml\n"
              "openapi: 3.1.0\n"
              "info: {title: To-dos, version: 1.0.0}\n"
              "components:\n"
              "  securitySchemes:\n"
              "    session: {type: http, scheme: bearer}\n"
              "paths:\n"
              "  /statistics:\n"
              "    get:\n"
              "      operationId: readStatistics\n"
              "      x-lintel: {rate: 100/min}\n"
              "      responses: {'204': {description: none yet}}\n",
     .source = "C6, OWASP API4, Spectral owasp-ratelimit", .not_applicable = applies_contract)
