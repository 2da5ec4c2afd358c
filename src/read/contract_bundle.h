// A contract as one JSON document: overlays applied, x-lintel left out, and every file that it
// reaches by $ref brought in.
//
//   Other files stand whole below "x-bundled", by the order in which they were met, and what
//   referred to them refers there: "schemas.yaml#/Todo" becomes "#/x-bundled/1/Todo". OpenAPI
//   allows such a key, and a JSON pointer may lead anywhere in the document.
#ifndef LINTEL_READ_CONTRACT_BUNDLE_H
#define LINTEL_READ_CONTRACT_BUNDLE_H

#include "base/list.h"
#include "base/text.h"
#include "design/contract.h"

struct contract_bundle {
    struct arena *arena;
    struct text *out;
    LIST(const char *) unreached; // references that lead nowhere here (URLs): written as they are
};

void contract_bundle_write(struct contract_bundle *bundle, const struct contract *contract);

#endif
