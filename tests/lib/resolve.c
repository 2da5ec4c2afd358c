// Answers, line by line, what type resolution (read/resolve.h) says; tests/oracle-types compares
// with PostgreSQL. Types are named by the columns of the schema's table `types`: `u` is a NULL
// without a type, `p` a parameter without one, `?` a type that lintel does not know.
//
//   resolve SCHEMA.sql < requests
//   request ::= "operator" name left right | "prefix" name right | "function" name type*
//             | "named" name (argument ":" type)*          named arguments
//             | "variadic" name type*                       VARIADIC before the last
//             | "common" type* | ("implicit" | "assignment" | "explicit") from to
//             | "path" schema*                              the search path from here on
//   answer  ::= ("ONE" | "NONE" | "AMBIGUOUS" | "OPEN") TAB result (TAB takes)*
#include "read/resolve.h"
#include "base/file.h"
#include "design/lookup.h"
#include "read/sql.h"

enum { WORDS = 128 };

static struct type_name *type_named(struct replay *replay, const char *word)
{
    if (strcmp(word, "u") == 0 || strcmp(word, "p") == 0)
        return type_builtin("unknown");
    struct relation *types = design_find_relation(replay->design, "public", "types");
    struct column *column = types ? relation_find_column(types, word) : NULL;
    return column ? column->type : NULL;
}

static void print(struct replay *replay, const struct resolution *resolution, uint32_t count)
{
    static const char *const kinds[] = {"ONE", "NONE", "AMBIGUOUS", "OPEN"};
    const struct type_name *result = resolution->result;
    printf("%s\t%s", kinds[resolution->kind],
           result ? type_name_text(replay->scratch, result) : "?");
    for (uint32_t i = 0; i < count && resolution->takes; i++)
        printf("\t%s",
               resolution->takes[i] ? type_name_text(replay->scratch, resolution->takes[i]) : "?");
    printf("\n");
}

static void answer(struct replay *replay, char **words, uint32_t count)
{
    struct type_name *types[WORDS];
    const char *names[WORDS] = {0};
    const char *verb = words[0];
    if (strcmp(verb, "path") == 0) {
        replay->search_path.count = 0;
        for (uint32_t i = 1; i < count; i++)
            list_add(replay->arena, &replay->search_path,
                     arena_copy_string(replay->arena, words[i]));
        return;
    }
    bool is_common = strcmp(verb, "common") == 0;
    bool has_name = !is_common && count > 1 && !strstr("implicit assignment explicit", verb);
    uint32_t first = has_name ? 2 : 1, given = count - first;
    for (uint32_t i = 0; i < given; i++) {
        char *word = words[first + i], *colon = strchr(word, ':');
        if (strcmp(verb, "named") == 0 && colon) {
            *colon = '\0';
            names[i] = word;
            word = colon + 1;
        }
        types[i] = type_named(replay, word);
    }
    struct resolution resolution = {.kind = RESOLUTION_OPEN};
    if (is_common) {
        resolution = resolve_common(replay, types, given);
    } else if (strcmp(verb, "operator") == 0 && given == 2) {
        resolution = resolve_operator(replay, NULL, words[1], false, types[0], types[1]);
    } else if (strcmp(verb, "prefix") == 0 && given == 1) {
        resolution = resolve_operator(replay, NULL, words[1], true, NULL, types[0]);
    } else if (has_name) {
        struct call_arguments arguments = {.types = types, .names = names, .count = given};
        arguments.is_variadic = strcmp(verb, "variadic") == 0;
        arguments.is_parameter = given == 1 && strcmp(words[first], "p") == 0;
        resolution = resolve_function(replay, NULL, words[1], &arguments);
    } else if (given == 2) {
        static const char *const answers[] = {"NONE", "ONE", "OPEN"};
        enum conversion conversion = verb[0] == 'i'   ? CONVERSION_IMPLICIT
                                     : verb[0] == 'a' ? CONVERSION_ASSIGNMENT
                                                      : CONVERSION_EXPLICIT;
        printf("%s\t?\n", answers[resolve_converts(replay, types[0], types[1], conversion)]);
        return;
    }
    print(replay, &resolution, given);
}

int main(int count, char **arguments)
{
    struct design *design = design_new();
    struct file_bytes bytes;
    struct error error;
    struct file_limit limit = {.bytes = 1 << 24};
    if (count != 2 || !file_read(design->arena, arguments[1], limit, &bytes, &error))
        return 2;
    design_add_schema(design, "public", (struct place){0});
    struct source_file *file =
        source_file_new(design->arena, arguments[1], bytes.bytes, bytes.length);
    struct sql_reader *reader = sql_reader_new(design, &sql_limits_default);
    sql_reader_read(reader, file, true);
    sql_reader_finish(reader);
    struct replay *replay = sql_reader_replay(reader);
    replay_reset_session(replay);
    char line[4096];
    while (fgets(line, sizeof line, stdin)) {
        char *words[WORDS], *at = line;
        uint32_t number = 0;
        while (*at && *at != '\n' && number < WORDS) {
            words[number++] = at;
            at += strcspn(at, " \n");
            if (*at)
                *at++ = '\0';
        }
        struct arena_mark mark = arena_mark(replay->scratch);
        if (number)
            answer(replay, words, number);
        arena_rewind(replay->scratch, mark);
    }
    sql_reader_free(reader);
    design_free(design);
    return 0;
}
