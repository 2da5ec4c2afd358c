// The log: what it hides, that its lines are JSON whatever is in them, and that a reader who does
// not read stops nobody.
#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#include "serve/json_value.h"
#include "serve/log.h"

#include "base/text.h"

#include <setjmp.h>
// cmocka wants setjmp.h first
#include <cmocka.h>

#define JWT                                                                                        \
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbGljZSIsInJvbGUiOiJ4In0.c2lnbmF0dXJlb2Zub3RoaW5nYXRhbGw"

static void test_redaction(void **state)
{
    (void)state;
    // Each text, and what must not be left of it.
    static const struct {
        const char *text, *secret, *kept;
    } cases[] = {
        {"token was " JWT " here", "eyJzdWIi", "here"},
        {JWT, "eyJ", ""},
        {"/a?apikey=" JWT "&limit=1", "eyJ", "limit=1"},
        {"/a?apikey=plainkey&limit=1", "plainkey", "limit=1"},
        {"/a?x=1&access_token=hunter2#f", "hunter2", "x=1"},
        {"/a?X-Api-Key=hunter2", "hunter2", "/a"},
        {"Authorization: Bearer abc.def", "abc.def", "Authorization"},
        {"authorization:Basic dXNlcjpwYXNz", "dXNlcjpwYXNz", "authorization"},
        {"Proxy-Authorization: Digest a=b, c=d\nnext", "c=d", "next"},
        {"Cookie: session=abcdef; theme=dark\r\nHost: h", "abcdef", "Host: h"},
        {"Set-Cookie: id=abcdef; Path=/", "abcdef", "Set-Cookie"},
        {"{\"authorization\": \"Bearer xyz\", \"a\": 1}", "xyz", "\"a\": 1"},
        {"{\"password\":\"hun\\\"ter2\",\"b\":2}", "ter2", "\"b\":2"},
        {"{\\\"password\\\":\\\"hunter2\\\"}", "hunter2", ""},
        {"password = 'hunter 2' host=db", "hunter", "host=db"},
        {"host=db password=hunter2,x&y dbname=app", "x&y", "dbname=app"},
        {"host=db password=hunter2;x dbname=app", ";x", "dbname=app"},
        {"PGPASSWORD=hunter2 psql", "hunter2", "psql"},
        {"DB_PASSWORD: hunter2, other", "hunter2", "other"},
        {"client_secret=hunter2", "hunter2", "client_secret"},
        {"JWT_SECRET=0123456789012345678901234567890123456789", "0123456789", "JWT_SECRET"},
        {"passphrase: hunter2", "hunter2", ""},
        {"new_password=>hunter2", "hunter2", ""},
        {"connect to postgres://app:hunter2@db/x failed", "hunter2", "failed"},
        {"postgresql://app:p@ss:w/rd@db:5432/x", "w/rd", "db:5432"},
        {"postgres://app:%21hunter2@db/x", "hunter2", "db/x"},
        {"postgres://app:$hunter2@db/x", "hunter2", "db/x"},
        {"postgres://app:password@db/x", ":password@", "db/x"},
        {"redis://:hunter2@cache", "hunter2", "cache"},
        {"Bearer 0123456789abcdef0123", "0123456789abcdef", "Bearer"},
        {"token: Bearer hunter2hunter2", "hunter2", ""},
        {"Key (email, token)=(a@b.c, hunter2) already exists.", "hunter2", "Key (email, token)"},
        {"Key (token)=(hun)ter2) already exists.", "ter2", ""},
        {"(token)=(hunter2)", "hunter2", ""},
        {"new row violates check \"c\"\nDETAIL: Failing row contains (1, hunter2, x).", "hunter2",
         "violates check"},
        {"sk_live_1234567890abcdef", "1234567890", ""},
        {"-----BEGIN PRIVATE KEY-----\nMIIEow\n-----END PRIVATE KEY----- after", "MIIEow", "after"},
        {"https://hooks.example/x?sig=1&secret=hunter2", "hunter2", "sig=1"},
        {"apikey: hunter2", "hunter2", "apikey"},
        {"'token': 'hunter2'", "hunter2", ""},
        {"x_token:hunter2", "hunter2", ""},
        {"password=", "nothing", "password="},
        {"password:", "nothing", "password:"},
        {"://:@", "nothing", ""},
    };
    for (size_t i = 0; i < array_length(cases); i++) {
        struct text out;
        text_init(&out);
        log_redact(cases[i].text, &out);
        if (strstr(out.string, cases[i].secret) || !strstr(out.string, cases[i].kept))
            fail_msg("\"%s\" became \"%s\"", cases[i].text, out.string);
        text_release(&out);
    }
}

// What has a secret's word and no secret stays readable.
static void test_kept(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "listening on http://127.0.0.1:8080",
        "password authentication failed for user \"app\"",
        "column \"token\" does not exist",
        "SELECT token::text, a == b FROM x",
        "invalid input syntax for type uuid: \"abc\"",
        "duplicate key value violates unique constraint \"users_email_key\"",
        "Key (email)=(a@b.example) already exists.",
        "the Bearer scheme",
        "passing=1 tokenizer=x secretary: y",
        "/api/todos/5f0c3d1e-7a52-4d8b-9a55-0e6b0a3f7c11/complete",
    };
    for (size_t i = 0; i < array_length(texts); i++) {
        struct text out;
        text_init(&out);
        log_redact(texts[i], &out);
        assert_string_equal(out.string, texts[i]);
        text_release(&out);
    }
}

// Texts that make a careless search look again and again.
static void test_long(void **state)
{
    (void)state;
    static const char *const pieces[] = {"://a:", "Key (",    "password\"",  "Bearer ", "eyJ",
                                         ":",     "token=\"", "-----BEGIN ", "a:b@"};
    for (size_t i = 0; i < array_length(pieces); i++) {
        struct text in, out;
        text_init(&in);
        text_init(&out);
        while (in.length < 256 * 1024)
            text_add(&in, pieces[i]);
        log_redact(in.string, &out);
        text_release(&in);
        text_release(&out);
    }
}

// ---- lines ----------------------------------------------------------------------------------------

struct capture {
    int saved, ends[2];
};

static void capture_start(struct capture *capture, bool is_small)
{
    assert_int_equal(pipe2(capture->ends, O_CLOEXEC), 0);
    if (is_small)
        assert_true(fcntl(capture->ends[1], F_SETPIPE_SZ, 8192) >= 8192);
    else
        fcntl(capture->ends[1], F_SETPIPE_SZ, 1 << 20);
    capture->saved = dup(STDERR_FILENO);
    dup2(capture->ends[1], STDERR_FILENO);
    close(capture->ends[1]);
}

static char *capture_read(struct capture *capture)
{
    static char bytes[1 << 21];
    size_t length = 0;
    fcntl(capture->ends[0], F_SETFL, O_NONBLOCK);
    for (ssize_t got;
         (got = read(capture->ends[0], bytes + length, sizeof bytes - 1 - length)) > 0;)
        length += (size_t)got;
    bytes[length] = '\0';
    return bytes;
}

static void capture_end(struct capture *capture)
{
    dup2(capture->saved, STDERR_FILENO);
    close(capture->saved);
    close(capture->ends[0]);
}

// Each line is one JSON object of at most 4096 bytes; returns how many.
static uint32_t lines_check(char *text)
{
    struct arena *arena = arena_new();
    uint32_t count = 0;
    for (char *line = text, *end; *line; line = end + 1, count++) {
        struct json_fault fault;
        end = strchr(line, '\n');
        assert_non_null(end);
        assert_in_range(end - line, 2, 4095);
        const struct json_value *value = json_value_read(arena, line, (size_t)(end - line), &fault);
        if (!value || value->kind != JSON_VALUE_OBJECT)
            fail_msg("no JSON: %.200s", line);
    }
    arena_free(arena);
    return count;
}

static void log_some(const char *text)
{
    log_event(LOG_INFO, "%s", text);
    log_event(LOG_DEBUG, "not %s", text);
    log_request(&(struct log_access){.request_id = "id",
                                     .method = "GET",
                                     .path = text,
                                     .operation = text,
                                     .address = "::1",
                                     .role = "anon",
                                     .subject = text,
                                     .status = 500,
                                     .microseconds = 12345678,
                                     .bytes = UINT64_MAX,
                                     .code = "internal",
                                     .sqlstate = "XX000",
                                     .detail = text});
}

static void test_lines(void **state)
{
    (void)state;
    static char texts[6][20000];
    memset(texts[0], 'x', sizeof texts[0] - 1);
    memset(texts[1], 1, sizeof texts[1] - 1);
    memset(texts[2], '"', sizeof texts[2] - 1);
    memset(texts[3], 0xff, sizeof texts[3] - 1);
    for (size_t i = 0; i + 2 < sizeof texts[4]; i += 2)
        memcpy(texts[4] + i, "\xc3\xa9", 2);
    for (int i = 0; i < 255; i++)
        texts[5][i] = (char)(i + 1);
    struct capture capture;
    capture_start(&capture, false);
    log_start(LOG_INFO, true);
    for (int i = 0; i < 6; i++)
        log_some(texts[i]);
    log_listening("127.0.0.1:8080", 2);
    char *lines = capture_read(&capture);
    capture_end(&capture);
    assert_int_equal(lines_check(lines), 13);
    // The numbers of a long line are there.
    assert_non_null(strstr(lines, "\"status\":500,\"milliseconds\":12345.678,\"bytes\":1844674"));
    assert_non_null(strstr(lines, "\"address\":\"127.0.0.1:8080\",\"workers\":2}"));
}

static void test_fields(void **state)
{
    (void)state;
    struct capture capture;
    capture_start(&capture, false);
    log_start(LOG_INFO, true);
    log_request(&(struct log_access){.request_id = "r1",
                                     .method = "GET",
                                     .path = "/a/" JWT,
                                     .operation = "getTodo",
                                     .role = "authenticated",
                                     .subject = "5f0c3d1e-7a52-4d8b-9a55-0e6b0a3f7c11",
                                     .status = 200,
                                     .microseconds = 1002,
                                     .bytes = 17});
    log_request(&(struct log_access){
        .request_id = "r2", .method = "GET", .path = "/", .status = 504, .detail = "password=x"});
    log_start(LOG_ERROR, true);
    log_request(
        &(struct log_access){.request_id = "r3", .method = "GET", .path = "/", .status = 404});
    char *lines = capture_read(&capture);
    capture_end(&capture);
    assert_int_equal(lines_check(lines), 2);
    assert_null(strstr(lines, "5f0c3d1e"));
    assert_null(strstr(lines, "eyJ"));
    assert_null(strstr(lines, "password=x"));
    assert_null(strstr(lines, "r3"));
    assert_non_null(strstr(lines, "\"path\":\"/a/[redacted]\",\"operation\":\"getTodo\","
                                  "\"role\":\"authenticated\",\"subject\":\""));
    assert_non_null(strstr(lines, "\"status\":200,\"milliseconds\":1.002,\"bytes\":17}"));
    assert_non_null(
        strstr(lines, "\"level\":\"error\",\"message\":\"request\",\"request_id\":\"r2\""));
}

static void test_for_people(void **state)
{
    (void)state;
    struct capture capture;
    capture_start(&capture, false);
    log_start(LOG_INFO, false);
    log_event(LOG_WARNING, "lost\x1b[2J %s", "password=hunter2");
    log_request(&(struct log_access){.request_id = "r",
                                     .method = "GET",
                                     .path = "/a",
                                     .status = 500,
                                     .microseconds = 2500,
                                     .code = "internal",
                                     .detail = "a\nb"});
    char *lines = capture_read(&capture);
    capture_end(&capture);
    assert_non_null(strstr(lines, "Z warning lost\\u001b[2J password=[redacted]\n"));
    assert_non_null(strstr(lines, "Z error 500 GET /a 2.500 ms internal: a\\nb\n"));
}

// A pipe that nobody reads: the calls return, and afterwards the loss is told.
static void test_reader_that_does_not_read(void **state)
{
    (void)state;
    struct capture capture;
    capture_start(&capture, true);
    log_start(LOG_INFO, true);
    for (int i = 0; i < 1000; i++)
        log_event(LOG_INFO, "event %d", i);
    assert_in_range(lines_check(capture_read(&capture)), 1, 999);
    log_event(LOG_INFO, "again");
    char *lines = capture_read(&capture);
    capture_end(&capture);
    assert_int_equal(lines_check(lines), 2);
    assert_non_null(strstr(lines, "lines of the log were lost"));
    assert_non_null(strstr(lines, "again"));
}

static void *write_lines(void *context)
{
    (void)context;
    static const char text[] = "0123456789012345678901234567890123456789012345678901234567890123";
    for (int i = 0; i < 200; i++)
        log_some(text);
    return NULL;
}

static void test_threads(void **state)
{
    (void)state;
    enum { THREADS = 4 };
    pthread_t threads[THREADS];
    struct capture capture;
    capture_start(&capture, false);
    log_start(LOG_INFO, true);
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, write_lines, NULL), 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    char *lines = capture_read(&capture);
    capture_end(&capture);
    assert_true(lines_check(lines) > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_redaction),
        cmocka_unit_test(test_kept),
        cmocka_unit_test(test_long),
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_fields),
        cmocka_unit_test(test_for_people),
        cmocka_unit_test(test_reader_that_does_not_read),
        cmocka_unit_test(test_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
