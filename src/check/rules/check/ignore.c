// The ignores themselves are judged like anything else in the design. Runs after all other rules
// (check/run.c), since it must know what they would have said.
#include "check/rule.h"

#include "base/nearest.h"
#include "check/run.h"

static void report_unknown(struct check *check, const struct ignore *ignore)
{
    const char *nearest = NULL;
    for (unsigned i = 0; i < rules_count; i++)
        nearest = name_nearer(ignore->name, nearest, rules_all[i].id);
    check_report(check, (struct finding){
                            .place = ignore->place,
                            .message = *ignore->name
                                           ? check_format(check,
                                                          "an ignore names the rule \"%s\", which "
                                                          "does not exist",
                                                          ignore->name)
                                           : "an ignore names no rule",
                            .label = *ignore->name ? "no such rule" : "family/name is missing here",
                            .object = ignore->name,
                            .help = nearest ? check_format(check, "did you mean %s?", nearest)
                                            : "`lintel rules` lists the rules",
                        });
}

static bool is_stale(const struct run *run, const struct ignore *ignore)
{
    return !ignore->used && run->was_run[ignore->rule - rules_all] &&
           strcmp(ignore->name, IGNORE_RULE) != 0;
}

static void report_stale(struct check *check, const struct ignore *ignore, const char *help)
{
    check_report(
        check, (struct finding){
                   .place = ignore->place,
                   .message = check_format(check, "an ignore of %s silences nothing", ignore->name),
                   .object = ignore->name,
                   .help = help,
               });
}

static void check_comments(struct check *check)
{
    const struct run *run = check->run;
    list_each (struct ignore, ignore, &run->ignores) {
        if (!ignore.rule) {
            report_unknown(check, &ignore);
        } else if (!ignore.reason) {
            check_report(
                check,
                (struct finding){
                    .place = ignore.place,
                    .message = check_format(check,
                                            "an ignore of %s gives no reason, so it silences "
                                            "nothing",
                                            ignore.name),
                    .object = ignore.name,
                    .help = check_format(check, "say why: lintel-ignore %s: reason", ignore.name),
                });
        } else if (is_stale(run, &ignore)) {
            report_stale(check, &ignore, "remove it, or move it to the line above the finding");
        }
    }
}

static void check_manifest(struct check *check)
{
    const struct run *run = check->run;
    list_each (struct placed_ignore, placed, &run->placed_ignores) {
        const struct ignore *ignore = &placed.ignore;
        if (!ignore->rule)
            report_unknown(check, ignore);
        else if (is_stale(run, ignore) && placed.beyond)
            check_report(check,
                         (struct finding){
                             .place = ignore->place,
                             .message = check_format(check,
                                                     "an ignore of %s at %s is too wide: the rule "
                                                     "cannot be lowered, so it silences nothing",
                                                     ignore->name, placed.at),
                             .object = ignore->name,
                             .help = "name the object itself, or the file and the line",
                         });
        else if (is_stale(run, ignore))
            report_stale(check, ignore,
                         check_format(check, "remove it, or correct where it is: %s", placed.at));
    }
}

static void check(struct check *check)
{
    check_comments(check);
    check_manifest(check);
}

RULE(
    check, ignore, .level = LEVEL_WARNING,
    .summary = "an ignore without a reason, of an unknown rule, or that silences nothing",
    .explanation =
        "A comment `-- lintel-ignore family/name: reason` silences one rule in one place: on the "
        "line below it, at the end of whose line it stands, or in the statement that begins on the "
        "line below it. Several rules are separated by commas. The reason is for whoever reads "
        "this next, and is required: an ignore without one silences nothing. An ignore that "
        "silences nothing is a promise nobody needs, and would hide the next true finding; it is "
        "reported unless the rule was not run. The same holds for `ignore` in lintel.yaml, which "
        "names the place; of a rule that cannot be lowered that is one object or one line.",
    .wrong = "-- lintel-ignore schema/primary-key-missing\n"
             "CREATE TABLE measurement (id bigint PRIMARY KEY, at timestamptz NOT NULL);\n",
    .right = "CREATE TABLE measurement (id bigint PRIMARY KEY, at timestamptz NOT NULL);\n",
    .source = "squawk (a stale ignore goes unnoticed there)")
