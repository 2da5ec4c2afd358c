// What happens to a request, from its head to its answer: one pass through plain calls.
//
//   pipeline_begin     head: id, route, CORS, who asks, how often
//   pipeline_complete  body: validate, bind, execute
//   (the database)     decide, answer
//   pipeline_ended     the exchange is over
#ifndef LINTEL_SERVE_PIPELINE_H
#define LINTEL_SERVE_PIPELINE_H

#include "serve/worker.h"

// The callbacks of an http_handler whose context is the worker.
struct http_handler pipeline_handler(struct worker *worker);

// Ends what has waited longer than a request may (service->request_timeout).
void pipeline_sweep(struct worker *worker);

#endif
