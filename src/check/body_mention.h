// What a trigger's body says about a column of the row, by its words: bodies in PL/pgSQL that write
// are text in the model.
#ifndef LINTEL_CHECK_BODY_MENTION_H
#define LINTEL_CHECK_BODY_MENTION_H

#include "base/base.h"

struct body_mention {
    bool any;            // the word at all
    bool new, old;       // NEW.x, OLD.x
    bool is_set;         // NEW.x := ...
    bool fills;          // NEW.x IS NULL, coalesce(NEW.x: what is given is kept
    bool raises;         // RAISE, anywhere
    bool has_conditions; // IF, CASE, WHEN, LOOP, anywhere
};

struct body_mention body_mention(const char *body, const char *column);

#endif
