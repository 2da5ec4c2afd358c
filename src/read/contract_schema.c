// Schemas: JSON Schema as OpenAPI 3.0 bends it and as 3.1 takes it whole. A schema is allocated
// when it is met and filled later, from a list: no recursion, and a schema that refers to itself
// is a circle of pointers. One table says what each keyword is.
//
// In 3.0 nothing beside $ref counts; in 3.1 it does, and contract_merge.c joins the two.
#include "base/decimal.h"
#include "base/nearest.h"
#include "read/contract_part.h"

enum keyword_form {
    FORM_TEXT,       // const char *
    FORM_COUNT,      // int64_t
    FORM_NUMBER,     // const char *: digits as written
    FORM_FLAG,       // bool
    FORM_SCHEMA,     // struct value_schema *
    FORM_OWN,        // read by a function
    FORM_ANNOTATION, // says nothing about values, or is known and left alone
    FORM_UNREAD,     // says something that the model does not hold
};

struct keyword {
    const char *name;
    enum keyword_form form;
    size_t offset; // in struct value_schema
    size_t place;  // offset of where its value's place is kept, or 0
    void (*read)(struct contract_reader *, struct contract_draft *, struct contract_node);
};

#define AT(field) offsetof(struct value_schema, field)

// ---- keywords with functions ----------------------------------------------------------------------

static const struct json_type {
    const char *name;
    enum json_types type;
} json_type_names[] = {
    {"null", JSON_NULL},     {"boolean", JSON_BOOLEAN}, {"integer", JSON_INTEGER},
    {"number", JSON_NUMBER}, {"string", JSON_STRING},   {"array", JSON_ARRAY},
    {"object", JSON_OBJECT},
};

static uint32_t type_of(struct contract_reader *reader, const struct tree *tree)
{
    const char *text = tree->kind == TREE_SCALAR ? tree->text : NULL, *nearest = NULL;
    if (!text) {
        contract_expect(reader, tree, TREE_SCALAR, "a type");
        return 0;
    }
    for (size_t i = 0; i < array_length(json_type_names); i++)
        if (strcmp(json_type_names[i].name, text) == 0)
            return json_type_names[i].type;
    for (size_t i = 0; i < array_length(json_type_names); i++)
        nearest = name_nearer(text, nearest, json_type_names[i].name);
    contract_fault(reader, tree->place, true,
                   nearest ? contract_did_you_mean(reader, nearest)
                           : "types are string, number, integer, boolean, array, object and null",
                   "\"%s\" is no type of JSON", text);
    return 0;
}

static void read_type(struct contract_reader *reader, struct contract_draft *draft,
                      struct contract_node node)
{
    if (node.tree->kind != TREE_SEQUENCE) {
        draft->schema.types = type_of(reader, node.tree);
        return;
    }
    if (reader->is_3_0)
        contract_fault(reader, node.tree->place, false, "write one type, and nullable: true",
                       "a list of types is OpenAPI 3.1, and this contract says %s",
                       reader->contract->version);
    for (uint32_t i = 0; i < node.tree->count; i++)
        draft->schema.types |= type_of(reader, node.tree->items[i]);
}

static void read_enum(struct contract_reader *reader, struct contract_draft *draft,
                      struct contract_node node)
{
    struct value_schema *schema = &draft->schema;
    if (!contract_expect(reader, node.tree, TREE_SEQUENCE, "\"enum\""))
        return;
    if (schema->has_enum) // `const` stands there too, and says more
        return;
    schema->has_enum = true;
    for (uint32_t i = 0; i < node.tree->count; i++)
        list_add(reader->arena, &schema->enumeration,
                 contract_literal(reader, node.tree->items[i]));
}

static void read_const(struct contract_reader *reader, struct contract_draft *draft,
                       struct contract_node node)
{
    draft->schema.has_enum = true;
    draft->schema.enumeration.count = 0;
    draft->schema.enum_place = node.tree->place;
    list_add(reader->arena, &draft->schema.enumeration, contract_literal(reader, node.tree));
}

static void read_default(struct contract_reader *reader, struct contract_draft *draft,
                         struct contract_node node)
{
    draft->schema.default_value = arena_make(reader->arena, struct literal);
    *draft->schema.default_value = contract_literal(reader, node.tree);
}

// A bound of its own in 3.1; in 3.0 a word about the bound beside it. Both are taken in both.
static void read_exclusive(struct contract_reader *reader, struct contract_draft *draft,
                           struct contract_node node, bool is_minimum)
{
    const char *what = is_minimum ? "\"exclusiveMinimum\"" : "\"exclusiveMaximum\"";
    struct literal literal = contract_literal(reader, node.tree);
    bool is_boolean = literal.kind == LITERAL_BOOLEAN;
    if (is_boolean || literal.kind == LITERAL_NUMBER) {
        if (is_boolean != reader->is_3_0)
            contract_fault(reader, node.tree->place, false, NULL, "%s is a %s in OpenAPI %s", what,
                           is_boolean ? "number" : "boolean", reader->contract->version);
    }
    if (is_boolean) {
        bool value = strcmp(literal.text, "true") == 0;
        *(is_minimum ? &draft->schema.is_minimum_exclusive : &draft->schema.is_maximum_exclusive) =
            value;
        return;
    }
    const char *bound = contract_number(reader, node.tree, what);
    *(is_minimum ? &draft->above : &draft->below) = bound;
}

static void read_above(struct contract_reader *reader, struct contract_draft *draft,
                       struct contract_node node)
{
    read_exclusive(reader, draft, node, true);
}

static void read_below(struct contract_reader *reader, struct contract_draft *draft,
                       struct contract_node node)
{
    read_exclusive(reader, draft, node, false);
}

static void read_nullable(struct contract_reader *reader, struct contract_draft *draft,
                          struct contract_node node)
{
    bool value = contract_flag(reader, node.tree, "\"nullable\"", false);
    if (reader->is_3_0)
        draft->schema.is_nullable = value;
    else
        draft->schema.has_unknown = true; // no keyword of 3.1: tools differ in what they make of it
}

static void read_required(struct contract_reader *reader, struct contract_draft *draft,
                          struct contract_node node)
{
    if (contract_literal(reader, node.tree).kind == LITERAL_BOOLEAN) { // as old drafts had it
        contract_fault(reader, node.tree->place, false,
                       "list the names that are required in the object's own `required`",
                       "\"required\" must be a list of property names: readers pass over this one");
        return;
    }
    if (!contract_expect(reader, node.tree, TREE_SEQUENCE, "\"required\""))
        return;
    for (uint32_t i = 0; i < node.tree->count; i++)
        if (contract_expect(reader, node.tree->items[i], TREE_SCALAR, "a name in \"required\""))
            list_add(reader->scratch, &draft->required, node.tree->items[i]);
}

static void read_properties(struct contract_reader *reader, struct contract_draft *draft,
                            struct contract_node node)
{
    node = contract_follow(reader, node);
    if (!contract_expect(reader, node.tree, TREE_MAPPING, "\"properties\""))
        return;
    draft->has_properties = true;
    for (uint32_t i = 0; i < node.tree->count; i++) {
        const struct tree_pair *pair = &node.tree->pairs[i];
        if (contract_is_merge_key(reader, pair->key)) {
            draft->schema.has_unknown = true;
            continue;
        }
        list_add(reader->arena, &draft->schema.properties,
                 (struct property){
                     .name = pair->key->text,
                     .schema = contract_schema(reader,
                                               (struct contract_node){pair->value, node.document}),
                     .place = pair->key->place,
                 });
    }
}

static void read_additional(struct contract_reader *reader, struct contract_draft *draft,
                            struct contract_node node)
{
    if (node.tree->kind != TREE_SCALAR)
        draft->schema.additional = contract_schema(reader, node);
    else
        draft->schema.is_closed =
            !contract_flag(reader, node.tree, "\"additionalProperties\"", true);
}

static void read_schemas(struct contract_reader *reader, struct schema_list *list,
                         struct contract_node node, const char *what)
{
    if (!contract_expect(reader, node.tree, TREE_SEQUENCE, what))
        return;
    for (uint32_t i = 0; i < node.tree->count; i++)
        list_add(
            reader->arena, list,
            contract_schema(reader, (struct contract_node){node.tree->items[i], node.document}));
}

static void read_all_of(struct contract_reader *reader, struct contract_draft *draft,
                        struct contract_node node)
{
    read_schemas(reader, &draft->schema.all_of, node, "\"allOf\"");
}

static void read_one_of(struct contract_reader *reader, struct contract_draft *draft,
                        struct contract_node node)
{
    read_schemas(reader, &draft->schema.one_of, node, "\"oneOf\"");
}

static void read_any_of(struct contract_reader *reader, struct contract_draft *draft,
                        struct contract_node node)
{
    read_schemas(reader, &draft->schema.any_of, node, "\"anyOf\"");
}

// In the order of their bits in contract_draft.written: at most 64.
static const struct keyword keywords[] = {
    {"type", FORM_OWN, 0, AT(type_place), read_type},
    {"format", FORM_TEXT, AT(format), AT(format_place)},
    {"enum", FORM_OWN, 0, AT(enum_place), read_enum},
    {"const", FORM_OWN, 0, 0, read_const},
    {"default", FORM_OWN, 0, 0, read_default},
    {"minimum", FORM_NUMBER, AT(minimum), AT(range_place)},
    {"maximum", FORM_NUMBER, AT(maximum), AT(range_place)},
    {"exclusiveMinimum", FORM_OWN, 0, AT(range_place), read_above},
    {"exclusiveMaximum", FORM_OWN, 0, AT(range_place), read_below},
    {"multipleOf", FORM_NUMBER, AT(multiple_of)},
    {"minLength", FORM_COUNT, AT(length_minimum), AT(length_place)},
    {"maxLength", FORM_COUNT, AT(length_maximum), AT(length_place)},
    {"minItems", FORM_COUNT, AT(items_minimum)},
    {"maxItems", FORM_COUNT, AT(items_maximum)},
    {"minProperties", FORM_COUNT, AT(properties_minimum)},
    {"maxProperties", FORM_COUNT, AT(properties_maximum)},
    {"uniqueItems", FORM_FLAG, AT(has_unique_items)},
    {"pattern", FORM_TEXT, AT(pattern)},
    {"properties", FORM_OWN, 0, 0, read_properties},
    {"required", FORM_OWN, 0, 0, read_required},
    {"additionalProperties", FORM_OWN, 0, 0, read_additional},
    {"items", FORM_SCHEMA, AT(items)},
    {"allOf", FORM_OWN, 0, 0, read_all_of},
    {"oneOf", FORM_OWN, 0, 0, read_one_of},
    {"anyOf", FORM_OWN, 0, 0, read_any_of},
    {"not", FORM_SCHEMA, AT(negated)},
    {"nullable", FORM_OWN, 0, 0, read_nullable},
    {"readOnly", FORM_FLAG, AT(is_read_only)},
    {"writeOnly", FORM_FLAG, AT(is_write_only)},
    {"deprecated", FORM_FLAG, AT(is_deprecated)},
    {"description", FORM_TEXT, AT(description)},
    // Discriminators only help to choose among oneOf, which the model holds.
    {"discriminator", FORM_ANNOTATION},
    {"title", FORM_ANNOTATION},
    {"example", FORM_ANNOTATION},
    {"examples", FORM_ANNOTATION},
    {"externalDocs", FORM_ANNOTATION},
    {"xml", FORM_ANNOTATION},
    {"$ref", FORM_ANNOTATION},
    {"$id", FORM_ANNOTATION},
    {"$schema", FORM_ANNOTATION},
    {"$anchor", FORM_ANNOTATION},
    {"$comment", FORM_ANNOTATION},
    {"$defs", FORM_ANNOTATION},
    {"definitions", FORM_ANNOTATION},
    {"contentEncoding", FORM_ANNOTATION},
    {"contentMediaType", FORM_ANNOTATION},
    {"contentSchema", FORM_ANNOTATION},
    {"if", FORM_UNREAD},
    {"then", FORM_UNREAD},
    {"else", FORM_UNREAD},
    {"contains", FORM_UNREAD},
    {"minContains", FORM_UNREAD},
    {"maxContains", FORM_UNREAD},
    {"prefixItems", FORM_UNREAD},
    {"additionalItems", FORM_UNREAD},
    {"patternProperties", FORM_UNREAD},
    {"propertyNames", FORM_UNREAD},
    {"dependentRequired", FORM_UNREAD},
    {"dependentSchemas", FORM_UNREAD},
    {"unevaluatedItems", FORM_UNREAD},
    {"unevaluatedProperties", FORM_UNREAD},
    {"$dynamicRef", FORM_UNREAD},
    {"$dynamicAnchor", FORM_UNREAD},
};
static_assert(array_length(keywords) <= 64, "contract_draft.written has a bit for each");

// ---- one schema -----------------------------------------------------------------------------------

static struct contract_draft *draft_new(struct contract_reader *reader, struct contract_node node)
{
    struct contract_draft *draft = arena_make(reader->arena, struct contract_draft);
    struct value_schema *schema = &draft->schema;
    draft->node = node;
    schema->place = node.tree->place;
    schema->length_minimum = schema->length_maximum = -1;
    schema->items_minimum = schema->items_maximum = -1;
    schema->properties_minimum = schema->properties_maximum = -1;
    return draft;
}

static void keyword_unknown(struct contract_reader *reader, struct contract_draft *draft,
                            const struct tree *key)
{
    if (string_starts_with(key->text, "x-"))
        return;
    draft->schema.has_unknown = true;
    if (contract_is_merge_key(reader, key))
        return;
    const char *nearest = NULL;
    for (size_t i = 0; i < array_length(keywords); i++)
        nearest = name_nearer(key->text, nearest, keywords[i].name);
    if (nearest)
        contract_fault(reader, key->place, false, contract_did_you_mean(reader, nearest),
                       "\"%s\" is no keyword of a schema", key->text);
}

static void keyword_read(struct contract_reader *reader, struct contract_draft *draft,
                         const struct tree *key, struct tree *value)
{
    const struct keyword *keyword = map_get(&reader->keywords, key->text);
    if (!keyword) {
        keyword_unknown(reader, draft, key);
        return;
    }
    bool takes_null = strcmp(keyword->name, "default") == 0 || strcmp(keyword->name, "const") == 0;
    if (tree_is_null(value) && !takes_null)
        return;
    draft->written |= UINT64_C(1) << (keyword - keywords);
    char *field = (char *)&draft->schema + keyword->offset;
    if (keyword->place)
        *(struct place *)((char *)&draft->schema + keyword->place) = value->place;
    const char *what = reader->quoted_keywords[keyword - keywords];
    struct contract_node node = {value, draft->node.document};
    switch (keyword->form) {
    case FORM_TEXT:
        *(const char **)field = contract_text(reader, value, what);
        break;
    case FORM_COUNT:
        *(int64_t *)field = contract_count(reader, value, what);
        break;
    case FORM_NUMBER:
        *(const char **)field = contract_number(reader, value, what);
        break;
    case FORM_FLAG:
        *(bool *)field = contract_flag(reader, value, what, false);
        break;
    case FORM_SCHEMA:
        if (value->kind == TREE_SEQUENCE)
            contract_fault(reader, value->place, true, NULL, "%s must be one schema, not a list",
                           what);
        else
            *(struct value_schema **)field = contract_schema(reader, node);
        break;
    case FORM_OWN:
        keyword->read(reader, draft, node);
        break;
    case FORM_ANNOTATION:
        break;
    case FORM_UNREAD:
        draft->schema.has_unknown = true;
        break;
    }
}

// Names in `required`: marked, or added with a schema of any value.
static void required_apply(struct contract_reader *reader, struct contract_draft *draft)
{
    struct value_schema *schema = &draft->schema;
    enum { COMPARED_ONE_BY_ONE = 64 };
    struct map by_name = {0};
    bool is_large = schema->properties.count > COMPARED_ONE_BY_ONE;
    for (uint32_t i = schema->properties.count; is_large && i-- > 0;)
        map_set(reader->scratch, &by_name, schema->properties.items[i].name,
                (void *)((uintptr_t)i + 1)); // NOLINT
    uint32_t declared = schema->properties.count;
    list_each (const struct tree *, name, &draft->required) {
        uintptr_t at = is_large ? (uintptr_t)map_get(&by_name, name->text) : 0;
        for (uint32_t i = 0; !is_large && i < declared && !at; i++)
            if (strcmp(schema->properties.items[i].name, name->text) == 0)
                at = i + 1;
        if (at) {
            schema->properties.items[at - 1].is_required = true;
            continue;
        }
        struct contract_draft *any =
            draft_new(reader, (struct contract_node){(struct tree *)name, draft->node.document});
        list_add(reader->arena, &schema->properties,
                 (struct property){name->text, &any->schema, true, name->place});
    }
}

// exclusiveMinimum as a number: the tighter of it and minimum.
static void exclusive_apply(const char *exclusive, const char **bound, bool *is_exclusive, int sign)
{
    if (!exclusive)
        return;
    if (*bound && decimal_compare(*bound, exclusive) * sign > 0) {
        *is_exclusive = false;
        return;
    }
    *bound = exclusive;
    *is_exclusive = true;
}

static void draft_read(struct contract_reader *reader, struct contract_draft *draft)
{
    struct value_schema *schema = &draft->schema;
    const struct tree *tree = draft->node.tree;
    if (tree->kind != TREE_MAPPING)
        return;
    for (uint32_t i = 0; i < tree->count; i++)
        keyword_read(reader, draft, tree->pairs[i].key, tree->pairs[i].value);
    // What they say depends on keywords that are not read: without those it would refuse what is
    // right.
    if (contract_get(reader, tree, "prefixItems"))
        schema->items = NULL;
    if (contract_get(reader, tree, "patternProperties")) {
        schema->is_closed = false;
        schema->additional = NULL;
    }
    required_apply(reader, draft);
    exclusive_apply(draft->above, &schema->minimum, &schema->is_minimum_exclusive, 1);
    exclusive_apply(draft->below, &schema->maximum, &schema->is_maximum_exclusive, -1);
    if (schema->is_nullable && schema->types)
        schema->types |= JSON_NULL;
}

// ---- schemas --------------------------------------------------------------------------------------

// Whether the node is `true`, `false` or no schema at all: such a one has nothing to read.
static void scalar_schema(struct contract_reader *reader, struct contract_draft *draft)
{
    const struct tree *tree = draft->node.tree;
    const char *text = tree->kind == TREE_SCALAR && !tree->is_quoted ? tree->text : "";
    if (strcmp(text, "false") == 0) {
        draft->schema.is_never = true;
    } else if (strcmp(text, "true") != 0) {
        draft->schema.is_unresolved = true;
        if (!tree_is_null(tree))
            contract_expect(reader, tree, TREE_MAPPING, "a schema");
    }
}

struct value_schema *contract_schema(struct contract_reader *reader, struct contract_node node)
{
    struct contract_node from = node;
    if (contract_reference_of(node.tree) && !contract_has_siblings(reader, node.tree))
        node = contract_follow_schema(reader, node);
    struct contract_draft *known =
        address_map_get(&reader->schemas, node.tree ? node.tree : from.tree);
    if (known)
        return &known->schema;
    struct contract_draft *draft = draft_new(reader, node.tree ? node : from);
    address_map_set(reader->scratch, &reader->schemas, draft->node.tree, draft);
    if (!node.tree)
        draft->schema.is_unresolved = true;
    else if (node.tree->kind != TREE_MAPPING)
        scalar_schema(reader, draft);
    else
        list_add(reader->scratch, &reader->drafts, draft);
    return &draft->schema;
}

void contract_component(struct contract_reader *reader, struct contract_node node, const char *name)
{
    struct value_schema *schema = contract_schema(reader, node);
    if (schema->name) // another name for a component that is there
        return;
    schema->name = name;
    list_add(reader->arena, &reader->contract->components, schema);
}

void contract_schemas_begin(struct contract_reader *reader)
{
    for (size_t i = 0; i < array_length(keywords); i++) {
        map_set(reader->scratch, &reader->keywords, keywords[i].name, (void *)&keywords[i]);
        reader->quoted_keywords[i] = arena_format(reader->scratch, "\"%s\"", keywords[i].name);
    }
}

void contract_schemas_finish(struct contract_reader *reader)
{
    // Reading one may add others.
    for (uint32_t i = 0; i < reader->drafts.count; i++) {
        struct contract_draft *draft = reader->drafts.items[i];
        draft_read(reader, draft);
        if (!contract_reference_of(draft->node.tree))
            continue;
        struct contract_node target = contract_follow_schema(reader, draft->node);
        if (target.tree)
            draft->target = (struct contract_draft *)contract_schema(reader, target);
        else
            draft->schema.is_unresolved = true;
    }
    contract_merge_all(reader);
}
