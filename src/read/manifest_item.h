// The parts of read/manifest*.c that only they share: how an item of a list or of a map with names
// of the user's own is made, what contradicts what, and how the reader says a fault.
#ifndef LINTEL_READ_MANIFEST_ITEM_H
#define LINTEL_READ_MANIFEST_ITEM_H

#include "read/manifest.h"
#include "read/tree.h"

// The table's parts, in order behind that of manifest_keys.c.
extern const struct manifest_key manifest_keys_api[], manifest_keys_data[];
extern const unsigned manifest_keys_api_count, manifest_keys_data_count;

struct manifest_reader {
    struct design *design;
    struct arena *arena, *scratch;
    struct manifest *manifest;
    struct source_file *file;
    struct tree *root;
    char *shown;            // the file's bytes with secrets masked; NULL while there are none
    LIST(uint32_t) refused; // where values stand that are not read: they look like secrets, sorted
    uint32_t faults;
};

// Adds FAULT_MANIFEST; all but the first hundred are counted only. What is given lives in the
// design's arena; label and help may be NULL.
void manifest_fault(struct manifest_reader *reader, struct place place, const char *message,
                    const char *label, const char *help);
// The same with a second place.
void manifest_fault_related(struct manifest_reader *reader, struct place place, const char *message,
                            struct place related, const char *related_label, const char *help);

// ---- manifest_value.c ----------------------------------------------------------------------------

// A value that is no object, map or list, of which `at` is the place in the struct.
void manifest_read_value(struct manifest_reader *reader, const struct manifest_key *key,
                         const char *shown, const struct tree *node, void *at);
// The name of a variable; what is none may be a secret itself, and is not shown.
bool manifest_check_variable(struct manifest_reader *reader, const char *what,
                             const struct tree *node);
// How many of a list's or mapping's items are read: what judges them may compare each with each.
uint32_t manifest_items(struct manifest_reader *reader, const char *shown, const struct tree *node);
// What was written in place of what is wanted: "a list", "nothing", "a text"; and the fault.
const char *manifest_kind_of(const struct tree *node);
void manifest_wrong_form(struct manifest_reader *reader, const struct manifest_key *key,
                         const char *shown, const struct tree *node, const char *wanted);
const char *manifest_did_you_mean(struct manifest_reader *reader, const char *nearest); // or NULL

// ---- items ---------------------------------------------------------------------------------------

// The value looked like a secret and was refused.
bool manifest_is_refused(const struct manifest_reader *reader, const struct tree *node);

// Each makes one item in `parent`, the manifest itself but for manifest_add_parameter, and returns
// it. It moves when the next one is made.
void *manifest_add_rule(struct arena *arena, void *parent, const char *name, struct place place);
void *manifest_add_parameter(struct arena *arena, void *parent, const char *name,
                             struct place place);
void *manifest_add_level(struct arena *arena, void *parent, const char *name, struct place place);
void *manifest_add_scheme(struct arena *arena, void *parent, const char *name, struct place place);
void *manifest_add_setting(struct arena *arena, void *parent, const char *name, struct place place);
void *manifest_add_secret(struct arena *arena, void *parent, const char *name, struct place place);
void *manifest_add_service(struct arena *arena, void *parent, const char *name, struct place place);
void *manifest_add_tenancy(struct arena *arena, void *parent, const char *name, struct place place);
void *manifest_add_protected(struct arena *arena, void *parent, const char *name,
                             struct place place);
void *manifest_add_published(struct arena *arena, void *parent, const char *name,
                             struct place place);
void *manifest_add_privileged(struct arena *arena, void *parent, const char *name,
                              struct place place);
void *manifest_add_entry_point(struct arena *arena, void *parent, const char *name,
                               struct place place);
void *manifest_add_answer(struct arena *arena, void *parent, const char *name, struct place place);
void *manifest_add_ignore(struct arena *arena, void *parent, const char *name, struct place place);

// What each key by itself cannot show: keys that contradict each other, items that lack a key.
void manifest_contradictions(struct manifest_reader *reader);
// A path of the design: inside the folder and there.
bool manifest_path_check(struct manifest_reader *reader, const char *key, const struct tree *node);
// An origin as browsers send it.
bool manifest_origin_check(struct manifest_reader *reader, const char *key,
                           const struct tree *node);

// ---- values that look like secrets ---------------------------------------------------------------

// Refuses every value of the file that looks like a secret: a fault each, and masked.
void manifest_refuse_secrets(struct manifest_reader *reader);
// Hides the place in what reports show of the file.
void manifest_mask(struct manifest_reader *reader, struct place place);

#endif
