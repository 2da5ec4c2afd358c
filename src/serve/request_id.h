// Ids of requests: UUID version 7 (RFC 9562, section 5.7), made before anything downstream (B9).
// From a trusted proxy its X-Request-Id is taken instead, where it is 1 to 128 characters of
// letters, digits and "-_.:" and nothing else.
#ifndef LINTEL_SERVE_REQUEST_ID_H
#define LINTEL_SERVE_REQUEST_ID_H

#include "base/base.h"

enum { REQUEST_ID_SIZE = 129 };

// Random bits come from the system in batches; one per worker.
struct request_ids {
    uint8_t random[512];
    uint32_t used; // == sizeof random at first
};

void request_id_make(struct request_ids *ids, int64_t milliseconds, char id[REQUEST_ID_SIZE]);
bool request_id_is_acceptable(const char *text);

#endif
