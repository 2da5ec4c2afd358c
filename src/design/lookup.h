// The design's sets of objects: adding, finding, renaming and removing, with the maps kept right.
// A qualified name is looked up as "schema.name"; finding never searches paths (read/replay.h
// does). Relations and indexes share one namespace per schema, as in pg_class; so do types and
// relations' row types. All functions take names as the catalog holds them (folded, cut).
#ifndef LINTEL_DESIGN_LOOKUP_H
#define LINTEL_DESIGN_LOOKUP_H

#include "design/design.h"

struct design *design_new(void);
void design_free(struct design *design); // also of NULL; frees the arena

struct schema *design_find_schema(const struct design *design, const char *name);
struct schema *design_add_schema(struct design *design, const char *name, struct place place);
void design_remove_schema(struct design *design, struct schema *schema); // only itself

struct role *design_find_role(const struct design *design, const char *name);
struct role *design_add_role(struct design *design, const char *name, struct place place);
void design_remove_role(struct design *design, struct role *role);

struct relation *design_find_relation(const struct design *design, const char *schema,
                                      const char *name);
// Names are copied. The caller has made sure that the name is free.
struct relation *design_add_relation(struct design *design, enum relation_kind kind,
                                     const char *schema, const char *name, struct place place);
// Its indexes' names go with it, and it leaves its parents' and children's lists.
void design_remove_relation(struct design *design, struct relation *relation);
// A change of the schema takes the indexes along.
void design_rename_relation(struct design *design, struct relation *relation, const char *schema,
                            const char *name);

bool column_list_has(const struct column_list *list, const struct column *column);
struct column *relation_find_column(const struct relation *relation, const char *name);
struct constraint *relation_find_constraint(const struct relation *relation, const char *name);
struct policy *relation_find_policy(const struct relation *relation, const char *name);
struct trigger *relation_find_trigger(const struct relation *relation, const char *name);
struct constraint *relation_primary_key(const struct relation *relation); // or NULL

struct index *design_find_index(const struct design *design, const char *schema, const char *name);
// Links the index into its relation and the schema's names.
void design_add_index(struct design *design, struct index *index);
void design_remove_index(struct design *design, struct index *index);
void design_rename_index(struct design *design, struct index *index, const char *name);

struct type *design_find_type(const struct design *design, const char *schema, const char *name);
struct type *design_add_type(struct design *design, enum type_kind kind, const char *schema,
                             const char *name, struct place place);
void design_remove_type(struct design *design, struct type *type);
void design_rename_type(struct design *design, struct type *type, const char *schema,
                        const char *name);

// Functions of one name: the first, and then `design_next_overload` until NULL.
struct function *design_find_function(const struct design *design, const char *schema,
                                      const char *name);
struct function *design_next_overload(const struct design *design, const struct function *function);
struct function *design_add_function(struct design *design, const char *schema, const char *name,
                                     struct place place);
void design_remove_function(struct design *design, struct function *function);
void design_rename_function(struct design *design, struct function *function, const char *schema,
                            const char *name);

// Whether it answers rows, a row, or a document: anything but one plain value.
bool function_answers_rows(const struct function *function);

// Grants. `grant_list_find` gives the role's row (not the assumed one) or NULL.
struct grant *grant_list_find(struct grant_list *list, const char *role, bool is_assumed);
// What `role` was granted by name, assumed rows included where `with_assumed`.
uint32_t grant_list_privileges(const struct grant_list *list, const char *role, bool with_assumed);
// Whether `role` is, inherits from, or is a member of `group` ("public" counts for all).
bool role_is_member(const struct design *design, const char *role, const char *group);

bool relation_is_table(const struct relation *relation); // plain, partitioned: what holds rows
const char *relation_kind_name(const struct relation *relation); // "table", "view", ...
uint32_t command_privilege(enum command command);                // what it needs; 0 of ALL
const char *command_name(enum command command);                  // "ALL", "SELECT", ...
// As options, dump and report have them; what is not known is "unknown".
const char *platform_name(enum platform platform);
const char *default_grants_name(enum default_grants grants);

// Whether a gap's text names `word` (as a whole word, case-insensitively): then nothing certain can
// be said about an object of that name.
bool design_gap_mentions(const struct design *design, const char *word);
// Whether a gap may do something to the object of that name: `verb` (a word in lower case, such as
// "index") is in a gap's text, and so is the name, or the text is executed dynamically.
bool design_gap_may(const struct design *design, const char *verb, const char *name);

// The type as PostgreSQL's format_type shows it: "character varying(20)", "public.mood[]" (a schema
// only where it is neither pg_catalog nor `public` nor NULL). NULL type is "unknown".
char *type_name_text(struct arena *arena, const struct type_name *type);
// The same base type, whatever the modifiers; domains are looked through where `through_domains`.
bool type_name_same(const struct type_name *a, const struct type_name *b, bool through_domains);

#endif
