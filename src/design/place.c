// Lines are found by halving. A column needs the characters before it on its line, and a line may
// be as long as the file, so the characters of the file are counted once, up to every mark.
#include "design/place.h"

enum { MARK_BYTES = 1024 };

static uint32_t characters(const char *bytes, size_t from, size_t to)
{
    uint32_t count = 0;
    for (size_t i = from; i < to; i++)
        count += ((unsigned char)bytes[i] & 0xC0) != 0x80;
    return count;
}

// The characters in the file before an offset.
static uint32_t characters_before(const struct source_file *file, uint32_t offset)
{
    uint32_t mark = offset / MARK_BYTES;
    return file->character_marks[mark] + characters(file->bytes, (size_t)mark * MARK_BYTES, offset);
}

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
    size_t mark_count = length / MARK_BYTES + 1;
    uint32_t *marks = arena_allocate_raw(arena, mark_count * sizeof *marks);
    marks[0] = 0;
    for (size_t i = 1; i < mark_count; i++)
        marks[i] = marks[i - 1] + characters(bytes, (i - 1) * MARK_BYTES, i * MARK_BYTES);
    file->character_marks = marks;
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
    uint32_t start = place.file->line_offsets[low];
    uint32_t end = place.offset < place.file->length ? place.offset : (uint32_t)place.file->length;
    uint32_t before = end - start <= MARK_BYTES ? characters(place.file->bytes, start, end)
                                                : characters_before(place.file, end) -
                                                      characters_before(place.file, start);
    return (struct position){low + 1, before + 1};
}

const char *place_message(struct arena *arena, struct place place, const char *message)
{
    if (!place.file)
        return message;
    struct position position = place_position(place);
    return arena_format(arena, "%s:%u:%u: %s", place.file->path, position.line, position.column,
                        message);
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
