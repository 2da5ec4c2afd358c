// docs/rules: a page for each rule, with what lintel says of the rule's own wrong example, and an
// index. Only verb_docs.c uses it.
#ifndef LINTEL_RULE_DOCUMENTS_H
#define LINTEL_RULE_DOCUMENTS_H

#include "base/arena.h"
#include "base/error.h"

// Below `folder`, which is there; each file is named on standard output.
must_check bool rule_documents_write(struct arena *arena, const char *folder, struct error *error);

#endif
