// What PostgreSQL 15 and its extensions declare, with types: casts, operators and functions, read
// from the files under platforms/catalog/ (the form of a line: README.md there). The files are
// sorted, so a name is found in the text as it stands; what was found is kept, and nothing is read
// before it is asked for.
//
// A `struct sort` is a type as resolution compares it: without length, schema or spelling. It is
// one of PostgreSQL's or an extension's (`catalog`), or of the design (`declared`, `row`).
#ifndef LINTEL_READ_CATALOG_H
#define LINTEL_READ_CATALOG_H

#include "design/design.h"

struct catalog;
struct catalog_source; // one file

struct sort {
    const struct catalog_type *catalog;
    struct type *declared;
    struct relation *row;
    bool is_multirange; // of `declared`, a range
    bool is_array;
};

struct sort_name { // an output column, an attribute
    const char *name;
    struct sort sort;
};

enum catalog_context { CAST_IMPLICIT, CAST_ASSIGNMENT, CAST_EXPLICIT };
enum catalog_method { CAST_RELABEL, CAST_FUNCTION, CAST_TEXT };

struct catalog_cast {
    struct sort target;
    enum catalog_context context;
    enum catalog_method method;
};

struct cast_list {
    LIST_FIELDS(struct catalog_cast);
};

enum catalog_kind {
    CATALOG_BASE,
    CATALOG_PSEUDO,
    CATALOG_ENUM,
    CATALOG_DOMAIN,
    CATALOG_RANGE,
    CATALOG_MULTIRANGE,
    CATALOG_COMPOSITE,
};

// The pseudo-types that mean something to resolution.
enum catalog_pseudo {
    PSEUDO_NONE,
    PSEUDO_UNKNOWN,
    PSEUDO_RECORD,
    PSEUDO_ANY,
    // What follows is polymorphic.
    PSEUDO_ANYELEMENT,
    PSEUDO_ANYNONARRAY,
    PSEUDO_ANYENUM,
    PSEUDO_ANYARRAY,
    PSEUDO_ANYRANGE,
    PSEUDO_ANYMULTIRANGE,
    PSEUDO_ANYCOMPATIBLE,
    PSEUDO_ANYCOMPATIBLENONARRAY,
    PSEUDO_ANYCOMPATIBLEARRAY,
    PSEUDO_ANYCOMPATIBLERANGE,
    PSEUDO_ANYCOMPATIBLEMULTIRANGE,
};

struct catalog_type {
    const char *name; // "int4"; "information_schema.yes_or_no"
    const struct catalog_source *source;
    char category; // pg_type.typcategory
    bool is_preferred, has_array;
    enum catalog_kind kind;
    enum catalog_pseudo pseudo;
    struct sort element;           // of oidvector and int2vector
    struct sort base;              // domain
    struct sort subtype;           // range
    struct sort range, multirange; // of a multirange, of a range
    struct sort_name *columns;     // composite
    uint32_t column_count;
    const struct cast_list *casts; // from it, those of its own file; NULL: not asked yet
    struct type_name *names[2];    // how it is written, and its array: resolve_type.c
};

// An operator or a function, also one of the design (resolve_function.c makes those).
struct routine {
    struct sort *takes; // one or two for an operator
    uint32_t count;
    const char **names; // per argument, NULL where none; NULL where none has one
    uint32_t defaults;  // so many of the last arguments
    bool is_variadic;   // the last
    bool is_prefix;     // operator
    bool is_aggregate, is_window, is_procedure, is_ordered_set, is_strict, returns_set;
    bool is_uncertain;  // an argument's type is not known
    struct sort result; // nothing where it is not known
    struct sort_name *columns;
    uint32_t column_count;
    struct function *function; // the design's
};

struct routine_list {
    LIST_FIELDS(struct routine *);
};

enum catalog_routine { CATALOG_OPERATOR, CATALOG_FUNCTION };

struct catalog *catalog_new(struct arena *arena); // everything found lives in the arena
const struct catalog_source *catalog_core(struct catalog *catalog); // PostgreSQL itself
// An extension's; NULL where there is no file.
const struct catalog_source *catalog_extension(struct catalog *catalog, const char *name);

// NULL where the file has none of that name.
const struct catalog_type *catalog_find_type(struct catalog *catalog,
                                             const struct catalog_source *source, const char *name);
// Empty where there are none. The list stays as it is.
const struct routine_list *catalog_routines(struct catalog *catalog,
                                            const struct catalog_source *source,
                                            enum catalog_routine kind, const char *name);
// The casts that this file declares from a type, which may be another file's.
const struct cast_list *catalog_casts(struct catalog *catalog, const struct catalog_source *source,
                                      struct sort from);
// The extension's name; "postgres" for the core.
const char *catalog_source_name(const struct catalog_source *source);

bool sort_same(struct sort a, struct sort b);
bool sort_is_known(struct sort sort);
enum catalog_pseudo sort_pseudo(struct sort sort); // of an array: PSEUDO_NONE

#endif
