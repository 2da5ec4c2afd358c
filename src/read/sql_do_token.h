// The tokens of a DO block's text. Comments and space are left out.
#ifndef LINTEL_READ_SQL_DO_TOKEN_H
#define LINTEL_READ_SQL_DO_TOKEN_H

#include "base/list.h"

enum do_token_kind {
    DO_TOKEN_WORD,   // a keyword or a plain name
    DO_TOKEN_QUOTED, // "name"
    DO_TOKEN_STRING, // '...', E'...', $tag$...$tag$
    DO_TOKEN_NUMBER,
    DO_TOKEN_SIGN, // one byte of punctuation
};

struct do_token {
    enum do_token_kind kind;
    uint32_t start, length;
};

struct do_tokens {
    LIST_FIELDS(struct do_token);
};

// False where a string or comment never ends.
bool do_tokens_read(struct arena *arena, const char *text, struct do_tokens *tokens);

#endif
