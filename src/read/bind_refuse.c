// What PostgreSQL's analysis refuses a named query for its types: no such operator, function or
// cast, a value that does not fit its column, values that have no type together. The binder asks
// here with what it resolved; only what is certain becomes a fault, the others are left in doubt.
//
// Only of named queries: the schema's own statements were or were not accepted when they ran.
// Nothing is certain where a template fills in names, where files were not read, where an extension
// without facts may declare operators and casts, or where a statement that was not followed names a
// table or column that the query uses.
#include "read/bind_scope.h"

static bool is_judged(struct binder *binder, struct type_name *const *types, uint32_t count)
{
    struct replay *replay = binder->replay;
    if (!replay->is_query || !binder->parameters || replay->defers || replay->has_placeholder ||
        binder->is_doubtful)
        return false;
    for (uint32_t i = 0; i < count; i++)
        if (!types[i] || !types[i]->is_known)
            return false;
    return !resolve_is_open(replay, types, count);
}

void refuse_doubt(struct binder *binder, const char *name)
{
    if (design_gap_mentions(binder->replay->design, name))
        binder->is_doubtful = true;
}

// ---- one fault --------------------------------------------------------------------------------------

static const char *type_words(struct binder *binder, struct type_name *type)
{
    return type_name_text(binder->replay->arena, type_plain(binder->replay, type));
}

// The fault's message gets the query's name, its note what PostgreSQL says (or NULL).
static void refuse(struct binder *binder, const char *state, const char *says, struct fault fault)
{
    struct replay *replay = binder->replay;
    if (!replay->refused)
        replay->refused = state;
    // The same operator twice, as in x IN (a, b): once is enough.
    if (binder->last_refused.file == fault.place.file &&
        binder->last_refused.offset == fault.place.offset)
        return;
    binder->last_refused = fault.place;
    fault.message = arena_format(replay->arena, "%s (%s)", fault.message, binder->what);
    fault.note =
        says ? arena_format(replay->arena, "%s: SQLSTATE %s", says, state)
             : arena_format(replay->arena, "PostgreSQL refuses the statement: SQLSTATE %s", state);
    fault.label = fault.label ? fault.label : "PostgreSQL refuses this";
    const char *subject =
        arena_format(replay->arena, "%p %u", (void *)fault.place.file, fault.place.offset);
    replay_fault(replay, subject, fault);
}

void refuse_plainly(struct binder *binder, struct place place, const char *state,
                    const char *message, const char *help)
{
    if (is_judged(binder, NULL, 0))
        refuse(binder, state, NULL,
               (struct fault){.kind = FAULT_TYPE,
                              .is_certain = true,
                              .place = place,
                              .message = message,
                              .help = help});
}

// ---- a cast as help ---------------------------------------------------------------------------------

static const char *cast_words(struct binder *binder, const struct expression *node,
                              struct type_name *type)
{
    struct arena *arena = binder->replay->arena;
    const char *to = type_words(binder, type);
    // Another cast of a parameter, instead of the one that is there.
    while (node->kind == EXPRESSION_CAST && node->operands.count &&
           node->operands.items[0]->kind == EXPRESSION_PARAMETER)
        node = node->operands.items[0];
    if (node->kind == EXPRESSION_PARAMETER)
        return arena_format(arena, "%s::%s", parameter_words(binder, node), to);
    const char *text = expression_text(arena, node);
    if (strlen(text) > 40 || strchr(text, '$') || strchr(text, '\n'))
        return arena_format(arena, "(...)::%s", to);
    bool is_single = node->kind == EXPRESSION_COLUMN || node->kind == EXPRESSION_CALL ||
                     node->kind == EXPRESSION_STRING;
    return is_single ? arena_format(arena, "%s::%s", text, to)
                     : arena_format(arena, "(%s)::%s", text, to);
}

static bool can_cast(struct binder *binder, struct type_use use, struct type_name *to)
{
    return use.node && use.node->kind != EXPRESSION_OTHER && !type_is_unknown(to) &&
           resolve_converts(binder->replay, use.type, to, CONVERSION_EXPLICIT) == ANSWER_YES;
}

// The untyped one of the two, a parameter first.
static const struct expression *untyped_node(const struct type_use *uses, uint32_t count,
                                             uint32_t *index)
{
    const struct expression *found = NULL;
    for (uint32_t i = 0; i < count; i++) {
        const struct expression *node = uses[i].node;
        if (!node || !type_is_unknown(uses[i].type))
            continue;
        if (!found || (node->kind == EXPRESSION_PARAMETER && found->kind != node->kind)) {
            found = node;
            *index = i;
        }
    }
    return found;
}

// ---- operators and functions ------------------------------------------------------------------------

// Several fit equally well, most often because nothing types a parameter.
static void refuse_ambiguous(struct binder *binder, struct place place, const char *written,
                             const char *kind, const struct resolution *found,
                             const struct type_use *uses, uint32_t count)
{
    struct arena *arena = binder->replay->arena;
    uint32_t index = 0;
    const struct expression *untyped = untyped_node(uses, count, &index);
    bool is_parameter = untyped && untyped->kind == EXPRESSION_PARAMETER;
    struct type_name *likely = found->takes && untyped ? found->takes[index] : NULL;
    struct fault fault = {
        .kind = is_parameter ? FAULT_UNTYPED : FAULT_TYPE,
        .is_certain = true,
        .place = place,
        .message =
            is_parameter
                ? arena_format(arena, "nothing types %s, and several %ss fit equally well: %s",
                               parameter_words(binder, untyped), kind, written)
                : arena_format(arena, "several %ss fit %s equally well", kind, written),
        .label = "may mean several",
    };
    if (is_parameter && likely && !type_is_unknown(likely))
        fault.help = arena_format(arena, "write the type: %s", cast_words(binder, untyped, likely));
    else
        fault.help = "cast the values to the types that are meant";
    refuse(binder, "42725", arena_format(arena, "%s is not unique: %s", kind, written), fault);
}

void refuse_operator(struct binder *binder, struct place place, const char *name, bool is_prefix,
                     const struct resolution *found, struct type_use left, struct type_use right)
{
    struct arena *arena = binder->replay->arena;
    const struct type_use uses[] = {left, right};
    struct type_name *const types[] = {left.type, right.type};
    uint32_t first = is_prefix ? 1 : 0;
    if ((found->kind != RESOLUTION_NONE && found->kind != RESOLUTION_AMBIGUOUS) ||
        !is_judged(binder, types + first, 2 - first))
        return;
    if (strcmp(name, "!=") == 0)
        name = "<>";
    const char *right_words = type_words(binder, right.type);
    const char *written = is_prefix ? arena_format(arena, "%s %s", name, right_words)
                                    : arena_format(arena, "%s %s %s", type_words(binder, left.type),
                                                   name, right_words);
    if (found->kind == RESOLUTION_AMBIGUOUS) {
        refuse_ambiguous(binder, place, written, "operator", found, uses + first, 2 - first);
        return;
    }
    struct fault fault = {
        .kind = FAULT_TYPE,
        .is_certain = true,
        .place = place,
        .message = arena_format(arena, "PostgreSQL has no operator %s", written),
        .help = "compare or combine values of types that have this operator",
    };
    // A parameter before anything else: its type was chosen by another use.
    bool takes_left = !is_prefix && can_cast(binder, left, right.type);
    bool takes_right = !is_prefix && can_cast(binder, right, left.type);
    if (takes_left && takes_right && left.node->kind == EXPRESSION_PARAMETER)
        takes_right = false;
    if (takes_right)
        fault.help = arena_format(arena, "cast one side, as in %s",
                                  cast_words(binder, right.node, left.type));
    else if (takes_left)
        fault.help = arena_format(arena, "cast one side, as in %s",
                                  cast_words(binder, left.node, right.type));
    refuse(binder, found->state ? found->state : "42883",
           arena_format(arena, "operator does not exist: %s", written), fault);
}

// FROM unnest(a, b) is two functions, for which PostgreSQL has no one.
static bool is_several_unnest(const struct expression *call, uint32_t count)
{
    return count > 1 && strcmp(call->name, "unnest") == 0;
}

void refuse_call(struct binder *binder, const struct expression *call,
                 const struct resolution *found, const struct expression_list *arguments)
{
    struct replay *replay = binder->replay;
    struct arena *arena = replay->arena;
    if ((found->kind != RESOLUTION_NONE && found->kind != RESOLUTION_AMBIGUOUS) ||
        is_several_unnest(call, arguments->count))
        return;
    struct type_name **types = arena_allocate(replay->scratch, arguments->count * sizeof *types);
    struct type_use *uses = arena_allocate(replay->scratch, arguments->count * sizeof *uses);
    const char *words = "";
    for (uint32_t i = 0; i < arguments->count; i++) {
        struct expression *value = call_argument_value(arguments->items[i]);
        uses[i] = (struct type_use){value, types[i] = value->value_type};
        words = arena_format(replay->scratch, "%s%s%s", words, i ? ", " : "",
                             types[i] ? type_words(binder, types[i]) : "");
    }
    if (!is_judged(binder, types, arguments->count))
        return;
    // PostgreSQL's parser writes some constructs as calls: EXTRACT, AT TIME ZONE.
    const char *schema =
        call->schema && strcmp(call->schema, "pg_catalog") != 0 ? call->schema : "";
    const char *written =
        arena_format(arena, "%s%s%s(%s)", schema, *schema ? "." : "", call->name, words);
    if (found->kind == RESOLUTION_AMBIGUOUS) {
        refuse_ambiguous(binder, call->place, written, "function", found, uses, arguments->count);
        return;
    }
    // What sqlc's projects call the schema may lack functions that the database has.
    bool is_certain = replay->design->manifest != NULL;
    const char *says = arena_format(arena, "function %s does not exist", written);
    const char *message = arena_format(arena, "no function %s takes such arguments", written);
    if (found->state) {
        message = arena_format(arena, "the arguments do not settle the types of %s", written);
        says = NULL;
    }
    refuse(binder, found->state ? found->state : "42883", says,
           (struct fault){
               .kind = FAULT_TYPE,
               .is_certain = is_certain,
               .place = call->place,
               .message = message,
               .help = is_certain ? "cast the arguments to the types that it takes"
                                  : "cast the arguments to the types that it takes, unless the "
                                    "database has a function that the schema does not show",
           });
}

// ---- values -----------------------------------------------------------------------------------------

void refuse_common(struct binder *binder, const char *what, struct place place,
                   const struct resolution *common, struct type_name *const *types, uint32_t count)
{
    struct arena *arena = binder->replay->arena;
    if (common->kind != RESOLUTION_NONE || !is_judged(binder, types, count))
        return;
    // The first that does not go with the first typed one.
    struct type_name *first = NULL, *other = NULL;
    for (uint32_t i = 0; i < count && !other; i++) {
        struct type_name *pair[] = {first, types[i]};
        if (type_is_unknown(types[i]))
            continue;
        if (!first)
            first = types[i];
        else if (resolve_common(binder->replay, pair, 2).kind == RESOLUTION_NONE)
            other = types[i];
    }
    if (!first)
        return;
    const char *written = other ? arena_format(arena, "%s and %s", type_words(binder, first),
                                               type_words(binder, other))
                                : arena_format(arena, "%s and others", type_words(binder, first));
    refuse(binder, common->state ? common->state : "42804",
           arena_format(arena, "%s types %s cannot be matched", what, written),
           (struct fault){
               .kind = FAULT_TYPE,
               .is_certain = true,
               .place = place,
               .message = arena_format(arena,
                                       "the values of %s are of types that do not go "
                                       "together: %s",
                                       what, written),
               .help = "cast them to one type",
           });
}

// PostgreSQL's own types that no default operator class sorts or hashes. The design may make one.
void refuse_label(struct binder *binder, const struct expression *value, struct type_name *type)
{
    struct arena *arena = binder->replay->arena;
    const struct type *declared = type && !type->dimensions ? type->type : NULL;
    if (!declared || declared->kind != TYPE_ENUM || !type_is_unknown(value->value_type) ||
        !is_judged(binder, &type, 1) || design_gap_mentions(binder->replay->design, declared->name))
        return;
    const char *nearest = NULL;
    list_each (const char *, label, &declared->labels) {
        if (strcmp(label, value->name) == 0)
            return;
        nearest = name_nearer(value->name, nearest, label);
    }
    const char *name = type_words(binder, type);
    refuse(binder, "22P02",
           arena_format(arena, "invalid input value for enum %s: \"%s\"", name, value->name),
           (struct fault){
               .kind = FAULT_TYPE,
               .is_certain = true,
               .place = value->place,
               .message = arena_format(arena, "\"%s\" is no value of %s", value->name, name),
               .help = nearest ? arena_format(arena, "did you mean '%s'?", nearest)
                               : arena_format(arena,
                                              "write one of its values, or add it: ALTER TYPE "
                                              "%s ADD VALUE '%s'",
                                              name, value->name)});
}

void refuse_unsortable(struct binder *binder, struct place place, struct type_name *type)
{
    static const char *const names[] = {"json",    "xml", "jsonpath", "point",  "line",
                                        "polygon", "box", "lseg",     "circle", "path"};
    struct replay *replay = binder->replay;
    struct type_name *item = type ? type_below_domains(type) : NULL;
    if (item && item->dimensions)
        item = type_element(replay, item);
    item = item ? type_below_domains(item) : NULL;
    if (!is_judged(binder, &item, 1) || replay->operator_classes.used)
        return;
    for (size_t i = 0; i < array_length(names); i++) {
        if (!type_is(item, names[i]))
            continue;
        const char *words = type_words(binder, type);
        refuse(binder, "42883",
               arena_format(replay->arena,
                            "could not identify an equality or ordering operator for type %s",
                            words),
               (struct fault){
                   .kind = FAULT_TYPE,
                   .is_certain = true,
                   .place = place,
                   .message = arena_format(
                       replay->arena,
                       "values of type %s cannot be sorted, grouped or made distinct", words),
                   .help = type_is(item, "json") ? "cast them to jsonb, or to text"
                                                 : "cast them to text, or leave them out of it",
               });
    }
}

static bool is_refused(struct binder *binder, struct type_name *from, struct type_name *to,
                       enum conversion conversion)
{
    struct type_name *const types[] = {from, to};
    return is_judged(binder, types, 2) && !type_is_unknown(from) &&
           resolve_converts(binder->replay, from, to, conversion) == ANSWER_NO;
}

void refuse_cast(struct binder *binder, struct place place, struct type_name *from,
                 struct type_name *to)
{
    struct arena *arena = binder->replay->arena;
    if (!is_refused(binder, from, to, CONVERSION_EXPLICIT))
        return;
    const char *words = arena_format(arena, "cannot cast type %s to %s", type_words(binder, from),
                                     type_words(binder, to));
    refuse(binder, "42846", words,
           (struct fault){
               .kind = FAULT_TYPE,
               .is_certain = true,
               .place = place,
               .message = arena_format(arena, "%s cannot be cast to %s", type_words(binder, from),
                                       type_words(binder, to)),
               .help = "PostgreSQL has no such cast; through text there may be one",
           });
}

void refuse_assignment(struct binder *binder, struct place place, const struct expression *value,
                       const char *column, struct type_name *from, struct type_name *to)
{
    struct arena *arena = binder->replay->arena;
    if (!column || !is_refused(binder, from, to, CONVERSION_ASSIGNMENT))
        return;
    const char *source = type_words(binder, from), *target = type_words(binder, to);
    const char *help = "give a value of the column's type";
    if (value && resolve_converts(binder->replay, from, to, CONVERSION_EXPLICIT) == ANSWER_YES)
        help = arena_format(arena, "cast it, as in %s", cast_words(binder, value, to));
    refuse(binder, "42804",
           arena_format(arena, "column \"%s\" is of type %s but expression is of type %s", column,
                        target, source),
           (struct fault){
               .kind = FAULT_TYPE,
               .is_certain = true,
               .place = place,
               .message = arena_format(arena, "%s is assigned to the column \"%s\", which is %s",
                                       source, column, target),
               .help = help,
           });
}

void refuse_other_type(struct binder *binder, const char *what, const struct expression *value,
                       struct type_name *to)
{
    struct arena *arena = binder->replay->arena;
    if (!is_refused(binder, value->value_type, to, CONVERSION_ASSIGNMENT))
        return;
    const char *is = type_words(binder, value->value_type), *wanted = type_words(binder, to);
    refuse(binder, "42804",
           arena_format(arena, "an argument must be type %s, not type %s", wanted, is),
           (struct fault){
               .kind = FAULT_TYPE,
               .is_certain = true,
               .place = value->place,
               .message = arena_format(arena, "%s must be %s, and this is %s", what, wanted, is),
               .help = arena_format(arena, "write a value of type %s", wanted),
           });
}
