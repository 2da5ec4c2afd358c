// What to install where PostgreSQL lacks an extension that a design creates.
#ifndef LINTEL_POSTGRES_LOAD_EXTENSION_H
#define LINTEL_POSTGRES_LOAD_EXTENSION_H

#include "postgres/connection.h"

// A whole sentence without a full stop; NULL where the failure is another one.
const char *load_extension_advice(struct arena *arena, const char *statement,
                                  const struct sql_failure *failure);

// Whether it creates an extension whose objects platforms/supabase.sql declares, because a plain
// machine has none of it: then nothing is missing.
bool load_extension_is_declared(struct arena *arena, const char *statement);

#endif
