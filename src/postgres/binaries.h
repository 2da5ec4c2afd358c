// PostgreSQL's server programs on this machine.
//
// Looked for in $LINTEL_POSTGRES_BIN alone where that is set; else in the folders of $PATH, where
// the packages of Debian, Red Hat, Homebrew and PostgreSQL's own build put them, and, where none
// of these has any, where pg_config says.
#ifndef LINTEL_POSTGRES_BINARIES_H
#define LINTEL_POSTGRES_BINARIES_H

#include "base/arena.h"
#include "base/error.h"

enum { POSTGRES_OLDEST = 15 }; // major version

struct binaries {
    uint32_t major;
    const char *folder, *postgres, *initdb;
};

// The newest of at least POSTGRES_OLDEST, or of one major version exactly (0: any), as a data
// directory needs it. The error says what to install.
must_check bool binaries_find(struct arena *arena, uint32_t major, struct binaries *binaries,
                              struct error *error);

#endif
