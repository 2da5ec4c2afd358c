// What the files of type resolution (resolve_*.c) share; resolve.h is for everybody else. Here
// types are sorts (catalog.h); what lintel does not know is a sort of nothing, and makes an answer
// ANSWER_UNKNOWN.
#ifndef LINTEL_READ_RESOLVE_PART_H
#define LINTEL_READ_RESOLVE_PART_H

#include "read/catalog.h"
#include "read/resolve.h"

enum { ARGUMENTS_MAX = 100 }; // PostgreSQL's FUNC_MAX_ARGS

// ---- resolve_type.c: types ------------------------------------------------------------------
struct catalog *resolve_catalog(struct replay *replay);
struct sort sort_of(struct replay *replay, const struct type_name *type);
struct type_name *sort_type_name(struct replay *replay, struct sort sort); // NULL of nothing
struct sort sort_core(struct replay *replay, const char *name); // PostgreSQL's own, no array
struct sort sort_below_domains(struct replay *replay, struct sort sort);
// Nothing where it is no array (no range, ...), or its array (...) has no type.
struct sort sort_element(struct sort array);
struct sort sort_array(struct sort element);
struct sort sort_subtype(struct replay *replay, struct sort range);
struct sort sort_range(struct sort multirange);
struct sort sort_multirange(struct sort range);
char sort_category(struct replay *replay, struct sort sort);
bool sort_is_preferred(struct sort sort);
bool sort_is_unknown(struct sort sort); // PostgreSQL's `unknown`
bool sort_is_enum(struct sort sort);
bool sort_is_row(struct replay *replay, struct sort sort); // a composite, or a domain over one
// A base type that the design declares: its category and casts are not known.
bool sort_is_opaque(struct sort sort);
// A type by its name alone, along the search path: for name(value).
struct sort sort_by_name(struct replay *replay, const char *schema, const char *name);

// ---- resolve_convert.c: what becomes what -----------------------------------------------------
enum path { PATH_NONE, PATH_RELABEL, PATH_FUNCTION, PATH_ARRAY, PATH_TEXT, PATH_UNKNOWN };
enum path convert_path(struct replay *replay, struct sort from, struct sort to,
                       enum conversion conversion);
enum answer convert_one(struct replay *replay, struct sort from, struct sort to,
                        enum conversion conversion);
// All of them, polymorphic ones taken together.
enum answer convert_all(struct replay *replay, const struct sort *from, const struct sort *to,
                        uint32_t count, enum conversion conversion);

// ---- resolve_common.c -------------------------------------------------------------------------
// NO: they have none. `unknown` where all are that.
enum answer common_sort(struct replay *replay, const struct sort *sorts, uint32_t count,
                        struct sort *common);

// ---- resolve_generic.c: polymorphic types -----------------------------------------------------
bool generic_is(struct sort sort);
enum answer generic_fits(struct replay *replay, const struct sort *from, const struct sort *to,
                         uint32_t count);
// Makes the polymorphic ones among `takes` and the result concrete. NO: PostgreSQL cannot tell
// which type is meant. What stays unknown is nothing.
enum answer generic_settle(struct replay *replay, const struct sort *from, struct sort *takes,
                           uint32_t count, struct sort *result);

// ---- resolve_candidate.c ----------------------------------------------------------------------
struct candidate {
    const struct routine *routine;
    struct sort *takes; // per argument given (variadic ones spread), then those with defaults
    uint32_t count, defaulted, spread;
    uint32_t position; // on the search path
    bool is_ambiguous;
};

struct candidate_list {
    LIST_FIELDS(struct candidate);
};

// Adds one, unless an earlier one hides it, as PostgreSQL drops what takes the same arguments.
void candidate_add(struct replay *replay, struct candidate_list *list, struct candidate candidate);
// The first that takes exactly these types, or NULL.
struct candidate *candidate_exact(const struct candidate_list *list, const struct sort *inputs,
                                  uint32_t count);
// PostgreSQL's choice among several. In RESOLUTION_OPEN `list` is cut to what may be meant.
enum resolution_kind candidate_choose(struct replay *replay, struct candidate_list *list,
                                      const struct sort *inputs, uint32_t count,
                                      struct candidate **chosen);
// Writes what was chosen into the answer, or what all in doubt agree on.
struct resolution candidate_answer(struct replay *replay, enum resolution_kind kind,
                                   const struct candidate *chosen,
                                   const struct candidate_list *list,
                                   struct type_name *const *types, const struct sort *inputs,
                                   uint32_t count);
// The schemas to look in, PostgreSQL's own among them.
struct searched_schemas {
    LIST_FIELDS(const char *);
};
void candidate_schemas(struct replay *replay, const char *schema, struct searched_schemas *schemas);

#endif
