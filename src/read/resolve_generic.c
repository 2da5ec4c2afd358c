// Polymorphic types: PostgreSQL's check_generic_type_consistency (may these arguments go together?)
// and enforce_generic_type_consistency (which types are meant?).
//
// There are two families. In the first (anyelement, anyarray, anyrange ...) all must agree on one
// element type; in the second (anycompatible ...) the arguments' common type is it. Untyped
// arguments follow the others. An argument whose type lintel does not know binds nothing and leaves
// the answer in doubt, except where it is alone: anything is an anyelement.
#include "read/resolve_part.h"

enum class {
    CLASS_NONE,
    CLASS_ELEMENT,
    CLASS_ARRAY,
    CLASS_RANGE,
    CLASS_MULTIRANGE,
};

struct family {
    bool is_used, is_compatible;
    bool has_nonarray, has_enum;
    bool has_range, has_multirange, has_array; // among the declared types
    uint32_t arguments, unknown, doubtful;     // of it; untyped ones; those lintel does not know
    struct sort element, array, range, multirange;
    struct sort actual[ARGUMENTS_MAX + 2]; // second family: what has a common type
    uint32_t actual_count;
};

static enum class class_of(enum catalog_pseudo pseudo) {
    switch (pseudo){
        case PSEUDO_ANYELEMENT : case PSEUDO_ANYNONARRAY : case PSEUDO_ANYENUM : case
        PSEUDO_ANYCOMPATIBLE : case PSEUDO_ANYCOMPATIBLENONARRAY : return CLASS_ELEMENT;
        case PSEUDO_ANYARRAY : case PSEUDO_ANYCOMPATIBLEARRAY : return CLASS_ARRAY;
        case PSEUDO_ANYRANGE : case PSEUDO_ANYCOMPATIBLERANGE : return CLASS_RANGE;
        case PSEUDO_ANYMULTIRANGE : case PSEUDO_ANYCOMPATIBLEMULTIRANGE : return CLASS_MULTIRANGE;
        default : return CLASS_NONE;
    }
}

static bool is_compatible_family(enum catalog_pseudo pseudo)
{
    return pseudo >= PSEUDO_ANYCOMPATIBLE;
}

bool generic_is(struct sort sort)
{
    return class_of(sort_pseudo(sort)) != CLASS_NONE;
}

static bool is_array_or_domain(struct replay *replay, struct sort sort)
{
    return sort_is_known(sort_element(sort_below_domains(replay, sort)));
}

// All of one family must be the same: fills the first, compares the others.
static bool agree(struct sort *so_far, struct sort with)
{
    if (!sort_is_known(*so_far))
        *so_far = with;
    return sort_same(*so_far, with);
}

// ---- the arguments ------------------------------------------------------------------------------

// One argument's part in its family; false where it contradicts.
static bool family_add(struct replay *replay, struct family *family, enum catalog_pseudo pseudo,
                       struct sort actual)
{
    enum class class = class_of(pseudo);
    family->is_used = true;
    family->arguments++;
    family->has_nonarray |= pseudo == PSEUDO_ANYNONARRAY || pseudo == PSEUDO_ANYCOMPATIBLENONARRAY;
    family->has_enum |= pseudo == PSEUDO_ANYENUM;
    family->has_array |= class == CLASS_ARRAY;
    family->has_range |= class == CLASS_RANGE;
    family->has_multirange |= class == CLASS_MULTIRANGE;
    if (!sort_is_known(actual)) {
        family->doubtful++;
        return true;
    }
    if (sort_is_unknown(actual)) {
        family->unknown++;
        return true;
    }
    if (class != CLASS_ELEMENT)
        actual = sort_below_domains(replay, actual);
    if (!sort_is_known(actual)) {
        family->doubtful++;
        return true;
    }
    if (!family->is_compatible)
        return agree(class == CLASS_ELEMENT ? &family->element
                     : class == CLASS_ARRAY ? &family->array
                     : class == CLASS_RANGE ? &family->range
                                            : &family->multirange,
                     actual);
    if (class == CLASS_RANGE)
        return agree(&family->range, actual);
    if (class == CLASS_MULTIRANGE)
        return agree(&family->multirange, actual);
    if (class == CLASS_ARRAY)
        actual = sort_element(actual);
    if (!sort_is_known(actual))
        return false; // no array
    family->actual[family->actual_count++] = actual;
    return true;
}

// A multirange names its range, a range its subtype. False where they are none or differ.
static bool ranges_agree(struct replay *replay, struct family *family, struct sort *subtype)
{
    *subtype = (struct sort){0};
    if (sort_is_known(family->multirange)) {
        struct sort range = sort_range(family->multirange);
        if (!sort_is_known(range) || !agree(&family->range, range))
            return false;
    }
    if (!sort_is_known(family->range))
        return true;
    *subtype = sort_subtype(replay, family->range);
    return sort_is_known(*subtype);
}

// The first family: array, range and element agree.
static enum answer elements_agree(struct replay *replay, struct family *family)
{
    if (sort_is_known(family->array) && sort_pseudo(family->array) != PSEUDO_ANYARRAY) {
        struct sort element = sort_element(family->array);
        if (!sort_is_known(element) || !agree(&family->element, element))
            return ANSWER_NO;
    }
    struct sort subtype;
    if (!ranges_agree(replay, family, &subtype))
        return ANSWER_NO;
    if (sort_is_known(subtype) && !agree(&family->element, subtype))
        return ANSWER_NO;
    if (family->has_nonarray && is_array_or_domain(replay, family->element))
        return ANSWER_NO;
    if (family->has_enum && !sort_is_enum(family->element))
        return family->doubtful && !sort_is_known(family->element) ? ANSWER_UNKNOWN : ANSWER_NO;
    return ANSWER_YES;
}

// The second family: a common type, to which all convert; a range's subtype must be it.
static enum answer compatibles_agree(struct replay *replay, struct family *family)
{
    struct sort subtype;
    if (!ranges_agree(replay, family, &subtype))
        return ANSWER_NO;
    if (sort_is_known(subtype))
        family->actual[family->actual_count++] = subtype;
    if (family->actual_count == 0)
        return ANSWER_YES;
    enum answer answer =
        common_sort(replay, family->actual, family->actual_count, &family->element);
    if (answer != ANSWER_YES)
        return answer;
    if (sort_is_unknown(family->element))
        family->element = sort_core(replay, "text");
    for (uint32_t i = 0; i < family->actual_count; i++) {
        enum answer one =
            convert_one(replay, family->actual[i], family->element, CONVERSION_IMPLICIT);
        if (one == ANSWER_NO)
            return ANSWER_NO;
        if (one == ANSWER_UNKNOWN)
            answer = ANSWER_UNKNOWN;
    }
    if (family->has_nonarray && is_array_or_domain(replay, family->element))
        return ANSWER_NO;
    if (sort_is_known(subtype) && !sort_same(subtype, family->element))
        return family->doubtful ? ANSWER_UNKNOWN : ANSWER_NO;
    return answer;
}

// Reads all arguments into the two families.
static enum answer families_read(struct replay *replay, const struct sort *from,
                                 const struct sort *to, uint32_t count, struct family families[2])
{
    memset(families, 0, 2 * sizeof *families);
    families[1].is_compatible = true;
    for (uint32_t i = 0; i < count; i++) {
        enum catalog_pseudo pseudo = sort_pseudo(to[i]);
        if (class_of(pseudo) == CLASS_NONE)
            continue;
        if (!family_add(replay, &families[is_compatible_family(pseudo)], pseudo, from[i]))
            return ANSWER_NO;
    }
    enum answer answer = families[0].is_used ? elements_agree(replay, &families[0]) : ANSWER_YES;
    if (answer == ANSWER_NO || !families[1].is_used)
        return answer;
    enum answer second = compatibles_agree(replay, &families[1]);
    return second == ANSWER_YES ? answer : second;
}

// An argument that is not known fits where nothing else speaks: a single anyelement.
static bool is_in_doubt(const struct family *family)
{
    bool is_alone = family->arguments == 1 && !family->has_array && !family->has_range &&
                    !family->has_multirange && !family->has_enum && !family->has_nonarray;
    return family->doubtful && !is_alone;
}

enum answer generic_fits(struct replay *replay, const struct sort *from, const struct sort *to,
                         uint32_t count)
{
    struct family families[2];
    if (count > ARGUMENTS_MAX)
        return ANSWER_UNKNOWN;
    enum answer answer = families_read(replay, from, to, count, families);
    if (answer == ANSWER_YES && (is_in_doubt(&families[0]) || is_in_doubt(&families[1])))
        return ANSWER_UNKNOWN;
    return answer;
}

// ---- making them concrete -----------------------------------------------------------------------

// What a polymorphic type means now; nothing where the family does not say.
static struct sort family_meaning(const struct family *family, enum class class)
{
    switch (class) {
    case CLASS_ELEMENT:
        return family->element;
    case CLASS_ARRAY:
        return sort_is_known(family->array) ? family->array : sort_array(family->element);
    case CLASS_RANGE:
        return family->range;
    case CLASS_MULTIRANGE:
        return sort_is_known(family->multirange) ? family->multirange
                                                 : sort_multirange(family->range);
    case CLASS_NONE:
        break;
    }
    return (struct sort){0};
}

// An anyarray column (pg_stats) as an anyarray: only where nothing else is polymorphic.
static bool is_bare_anyarray(const struct family *family)
{
    return sort_pseudo(family->array) == PSEUDO_ANYARRAY;
}

// The first family with untyped arguments only says nothing; the second is text then.
static enum answer families_finish(struct replay *replay, struct family families[2],
                                   const struct sort *result)
{
    struct family *first = &families[0], *second = &families[1];
    bool result_is_first = generic_is(*result) && !is_compatible_family(sort_pseudo(*result));
    if (first->is_used) {
        if (is_bare_anyarray(first))
            return first->arguments == 1 && !result_is_first ? ANSWER_YES : ANSWER_NO;
        if (!sort_is_known(first->element))
            return first->doubtful ? ANSWER_UNKNOWN : ANSWER_NO;
    }
    if (second->is_used && !sort_is_known(second->element)) {
        if (second->doubtful)
            return ANSWER_UNKNOWN;
        second->element = sort_core(replay, "text");
    }
    return ANSWER_YES;
}

enum answer generic_settle(struct replay *replay, const struct sort *from, struct sort *takes,
                           uint32_t count, struct sort *result)
{
    struct family families[2];
    if (count > ARGUMENTS_MAX)
        return ANSWER_UNKNOWN;
    enum answer answer = families_read(replay, from, takes, count, families);
    if (answer != ANSWER_NO) {
        enum answer finished = families_finish(replay, families, result);
        if (finished != ANSWER_YES)
            answer = finished;
    }
    if (answer == ANSWER_NO)
        return ANSWER_NO;
    for (uint32_t i = 0; i < count; i++) {
        enum catalog_pseudo pseudo = sort_pseudo(takes[i]);
        enum class class = class_of(pseudo);
        if (class == CLASS_NONE)
            continue;
        bool is_second = is_compatible_family(pseudo);
        struct family *family = &families[is_second];
        if (!is_second && is_bare_anyarray(family))
            continue;
        takes[i] = family_meaning(family, class);
        if (!sort_is_known(takes[i]) && answer == ANSWER_YES && !family->doubtful)
            return ANSWER_NO;
    }
    enum class class = class_of(sort_pseudo(*result));
    if (class == CLASS_NONE)
        return answer;
    struct family *family = &families[is_compatible_family(sort_pseudo(*result))];
    *result = family_meaning(family, class);
    if (!sort_is_known(*result) && answer == ANSWER_YES)
        return family->doubtful || !family->is_used ? ANSWER_UNKNOWN : ANSWER_NO;
    return answer;
}
