// A finding: one thing that is wrong with the design, where, why, and what to do about it.
// Rules make them; check/run.c collects, filters and sorts them; report formats show them.
#ifndef LINTEL_DESIGN_FINDING_H
#define LINTEL_DESIGN_FINDING_H

#include "base/list.h"
#include "design/place.h"

enum level { LEVEL_OFF, LEVEL_WARNING, LEVEL_ERROR }; // an error blocks

// A second place that the finding is about, or one step of how it came about (`via`).
struct related {
    struct place place;
    const char *label; // shown beside the caret
};

struct finding {
    const char *rule; // "family/name"
    enum level level;
    struct place place;
    const char *message; // stands alone: names the object, says what is wrong
    const char *label;   // short, beside the caret; NULL for none
    const char *object;  // the path of the object: "public.todos.user_id", stable for baselines
    LIST(struct related) related;
    LIST(const char *) via;   // the path that led here, outermost first
    LIST(const char *) notes; // facts
    const char *help;         // the change to make; NULL only where there is none to name
    // The change as whole statements of SQL, where it is mechanical and safe: what `check --fix`
    // writes into a new migration (check/fix.h). NULL where somebody has to think. `fix_note` is a
    // sentence for whoever reads that migration, or NULL.
    const char *fix, *fix_note;
};

#endif
