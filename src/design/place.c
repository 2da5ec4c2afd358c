#include "design/place.h"

struct source_file *source_file_new(struct arena *arena, const char *path, const char *bytes,
                                    size_t length)
{
    struct source_file *file = arena_make(arena, struct source_file);
    file->path = path;
    file->bytes = bytes;
    file->length = length;
    uint32_t count = 1;
    for (size_t i = 0; i < length; i++)
        count += bytes[i] == '\n';
    uint32_t *offsets = arena_allocate_raw(arena, count * sizeof *offsets);
    offsets[0] = 0;
    file->line_count = 1;
    for (size_t i = 0; i < length; i++)
        if (bytes[i] == '\n')
            offsets[file->line_count++] = (uint32_t)i + 1;
    file->line_offsets = offsets;
    return file;
}

struct position place_position(struct place place)
{
    if (!place.file)
        return (struct position){0, 0};
    assert(place.file->line_offsets);
    uint32_t low = 0, high = place.file->line_count;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (place.file->line_offsets[middle] <= place.offset)
            low = middle;
        else
            high = middle;
    }
    uint32_t column = 1;
    uint32_t end = place.offset < place.file->length ? place.offset : (uint32_t)place.file->length;
    for (uint32_t i = place.file->line_offsets[low]; i < end; i++)
        column += ((unsigned char)place.file->bytes[i] & 0xC0) != 0x80;
    return (struct position){low + 1, column};
}

const char *place_line(const struct source_file *file, uint32_t line, size_t *length)
{
    if (line == 0 || line > file->line_count)
        return NULL;
    uint32_t start = file->line_offsets[line - 1];
    size_t end = line < file->line_count ? file->line_offsets[line] - 1 : file->length;
    if (end > start && file->bytes[end - 1] == '\r')
        end--;
    *length = end - start;
    return file->bytes + start;
}

int place_compare(struct place a, struct place b)
{
    if (a.file != b.file) {
        if (!a.file || !b.file)
            return a.file ? 1 : -1;
        int order = strcmp(a.file->path, b.file->path);
        if (order)
            return order;
    }
    return a.offset < b.offset ? -1 : a.offset > b.offset;
}
