// What a refused request is told: RFC 9457, application/problem+json, with a `code` that is stable.
// One table of kinds, one table from SQLSTATE to kind; nothing internal leaks: a client sees the
// texts of these tables, what it sent itself, and what the design's SQL raises for it (PTnnn).
#ifndef LINTEL_SERVE_PROBLEM_H
#define LINTEL_SERVE_PROBLEM_H

#include "base/text.h"
#include "postgres/pg.h"
#include "serve/validate.h"

enum problem_kind {
    PROBLEM_NONE,
    PROBLEM_MALFORMED,          // 400 the request is not HTTP as it should be
    PROBLEM_INVALID_INPUT,      // 400 fields listed
    PROBLEM_INVALID_JSON,       // 400
    PROBLEM_INVALID_CURSOR,     // 400
    PROBLEM_INVALID_VALUE,      // 400 the database refused a value (class 22)
    PROBLEM_UNAUTHENTICATED,    // 401 no credential
    PROBLEM_INVALID_TOKEN,      // 401
    PROBLEM_EXPIRED_TOKEN,      // 401
    PROBLEM_TOKEN_NOT_YET,      // 401 its nbf has not come
    PROBLEM_TOKEN_ISSUER,       // 401 another iss than the manifest asks for
    PROBLEM_TOKEN_AUDIENCE,     // 401
    PROBLEM_TOKEN_ROLE,         // 401 its role is none of token_role: an anon key is no session
    PROBLEM_TOKEN_CLAIM,        // 401 a claim of `require` is not there
    PROBLEM_SUBJECT_NOT_UUID,   // 401
    PROBLEM_FORBIDDEN,          // 403
    PROBLEM_NOT_FOUND,          // 404
    PROBLEM_NO_ROUTE,           // 404
    PROBLEM_METHOD_NOT_ALLOWED, // 405
    PROBLEM_NOT_ACCEPTABLE,     // 406
    PROBLEM_TIMEOUT,            // 408 the client took too long
    PROBLEM_CONFLICT,           // 409 unique, exclusion
    PROBLEM_REFERENCE,          // 409 foreign key
    PROBLEM_TOO_LARGE,          // 413
    PROBLEM_URI_TOO_LONG,       // 414
    PROBLEM_NOT_JSON,           // 415
    PROBLEM_CHECK_FAILED,       // 422 CHECK, NOT NULL
    PROBLEM_RATE_LIMITED,       // 429
    PROBLEM_HEAD_TOO_LARGE,     // 431
    PROBLEM_INTERNAL,           // 500
    PROBLEM_BUSY,               // 503 queue or pool full, too many connections
    PROBLEM_DATABASE_DOWN,      // 503
    PROBLEM_RETRY,              // 503 serialization failure, deadlock: nothing was changed
    PROBLEM_STOPPING,           // 503
    PROBLEM_DATABASE_TIMEOUT,   // 504
    PROBLEM_RAISED,             // PTnnn: status and detail are the SQL's
};

struct problem {
    enum problem_kind kind;
    uint32_t status;    // RAISED; else the table's
    const char *detail; // or NULL: the table's
    const struct input_faults *faults;
    const char *outcome;    // of a write: "unknown", "committed"; NULL: nothing was changed
    uint32_t retry_after;   // seconds; 0: the table's
    const char *log_detail; // for the log alone, or NULL
};

struct problem_row {
    enum problem_kind kind;
    uint32_t status;
    const char *code, *title, *detail;
    uint32_t retry_after; // seconds until it makes sense to ask again; 0: nobody can say
};
const struct problem_row *problem_row(enum problem_kind kind);
uint32_t problem_status(const struct problem *problem);
const char *problem_code(const struct problem *problem); // RAISED: by its status: "forbidden"
uint32_t problem_retry_after(const struct problem *problem);

// What a refusal of PostgreSQL means. `is_authenticated`: whether anybody has signed in (42501 is
// 403 then, else 401). The strings live as long as the failure's.
struct problem problem_of_failure(const struct pg_failure *failure, bool is_authenticated);

// The body; `instance` is the request's id ("urn:uuid:..."), written as `instance`.
void problem_write(const struct problem *problem, const char *request_id, struct text *out);

void problem_write_documentation(struct text *out); // docs/problems.md, of the tables

#endif
