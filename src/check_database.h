// `lintel check --database`: a live database in place of files, or beside them. Only verb_check.c
// uses it.
#ifndef LINTEL_CHECK_DATABASE_H
#define LINTEL_CHECK_DATABASE_H

#include "base/text.h"
#include "read/project.h"

struct check_database {
    const char *url; // NULL: none
    bool is_unverified;
    bool is_alone; // no path was named: the database is what is checked
};

// Alone: reads its catalog as the text that the project consists of.
must_check bool check_database_read(const struct check_database *database, struct arena *arena,
                                    struct project_options *options, struct error *error);

#endif
