// Objects' names for messages and for the SQL in help: quoted where SQL needs it, with the schema
// only where it is not `public`.
#ifndef LINTEL_LINK_NAME_H
#define LINTEL_LINK_NAME_H

#include "design/design.h"

const char *name_identifier(struct arena *arena, const char *name);
const char *name_qualified(struct arena *arena, const char *schema, const char *name);
const char *name_relation(struct arena *arena, const struct relation *relation);
const char *name_column(struct arena *arena, const struct column *column);        // todos.user_id
const char *name_columns(struct arena *arena, const struct column_list *columns); // a, b
// The path that identifies the object in baselines: "public.todos", "public.todos.user_id".
const char *name_path(struct arena *arena, const char *schema, const char *name, const char *part);

// At most `length` bytes of a text, cut at a character and ended by "..." where it was longer.
const char *name_shortened(struct arena *arena, const char *text, size_t length);

// "a, b and c"; `last` is the word before the last ("and", "or").
struct name_list {
    LIST_FIELDS(const char *);
};
const char *name_join(struct arena *arena, const struct name_list *names, const char *last);

#endif
