// allOf, oneOf, anyOf and not. Of alternatives none of which fits, the faults of the one that was
// meant are told, where that is plain: the one whose faults weigh least. A wrong type weighs most,
// a constant that is another (a discriminator's property) more than anything else that is wrong;
// discriminators themselves say nothing that the alternatives do not say.
#include "serve/validate_part.h"

// Runs one alternative with faults of its own. False where it does not fit; `weight` says how
// badly.
static bool branch_fits(struct validation *validation, const struct value_schema *schema,
                        const struct json_value *value, const struct step *at,
                        struct input_faults *faults, uint32_t *weight)
{
    struct validation saved = *validation;
    validation->faults = faults;
    validation->weight = 0;
    validation->branches++;
    bool fits = check_value(validation, schema, value, at);
    *weight = validation->weight;
    validation->faults = saved.faults;
    validation->weight = saved.weight;
    validation->branches--;
    return fits;
}

static void faults_move(struct validation *validation, const struct input_faults *from)
{
    list_each (struct input_fault, fault, from)
        input_fault_add(validation->arena, validation->faults, fault.pointer, fault.detail);
    validation->faults->is_cut |= from->is_cut;
}

static bool check_alternatives(struct validation *validation, const struct schema_list *list,
                               bool is_one, const struct json_value *value, const struct step *at)
{
    struct input_faults best = {0};
    uint32_t fitting = 0, least = UINT32_MAX;
    bool is_plain = false;
    for (uint32_t i = 0; i < list->count; i++) {
        struct input_faults faults = {0};
        uint32_t weight;
        if (branch_fits(validation, list->items[i], value, at, &faults, &weight)) {
            if (++fitting > 1 || !is_one)
                break;
            continue;
        }
        if (weight <= least) {
            is_plain = weight < least;
            least = weight;
            best = faults;
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
    validation->weight += least;
    faults_move(validation, &best);
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
    if (schema->negated) {
        struct input_faults faults = {0};
        uint32_t weight;
        bool fits = branch_fits(validation, schema->negated, value, at, &faults, &weight);
        if (fits || validation->is_exhausted)
            is_good = fault_add(validation, WEIGHT_FAULT, at, "is of a form that is excluded");
    }
    return is_good;
}
