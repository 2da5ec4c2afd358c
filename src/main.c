// The program: `lintel VERB [arguments]`. Each verb parses its own options by a table (options.h)
// and lives in verb_*.c. Exit 0: clean; 1: a gate failed; 2: could not do it.
#include <fcntl.h>

#include "base/nearest.h"
#include "base/stack.h"
#include "options.h"

// Trees may be deep: expressions of thousands of terms are walked by recursion.
enum { STACK_MEGABYTES = 512 };

const struct verb verbs[] = {
    {"check", "[PATH...]",
     "Reads a project and reports what is wrong with it; several folders: each", verb_check},
    {"serve", "[PATH]", "Runs a design as an HTTP API, on a private PostgreSQL or on yours",
     verb_serve},
    {"rules", "", "Lists every rule with its level", verb_rules},
    {"explain", "RULE|KEY",
     "Says what a rule finds and how to put it right, or what a key of lintel.yaml is for",
     verb_explain},
    {"token", "[PATH]", "Makes a token for trying a design on its private database", verb_token},
    {"docs", "[DIRECTORY]", "Writes the documents that come from the program's own tables",
     verb_docs},
    {"version", "", "Prints the version, and that of the PostgreSQL whose parser is inside",
     verb_version},
    {"help", "[VERB]", "Lists the verbs, or the options of one", verb_help},
    {0},
};

struct command_line {
    int count;
    char **arguments;
};

static const struct verb *verb_find(const char *name)
{
    for (const struct verb *verb = verbs; verb->name; verb++)
        if (strcmp(verb->name, name) == 0)
            return verb;
    return NULL;
}

static int unknown_verb(const char *name)
{
    const char *nearest = NULL;
    for (const struct verb *verb = verbs; verb->name; verb++)
        nearest = name_nearer(name, nearest, verb->name);
    return complain("unknown verb \"%s\"%s%s%s (`lintel help` lists them)", name,
                    nearest ? "; did you mean " : "", nearest ? nearest : "", nearest ? "?" : "");
}

static int command_run(void *context)
{
    struct command_line *command = context;
    const char *name = command->count > 1 ? command->arguments[1] : "help";
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
        name = "help";
    else if (strcmp(name, "--version") == 0)
        name = "version";
    const struct verb *verb = verb_find(name);
    if (!verb)
        return unknown_verb(name);
    int rest = command->count > 2 ? command->count - 2 : 0;
    return verb->run(verb, rest, command->arguments + command->count - rest);
}

int verb_help(const struct verb *verb, int count, char **arguments)
{
    (void)verb;
    if (count > 0) {
        const struct verb *asked = verb_find(arguments[0]);
        char help[] = "--help";
        return asked && asked->run != verb_help ? asked->run(asked, 1, (char *[]){help, NULL})
               : asked                          ? verb_help(verb, 0, NULL)
                                                : unknown_verb(arguments[0]);
    }
    puts("lintel VERB [arguments] [options]\n");
    for (const struct verb *each = verbs; each->name; each++)
        printf("  %-8s %-11s %s\n", each->name, each->arguments, each->summary);
    puts("\n`lintel VERB --help` lists a verb's options. Exit status: 0 clean, 1 a blocking "
         "finding, "
         "2 could not.");
    return EXIT_CLEAN;
}

// A file that was opened as number 2 would receive what is meant for people.
static bool standard_descriptors_open(void)
{
    for (int descriptor = 0; descriptor <= 2; descriptor++)
        if (fcntl(descriptor, F_GETFD) < 0 && open("/dev/null", O_RDWR) != descriptor)
            return false;
    return true;
}

int main(int count, char **arguments)
{
    if (!standard_descriptors_open())
        return EXIT_IMPOSSIBLE;
    struct command_line command = {count, arguments};
    struct error error;
    int status;
    if (!stack_run((size_t)STACK_MEGABYTES << 20, command_run, &command, &status, &error))
        return complain("%s", error.message);
    // What was printed must have arrived: a full disk is no clean result.
    if (fflush(stdout) || ferror(stdout))
        return complain("cannot write to standard output");
    return count > 1 ? status : EXIT_IMPOSSIBLE;
}
