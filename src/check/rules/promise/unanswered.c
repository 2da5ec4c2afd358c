// A question of the profile that the manifest does not answer.
#include "check/applies.h"
#include "check/rule.h"

#include "base/word.h"
#include "check/run.h"

// Without the spaces around it, and without what only ends or wraps it: "TBD.", "(todo)".
static size_t core_of(const char *text, const char **start)
{
    static const char edges[] = " \t\r\n.,;:!()[]<>*_\"'`-";
    text += strspn(text, edges);
    size_t length = strlen(text);
    while (length && strchr(edges, text[length - 1]))
        length--;
    *start = text;
    return length;
}

// What is wrong with the answer: "is empty", or NULL. An answer "n/a" stands where a reason
// follows it.
static const char *problem_of(const char *text)
{
    static const char *const evasions[] = {
        "tbd",
        "tba",
        "tbc",
        "todo",
        "fixme",
        "wip",
        "xxx",
        "to be determined",
        "to be decided",
        "to be announced",
        "to be confirmed",
        "to be defined",
        "to do",
        "will be answered",

        "not yet",
        "unknown yet",
        "not decided yet",
        "to be done",
        "pending",
        "?",
        "??",
        "???",
        "later",
        "idk",
        "dunno",
    };
    static const char *const inapplicable[] = {"n/a", "na", "none", "not applicable", "nothing"};
    const char *start;
    size_t length = core_of(text, &start);
    if (length == 0)
        return "is empty";
    for (size_t i = 0; i < array_length(evasions); i++)
        if (strlen(evasions[i]) == length && strncasecmp(start, evasions[i], length) == 0)
            return "puts it off";
    for (size_t i = 0; i < array_length(inapplicable); i++)
        if (strlen(inapplicable[i]) == length && strncasecmp(start, inapplicable[i], length) == 0)
            return "gives no reason";
    // "TBD: the load test is not done" is still no answer.
    static const char *const openings[] = {"tbd", "tba", "todo:", "fixme:"};
    for (size_t i = 0; i < array_length(openings); i++) {
        size_t opening = strlen(openings[i]);
        if (length > opening && strncasecmp(start, openings[i], opening) == 0 &&
            !byte_is_word(start[opening]))
            return "puts it off";
    }
    return NULL;
}

static const struct manifest_answer *answer_find(const struct manifest *manifest, const char *name)
{
    for (uint32_t i = 0; manifest && i < manifest->answers.count; i++)
        if (strcmp(manifest->answers.items[i].name, name) == 0)
            return &manifest->answers.items[i];
    return NULL;
}

static void question_check(struct check *check, const struct profile_question *question)
{
    const struct manifest *manifest = check->design->manifest;
    const struct manifest_answer *found = answer_find(manifest, question->name);
    const char *problem = found && found->answer.text ? problem_of(found->answer.text) : NULL;
    if (found && !problem)
        return;
    struct place place = found      ? found->place
                         : manifest ? (struct place){manifest->file, 0, 0}
                                    : (struct place){0};
    const char *message =
        found ? check_format(check, "the answer to \"%s\" %s", question->question, problem)
              : check_format(check, "nothing answers \"%s\"", question->question);
    check_report(check, (struct finding){
                            .place = place,
                            .message = message,
                            .object = question->name,
                            .help = check_format(check, "%s answers.%s in lintel.yaml%s",
                                                 found ? "write" : "add", question->name,
                                                 found ? ", with a reason where it is n/a" : ""),
                        });
}

static void check(struct check *check)
{
    const struct profile *profile = check->run->profile;
    list_each (struct profile_question, question, &profile->questions)
        question_check(check, &question);
}

// A profile that asks nothing is answered by any manifest.
static const char *not_applicable(struct check *check)
{
    return check->run->profile->questions.count ? NULL : applies_manifest(check);
}

RULE(promise, unanswered, .level = LEVEL_ERROR, .not_applicable = not_applicable,
     .summary = "a question of the profile that lintel.yaml does not answer",
     .explanation =
         "A profile can name questions that somebody has to answer before a design is built, such "
         "as what its most fragile point is. The answers stand in lintel.yaml under `answers`. A "
         "missing or empty answer, one that puts it off (TBD, todo, ?), and \"n/a\" without a "
         "reason block. What an answer says is not judged: lintel cannot know whether it is "
         "true.\n"
         "\n"
         "The profile `default` asks nothing; `mvp` asks four questions. Answers that no profile "
         "asks for are kept.",
     .wrong = "# file: lintel.yaml\n"
              "lintel: 1\n"
              "profile: mvp\n"
              "answers:\n"
              "  most-fragile-point: TBD\n"
              "-- file: schema.sql\n"
              "CREATE TABLE note (id bigint PRIMARY KEY);\n",
     .right = "# file: lintel.yaml\n"
              "lintel: 1\n"
              "profile: mvp\n"
              "answers:\n"
              "  most-fragile-point: the nightly import; it runs once and nothing repeats it\n"
              "  most-doubtful-assumption: that nobody has more than a thousand notes\n"
              "  breaks-at-ten-times: the list without a cursor\n"
              "  simpler-architecture: n/a, since there is one process and one database\n"
              "-- file: schema.sql\n"
              "CREATE TABLE note (id bigint PRIMARY KEY);\n",
     .source = "B7, B24, E12")
