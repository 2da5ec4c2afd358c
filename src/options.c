// Options are written --name VALUE or --name=VALUE; `--` ends them. No short forms but -h.
#include "options.h"

#include "base/nearest.h"
#include "base/text.h"
#include "check/report.h"

int complain(const char *format, ...)
{
    // A message may hold a file's name or what the user wrote: shown as reports show such text.
    struct arena *arena = arena_new();
    struct text visible;
    va_list arguments;
    va_start(arguments, format);
    const char *message = arena_format_list(arena, format, arguments);
    va_end(arguments);
    text_init(&visible);
    report_add_visible(&visible, message, strlen(message), 0);
    fprintf(stderr, "lintel: %s\n", visible.string);
    text_release(&visible);
    arena_free(arena);
    return EXIT_IMPOSSIBLE;
}

static void help_print(const struct verb *verb, const struct option *table)
{
    printf("lintel %s%s%s%s\n%s.\n", verb->name, *verb->arguments ? " " : "", verb->arguments,
           table->name ? " [options]" : "", verb->summary);
    int width = 0;
    for (const struct option *option = table; option->name; option++) {
        int needed =
            snprintf(NULL, 0, "--%s %s", option->name, option->argument ? option->argument : "");
        width = needed > width ? needed : width;
    }
    for (const struct option *option = table; option->name; option++) {
        char left[128];
        snprintf(left, sizeof left, "--%s %s", option->name,
                 option->argument ? option->argument : "");
        printf("%s  %-*s  %s%s\n", option == table ? "\n" : "", width, left, option->help,
               option->words ? " (may be repeated)" : "");
    }
}

static const struct option *option_find(const struct option *table, const char *name, size_t length)
{
    for (const struct option *option = table; option->name; option++)
        if (strlen(option->name) == length && strncmp(option->name, name, length) == 0)
            return option;
    return NULL;
}

static void unknown_option(struct arena *arena, const struct verb *verb, const struct option *table,
                           const char *written, size_t length)
{
    const char *name = arena_copy(arena, written, length), *nearest = NULL;
    for (const struct option *option = table; option->name; option++)
        nearest = name_nearer(name, nearest, option->name);
    complain("unknown option --%s%s%s%s (`lintel %s --help` lists them)", name,
             nearest ? "; did you mean --" : "", nearest ? nearest : "", nearest ? "?" : "",
             verb->name);
}

// Whether `word` is one of the choices "a|b|c". An argument in capitals is free.
static bool is_choice(const char *choices, const char *word)
{
    if (!strchr(choices, '|') || strpbrk(choices, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
        return true;
    size_t length = strlen(word);
    for (const char *at = choices; at; at = strchr(at, '|')) {
        at += *at == '|';
        if (strcspn(at, "|") == length && strncmp(at, word, length) == 0)
            return true;
    }
    return false;
}

// Takes one option; `next` is the argument after it or NULL, and *uses_next tells whether it was
// its value.
static bool option_take(struct arena *arena, const struct verb *verb, const struct option *table,
                        const char *written, const char *next, bool *uses_next)
{
    const char *equals = strchr(written, '=');
    size_t length = equals ? (size_t)(equals - written) : strlen(written);
    const struct option *option = option_find(table, written, length);
    *uses_next = false;
    if (!option) {
        unknown_option(arena, verb, table, written, length);
        return false;
    }
    if (option->flag) {
        if (equals) {
            complain("--%s takes no value", option->name);
            return false;
        }
        *option->flag = true;
        return true;
    }
    const char *value = equals ? equals + 1 : next;
    *uses_next = !equals;
    if (!value) {
        complain("--%s needs a value: %s", option->name, option->argument);
        return false;
    }
    if (!is_choice(option->argument, value)) {
        complain("--%s cannot be \"%s\": it is one of %s", option->name, value, option->argument);
        return false;
    }
    if (option->word)
        *option->word = value;
    else
        list_add(arena, option->words, value);
    return true;
}

enum options_outcome options_read(struct arena *arena, const struct verb *verb,
                                  const struct option *table, int count, char **arguments,
                                  struct option_words *rest)
{
    bool ended = false;
    for (int i = 0; i < count; i++) {
        const char *argument = arguments[i];
        if (!ended && (strcmp(argument, "--help") == 0 || strcmp(argument, "-h") == 0)) {
            help_print(verb, table);
            return OPTIONS_HELPED;
        }
        if (!ended && strcmp(argument, "--") == 0) {
            ended = true;
        } else if (!ended && string_starts_with(argument, "--")) {
            bool uses_next;
            if (!option_take(arena, verb, table, argument + 2,
                             i + 1 < count ? arguments[i + 1] : NULL, &uses_next))
                return OPTIONS_WRONG;
            i += uses_next;
        } else if (!ended && argument[0] == '-' && argument[1]) {
            complain("unknown option %s (`lintel %s --help` lists them)", argument, verb->name);
            return OPTIONS_WRONG;
        } else {
            list_add(arena, rest, argument);
        }
    }
    return OPTIONS_READ;
}
