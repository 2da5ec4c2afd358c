// The forms of PostgreSQL's types, from pg_type, as to_json() classifies them: domains are what
// they are made of, arrays and composites are followed into their parts. A type that has a cast to
// json is written through it by to_json(), which lintel cannot do from its text: the query must
// (hstore is known, answer_value.h).
#include "serve/service_part.h"

#include "postgres/connection.h"
#include "serve/answer_value.h"

struct type_known {
    uint32_t type;
    struct value_form form;
    const char *name, *reason;
};

struct service_types {
    struct arena *arena;
    struct connection *connection;
    LIST(struct type_known *) known;
};

struct service_types *service_types_new(struct arena *arena, struct connection *connection)
{
    struct service_types *types = arena_make(arena, struct service_types);
    types->arena = arena;
    types->connection = connection;
    return types;
}

// What to_json() knows by number; all others are looked at more closely.
static const struct {
    uint32_t type;
    enum value_form_kind kind;
} basic[] = {
    {16, VALUE_FORM_BOOLEAN},  {20, VALUE_FORM_NUMBER},      {21, VALUE_FORM_NUMBER},
    {23, VALUE_FORM_NUMBER},   {700, VALUE_FORM_NUMBER},     {701, VALUE_FORM_NUMBER},
    {1700, VALUE_FORM_NUMBER}, {114, VALUE_FORM_JSON},       {3802, VALUE_FORM_JSON},
    {1082, VALUE_FORM_DATE},   {1114, VALUE_FORM_TIMESTAMP}, {1184, VALUE_FORM_TIMESTAMP_ZONE},
    {22, VALUE_FORM_VECTOR},   {30, VALUE_FORM_VECTOR},
};

// One row: name, kind, base type, element (of a true array), delimiter, relation, namespace and
// name for hstore, whether it casts to json.
static const char type_query[] =
    "SELECT quote_ident(n.nspname) || '.' || quote_ident(t.typname), t.typtype::text, "
    "t.typbasetype::text, "
    "CASE WHEN t.typsubscript = 'pg_catalog.array_subscript_handler'::regproc "
    "THEN t.typelem ELSE 0 END::text, "
    "coalesce((SELECT e.typdelim::text FROM pg_catalog.pg_type e WHERE e.oid = t.typelem), ','), "
    "t.typrelid::text, t.typname, "
    "(t.oid >= 16384 AND EXISTS (SELECT FROM pg_catalog.pg_cast c WHERE c.castsource = t.oid "
    "AND c.casttarget = 114 AND c.castmethod = 'f'))::text "
    "FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace "
    "WHERE t.oid = $1::pg_catalog.oid";
enum {
    ROW_NAME,
    ROW_KIND,
    ROW_BASE,
    ROW_ELEMENT,
    ROW_DELIMITER,
    ROW_RELATION,
    ROW_OWN_NAME,
    ROW_CASTS
};

static const char attribute_query[] =
    "SELECT a.attname, a.atttypid::text FROM pg_catalog.pg_attribute a "
    "WHERE a.attrelid = $1::pg_catalog.oid AND a.attnum > 0 AND NOT a.attisdropped "
    "ORDER BY a.attnum";

static uint32_t number_of(const char *text)
{
    return text ? (uint32_t)strtoul(text, NULL, 10) : 0;
}

static must_check bool type_find(struct service_types *types, uint32_t type, uint32_t depth,
                                 struct type_known **known, struct error *error);

static must_check bool composite_read(struct service_types *types, struct type_known *known,
                                      const char *relation, uint32_t depth, struct error *error)
{
    struct sql_rows rows;
    if (!connection_query(types->connection, types->arena, attribute_query, &relation, 1, &rows,
                          error))
        return false;
    struct value_form *form = &known->form;
    const struct value_form **fields =
        arena_allocate(types->arena, rows.row_count * sizeof *fields);
    const char **names = arena_allocate(types->arena, rows.row_count * sizeof *names);
    for (uint32_t at = 0; at < rows.row_count; at++) {
        struct type_known *field;
        names[at] = rows.values[at * 2];
        if (!type_find(types, number_of(rows.values[at * 2 + 1]), depth + 1, &field, error))
            return false;
        if (field->reason)
            known->reason = field->reason;
        fields[at] = &field->form;
    }
    form->kind = VALUE_FORM_COMPOSITE;
    form->names = names;
    form->fields = fields;
    form->field_count = rows.row_count;
    return true;
}

static must_check bool type_read(struct service_types *types, struct type_known *known,
                                 const char *const *row, uint32_t depth, struct error *error)
{
    struct value_form *form = &known->form;
    struct type_known *inner;
    uint32_t base = number_of(row[ROW_BASE]), element = number_of(row[ROW_ELEMENT]);
    for (size_t at = 0; at < array_length(basic); at++)
        if (basic[at].type == known->type) {
            form->kind = basic[at].kind;
            if (form->kind != VALUE_FORM_VECTOR)
                return true;
        }
    if (strcmp(row[ROW_KIND], "d") == 0 && base) {
        if (!type_find(types, base, depth + 1, &inner, error))
            return false;
        *form = inner->form;
        known->reason = inner->reason;
    } else if (element) {
        if (!type_find(types, element, depth + 1, &inner, error))
            return false;
        if (form->kind != VALUE_FORM_VECTOR)
            form->kind = VALUE_FORM_ARRAY;
        form->element = &inner->form;
        form->delimiter = row[ROW_DELIMITER][0];
        known->reason = inner->reason;
    } else if (strcmp(row[ROW_KIND], "c") == 0) {
        return composite_read(types, known, row[ROW_RELATION], depth, error);
    } else if (known->type == 2249) {
        known->reason = "a record without a type of its own has no names: give it one, or build "
                        "json in the query";
    } else if (strcmp(row[ROW_CASTS], "true") == 0) {
        if (strcmp(row[ROW_OWN_NAME], "hstore") == 0)
            form->kind = VALUE_FORM_HSTORE;
        else
            known->reason = "to_json() writes it through a cast of its own: write ::json in the "
                            "query";
    }
    return true;
}

static must_check bool type_find(struct service_types *types, uint32_t type, uint32_t depth,
                                 struct type_known **known, struct error *error)
{
    enum { DEPTH_MOST = 32 };
    list_each (struct type_known *, other, &types->known)
        if (other->type == type) {
            *known = other;
            return true;
        }
    // PostgreSQL lets no type contain itself, not even through arrays and domains.
    struct type_known *made = *known = arena_make(types->arena, struct type_known);
    made->type = type;
    list_add(types->arena, &types->known, made);
    if (depth > DEPTH_MOST) {
        made->reason = "its type is nested too deeply";
        return true;
    }
    const char *number = arena_format(types->arena, "%u", type);
    struct sql_rows rows;
    if (!connection_query(types->connection, types->arena, type_query, &number, 1, &rows, error))
        return false;
    if (rows.row_count != 1) {
        made->reason = "its type is not in the catalog";
        return true;
    }
    made->name = rows.values[ROW_NAME];
    return type_read(types, made, rows.values, depth, error);
}

bool service_type_form(struct service_types *types, uint32_t type, const struct value_form **form,
                       const char **name, const char **reason, struct error *error)
{
    struct type_known *known;
    if (!type_find(types, type, 0, &known, error))
        return false;
    *form = known->reason ? NULL : &known->form;
    *name = known->name;
    *reason = known->reason;
    return true;
}
