// x-lintel: what an operation says to lintel alone. One table of keys reads it. A key that is
// misspelt, or whose part does not exist yet, is a fault: nobody shall rely on what nobody keeps.
//
//   timeout = count ("ms" | "s" | "min")
#include "base/nearest.h"
#include "read/contract_part.h"
#include "read/measure.h"
#include "read/rate.h"

static void read_rate(struct contract_reader *reader, const struct tree *value,
                      struct operation_settings *settings)
{
    const char *text = contract_text(reader, value, "\"rate\"");
    struct rate rate;
    if (!text)
        return;
    if (!rate_parse(text, &rate)) {
        contract_fault(reader, value->place, true, RATE_HELP, "\"%s\" is no rate", text);
        return;
    }
    settings->rate = text;
}

static void read_timeout(struct contract_reader *reader, const struct tree *value,
                         struct operation_settings *settings)
{
    const char *text = contract_text(reader, value, "\"timeout\"");
    uint32_t milliseconds;
    if (!text)
        return;
    if (!duration_parse(text, &milliseconds)) {
        contract_fault(reader, value->place, true, DURATION_HELP, "\"%s\" is no duration", text);
        return;
    }
    settings->timeout = text;
}

static void read_role(struct contract_reader *reader, const struct tree *value,
                      struct operation_settings *settings)
{
    settings->role = contract_text(reader, value, "\"role\"");
    settings->role_place = value->place;
}

static void read_issues(struct contract_reader *reader, const struct tree *value,
                        struct operation_settings *settings)
{
    settings->issues = contract_text(reader, value, "\"issues\"");
    settings->issues_place = value->place;
}

static void read_transient(struct contract_reader *reader, const struct tree *value,
                           struct operation_settings *settings)
{
    if (!contract_expect(reader, value, TREE_MAPPING, "\"transient\""))
        return;
    for (uint32_t i = 0; i < value->count; i++) {
        const struct tree_pair *pair = &value->pairs[i];
        const char *reason = contract_text(reader, pair->value, "the reason of a transient input");
        if (!reason || !*reason)
            contract_fault(reader, pair->key->place, true,
                           "write why it reaches no column: {name: reason}",
                           "transient input \"%s\" has no reason", pair->key->text);
        else
            list_add(reader->arena, &settings->transient,
                     (struct transient_field){pair->key->text, reason, pair->key->place});
    }
}

static void read_cursor(struct contract_reader *reader, const struct tree *value,
                        struct operation_settings *settings)
{
    if (!contract_expect(reader, value, TREE_SEQUENCE, "\"cursor\""))
        return;
    for (uint32_t i = 0; i < value->count; i++) {
        const char *column = contract_text(reader, value->items[i], "a column of \"cursor\"");
        if (column)
            list_add(reader->arena, &settings->cursor, column);
    }
}

static const struct {
    const char *key;
    void (*read)(struct contract_reader *, const struct tree *, struct operation_settings *);
} setting_keys[] = {
    {"rate", read_rate},       {"role", read_role},
    {"timeout", read_timeout}, {"transient", read_transient},
    {"cursor", read_cursor},   {"issues", read_issues},
    {"idempotency", NULL},     {"steps", NULL},
    {"writes", NULL},          {"stores", NULL},
    {"emits", NULL},
};

static const char *key_nearest(const char *text)
{
    const char *nearest = NULL;
    for (size_t i = 0; i < array_length(setting_keys); i++)
        nearest = name_nearer(text, nearest, setting_keys[i].key);
    return nearest;
}

void contract_settings(struct contract_reader *reader, const struct tree *tree,
                       struct operation_settings *settings)
{
    if (!contract_expect(reader, tree, TREE_MAPPING, "\"x-lintel\""))
        return;
    for (uint32_t i = 0; i < tree->count; i++) {
        const struct tree_pair *pair = &tree->pairs[i];
        const char *key = pair->key->text;
        size_t at = 0;
        while (at < array_length(setting_keys) && strcmp(setting_keys[at].key, key) != 0)
            at++;
        if (at == array_length(setting_keys))
            contract_fault(reader, pair->key->place, true,
                           contract_did_you_mean(reader, key_nearest(key)),
                           "x-lintel has no key \"%s\"", key);
        else if (!setting_keys[at].read)
            contract_fault(reader, pair->key->place, true, "take it out, nothing keeps it",
                           "x-lintel's \"%s\" is not supported yet", key);
        else if (!tree_is_null(pair->value))
            setting_keys[at].read(reader, pair->value, settings);
    }
}
