// Values of secrets, recognised by their form, so that they are never shown: reports and the logs
// of builds carry on what they are given.
#ifndef LINTEL_READ_SECRET_H
#define LINTEL_READ_SECRET_H

#include "base/base.h"

// "a JSON web token" where the text holds one, or a private key, a known provider's key, or a URL
// with a password; NULL where it does not. `start` and `end` are set to what it is.
const char *secret_find(const char *text, const char *text_end, const char **start,
                        const char **end);
// Where a name is expected: the text is too random to be one.
bool secret_is_random(const char *text);

// Writes `*` over all but white space, or over every secret in it; lengths and lines stay.
void text_mask(char *bytes, size_t length);
void secrets_mask(char *bytes, size_t length);

#endif
