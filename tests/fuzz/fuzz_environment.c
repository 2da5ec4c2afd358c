// Any bytes as source code, as a template of an env file and as a compose file: every name lies in
// the text, and none is longer than what is left of it; never a crash or long wait.
#include "read/environment_part.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct {
        const char *path;
        bool (*read)(struct environment_text *text);
    } readers[] = {
        {"a.ts", environment_read_code},
        {"a.py", environment_read_code},
        {"a.php", environment_read_code},
        {".env.example", environment_read_template},
        {"compose.yaml", environment_read_compose},
    };
    for (size_t i = 0; i < array_length(readers); i++) {
        struct arena *arena = arena_new();
        struct environment_text text = {.arena = arena,
                                        .path = readers[i].path,
                                        .bytes = arena_copy(arena, data, size),
                                        .length = size};
        readers[i].read(&text);
        list_each (struct environment_name, name, &text.names)
            assert(name.offset <= size && name.length <= size - name.offset);
        arena_free(arena);
    }
    return 0;
}
