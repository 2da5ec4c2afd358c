// What the server answers of itself, where the contract has no such path:
//   GET /healthz       the process lives: 200
//   GET /readyz        it can answer requests: 200, or 503 while the database cannot be reached
//   GET /openapi.json  the contract
#ifndef LINTEL_SERVE_HEALTH_H
#define LINTEL_SERVE_HEALTH_H

#include "serve/request.h"

// False where the path is none of these, and nothing was answered.
bool health_answer(struct request *request);

#endif
