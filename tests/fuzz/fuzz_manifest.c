// Any bytes as a manifest: refused with one line, or read, with every fault in its place and no
// secret's value kept; never a crash, leak or long wait.
#include "design/lookup.h"
#include "read/manifest.h"
#include "read/secret.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct design *design = design_new();
    struct error error = {{0}};
    const char *bytes = arena_copy(design->arena, data, size), *start, *end;
    struct source_file *file = source_file_new(design->arena, "lintel.yaml", bytes, size);
    if (!manifest_read(design, file, &error)) {
        assert(error.message[0]);
    } else {
        assert(design->manifest && file->length == size);
        assert(!secret_find(file->bytes, file->bytes + size, &start, &end));
        list_each (struct fault, fault, &design->faults)
            assert(fault.message && fault.place.file == file && place_position(fault.place).line);
    }
    design_free(design);
    return 0;
}
