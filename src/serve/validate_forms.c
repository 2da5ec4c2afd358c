// allOf, oneOf, anyOf and not. Of alternatives none of which fits, the faults of the one that was
// meant are told, where that is plain: the one whose faults weigh least. A wrong type weighs most,
// then a constant that is another (a discriminator's property), then anything else;
// discriminators themselves say nothing that the alternatives do not say.
//
// Alternatives are only weighed; the one that is told is checked once more. So what nests d deep
// costs d times as much as weighing it, and no text is made of faults that nobody reads.
#include "serve/validate_part.h"

// Tries one alternative without telling its faults. Where it does not fit, `weight` says how badly.
static bool branch_fits(struct validation *validation, const struct value_schema *schema,
                        const struct json_value *value, const struct step *at, uint32_t *weight)
{
    struct validation saved = *validation;
    validation->faults = NULL;
    validation->weight = 0;
    validation->branch_at = at;
    validation->branches++;
    bool fits = check_value(validation, schema, value, at);
    *weight = validation->weight;
    validation->faults = saved.faults;
    validation->weight = saved.weight;
    validation->branch_at = saved.branch_at;
    validation->branches--;
    return fits;
}

static bool check_alternatives(struct validation *validation, const struct schema_list *list,
                               bool is_one, const struct json_value *value, const struct step *at)
{
    const struct value_schema *best = NULL;
    uint32_t fitting = 0, least = UINT32_MAX;
    bool is_plain = false;
    for (uint32_t i = 0; i < list->count; i++) {
        uint32_t weight;
        if (branch_fits(validation, list->items[i], value, at, &weight)) {
            if (++fitting > 1 || !is_one)
                break;
        } else if (weight <= least) {
            is_plain = weight < least;
            least = weight;
            best = list->items[i];
        }
    }
    if (validation->is_exhausted)
        return false;
    if (fitting > 1)
        return fault_add(validation, WEIGHT_FAULT, at, "fits more than one of the forms");
    if (fitting == 1)
        return true;
    if (!is_plain)
        return fault_add(validation, WEIGHT_TYPE, at, "fits none of the forms");
    if (!validation->faults)
        validation->weight += least;
    else // once more, to tell
        check_value(validation, best, value, at);
    return false;
}

bool check_forms(struct validation *validation, const struct value_schema *schema,
                 const struct json_value *value, const struct step *at)
{
    bool is_good = true;
    for (uint32_t i = 0; i < schema->all_of.count; i++)
        is_good &= check_value(validation, schema->all_of.items[i], value, at);
    if (schema->one_of.count)
        is_good &= check_alternatives(validation, &schema->one_of, true, value, at);
    if (schema->any_of.count)
        is_good &= check_alternatives(validation, &schema->any_of, false, value, at);
    uint32_t weight;
    if (schema->negated && branch_fits(validation, schema->negated, value, at, &weight))
        is_good = fault_add(validation, WEIGHT_FAULT, at, "is of a form that is excluded");
    return is_good && !validation->is_exhausted;
}
