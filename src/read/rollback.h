// Statements that never happened: those of a transaction which its file ends with ROLLBACK, as
// tests and trial runs do, and those between a savepoint and ROLLBACK TO it. They are found before
// the file is replayed, since a model cannot go back.
#ifndef LINTEL_READ_ROLLBACK_H
#define LINTEL_READ_ROLLBACK_H

#include "base/list.h"
#include "design/place.h"

// From the BEGIN or SAVEPOINT to the ROLLBACK, in bytes of the file.
struct rolled_back {
    uint32_t start, end;
};

struct rollback_list {
    LIST_FIELDS(struct rolled_back);
};

// Costs nothing for files that do not hold the word. In `arena`.
void rollback_find(const struct source_file *file, struct arena *arena,
                   struct rollback_list *found);
bool rollback_covers(const struct rollback_list *list, uint32_t offset);

#endif
