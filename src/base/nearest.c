// Damerau-Levenshtein distance, with the three rows of its table that are needed at a time.
#include "base/nearest.h"

enum { NEAREST_LENGTH = 63 };

// Letters to insert, remove, change or swap with their neighbour, without regard to case; more than
// `limit` where it is larger.
static uint32_t edit_distance(const char *a, const char *b, uint32_t limit)
{
    size_t length_a = strlen(a), length_b = strlen(b);
    if (length_a > NEAREST_LENGTH || length_b > NEAREST_LENGTH)
        return limit + 1;
    size_t apart = length_a > length_b ? length_a - length_b : length_b - length_a;
    if (apart > limit)
        return limit + 1;
    uint32_t rows[3][NEAREST_LENGTH + 1]; // the row at hand and the two before it
    for (uint32_t j = 0; j <= length_b; j++)
        rows[0][j] = j;
    for (uint32_t i = 1; i <= length_a; i++) {
        uint32_t *row = rows[i % 3], *above = rows[(i + 2) % 3], *swapped = rows[(i + 1) % 3];
        row[0] = i;
        for (uint32_t j = 1; j <= length_b; j++) {
            bool differs = strncasecmp(&a[i - 1], &b[j - 1], 1) != 0;
            uint32_t least = above[j - 1] + differs;
            if (above[j] + 1 < least)
                least = above[j] + 1;
            if (row[j - 1] + 1 < least)
                least = row[j - 1] + 1;
            if (differs && i > 1 && j > 1 && strncasecmp(&a[i - 1], &b[j - 2], 1) == 0 &&
                strncasecmp(&a[i - 2], &b[j - 1], 1) == 0 && swapped[j - 2] + 1 < least)
                least = swapped[j - 2] + 1;
            row[j] = least;
        }
    }
    return rows[length_a % 3][length_b];
}

const char *name_nearer(const char *wanted, const char *best, const char *candidate)
{
    uint32_t limit = (uint32_t)strlen(wanted) / 3;
    uint32_t distance = edit_distance(wanted, candidate, limit);
    if (distance > limit || (best && edit_distance(wanted, best, limit) <= distance))
        return best;
    return candidate;
}
