// Environment variables as the project uses them, in the order found: by the manifest's own keys,
// by templates of env files, by compose files, by the source code that services name. Read by
// read/environment.h, and only where there is a manifest.
#ifndef LINTEL_DESIGN_VARIABLE_H
#define LINTEL_DESIGN_VARIABLE_H

#include "base/list.h"
#include "design/place.h"

enum variable_origin { VARIABLE_MANIFEST, VARIABLE_TEMPLATE, VARIABLE_COMPOSE, VARIABLE_CODE };

struct variable_use {
    const char *name;
    enum variable_origin origin;
    const char *service; // the manifest's that uses it; NULL where none is said to
    struct place place;
};

// Where variables may be used that are not known by name: the name is computed, or the file was not
// read.
struct variable_gap {
    struct place place; // or a file alone that was not read, with no bytes
    const char *reason;
};

struct variables {
    LIST(struct variable_use) uses;
    LIST(struct variable_gap) gaps;
};

#endif
