// What converts to what: PostgreSQL's find_coercion_pathway and can_coerce_type.
//
// A way from one type to another, domains looked through: the same type; a cast of the catalog, an
// extension or the design; arrays whose elements convert; in assignments anything into a string, in
// explicit casts a string into anything. What the design casts by CREATE CAST is not modelled, so
// those pairs are not known.
#include "read/resolve_part.h"

static bool is_made_cast(struct replay *replay, struct sort from, struct sort to)
{
    for (uint32_t i = 0; i < replay->casts_made.count; i++) {
        const struct cast_made *cast = &replay->casts_made.items[i];
        struct sort source = sort_of(replay, cast->source), target = sort_of(replay, cast->target);
        // A type that is not known may be either of them.
        if ((!sort_is_known(source) || sort_same(source, from)) &&
            (!sort_is_known(target) || sort_same(target, to)))
            return true;
    }
    return false;
}

static const struct catalog_cast *cast_in(const struct cast_list *list, struct sort to)
{
    for (uint32_t i = 0; i < list->count; i++)
        if (sort_same(list->items[i].target, to))
            return &list->items[i];
    return NULL;
}

static const struct catalog_cast *cast_find(struct replay *replay, struct sort from, struct sort to)
{
    struct catalog *catalog = resolve_catalog(replay);
    if (!from.catalog || !to.catalog)
        return NULL;
    const struct catalog_cast *cast =
        cast_in(catalog_casts(catalog, catalog_core(catalog), from), to);
    for (uint32_t i = 0; i < replay->design->extensions.count && !cast; i++) {
        const struct catalog_source *source =
            catalog_extension(catalog, replay->design->extensions.items[i]->name);
        if (source)
            cast = cast_in(catalog_casts(catalog, source, from), to);
    }
    return cast;
}

static enum path array_path(struct replay *replay, struct sort from, struct sort to,
                            enum conversion conversion)
{
    bool is_vector = to.catalog && !to.is_array && sort_is_known(to.catalog->element);
    if (is_vector)
        return PATH_NONE;
    struct sort from_element = sort_element(from), to_element = sort_element(to);
    if (!sort_is_known(from_element) || !sort_is_known(to_element))
        return PATH_NONE;
    enum path path = convert_path(replay, from_element, to_element, conversion);
    return path == PATH_NONE || path == PATH_UNKNOWN ? path : PATH_ARRAY;
}

enum path convert_path(struct replay *replay, struct sort from, struct sort to,
                       enum conversion conversion)
{
    from = sort_below_domains(replay, from);
    to = sort_below_domains(replay, to);
    if (!sort_is_known(from) || !sort_is_known(to))
        return PATH_UNKNOWN;
    if (sort_same(from, to))
        return PATH_RELABEL;
    const struct catalog_cast *cast = cast_find(replay, from, to);
    if (cast) {
        if ((int)conversion < (int)cast->context)
            return PATH_NONE;
        return cast->method == CAST_RELABEL ? PATH_RELABEL
               : cast->method == CAST_TEXT  ? PATH_TEXT
                                            : PATH_FUNCTION;
    }
    // A range type comes with an explicit cast to its multirange.
    if (to.is_multirange && !to.is_array && sort_same(sort_range(to), from))
        return conversion == CONVERSION_EXPLICIT ? PATH_FUNCTION : PATH_NONE;
    if (replay->casts_made.count && is_made_cast(replay, from, to))
        return PATH_UNKNOWN;
    enum path path = array_path(replay, from, to, conversion);
    if (path != PATH_NONE || conversion == CONVERSION_IMPLICIT)
        return path;
    if (sort_category(replay, to) == 'S')
        return PATH_TEXT;
    if (conversion == CONVERSION_EXPLICIT && sort_category(replay, from) == 'S')
        return PATH_TEXT;
    return sort_is_opaque(to) || sort_is_opaque(from) ? PATH_UNKNOWN : PATH_NONE;
}

// A table's row is also one of the tables it inherits from, or of the type it was made of.
static bool row_inherits(struct replay *replay, struct relation *row, struct sort to)
{
    if (to.declared)
        return row->of_type == to.declared;
    LIST(const struct relation *) seen = {0};
    list_add(replay->scratch, &seen, row);
    for (uint32_t i = 0; i < seen.count; i++) {
        list_each (struct relation *, parent, &seen.items[i]->parents) {
            if (parent == to.row)
                return true;
            uint32_t at = 0;
            while (at < seen.count && seen.items[at] != parent)
                at++;
            if (at == seen.count)
                list_add(replay->scratch, &seen, parent);
        }
    }
    return false;
}

enum answer convert_one(struct replay *replay, struct sort from, struct sort to,
                        enum conversion conversion)
{
    if (!sort_is_known(to))
        return ANSWER_UNKNOWN;
    if (sort_pseudo(to) == PSEUDO_ANY)
        return ANSWER_YES;
    if (!sort_is_known(from))
        return ANSWER_UNKNOWN;
    if (sort_same(from, to) || sort_is_unknown(from))
        return ANSWER_YES;
    enum path path = convert_path(replay, from, to, conversion);
    if (path == PATH_UNKNOWN)
        return ANSWER_UNKNOWN;
    if (path != PATH_NONE)
        return ANSWER_YES;
    if (sort_pseudo(from) == PSEUDO_RECORD)
        return sort_is_row(replay, to) ? ANSWER_YES : ANSWER_NO;
    if (sort_pseudo(to) == PSEUDO_RECORD)
        return sort_is_row(replay, from) ? ANSWER_YES : ANSWER_NO;
    bool is_record_array = to.is_array && to.catalog && to.catalog->pseudo == PSEUDO_RECORD;
    if (is_record_array && from.is_array)
        return sort_is_row(replay, sort_element(from)) ? ANSWER_YES : ANSWER_NO;
    struct sort row = sort_below_domains(replay, from);
    bool inherits = row.row && !row.is_array && !to.is_array && row_inherits(replay, row.row, to);
    return inherits ? ANSWER_YES : ANSWER_NO;
}

enum answer convert_all(struct replay *replay, const struct sort *from, const struct sort *to,
                        uint32_t count, enum conversion conversion)
{
    enum answer answer = ANSWER_YES;
    bool has_generic = false;
    for (uint32_t i = 0; i < count; i++) {
        if (generic_is(to[i])) {
            has_generic = true;
            continue;
        }
        enum answer one = convert_one(replay, from[i], to[i], conversion);
        if (one == ANSWER_NO)
            return ANSWER_NO;
        if (one == ANSWER_UNKNOWN)
            answer = ANSWER_UNKNOWN;
    }
    if (!has_generic)
        return answer;
    enum answer generic = generic_fits(replay, from, to, count);
    return generic == ANSWER_YES ? answer : generic;
}

enum answer resolve_converts(struct replay *replay, struct type_name *from, struct type_name *to,
                             enum conversion conversion)
{
    struct sort source = sort_of(replay, from), target = sort_of(replay, to);
    if (type_is_unknown(from) && to)
        return ANSWER_YES;
    enum answer answer = convert_all(replay, &source, &target, 1, conversion);
    // Whether a row of unnamed columns fits is decided by its columns.
    if (answer == ANSWER_YES && sort_pseudo(source) == PSEUDO_RECORD &&
        sort_pseudo(target) != PSEUDO_RECORD && sort_is_row(replay, target))
        return ANSWER_UNKNOWN;
    return answer;
}
