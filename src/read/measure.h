// Sizes and durations as the manifest and the contract write them: "1MB", "500ms".
#ifndef LINTEL_READ_MEASURE_H
#define LINTEL_READ_MEASURE_H

#include "base/base.h"

// duration = count ("ms" | "s" | "min")
// False where the text is none, or says more than an hour. The count does not begin with 0.
bool duration_parse(const char *text, uint32_t *milliseconds);

// size = count ("KB" | "MB"), of 1024 and 1024 * 1024 bytes
// False where the text is none, or says more than 100 MB.
bool size_parse(const char *text, uint32_t *bytes);

#define DURATION_HELP "write a count and a unit: 2s, 500ms"
#define SIZE_HELP     "write a count and a unit: 1MB, 64KB; 100MB at most"

#endif
