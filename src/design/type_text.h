// Types as PostgreSQL's format_type writes them (type_name_text of lookup.h, into a text).
#ifndef LINTEL_DESIGN_TYPE_TEXT_H
#define LINTEL_DESIGN_TYPE_TEXT_H

#include "base/text.h"
#include "design/design.h"

void type_name_print(struct text *out, const struct type_name *type); // NULL is "unknown"

#endif
