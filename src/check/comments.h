// The comments of a file, as a lexer sees them: not those inside strings, quoted names, dollar
// quotes or data. Whatever a file says to lintel in a comment is found here.
#ifndef LINTEL_CHECK_COMMENTS_H
#define LINTEL_CHECK_COMMENTS_H

#include "base/list.h"
#include "design/place.h"

struct comment {
    uint32_t offset, length; // of all of it
    const char *text;        // between its marks, not ended by NUL
    uint32_t text_length;
};
struct comment_list {
    LIST_FIELDS(struct comment);
};

// Where a statement begins and ends, in the order of the file.
struct extent {
    uint32_t offset, end;
};
struct extent_list {
    LIST_FIELDS(struct extent);
};

// SQL, or YAML or JSON where the file's name says so (then there are no statements).
void comments_read(struct arena *arena, struct source_file *file, struct comment_list *comments,
                   struct extent_list *statements);

#endif
