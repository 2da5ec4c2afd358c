// What PostgreSQL and well-known extensions declare by themselves, so that a name can be called
// unknown with certainty: the lists under platforms/names/, one file per extension, one line
// "kind name" (or "kind schema.name") each, sorted by bytes.
#ifndef LINTEL_READ_BUILTIN_H
#define LINTEL_READ_BUILTIN_H

#include "base/base.h"

// `source` is "postgres", "information_schema" or an extension's name; `kind` one of function,
// type, relation, operator_class, collation, language, access_method, role.
bool builtin_lists(const char *source, const char *kind, const char *name);
// Whether it lists any of that kind.
bool builtin_lists_kind(const char *source, const char *kind);
// Whether there is a list for this source at all.
bool builtin_has_list(const char *source);

#endif
