// The contract as one JSON document, as it is answered under /openapi.json: overlays applied,
// x-lintel left out, references to other files brought into the document.
#ifndef LINTEL_SERVE_OPENAPI_H
#define LINTEL_SERVE_OPENAPI_H

#include "serve/service_part.h"

// Sets openapi and openapi_length of the service; what could not be brought in is noted.
void openapi_make(struct service_maker *maker);

#endif
