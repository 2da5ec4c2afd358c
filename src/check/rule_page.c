// The words are the rule's own (check/rule.h). What Markdown would read as its own signs is
// escaped, but for backticks, which the explanations use as Markdown does.
#include "check/rule_page.h"

#include "base/word.h"
#include "check/profile.h"

// Text outside of code.
static void prose_add(struct text *out, const char *string)
{
    bool is_code = false;
    for (const char *at = string; *at; at++) {
        bool is_inside = at > string && byte_is_word(at[-1]) && byte_is_word(at[1]);
        is_code ^= *at == '`';
        if (!is_code && (strchr("*<[]", *at) || (*at == '_' && !is_inside)))
            text_add_char(out, '\\');
        text_add_char(out, *at);
    }
}

// In a cell of a table.
static void cell_add(struct text *out, const char *string)
{
    for (const char *at = string; *at; at++)
        if (*at == '|')
            text_add(out, "\\|");
        else
            text_add_char(out, *at == '\n' ? ' ' : *at);
}

static void code_add(struct text *out, const char *language, const char *code)
{
    text_format(out, "```%s\n%s", language, code);
    if (!string_ends_with(code, "\n"))
        text_add_char(out, '\n');
    text_add(out, "```\n");
}

// An example of several files begins each with a line that names it.
static void example_add(struct text *out, const char *example)
{
    const char *at = example;
    while (*at) {
        const char *next = at, *line = strchr(at, '\n');
        do { // to the line that names the next file
            next = strchr(next, '\n');
            next = next ? next + 1 : at + strlen(at);
        } while (*next && !string_starts_with(next, "-- file: ") &&
                 !string_starts_with(next, "# file: "));
        size_t name_length = line ? (size_t)(line - at) : strlen(at);
        bool is_named = string_starts_with(at, "-- file: ") || string_starts_with(at, "# file: ");
        bool is_yaml = is_named && name_length > 5 && memcmp(at + name_length - 5, ".yaml", 5) == 0;
        bool is_sql =
            !is_named || (name_length > 4 && memcmp(at + name_length - 4, ".sql", 4) == 0);
        text_format(out, "```%s\n", is_yaml ? "yaml" : is_sql ? "sql" : "");
        text_add_bytes(out, at, (size_t)(next - at));
        text_add(out, next[-1] == '\n' ? "```\n" : "\n```\n");
        at = next;
    }
}

static void examples_add(const struct rule_entry *entry, const char *said, struct text *out)
{
    if (entry->rule->wrong) {
        text_add(out, "\n## Wrong\n");
        example_add(out, entry->rule->wrong);
    }
    if (said) {
        text_add(out, "\nlintel says:\n\n");
        code_add(out, "", said);
    }
    if (entry->rule->right) {
        text_add(out, "\n## Right\n");
        example_add(out, entry->rule->right);
    }
}

void rule_page_help(const struct rule_entry *entry, struct text *out)
{
    prose_add(out, entry->rule->explanation);
    text_add_char(out, '\n');
    examples_add(entry, NULL, out);
}

static void parameters_add(const struct rule_entry *entry, struct text *out)
{
    const struct rule_parameter *parameter = entry->rule->parameters;
    if (!parameter || !parameter->name)
        return;
    text_add(out, "\n## Parameters\nSet in a profile, or under `parameters` in lintel.yaml.\n\n"
                  "| name | default | meaning |\n|---|---|---|\n");
    for (; parameter->name; parameter++) {
        text_format(out, "| `%s` | ", parameter->name);
        if (*parameter->value) {
            text_add_char(out, '`');
            cell_add(out, parameter->value);
            text_add_char(out, '`');
        }
        text_add(out, " | ");
        cell_add(out, parameter->help);
        text_add(out, " |\n");
    }
}

// How a place of a family's findings is named in an ignore, and in which language it is a comment.
static const struct silencing {
    const char *family, *at, *language, *comment;
} silencings[] = {
    {"contract/", "api.yaml:12", "yaml", "#"},
    {"query/", "queries.sql:12", "sql", "--"},
    {"promise/", "lintel.yaml:12", "yaml", "#"},
    {"", "public.todos", "sql", "--"},
};

static const struct silencing *silencing_of(const struct rule_entry *entry)
{
    const struct silencing *silencing = silencings;
    while (!string_starts_with(entry->id, silencing->family))
        silencing++;
    return silencing;
}

static void silencing_add(const struct rule_entry *entry, struct text *out)
{
    const struct silencing *silencing = silencing_of(entry);
    text_format(out,
                "\n## Silencing it\nOne place, with a reason, on the line above it:\n\n"
                "```%s\n%s lintel-ignore %s: why this place is right\n```\n\n"
                "or from outside, in lintel.yaml:\n\n"
                "```yaml\nignore:\n  - {rule: %s, at: %s, reason: why it is right "
                "there}\n```\n",
                silencing->language, silencing->comment, entry->id, entry->id, silencing->at);
    text_add(out, entry->rule->is_fixed
                      ? "\nNo profile and no manifest can lower it: only single places are "
                        "silenced.\n"
                      : "\nFor a whole project: `rules` in lintel.yaml, or a profile.\n");
}

char *rule_page_path(struct arena *arena, const struct rule_entry *entry)
{
    return arena_format(arena, "rules/%s.md", entry->id);
}

void rule_page_write(const struct rule_entry *entry, const char *said, struct text *out)
{
    const struct rule *rule = entry->rule;
    text_format(out, "# %s\n", entry->id);
    prose_add(out, rule->summary);
    text_format(out, "\n\nLevel: %s%s.\n\n## Why\n", level_name(rule->level),
                rule->is_fixed ? ", which no profile can lower" : "");
    prose_add(out, rule->explanation);
    text_add_char(out, '\n');
    examples_add(entry, said, out);
    parameters_add(entry, out);
    silencing_add(entry, out);
    if (rule->source) {
        text_add(out, "\n## See also\n");
        prose_add(out, rule->source);
        text_add_char(out, '\n');
    }
    text_format(out,
                "\nThis page is written by `lintel docs` from the rule itself; `lintel explain "
                "%s` says the same.\n",
                entry->id);
}

void rule_page_index(struct text *out)
{
    size_t family_length = 0;
    const char *family = "";
    text_add(out,
             "# Rules\nWhat `lintel check` looks for, by family. Levels are those of the profile "
             "`default`; those with ! no\nprofile can lower. `lintel rules` prints the same "
             "list.\n");
    for (unsigned i = 0; i < rules_count; i++) {
        const struct rule_entry *entry = &rules_all[i];
        size_t length = strcspn(entry->id, "/");
        if (length != family_length || memcmp(family, entry->id, length) != 0) {
            family = entry->id;
            family_length = length;
            text_format(out, "\n## %.*s\n| rule | level | what is wrong |\n|---|---|---|\n",
                        (int)length, family);
        }
        text_format(out, "| [%s](%s.md) | %s%s | ", entry->id, entry->id,
                    level_name(entry->rule->level), entry->rule->is_fixed ? "!" : "");
        cell_add(out, entry->rule->summary);
        text_add(out, " |\n");
    }
}
