// Each word is held against every rule's id and family: there are few of both.
#include "check/selection.h"

#include "base/nearest.h"
#include "base/word.h"

enum { FAMILY_SIZE = 64 };

static const char *family_of(const struct rule_entry *rule, char family[FAMILY_SIZE])
{
    snprintf(family, FAMILY_SIZE, "%.*s", (int)strcspn(rule->id, "/"), rule->id);
    return family;
}

static bool word_takes(const char *word, const struct rule_entry *rule)
{
    char family[FAMILY_SIZE];
    return pattern_matches(word, strlen(word), rule->id) ||
           strcmp(word, family_of(rule, family)) == 0;
}

static bool unknown_word(struct arena *arena, const char *option, const char *word,
                         struct error *error)
{
    const char *nearest = NULL;
    for (unsigned i = 0; i < rules_count; i++) {
        char family[FAMILY_SIZE];
        nearest = name_nearer(word, nearest, rules_all[i].id);
        nearest =
            name_nearer(word, nearest, arena_copy_string(arena, family_of(&rules_all[i], family)));
    }
    return error_set(
        error, "--%s \"%s\" names no rule and no family%s%s%s (`lintel rules` lists them)", option,
        word, nearest ? "; did you mean " : "", nearest ? nearest : "", nearest ? "?" : "");
}

bool selection_make(struct arena *arena, const struct selection_words *only,
                    const struct selection_words *skip, struct selection *selection,
                    struct error *error)
{
    *selection = (struct selection){
        .of = arena_allocate(arena, rules_count * sizeof *selection->of),
        .skipped_by = arena_allocate(arena, rules_count * sizeof *selection->skipped_by),
        .skip = *skip,
    };
    for (unsigned i = 0; i < rules_count; i++)
        selection->of[i] = only->count ? SELECTED_NOT : SELECTED_WHERE_ON;
    list_each (const char *, word, only) {
        bool takes_any = false;
        for (unsigned i = 0; i < rules_count; i++) {
            bool is_exact = strcmp(word, rules_all[i].id) == 0;
            if (!word_takes(word, &rules_all[i]))
                continue;
            takes_any = true;
            if (is_exact || selection->of[i] == SELECTED_NOT)
                selection->of[i] = is_exact ? SELECTED_ALWAYS : SELECTED_WHERE_ON;
        }
        if (!takes_any)
            return unknown_word(arena, "only", word, error);
    }
    list_each (const char *, word, skip) {
        bool takes_any = false;
        for (unsigned i = 0; i < rules_count; i++) {
            if (!word_takes(word, &rules_all[i]))
                continue;
            takes_any = true;
            if (!selection->skipped_by[i])
                selection->skipped_by[i] = word;
        }
        if (!takes_any)
            return unknown_word(arena, "skip", word, error);
    }
    return true;
}

enum level selection_level(const struct selection *selection, const struct rule_entry *rule,
                           enum level level)
{
    if (!selection)
        return level;
    switch (selection->of[rule - rules_all]) {
    case SELECTED_NOT:
        return LEVEL_OFF;
    case SELECTED_WHERE_ON:
        return level;
    case SELECTED_ALWAYS:
        return level == LEVEL_OFF ? LEVEL_WARNING : level;
    }
    return level;
}

const char *selection_skips(const struct selection *selection, const struct rule_entry *rule)
{
    return selection ? selection->skipped_by[rule - rules_all] : NULL;
}
