// What a manifest says to a run: the profiles it names, levels and
// parameters of rules, and findings that it
// silences. What it names wrongly there becomes FAULT_MANIFEST in the design, as what the reader
// (read/manifest.h) finds wrong: the reader knows no rules.
#ifndef LINTEL_CHECK_MANIFEST_USE_H
#define LINTEL_CHECK_MANIFEST_USE_H

#include "check/ignore.h"
#include "check/profile.h"

// The profiles that the manifest names, as they can be loaded from here; none without a manifest.
struct profile_names manifest_profiles(const struct design *design, struct arena *arena);
// Sets its levels and parameters over those of the profile.
void manifest_apply_rules(struct design *design, struct arena *arena, struct profile *profile);

// An ignore of the manifest's, and where it silences.
struct placed_ignore {
    struct ignore ignore;
    const char *at;               // as written
    const char *path;             // the file that it may name, as findings show it
    uint32_t line;                // in it; 0: the whole file
    const struct finding *beyond; // one that it is about, but not narrowly enough to silence
};
struct placed_ignore_list {
    LIST_FIELDS(struct placed_ignore);
};

// Reads them into run->placed_ignores.
void manifest_collect_ignores(struct run *run);
// The reason of the one that silences the finding, or NULL; counts it.
const char *manifest_silences(struct run *run, const struct finding *finding);

#endif
