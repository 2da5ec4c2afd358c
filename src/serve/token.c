// A token is header "." payload "." signature, each base64url (RFC 7515, section 7.1):
//
//   {"alg": "HS256", "typ": "JWT"} . {"sub": "...", "exp": 1767225600, ...} . HMAC-SHA256
//
// The order of the checks: form, algorithm, signature, and only then the payload. The algorithm is
// ours, never the token's: what names another is refused (RFC 8725, sections 2.1 and 3.1), `none`
// with it. `crit` lists extensions that must be understood; there are none that we do. `kid`,
// `typ`, `cty` and the rest of the header mean nothing where a scheme has one key.
//
// Every claim of RFC 7519 that is there must have its type. `exp` must be there. `iat` is told, not
// judged: no RFC makes one in the future a fault, and clocks differ.
#include <math.h>

#include "serve/token.h"

#include "serve/token_base64.h"
#include "serve/token_crypto.h"

enum { TOKEN_BYTES_MOST = 8192, KEY_BYTES_LEAST = 32 };

bool token_key_make(struct arena *arena, const char *name, const char *secret, size_t length,
                    const struct token_key **key, struct error *error)
{
    if (length < KEY_BYTES_LEAST)
        return error_set(error,
                         "%s is too short for HS256: it has %zu bytes, and needs %d at least "
                         "(`openssl rand -hex 32` makes one)",
                         name, length, KEY_BYTES_LEAST);
    struct token_key *made = arena_make(arena, struct token_key);
    made->number = token_key_number();
    made->bytes = (const uint8_t *)arena_copy(arena, secret, length);
    made->length = length;
    *key = made;
    return true;
}

const struct token_key *token_key_derive(struct arena *arena, const struct token_key *key,
                                         const char *purpose)
{
    // A space: no token's header and payload can be this text.
    const char *text = arena_format(arena, "lintel key for %s", purpose);
    uint8_t mac[TOKEN_MAC_BYTES];
    if (!token_mac(key, text, strlen(text), mac))
        abort(); // no memory: as everywhere, there is nobody who could go on
    struct token_key *made = arena_make(arena, struct token_key);
    made->number = token_key_number();
    made->bytes = (const uint8_t *)arena_copy(arena, mac, sizeof mac);
    made->length = sizeof mac;
    return made;
}

// ---- form -----------------------------------------------------------------------------------------

struct token_parts {
    const char *header, *payload, *signature;
    size_t header_length, payload_length, signature_length;
};

static bool token_split(const char *text, size_t length, struct token_parts *parts)
{
    const char *end = text + length;
    const char *first = length <= TOKEN_BYTES_MOST ? memchr(text, '.', length) : NULL;
    const char *second = first ? memchr(first + 1, '.', (size_t)(end - first - 1)) : NULL;
    if (!second || memchr(second + 1, '.', (size_t)(end - second - 1)))
        return false;
    *parts = (struct token_parts){
        .header = text,
        .payload = first + 1,
        .signature = second + 1,
        .header_length = (size_t)(first - text),
        .payload_length = (size_t)(second - first - 1),
        .signature_length = (size_t)(end - second - 1),
    };
    return true;
}

static const struct json_value *object_read(struct arena *arena, const char *text, size_t length,
                                            const char **json, size_t *json_length)
{
    struct json_fault fault;
    const uint8_t *bytes = base64url_read(arena, text, length, json_length);
    *json = (const char *)bytes;
    if (!bytes)
        return NULL;
    const struct json_value *value = json_value_read(arena, *json, *json_length, &fault);
    return value && value->kind == JSON_VALUE_OBJECT ? value : NULL;
}

static enum token_outcome header_check(struct arena *arena, const struct token_parts *parts)
{
    const char *json;
    size_t length;
    const struct json_value *header =
        object_read(arena, parts->header, parts->header_length, &json, &length);
    if (!header)
        return TOKEN_MALFORMED;
    const struct json_value *algorithm = json_value_member(header, "alg");
    if (!algorithm || algorithm->kind != JSON_VALUE_STRING)
        return TOKEN_MALFORMED;
    if (strcmp(algorithm->text, "HS256") != 0 || json_value_member(header, "crit"))
        return TOKEN_ALGORITHM;
    return TOKEN_VALID;
}

static bool signature_is_ours(const struct token_key *key, const struct token_parts *parts,
                              struct arena *arena)
{
    uint8_t mac[TOKEN_MAC_BYTES];
    size_t length = 0;
    const uint8_t *signature =
        base64url_read(arena, parts->signature, parts->signature_length, &length);
    size_t signed_length = parts->header_length + 1 + parts->payload_length;
    return signature && length == sizeof mac && token_mac(key, parts->header, signed_length, mac) &&
           token_macs_equal(signature, mac, sizeof mac);
}

// ---- claims ---------------------------------------------------------------------------------------

// A NumericDate: seconds since 1970, also with a fraction. False where the claim is there and none.
static bool date_read(const struct json_value *claims, const char *name, bool *is_there,
                      double *seconds)
{
    const struct json_value *value = json_value_member(claims, name);
    *is_there = value != NULL;
    if (!value)
        return true;
    if (value->kind != JSON_VALUE_NUMBER)
        return false;
    *seconds = strtod(value->text, NULL);
    return isfinite(*seconds);
}

static bool is_text_or_absent(const struct json_value *claims, const char *name)
{
    const struct json_value *value = json_value_member(claims, name);
    return !value || value->kind == JSON_VALUE_STRING;
}

static bool audience_is_valid(const struct json_value *audience)
{
    if (!audience || audience->kind == JSON_VALUE_STRING)
        return true;
    if (audience->kind != JSON_VALUE_ARRAY)
        return false;
    for (uint32_t i = 0; i < audience->length; i++)
        if (audience->members[i].value.kind != JSON_VALUE_STRING)
            return false;
    return true;
}

static bool audience_holds(const struct json_value *audience, const char *wanted)
{
    if (!audience)
        return false;
    if (audience->kind == JSON_VALUE_STRING)
        return strcmp(audience->text, wanted) == 0;
    for (uint32_t i = 0; i < audience->length; i++)
        if (strcmp(audience->members[i].value.text, wanted) == 0)
            return true;
    return false;
}

static enum token_outcome claims_check(const struct json_value *claims,
                                       const struct token_demand *demand)
{
    const struct json_value *audience = json_value_member(claims, "aud");
    const struct json_value *issuer = json_value_member(claims, "iss");
    double expires = 0, begins = 0, issued = 0, now = (double)demand->now;
    bool has_end, has_beginning, has_issue;
    if (!date_read(claims, "exp", &has_end, &expires) ||
        !date_read(claims, "nbf", &has_beginning, &begins) ||
        !date_read(claims, "iat", &has_issue, &issued) || !is_text_or_absent(claims, "iss") ||
        !is_text_or_absent(claims, "sub") || !is_text_or_absent(claims, "jti") ||
        !audience_is_valid(audience))
        return TOKEN_MALFORMED;
    // "on or after which" it must not be accepted.
    if (!has_end || now - demand->leeway >= expires)
        return TOKEN_EXPIRED;
    if (has_beginning && now + demand->leeway < begins)
        return TOKEN_NOT_YET;
    if (demand->issuer && (!issuer || strcmp(issuer->text, demand->issuer) != 0))
        return TOKEN_ISSUER;
    if (demand->audience && !audience_holds(audience, demand->audience))
        return TOKEN_AUDIENCE;
    return TOKEN_VALID;
}

enum token_outcome token_check(const struct token_key *key, const struct token_demand *demand,
                               const char *text, size_t length, struct arena *arena,
                               struct token *token)
{
    struct token_parts parts;
    *token = (struct token){0};
    if (!token_split(text, length, &parts))
        return TOKEN_MALFORMED;
    enum token_outcome outcome = header_check(arena, &parts);
    if (outcome != TOKEN_VALID)
        return outcome;
    if (!signature_is_ours(key, &parts, arena))
        return TOKEN_SIGNATURE;
    const char *payload;
    size_t payload_length;
    const struct json_value *claims =
        object_read(arena, parts.payload, parts.payload_length, &payload, &payload_length);
    if (!claims)
        return TOKEN_MALFORMED;
    outcome = claims_check(claims, demand);
    if (outcome == TOKEN_VALID)
        *token = (struct token){claims, payload, payload_length};
    return outcome;
}

void token_sign(const struct token_key *key, const char *payload, size_t length, struct text *out)
{
    static const char header[] = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";
    uint8_t mac[TOKEN_MAC_BYTES];
    size_t start = out->length;
    base64url_write((const uint8_t *)header, strlen(header), out);
    text_add_char(out, '.');
    base64url_write((const uint8_t *)payload, length, out);
    if (!token_mac(key, out->string + start, out->length - start, mac))
        abort(); // no memory
    text_add_char(out, '.');
    base64url_write(mac, sizeof mac, out);
}
