// Problems: every kind has its row, every SQLSTATE its kind, and nothing of the database's own
// words gets out but what PTnnn raises.
#include "serve/problem.h"

#include <setjmp.h>
// cmocka wants setjmp.h first
#include <cmocka.h>

static struct text out;

static const char *written(const struct problem *problem)
{
    text_release(&out);
    problem_write(problem, "01890a5d-ac96-774b-bcce-b302099a8057", &out);
    return out.string;
}

static void test_rows(void **state)
{
    (void)state;
    for (int kind = PROBLEM_NONE; kind <= PROBLEM_RAISED; kind++) {
        const struct problem_row *row = problem_row((enum problem_kind)kind);
        assert_int_equal(row->kind, kind);
        assert_non_null(row->code);
        if (kind == PROBLEM_NONE || kind == PROBLEM_RAISED)
            continue;
        assert_in_range(row->status, 400, 599);
        assert_non_null(row->detail);
        assert_true((row->status == 503) == (row->retry_after > 0));
        for (int other = 1; other < kind; other++)
            assert_string_not_equal(row->code, problem_row((enum problem_kind)other)->code);
    }
}

static void test_failures(void **state)
{
    (void)state;
    static const struct {
        const char *sqlstate;
        uint32_t status;
        const char *code;
    } cases[] = {
        {"23505", 409, "conflict"},
        {"23P01", 409, "conflict"},
        {"23503", 409, "reference_conflict"},
        {"23001", 409, "reference_conflict"},
        {"23514", 422, "check_failed"},
        {"23502", 422, "check_failed"},
        {"44000", 422, "check_failed"},
        {"P0001", 422, "check_failed"},
        {"22P02", 400, "invalid_value"},
        {"22003", 400, "invalid_value"},
        {"22001", 400, "invalid_value"},
        {"22021", 400, "invalid_value"},
        {"54000", 400, "invalid_value"},
        {"42501", 403, "forbidden"},
        {"40001", 503, "retry"},
        {"40P01", 503, "retry"},
        {"55P03", 503, "retry"},
        {"57014", 504, "database_timeout"},
        {"57P01", 503, "database_unavailable"},
        {"57P03", 503, "database_unavailable"},
        {"08006", 503, "database_unavailable"},
        {"53300", 503, "busy"},
        {"53100", 503, "busy"},
        {"25006", 500, "internal"},
        {"42P01", 500, "internal"},
        {"42703", 500, "internal"},
        {"P0002", 500, "internal"},
        {"P0004", 500, "internal"},
        {"XX000", 500, "internal"},
        {"", 500, "internal"},
        {"PT200", 500, "internal"},
        {"PT399", 500, "internal"},
        {"PT600", 500, "internal"},
        {"PT4O3", 500, "internal"},
        {"PT40", 500, "internal"},
        {"PT403", 403, "forbidden"},
        {"PT404", 404, "not_found"},
        {"PT409", 409, "conflict"},
        {"PT422", 422, "unprocessable"},
        {"PT418", 418, "refused"},
        {"PT599", 599, "failed"},
    };
    for (size_t i = 0; i < array_length(cases); i++) {
        struct pg_failure failure = {.message = "the secret of the design",
                                     .detail = "Key (email)=(a@b.example) already exists.",
                                     .hint = "hint of the database",
                                     .constraint = "u_email_key",
                                     .table = "users_table",
                                     .column = "email_column"};
        snprintf(failure.sqlstate, sizeof failure.sqlstate, "%s", cases[i].sqlstate);
        struct problem problem = problem_of_failure(&failure, true);
        if (problem_status(&problem) != cases[i].status)
            fail_msg("%s: %u, not %u", cases[i].sqlstate, problem_status(&problem),
                     cases[i].status);
        assert_string_equal(problem_code(&problem), cases[i].code);
        bool is_raised = problem.kind == PROBLEM_RAISED;
        const char *body = written(&problem);
        assert_true((strstr(body, "the secret of") != NULL) == is_raised);
        assert_null(strstr(body, "email"));
        assert_null(strstr(body, "hint"));
        assert_null(strstr(body, "users_table"));
        assert_null(strstr(body, cases[i].sqlstate[0] ? cases[i].sqlstate : "SQLSTATE"));
    }
}

static void test_privilege_of_nobody(void **state)
{
    (void)state;
    struct pg_failure failure = {.sqlstate = "42501", .message = "permission denied"};
    struct problem problem = problem_of_failure(&failure, false);
    assert_int_equal(problem_status(&problem), 401);
    assert_string_equal(problem_code(&problem), "unauthenticated");
}

static void test_body(void **state)
{
    (void)state;
    struct problem problem = {.kind = PROBLEM_NOT_FOUND};
    assert_string_equal(
        written(&problem),
        "{\"type\": \"about:blank\", \"title\": \"Not Found\", \"status\": 404, \"detail\": "
        "\"There is no such thing.\", \"code\": \"not_found\", \"instance\": "
        "\"urn:uuid:01890a5d-ac96-774b-bcce-b302099a8057\"}\n");
    problem = (struct problem){.kind = PROBLEM_DATABASE_TIMEOUT, .outcome = "unknown"};
    assert_non_null(strstr(written(&problem), "\"outcome\": \"unknown\""));
    struct input_fault faults[] = {{"/title", "longer than 200 characters"},
                                   {"path.todo_id", "not a \"uuid\""}};
    struct input_faults list = {.items = faults, .count = 2, .is_cut = true};
    problem = (struct problem){.kind = PROBLEM_INVALID_INPUT, .faults = &list};
    assert_non_null(strstr(written(&problem),
                           "\"errors\": [{\"pointer\": \"/title\", \"detail\": \"longer than 200 "
                           "characters\"}, {\"pointer\": \"path.todo_id\", \"detail\": \"not a "
                           "\\\"uuid\\\"\"}], \"errors_cut\": true}"));
    // What SQL raises may be any text.
    problem = (struct problem){.kind = PROBLEM_RAISED, .status = 403, .detail = "no \"x\"\n\xff"};
    assert_non_null(strstr(written(&problem), "\"detail\": \"no \\\"x\\\"\\n\\ufffd\""));
    text_release(&out);
    problem_write(&problem, "proxy:id", &out);
    assert_non_null(strstr(out.string, "\"instance\": \"#proxy:id\""));
    text_release(&out);
}

int main(void)
{
    text_init(&out);
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows), cmocka_unit_test(test_failures),
                                       cmocka_unit_test(test_privilege_of_nobody),
                                       cmocka_unit_test(test_body)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
