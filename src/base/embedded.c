// Finds a file by its path; embedded_all is written by the Makefile.
#include "base/embedded.h"

const struct embedded *embedded_find(const char *path)
{
    size_t count;
    const struct embedded *all = embedded_all(&count);
    for (size_t i = 0; i < count; i++)
        if (strcmp(all[i].path, path) == 0)
            return &all[i];
    return NULL;
}
