// Which function is meant: PostgreSQL's FuncnameGetCandidates and func_get_detail (manual, "Type
// Conversion", "Functions").
//
//   1. Those of the name on the search path that take so many arguments, with defaults filled in, a
//      variadic one spread, and named arguments put in their places.
//   2. One that takes exactly these types.
//   3. Else, of one argument, type(value) is a cast where that needs no function.
//   4. Else the best of those that can take them (resolve_candidate.c).
//   5. Else, of one row, column(row) is its column.
//
// PostgreSQL's own and the extensions' functions come from the catalog, the others from the design.
#include "read/resolve_part.h"

#include "read/builtin.h"

struct search {
    struct replay *replay;
    const char *schema, *name;
    const struct call_arguments *arguments;
    uint32_t count; // of the arguments given
    struct sort inputs[ARGUMENTS_MAX];
    struct candidate_list list;
    bool is_core;      // PostgreSQL has functions of that name
    bool is_open;      // something may declare more of them
    bool is_extension; // an extension has functions of that name, in other versions perhaps more
};

// ---- a function of the design as a routine ------------------------------------------------------

static bool is_input(const struct argument *argument)
{
    return argument->mode != ARGUMENT_OUT && argument->mode != ARGUMENT_TABLE;
}

static bool is_output(const struct argument *argument)
{
    return argument->mode != ARGUMENT_IN && argument->mode != ARGUMENT_VARIADIC;
}

static void routine_add_argument(struct replay *replay, struct routine *routine,
                                 const struct argument *argument)
{
    struct sort sort = sort_of(replay, argument->type);
    if (is_input(argument)) {
        routine->is_uncertain |= !sort_is_known(sort);
        routine->names[routine->count] = argument->name;
        routine->takes[routine->count++] = sort;
        routine->is_variadic |= argument->mode == ARGUMENT_VARIADIC;
        routine->defaults += argument->default_value != NULL;
    }
    if (is_output(argument)) {
        const char *name = argument->name;
        uint32_t at = routine->column_count++;
        routine->columns[at].name =
            name && *name ? name : arena_format(replay->arena, "column%u", (unsigned)at + 1);
        routine->columns[at].sort = sort;
    }
}

static struct routine *routine_of(struct replay *replay, struct function *function)
{
    struct routine *routine = arena_make(replay->scratch, struct routine);
    uint32_t most = function->arguments.count;
    routine->takes = arena_allocate(replay->scratch, most * sizeof *routine->takes);
    routine->names = arena_allocate(replay->scratch, most * sizeof *routine->names);
    routine->columns = arena_allocate(replay->scratch, most * sizeof *routine->columns);
    list_each (struct argument, argument, &function->arguments)
        routine_add_argument(replay, routine, &argument);
    routine->is_aggregate = function->kind == FUNCTION_AGGREGATE;
    routine->is_procedure = function->kind == FUNCTION_PROCEDURE;
    routine->is_strict = function->is_strict;
    routine->returns_set = function->returns && function->returns->is_setof;
    routine->function = function;
    if (routine->column_count == 1)
        routine->result = routine->columns[0].sort;
    else if (routine->column_count > 1 && !routine->is_procedure)
        routine->result = sort_core(replay, "record");
    else
        routine->result = sort_of(replay, function->returns);
    return routine;
}

// ---- which take so many arguments ---------------------------------------------------------------

// Named arguments behind those by position: where each belongs. False where one is given twice, is
// not there, or one without a default is left out.
static bool match_names(const struct search *search, const struct routine *routine,
                        uint32_t places[ARGUMENTS_MAX])
{
    bool given[ARGUMENTS_MAX] = {false};
    for (uint32_t i = 0; i < search->count; i++) {
        const char *name = search->arguments->names[i];
        places[i] = i;
        if (name) {
            places[i] = 0;
            while (places[i] < routine->count &&
                   !(routine->names && string_equal(routine->names[places[i]], name)))
                places[i]++;
        }
        if (places[i] >= routine->count || given[places[i]])
            return false;
        given[places[i]] = true;
    }
    uint32_t rest = search->count;
    for (uint32_t i = 0; i < routine->count; i++) {
        if (given[i])
            continue;
        if (i + routine->defaults < routine->count)
            return false;
        places[rest++] = i;
    }
    return true;
}

static void add_named(struct search *search, const struct routine *routine, uint32_t position)
{
    uint32_t places[ARGUMENTS_MAX];
    // The elements of a variadic array have no names.
    if ((routine->is_variadic && !search->arguments->is_variadic) ||
        routine->count < search->count || routine->count > ARGUMENTS_MAX ||
        !match_names(search, routine, places))
        return;
    struct candidate candidate = {.routine = routine,
                                  .count = routine->count,
                                  .defaulted = routine->count - search->count,
                                  .position = position};
    candidate.takes =
        arena_allocate(search->replay->scratch, routine->count * sizeof *candidate.takes);
    for (uint32_t i = 0; i < routine->count; i++)
        candidate.takes[i] = routine->takes[places[i]];
    candidate_add(search->replay, &search->list, candidate);
}

// The element of the last argument: of VARIADIC "any" again any, of anyarray an anyelement.
static struct sort spread_element(struct replay *replay, struct sort array)
{
    switch (sort_pseudo(array)) {
    case PSEUDO_ANY:
        return array;
    case PSEUDO_ANYARRAY:
        return sort_core(replay, "anyelement");
    case PSEUDO_ANYCOMPATIBLEARRAY:
        return sort_core(replay, "anycompatible");
    default:
        return sort_element(array);
    }
}

static void add_by_position(struct search *search, const struct routine *routine, uint32_t position)
{
    uint32_t given = search->count, count = routine->count;
    bool spreads = routine->is_variadic && !search->arguments->is_variadic && count <= given;
    if (count > given && count - given > routine->defaults)
        return;
    if (count < given && !spreads)
        return;
    struct candidate candidate = {
        .routine = routine, .takes = routine->takes, .count = count, .position = position};
    if (count > given)
        candidate.defaulted = count - given;
    if (spreads) {
        struct replay *replay = search->replay;
        candidate.spread = given - count + 1;
        candidate.count = given;
        candidate.takes = arena_allocate(replay->scratch, given * sizeof *candidate.takes);
        struct sort element = spread_element(replay, routine->takes[count - 1]);
        for (uint32_t i = 0; i < given; i++)
            candidate.takes[i] = i + 1 < count ? routine->takes[i] : element;
    }
    candidate_add(search->replay, &search->list, candidate);
}

static void add_routine(struct search *search, const struct routine *routine, uint32_t position)
{
    bool has_names = false;
    for (uint32_t i = 0; i < search->count && search->arguments->names; i++)
        has_names |= search->arguments->names[i] != NULL;
    if (routine->count > ARGUMENTS_MAX)
        search->is_open = true;
    else if (has_names)
        add_named(search, routine, position);
    else
        add_by_position(search, routine, position);
}

// ---- where they are declared --------------------------------------------------------------------

static bool add_from(struct search *search, const struct catalog_source *source, const char *name,
                     uint32_t position)
{
    const struct routine_list *routines =
        catalog_routines(resolve_catalog(search->replay), source, CATALOG_FUNCTION, name);
    for (uint32_t i = 0; i < routines->count; i++)
        add_routine(search, routines->items[i], position);
    return routines->count > 0;
}

static void add_extensions(struct search *search, const char *schema, uint32_t position)
{
    struct replay *replay = search->replay;
    char qualified[256];
    snprintf(qualified, sizeof qualified, "%s.%s", schema, search->name);
    list_each (struct extension *, extension, &replay->design->extensions) {
        const struct catalog_source *source =
            catalog_extension(resolve_catalog(replay), extension->name);
        bool lives_here = strcmp(extension->schema, schema) == 0, is_found = false;
        if (source && lives_here)
            is_found = add_from(search, source, search->name, position);
        if (source)
            is_found |= add_from(search, source, qualified, position);
        search->is_extension |= is_found;
        // One that only the lists of names know: of another version, or without a catalog.
        if (!is_found &&
            ((lives_here && builtin_lists(extension->name, "function", search->name)) ||
             builtin_lists(extension->name, "function", qualified)))
            search->is_open = true;
    }
}

// A range type of the design brings functions of its multirange's name: of nothing, of a range, of
// several.
static void add_multirange(struct search *search, struct type *range, uint32_t position)
{
    struct arena *scratch = search->replay->scratch;
    struct sort sort = {.declared = range};
    for (uint32_t arguments = 0; arguments < 3; arguments++) {
        struct routine *routine = arena_make(scratch, struct routine);
        routine->is_strict = true;
        routine->result = sort_multirange(sort);
        routine->count = arguments > 0;
        routine->is_variadic = arguments == 2;
        routine->takes = arena_make(scratch, struct sort);
        *routine->takes = arguments == 2 ? sort_array(sort) : sort;
        add_routine(search, routine, position);
    }
}

static void gather(struct search *search)
{
    struct replay *replay = search->replay;
    struct catalog *catalog = resolve_catalog(replay);
    struct searched_schemas schemas;
    char qualified[256];
    candidate_schemas(replay, search->schema, &schemas);
    for (uint32_t at = 0; at < schemas.count; at++) {
        const char *schema = schemas.items[at];
        if (strcmp(schema, "pg_catalog") == 0) {
            search->is_core = add_from(search, catalog_core(catalog), search->name, at);
            search->is_open |=
                !search->is_core && builtin_lists("postgres", "function", search->name);
        } else if (strcmp(schema, "information_schema") == 0) {
            snprintf(qualified, sizeof qualified, "%s.%s", schema, search->name);
            add_from(search, catalog_core(catalog), qualified, at);
        }
        struct function *function = design_find_function(replay->design, schema, search->name);
        for (; function; function = design_next_overload(replay->design, function))
            add_routine(search, routine_of(replay, function), at);
        list_each (struct type *, type, &replay->design->types)
            if (string_equal(type->multirange, search->name) && strcmp(type->schema, schema) == 0)
                add_multirange(search, type, at);
        add_extensions(search, schema, at);
    }
}

// ---- type(value), column(row) -------------------------------------------------------------------

static bool is_single(const struct search *search)
{
    const struct call_arguments *arguments = search->arguments;
    return search->count == 1 && !arguments->is_variadic && !arguments->is_star &&
           !(arguments->names && arguments->names[0]);
}

static bool as_cast(struct search *search, struct resolution *resolution)
{
    struct replay *replay = search->replay;
    bool has_name = search->arguments->names && search->arguments->names[0];
    if (search->count != 1 || has_name)
        return false;
    struct sort target = sort_by_name(replay, search->schema, search->name);
    struct sort source = search->inputs[0];
    if (!sort_is_known(target))
        return false;
    bool is_cast = sort_is_unknown(source) && !search->arguments->is_parameter;
    enum path path = PATH_RELABEL;
    if (!is_cast) {
        path = convert_path(replay, source, target, CONVERSION_EXPLICIT);
        bool is_row_text = path == PATH_TEXT && sort_category(replay, target) == 'S' &&
                           (sort_pseudo(source) == PSEUDO_RECORD || sort_is_row(replay, source));
        is_cast = (path == PATH_RELABEL || path == PATH_TEXT) && !is_row_text;
    }
    if (path == PATH_UNKNOWN) {
        *resolution = (struct resolution){.kind = RESOLUTION_OPEN};
        return true;
    }
    if (!is_cast)
        return false;
    *resolution = (struct resolution){
        .kind = RESOLUTION_ONE, .result = sort_type_name(replay, target), .is_cast = true};
    resolution->takes = arena_allocate(replay->arena, sizeof *resolution->takes);
    resolution->takes[0] = resolution->result;
    return true;
}

static const struct column_list *row_columns(struct replay *replay, struct sort row)
{
    row = sort_below_domains(replay, row);
    if (row.is_array || row.is_multirange)
        return NULL;
    if (row.row)
        return &row.row->columns;
    if (row.declared && row.declared->kind == TYPE_COMPOSITE)
        return (const struct column_list *)&row.declared->attributes;
    return NULL;
}

static bool as_column(struct search *search, struct resolution *resolution)
{
    if (search->schema || !is_single(search))
        return false;
    const struct column_list *columns = row_columns(search->replay, search->inputs[0]);
    for (uint32_t i = 0; columns && i < columns->count; i++) {
        struct column *column = columns->items[i];
        if (strcmp(column->name, search->name) != 0)
            continue;
        *resolution = (struct resolution){.kind = column->type ? RESOLUTION_ONE : RESOLUTION_OPEN,
                                          .result = column->type,
                                          .is_column = true};
        resolution->takes = arena_allocate(search->replay->arena, sizeof *resolution->takes);
        resolution->takes[0] = search->arguments->types[0];
        return true;
    }
    return false;
}

// ---- the whole ----------------------------------------------------------------------------------

// Whether one of the functions of that name that a newer PostgreSQL adds takes the arguments.
static bool newer_takes(const struct search *search)
{
    const struct catalog_source *source =
        catalog_extension(resolve_catalog(search->replay), "newer");
    struct search newer = *search;
    struct candidate *chosen;
    newer.list = (struct candidate_list){0};
    return source && add_from(&newer, source, search->name, 0) && newer.list.count &&
           candidate_choose(search->replay, &newer.list, search->inputs, search->count, &chosen) !=
               RESOLUTION_NONE;
}

// Where the answer is a refusal: whether something that is not modelled may declare the function.
static bool may_be_elsewhere(struct search *search)
{
    struct replay *replay = search->replay;
    if (search->is_open || search->is_extension ||
        replay_may_exist(replay, search->schema, search->name))
        return true;
    // A newer PostgreSQL lets it take other types.
    if (search->is_core && newer_takes(search))
        return true;
    // A row of a type, or a table, whose columns are not known.
    struct sort first = search->count == 1 ? search->inputs[0] : (struct sort){0};
    return is_single(search) && (!sort_is_known(first) || sort_pseudo(first) == PSEUDO_RECORD ||
                                 (first.row && first.row->is_open) ||
                                 (first.catalog && first.catalog->kind == CATALOG_COMPOSITE));
}

static struct resolution search_functions(struct search *search)
{
    struct replay *replay = search->replay;
    struct resolution resolution = {.kind = RESOLUTION_OPEN};
    struct type_name *const *types = search->arguments->types;
    gather(search);
    struct candidate *chosen = candidate_exact(&search->list, search->inputs, search->count);
    enum resolution_kind kind = RESOLUTION_ONE;
    if (!chosen) {
        if (as_cast(search, &resolution))
            return resolution;
        kind = candidate_choose(replay, &search->list, search->inputs, search->count, &chosen);
        // A statement that was not followed may have made one that fits better.
        bool is_doubtful = !search->is_core && design_gap_mentions(replay->design, search->name);
        if (kind == RESOLUTION_ONE && (is_doubtful || (search->is_open && !search->is_core)))
            kind = RESOLUTION_OPEN;
    }
    if (kind == RESOLUTION_ONE && chosen->is_ambiguous)
        kind = RESOLUTION_AMBIGUOUS;
    if (kind == RESOLUTION_NONE && as_column(search, &resolution))
        return resolution;
    // VARIADIC before what is no array.
    bool is_no_array = false;
    if (kind == RESOLUTION_ONE && search->arguments->is_variadic && search->count &&
        sort_pseudo(chosen->takes[search->count - 1]) == PSEUDO_ANY) {
        struct sort last = sort_below_domains(replay, search->inputs[search->count - 1]);
        if (!sort_is_known(last))
            kind = RESOLUTION_OPEN;
        else if (!sort_is_known(sort_element(last)))
            is_no_array = true;
    }
    if (is_no_array)
        kind = RESOLUTION_NONE;
    resolution =
        candidate_answer(replay, kind, chosen, &search->list, types, search->inputs, search->count);
    if (is_no_array)
        resolution.state = "42804";
    if ((resolution.kind == RESOLUTION_NONE || resolution.kind == RESOLUTION_AMBIGUOUS) &&
        may_be_elsewhere(search))
        resolution.kind = RESOLUTION_OPEN;
    return resolution;
}

struct resolution resolve_function(struct replay *replay, const char *schema, const char *name,
                                   const struct call_arguments *arguments)
{
    struct resolution resolution = {.kind = RESOLUTION_OPEN};
    if (arguments->count > ARGUMENTS_MAX)
        return resolution;
    struct arena_mark mark = arena_mark(replay->scratch);
    struct search *search = arena_make(replay->scratch, struct search);
    *search = (struct search){.replay = replay,
                              .schema = schema,
                              .name = name,
                              .arguments = arguments,
                              .count = arguments->is_star ? 0 : arguments->count};
    for (uint32_t i = 0; i < search->count; i++)
        search->inputs[i] = sort_of(replay, arguments->types[i]);
    resolution = search_functions(search);
    arena_rewind(replay->scratch, mark);
    return resolution;
}
