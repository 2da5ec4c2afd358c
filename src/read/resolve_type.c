// Types for resolution: from the model's type names to sorts and back, and what a sort is: its
// element, array, base, range, category. PostgreSQL's own and the extensions' come from the catalog
// (catalog.h), the others from the design.
#include "read/resolve_part.h"

struct catalog *resolve_catalog(struct replay *replay)
{
    if (!replay->catalog)
        replay->catalog = catalog_new(replay->arena);
    return replay->catalog;
}

// ---- PostgreSQL's own type names ----------------------------------------------------------------

// clang-format off
#define BUILTIN_TYPES(with)                                                                        \
    with(aclitem) with(any) with(anyarray) with(anycompatible) with(anycompatiblearray)            \
    with(anycompatiblemultirange) with(anycompatiblenonarray) with(anycompatiblerange)             \
    with(anyelement) with(anyenum) with(anymultirange) with(anynonarray) with(anyrange)            \
    with(bit) with(bool) with(box) with(bpchar) with(bytea) with(char) with(cid) with(cidr)        \
    with(circle) with(cstring) with(date) with(datemultirange) with(daterange) with(event_trigger) \
    with(fdw_handler) with(float4) with(float8) with(gtsvector) with(index_am_handler) with(inet)  \
    with(int2) with(int2vector) with(int4) with(int4multirange) with(int4range) with(int8)         \
    with(int8multirange) with(int8range) with(internal) with(interval) with(json) with(jsonb)      \
    with(jsonpath) with(language_handler) with(line) with(lseg) with(macaddr) with(macaddr8)       \
    with(money) with(name) with(numeric) with(nummultirange) with(numrange) with(oid)              \
    with(oidvector) with(path) with(pg_brin_bloom_summary) with(pg_brin_minmax_multi_summary)      \
    with(pg_ddl_command) with(pg_dependencies) with(pg_lsn) with(pg_mcv_list) with(pg_ndistinct)   \
    with(pg_node_tree) with(pg_snapshot) with(point) with(polygon) with(record) with(refcursor)    \
    with(regclass) with(regcollation) with(regconfig) with(regdictionary) with(regnamespace)       \
    with(regoper) with(regoperator) with(regproc) with(regprocedure) with(regrole) with(regtype)   \
    with(table_am_handler) with(text) with(tid) with(time) with(timestamp) with(timestamptz)       \
    with(timetz) with(trigger) with(tsm_handler) with(tsmultirange) with(tsquery) with(tsrange)    \
    with(tstzmultirange) with(tstzrange) with(tsvector) with(txid_snapshot) with(unknown)          \
    with(uuid) with(varbit) with(varchar) with(void) with(xid) with(xid8) with(xml)
#define PLAIN(name_) {.schema = "pg_catalog", .name = #name_, .is_known = true},
#define ARRAY(name_) {.schema = "pg_catalog", .name = #name_, .is_known = true, .dimensions = 1},
// clang-format on

struct type_name *type_builtin(const char *name)
{
    static struct type_name plain[] = {BUILTIN_TYPES(PLAIN)};
    static struct type_name arrays[] = {BUILTIN_TYPES(ARRAY)};
    size_t length = strlen(name);
    bool is_array = string_ends_with(name, "[]");
    if (is_array)
        length -= 2;
    size_t low = 0, high = array_length(plain);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strncmp(name, plain[middle].name, length);
        if (order == 0 && plain[middle].name[length])
            order = -1;
        if (order == 0)
            return is_array ? &arrays[middle] : &plain[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

bool type_is_unknown(const struct type_name *type)
{
    return type && type->is_known && !type->dimensions && !type->type && !type->row_of &&
           strcmp(type->name, "unknown") == 0 && string_equal(type->schema, "pg_catalog");
}

// ---- from type names to sorts -------------------------------------------------------------------

struct sort sort_core(struct replay *replay, const char *name)
{
    struct catalog *catalog = resolve_catalog(replay);
    return (struct sort){.catalog = catalog_find_type(catalog, catalog_core(catalog), name)};
}

static const struct catalog_type *qualified_type(struct catalog *catalog,
                                                 const struct catalog_source *source,
                                                 const char *schema, const char *name)
{
    char qualified[256];
    snprintf(qualified, sizeof qualified, "%s.%s", schema, name);
    return catalog_find_type(catalog, source, qualified);
}

static bool is_on_path(const struct replay *replay, const char *schema)
{
    list_each (const char *, searched, &replay->search_path)
        if (strcmp(searched, schema) == 0)
            return true;
    return strcmp(schema, "pg_catalog") == 0;
}

// A type of an extension; without a schema wherever the extension is, since its name was found.
static const struct catalog_type *extension_type(struct replay *replay, const char *schema,
                                                 const char *name)
{
    struct catalog *catalog = resolve_catalog(replay);
    list_each (struct extension *, extension, &replay->design->extensions) {
        const struct catalog_source *source = catalog_extension(catalog, extension->name);
        if (!source)
            continue;
        const struct catalog_type *type = NULL;
        if (!schema || strcmp(schema, extension->schema) == 0)
            type = catalog_find_type(catalog, source, name);
        if (!type && schema)
            type = qualified_type(catalog, source, schema, name);
        if (type)
            return type;
    }
    return NULL;
}

// The range whose multirange has this name.
static struct type *range_of_multirange(const struct replay *replay, const char *schema,
                                        const char *name)
{
    list_each (struct type *, type, &replay->design->types)
        if (string_equal(type->multirange, name) &&
            (schema ? strcmp(schema, type->schema) == 0 : is_on_path(replay, type->schema)))
            return type;
    return NULL;
}

static struct sort sort_named(struct replay *replay, const char *schema, const char *name)
{
    struct catalog *catalog = resolve_catalog(replay);
    struct sort sort = {0};
    if (!schema || strcmp(schema, "pg_catalog") == 0)
        sort.catalog = catalog_find_type(catalog, catalog_core(catalog), name);
    else if (strcmp(schema, "information_schema") == 0)
        sort.catalog = qualified_type(catalog, catalog_core(catalog), schema, name);
    if (!sort.catalog)
        sort.catalog = extension_type(replay, schema, name);
    if (!sort.catalog) {
        sort.declared = range_of_multirange(replay, schema, name);
        sort.is_multirange = sort.declared != NULL;
    }
    return sort;
}

struct sort sort_of(struct replay *replay, const struct type_name *type)
{
    struct sort sort = {0};
    if (!type || !type->is_known)
        return sort;
    if (type->type)
        sort.declared = type->type->is_shell ? NULL : type->type;
    else if (type->row_of)
        sort.row = type->row_of;
    else
        sort = sort_named(replay, type->schema, type->name);
    if (sort_is_known(sort))
        sort.is_array = type->dimensions > 0;
    return sort;
}

// pg_catalog comes first, as everywhere; composite types and shells cannot be called.
struct sort sort_by_name(struct replay *replay, const char *schema, const char *name)
{
    struct sort sort = {0};
    if (!schema)
        sort = sort_core(replay, name);
    if (sort_is_known(sort))
        return sort;
    struct type *declared = replay_find_type(replay, schema, name);
    if (declared) {
        if (declared->kind != TYPE_COMPOSITE && !declared->is_shell)
            sort.declared = declared;
        return sort;
    }
    if (replay_find_relation(replay, schema, name) ||
        (!schema && !replay_builtin_exists(replay, BUILTIN_TYPE, NULL, name) &&
         !range_of_multirange(replay, NULL, name)))
        return sort;
    sort = sort_named(replay, schema, name);
    if (sort.catalog && sort.catalog->kind == CATALOG_COMPOSITE)
        sort.catalog = NULL;
    return sort;
}

// ---- and back -----------------------------------------------------------------------------------

static struct type_name *catalog_type_name(struct replay *replay, struct sort sort)
{
    struct catalog_type *type = (struct catalog_type *)sort.catalog;
    struct type_name **kept = &type->names[sort.is_array];
    if (*kept)
        return *kept;
    bool is_core = type->source == catalog_core(resolve_catalog(replay));
    if (is_core) {
        char name[IDENTIFIER_LENGTH + 3];
        snprintf(name, sizeof name, "%.60s%s", type->name, sort.is_array ? "[]" : "");
        *kept = type_builtin(name);
        if (*kept)
            return *kept;
    }
    struct type_name *made = arena_make(replay->arena, struct type_name);
    const char *dot = strrchr(type->name, '.');
    made->name = dot ? dot + 1 : type->name;
    made->is_known = true;
    made->dimensions = sort.is_array;
    if (dot)
        made->schema = arena_copy(replay->arena, type->name, (size_t)(dot - type->name));
    else if (is_core)
        made->schema = "pg_catalog";
    else
        list_each (struct extension *, extension, &replay->design->extensions)
            if (strcmp(extension->name, catalog_source_name(type->source)) == 0)
                made->schema = extension->schema;
    *kept = made;
    return made;
}

struct type_name *sort_type_name(struct replay *replay, struct sort sort)
{
    if (!sort_is_known(sort))
        return NULL;
    if (sort.catalog)
        return catalog_type_name(replay, sort);
    struct type_name *made = arena_make(replay->arena, struct type_name);
    made->is_known = true;
    made->dimensions = sort.is_array;
    if (sort.row) {
        made->schema = sort.row->schema;
        made->name = sort.row->name;
        made->row_of = sort.row;
        return made;
    }
    assert(sort.declared);
    made->schema = sort.declared->schema;
    made->name = sort.is_multirange ? sort.declared->multirange : sort.declared->name;
    made->type = sort.is_multirange ? NULL : sort.declared;
    return made;
}

// ---- what a sort is -----------------------------------------------------------------------------

static bool is_kind(struct sort sort, enum type_kind kind)
{
    return sort.declared && !sort.is_array && !sort.is_multirange && sort.declared->kind == kind;
}

static bool is_catalog_kind(struct sort sort, enum catalog_kind kind)
{
    return sort.catalog && !sort.is_array && sort.catalog->kind == kind;
}

struct sort sort_below_domains(struct replay *replay, struct sort sort)
{
    // A domain cannot rest on itself in PostgreSQL; broken input might, so the steps are counted.
    for (uint32_t steps = 0; steps < 64; steps++) {
        if (is_kind(sort, TYPE_DOMAIN))
            sort = sort_of(replay, sort.declared->base);
        else if (is_catalog_kind(sort, CATALOG_DOMAIN))
            sort = sort.catalog->base;
        else
            return sort;
    }
    return (struct sort){0};
}

struct sort sort_element(struct sort array)
{
    if (array.is_array) {
        array.is_array = false;
        return array;
    }
    return array.catalog ? array.catalog->element : (struct sort){0};
}

struct sort sort_array(struct sort element)
{
    if (!sort_is_known(element) || element.is_array ||
        (element.catalog && !element.catalog->has_array))
        return (struct sort){0};
    element.is_array = true;
    return element;
}

struct sort sort_subtype(struct replay *replay, struct sort range)
{
    if (is_kind(range, TYPE_RANGE))
        return sort_of(replay, range.declared->base);
    return is_catalog_kind(range, CATALOG_RANGE) ? range.catalog->subtype : (struct sort){0};
}

struct sort sort_range(struct sort multirange)
{
    if (multirange.declared && multirange.is_multirange && !multirange.is_array)
        return (struct sort){.declared = multirange.declared};
    return is_catalog_kind(multirange, CATALOG_MULTIRANGE) ? multirange.catalog->range
                                                           : (struct sort){0};
}

struct sort sort_multirange(struct sort range)
{
    if (is_kind(range, TYPE_RANGE))
        return (struct sort){.declared = range.declared, .is_multirange = true};
    return is_catalog_kind(range, CATALOG_RANGE) ? range.catalog->multirange : (struct sort){0};
}

char sort_category(struct replay *replay, struct sort sort)
{
    if (sort.is_array)
        return sort.catalog && sort.catalog->kind == CATALOG_PSEUDO ? 'P' : 'A';
    if (sort.catalog)
        return sort.catalog->category;
    if (sort.row)
        return 'C';
    if (!sort.declared)
        return '\0';
    if (sort.is_multirange)
        return 'R';
    switch (sort.declared->kind) {
    case TYPE_ENUM:
        return 'E';
    case TYPE_COMPOSITE:
        return 'C';
    case TYPE_RANGE:
        return 'R';
    case TYPE_DOMAIN: {
        struct sort base = sort_below_domains(replay, sort);
        return sort_is_known(base) ? sort_category(replay, base) : '\0';
    }
    case TYPE_BASE:
        return 'U';
    }
    return '\0';
}

bool sort_is_preferred(struct sort sort)
{
    return sort.catalog && !sort.is_array && sort.catalog->is_preferred;
}

bool sort_is_unknown(struct sort sort)
{
    return sort_pseudo(sort) == PSEUDO_UNKNOWN;
}

bool sort_is_enum(struct sort sort)
{
    return is_kind(sort, TYPE_ENUM) || is_catalog_kind(sort, CATALOG_ENUM);
}

bool sort_is_row(struct replay *replay, struct sort sort)
{
    sort = sort_below_domains(replay, sort);
    return (sort.row && !sort.is_array) || is_kind(sort, TYPE_COMPOSITE) ||
           is_catalog_kind(sort, CATALOG_COMPOSITE);
}

bool sort_is_opaque(struct sort sort)
{
    return sort.declared && !sort.is_multirange && sort.declared->kind == TYPE_BASE;
}

// ---- for everybody ------------------------------------------------------------------------------

struct type_name *type_element(struct replay *replay, struct type_name *array)
{
    if (!array || !array->dimensions)
        return sort_type_name(replay, sort_element(sort_of(replay, array)));
    struct type_name *made = arena_make(replay->arena, struct type_name);
    *made = *array;
    made->dimensions = 0;
    made->is_setof = false;
    return made;
}

struct type_name *type_array(struct replay *replay, struct type_name *element)
{
    if (!element || element->dimensions)
        return NULL;
    struct type_name *made = arena_make(replay->arena, struct type_name);
    *made = *element;
    made->dimensions = 1;
    made->is_setof = false;
    return made;
}

struct type_name *type_below_domains(struct type_name *type)
{
    for (uint32_t steps = 0; steps < 64; steps++) {
        if (!type || type->dimensions || !type->type || type->type->kind != TYPE_DOMAIN)
            return type;
        type = type->type->base;
    }
    return NULL;
}

struct type_name *type_plain(struct replay *replay, struct type_name *type)
{
    if (!type ||
        (!type->modifier_count && !type->modifier_text && !type->is_setof && type->dimensions <= 1))
        return type;
    struct type_name *made = arena_make(replay->arena, struct type_name);
    *made = *type;
    made->modifier_count = 0;
    made->modifier_text = NULL;
    made->is_setof = false;
    made->dimensions = type->dimensions > 0;
    return made;
}
