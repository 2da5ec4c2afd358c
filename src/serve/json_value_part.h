// Shared by json_value*.c.
#ifndef LINTEL_SERVE_JSON_VALUE_PART_H
#define LINTEL_SERVE_JSON_VALUE_PART_H

#include "serve/json_value.h"

// The index of the first member whose name another one before it has, or the object's length.
uint32_t json_members_repeated(struct arena *arena, const struct json_value *object);

#endif
