// Reads platforms/catalog/*.txt (base/embedded.h). A line is a fact:
//
//   fact     ::= "type" NAME kind category ["preferred"] ["array"] related* columns?
//              | "cast" TYPE TYPE ("implicit" | "assignment" | "explicit")
//                                 ("relabel" | "function" | "text")
//              | "operator" NAME (TYPE | "none") TYPE "->" TYPE
//              | "function" NAME argument* "->" TYPE word* columns?
//   related  ::= ("element" | "base" | "subtype" | "range" | "multirange") ":" TYPE
//   argument ::= ["*"] [NAME ":"] TYPE ["="]          variadic; has a default
//   word     ::= "aggregate" | "ordered" | "hypothetical" | "window" | "procedure" | "strict" |
//   "set" columns  ::= ">" (NAME ":" TYPE)+
//
// The lines of one name stand together: a binary search finds the first. What a line says is kept
// in the source's maps under the name, also that there is no such line.
#include "read/catalog.h"

#include "base/embedded.h"

enum { WORD_SIZE = 256 };

struct catalog_source {
    const char *name;
    const char *bytes, *end;
    struct map types, operators, functions;
    struct map casts; // by "file type", since a file declares casts of others' types too
    bool has_casts;
};

struct catalog {
    struct arena *arena;
    struct catalog_source *core;
    struct map extensions;
};

static const struct routine_list no_routines;
static const struct cast_list no_casts;
static struct catalog_source no_source;
static struct catalog_type no_type;

// ---- words of a line ----------------------------------------------------------------------------

struct line {
    const char *at, *end;
};

static bool line_word(struct line *line, char word[WORD_SIZE])
{
    size_t length = 0;
    while (line->at < line->end && *line->at == ' ')
        line->at++;
    while (line->at < line->end && *line->at != ' ') {
        if (length + 1 < WORD_SIZE)
            word[length++] = *line->at;
        line->at++;
    }
    word[length] = '\0';
    return length > 0;
}

static const char *line_end(const struct catalog_source *source, const char *at)
{
    const char *found = memchr(at, '\n', (size_t)(source->end - at));
    return found ? found : source->end;
}

// The first line that begins with `prefix`, or the place where it would stand.
static const char *line_first(const struct catalog_source *source, const char *prefix)
{
    size_t length = strlen(prefix);
    const char *low = source->bytes, *high = source->end;
    while (low < high) {
        const char *start = low + (high - low) / 2;
        while (start > low && start[-1] != '\n')
            start--;
        const char *end = line_end(source, start);
        size_t shared = (size_t)(end - start) < length ? (size_t)(end - start) : length;
        int order = memcmp(start, prefix, shared);
        if (order < 0 || (order == 0 && shared < length))
            low = end < source->end ? end + 1 : source->end;
        else
            high = start;
    }
    return low;
}

// The lines that begin with a prefix, one after the other; each is given without the prefix.
struct lines {
    const struct catalog_source *source;
    const char *prefix, *at;
};

static struct lines lines_of(const struct catalog_source *source, const char *prefix)
{
    return (struct lines){source, prefix, line_first(source, prefix)};
}

static bool lines_next(struct lines *lines, struct line *line)
{
    size_t length = strlen(lines->prefix);
    const char *at = lines->at, *end = lines->source->end;
    if ((size_t)(end - at) < length || memcmp(at, lines->prefix, length) != 0)
        return false;
    *line = (struct line){at + length, line_end(lines->source, at)};
    lines->at = line->end < end ? line->end + 1 : end;
    return true;
}

// ---- sources ------------------------------------------------------------------------------------

static struct catalog_source *source_open(struct catalog *catalog, const char *name)
{
    char path[WORD_SIZE];
    int length = snprintf(path, sizeof path, "platforms/catalog/%s.txt", name);
    if (length < 0 || (size_t)length >= sizeof path)
        return NULL;
    const struct embedded *file = embedded_find(path);
    if (!file)
        return NULL;
    struct catalog_source *source = arena_make(catalog->arena, struct catalog_source);
    source->name = arena_copy_string(catalog->arena, name);
    source->bytes = file->bytes;
    source->end = file->bytes + file->length;
    struct lines casts = lines_of(source, "cast ");
    struct line line;
    source->has_casts = lines_next(&casts, &line);
    return source;
}

struct catalog *catalog_new(struct arena *arena)
{
    struct catalog *catalog = arena_make(arena, struct catalog);
    catalog->arena = arena;
    catalog->core = source_open(catalog, "postgres");
    assert(catalog->core);
    return catalog;
}

const struct catalog_source *catalog_core(struct catalog *catalog)
{
    return catalog->core;
}

const struct catalog_source *catalog_extension(struct catalog *catalog, const char *name)
{
    struct catalog_source *source = map_get(&catalog->extensions, name);
    if (!source && strcmp(name, "postgres") != 0) {
        source = source_open(catalog, name);
        map_set(catalog->arena, &catalog->extensions, arena_copy_string(catalog->arena, name),
                source ? source : &no_source);
    }
    return source == &no_source ? NULL : source;
}

const char *catalog_source_name(const struct catalog_source *source)
{
    return source->name;
}

// ---- types --------------------------------------------------------------------------------------

static enum catalog_pseudo pseudo_of(const char *name)
{
    static const char *const names[] = {
        [PSEUDO_UNKNOWN] = "unknown",
        [PSEUDO_RECORD] = "record",
        [PSEUDO_ANY] = "any",
        [PSEUDO_ANYELEMENT] = "anyelement",
        [PSEUDO_ANYNONARRAY] = "anynonarray",
        [PSEUDO_ANYENUM] = "anyenum",
        [PSEUDO_ANYARRAY] = "anyarray",
        [PSEUDO_ANYRANGE] = "anyrange",
        [PSEUDO_ANYMULTIRANGE] = "anymultirange",
        [PSEUDO_ANYCOMPATIBLE] = "anycompatible",
        [PSEUDO_ANYCOMPATIBLENONARRAY] = "anycompatiblenonarray",
        [PSEUDO_ANYCOMPATIBLEARRAY] = "anycompatiblearray",
        [PSEUDO_ANYCOMPATIBLERANGE] = "anycompatiblerange",
        [PSEUDO_ANYCOMPATIBLEMULTIRANGE] = "anycompatiblemultirange",
    };
    for (size_t i = 1; i < array_length(names); i++)
        if (strcmp(names[i], name) == 0)
            return (enum catalog_pseudo)i;
    return PSEUDO_NONE;
}

static enum catalog_kind kind_of(const char *word)
{
    static const char *const words[] = {
        [CATALOG_BASE] = "base",           [CATALOG_PSEUDO] = "pseudo",
        [CATALOG_ENUM] = "enum",           [CATALOG_DOMAIN] = "domain",
        [CATALOG_RANGE] = "range",         [CATALOG_MULTIRANGE] = "multirange",
        [CATALOG_COMPOSITE] = "composite",
    };
    for (size_t i = 0; i < array_length(words); i++)
        if (strcmp(words[i], word) == 0)
            return (enum catalog_kind)i;
    return CATALOG_BASE;
}

// A type that a line mentions: PostgreSQL's, one of the same file, or of an extension that this
// one needs.
static struct sort read_sort(struct catalog *catalog, const struct catalog_source *source,
                             char *word)
{
    struct sort sort = {0};
    size_t length = strlen(word);
    if (length > 2 && strcmp(word + length - 2, "[]") == 0) {
        sort.is_array = true;
        word[length - 2] = '\0';
    }
    sort.catalog = catalog_find_type(catalog, catalog->core, word);
    if (!sort.catalog && source != catalog->core)
        sort.catalog = catalog_find_type(catalog, source, word);
    static const char *const needed[] = {"cube", "postgis", "pointcloud", "hstore"};
    for (size_t i = 0; i < array_length(needed) && !sort.catalog; i++) {
        const struct catalog_source *other = catalog_extension(catalog, needed[i]);
        if (other)
            sort.catalog = catalog_find_type(catalog, other, word);
    }
    return sort;
}

// columns ::= (NAME ":" TYPE)+, behind the ">"
static void read_columns(struct catalog *catalog, const struct catalog_source *source,
                         struct line line, struct sort_name **columns, uint32_t *count)
{
    char word[WORD_SIZE];
    LIST(struct sort_name) list = {0};
    while (line_word(&line, word)) {
        char *colon = strrchr(word, ':');
        if (!colon)
            continue;
        struct sort_name column = {arena_copy(catalog->arena, word, (size_t)(colon - word)),
                                   read_sort(catalog, source, colon + 1)};
        list_add(catalog->arena, &list, column);
    }
    *columns = list.items;
    *count = list.count;
}

static void read_related(struct catalog *catalog, const struct catalog_source *source,
                         struct catalog_type *type, char *word)
{
    char *colon = strchr(word, ':');
    if (!colon)
        return;
    *colon = '\0';
    const struct {
        const char *word;
        struct sort *sort;
    } related[] = {{"element", &type->element},
                   {"base", &type->base},
                   {"subtype", &type->subtype},
                   {"range", &type->range},
                   {"multirange", &type->multirange}};
    for (size_t i = 0; i < array_length(related); i++)
        if (strcmp(related[i].word, word) == 0)
            *related[i].sort = read_sort(catalog, source, colon + 1);
}

static struct catalog_type *read_type(struct catalog *catalog, struct catalog_source *source,
                                      const char *name, struct line line)
{
    struct catalog_type *type = arena_make(catalog->arena, struct catalog_type);
    char word[WORD_SIZE];
    type->name = arena_copy_string(catalog->arena, name);
    type->source = source;
    // Kept before it is whole: a range and its multirange mention each other.
    map_set(catalog->arena, &source->types, type->name, type);
    if (source == catalog->core)
        type->pseudo = pseudo_of(name);
    line_word(&line, word);
    type->kind = kind_of(word);
    line_word(&line, word);
    type->category = word[0];
    while (line_word(&line, word)) {
        if (strcmp(word, "preferred") == 0)
            type->is_preferred = true;
        else if (strcmp(word, "array") == 0)
            type->has_array = true;
        else if (strcmp(word, ">") == 0)
            break;
        else
            read_related(catalog, source, type, word);
    }
    read_columns(catalog, source, line, &type->columns, &type->column_count);
    return type;
}

const struct catalog_type *catalog_find_type(struct catalog *catalog,
                                             const struct catalog_source *source, const char *name)
{
    struct catalog_source *mutable = (struct catalog_source *)source;
    struct catalog_type *type = map_get(&source->types, name);
    if (type)
        return type == &no_type ? NULL : type;
    char prefix[WORD_SIZE];
    int length = snprintf(prefix, sizeof prefix, "type %s ", name);
    if (length < 0 || (size_t)length >= sizeof prefix)
        return NULL;
    struct lines lines = lines_of(source, prefix);
    struct line line;
    if (lines_next(&lines, &line))
        return read_type(catalog, mutable, name, line);
    map_set(catalog->arena, &mutable->types, arena_copy_string(catalog->arena, name), &no_type);
    return NULL;
}

// ---- operators and functions --------------------------------------------------------------------

// argument ::= ["*"] [NAME ":"] TYPE ["="]
static void read_argument(struct catalog *catalog, const struct catalog_source *source,
                          struct routine *routine, uint32_t at, char *word)
{
    if (*word == '*') {
        routine->is_variadic = true;
        word++;
    }
    size_t length = strlen(word);
    if (length && word[length - 1] == '=') {
        routine->defaults++;
        word[length - 1] = '\0';
    }
    char *colon = strrchr(word, ':');
    if (colon) {
        if (!routine->names)
            routine->names =
                arena_allocate(catalog->arena, routine->count * sizeof *routine->names);
        routine->names[at] = arena_copy(catalog->arena, word, (size_t)(colon - word));
        word = colon + 1;
    }
    routine->takes[at] = read_sort(catalog, source, word);
    if (!routine->takes[at].catalog)
        routine->is_uncertain = true;
}

static void read_word(struct routine *routine, const char *word)
{
    if (strcmp(word, "aggregate") == 0)
        routine->is_aggregate = true;
    else if (strcmp(word, "ordered") == 0 || strcmp(word, "hypothetical") == 0)
        routine->is_ordered_set = true;
    else if (strcmp(word, "window") == 0)
        routine->is_window = true;
    else if (strcmp(word, "procedure") == 0)
        routine->is_procedure = true;
    else if (strcmp(word, "strict") == 0)
        routine->is_strict = true;
    else if (strcmp(word, "set") == 0)
        routine->returns_set = true;
}

static struct routine *read_routine(struct catalog *catalog, const struct catalog_source *source,
                                    enum catalog_routine kind, struct line line)
{
    struct routine *routine = arena_make(catalog->arena, struct routine);
    char word[WORD_SIZE];
    struct line counted = line;
    while (line_word(&counted, word) && strcmp(word, "->") != 0)
        routine->count++;
    routine->takes = arena_allocate(catalog->arena, routine->count * sizeof *routine->takes);
    uint32_t at = 0;
    while (line_word(&line, word) && strcmp(word, "->") != 0) {
        if (kind == CATALOG_OPERATOR && strcmp(word, "none") == 0) {
            routine->is_prefix = true;
            routine->count--;
            continue;
        }
        read_argument(catalog, source, routine, at++, word);
    }
    line_word(&line, word);
    routine->result = read_sort(catalog, source, word);
    while (line_word(&line, word)) {
        if (strcmp(word, ">") == 0)
            break;
        read_word(routine, word);
    }
    read_columns(catalog, source, line, &routine->columns, &routine->column_count);
    return routine;
}

const struct routine_list *catalog_routines(struct catalog *catalog,
                                            const struct catalog_source *source,
                                            enum catalog_routine kind, const char *name)
{
    struct catalog_source *mutable = (struct catalog_source *)source;
    struct map *map = kind == CATALOG_OPERATOR ? &mutable->operators : &mutable->functions;
    const struct routine_list *kept = map_get(map, name);
    if (kept)
        return kept;
    char prefix[WORD_SIZE];
    int length = snprintf(prefix, sizeof prefix, "%s %s ",
                          kind == CATALOG_OPERATOR ? "operator" : "function", name);
    if (length < 0 || (size_t)length >= sizeof prefix)
        return &no_routines;
    struct lines lines = lines_of(source, prefix);
    struct line line;
    struct routine_list *list = NULL;
    while (lines_next(&lines, &line)) {
        if (!list)
            list = arena_make(catalog->arena, struct routine_list);
        list_add(catalog->arena, list, read_routine(catalog, source, kind, line));
    }
    map_set(catalog->arena, map, arena_copy_string(catalog->arena, name),
            list ? list : (void *)&no_routines);
    return list ? list : &no_routines;
}

// ---- casts --------------------------------------------------------------------------------------

static struct catalog_cast read_cast(struct catalog *catalog, const struct catalog_source *source,
                                     struct line line)
{
    char word[WORD_SIZE];
    struct catalog_cast made = {0};
    line_word(&line, word);
    made.target = read_sort(catalog, source, word);
    line_word(&line, word);
    made.context = word[0] == 'i'   ? CAST_IMPLICIT
                   : word[0] == 'a' ? CAST_ASSIGNMENT
                                    : CAST_EXPLICIT;
    line_word(&line, word);
    made.method = word[0] == 'r' ? CAST_RELABEL : word[0] == 'f' ? CAST_FUNCTION : CAST_TEXT;
    return made;
}

const struct cast_list *catalog_casts(struct catalog *catalog, const struct catalog_source *source,
                                      struct sort from)
{
    if (!from.catalog || !source->has_casts)
        return &no_casts;
    bool is_own = source == from.catalog->source && !from.is_array;
    if (is_own && from.catalog->casts)
        return from.catalog->casts;
    char key[WORD_SIZE], prefix[WORD_SIZE];
    const char *name = from.catalog->name, *brackets = from.is_array ? "[]" : "";
    snprintf(key, sizeof key, "%s %s%s", from.catalog->source->name, name, brackets);
    int length = snprintf(prefix, sizeof prefix, "cast %s%s ", name, brackets);
    if (length < 0 || (size_t)length >= sizeof prefix)
        return &no_casts;
    struct map *map = &((struct catalog_source *)source)->casts;
    struct cast_list *list = map_get(map, key);
    if (list)
        return list;
    struct lines lines = lines_of(source, prefix);
    struct line line;
    list = arena_make(catalog->arena, struct cast_list);
    while (lines_next(&lines, &line))
        list_add(catalog->arena, list, read_cast(catalog, source, line));
    map_set(catalog->arena, map, arena_copy_string(catalog->arena, key), list);
    if (is_own)
        ((struct catalog_type *)from.catalog)->casts = list;
    return list;
}

// ---- comparing ----------------------------------------------------------------------------------

bool sort_same(struct sort a, struct sort b)
{
    return a.catalog == b.catalog && a.declared == b.declared && a.row == b.row &&
           a.is_array == b.is_array && a.is_multirange == b.is_multirange;
}

bool sort_is_known(struct sort sort)
{
    return sort.catalog || sort.declared || sort.row;
}

enum catalog_pseudo sort_pseudo(struct sort sort)
{
    return sort.catalog && !sort.is_array ? sort.catalog->pseudo : PSEUDO_NONE;
}
