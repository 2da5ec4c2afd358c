// What stays the same of a finding while lines move: its rule, and the path of the object it is
// about. Where a rule names no object it is the file, below the project's folder, and the message
// without the numbers that stand alone in it. Several findings may share a fingerprint: they are
// counted. Baselines and SARIF's fingerprints are made of it.
#ifndef LINTEL_CHECK_FINGERPRINT_H
#define LINTEL_CHECK_FINGERPRINT_H

#include "check/run.h"

struct fingerprint {
    const char *rule;
    const char *object;         // or NULL: then the two below
    const char *path, *message; // path: NULL where the finding has no place
};

// What it points to lives in the arena or as long as the finding.
struct fingerprint fingerprint_of(struct arena *arena, const struct run *run,
                                  const struct finding *finding);
// One string for all of it, for maps and sorting.
const char *fingerprint_key(struct arena *arena, const struct fingerprint *fingerprint);

#endif
