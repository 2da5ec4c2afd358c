// One JSON value as the text that PostgreSQL reads for a type (REQUESTS.md, "Names and
// parameters"): strings decoded, numbers digit for digit, arrays as array literals or, for json, as
// JSON, objects as JSON or as record literals of a composite type.
#ifndef LINTEL_SERVE_BIND_VALUE_H
#define LINTEL_SERVE_BIND_VALUE_H

#include "base/text.h"
#include "serve/answer_value.h"
#include "serve/json_value.h"

// `value` is not NULL and no JSON null. False where the type has no place for it: an object for an
// integer. `type` is the parameter's OID: whole numbers written as 1.0 become 1 for integers.
must_check bool bind_value_write(const struct value_form *form, uint32_t type,
                                 const struct json_value *value, struct text *out);

#endif
