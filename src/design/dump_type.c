// Declared types in the dump: enums, domains, composite types, ranges, base types.
#include "design/dump_part.h"

static int compare_type(const void *left, const void *right, void *dump)
{
    (void)dump;
    const struct type *a = *(struct type *const *)left, *b = *(struct type *const *)right;
    int order = dump_compare_names(a->schema, b->schema);
    return order ? order : dump_compare_names(a->name, b->name);
}

static void dump_type_checks(struct dump *dump, const struct type *type)
{
    if (type->checks.count == 0)
        return;
    json_key(&dump->json, "checks");
    json_array(&dump->json);
    list_each (struct constraint *, check, &type->checks) {
        json_object_compact(&dump->json);
        json_key_string(&dump->json, "name", check->name);
        dump_expression(dump, "check", check->check);
        json_key_boolean_if(&dump->json, "not_valid", check->is_not_valid);
        dump_place(dump, "place", check->place);
        json_object_end(&dump->json);
    }
    json_array_end(&dump->json);
}

static void dump_type_attributes(struct dump *dump, const struct type *type)
{
    if (type->attributes.count == 0)
        return;
    json_key(&dump->json, "attributes");
    json_array(&dump->json);
    list_each (struct column *, attribute, &type->attributes) {
        if (attribute->is_dropped)
            continue;
        json_object_compact(&dump->json);
        json_key_string(&dump->json, "name", attribute->name);
        dump_type(dump, "type", attribute->type);
        json_key_string_if(&dump->json, "collation", attribute->collation);
        json_object_end(&dump->json);
    }
    json_array_end(&dump->json);
}

static void dump_declared_type(struct dump *dump, const struct type *type)
{
    static const char *const kinds[] = {
        [TYPE_ENUM] = "enum",   [TYPE_DOMAIN] = "domain", [TYPE_COMPOSITE] = "composite",
        [TYPE_RANGE] = "range", [TYPE_BASE] = "base",
    };
    struct json *json = &dump->json;
    json_object(json);
    json_key_string(json, "schema", type->schema);
    json_key_string(json, "name", type->name);
    json_key_string(json, "kind", kinds[type->kind]);
    json_key_boolean_if(json, "shell", type->is_shell);
    json_key_string_if(json, "owner", type->owner);
    json_key_string_if(json, "extension", type->extension);
    json_key_string_if(json, "comment", type->comment);
    dump_place(dump, "place", type->place);
    dump_names(dump, "labels", type->labels.items, type->labels.count);
    dump_type(dump, "base", type->base);
    json_key_boolean_if(json, "not_null", type->is_not_null);
    dump_expression(dump, "default", type->default_value);
    dump_type_checks(dump, type);
    dump_type_attributes(dump, type);
    dump_grants(dump, &type->grants);
    json_object_end(json);
}

void dump_types(struct dump *dump)
{
    DUMP_SET(dump, "types", type, &dump->design->types, dump_declared_type,
             dump_shows(dump, item->place));
}
