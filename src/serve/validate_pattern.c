// PCRE2 as the engine. Its own limit of matching counts for each position where an attempt begins,
// so a long value could take that many times as long. Therefore each step is counted through a
// callout: PCRE2 calls it before each item of the pattern, also in its machine code. A step costs
// one, and what an item ran over a thirty-second for each byte.
#define PCRE2_CODE_UNIT_WIDTH 8
#include "serve/validate_pattern.h"

#include <pcre2.h>

enum {
    BYTES_OF_WORK = 32, // run over by one item count as one
    HEAP_KIB = 1024,
};

struct pattern {
    pcre2_code *code;
    pcre2_code *slow; // without machine code, for what its small stack does not hold
};

// ---- memory ---------------------------------------------------------------------------------------

static void *take_memory(size_t size, void *arena)
{
    return arena_allocate_raw(arena, size);
}

// An arena gives nothing back alone.
static void leave_memory(void *memory, void *arena)
{
    (void)memory;
    (void)arena;
}

// ---- compiling ------------------------------------------------------------------------------------

static pcre2_code *compile(pcre2_general_context *memory, const char *text, int *fault,
                           PCRE2_SIZE *offset)
{
    static const uint32_t options = PCRE2_UTF | PCRE2_ALT_BSUX | PCRE2_ALLOW_EMPTY_CLASS |
                                    PCRE2_MATCH_UNSET_BACKREF | PCRE2_DOLLAR_ENDONLY |
                                    PCRE2_NEVER_BACKSLASH_C | PCRE2_AUTO_CALLOUT;
    pcre2_compile_context *context = pcre2_compile_context_create(memory);
    pcre2_set_compile_extra_options(context, PCRE2_EXTRA_ALT_BSUX);
    pcre2_set_newline(context, PCRE2_NEWLINE_ANYCRLF);
    return pcre2_compile((PCRE2_SPTR)text, strlen(text), options, fault, offset, context);
}

struct pattern *pattern_compile(struct arena *arena, const char *text, bool is_lasting,
                                const char **reason)
{
    struct pattern *pattern = arena_make(arena, struct pattern);
    pcre2_general_context *memory = pcre2_general_context_create(take_memory, leave_memory, arena);
    int fault;
    PCRE2_SIZE offset;
    pattern->slow = pattern->code = compile(memory, text, &fault, &offset);
    if (!pattern->code) {
        char message[128];
        pcre2_get_error_message(fault, (PCRE2_UCHAR *)message, sizeof message);
        *reason = arena_format(arena, "%s, at byte %zu", message, (size_t)offset);
        return NULL;
    }
    if (!is_lasting)
        return pattern;
    // Where there is no machine code for this processor, or it is not allowed, `code` is as it was.
    pcre2_jit_compile(pattern->code, PCRE2_JIT_COMPLETE);
    pattern->slow = compile(memory, text, &fault, &offset);
    return pattern;
}

// ---- matching -------------------------------------------------------------------------------------

struct work {
    uint64_t left;
    PCRE2_SIZE at;
};

// Returns 0 to go on, or the error that the match ends with.
static int count_step(pcre2_callout_block *block, void *context)
{
    struct work *work = context;
    PCRE2_SIZE at = block->current_position;
    uint64_t cost = 1 + (at > work->at ? at - work->at : 0) / BYTES_OF_WORK;
    work->at = at;
    if (cost > work->left)
        return PCRE2_ERROR_MATCHLIMIT;
    work->left -= cost;
    return 0;
}

enum pattern_verdict pattern_match(const struct pattern *pattern, struct arena *arena,
                                   const char *text, size_t length, uint64_t *steps)
{
    struct arena_mark mark = arena_mark(arena);
    pcre2_general_context *memory = pcre2_general_context_create(take_memory, leave_memory, arena);
    pcre2_match_context *context = pcre2_match_context_create(memory);
    pcre2_match_data *data = pcre2_match_data_create(1, memory);
    struct work work = {.left = *steps};
    pcre2_set_callout(context, count_step, &work);
    pcre2_set_heap_limit(context, HEAP_KIB);
    int result =
        pcre2_match(pattern->code, (PCRE2_SPTR)text, length, 0, PCRE2_NO_UTF_CHECK, data, context);
    if (result == PCRE2_ERROR_JIT_STACKLIMIT) {
        work.at = 0;
        result = pcre2_match(pattern->slow, (PCRE2_SPTR)text, length, 0, PCRE2_NO_UTF_CHECK, data,
                             context);
    }
    arena_rewind(arena, mark);
    *steps = work.left;
    // 0: it fits, and has more groups than were asked for.
    return result >= 0                     ? PATTERN_FITS
           : result == PCRE2_ERROR_NOMATCH ? PATTERN_DIFFERS
                                           : PATTERN_GAVE_UP;
}
