// What the parts of the splitter share; only read/split*.c and read/queries*.c, which cut
// statements their own way, include this. All of them look at the file's bytes, which end with a
// NUL byte that `length` does not count, and return offsets.
#ifndef LINTEL_READ_SPLIT_SCAN_H
#define LINTEL_READ_SPLIT_SCAN_H

#include "base/list.h"
#include "base/word.h"
#include "read/split.h"

enum byte_class {
    CLASS_OTHER, // a token by itself: operators, and bytes that no token holds
    CLASS_END,   // NUL: the end, or a stray byte
    CLASS_SPACE,
    CLASS_WORD, // starts an identifier or keyword
    CLASS_DIGIT,
    CLASS_STRING,    // '
    CLASS_NAME,      // "
    CLASS_DOLLAR,    // $
    CLASS_OPEN,      // ( [
    CLASS_CLOSE,     // ) ]
    CLASS_COMMA,     // ,
    CLASS_SEMICOLON, // ;
    CLASS_DASH,      // -
    CLASS_SLASH,     // /
    CLASS_BACKSLASH,
    CLASS_TEMPLATE, // { < % @ # : may start a placeholder
};

extern const unsigned char byte_classes[256];

static inline enum byte_class byte_class(char byte)
{
    return byte_classes[(unsigned char)byte];
}

// Whether the `length` bytes are `word`, which is in lower case.
bool word_is(const char *bytes, size_t length, const char *word);

// ---- split_lexeme.c ---------------------------------------------------------------------------
// Each gives the offset behind what starts at `at`, or NOWHERE where it never ends.
#define NOWHERE SIZE_MAX
size_t lexeme_string(const struct source_file *file, size_t at);        // at the quote of '...'
size_t lexeme_escape_string(const struct source_file *file, size_t at); // at the quote of E'...'
size_t lexeme_name(const struct source_file *file, size_t at);          // at the quote of "..."
size_t lexeme_block_comment(const struct source_file *file, size_t at); // at the slash, nested
size_t lexeme_line(const struct source_file *file, size_t at);          // at the line break, or end
// The length of the $tag$ at `at`, or 0 where there is none.
size_t lexeme_dollar_tag(const struct source_file *file, size_t at);
size_t lexeme_dollar_string(const struct source_file *file, size_t at); // at a $tag$

// ---- split_nesting.c: a bound for the depth of the syntax tree --------------------------------
enum { BRACKETS_KEPT = 64 }; // deeper ones are counted together

struct bracket {
    uint32_t tokens;         // since the last comma
    uint32_t inside;         // the largest bound of a bracket since the last comma
    uint32_t largest;        // of the parts before
    uint32_t set_operations; // UNION, INTERSECT, EXCEPT
    uint32_t offset;
    bool is_square;
};

struct nesting {
    size_t depth; // of brackets; brackets[0] is the statement itself
    struct bracket brackets[BRACKETS_KEPT];
};

// The caller adds one to its `tokens` for each token.
static inline struct bracket *nesting_innermost(struct nesting *nesting)
{
    return &nesting->brackets[nesting->depth < BRACKETS_KEPT ? nesting->depth : BRACKETS_KEPT - 1];
}

void nesting_open(struct nesting *nesting, size_t offset, bool is_square);
void nesting_close(struct nesting *nesting);
void nesting_separate(struct nesting *nesting); // at a comma, or a semicolon inside a statement
void nesting_set_operation(struct nesting *nesting);
uint32_t nesting_bound(struct nesting *nesting); // closes what is open

// ---- split_script.c ---------------------------------------------------------------------------
enum marker { MARKER_NONE, MARKER_UP, MARKER_DOWN, MARKER_BOUNDARY };
// What a comment that starts at `at` with `--` (or `#`) says to a migration tool. Only the first
// thing on a line can be a marker.
enum marker script_marker(const struct source_file *file, size_t at);

// Whether the backslash begins a psql command, and not a stray byte.
bool script_command_at(const struct source_file *file, size_t at);
// Whether the psql command at the backslash sends what stands before it, as a semicolon does.
bool script_command_ends_statement(const struct source_file *file, size_t at);
// Behind the psql command at the backslash; tells whether it reads data from the script.
size_t script_command(const struct source_file *file, size_t at, bool *reads_data);
// Behind the line `\.` that ends COPY data starting on the line after `at`, or NOWHERE.
size_t script_copy_data(const struct source_file *file, size_t at);

// ---- split_placeholder.c ------------------------------------------------------------------------
enum placeholder_kind {
    PLACEHOLDER_NONE,
    PLACEHOLDER_IDENTIFIER,  // becomes an identifier
    PLACEHOLDER_LITERAL,     // :'x' becomes a string
    PLACEHOLDER_QUOTED_NAME, // :"x" becomes a quoted name
    PLACEHOLDER_BLANK,       // becomes spaces
};

struct placeholder {
    enum placeholder_kind kind;
    size_t offset, length; // in the file
};

struct placeholder_list {
    LIST_FIELDS(struct placeholder);
};

enum placeholder_context { CONTEXT_CODE, CONTEXT_SUBSCRIPT, CONTEXT_NAME };

// The placeholder that starts at `at`; kind PLACEHOLDER_NONE where there is none.
struct placeholder placeholder_at(const struct source_file *file, size_t at,
                                  enum placeholder_context context);
// Those inside the quoted name from `at` to `end` are added to the list.
void placeholder_collect_name(const struct source_file *file, size_t at, size_t end,
                              struct arena *arena, struct placeholder_list *list);
// Fills one in: `text` holds the file's bytes from `text_offset` on.
void placeholder_fill(char *text, size_t text_offset, size_t text_length,
                      struct placeholder placeholder);

#endif
