// What the handlers of named objects share: the name of a new object, finding an old one as the
// tree names it, and saying that PostgreSQL refuses a statement.
#ifndef LINTEL_READ_SQL_OBJECT_H
#define LINTEL_READ_SQL_OBJECT_H

#include "read/sql_tree.h"

#define OBJECT(kind) PG_QUERY__OBJECT_TYPE__OBJECT_##kind

// ---- new objects ------------------------------------------------------------------------------
struct object_name {
    const char *schema, *name; // in the design's arena
    struct place place;        // of the name
    enum outcome outcome;      // where it cannot be made: why
};
// `schema` as written or NULL, `location` of the name or 0. False where nothing can be made now.
bool object_new_name(struct replay *replay, const char *schema, const char *name, int32_t location,
                     struct object_name *object);
// The same from a list of String nodes.
bool object_new_name_of(struct replay *replay, size_t count, node **parts,
                        struct object_name *object);
// Records a duplicate, and gives false, where a type or relation of that name is there already.
bool object_type_is_free(struct replay *replay, const char *what, const struct object_name *object);

// ---- objects that exist -----------------------------------------------------------------------
// A relation by name. NULL where it is not found: then `outcome` is what the handler answers, with
// the unknown name reported unless `missing_ok`. A relation of an extension is NULL and neutral.
struct relation *object_relation(struct replay *replay, const char *schema, const char *name,
                                 int32_t location, bool missing_ok, enum outcome *outcome);
struct relation *object_relation_of(struct replay *replay, const PgQuery__RangeVar *range,
                                    bool missing_ok, enum outcome *outcome);
struct type *object_type(struct replay *replay, size_t count, node **parts, bool missing_ok,
                         enum outcome *outcome);
struct function *object_function(struct replay *replay, const char *what,
                                 const PgQuery__ObjectWithArgs *tree, bool missing_ok,
                                 enum outcome *outcome);
struct schema *object_schema(struct replay *replay, const char *name, bool missing_ok,
                             enum outcome *outcome);
// The String nodes of a tree node: a List, a TypeName's names, or a single String itself.
size_t object_parts(const node *tree, node *const **parts);

// ---- refusals ---------------------------------------------------------------------------------
// PostgreSQL fails here, for a reason that no rule is about; the model stays as it is.
enum outcome object_refused(struct replay *replay, const char *format, ...) printf_like(2, 3);

// "public.todos" without the schema where it is public.
char *object_path(struct arena *arena, const char *schema, const char *name);

// ---- sql_type.c -------------------------------------------------------------------------------
// The type without a fault where it is not known (then is_known is false).
struct type_name *type_name_find(struct replay *replay, const PgQuery__TypeName *tree);
// Whether two uses name the same type as far as overloads see it: arrays are told from single
// values, modifiers are not looked at.
bool type_name_matches(const struct type_name *a, const struct type_name *b);

// ---- sql_type_make.c --------------------------------------------------------------------------
enum outcome type_define_base(struct replay *replay, const PgQuery__DefineStmt *tree);

// ---- sql_extension.c --------------------------------------------------------------------------
enum outcome extension_drop(struct replay *replay, const char *name, bool missing_ok,
                            bool cascades);

// ---- sql_session.c ----------------------------------------------------------------------------
// The search path from its text form, as set_config takes it: `public, "My Schema"`.
void session_set_search_path(struct replay *replay, const char *text);

// ---- sql_function.c ---------------------------------------------------------------------------
// "f(integer, text)": what messages call it, its IN arguments in parentheses.
char *function_signature(struct arena *arena, const struct function *function);
// Whether callers pass it.
bool argument_is_input(const struct argument *argument);

#endif
