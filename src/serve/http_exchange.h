// The library's calls for one exchange, which http.c gives to its daemon.
#ifndef LINTEL_SERVE_HTTP_EXCHANGE_H
#define LINTEL_SERVE_HTTP_EXCHANGE_H

#include <microhttpd.h>

#include "serve/http_connection.h"

void *http_request_line(void *context, const char *target, struct MHD_Connection *library);
enum MHD_Result http_request_call(void *context, struct MHD_Connection *library, const char *target,
                                  const char *method, const char *version, const char *bytes,
                                  size_t *size, void **place);
void http_request_ended(void *context, struct MHD_Connection *library, void **place,
                        enum MHD_RequestTerminationCode code);

// Gives the library the answer that was made; the connection is in one of its calls, or suspended.
bool http_response_queue(struct http_exchange *exchange);
void http_resume(struct http_connection *connection);
void http_exchange_reset(struct http_exchange *exchange);

#endif
