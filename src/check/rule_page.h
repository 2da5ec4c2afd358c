// A rule as a page of Markdown: docs/rules/<family>/<name>.md, and the help that SARIF carries.
#ifndef LINTEL_CHECK_RULE_PAGE_H
#define LINTEL_CHECK_RULE_PAGE_H

#include "base/text.h"
#include "check/rules.h"

// "docs/rules/rls/disabled.md" is `rule_page_path` below docs: "rules/rls/disabled.md".
char *rule_page_path(struct arena *arena, const struct rule_entry *entry);

// Why, what is wrong, what is right: what an editor or a service shows beside a finding.
void rule_page_help(const struct rule_entry *entry, struct text *out);

// The whole page; `said` is what lintel says of the wrong example.
void rule_page_write(const struct rule_entry *entry, const char *said, struct text *out);

// The index of all of them, by family.
void rule_page_index(struct text *out);

#endif
