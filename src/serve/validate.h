// Checks a value against a schema of the contract (JSON Schema as OpenAPI 3.0 and 3.1 use it):
// type, enum and const, lengths in characters, ranges digit for digit, multipleOf, pattern, format
// (uuid, date-time, date, time, email, uri, ipv4, ipv6, byte, int32, int64; an unknown format says
// nothing), required, unknown properties, items, uniqueItems, minProperties, allOf, oneOf, anyOf,
// not, nullable. Every failing field is listed, with its JSON pointer (RFC 6901), up to a limit.
//
// A schema that lintel could not read entirely (has_unknown, is_unresolved) is no judge: the parts
// that were read are checked; that some were not is said at start (service.h).
#ifndef LINTEL_SERVE_VALIDATE_H
#define LINTEL_SERVE_VALIDATE_H

#include "base/list.h"
#include "design/contract.h"
#include "serve/json_value.h"

enum { INPUT_FAULTS_MOST = 50 };

struct input_fault {
    const char *pointer; // "/items/3/price"; "" is the whole body; of others "path.todo_id"
    const char *detail;  // "longer than 200 characters", "not one of low, medium, high"
};

struct input_faults {
    LIST_FIELDS(struct input_fault);
    bool is_cut; // there were more
};

// Adds what is wrong. `pointer` is where the value stands. True where nothing is.
bool validate(struct arena *arena, const struct value_schema *schema,
              const struct json_value *value, const char *pointer, struct input_faults *faults);

// Patterns are compiled once, before serving; the service is shared by threads afterwards. Walks
// every schema of the contract; a pattern that cannot be compiled is said through `complain`, and
// false returned.
bool validate_prepare(struct arena *arena, const struct contract *contract,
                      void (*complain)(void *context, const char *line), void *context);

#endif
