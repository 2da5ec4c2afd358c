// Judges every credential first, then looks for the alternative that fits: so a bad one is refused
// wherever it is sent, and which alternative comes first cannot hide it.
#include "serve/auth.h"

#include "base/word.h"
#include "serve/auth_credential.h"
#include "serve/validate_format.h"

// What was found of one scheme of the service. Schemes are the same where they are one object of
// the contract: two contracts may each have one of the same name.
struct judged {
    const struct service_scheme *scheme;
    const char *text; // NULL: not sent
    bool is_good;
    struct problem problem; // where it is not
    struct token token;
};

struct judgement {
    struct judged *items; // as service->schemes
    uint32_t count;
    bool was_sent; // any credential
};

static struct problem problem_of_outcome(enum token_outcome outcome)
{
    static const struct problem problems[] = {
        [TOKEN_MALFORMED] = {.kind = PROBLEM_INVALID_TOKEN,
                             .detail = "The token is not a JSON web token."},
        [TOKEN_ALGORITHM] = {.kind = PROBLEM_INVALID_TOKEN,
                             .detail = "The token is not signed with HS256."},
        [TOKEN_SIGNATURE] = {.kind = PROBLEM_INVALID_TOKEN,
                             .detail = "The token's signature is not valid."},
        [TOKEN_EXPIRED] = {.kind = PROBLEM_EXPIRED_TOKEN},
        [TOKEN_NOT_YET] = {.kind = PROBLEM_TOKEN_NOT_YET},
        [TOKEN_ISSUER] = {.kind = PROBLEM_TOKEN_ISSUER},
        [TOKEN_AUDIENCE] = {.kind = PROBLEM_TOKEN_AUDIENCE},
    };
    return problems[outcome];
}

// ---- one credential -------------------------------------------------------------------------------

static bool claim_is_empty(const struct json_value *claim)
{
    if (!claim || claim->kind == JSON_VALUE_NULL)
        return true;
    return claim->kind != JSON_VALUE_NUMBER && claim->kind != JSON_VALUE_BOOLEAN &&
           claim->length == 0;
}

static bool role_is_listed(const struct manifest_texts *roles, const struct json_value *role)
{
    if (!role || role->kind != JSON_VALUE_STRING)
        return false;
    for (uint32_t i = 0; i < roles->count; i++)
        if (strcmp(roles->items[i].text, role->text) == 0)
            return true;
    return false;
}

// What the manifest asks for beyond what every token must be.
static bool promise_is_kept(const struct manifest_scheme *promise, const struct json_value *claims,
                            struct arena *arena, struct problem *problem)
{
    if (promise->token_role.count > 0 &&
        !role_is_listed(&promise->token_role, json_value_member(claims, "role"))) {
        *problem = (struct problem){.kind = PROBLEM_TOKEN_ROLE};
        return false;
    }
    for (uint32_t i = 0; i < promise->require.count; i++) {
        const char *name = promise->require.items[i].text;
        if (!claim_is_empty(json_value_member(claims, name)))
            continue;
        *problem = (struct problem){
            .kind = PROBLEM_TOKEN_CLAIM,
            .detail = arena_format(arena, "The token lacks the claim \"%s\".", name),
        };
        return false;
    }
    return true;
}

static void judge(struct judged *judged, int64_t now, struct arena *arena)
{
    const struct service_scheme *scheme = judged->scheme;
    const struct manifest_scheme *promise = scheme->promise;
    judged->problem = problem_of_outcome(TOKEN_MALFORMED);
    // Nothing to check it with: nothing is good. The service is refused at start for it.
    if (!scheme->key || !promise || !*judged->text)
        return;
    struct token_demand demand = {promise->issuer.text, promise->audience.text, now, AUTH_LEEWAY};
    enum token_outcome outcome = token_check(scheme->key, &demand, judged->text,
                                             strlen(judged->text), arena, &judged->token);
    if (outcome != TOKEN_VALID)
        judged->problem = problem_of_outcome(outcome);
    else
        judged->is_good = promise_is_kept(promise, judged->token.claims, arena, &judged->problem);
}

// ---- all of a request -----------------------------------------------------------------------------

static const struct judged *judged_find(const struct judgement *judgement,
                                        const struct service_scheme *scheme)
{
    for (uint32_t i = 0; i < judgement->count; i++)
        if (judgement->items[i].scheme->scheme == scheme->scheme)
            return &judgement->items[i];
    return NULL;
}

// Whether some scheme that reads the same place finds it good.
static bool is_good_there(const struct judgement *judgement, const struct judged *judged)
{
    for (uint32_t i = 0; i < judgement->count; i++)
        if (judgement->items[i].is_good &&
            credential_is_shared(judgement->items[i].scheme->scheme, judged->scheme->scheme))
            return true;
    return false;
}

static bool endpoint_asks_for(const struct endpoint *endpoint, const struct service_scheme *scheme)
{
    for (uint32_t i = 0; i < endpoint->alternative_count; i++)
        for (uint32_t j = 0; j < endpoint->alternatives[i].scheme_count; j++)
            if (endpoint->alternatives[i].schemes[j].scheme == scheme->scheme)
                return true;
    return false;
}

// How well a scheme can say what is wrong with a credential: best the one whose key has signed it,
// then one that the operation asks for.
static int problem_weight(const struct endpoint *endpoint, const struct judged *judged)
{
    return 2 * (judged->problem.kind != PROBLEM_INVALID_TOKEN) +
           endpoint_asks_for(endpoint, judged->scheme);
}

// False where a credential is bad: `problem` says what of it.
static bool all_are_good(const struct judgement *judgement, const struct endpoint *endpoint,
                         struct problem *problem)
{
    const struct judged *bad = NULL;
    for (uint32_t i = 0; i < judgement->count; i++) {
        const struct judged *judged = &judgement->items[i];
        if (!judged->text || is_good_there(judgement, judged))
            continue;
        if (!bad || problem_weight(endpoint, judged) > problem_weight(endpoint, bad))
            bad = judged;
    }
    if (bad)
        *problem = bad->problem;
    return !bad;
}

static bool judge_all(const struct service *service, const struct endpoint *endpoint,
                      const struct auth_request *request, int64_t now, struct arena *arena,
                      struct judgement *judgement, struct problem *problem)
{
    bool reads_authorization = false;
    *judgement = (struct judgement){
        .items = arena_allocate(arena, service->scheme_count * sizeof(struct judged)),
        .count = service->scheme_count,
    };
    for (uint32_t i = 0; i < service->scheme_count; i++) {
        struct judged *judged = &judgement->items[i];
        judged->scheme = &service->schemes[i];
        judged->text = credential_find(judged->scheme->scheme, request, arena);
        reads_authorization |= credential_is_authorization(judged->scheme->scheme);
        if (!judged->text)
            continue;
        judgement->was_sent = true;
        judge(judged, now, arena);
    }
    if (!reads_authorization && request->header(request->context, "Authorization")) {
        *problem = (struct problem){
            .kind = PROBLEM_INVALID_TOKEN,
            .detail = "Nothing here takes a credential in the Authorization header.",
        };
        return false;
    }
    return all_are_good(judgement, endpoint, problem);
}

// ---- alternatives ---------------------------------------------------------------------------------

static bool alternative_fits(const struct judgement *judgement,
                             const struct service_alternative *alternative)
{
    for (uint32_t i = 0; i < alternative->scheme_count; i++) {
        const struct judged *judged = judged_find(judgement, &alternative->schemes[i]);
        if (!judged || !judged->is_good)
            return false;
    }
    return true;
}

static const struct service_alternative *alternative_find(const struct judgement *judgement,
                                                          const struct endpoint *endpoint)
{
    const struct service_alternative *open = NULL;
    for (uint32_t i = 0; i < endpoint->alternative_count; i++) {
        const struct service_alternative *alternative = &endpoint->alternatives[i];
        if (alternative->scheme_count == 0)
            open = open ? open : alternative;
        else if (alternative_fits(judgement, alternative))
            return alternative;
    }
    // Here no credential that was sent is bad, and none is what the operation asks for.
    return open;
}

// The scheme whose claims the request runs with: of those that stand for the role the first whose
// token has a subject; else the first.
static const struct judged *judged_speaker(const struct judgement *judgement,
                                           const struct service_alternative *alternative)
{
    const struct judged *speaker = NULL;
    for (uint32_t i = 0; i < alternative->scheme_count; i++) {
        const struct judged *judged = judged_find(judgement, &alternative->schemes[i]);
        if (!string_equal(judged->scheme->promise->role.text, alternative->role))
            continue;
        if (json_value_member(judged->token.claims, "sub"))
            return judged;
        speaker = speaker ? speaker : judged;
    }
    return speaker ? speaker : judged_find(judgement, &alternative->schemes[0]);
}

static bool is_let_in_by_cookie(const struct service_alternative *alternative)
{
    for (uint32_t i = 0; i < alternative->scheme_count; i++)
        if (credential_is_cookie(alternative->schemes[i].scheme))
            return true;
    return false;
}

static bool may_write(const struct endpoint *endpoint, const char *method)
{
    return endpoint->execution != PG_READ ||
           (strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0);
}

bool authenticate_request(const struct service *service, const struct endpoint *endpoint,
                          const struct auth_request *request, int64_t now, struct arena *arena,
                          struct principal *principal, struct problem *problem)
{
    struct judgement judgement;
    *principal = (struct principal){.is_anonymous = true, .claims_text = ""};
    if (!judge_all(service, endpoint, request, now, arena, &judgement, problem))
        return false;
    const struct service_alternative *alternative = alternative_find(&judgement, endpoint);
    if (!alternative) {
        *problem = (struct problem){
            .kind = PROBLEM_UNAUTHENTICATED,
            .detail = judgement.was_sent
                          ? "This needs another credential than the one that was sent."
                          : NULL,
        };
        return false;
    }
    principal->role = alternative->role;
    if (alternative->scheme_count == 0)
        return true;
    if (is_let_in_by_cookie(alternative) && may_write(endpoint, request->method) &&
        credential_is_foreign(service, request)) {
        *problem = (struct problem){
            .kind = PROBLEM_FORBIDDEN,
            .detail = "A page of another origin may not do this with the browser's cookie.",
        };
        return false;
    }
    const struct judged *speaker = judged_speaker(&judgement, alternative);
    const struct json_value *subject = json_value_member(speaker->token.claims, "sub");
    if (endpoint->needs_uuid_subject && subject &&
        !value_format_find("uuid")->fits(subject->text, strlen(subject->text))) {
        *problem = (struct problem){.kind = PROBLEM_SUBJECT_NOT_UUID};
        return false;
    }
    principal->is_anonymous = false;
    principal->claims = speaker->token.claims;
    principal->claims_text = speaker->token.payload;
    principal->subject = subject ? subject->text : NULL;
    return true;
}

static const char *exchange_header(void *context, const char *name)
{
    return http_header_joined(context, name);
}

bool authenticate(const struct service *service, const struct endpoint *endpoint,
                  struct http_exchange *exchange, int64_t now, struct arena *arena,
                  struct principal *principal, struct problem *problem)
{
    const struct http_head *head = http_head(exchange);
    struct auth_request request = {head->method, head->query, exchange_header, exchange};
    return authenticate_request(service, endpoint, &request, now, arena, principal, problem);
}
