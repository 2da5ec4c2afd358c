// `lintel check --fix`: what rules offer as their fix (finding->fix), as one new migration beside
// the others. Nothing that exists is edited.
//
//   fix.c         which fixes, and the text of the migration
//   fix_name.c    what the migration is called, and the form that its neighbours have
//
// Where the schema is numbered files, the migration has the next number, or the present moment, in
// the form of the last of them: its width, what separates number and name, its ending (.up.sql), a
// folder of its own where each has one, and the markers that its tool reads (goose, dbmate, ...).
// Else it is lintel_fixes.sql beside the schema, for somebody to put where it belongs.
#ifndef LINTEL_CHECK_FIX_H
#define LINTEL_CHECK_FIX_H

#include "base/text.h"
#include "check/run.h"

struct fix_place {
    const char *folder;    // to be made first; NULL where it is there
    const char *path;      // of the file; NULL where there is none to write beside
    const char *up, *down; // lines that begin the way forth and the way back; NULL without
    const char *advice;    // what else is to be done once it is written, or NULL
};

struct fix {
    struct fix_place place;
    const char *text;             // the migration; NULL where there is nothing to fix
    uint32_t answered;            // findings that it answers
    uint32_t left, left_blocking; // findings without a fix, and those of them that block
};

// `now` in seconds since 1970. Everything lives in run->arena. False where no name can be made up:
// `fix` has the text then.
must_check bool fix_make(const struct run *run, int64_t now, struct fix *fix, struct error *error);

// fix_name.c
must_check bool fix_name(const struct design *design, struct arena *arena, int64_t now,
                         struct fix_place *place, struct error *error);

#endif
