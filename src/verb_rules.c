// lintel rules and lintel explain: what the rules, and the keys of lintel.yaml, say about
// themselves.
#include "base/json.h"
#include "base/nearest.h"
#include "check/profile.h"
#include "options.h"
#include "read/manifest.h"

int complain_unknown_rule(const char *id)
{
    const char *nearest = NULL;
    for (unsigned i = 0; i < rules_count; i++)
        nearest = name_nearer(id, nearest, rules_all[i].id);
    return complain("there is no rule \"%s\"%s%s%s (`lintel rules` lists them)", id,
                    nearest ? "; did you mean " : "", nearest ? nearest : "", nearest ? "?" : "");
}

static void rules_text(const struct profile *profile, struct text *out)
{
    int width = 0;
    for (unsigned i = 0; i < rules_count; i++)
        width = (int)strlen(rules_all[i].id) > width ? (int)strlen(rules_all[i].id) : width;
    for (unsigned i = 0; i < rules_count; i++)
        text_format(out, "%-*s  %-7s%s  %s\n", width, rules_all[i].id,
                    level_name(profile->settings[i].level), rules_all[i].rule->is_fixed ? "!" : " ",
                    rules_all[i].rule->summary);
    text_format(out, "\n%u rules; levels of profile %s; ! cannot be lowered by a profile\n",
                rules_count, profile->name);
}

static void rules_json(const struct profile *profile, struct text *out)
{
    struct json json;
    json_init(&json, out);
    json_array(&json);
    for (unsigned i = 0; i < rules_count; i++) {
        json_object_compact(&json);
        json_key_string(&json, "id", rules_all[i].id);
        json_key_string(&json, "level", level_name(profile->settings[i].level));
        json_key_boolean(&json, "fixed", rules_all[i].rule->is_fixed);
        json_key_string(&json, "summary", rules_all[i].rule->summary);
        json_object_end(&json);
    }
    json_array_end(&json);
}

int verb_rules(const struct verb *verb, int count, char **arguments)
{
    const char *format = "text";
    struct option_words profiles = {0}, rest = {0};
    const struct option table[] = {
        {"format", "text|json", "how the list is written", .word = &format},
        {"profile", "NAME|FILE", "show the levels of this profile", .words = &profiles},
        {0},
    };
    struct arena *arena = arena_new();
    struct error error;
    struct text out;
    text_init(&out);
    enum options_outcome outcome = options_read(arena, verb, table, count, arguments, &rest);
    struct profile profile;
    struct profile_names names = {profiles.items, profiles.count, 0};
    int status = EXIT_CLEAN;
    if (outcome == OPTIONS_WRONG)
        status = EXIT_IMPOSSIBLE;
    else if (outcome == OPTIONS_READ && rest.count)
        status = complain("rules takes no argument (`lintel explain RULE` says more about one)");
    else if (outcome == OPTIONS_READ && !profile_load(arena, &names, &profile, &error))
        status = complain("%s", error.message);
    else if (outcome == OPTIONS_READ)
        (strcmp(format, "json") == 0 ? rules_json : rules_text)(&profile, &out);
    fwrite(out.string, 1, out.length, stdout);
    text_release(&out);
    arena_free(arena);
    return status;
}

// ---- explain ------------------------------------------------------------------------------------

static void add_example(struct text *out, const char *title, const char *sql)
{
    if (!sql)
        return;
    text_format(out, "\n%s:\n", title);
    while (*sql) {
        size_t length = strcspn(sql, "\n");
        text_add(out, length ? "    " : "");
        text_add_bytes(out, sql, length);
        text_add_char(out, '\n');
        sql += length + (sql[length] == '\n');
    }
}

static void explain_text(const struct rule_entry *entry, struct text *out)
{
    const struct rule *rule = entry->rule;
    text_format(out, "%s: %s%s\n%s\n\n", entry->id, level_name(rule->level),
                rule->is_fixed ? ", which no profile can lower" : "", rule->summary);
    text_add_wrapped(out, rule->explanation);
    add_example(out, "Wrong", rule->wrong);
    add_example(out, "Right", rule->right);
    if (rule->parameters && rule->parameters->name)
        text_add(out, "\nParameters (set in a profile):\n");
    for (const struct rule_parameter *each = rule->parameters; each && each->name; each++)
        text_format(out, "    %s: %s\n        %s\n", each->name, each->value, each->help);
    if (rule->source)
        text_format(out, "\nSee also: %s\n", rule->source);
    text_format(out, "\nTo silence one place: -- lintel-ignore %s: reason\n", entry->id);
}

static void explain_json(const struct rule_entry *entry, struct text *out)
{
    const struct rule *rule = entry->rule;
    struct json json;
    json_init(&json, out);
    json_object(&json);
    json_key_string(&json, "id", entry->id);
    json_key_string(&json, "level", level_name(rule->level));
    json_key_boolean(&json, "fixed", rule->is_fixed);
    json_key_string(&json, "summary", rule->summary);
    json_key_string(&json, "explanation", rule->explanation);
    json_key_string_if(&json, "wrong", rule->wrong);
    json_key_string_if(&json, "right", rule->right);
    json_key(&json, "parameters");
    json_array(&json);
    for (const struct rule_parameter *each = rule->parameters; each && each->name; each++) {
        json_object_compact(&json);
        json_key_string(&json, "name", each->name);
        json_key_string(&json, "default", each->value);
        json_key_string(&json, "help", each->help);
        json_object_end(&json);
    }
    json_array_end(&json);
    json_key_string_if(&json, "source", rule->source);
    json_object_end(&json);
}

static const char manifest_name[] = "lintel.yaml";

static void key_json(const struct manifest_key *key, struct json *json)
{
    json_object(json);
    json_key_string(json, "key", key->path);
    json_key_string(json, "summary", key->summary);
    json_key_string(json, "explanation", key->explanation);
    json_key_string(json, "absent", key->absent);
    json_key_boolean(json, "required", key->is_required);
    json_key_string(json, "used_by", key->used_by);
    json_key_string(json, "example", key->example);
    json_object_end(json);
}

// All keys, or the one asked for.
static void explain_keys(const struct manifest_key *asked, bool is_json, struct text *out)
{
    struct json json;
    json_init(&json, out);
    if (!is_json && asked)
        manifest_write_key(asked, out);
    else if (!is_json)
        manifest_write_list(out);
    else if (asked)
        key_json(asked, &json);
    if (!is_json || asked)
        return;
    json_array(&json);
    for (unsigned i = 0; i < manifest_keys_count(); i++)
        key_json(manifest_key_at(i), &json);
    json_array_end(&json);
}

// `what` is "lintel.yaml" or "lintel.yaml:KEY".
static int explain_manifest(const char *what, bool is_json, struct text *out)
{
    const char *path = what + strlen(manifest_name), *nearest = NULL;
    path += *path == ':';
    const struct manifest_key *key = *path ? manifest_find_key(path) : NULL;
    if (key || !*path) {
        explain_keys(key, is_json, out);
        return EXIT_CLEAN;
    }
    for (unsigned i = 0; i < manifest_keys_count(); i++)
        nearest = name_nearer(path, nearest, manifest_key_at(i)->path);
    return complain("lintel.yaml has no key \"%s\"%s%s%s (`lintel explain lintel.yaml` lists them)",
                    path, nearest ? "; did you mean " : "", nearest ? nearest : "",
                    nearest ? "?" : "");
}

int verb_explain(const struct verb *verb, int count, char **arguments)
{
    const char *format = "text";
    struct option_words rest = {0};
    const struct option table[] = {
        {"format", "text|json", "how it is written", .word = &format},
        {0},
    };
    struct arena *arena = arena_new();
    struct text out;
    text_init(&out);
    enum options_outcome outcome = options_read(arena, verb, table, count, arguments, &rest);
    int status = outcome == OPTIONS_WRONG ? EXIT_IMPOSSIBLE : EXIT_CLEAN;
    if (outcome == OPTIONS_READ && rest.count != 1) {
        status = complain("explain takes one rule (`lintel rules` lists them), or lintel.yaml:KEY "
                          "(`lintel explain lintel.yaml` lists them)");
    } else if (outcome == OPTIONS_READ && string_starts_with(rest.items[0], manifest_name) &&
               strchr(":", rest.items[0][strlen(manifest_name)])) {
        status = explain_manifest(rest.items[0], strcmp(format, "json") == 0, &out);
    } else if (outcome == OPTIONS_READ) {
        const struct rule_entry *entry = rules_find(rest.items[0]);
        if (!entry)
            status = complain_unknown_rule(rest.items[0]);
        else
            (strcmp(format, "json") == 0 ? explain_json : explain_text)(entry, &out);
    }
    fwrite(out.string, 1, out.length, stdout);
    text_release(&out);
    arena_free(arena);
    return status;
}
