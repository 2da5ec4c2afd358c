// Security schemes, and requirements that name them.
//
//   requirements = [ { scheme: [scopes], ... }, ... ]      alternatives of what is needed together
//
// A scheme that nothing declares is no fault of reading: contract/mechanism-unnamed says it.
#include "base/nearest.h"
#include "read/contract_part.h"

static const struct {
    const char *name;
    enum scheme_kind kind;
} scheme_kinds[] = {
    {"apiKey", SCHEME_API_KEY},       {"http", SCHEME_HTTP},     {"oauth2", SCHEME_OAUTH2},
    {"openIdConnect", SCHEME_OPENID}, {"mutualTLS", SCHEME_TLS},
};

static void scheme_kind_read(struct contract_reader *reader, const struct tree *type,
                             struct security_scheme *scheme)
{
    const char *text = contract_text(reader, type, "a security scheme's \"type\"");
    const char *nearest = NULL;
    scheme->kind = SCHEME_UNKNOWN;
    if (!text) {
        contract_fault(reader, scheme->place, true, NULL, "security scheme \"%s\" has no type",
                       scheme->name);
        return;
    }
    for (size_t i = 0; i < array_length(scheme_kinds); i++) {
        nearest = name_nearer(text, nearest, scheme_kinds[i].name);
        if (strcmp(scheme_kinds[i].name, text) == 0)
            scheme->kind = scheme_kinds[i].kind;
    }
    if (scheme->kind == SCHEME_UNKNOWN)
        contract_fault(reader, type->place, true,
                       nearest ? contract_did_you_mean(reader, nearest)
                       : strcmp(text, "basic") == 0
                           ? "in OpenAPI 3 it is type: http, scheme: basic"
                           : "types are apiKey, http, oauth2, openIdConnect and mutualTLS",
                       "\"%s\" is no type of security scheme", text);
}

// What a kind must say beside its type; without it nobody knows how to authenticate.
static void scheme_complete(struct contract_reader *reader, const struct security_scheme *scheme)
{
    if (scheme->kind == SCHEME_HTTP && !scheme->scheme)
        contract_fault(reader, scheme->place, true, "write scheme: bearer, or basic",
                       "security scheme \"%s\" is http and names no \"scheme\"", scheme->name);
    if (scheme->kind == SCHEME_API_KEY && (!scheme->in || !scheme->parameter))
        contract_fault(reader, scheme->place, true, "write in: header, and name: X-Api-Key",
                       "security scheme \"%s\" is an API key and does not say %s", scheme->name,
                       scheme->in ? "its \"name\"" : "what it is \"in\"");
}

static void scheme_read(struct contract_reader *reader, const struct tree *name,
                        struct contract_node node)
{
    struct security_scheme *scheme = arena_make(reader->arena, struct security_scheme);
    scheme->name = name->text;
    scheme->place = name->place;
    scheme->kind = SCHEME_UNKNOWN;
    list_add(reader->arena, &reader->contract->schemes, scheme);
    node = contract_follow(reader, node);
    if (!contract_expect(reader, node.tree, TREE_MAPPING, "a security scheme"))
        return;
    const struct {
        const char *key, *what;
        const char **text;
    } texts[] = {
        {"scheme", "\"scheme\"", &scheme->scheme},
        {"bearerFormat", "\"bearerFormat\"", &scheme->bearer_format},
        {"in", "\"in\"", &scheme->in},
        {"name", "\"name\"", &scheme->parameter},
        {"description", "\"description\"", &scheme->description},
    };
    for (size_t i = 0; i < array_length(texts); i++)
        *texts[i].text =
            contract_text(reader, contract_get(reader, node.tree, texts[i].key), texts[i].what);
    scheme_kind_read(reader, contract_get(reader, node.tree, "type"), scheme);
    scheme_complete(reader, scheme);
}

void contract_schemes(struct contract_reader *reader, struct contract_node schemes)
{
    if (!contract_expect(reader, schemes.tree, TREE_MAPPING, "\"securitySchemes\""))
        return;
    for (uint32_t i = 0; i < schemes.tree->count; i++) {
        const struct tree_pair *pair = &schemes.tree->pairs[i];
        scheme_read(reader, pair->key, (struct contract_node){pair->value, schemes.document});
        struct security_scheme *scheme =
            reader->contract->schemes.items[reader->contract->schemes.count - 1];
        if (!map_get(&reader->schemes, scheme->name))
            map_set(reader->scratch, &reader->schemes, scheme->name, scheme);
    }
}

void contract_requirements(struct contract_reader *reader, const struct tree *security,
                           struct requirement_list *requirements)
{
    if (!contract_expect(reader, security, TREE_SEQUENCE, "\"security\""))
        return;
    for (uint32_t i = 0; i < security->count; i++) {
        const struct tree *item = security->items[i];
        if (!contract_expect(reader, item, TREE_MAPPING, "a security requirement"))
            continue;
        struct requirement requirement = {.place = item->place};
        for (uint32_t k = 0; k < item->count; k++) {
            const struct tree *name = item->pairs[k].key;
            list_add(reader->arena, &requirement.schemes,
                     (struct scheme_use){name->text, map_get(&reader->schemes, name->text),
                                         name->place});
        }
        list_add(reader->arena, requirements, requirement);
    }
}
