// Checks a value against a schema of the contract (JSON Schema as OpenAPI 3.0 and 3.1 use it):
// type, enum and const, lengths in characters, ranges digit for digit, multipleOf, pattern, format
// (uuid, date-time, date, time, email, uri, ipv4, ipv6, byte, int32, int64; an unknown format says
// nothing), required, unknown properties, items, uniqueItems, minProperties, allOf, oneOf, anyOf,
// not, nullable. Every failing field is listed, with its JSON pointer (RFC 6901), up to a limit.
//
// A property that is readOnly is the server's to set: a body must not have it, and need not where
// it is required. OpenAPI 3.0's nullable accepts null whatever stands beside it.
//
// The time is bounded, also where alternatives nest (oneOf in oneOf in oneOf ...): a value that
// would take longer is refused with a fault that says so.
//
//   validate.c         the walk: objects, arrays
//   validate_scalar.c  types, enum, numbers, strings
//   validate_forms.c   allOf, oneOf, anyOf, not
//   validate_fault.c   pointers and details
//   validate_check.c   what is computed of a schema before the first request
//   validate_format.c, validate_pattern.c
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
// every schema that requests reach. What cannot be checked is said through `complain`, and false
// returned: a pattern that is none, a multipleOf of more than 18 digits, a default or enum that is
// not JSON, a schema that is nothing but itself. `arena` must live as long as the contract.
bool validate_prepare(struct arena *arena, const struct contract *contract,
                      void (*complain)(void *context, const char *line), void *context);

// What a value of the schema may be (enum json_types, all of them where it does not say), with
// allOf, oneOf and anyOf taken into account; NULL may be anything.
uint32_t validate_types(const struct value_schema *schema);

// The contract's default as a value, or NULL. `arena` takes it where validate_prepare has not seen
// the schema.
const struct json_value *validate_default(struct arena *arena, const struct value_schema *schema);

// Adds a fault, once. For what stands around values: a parameter that is missing.
void input_fault_add(struct arena *arena, struct input_faults *faults, const char *pointer,
                     const char *detail);

#endif
