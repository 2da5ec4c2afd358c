// Faults: the pointer (RFC 6901) from the chain of steps, each fault once, so many at most. Of what
// was sent only names are repeated, and not more than 64 characters of each.
#include "base/text.h"
#include "base/utf8.h"
#include "serve/validate_part.h"

enum { ECHOED_MOST = 64 };

static void write_name(struct text *out, const char *name, uint32_t length)
{
    uint32_t characters = 0;
    for (uint32_t at = 0; at < length; characters++) {
        size_t size = utf8_length(name + at, length - at);
        size = size ? size : 1;
        if (characters == ECHOED_MOST) {
            text_add(out, "...");
            return;
        }
        if (name[at] == '~')
            text_add(out, "~0");
        else if (name[at] == '/')
            text_add(out, "~1");
        else
            text_add_bytes(out, name + at, size);
        at += (uint32_t)size;
    }
}

static void write_step(struct text *out, const struct step *step)
{
    if (!step)
        return;
    write_step(out, step->parent);
    text_add_char(out, '/');
    if (step->name)
        write_name(out, step->name, step->name_length);
    else
        text_format(out, "%u", step->index);
}

void input_fault_add(struct arena *arena, struct input_faults *faults, const char *pointer,
                     const char *detail)
{
    list_each (struct input_fault, fault, faults)
        if (strcmp(fault.pointer, pointer) == 0 && strcmp(fault.detail, detail) == 0)
            return;
    if (faults->count == INPUT_FAULTS_MOST) {
        faults->is_cut = true;
        return;
    }
    list_add(arena, faults, (struct input_fault){pointer, detail});
}

bool fault_is_told(const struct validation *validation)
{
    return validation->faults && !validation->faults->is_cut &&
           validation->faults->count < INPUT_FAULTS_MOST;
}

// Whether the fault is to be told, and not only weighed.
static bool fault_weigh(struct validation *validation, uint32_t weight, const struct step *at)
{
    bool is_own = at == validation->branch_at;
    bool is_member = at && at->parent == validation->branch_at;
    bool counts = weight == WEIGHT_TYPE ? is_own : is_own || is_member;
    validation->weight += counts ? weight : WEIGHT_FAULT;
    if (!validation->faults)
        return false;
    if (validation->faults->count == INPUT_FAULTS_MOST)
        validation->faults->is_cut = true;
    return !validation->faults->is_cut;
}

static void fault_tell(struct validation *validation, const struct step *at, const char *detail)
{
    struct text pointer;
    text_init(&pointer);
    text_add(&pointer, validation->base);
    write_step(&pointer, at);
    const char *copy =
        pointer.length ? arena_copy(validation->arena, pointer.string, pointer.length) : "";
    text_release(&pointer);
    input_fault_add(validation->arena, validation->faults, copy, detail);
}

bool fault_add(struct validation *validation, uint32_t weight, const struct step *at,
               const char *detail)
{
    if (fault_weigh(validation, weight, at))
        fault_tell(validation, at, detail);
    return false;
}

bool fault_format(struct validation *validation, uint32_t weight, const struct step *at,
                  const char *format, ...)
{
    if (!fault_weigh(validation, weight, at))
        return false;
    va_list arguments;
    va_start(arguments, format);
    fault_tell(validation, at, arena_format_list(validation->arena, format, arguments));
    va_end(arguments);
    return false;
}
