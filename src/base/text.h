// A growing string on the heap, for output of unknown length. `text_init` makes it empty without
// allocating, `text_release` gives the memory back; `string` is always ended by a NUL byte.
#ifndef LINTEL_BASE_TEXT_H
#define LINTEL_BASE_TEXT_H

#include "base/base.h"

struct text {
    char *string;
    size_t length, capacity;
};

void text_init(struct text *text);
void text_release(struct text *text);

void text_add(struct text *text, const char *string);
void text_add_bytes(struct text *text, const char *bytes, size_t length);
void text_add_char(struct text *text, char byte);
void text_repeat(struct text *text, char byte, size_t times);
// Paragraphs, broken at spaces so that no line is longer than a terminal is wide; a line break
// follows.
void text_add_wrapped(struct text *text, const char *string);
void text_format(struct text *text, const char *format, ...) printf_like(2, 3);

#endif
