// Where a scheme's credential stands in a request; auth.c's own.
#ifndef LINTEL_SERVE_AUTH_CREDENTIAL_H
#define LINTEL_SERVE_AUTH_CREDENTIAL_H

#include "serve/auth.h"

// The credential that a scheme reads, as sent: NULL where there is none, "" where what stands there
// can be none (another form than Bearer, two of one name).
const char *credential_find(const struct security_scheme *scheme,
                            const struct auth_request *request, struct arena *arena);

// Whether both read the same place.
bool credential_is_shared(const struct security_scheme *a, const struct security_scheme *b);

bool credential_is_cookie(const struct security_scheme *scheme);
bool credential_is_authorization(const struct security_scheme *scheme);

// Whether a page that is not the service's own, and that `origins` does not name, has sent the
// request: by Origin, else by Sec-Fetch-Site; false where neither says.
bool credential_is_foreign(const struct service *service, const struct auth_request *request);

#endif
