#include "design/place.h"

static void lines_build(struct arena *arena, struct source_file *file)
{
    if (file->line_offsets)
        return;
    uint32_t count = 1;
    for (size_t i = 0; i < file->length; i++)
        count += file->bytes[i] == '\n';
    file->line_offsets = arena_allocate_raw(arena, count * sizeof *file->line_offsets);
    file->line_offsets[0] = 0;
    file->line_count = 1;
    for (size_t i = 0; i < file->length; i++)
        if (file->bytes[i] == '\n')
            file->line_offsets[file->line_count++] = (uint32_t)i + 1;
}

struct position place_position(struct arena *arena, struct place place)
{
    if (!place.file)
        return (struct position){0, 0};
    lines_build(arena, place.file);
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

const char *place_line(struct arena *arena, struct source_file *file, uint32_t line, size_t *length)
{
    lines_build(arena, file);
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
