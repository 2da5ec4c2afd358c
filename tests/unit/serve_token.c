// Tokens: what is taken is exactly an HS256 token that is whole, ours, and in time. Known vectors
// are of RFC 7515 (appendix A.1), RFC 4231 and RFC 4648.
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

#include "serve/token.h"

#include "base/file.h"
#include "serve/token_base64.h"
#include "serve/token_crypto.h"

#include <setjmp.h>
// cmocka wants setjmp.h first
#include <cmocka.h>

enum { NOW = 1700000000 };

static const char secret[] = "a secret of more than thirty-two bytes, as text";
static const char header[] = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";
static struct arena *arena;
static const struct token_key *key;

static const struct token_key *key_of(const char *bytes, size_t length)
{
    const struct token_key *made;
    struct error error;
    assert_true(token_key_make(arena, "KEY", bytes, length, &made, &error));
    return made;
}

static const char *encoded(const char *bytes, size_t length)
{
    struct text text;
    text_init(&text);
    base64url_write((const uint8_t *)bytes, length, &text);
    const char *copy = arena_copy(arena, text.string, text.length);
    text_release(&text);
    return copy;
}

// A token of any header and payload, signed with any key, however wrong it is otherwise.
static const char *token_of(const struct token_key *with, const char *head, const char *payload)
{
    uint8_t mac[TOKEN_MAC_BYTES];
    const char *start = arena_format(arena, "%s.%s", encoded(head, strlen(head)),
                                     encoded(payload, strlen(payload)));
    assert_true(token_mac(with, start, strlen(start), mac));
    return arena_format(arena, "%s.%s", start, encoded((const char *)mac, sizeof mac));
}

static enum token_outcome checked_with(const struct token_key *with, const char *text,
                                       const char *issuer, const char *audience)
{
    struct token_demand demand = {issuer, audience, NOW, 60};
    struct token token;
    // Of exact size, so that a read beyond is seen.
    size_t length = strlen(text);
    char *exact = malloc(length ? length : 1);
    memcpy(exact, text, length);
    enum token_outcome outcome = token_check(with, &demand, exact, length, arena, &token);
    free(exact);
    assert_true((outcome == TOKEN_VALID) == (token.claims != NULL));
    return outcome;
}

static enum token_outcome checked(const char *text)
{
    return checked_with(key, text, NULL, NULL);
}

static enum token_outcome payload_checked(const char *payload)
{
    return checked(token_of(key, header, payload));
}

static void test_vectors(void **state)
{
    (void)state;
    size_t length;
    uint8_t mac[TOKEN_MAC_BYTES];
    // RFC 7515, A.1: a token with line feeds in its JSON, of 2011.
    const char *jwk =
        "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1"
        "Z9CAow";
    const uint8_t *bytes = base64url_read(arena, jwk, strlen(jwk), &length);
    assert_int_equal(length, 64);
    struct token_demand demand = {"joe", NULL, 1300819379, 0};
    struct token token;
    const char *text =
        "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."
        "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19"
        "yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const struct token_key *theirs = key_of((const char *)bytes, length);
    assert_int_equal(token_check(theirs, &demand, text, strlen(text), arena, &token), TOKEN_VALID);
    assert_int_equal(token.payload_length, 70);
    demand.now++;
    assert_int_equal(token_check(theirs, &demand, text, strlen(text), arena, &token),
                     TOKEN_EXPIRED);
    // RFC 4231, test case 6: a key longer than a block.
    char long_key[131];
    memset(long_key, 0xaa, sizeof long_key);
    const char *data = "Test Using Larger Than Block-Size Key - Hash Key First";
    assert_true(token_mac(key_of(long_key, sizeof long_key), data, strlen(data), mac));
    static const uint8_t known[] = {0x60, 0xe4, 0x31, 0x59, 0x1e, 0xe0, 0xb6, 0x7f,
                                    0x0d, 0x8a, 0x26, 0xaa, 0xcb, 0xf5, 0xb7, 0x7f};
    assert_memory_equal(mac, known, sizeof known);
}

static void test_base64(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"", ""},           {"f", "Zg"},          {"fo", "Zm8"},          {"foo", "Zm9v"},
        {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}, {"\xfb\xff\xfe", "-__-"}};
    static const char *const bad[] = {"Z",   "Zg==", "Zm8=",  "Zh",  "Zm9",    "+//+", "Zg ",
                                      " Zg", "Z\ng", "Zm9vZ", "Zg.", "Zg\x80", "=",    "===="};
    size_t length;
    for (size_t i = 0; i < array_length(pairs); i++) {
        assert_string_equal(encoded(pairs[i][0], strlen(pairs[i][0])), pairs[i][1]);
        uint8_t *bytes = base64url_read(arena, pairs[i][1], strlen(pairs[i][1]), &length);
        assert_int_equal(length, strlen(pairs[i][0]));
        assert_string_equal((char *)bytes, pairs[i][0]);
    }
    for (size_t i = 0; i < array_length(bad); i++)
        if (base64url_read(arena, bad[i], strlen(bad[i]), &length))
            fail_msg("\"%s\" was read", bad[i]);
    assert_null(base64url_read(arena, "Zg\0Zg", 5, &length));
}

static void test_signed_by_us(void **state)
{
    (void)state;
    const char *payload = "{\"sub\":\"a\",\"exp\":1700000001,\"x\":[1.50,{\"y\":null}]}";
    struct text text;
    struct token token;
    struct token_demand demand = {NULL, NULL, NOW, 0};
    text_init(&text);
    text_add(&text, "Bearer ");
    token_sign(key, payload, strlen(payload), &text);
    assert_int_equal(token_check(key, &demand, text.string + 7, text.length - 7, arena, &token),
                     TOKEN_VALID);
    assert_string_equal(token.payload, payload);
    assert_string_equal(json_value_member(token.claims, "sub")->text, "a");
    text_release(&text);
}

// Every single bit of a good token, changed, and every shorter text: never taken.
static void test_no_change_is_taken(void **state)
{
    (void)state;
    const char *good = token_of(key, header, "{\"sub\":\"a\",\"exp\":1800000000}");
    size_t length = strlen(good);
    assert_int_equal(checked(good), TOKEN_VALID);
    for (size_t at = 0; at < length; at++) {
        for (int bit = 0; bit < 8; bit++) {
            char *changed = arena_copy(arena, good, length);
            changed[at] ^= (char)(1 << bit);
            struct token_demand demand = {NULL, NULL, NOW, 60};
            struct token token;
            assert_int_not_equal(token_check(key, &demand, changed, length, arena, &token),
                                 TOKEN_VALID);
        }
        assert_int_not_equal(checked(arena_copy(arena, good, at)), TOKEN_VALID);
    }
    static const char *const tails[] = {"A", "=", ".", " ", "\n", "AAAA"};
    for (size_t i = 0; i < array_length(tails); i++)
        assert_int_not_equal(checked(arena_format(arena, "%s%s", good, tails[i])), TOKEN_VALID);
    assert_int_not_equal(checked(arena_format(arena, " %s", good)), TOKEN_VALID);
}

static void test_algorithms(void **state)
{
    (void)state;
    const char *payload = "{\"exp\":1800000000}";
    static const struct {
        const char *header;
        enum token_outcome outcome;
    } cases[] = {
        {"{\"alg\":\"HS256\"}", TOKEN_VALID},
        {"{\"alg\":\"HS256\",\"typ\":\"at+jwt\",\"kid\":\"../../dev/null\",\"cty\":1}",
         TOKEN_VALID},
        {"{\"alg\":\"none\"}", TOKEN_ALGORITHM},
        {"{\"alg\":\"None\"}", TOKEN_ALGORITHM},
        {"{\"alg\":\"hs256\"}", TOKEN_ALGORITHM},
        {"{\"alg\":\"HS256 \"}", TOKEN_ALGORITHM},
        {"{\"alg\":\"HS384\"}", TOKEN_ALGORITHM},
        {"{\"alg\":\"HS512\"}", TOKEN_ALGORITHM},
        {"{\"alg\":\"RS256\"}", TOKEN_ALGORITHM},
        {"{\"alg\":\"ES256\",\"jwk\":{}}", TOKEN_ALGORITHM},
        {"{\"alg\":\"\"}", TOKEN_ALGORITHM},
        {"{\"alg\":\"HS256\",\"crit\":[]}", TOKEN_ALGORITHM},
        {"{\"alg\":\"HS256\",\"crit\":[\"b64\"],\"b64\":false}", TOKEN_ALGORITHM},
        {"{\"alg\":\"HS256\",\"alg\":\"none\"}", TOKEN_MALFORMED},
        {"{\"alg\":[\"HS256\"]}", TOKEN_MALFORMED},
        {"{\"alg\":null}", TOKEN_MALFORMED},
        {"{\"alg\":256}", TOKEN_MALFORMED},
        {"{\"ALG\":\"HS256\"}", TOKEN_MALFORMED},
        {"{}", TOKEN_MALFORMED},
        {"[]", TOKEN_MALFORMED},
        {"\"HS256\"", TOKEN_MALFORMED},
        {"", TOKEN_MALFORMED},
        {"{\"alg\":\"HS256\"", TOKEN_MALFORMED},
        {"{\"alg\":\"HS256\"}x", TOKEN_MALFORMED},
    };
    for (size_t i = 0; i < array_length(cases); i++) {
        enum token_outcome outcome = checked(token_of(key, cases[i].header, payload));
        if (outcome != cases[i].outcome)
            fail_msg("%s: %d", cases[i].header, (int)outcome);
    }
    // Without a signature, and with an empty one of "none".
    const char *none = "{\"alg\":\"none\"}";
    const char *start = arena_format(arena, "%s.%s", encoded(none, strlen(none)),
                                     encoded(payload, strlen(payload)));
    assert_int_equal(checked(start), TOKEN_MALFORMED);
    assert_int_equal(checked(arena_format(arena, "%s.", start)), TOKEN_ALGORITHM);
    start = arena_format(arena, "%s.%s.", encoded(header, strlen(header)),
                         encoded(payload, strlen(payload)));
    assert_int_equal(checked(start), TOKEN_SIGNATURE);
    // JSON serialisation of RFC 7515, five parts of RFC 7516, nothing.
    assert_int_equal(checked("{\"payload\":\"e30\"}"), TOKEN_MALFORMED);
    assert_int_equal(checked("a.b.c.d.e"), TOKEN_MALFORMED);
    assert_int_equal(checked(""), TOKEN_MALFORMED);
    assert_int_equal(checked(".."), TOKEN_MALFORMED);
}

static void test_other_keys(void **state)
{
    (void)state;
    const char *payload = "{\"exp\":1800000000}";
    char other[sizeof secret];
    memcpy(other, secret, sizeof secret);
    other[sizeof secret - 2] ^= 1;
    const char *theirs = token_of(key_of(other, strlen(other)), header, payload);
    assert_int_equal(checked(theirs), TOKEN_SIGNATURE);
    const struct token_key *derived = token_key_derive(arena, key, "cursors");
    assert_int_equal(checked(token_of(derived, header, payload)), TOKEN_SIGNATURE);
    // The signature is looked at before what the payload says, and before whether it is JSON.
    assert_int_equal(checked(token_of(derived, header, "{\"exp\":1}")), TOKEN_SIGNATURE);
    assert_int_equal(checked(token_of(derived, header, "no json")), TOKEN_SIGNATURE);
}

static void test_claims(void **state)
{
    (void)state;
    static const struct {
        const char *payload;
        enum token_outcome outcome;
    } cases[] = {
        {"{\"exp\":1700000001}", TOKEN_VALID},
        {"{\"exp\":1699999941}", TOKEN_VALID}, // within the leeway
        {"{\"exp\":1699999940}", TOKEN_EXPIRED},
        {"{\"exp\":1699999940.5}", TOKEN_VALID},
        {"{\"exp\":1.7e9}", TOKEN_VALID},
        {"{\"exp\":1e300}", TOKEN_VALID},
        {"{\"exp\":1e9999}", TOKEN_MALFORMED},
        {"{\"exp\":-1}", TOKEN_EXPIRED},
        {"{\"exp\":0}", TOKEN_EXPIRED},
        {"{\"exp\":\"1800000000\"}", TOKEN_MALFORMED},
        {"{\"exp\":null}", TOKEN_MALFORMED},
        {"{\"exp\":true}", TOKEN_MALFORMED},
        {"{\"exp\":[1800000000]}", TOKEN_MALFORMED},
        {"{}", TOKEN_EXPIRED},
        {"{\"Exp\":1800000000}", TOKEN_EXPIRED},
        {"{\"exp\":1,\"exp\":1800000000}", TOKEN_MALFORMED},
        {"{\"exp\":1800000000,\"sub\":\"a\",\"sub\":\"b\"}", TOKEN_MALFORMED},
        {"{\"exp\":1800000000,\"nbf\":1700000060}", TOKEN_VALID},
        {"{\"exp\":1800000000,\"nbf\":1700000061}", TOKEN_NOT_YET},
        {"{\"exp\":1800000000,\"nbf\":\"1\"}", TOKEN_MALFORMED},
        {"{\"exp\":1800000000,\"iat\":1900000000}", TOKEN_VALID},
        {"{\"exp\":1800000000,\"iat\":\"now\"}", TOKEN_MALFORMED},
        {"{\"exp\":1800000000,\"sub\":7}", TOKEN_MALFORMED},
        {"{\"exp\":1800000000,\"sub\":null}", TOKEN_MALFORMED},
        {"{\"exp\":1800000000,\"iss\":{}}", TOKEN_MALFORMED},
        {"{\"exp\":1800000000,\"aud\":7}", TOKEN_MALFORMED},
        {"{\"exp\":1800000000,\"aud\":[\"a\",7]}", TOKEN_MALFORMED},
        {"{\"exp\":1800000000,\"aud\":[]}", TOKEN_VALID},
        {"{\"exp\":1800000000,\"jti\":1}", TOKEN_MALFORMED},
        {"{\"exp\":1800000000,\"sub\":\"a\\u0000b\"}", TOKEN_MALFORMED},
        {"{\"exp\":1800000000,\"sub\":\"\\ud800\"}", TOKEN_MALFORMED},
        {"{\"exp\":1800000000,\"sub\":\"\xff\"}", TOKEN_MALFORMED},
        {"[{\"exp\":1800000000}]", TOKEN_MALFORMED},
        {"null", TOKEN_MALFORMED},
        {"{\"exp\":1800000000} ", TOKEN_VALID},
        {"{\"exp\":1800000000}{}", TOKEN_MALFORMED},
        {"", TOKEN_MALFORMED},
    };
    for (size_t i = 0; i < array_length(cases); i++) {
        enum token_outcome outcome = payload_checked(cases[i].payload);
        if (outcome != cases[i].outcome)
            fail_msg("%s: %d", cases[i].payload, (int)outcome);
    }
}

static void test_issuer_and_audience(void **state)
{
    (void)state;
    static const struct {
        const char *claims, *issuer, *audience;
        enum token_outcome outcome;
    } cases[] = {
        {"", NULL, NULL, TOKEN_VALID},
        {"\"iss\":\"x\",\"aud\":\"y\",", NULL, NULL, TOKEN_VALID},
        {"\"iss\":\"https://a.example/\",", "https://a.example/", NULL, TOKEN_VALID},
        {"\"iss\":\"https://a.example\",", "https://a.example/", NULL, TOKEN_ISSUER},
        {"\"iss\":\"HTTPS://a.example/\",", "https://a.example/", NULL, TOKEN_ISSUER},
        {"", "https://a.example/", NULL, TOKEN_ISSUER},
        {"\"aud\":\"api\",", NULL, "api", TOKEN_VALID},
        {"\"aud\":[\"x\",\"api\"],", NULL, "api", TOKEN_VALID},
        {"\"aud\":[\"x\",\"apis\"],", NULL, "api", TOKEN_AUDIENCE},
        {"\"aud\":[],", NULL, "api", TOKEN_AUDIENCE},
        {"\"aud\":\"\",", NULL, "api", TOKEN_AUDIENCE},
        {"", NULL, "api", TOKEN_AUDIENCE},
    };
    for (size_t i = 0; i < array_length(cases); i++) {
        const char *payload = arena_format(arena, "{%s\"exp\":1800000000}", cases[i].claims);
        assert_int_equal(
            checked_with(key, token_of(key, header, payload), cases[i].issuer, cases[i].audience),
            cases[i].outcome);
    }
}

static void test_length(void **state)
{
    (void)state;
    char filler[8192];
    memset(filler, 'x', sizeof filler);
    filler[5900] = '\0';
    assert_int_equal(
        payload_checked(arena_format(arena, "{\"exp\":1800000000,\"x\":\"%s\"}", filler)),
        TOKEN_VALID);
    filler[5900] = 'x';
    filler[6200] = '\0';
    assert_int_equal(
        payload_checked(arena_format(arena, "{\"exp\":1800000000,\"x\":\"%s\"}", filler)),
        TOKEN_MALFORMED);
}

static void test_keys(void **state)
{
    (void)state;
    const struct token_key *made;
    struct error error;
    assert_false(
        token_key_make(arena, "JWT_SECRET", "hunter2hunter2hunter2hunter2hun", 31, &made, &error));
    assert_non_null(strstr(error.message, "JWT_SECRET is too short for HS256: it has 31 bytes"));
    assert_null(strstr(error.message, "hunter2"));
    assert_true(
        token_key_make(arena, "JWT_SECRET", "hunter2hunter2hunter2hunter2hunt", 32, &made, &error));
}

static void test_seals(void **state)
{
    (void)state;
    const struct token_key *cursors = token_key_derive(arena, key, "cursors");
    const struct token_key *again = token_key_derive(arena, key, "cursors");
    const struct token_key *others = token_key_derive(arena, key, "others");
    static const char bytes[] = "a\0b\xff";
    struct text sealed;
    size_t length;
    text_init(&sealed);
    token_seal(cursors, bytes, 4, &sealed);
    const char *opened = token_unseal(again, arena, sealed.string, sealed.length, &length);
    assert_non_null(opened);
    assert_int_equal(length, 4);
    assert_memory_equal(opened, bytes, 5);
    assert_null(token_unseal(others, arena, sealed.string, sealed.length, &length));
    for (size_t at = 0; at < sealed.length; at++) {
        char *changed = arena_copy(arena, sealed.string, sealed.length);
        changed[at] = changed[at] == 'A' ? 'B' : 'A';
        assert_null(token_unseal(cursors, arena, changed, sealed.length, &length));
        assert_null(token_unseal(cursors, arena, sealed.string, at, &length));
    }
    text_release(&sealed);
    // Longer than one block of the stream; nothing of it can be read.
    static const char long_bytes[] =
        "2026-03-01 09:00:00+00 a hidden column's value, and another one behind it, and a third";
    token_seal(cursors, long_bytes, sizeof long_bytes, &sealed);
    opened = token_unseal(again, arena, sealed.string, sealed.length, &length);
    assert_int_equal(length, sizeof long_bytes);
    assert_string_equal(opened, long_bytes);
    struct text plain;
    text_init(&plain);
    base64url_write((const uint8_t *)"hidden column", 13, &plain);
    assert_null(strstr(sealed.string, plain.string));
    const uint8_t *raw = base64url_read(arena, sealed.string, sealed.length, &length);
    assert_null(memmem(raw, length, "hidden", 6));
    text_release(&plain);
    text_release(&sealed);
    token_seal(cursors, "", 0, &sealed);
    assert_non_null(token_unseal(cursors, arena, sealed.string, sealed.length, &length));
    assert_int_equal(length, 0);
    text_release(&sealed);
}

// More keys than a thread keeps ready, in several threads: each finds its own tokens and no
// other's.
static void *check_many(void *context)
{
    enum { KEYS = 20 };
    struct arena *own = arena_new();
    const struct token_key **keys = context;
    const char *text = "some text";
    uint8_t macs[KEYS][TOKEN_MAC_BYTES], mac[TOKEN_MAC_BYTES];
    uintptr_t faults = 0;
    for (int i = 0; i < KEYS; i++)
        faults += !token_mac(keys[i], text, strlen(text), macs[i]);
    for (int i = 0; i < 20000; i++) {
        int at = (i * 7) % KEYS;
        faults += !token_mac(keys[at], text, strlen(text), mac) ||
                  !token_macs_equal(mac, macs[at], sizeof mac) ||
                  token_macs_equal(mac, macs[(at + 1) % KEYS], sizeof mac);
    }
    arena_free(own);
    return (void *)faults;
}

static void test_threads(void **state)
{
    (void)state;
    const struct token_key *keys[20];
    pthread_t threads[4];
    for (int i = 0; i < 20; i++)
        keys[i] = token_key_derive(arena, key, arena_format(arena, "%d", i));
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, check_many, keys), 0);
    for (int i = 0; i < 4; i++) {
        void *faults;
        pthread_join(threads[i], &faults);
        assert_null(faults);
    }
}

static void test_secrets(void **state)
{
    (void)state;
    char folder[] = "/tmp/lintel-unit-XXXXXX";
    const char *first, *second, *other;
    bool is_development;
    struct error error;
    assert_non_null(mkdtemp(folder));
    unsetenv("UNIT_SECRET");
    assert_false(token_secret_find(arena, "UNIT_SECRET", NULL, &first, &is_development, &error));
    assert_non_null(strstr(error.message, "UNIT_SECRET is not set"));
    assert_true(token_secret_find(arena, "UNIT_SECRET", folder, &first, &is_development, &error));
    assert_true(is_development);
    assert_true(strlen(first) >= 64);
    assert_true(token_secret_find(arena, "UNIT_SECRET", folder, &second, &is_development, &error));
    assert_string_equal(first, second);
    assert_true(token_secret_find(arena, "UNIT_OTHER", folder, &other, &is_development, &error));
    assert_string_not_equal(first, other);
    const char *path = file_join(arena, folder, "token-secret");
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    // Readable by others, too short, a link, a folder: refused, and nothing of it is told.
    chmod(path, 0640);
    assert_false(token_secret_find(arena, "UNIT_SECRET", folder, &second, &is_development, &error));
    chmod(path, 0600);
    assert_int_equal(truncate(path, 10), 0);
    assert_false(token_secret_find(arena, "UNIT_SECRET", folder, &second, &is_development, &error));
    assert_null(strstr(error.message, arena_copy(arena, first, 10)));
    unlink(path);
    assert_int_equal(symlink("/etc/passwd", path), 0);
    assert_false(token_secret_find(arena, "UNIT_SECRET", folder, &second, &is_development, &error));
    unlink(path);
    assert_int_equal(mkdir(path, 0700), 0);
    assert_false(token_secret_find(arena, "UNIT_SECRET", folder, &second, &is_development, &error));
    rmdir(path);
    setenv("UNIT_SECRET", "base64:AAAA", 1);
    assert_true(token_secret_find(arena, "UNIT_SECRET", folder, &second, &is_development, &error));
    assert_false(is_development);
    assert_string_equal(second, "base64:AAAA"); // text, as it is
    setenv("UNIT_SECRET", "", 1);
    assert_false(token_secret_find(arena, "UNIT_SECRET", folder, &second, &is_development, &error));
    assert_string_equal(error.message, "UNIT_SECRET is set, but empty");
    unsetenv("UNIT_SECRET");
    rmdir(folder);
    assert_false(token_secret_find(arena, "UNIT_SECRET", folder, &second, &is_development, &error));
}

int main(void)
{
    arena = arena_new();
    key = key_of(secret, strlen(secret));
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_vectors),      cmocka_unit_test(test_base64),
        cmocka_unit_test(test_signed_by_us), cmocka_unit_test(test_no_change_is_taken),
        cmocka_unit_test(test_algorithms),   cmocka_unit_test(test_other_keys),
        cmocka_unit_test(test_claims),       cmocka_unit_test(test_issuer_and_audience),
        cmocka_unit_test(test_length),       cmocka_unit_test(test_keys),
        cmocka_unit_test(test_seals),        cmocka_unit_test(test_threads),
        cmocka_unit_test(test_secrets),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(arena);
    return failed;
}
