// Functions, procedures and aggregates in the dump, sorted by name and then by argument types.
#include "design/dump_part.h"
#include "design/lookup.h"

static int compare_function(const void *left, const void *right, void *dump)
{
    const struct function *a = *(struct function *const *)left;
    const struct function *b = *(struct function *const *)right;
    int order = dump_compare_names(a->schema, b->schema);
    if (order == 0)
        order = dump_compare_names(a->name, b->name);
    struct arena *arena = ((struct dump *)dump)->arena;
    for (uint32_t i = 0; order == 0; i++) {
        if (i >= a->arguments.count || i >= b->arguments.count)
            return (a->arguments.count > b->arguments.count) -
                   (a->arguments.count < b->arguments.count);
        order = strcmp(type_name_text(arena, a->arguments.items[i].type),
                       type_name_text(arena, b->arguments.items[i].type));
    }
    return order;
}

static void dump_arguments(struct dump *dump, const struct function *function)
{
    static const char *const modes[] = {
        [ARGUMENT_IN] = "in",       [ARGUMENT_OUT] = "out",
        [ARGUMENT_INOUT] = "inout", [ARGUMENT_VARIADIC] = "variadic",
        [ARGUMENT_TABLE] = "table",
    };
    if (function->arguments.count == 0)
        return;
    json_key(&dump->json, "arguments");
    json_array(&dump->json);
    list_each (struct argument, argument, &function->arguments) {
        json_object_compact(&dump->json);
        json_key_string_if(&dump->json, "name", argument.name);
        json_key_string(&dump->json, "mode", modes[argument.mode]);
        dump_type(dump, "type", argument.type);
        dump_expression(dump, "default", argument.default_value);
        json_object_end(&dump->json);
    }
    json_array_end(&dump->json);
}

static void dump_settings(struct dump *dump, const struct function *function)
{
    if (function->settings.count == 0)
        return;
    json_key(&dump->json, "settings");
    json_object_compact(&dump->json);
    list_each (struct setting, setting, &function->settings)
        json_key_string(&dump->json, setting.name, setting.value);
    json_object_end(&dump->json);
}

static void dump_function(struct dump *dump, const struct function *function)
{
    static const char *const kinds[] = {
        [FUNCTION_FUNCTION] = "function",
        [FUNCTION_PROCEDURE] = "procedure",
        [FUNCTION_AGGREGATE] = "aggregate",
    };
    static const char *const volatilities[] = {
        [VOLATILITY_VOLATILE] = "volatile",
        [VOLATILITY_STABLE] = "stable",
        [VOLATILITY_IMMUTABLE] = "immutable",
    };
    struct json *json = &dump->json;
    json_object(json);
    json_key_string(json, "schema", function->schema);
    json_key_string(json, "name", function->name);
    json_key_string(json, "kind", kinds[function->kind]);
    json_key_boolean_if(json, "builtin", function->is_builtin);
    json_key_string_if(json, "owner", function->owner);
    json_key_string_if(json, "extension", function->extension);
    json_key_string_if(json, "comment", function->comment);
    dump_place(dump, "place", function->place);
    dump_arguments(dump, function);
    dump_type(dump, "returns", function->returns);
    json_key_boolean_if(json, "returns_set", function->returns && function->returns->is_setof);
    json_key_string_if(json, "language", function->language);
    json_key_string(json, "volatility", volatilities[function->volatility]);
    json_key_boolean_if(json, "strict", function->is_strict);
    json_key_boolean_if(json, "leakproof", function->is_leakproof);
    json_key_boolean_if(json, "security_definer", function->is_security_definer);
    json_key_string_if(json, "parallel",
                       function->parallel == 's'   ? "safe"
                       : function->parallel == 'r' ? "restricted"
                                                   : NULL);
    dump_settings(dump, function);
    bool grants_public =
        grant_list_privileges(&function->grants, "public", true) & PRIVILEGE_EXECUTE;
    json_key_boolean(json, "public_execute", !function->revokes_public || grants_public);
    dump_grants(dump, &function->grants);
    json_object_end(json);
}

void dump_functions(struct dump *dump)
{
    DUMP_SET(dump, "functions", function, &dump->design->functions, dump_function,
             dump->with_builtin || !item->is_builtin);
}
