// The environment variables that a design and its code use (design/variable.h): found where the
// manifest names them, in templates of env files (.env.example), in compose files, and in the
// source code of the services that name theirs. Nothing is run and no code is parsed: a use is one
// of the forms in which languages ask for a variable, outside of comments.
//
//   environment.c          the walk through the folder, and the manifest's own uses
//   environment_file.c     templates and compose files
//   environment_code.c     source code
//
// Values are never kept: what templates assign is masked, and so is whatever looks like a secret.
#ifndef LINTEL_READ_ENVIRONMENT_H
#define LINTEL_READ_ENVIRONMENT_H

#include "design/design.h"

struct environment_limits {
    uint64_t file_bytes;  // a larger file is a gap
    uint64_t total_bytes; // of all files read
    uint32_t entries;     // of folders, looked at
    uint32_t depth;       // of folders in folders
    uint32_t uses;
};
extern const struct environment_limits environment_limits_default;

// Fills design->variables where there is a manifest. What cannot be read or passes a limit is a
// gap.
void environment_read(struct design *design, const struct environment_limits *limits);

#endif
