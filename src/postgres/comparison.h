// Whether a database is what the design says: two snapshots (snapshot.h), line by line.
//
// A difference refuses: the design's promises were checked, and this database does not keep them.
// A note is said and refuses nothing: plain indexes, default privileges and the order of columns
// change no answer, and what lies outside the design's schemas is named, not looked at.
#ifndef LINTEL_POSTGRES_COMPARISON_H
#define LINTEL_POSTGRES_COMPARISON_H

#include "design/design.h"
#include "postgres/connection.h"
#include "postgres/database.h"

enum { COMPARISON_SHOWN = 50 };

struct comparison {
    struct arena *arena;
    const struct design *design;
    const char *expected; // the snapshot of the design
    const char *live;     // the snapshot of the database

    // Filled: whole sentences without a full stop, the most dangerous first, with the design's
    // place where there is one. At most COMPARISON_SHOWN, then "and 7 more".
    LIST(const char *) differences;
    LIST(const char *) notes;
    uint32_t difference_count; // of all, shown or not
};

// True: there is no difference (but perhaps notes).
bool comparison_run(struct comparison *comparison);

// What the design's snapshot is: bootstrap and schema loaded into the empty database of a scratch
// server, which is thrown away after it.
must_check bool comparison_expected(struct connection *scratch, struct arena *arena,
                                    const struct design *design, const char **expected,
                                    struct error *error);

// ---- database.c ---------------------------------------------------------------------------------
// Only compares somebody's database with the design, and writes nothing to it. `options` as above:
// path, url, is_unverified, say. The outcome is in the comparison, which the caller zeroes.
must_check bool database_compare(struct comparison *comparison, struct arena *arena,
                                 struct design *design, const struct database_options *options,
                                 struct error *error);

#endif
