// Doubling growth; the empty text points at a constant so that `string` is never NULL.
#include "base/text.h"

#include "base/arena.h"

static char empty[1];

void text_init(struct text *text)
{
    *text = (struct text){.string = empty};
}

void text_release(struct text *text)
{
    if (text->capacity)
        free(text->string);
    text_init(text);
}

static void text_reserve(struct text *text, size_t more)
{
    size_t needed = text->length + more + 1;
    if (needed <= text->capacity)
        return;
    size_t capacity = text->capacity ? text->capacity * 2 : 128;
    if (capacity < needed)
        capacity = needed;
    text->string = heap_resize(text->capacity ? text->string : NULL, capacity);
    text->capacity = capacity;
}

void text_add_bytes(struct text *text, const char *bytes, size_t length)
{
    text_reserve(text, length);
    if (length)
        memcpy(text->string + text->length, bytes, length);
    text->length += length;
    text->string[text->length] = '\0';
}

void text_add(struct text *text, const char *string)
{
    text_add_bytes(text, string, strlen(string));
}

void text_add_char(struct text *text, char byte)
{
    text_add_bytes(text, &byte, 1);
}

void text_repeat(struct text *text, char byte, size_t times)
{
    text_reserve(text, times);
    memset(text->string + text->length, byte, times);
    text->length += times;
    text->string[text->length] = '\0';
}

void text_format(struct text *text, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    assert(length >= 0);
    text_reserve(text, (size_t)length);
    vsnprintf(text->string + text->length, (size_t)length + 1, format, again);
    text->length += (size_t)length;
    va_end(again);
    va_end(arguments);
}

void text_add_wrapped(struct text *text, const char *string)
{
    enum { WIDTH = 88 };
    size_t column = 0;
    while (*string) {
        if (*string == '\n') {
            text_add_char(text, '\n');
            column = 0;
            string++;
            continue;
        }
        size_t word = strcspn(string, " \n");
        if (column && column + 1 + word > WIDTH) {
            text_add_char(text, '\n');
            column = 0;
        }
        if (column && word)
            text_add_char(text, ' ');
        text_add_bytes(text, string, word);
        column += word + (column && word);
        string += word + (string[word] == ' ');
    }
    text_add_char(text, '\n');
}
