// The build writes the list sorted (GNU make's sort goes by bytes), so finding is a binary search:
// every name that is not the project's own is looked up in one of these files.
#include "base/embedded.h"

static int compare_path(const void *path, const void *embedded)
{
    return strcmp(path, ((const struct embedded *)embedded)->path);
}

const struct embedded *embedded_find(const char *path)
{
    size_t count;
    const struct embedded *all = embedded_all(&count);
    return bsearch(path, all, count, sizeof *all, compare_path);
}
