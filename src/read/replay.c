// The replay's state, places, and names by search path. What went wrong is in replay_fault.c.
#include "read/replay.h"

#include "base/word.h"
#include "read/builtin.h"
#include "read/sql.h"

void replay_init(struct replay *replay, struct design *design, struct arena *scratch)
{
    *replay = (struct replay){.design = design, .arena = design->arena, .scratch = scratch};
    replay_reset_session(replay);
}

const char *replay_session_role(const struct replay *replay)
{
    return replay->design->platform == PLATFORM_SUPABASE ? "postgres" : NULL;
}

void replay_reset_session(struct replay *replay)
{
    replay->role = replay->session_role = replay_session_role(replay);
    replay->has_local = false;
    replay->skips_bodies = false;
    replay->search_path.count = 0;
    list_add(replay->arena, &replay->search_path, "public");
    if (replay->design->platform == PLATFORM_SUPABASE)
        list_add(replay->arena, &replay->search_path, "extensions");
}

// ---- places ----------------------------------------------------------------------------------

// Bytes of the word, quoted name, string or operator that starts at `at`.
static uint32_t token_length(const char *at)
{
    uint32_t length = 0;
    if (*at == '"' || *at == '\'') {
        char quote = *at;
        length = 1;
        while (at[length] && at[length] != quote)
            length++;
        return at[length] ? length + 1 : length;
    }
    if (byte_is_identifier(*at)) {
        while (byte_is_identifier(at[length]))
            length++;
        return length;
    }
    while (at[length] && strchr("+-*/<>=~!@#%^&|`?:", at[length]))
        length++;
    return length ? length : *at != '\0';
}

// Where a byte of `text` stands in the file.
static uint32_t file_offset(const struct replay *replay, size_t at)
{
    int64_t offset = (int64_t)replay->text_offset + (int64_t)at;
    uint32_t low = 0, high = replay->shift_count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (replay->shifts[middle].at <= at)
            low = middle + 1;
        else
            high = middle;
    }
    if (low)
        offset += replay->shifts[low - 1].shift;
    return (uint32_t)(offset < 0 ? 0 : offset);
}

static struct place place_between(const struct replay *replay, size_t start, size_t length)
{
    uint32_t offset = file_offset(replay, start), end = file_offset(replay, start + length);
    return (struct place){replay->file, offset, end > offset ? end - offset : 0};
}

struct place replay_place(const struct replay *replay, int32_t location)
{
    if (location < 0 || replay->is_place_fixed || (size_t)location > replay->text_length)
        return replay->statement;
    return place_between(replay, (size_t)location, token_length(replay->text + location));
}

struct place replay_place_call(const struct replay *replay, int32_t location)
{
    if (location < 0 || replay->is_place_fixed || (size_t)location > replay->text_length)
        return replay->statement;
    const char *start = replay->text + location, *at = start;
    while (byte_is_identifier(*at) || *at == '.')
        at++;
    uint32_t token = token_length(start);
    const char *end = at > start + token ? at : start + token;
    // Brackets inside quotes do not count; a line break ends the search.
    for (int depth = 0; *at && *at != '\n' && (depth || *at == '('); at++) {
        if (*at == '\'' || *at == '"') {
            at += token_length(at) - 1;
        } else if (*at == '(') {
            depth++;
        } else if (*at == ')' && --depth == 0) {
            end = at + 1;
            break;
        }
    }
    return place_between(replay, (size_t)location, (size_t)(end - start));
}

struct place replay_place_of(const struct replay *replay, const char *word, int32_t from)
{
    size_t length = strlen(word);
    if (replay->is_place_fixed || !length || (from > 0 && (size_t)from > replay->text_length))
        return replay->statement;
    const char *text = replay->text, *at = text + (from > 0 ? from : 0);
    for (; *at; at++) {
        if ((*at | 0x20) != (word[0] | 0x20) || strncasecmp(at, word, length) != 0)
            continue;
        bool quoted = at > text && at[-1] == '"' && at[length] == '"';
        if (quoted)
            return replay_place(replay, (int32_t)(at - text) - 1);
        if ((at == text || !byte_is_identifier(at[-1])) && !byte_is_identifier(at[length]))
            return replay_place(replay, (int32_t)(at - text));
    }
    return replay->statement;
}

// ---- names -----------------------------------------------------------------------------------

const char *replay_creation_schema(struct replay *replay)
{
    list_each (const char *, name, &replay->search_path)
        if (design_find_schema(replay->design, name))
            return name;
    return NULL;
}

// PostgreSQL's makeObjectName: the longer of the two names loses bytes first.
static char *object_name(struct arena *arena, const char *name1, const char *name2,
                         const char *label)
{
    size_t length1 = strlen(name1), length2 = name2 ? strlen(name2) : 0;
    size_t overhead = (name2 ? 1 : 0) + (label ? strlen(label) + 1 : 0);
    size_t available = overhead < IDENTIFIER_LENGTH ? IDENTIFIER_LENGTH - overhead : 0;
    while (length1 + length2 > available) {
        if (length1 > length2)
            length1--;
        else
            length2--;
    }
    while (length1 > 0 && ((unsigned char)name1[length1] & 0xC0) == 0x80)
        length1--;
    while (name2 && length2 > 0 && ((unsigned char)name2[length2] & 0xC0) == 0x80)
        length2--;
    return arena_format(arena, "%.*s%s%.*s%s%s", (int)length1, name1, name2 ? "_" : "",
                        (int)length2, name2 ? name2 : "", label ? "_" : "", label ? label : "");
}

// Thousands of names may be chosen from one pattern. After the first few tries the search goes on
// where it ended the last time, unless a name was freed since.
struct name_number {
    unsigned pass;
    uint32_t names_freed;
};
enum { PASSES_TRIED = 16 };

static struct name_number *name_number(struct replay *replay, const char *schema, const char *name1,
                                       const char *name2, const char *label)
{
    const char *key =
        arena_format(replay->scratch, "%s.%s.%s.%s", schema, name1, name2 ? name2 : "", label);
    struct name_number *number = map_get(&replay->name_numbers, key);
    if (!number) {
        number = arena_make(replay->arena, struct name_number);
        map_set(replay->arena, &replay->name_numbers, arena_copy_string(replay->arena, key),
                number);
    }
    return number;
}

char *replay_choose_name(struct replay *replay, const char *schema, const char *name1,
                         const char *name2, const char *label,
                         bool (*taken)(void *context, const char *name), void *context)
{
    char numbered[128];
    struct name_number *number = NULL;
    for (unsigned pass = 0;; pass++) {
        if (pass == PASSES_TRIED) {
            number = name_number(replay, schema, name1, name2, label);
            if (number->pass > pass && number->names_freed == replay->design->names_freed)
                pass = number->pass;
        }
        if (pass == 0)
            snprintf(numbered, sizeof numbered, "%s", label);
        else
            snprintf(numbered, sizeof numbered, "%s%u", label, pass);
        char *name = object_name(replay->scratch, name1, name2, numbered);
        if (taken(context, name))
            continue;
        if (number)
            *number = (struct name_number){pass, replay->design->names_freed};
        return arena_copy_string(replay->arena, name);
    }
}

bool replay_relation_name_taken(struct replay *replay, const char *schema, const char *name)
{
    return design_find_relation(replay->design, schema, name) ||
           design_find_index(replay->design, schema, name);
}

// Temporary tables, their indexes and types come before all others; functions must be named with
// their schema.
#define FIND_TEMPORARY(kind, find)                                                                 \
    if (!schema) {                                                                                 \
        struct kind *temporary = find(replay->design, "pg_temp", name);                            \
        if (temporary)                                                                             \
            return temporary;                                                                      \
    }

#define FIND_BY_SEARCH_PATH(kind, find)                                                            \
    if (schema)                                                                                    \
        return find(replay->design, schema, name);                                                 \
    list_each (const char *, searched, &replay->search_path) {                                     \
        struct kind *found = find(replay->design, searched, name);                                 \
        if (found)                                                                                 \
            return found;                                                                          \
    }                                                                                              \
    return find(replay->design, "pg_catalog", name)

struct relation *replay_find_relation(struct replay *replay, const char *schema, const char *name)
{
    FIND_TEMPORARY(relation, design_find_relation);
    FIND_BY_SEARCH_PATH(relation, design_find_relation);
}

struct index *replay_find_index(struct replay *replay, const char *schema, const char *name)
{
    FIND_TEMPORARY(index, design_find_index);
    FIND_BY_SEARCH_PATH(index, design_find_index);
}

struct type *replay_find_type(struct replay *replay, const char *schema, const char *name)
{
    FIND_TEMPORARY(type, design_find_type);
    FIND_BY_SEARCH_PATH(type, design_find_type);
}

struct function *replay_find_function(struct replay *replay, const char *schema, const char *name)
{
    FIND_BY_SEARCH_PATH(function, design_find_function);
}

static bool is_on_search_path(struct replay *replay, const char *schema)
{
    list_each (const char *, searched, &replay->search_path)
        if (strcmp(searched, schema) == 0)
            return true;
    return false;
}

static bool extension_lists(struct replay *replay, const struct extension *extension,
                            const char *kind, const char *schema, const char *name)
{
    // Objects of a schema of the extension's own are listed with it: "function cron.schedule".
    char qualified[256];
    const char *own = schema ? schema : extension->schema;
    snprintf(qualified, sizeof qualified, "%s.%s", own, name);
    if ((schema || is_on_search_path(replay, own)) &&
        builtin_lists(extension->name, kind, qualified))
        return true;
    bool visible = schema ? strcmp(schema, extension->schema) == 0
                          : is_on_search_path(replay, extension->schema) ||
                                strcmp(extension->schema, "pg_catalog") == 0;
    return visible && builtin_lists(extension->name, kind, name);
}

bool replay_builtin_exists(struct replay *replay, enum builtin_kind kind, const char *schema,
                           const char *name)
{
    static const char *const words[] = {
        [BUILTIN_FUNCTION] = "function", [BUILTIN_TYPE] = "type",
        [BUILTIN_RELATION] = "relation", [BUILTIN_OPERATOR_CLASS] = "operator_class",
        [BUILTIN_ROLE] = "role",
    };
    const char *word = words[kind];
    if ((!schema || strcmp(schema, "pg_catalog") == 0) && builtin_lists("postgres", word, name))
        return true;
    if (schema ? strcmp(schema, "information_schema") == 0
               : is_on_search_path(replay, "information_schema"))
        return builtin_lists("information_schema", word, name);
    list_each (struct extension *, extension, &replay->design->extensions)
        if (extension->is_listed && extension_lists(replay, extension, word, schema, name))
            return true;
    return false;
}

bool replay_extension_listed(const char *name)
{
    return builtin_has_list(name);
}

// On Supabase these are often turned on in the dashboard, which leaves no CREATE EXTENSION.
static bool dashboard_extension_lists(const char *schema, const char *name)
{
    static const char *const extensions[] = {
        "pg_net", "pg_cron",  "pgmq",        "vector",  "http",  "pgjwt", "pg_trgm",
        "citext", "unaccent", "moddatetime", "postgis", "ltree", "hstore"};
    static const char *const kinds[] = {"function", "type", "relation", "operator_class"};
    char qualified[256];
    snprintf(qualified, sizeof qualified, "%s%s%s", schema ? schema : "", schema ? "." : "", name);
    for (size_t i = 0; i < array_length(extensions); i++)
        for (size_t k = 0; k < array_length(kinds); k++)
            if (builtin_lists(extensions[i], kinds[k], name) ||
                builtin_lists(extensions[i], kinds[k], qualified))
                return true;
    return false;
}

bool replay_may_exist(struct replay *replay, const char *schema, const char *name)
{
    if (replay->design->is_open || design_gap_mentions(replay->design, name))
        return true;
    if (replay->design->platform == PLATFORM_SUPABASE && dashboard_extension_lists(schema, name))
        return true;
    if (schema) {
        struct schema *found = design_find_schema(replay->design, schema);
        return (found && found->is_open) || design_gap_mentions(replay->design, schema);
    }
    list_each (const char *, searched, &replay->search_path) {
        struct schema *found = design_find_schema(replay->design, searched);
        if (found && found->is_open)
            return true;
    }
    return false;
}

void replay_depart(struct replay *replay, const struct relation *relation,
                   const struct column *column, const char *new_name)
{
    // A temporary table goes with its session, when there is no statement to point at.
    if (replay->is_builtin || !relation_is_table(relation) || relation->is_temporary)
        return;
    const char *word = column ? column->name : relation->name;
    list_add(replay->arena, &replay->design->departures,
             (struct departure){.schema = relation->schema,
                                .name = relation->name,
                                .relation = relation,
                                .column = column ? column->name : NULL,
                                .new_name = new_name,
                                .place = replay_place_of(replay, word, 0)});
}
