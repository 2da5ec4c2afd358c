// The token checker and its kin over any bytes: nothing that was not signed with the key is taken,
// whatever is taken is what was signed, and a text that was signed is taken.
//
// The first byte says what the others are: a whole token, a payload that is then signed (so that
// claims are reached), a header that is then signed, sealed text, a query and a cookie with
// credentials, or a line for the log.
#include "serve/auth.h"
#include "serve/log.h"
#include "serve/token_base64.h"
#include "serve/token_crypto.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define must(condition)                                                                            \
    do {                                                                                           \
        if (!(condition))                                                                          \
            abort();                                                                               \
    } while (0)

static const struct token_key *key;
static struct security_scheme contract[] = {
    {.name = "b", .kind = SCHEME_HTTP, .scheme = "bearer"},
    {.name = "q", .kind = SCHEME_API_KEY, .in = "query", .parameter = "key"},
    {.name = "c", .kind = SCHEME_API_KEY, .in = "cookie", .parameter = "sid"},
};
static struct manifest_scheme promise = {.role = {"authenticated"}};
static struct service_scheme schemes[3];

static void start(void)
{
    static struct arena *kept;
    struct error error;
    if (key)
        return;
    kept = arena_new();
    must(token_key_make(kept, "K", "0123456789abcdef0123456789abcdef", 32, &key, &error));
    for (int i = 0; i < 3; i++)
        schemes[i] = (struct service_scheme){contract[i].name, &contract[i], &promise, key};
}

static enum token_outcome check(struct arena *arena, const char *text, size_t length,
                                struct token *token)
{
    struct token_demand demand = {NULL, NULL, 1700000000, 60};
    enum token_outcome outcome = token_check(key, &demand, text, length, arena, token);
    must((outcome == TOKEN_VALID) == (token->claims != NULL));
    if (outcome == TOKEN_VALID)
        must(strlen(token->payload) == token->payload_length);
    return outcome;
}

// Without the key's own signature of these very bytes nothing passes.
static void whole_token(struct arena *arena, const char *text, size_t length)
{
    struct token token;
    uint8_t mac[TOKEN_MAC_BYTES];
    if (check(arena, text, length, &token) != TOKEN_VALID)
        return;
    const char *dot = memrchr(text, '.', length);
    size_t bytes;
    must(dot && token_mac(key, text, (size_t)(dot - text), mac));
    const uint8_t *signature =
        base64url_read(arena, dot + 1, (size_t)(text + length - dot - 1), &bytes);
    must(signature && bytes == sizeof mac && memcmp(signature, mac, sizeof mac) == 0);
}

static void signed_payload(struct arena *arena, const char *payload, size_t length)
{
    struct text text;
    struct token token;
    text_init(&text);
    token_sign(key, payload, length, &text);
    enum token_outcome outcome = check(arena, text.string, text.length, &token);
    must(outcome != TOKEN_SIGNATURE && outcome != TOKEN_ALGORITHM);
    if (outcome == TOKEN_VALID)
        must(token.payload_length == length && memcmp(token.payload, payload, length) == 0);
    text_release(&text);
}

static void signed_header(struct arena *arena, const char *header, size_t length)
{
    static const char rest[] = ".eyJleHAiOjE4MDAwMDAwMDB9"; // {"exp":1800000000}
    struct text text;
    struct token token;
    uint8_t mac[TOKEN_MAC_BYTES];
    text_init(&text);
    base64url_write((const uint8_t *)header, length, &text);
    text_add(&text, rest);
    must(token_mac(key, text.string, text.length, mac));
    text_add_char(&text, '.');
    base64url_write(mac, sizeof mac, &text);
    if (check(arena, text.string, text.length, &token) == TOKEN_VALID)
        must(memmem(header, length, "HS256", 5) || memchr(header, '\\', length));
    text_release(&text);
}

static void sealed_text(struct arena *arena, const char *bytes, size_t length)
{
    struct text text;
    size_t opened_length;
    text_init(&text);
    const char *opened = token_unseal(key, arena, bytes, length, &opened_length);
    if (opened) {
        token_seal(key, opened, opened_length, &text);
        must(text.length == length && memcmp(text.string, bytes, length) == 0);
        text_release(&text);
    }
    token_seal(key, bytes, length, &text);
    opened = token_unseal(key, arena, text.string, text.length, &opened_length);
    must(opened && opened_length == length && memcmp(opened, bytes, length) == 0);
    text_release(&text);
}

static const char *cookie_header(void *context, const char *name)
{
    return strcmp(name, "Cookie") == 0 ? context : NULL;
}

static void credentials(struct arena *arena, const char *text, size_t length)
{
    struct service service = {.name = "f", .schemes = schemes, .scheme_count = 3};
    struct service_alternative alternatives[] = {{"anon", NULL, 0},
                                                 {"authenticated", &schemes[1], 1}};
    struct endpoint endpoint = {.alternatives = alternatives, .alternative_count = 2};
    struct principal principal;
    struct problem problem = {0};
    char *query = arena_copy(arena, text, length);
    struct auth_request request = {"GET", query, cookie_header, query};
    bool is_known = authenticate_request(&service, &endpoint, &request, 1700000000, arena,
                                         &principal, &problem);
    must(is_known == (problem.kind == PROBLEM_NONE));
    if (is_known)
        must(principal.is_anonymous == (strcmp(principal.role, "anon") == 0));
}

// What was hidden once has nothing left to hide but the mark itself.
static void log_line(struct arena *arena, const char *bytes, size_t length)
{
    struct text out;
    text_init(&out);
    log_redact(arena_copy(arena, bytes, length), &out);
    must(out.length <= 16 * (length + 16));
    text_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const uses[])(struct arena *, const char *, size_t) = {
        whole_token, signed_payload, signed_header, sealed_text, credentials, log_line};
    if (size == 0)
        return 0;
    start();
    struct arena *arena = arena_new();
    // Of exact size, so that a read beyond the end is seen.
    char *bytes = heap_resize(NULL, size);
    memcpy(bytes, data + 1, size - 1);
    uses[data[0] % array_length(uses)](arena, bytes, size - 1);
    free(bytes);
    arena_free(arena);
    return 0;
}
