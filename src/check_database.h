// `lintel check --database`: a live database in place of files, or beside them. Only verb_check.c
// uses it.
#ifndef LINTEL_CHECK_DATABASE_H
#define LINTEL_CHECK_DATABASE_H

#include "base/text.h"
#include "check/report.h"
#include "read/project.h"

struct check_database {
    const char *url; // NULL: none
    bool is_unverified;
    bool is_alone; // no path was named: the database is what is checked
};

// Alone: reads its catalog as the text that the project consists of.
must_check bool check_database_read(const struct check_database *database, struct arena *arena,
                                    struct project_options *options, struct error *error);

// Beside paths: where the database is not what the design, read from them, says.
must_check bool check_database_compare(const struct check_database *database, struct arena *arena,
                                       struct design *design,
                                       struct report_differences *differences, struct error *error);

// The differences as lines behind a report for people; the other formats hold them in themselves.
void check_database_say(const struct report_differences *differences, const char *format,
                        struct text *out);

#endif
