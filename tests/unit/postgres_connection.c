// Connection strings: which are refused before anything is sent, and what a remote one becomes. No
// server is needed.
#include "postgres/connection.h"

#include <setjmp.h>
// cmocka wants setjmp.h first
#include <cmocka.h>

static struct arena *arena;

static int set_up(void **state)
{
    (void)state;
    arena = arena_new();
    // The machine's own settings must not decide.
    unsetenv("PGHOST");
    unsetenv("PGHOSTADDR");
    unsetenv("PGSERVICE");
    setenv("PGSSLROOTCERT", "/certificates.pem", 1);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static const char *secured(const char *string, bool is_unverified, bool expects_local)
{
    const char *result;
    bool is_local;
    struct error error;
    if (!connection_secure(arena, string, is_unverified, &result, &is_local, &error))
        fail_msg("%s: %s", string, error.message);
    assert_int_equal(is_local, expects_local);
    return result;
}

static void test_local_is_left_alone(void **state)
{
    (void)state;
    static const char *const strings[] = {
        "postgres://u:p@localhost/d",
        "postgres://u@127.0.0.1:5433/d?sslmode=disable",
        "postgres://u@[::1]:5433/d",
        "postgresql:///d?host=/run/postgresql",
        "postgresql://%2Frun%2Fpostgresql/d",
        "host=localhost,127.0.0.1 dbname=d",
        "dbname=d",
        "",
    };
    for (size_t at = 0; at < array_length(strings); at++)
        assert_string_equal(secured(strings[at], false, true), strings[at]);
}

static void test_remote_is_verified(void **state)
{
    (void)state;
    static const char *const strings[] = {
        "postgres://u:p@db.example.com/d",
        "postgres://u:p@db.example.com/d?sslmode=disable",
        "postgres://u:p@db.example.com/d?sslmode=require&gssencmode=require",
        "host=localhost,db.example.com",
        "host=localhost hostaddr=192.0.2.1",
        "service=somewhere",
        "postgres://localhost.example.com/d",
        "postgres://u@[2001:db8::1]:5432/d",
    };
    for (size_t at = 0; at < array_length(strings); at++) {
        const char *result = secured(strings[at], false, false);
        if (!strstr(result, "sslmode='verify-full'") || strstr(result, "disable'  sslmode") ||
            !strstr(result, "sslrootcert='/certificates.pem'") ||
            !strstr(result, "gssencmode='disable'"))
            fail_msg("%s: %s", strings[at], result);
    }
    setenv("PGHOST", "db.example.com", 1);
    assert_non_null(strstr(secured("dbname=d", false, false), "verify-full"));
    unsetenv("PGHOST");
}

static void test_unverified_when_told(void **state)
{
    (void)state;
    assert_non_null(
        strstr(secured("postgres://db.example.com/d", true, false), "sslmode='require'"));
    assert_non_null(strstr(secured("postgres://db.example.com/d?sslmode=disable", true, false),
                           "sslmode='disable'"));
    const char *own = secured("host=db.example.com sslrootcert=/own.pem", false, false);
    assert_non_null(strstr(own, "sslrootcert='/own.pem'"));
    assert_null(strstr(own, "certificates.pem"));
}

static void test_values_are_quoted(void **state)
{
    (void)state;
    // it's a \ "word"
    const char *result =
        secured("postgres://u:it%27s%20a%20%5C%20%22word%22@db.example.com/d", false, false);
    if (!strstr(result, "password='it\\'s a \\\\ \"word\"'"))
        fail_msg("%s", result);
    // It reads back as the same.
    assert_string_equal(secured(result, false, false), result);
}

static void test_refused_without_showing(void **state)
{
    (void)state;
    static const char *const strings[] = {
        "postgres://u:a@hunter2@db.example.com/d",
        "postgres://u:hunter2/x@db.example.com/d",
        "postgres://u:x?hunter2@db.example.com/d",
        "postgres://u:x#hunter2@db.example.com/d",
        "postgres://u:hunter2",
        "postgres://u:%hunter2@db.example.com/d",
        "postgres://u@db.example.com:hunter2/d",
        "host=db.example.com password='hunter2",
        "host=db.example.com password=x hunter2",
        "host=db.example.com passwort=hunter2",
        "postgres://u@h/d?hunter2=x",
        "postgres://u@[hunter2/d",
    };
    for (size_t at = 0; at < array_length(strings); at++) {
        const char *result;
        bool is_local;
        struct error error;
        if (connection_secure(arena, strings[at], false, &result, &is_local, &error))
            fail_msg("%s was taken", strings[at]);
        if (strstr(error.message, "hunter2") || strchr(error.message, '\n') || !error.message[0])
            fail_msg("%s: %s", strings[at], error.message);
        struct connection *connection;
        assert_false(connection_open(&connection, strings[at], 1, &error));
        assert_null(connection);
        if (strstr(error.message, "hunter2"))
            fail_msg("%s: %s", strings[at], error.message);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_local_is_left_alone, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_remote_is_verified, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_unverified_when_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_values_are_quoted, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_refused_without_showing, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
