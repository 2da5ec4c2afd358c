// The table of keys, continued: whose the data are, what is meant, answers, ignores.
#include "read/manifest_item.h"

#define IN_MANIFEST(field) offsetof(struct manifest, field)
#define IN_IGNORE(field)   offsetof(struct manifest_ignore, field)

const struct manifest_key manifest_keys_data[] = {
    {
        .path = "sensitive",
        .form = MANIFEST_TEXTS,
        .absent = "only the profile's sensitive columns count",
        .summary = "Columns that never leave through the API.",
        .explanation = "A column, a table and its column, or either with * for any letters: "
                       "password_hash, users.ssn, *_token.",
        .used_by = "query/sensitive-column-returned",
        .example = "sensitive: [users.password_hash, \"*_token\"]",
        .offset = IN_MANIFEST(sensitive),
    },
    {
        .path = "transient",
        .form = MANIFEST_TEXTS,
        .absent = "an input that reaches no column is reported",
        .summary = "Inputs that are meant to reach no column, in any operation.",
        .explanation = "By their names in the contract. For one operation alone, x-lintel has "
                       "transient with a reason.",
        .used_by = "contract/input-without-column",
        .example = "transient: [captcha_token]",
        .offset = IN_MANIFEST(transient),
    },
    {
        .path = "tenancy",
        .form = MANIFEST_MAP,
        .absent = "read from policies, foreign keys and the names of columns",
        .summary = "Whose the rows of a table are, where the SQL does not show it.",
        .explanation = "By the table's name, with its schema where that is not public. What is "
                       "written here is certain, whatever policies and names say.",
        .used_by = "rls/disabled and the other rules of rls/ that ask whose a row is",
        .example = "tenancy:\n"
                   "  todos: user_id\n"
                   "  countries: \"none: the same for everyone\"",
    },
    {
        .path = "tenancy.*",
        .form = MANIFEST_TEXT,
        .absent = "read from policies, foreign keys and the names of columns",
        .summary = "The column that says whose a row of the table is, or \"none: \" and a reason.",
        .explanation = "The name is the table's. \"none: \" says that its rows are nobody's: the "
                       "reason is for whoever reads this next.",
        .used_by = "rls/disabled and the other rules of rls/ that ask whose a row is",
        .example = "tenancy:\n"
                   "  countries: \"none: the same for everyone\"",
        .offset = offsetof(struct manifest_tenancy, owner),
        .add = manifest_add_tenancy,
    },
    {
        .path = "history",
        .form = MANIFEST_TEXTS,
        .absent = "no table is known to be history",
        .summary = "Tables whose rows outlive what they refer to.",
        .explanation = "A table, of which no foreign key may cascade a DELETE; or a table and a "
                       "column, where it is that column's foreign key alone.",
        .used_by = "schema/history-lost-on-delete",
        .example = "history: [audit_log, job_applications.job_id]",
        .offset = IN_MANIFEST(history),
    },
    {
        .path = "protected",
        .form = MANIFEST_MAP,
        .absent = "no column is protected",
        .summary = "Columns that no change of the schema may drop or rename, each with the reason.",
        .explanation = "By the table and its column; a schema may stand before them where it is "
                       "not the only table of that name.",
        .used_by = "schema/protected-column-dropped",
        .example = "protected:\n"
                   "  daily_counters.count: stops the service at 1,500 actions a day",
    },
    {
        .path = "protected.*",
        .form = MANIFEST_TEXT,
        .absent = "the column is not protected",
        .summary = "Why the column has to stay.",
        .explanation = "For whoever wants to drop it: the finding shows it.",
        .used_by = "schema/protected-column-dropped",
        .example = "protected:\n"
                   "  daily_counters.count: stops the service at 1,500 actions a day",
        .offset = offsetof(struct manifest_protected, reason),
        .add = manifest_add_protected,
    },
    {
        .path = "public",
        .form = MANIFEST_MAP,
        .absent = "rls/published warns of every table whose rows anybody reads",
        .summary = "Tables whose rows are meant to be read by anybody, each with the reason.",
        .explanation = "By the table's name, with its schema where that is not public; `.select` "
                       "may follow. A view that shows them to anybody is named alike.",
        .used_by = "rls/published, schema/view-bypasses-rls",
        .example = "public:\n"
                   "  posts: the front page shows them",
    },
    {
        .path = "public.*",
        .form = MANIFEST_TEXT,
        .absent = "rls/published warns of every table whose rows anybody reads",
        .summary = "Why anybody may read the rows.",
        .explanation =
            "For whoever reads the list: what is public stays public because somebody meant it.",
        .used_by = "rls/published, schema/view-bypasses-rls",
        .example = "public:\n"
                   "  posts: the front page shows them",
        .offset = offsetof(struct manifest_declared, reason),
        .add = manifest_add_published,
    },
    {
        .path = "privileged",
        .form = MANIFEST_MAP,
        .absent = "rls/privileged warns of every table that callers reach by an attribute of "
                  "theirs alone",
        .summary = "Tables that callers with a role or flag of their own reach as a whole, each "
                   "with the reason.",
        .explanation =
            "By the table's name, or table.command for one of select, insert, update and delete.",
        .used_by = "rls/privileged",
        .example = "privileged:\n"
                   "  orders: the shop's staff sees every order\n"
                   "  posts.delete: moderators take posts away",
    },
    {
        .path = "privileged.*",
        .form = MANIFEST_TEXT,
        .absent = "rls/privileged warns of every table that callers reach by an attribute of "
                  "theirs alone",
        .summary = "Who they are, and why they may.",
        .explanation = "For whoever reads the list: who holds these rights over everybody's rows.",
        .used_by = "rls/privileged",
        .example = "privileged:\n"
                   "  orders: the shop's staff sees every order\n"
                   "  posts.delete: moderators take posts away",
        .offset = offsetof(struct manifest_declared, reason),
        .add = manifest_add_privileged,
    },
    {
        .path = "entry_points",
        .form = MANIFEST_MAP,
        .absent = "schema/definer-executable warns of every function that gives away rows past row "
                  "security",
        .summary = "Functions with their owner's rights that are meant to be called by anybody, "
                   "each with the reason.",
        .explanation = "By the function's name, with its schema where that is not public; all of "
                       "its overloads are meant.",
        .used_by = "schema/definer-executable",
        .example = "entry_points:\n"
                   "  accept_invitation: the token is the right",
    },
    {
        .path = "entry_points.*",
        .form = MANIFEST_TEXT,
        .absent = "schema/definer-executable warns of every function that gives away rows past row "
                  "security",
        .summary = "What the function is for.",
        .explanation = "For whoever reads the list: why its callers may have what its owner may.",
        .used_by = "schema/definer-executable",
        .example = "entry_points:\n"
                   "  accept_invitation: the token is the right",
        .offset = offsetof(struct manifest_declared, reason),
        .add = manifest_add_entry_point,
    },
    {
        .path = "answers",
        .form = MANIFEST_MAP,
        .absent = "a profile that demands answers finds none",
        .summary = "Answers to the questions that the profile asks.",
        .explanation = "By the question's name. An empty answer, \"TBD\", \"todo\", \"?\", and "
                       "\"n/a\" without a reason count as none. Answers that no profile asks for "
                       "are kept.",
        .used_by = "promise/unanswered",
        .example = "answers:\n"
                   "  most-fragile-point: the nightly import, which nothing repeats",
    },
    {
        .path = "answers.*",
        .form = MANIFEST_ANSWER,
        .absent = "the question is open",
        .summary = "The answer to one question.",
        .explanation = "The name is the profile's name of the question.",
        .used_by = "promise/unanswered",
        .example = "answers:\n"
                   "  simpler-architecture: n/a, since there is one process and one database",
        .offset = offsetof(struct manifest_answer, answer),
        .add = manifest_add_answer,
    },
    {
        .path = "ignore",
        .form = MANIFEST_LIST,
        .absent = "only comments silence findings",
        .summary = "Findings that are silenced, each with the place and the reason.",
        .explanation = "As a comment `-- lintel-ignore rule: reason` does. One that silences "
                       "nothing is reported by check/ignore.",
        .used_by = "lintel check",
        .example = "ignore:\n"
                   "  - {rule: rls/disabled, at: public.log, reason: written by triggers alone}",
    },
    {
        .path = "ignore[]",
        .form = MANIFEST_OBJECT,
        .absent = "nothing is silenced",
        .summary = "One rule in one place.",
        .explanation = "All three keys are needed.",
        .used_by = "lintel check",
        .example = "ignore:\n"
                   "  - {rule: rls/disabled, at: public.log, reason: written by triggers alone}",
        .add = manifest_add_ignore,
    },
    {
        .path = "ignore[].rule",
        .form = MANIFEST_TEXT,
        .is_required = true,
        .absent = "a fault",
        .summary = "The rule: family/name.",
        .explanation = "`lintel rules` lists them.",
        .used_by = "lintel check",
        .example = "ignore:\n"
                   "  - {rule: rls/disabled, at: public.log, reason: written by triggers alone}",
        .offset = IN_IGNORE(rule),
    },
    {
        .path = "ignore[].at",
        .form = MANIFEST_TEXT,
        .is_required = true,
        .absent = "a fault",
        .summary = "The place: an object such as public.todos, a file, or a file and its line.",
        .explanation = "The object is the one that --format json names, or one that it stands in: "
                       "public.todos is also about its columns. Of a rule that cannot be lowered "
                       "only the object itself or a line can be named.",
        .used_by = "lintel check",
        .example = "ignore:\n"
                   "  - {rule: schema/primary-key-missing, at: \"db/log.sql:12\", reason: append "
                   "only}",
        .offset = IN_IGNORE(at),
    },
    {
        .path = "ignore[].reason",
        .form = MANIFEST_TEXT,
        .is_required = true,
        .absent = "a fault",
        .summary = "Why the finding is not to be acted on.",
        .explanation = "For whoever reads this next.",
        .used_by = "lintel check",
        .example = "ignore:\n"
                   "  - {rule: rls/disabled, at: public.log, reason: written by triggers alone}",
        .offset = IN_IGNORE(reason),
    },
};
const unsigned manifest_keys_data_count = array_length(manifest_keys_data);
