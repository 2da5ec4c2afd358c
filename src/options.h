// Options of a verb as a table: the same rows parse the command line and write `--help`.
// Only main.c and the verbs use it.
#ifndef LINTEL_OPTIONS_H
#define LINTEL_OPTIONS_H

#include "base/error.h"
#include "base/list.h"

struct option_words {
    LIST_FIELDS(const char *);
};

// One row; exactly one of the three pointers is set and receives what the user gave.
struct option {
    const char *name;     // without the dashes; NULL ends the table
    const char *argument; // as `--help` shows it: "text|concise|json", "FILE"
    const char *help;
    bool *flag;                 // an option without an argument
    const char **word;          // an argument; the last one counts. Where `argument` lists choices
                                // ("a|b"), it must be one of them
    struct option_words *words; // may be repeated
};

struct verb {
    const char *name;
    const char *arguments; // "[PATH]"
    const char *summary;   // one line
    int (*run)(const struct verb *verb, int count, char **arguments);
};

enum { EXIT_CLEAN = 0, EXIT_FINDINGS = 1, EXIT_IMPOSSIBLE = 2 };

enum options_outcome { OPTIONS_READ, OPTIONS_HELPED, OPTIONS_WRONG };

// Reads `arguments` (those after the verb) by the table; what is no option goes into `rest`.
// `--help` prints the help to standard output (OPTIONS_HELPED: the verb returns EXIT_CLEAN); what
// is wrong is said on standard error (OPTIONS_WRONG: EXIT_IMPOSSIBLE).
enum options_outcome options_read(struct arena *arena, const struct verb *verb,
                                  const struct option *table, int count, char **arguments,
                                  struct option_words *rest);

// "lintel: ..." on standard error; returns EXIT_IMPOSSIBLE.
int complain(const char *format, ...) printf_like(1, 2);

// Likewise, with the nearest rule there is.
int complain_unknown_rule(const char *id);

extern const struct verb verbs[]; // main.c; ended by a NULL name

int verb_check(const struct verb *verb, int count, char **arguments);
int verb_serve(const struct verb *verb, int count, char **arguments);
int verb_rules(const struct verb *verb, int count, char **arguments);
int verb_explain(const struct verb *verb, int count, char **arguments);
int verb_token(const struct verb *verb, int count, char **arguments);
int verb_docs(const struct verb *verb, int count, char **arguments);
int verb_version(const struct verb *verb, int count, char **arguments);
int verb_help(const struct verb *verb, int count, char **arguments);

#endif
