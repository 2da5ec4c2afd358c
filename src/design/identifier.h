// Names and strings as SQL writes them. expression_print.c, type_text.c and messages use these.
#ifndef LINTEL_DESIGN_IDENTIFIER_H
#define LINTEL_DESIGN_IDENTIFIER_H

#include "base/text.h"

// The name, in quotes where PostgreSQL's quote_ident puts them.
void identifier_print(struct text *out, const char *name);
// schema.name, or name alone where the schema is NULL.
void identifier_print_qualified(struct text *out, const char *schema, const char *name);
// 'it''s'
void literal_print(struct text *out, const char *string);

#endif
