// The parts of read/project.h that only read/project*.c share: a project while it is read.
#ifndef LINTEL_READ_PROJECT_PARTS_H
#define LINTEL_READ_PROJECT_PARTS_H

#include "base/map.h"
#include "read/project.h"

struct project_input {
    struct source_file *file;
    const char *path; // to open
    bool is_ordered, is_named;
    const char *timestamp; // schema: its migration's, 14 digits; NULL without
    const char *source;    // queries: where they were found, as shown
};

struct project_input_list {
    LIST_FIELDS(struct project_input);
};

struct project {
    struct design *design;
    const struct project_options *options;
    struct project_report *report;
    struct project_input_list inputs; // the schema
    struct project_input_list queries, contracts, overlays;
    struct map files_read; // by device and inode: struct project_file
    struct folder_evidence evidence;
    const char *platform_reason;
    const char *first_timestamp; // of the oldest migration
    bool has_ended_grants;
    struct sql_reader *reader;
};

// A whole sentence without a full stop for the report.
void project_assume(struct project *project, const char *sentence);

// ---- project_path.c -----------------------------------------------------------------------------
// One of the paths the user named: its manifest is read, and of the rest what is to be read goes to
// the lists above.
must_check bool project_read_path(struct project *project, const char *path, struct error *error);

// ---- project_platform.c -------------------------------------------------------------------------
void project_choose_platform(struct project *project);
void project_choose_grants(struct project *project);
// Replays what the database holds before the first file.
void project_read_platform(struct project *project);
// Before a migration of that time: the platform may have ended its grants by then.
void project_end_grants(struct project *project, const char *timestamp);

#endif
