// Any bytes as a profile file: refused with one line, or read; never a crash, leak or long wait.
#include <sys/mman.h>
#include <unistd.h>

#include "check/profile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int file = memfd_create("profile.yaml", 0);
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    if (file < 0 || write(file, data, size) != (ssize_t)size)
        return 0;
    struct arena *arena = arena_new();
    struct profile profile;
    struct profile_names names = {0};
    struct error error = {{0}};
    list_add(arena, &names, arena_copy_string(arena, path));
    if (!profile_load(arena, &names, &profile, &error))
        assert(error.message[0]);
    arena_free(arena);
    close(file);
    return 0;
}
