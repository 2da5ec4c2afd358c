// What the parts of the answer's linking share: operation_answer.c (rows, the response) and
// operation_envelope.c (what stands around them). Nobody else includes it.
#ifndef LINTEL_LINK_OPERATION_FILL_H
#define LINTEL_LINK_OPERATION_FILL_H

#include "link/operation.h"
#include "link/schema_walk.h"

struct filler {
    struct design *design;
    struct arena *arena;
    struct operation_link *link;
    const struct statement_link *rows; // the statement that answers, or NULL
    struct answer_link *answer;
};

// operation_answer.c
void filler_fault(struct filler *filler, struct answer_fault fault);
// One that the query's kind is to blame for, at its place.
void filler_kind_fault(struct filler *filler, const char *reason, const char *help);
bool filler_has_column(const struct filler *filler, const char *name); // of the rows

// operation_envelope.c
bool filler_is_word(const char *name); // of the vocabulary
bool filler_is_answered(const struct schema_property *property);
bool filler_is_meta(struct filler *filler, const struct schema_property *property);
// Everything of an envelope but the rows.
void filler_add_parts(struct filler *filler, const struct schema_facts *facts,
                      const struct schema_property *rows);
// The answer of an operation that issues a token, of the schema `facts`.
void filler_fill_token(struct filler *filler, const struct schema_facts *facts);

#endif
