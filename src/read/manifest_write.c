// What the table of keys says of itself: on a terminal, as docs/manifest.md, and as a JSON Schema
// (draft 2020-12) by which editors complete and check a lintel.yaml.
#include "read/manifest.h"

#include "base/json.h"

static const char *last_step(const char *path)
{
    const char *dot = strrchr(path, '.');
    return dot ? dot + 1 : path;
}

// Rows of a name of the user's own, or of a list's item.
static bool is_item(const struct manifest_key *key)
{
    return string_ends_with(key->path, "*") || string_ends_with(key->path, "[]");
}

// Whether the row stands directly below `parent`, which is "" for the manifest itself.
static bool is_child(const struct manifest_key *key, const char *parent)
{
    size_t length = strlen(parent);
    if (strncmp(key->path, parent, length) != 0)
        return false;
    const char *rest = key->path + length;
    if (strcmp(rest, "[]") == 0)
        return true;
    if (length && *rest++ != '.')
        return false;
    return *rest && !strchr(rest, '.') && !string_ends_with(rest, "[]");
}

static void form_write(const struct manifest_key *key, struct text *out)
{
    static const char *const forms[] = {
        [MANIFEST_TEXT] = "a text",
        [MANIFEST_NUMBER] = "a number",
        [MANIFEST_BOOLEAN] = "true or false",
        [MANIFEST_WORD] = "one of ",
        [MANIFEST_RATE] = "a rate: 100/min, 20/s, 100/15min",
        [MANIFEST_SIZE] = "a size: 1MB, 64KB",
        [MANIFEST_DURATION] = "a duration: 500ms, 5s, 2min",
        [MANIFEST_ANSWER] = "a text, which may be empty",
        [MANIFEST_TEXTS] = "a text, or a list of texts",
        [MANIFEST_OBJECT] = "keys and values",
        [MANIFEST_OBJECTS] = "names of your own, each with keys",
        [MANIFEST_MAP] = "names of your own, each with a value",
        [MANIFEST_LIST] = "a list of keys and values",
    };
    static const char *const meanings[] = {
        [MEANING_NONE] = "",
        [MEANING_VARIABLE] = "an environment variable",
        [MEANING_PATH] = "a path from the manifest's folder",
        [MEANING_ROLE] = "a database role",
        [MEANING_ORIGIN] = "an origin",
    };
    text_add(out, forms[key->form]);
    if (key->form == MANIFEST_WORD)
        text_add(out, key->words);
    if (key->meaning != MEANING_NONE && !is_item(key))
        text_format(out, " (%s)", meanings[key->meaning]);
}

// ---- on a terminal -------------------------------------------------------------------------------

void manifest_write_list(struct text *out)
{
    int width = 0;
    for (unsigned i = 0; i < manifest_keys_count(); i++)
        width = (int)strlen(manifest_key_at(i)->path) > width
                    ? (int)strlen(manifest_key_at(i)->path)
                    : width;
    for (unsigned i = 0; i < manifest_keys_count(); i++)
        text_format(out, "%-*s  %s\n", width, manifest_key_at(i)->path,
                    manifest_key_at(i)->summary);
    text_format(out,
                "\n%u keys; `*` stands for a name of your own, `[]` for an item of a list; "
                "`lintel explain lintel.yaml:KEY` says more\n",
                manifest_keys_count());
}

// Each line of the example, indented.
static void example_write(const char *example, const char *indent, struct text *out)
{
    while (*example) {
        size_t length = strcspn(example, "\n");
        text_add(out, indent);
        text_add_bytes(out, example, length);
        text_add_char(out, '\n');
        example += length + (example[length] == '\n');
    }
}

void manifest_write_key(const struct manifest_key *key, struct text *out)
{
    text_format(out, "lintel.yaml:%s\n%s\n\n", key->path, key->summary);
    text_add_wrapped(out, key->explanation);
    text_add(out, "\nTakes:    ");
    form_write(key, out);
    text_format(out, "%s\nWithout:  %s\nUsed by:  %s\n\nExample:\n",
                key->is_required ? "; required" : "", key->absent, key->used_by);
    example_write(key->example, "    ", out);
    bool has_keys = false;
    for (unsigned i = 0; i < manifest_keys_count(); i++) {
        if (!is_child(manifest_key_at(i), key->path))
            continue;
        text_format(out, "%s    %s  %s\n", has_keys ? "" : "\nBelow it:\n",
                    manifest_key_at(i)->path, manifest_key_at(i)->summary);
        has_keys = true;
    }
}

// ---- docs/manifest.md ----------------------------------------------------------------------------

static void section_write(const struct manifest_key *key, struct text *out)
{
    bool is_top = !strchr(key->path, '.') && !is_item(key);
    text_format(out, "\n%s `%s`\n%s %s\n\n", is_top ? "##" : "###", key->path, key->summary,
                key->explanation);
    text_add(out, "- takes: ");
    form_write(key, out);
    text_format(out, "%s\n- without it: %s\n- used by: %s\n\n```yaml\n",
                key->is_required ? "; required" : "", key->absent, key->used_by);
    example_write(key->example, "", out);
    text_add(out, "```\n");
}

void manifest_write_documentation(struct text *out)
{
    text_add(
        out,
        "# lintel.yaml\n"
        "The manifest: what a design promises beside its SQL and its contract. It stands at the "
        "top "
        "of the design's\n"
        "folder. All keys but `lintel` may be left out; a folder without a manifest is read as it "
        "is.\n"
        "\n"
        "```yaml\n"
        "# yaml-language-server: $schema=docs/manifest.schema.json\n"
        "lintel: 1\n"
        "name: todo\n"
        "platform: supabase\n"
        "schemes:\n"
        "  session: {role: authenticated, secret: JWT_SECRET, require: [sub]}\n"
        "secrets:\n"
        "  JWT_SECRET: signs the sessions\n"
        "limits:\n"
        "  rate: 100/min\n"
        "```\n"
        "\n"
        "An unknown key, a value of another form and keys that contradict each other are findings "
        "of\n"
        "`promise/manifest-invalid`; the rest is read. The manifest names secrets and never holds "
        "them: a value that\n"
        "looks like a key, a token or a URL with a password is refused, and is not shown.\n"
        "\n"
        "`lintel explain lintel.yaml` lists the keys, `lintel explain lintel.yaml:KEY` says more "
        "of "
        "one. This page and\n"
        "[the JSON Schema](manifest.schema.json) for editors are written by `lintel docs` from the "
        "table that reads the\n"
        "file. `*` stands for a name of your own, `[]` for an item of a list. \"The server\" is "
        "`lintel serve`.\n");
    for (unsigned i = 0; i < manifest_keys_count(); i++)
        section_write(manifest_key_at(i), out);
}

// ---- docs/manifest.schema.json -------------------------------------------------------------------

static const char variable_pattern[] = "^[A-Za-z_][A-Za-z0-9_]*$";

static void object_write(const char *path, struct json *json);

// The pattern of texts that are no free ones, or NULL.
static const char *pattern_of(const struct manifest_key *key)
{
    if (key->meaning == MEANING_VARIABLE && !is_item(key))
        return variable_pattern;
    if (key->meaning == MEANING_ORIGIN)
        return "^([*]|[a-z][a-z0-9+.-]*://(\\[[0-9a-f:.]+\\]|[a-z0-9._-]+)(:[0-9]{1,5})?)$";
    switch (key->form) {
    case MANIFEST_RATE:
        return "^[1-9][0-9]*/([1-9][0-9]*)?(s|second|min|minute|h|hour|d|day)$";
    case MANIFEST_SIZE:
        return "^[1-9][0-9]{0,6}(KB|MB)$";
    case MANIFEST_DURATION:
        return "^[1-9][0-9]{0,6}(ms|s|min)$";
    default:
        return NULL;
    }
}

// A text: any scalar with something in it.
static void text_write(const struct manifest_key *key, struct json *json)
{
    const char *pattern = pattern_of(key);
    json_key(json, "type");
    if (pattern) {
        json_string(json, "string");
    } else {
        json_array_compact(json);
        json_string(json, "string");
        json_string(json, "number");
        json_string(json, "boolean");
        if (key->form == MANIFEST_ANSWER)
            json_string(json, "null");
        json_array_end(json);
    }
    if (pattern)
        json_key_string(json, "pattern", pattern);
    else if (key->form != MANIFEST_ANSWER)
        json_key_string(json, "pattern", "[^ \\t\\r\\n]");
}

static void texts_write(const struct manifest_key *key, struct json *json)
{
    json_key(json, "anyOf");
    json_array(json);
    json_object_compact(json);
    text_write(key, json);
    json_object_end(json);
    json_object(json);
    json_key_string(json, "type", "array");
    json_key_number(json, "minItems", 1);
    json_key(json, "items");
    json_object_compact(json);
    text_write(key, json);
    json_object_end(json);
    json_object_end(json);
    json_array_end(json);
}

static void words_write(const struct manifest_key *key, struct json *json)
{
    char word[64];
    json_key(json, "enum");
    json_array_compact(json);
    for (const char *at = key->words; *at; at += strspn(at, ", ")) {
        size_t length = strcspn(at, ",");
        snprintf(word, sizeof word, "%.*s", (int)length, at);
        json_string(json, word);
        at += length;
    }
    json_array_end(json);
}

// The keywords of a value, without its description.
static void value_write(const struct manifest_key *key, struct json *json)
{
    switch (key->form) {
    case MANIFEST_NUMBER:
        json_key_number(json, "const", 1);
        return;
    case MANIFEST_BOOLEAN:
        json_key_string(json, "type", "boolean");
        return;
    case MANIFEST_WORD:
        words_write(key, json);
        return;
    case MANIFEST_TEXT:
    case MANIFEST_RATE:
    case MANIFEST_SIZE:
    case MANIFEST_DURATION:
    case MANIFEST_ANSWER:
        text_write(key, json);
        return;
    case MANIFEST_TEXTS:
        texts_write(key, json);
        return;
    case MANIFEST_OBJECT:
    case MANIFEST_OBJECTS:
    case MANIFEST_MAP:
    case MANIFEST_LIST:
        object_write(key->path, json);
        return;
    }
}

// An item may also be written as the plain text that stands for one of its keys.
static void item_write(const struct manifest_key *key, struct json *json)
{
    json_object(json);
    json_key_string(json, "description", key->summary);
    if (key->shorthand) {
        json_key(json, "anyOf");
        json_array(json);
        json_object_compact(json);
        json_key(json, "type");
        json_array_compact(json);
        json_string(json, "string");
        json_string(json, "number");
        json_string(json, "boolean");
        json_array_end(json);
        json_object_end(json);
        json_object(json);
        value_write(key, json);
        json_object_end(json);
        json_array_end(json);
    } else {
        value_write(key, json);
    }
    json_object_end(json);
}

static void names_write(const struct manifest_key *key, struct json *json)
{
    if (key->meaning == MEANING_VARIABLE) {
        json_key(json, "propertyNames");
        json_object_compact(json);
        json_key_string(json, "pattern", variable_pattern);
        json_object_end(json);
    }
    json_key(json, "additionalProperties");
    item_write(key, json);
}

// The keywords of what stands below `path`, "" for the manifest itself: an array, names of the
// user's own, or fixed keys. Nothing at all may stand in place of all but a list's item.
static void object_write(const char *path, struct json *json)
{
    const struct manifest_key *first = NULL;
    bool is_strict = !*path || string_ends_with(path, "[]"), has_required = false;
    for (unsigned i = manifest_keys_count(); i-- > 0;)
        if (is_child(manifest_key_at(i), path)) {
            first = manifest_key_at(i);
            has_required |= first->is_required;
        }
    assert(first);
    bool is_list = string_ends_with(first->path, "[]");
    json_key(json, "type");
    json_array_compact(json);
    json_string(json, is_list ? "array" : "object");
    if (!is_strict && !has_required)
        json_string(json, "null");
    json_array_end(json);
    if (is_list) {
        json_key(json, "items");
        item_write(first, json);
        return;
    }
    if (strcmp(last_step(first->path), "*") == 0) {
        names_write(first, json);
        return;
    }
    json_key_boolean(json, "additionalProperties", false);
    if (has_required) {
        json_key(json, "required");
        json_array_compact(json);
        for (unsigned i = 0; i < manifest_keys_count(); i++)
            if (is_child(manifest_key_at(i), path) && manifest_key_at(i)->is_required)
                json_string(json, last_step(manifest_key_at(i)->path));
        json_array_end(json);
    }
    json_key(json, "properties");
    json_object(json);
    for (unsigned i = 0; i < manifest_keys_count(); i++) {
        if (!is_child(manifest_key_at(i), path))
            continue;
        json_key(json, last_step(manifest_key_at(i)->path));
        item_write(manifest_key_at(i), json);
    }
    json_object_end(json);
}

void manifest_write_schema(struct text *out)
{
    struct json json;
    json_init(&json, out);
    json_object(&json);
    json_key_string(&json, "$schema", "https://json-schema.org/draft/2020-12/schema");
    json_key_string(&json, "title", "lintel.yaml");
    json_key_string(&json, "description", "The manifest of a design that lintel reads.");
    object_write("", &json);
    json_object_end(&json);
}
