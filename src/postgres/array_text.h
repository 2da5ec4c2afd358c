// Arrays of names as PostgreSQL reads them: {"a","b.c"}, for parameters of type text[].
#ifndef LINTEL_POSTGRES_ARRAY_TEXT_H
#define LINTEL_POSTGRES_ARRAY_TEXT_H

#include "base/arena.h"
#include "base/text.h"

// One element, the parts joined by dots up to the first that is NULL; none where `first` is.
// `array` is empty at first.
void array_text_add(struct text *array, const char *first, const char *second, const char *third);
// The array, in `arena`; releases the text.
const char *array_text_end(struct arena *arena, struct text *array);

#endif
