// What the forms in which access is printed share; access_text.c has it.
#ifndef LINTEL_LINK_ACCESS_PRINT_H
#define LINTEL_LINK_ACCESS_PRINT_H

#include "link/access.h"

// "documents", "private.documents", "my_teams": of the cell's relation or function.
const char *access_subject(struct arena *arena, const struct access_cell *cell);
// "schema.sql:3:1"; NULL where it is nowhere that the user wrote.
const char *access_place(struct arena *arena, struct place place);
// Whether the verdict holds only if the role is granted what the files do not show.
bool access_is_assumed(const struct access_cell *cell);

#endif
