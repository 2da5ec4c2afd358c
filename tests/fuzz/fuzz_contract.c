// Any bytes as a contract, and what stands behind a line "--- overlay" as an overlay of it: read
// and dumped, or faults; never a crash, leak or long wait. References into files find none.
#include "design/dump.h"
#include "read/contract.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char border[] = "\n--- overlay\n";
    struct arena *arena = arena_new();
    struct design *design = arena_make(arena, struct design);
    design->arena = arena;
    const char *bytes = arena_copy(arena, data, size);
    const char *second = memmem(bytes, size, border, strlen(border));
    size_t length = second ? (size_t)(second - bytes) : size;
    struct contract_overlays overlays = {0};
    if (second) {
        const char *start = second + strlen(border);
        list_add(arena, &overlays,
                 source_file_new(arena, "overlay.yaml",
                                 arena_copy(arena, start, size - (size_t)(start - bytes)),
                                 size - (size_t)(start - bytes)));
    }
    struct source_file *file =
        source_file_new(arena, "api.yaml", arena_copy(arena, bytes, length), length);
    struct contract_limits limits = {.file_bytes = 1 << 16,
                                     .files = 3,
                                     .operations = 50,
                                     .depth = 60,
                                     .overlay_looks = 1000000,
                                     .overlay_copies = 100000};
    struct error error = {{0}};
    contract_sniff(file->bytes, file->length);
    if (contract_read(design, file, "/nonexistent/api.yaml", &overlays, &limits, &error)) {
        struct text out;
        text_init(&out);
        design_dump(design, false, &out);
        text_release(&out);
        if (design->contracts.count == 0 && design->faults.count == 0)
            abort(); // neither read nor refused
    } else if (!error.message[0]) {
        abort();
    }
    arena_free(arena);
    return 0;
}
