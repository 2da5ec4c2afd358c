// Uses of types: what a column, argument or cast names, with its modifiers as the catalog holds
// them. PostgreSQL looks in pg_catalog first, then along the search path.
//
//   type_name ::= ["SETOF"] name ["." name] ["(" modifier ("," modifier)* ")"] ("[" [n] "]")*
//               | name "." column "%TYPE"
//
// The parser has already turned keywords into catalog names (integer is pg_catalog.int4, char is
// bpchar(1)), so only what it left open is decided here. `serial` and its like stay names: the
// table code makes a sequence of them.
#include "read/sql_object.h"

static bool is_serial(const char *name)
{
    static const char *const names[] = {"serial",  "serial2",   "serial4",
                                        "serial8", "bigserial", "smallserial"};
    for (size_t i = 0; i < array_length(names); i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

// ---- finding ----------------------------------------------------------------------------------

// The type that PostgreSQL makes with each range: int4range has int4multirange.
static bool is_multirange(struct replay *replay, const char *schema, const char *name)
{
    list_each (struct type *, type, &replay->design->types)
        if (string_equal(type->multirange, name) &&
            replay_find_type(replay, schema, type->name) == type)
            return true;
    return false;
}

// Fills in what `name` means; true where anything declares it.
static bool type_find(struct replay *replay, struct type_name *type, const char *schema,
                      const char *name)
{
    type->schema = arena_copy_string(replay->arena, schema);
    type->name = arena_copy_string(replay->arena, name);
    if ((!schema || strcmp(schema, "pg_catalog") == 0) &&
        replay_builtin_exists(replay, BUILTIN_TYPE, "pg_catalog", name)) {
        type->schema = "pg_catalog";
        return type->is_known = true;
    }
    type->type = replay_find_type(replay, schema, name);
    struct relation *relation = type->type ? NULL : replay_find_relation(replay, schema, name);
    if (relation && relation->kind != RELATION_SEQUENCE)
        type->row_of = relation;
    if (type->type || type->row_of)
        return type->is_known = true;
    return type->is_known = replay_builtin_exists(replay, BUILTIN_TYPE, schema, name) ||
                            replay_builtin_exists(replay, BUILTIN_RELATION, schema, name) ||
                            (!schema && is_serial(name)) || is_multirange(replay, schema, name);
}

// Array types have a name too: _int4 is int4[].
static bool array_find(struct replay *replay, struct type_name *type, const char *schema,
                       const char *name)
{
    if (name[0] != '_' || !name[1] || !type_find(replay, type, schema, name + 1))
        return false;
    type->dimensions++;
    return true;
}

// schema.table.column%TYPE: the column's type as it is now. False where there is no such column.
static bool column_type_find(struct replay *replay, const PgQuery__TypeName *tree,
                             struct type_name *type)
{
    const char *schema = NULL, *table = NULL, *column_name = NULL;
    if (tree->n_names >= 2) {
        column_name = node_string(tree->names[tree->n_names - 1]);
        node_name(tree->n_names - 1, tree->names, &schema, &table);
    }
    if (!table || !column_name)
        return false;
    struct relation *relation = replay_find_relation(replay, schema, table);
    struct column *column = relation ? relation_find_column(relation, column_name) : NULL;
    if (!column || !column->type)
        return false;
    bool is_setof = type->is_setof;
    struct place place = type->place;
    *type = *column->type;
    type->is_setof = is_setof;
    type->place = place;
    type->modifier_count = 0; // arguments and results carry no modifiers
    type->modifier_text = NULL;
    return true;
}

// ---- modifiers --------------------------------------------------------------------------------

// PostGIS shows its shapes in one spelling whatever was written.
static const char *shape_spelling(struct arena *arena, const char *word)
{
    static const char *const shapes[] = {
        "Geometry",       "Point",
        "LineString",     "Polygon",
        "MultiPoint",     "MultiLineString",
        "MultiPolygon",   "GeometryCollection",
        "CircularString", "CompoundCurve",
        "CurvePolygon",   "MultiCurve",
        "MultiSurface",   "PolyhedralSurface",
        "Triangle",       "Tin",
    };
    static const char *const suffixes[] = {"", "Z", "M", "ZM"};
    for (size_t i = 0; i < array_length(shapes); i++) {
        size_t length = strlen(shapes[i]);
        if (strncasecmp(shapes[i], word, length) != 0)
            continue;
        for (size_t j = 0; j < array_length(suffixes); j++)
            if (strcasecmp(word + length, suffixes[j]) == 0)
                return arena_format(arena, "%s%s", shapes[i], suffixes[j]);
    }
    return word;
}

// The bits of an interval's fields: PostgreSQL's INTERVAL_MASK of DTK codes.
static const char *interval_fields(int32_t mask)
{
    enum {
        MONTH = 1 << 1,
        YEAR = 1 << 2,
        DAY = 1 << 3,
        HOUR = 1 << 10,
        MINUTE = 1 << 11,
        SECOND = 1 << 12
    };
    static const struct {
        int32_t mask;
        const char *words;
    } fields[] = {
        {YEAR, "year"},
        {MONTH, "month"},
        {DAY, "day"},
        {HOUR, "hour"},
        {MINUTE, "minute"},
        {SECOND, "second"},
        {YEAR | MONTH, "year to month"},
        {DAY | HOUR, "day to hour"},
        {DAY | HOUR | MINUTE, "day to minute"},
        {DAY | HOUR | MINUTE | SECOND, "day to second"},
        {HOUR | MINUTE, "hour to minute"},
        {HOUR | MINUTE | SECOND, "hour to second"},
        {MINUTE | SECOND, "minute to second"},
    };
    for (size_t i = 0; i < array_length(fields); i++)
        if (fields[i].mask == mask)
            return fields[i].words;
    return NULL;
}

static bool modifier_number(const node *modifier, int32_t *number)
{
    if (modifier->node_case != PG_QUERY__NODE__NODE_A_CONST ||
        modifier->a_const->val_case != PG_QUERY__A__CONST__VAL_IVAL)
        return false;
    *number = modifier->a_const->ival->ival;
    return true;
}

// A word or number among modifiers: geometry(Point, 4326).
static const char *modifier_word(struct arena *arena, const node *modifier)
{
    int32_t number;
    if (modifier_number(modifier, &number))
        return arena_format(arena, "%d", number);
    if (modifier->node_case == PG_QUERY__NODE__NODE_COLUMN_REF &&
        modifier->column_ref->n_fields == 1) {
        const char *word = node_string(modifier->column_ref->fields[0]);
        return word ? shape_spelling(arena, word) : "?";
    }
    if (modifier->node_case == PG_QUERY__NODE__NODE_A_CONST &&
        modifier->a_const->val_case == PG_QUERY__A__CONST__VAL_SVAL)
        return shape_spelling(arena, modifier->a_const->sval->sval);
    // A negative number is an operator with one operand.
    if (modifier->node_case == PG_QUERY__NODE__NODE_A_EXPR && !modifier->a_expr->lexpr &&
        modifier->a_expr->rexpr && modifier_number(modifier->a_expr->rexpr, &number))
        return arena_format(arena, "-%d", number);
    return "?";
}

static void interval_modifiers(struct type_name *type, const PgQuery__TypeName *tree)
{
    int32_t mask = 0, precision = 0;
    modifier_number(tree->typmods[0], &mask);
    type->modifier_text = interval_fields(mask);
    if (tree->n_typmods > 1 && modifier_number(tree->typmods[1], &precision)) {
        type->modifiers[0] = precision;
        type->modifier_count = 1;
    }
}

static void read_modifiers(struct replay *replay, struct type_name *type,
                           const PgQuery__TypeName *tree)
{
    if (tree->n_typmods == 0)
        return;
    if (string_equal(type->schema, "pg_catalog") && strcmp(type->name, "interval") == 0) {
        interval_modifiers(type, tree);
        return;
    }
    bool all_numbers = tree->n_typmods <= array_length(type->modifiers);
    for (size_t i = 0; i < tree->n_typmods && all_numbers; i++)
        all_numbers = modifier_number(tree->typmods[i], &type->modifiers[i]);
    if (all_numbers) {
        type->modifier_count = (uint32_t)tree->n_typmods;
        if (type->modifier_count == 1 && strcmp(type->name, "numeric") == 0)
            type->modifiers[type->modifier_count++] = 0; // numeric(5) is numeric(5,0)
        return;
    }
    char *text = NULL;
    for (size_t i = 0; i < tree->n_typmods; i++) {
        const char *word = modifier_word(replay->scratch, tree->typmods[i]);
        text = text ? arena_format(replay->scratch, "%s,%s", text, word)
                    : arena_format(replay->scratch, "%s", word);
    }
    if (strcmp(type->name, "geography") == 0 && tree->n_typmods == 1)
        text = arena_format(replay->scratch, "%s,4326", text); // PostGIS's default
    type->modifier_text = arena_copy_string(replay->arena, text);
}

// ---- the whole ---------------------------------------------------------------------------------

static struct type_name *type_name_read(struct replay *replay, const PgQuery__TypeName *tree,
                                        const char **schema, const char **name)
{
    struct type_name *type = arena_make(replay->arena, struct type_name);
    type->is_setof = tree->setof;
    type->place = replay_place(replay, tree->location);
    *schema = *name = NULL;
    if (tree->pct_type) {
        type->name = "unknown";
        type->is_known = column_type_find(replay, tree, type);
        type->dimensions += (uint32_t)tree->n_array_bounds;
        return type;
    }
    if (!node_name(tree->n_names, tree->names, schema, name)) {
        type->name = "unknown";
        return type;
    }
    if (!type_find(replay, type, *schema, *name) && !array_find(replay, type, *schema, *name))
        type_find(replay, type, *schema, *name); // the name as written, not the element's
    if (!string_equal(*schema, "pg_catalog"))
        type->place = replay_place_of(replay, *name, tree->location);
    type->dimensions += (uint32_t)tree->n_array_bounds;
    read_modifiers(replay, type, tree);
    return type;
}

struct type_name *type_name_find(struct replay *replay, const PgQuery__TypeName *tree)
{
    const char *schema, *name;
    return tree ? type_name_read(replay, tree, &schema, &name) : NULL;
}

// The unknown column of a %TYPE, or its table.
static void report_column_type(struct replay *replay, const PgQuery__TypeName *tree)
{
    const char *schema = NULL, *table = NULL;
    const char *column = tree->n_names ? node_string(tree->names[tree->n_names - 1]) : NULL;
    if (!column || tree->n_names < 2 || !node_name(tree->n_names - 1, tree->names, &schema, &table))
        return;
    struct relation *relation = replay_find_relation(replay, schema, table);
    if (!relation && replay_builtin_exists(replay, BUILTIN_RELATION, schema, table))
        return;
    if (!relation)
        replay_unknown(replay, "table", schema, table, NULL,
                       replay_nearest_relation(replay, schema, table),
                       replay_place_of(replay, table, tree->location));
    else if (!relation->is_open && !relation_find_column(relation, column))
        replay_unknown(replay, "column", NULL, column,
                       arena_format(replay->arena, "%s %s", relation_kind_name(relation),
                                    object_path(replay->arena, relation->schema, relation->name)),
                       replay_nearest_column(relation, column),
                       replay_place_of(replay, column, tree->location));
}

struct type_name *tree_type_name(struct replay *replay, const PgQuery__TypeName *tree)
{
    if (!tree)
        return NULL;
    const char *schema, *name;
    struct type_name *type = type_name_read(replay, tree, &schema, &name);
    if (type->is_known)
        return type;
    if (tree->pct_type) {
        report_column_type(replay, tree);
    } else if (name) {
        const char *nearest = NULL;
        list_each (struct type *, candidate, &replay->design->types)
            if (!candidate->extension)
                nearest = name_nearer(name, nearest, candidate->name);
        replay_unknown(replay, "type", schema, name, NULL, nearest, type->place);
    }
    return type;
}

bool type_name_matches(const struct type_name *a, const struct type_name *b)
{
    if (!a || !b)
        return a == b;
    if ((a->dimensions > 0) != (b->dimensions > 0))
        return false;
    if (a->type || b->type)
        return a->type == b->type;
    if (a->row_of || b->row_of)
        return a->row_of == b->row_of;
    return string_equal(a->name, b->name);
}

struct type_name *tree_argument_type(struct replay *replay, const PgQuery__TypeName *tree)
{
    struct type_name *type = tree_type_name(replay, tree);
    if (type) {
        type->modifier_count = 0;
        type->modifier_text = NULL;
    }
    return type;
}
