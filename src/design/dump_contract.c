// The dump of contracts. A component is written once, by name; elsewhere it is {"component": name}.
// What is no component is written where it is first met, and after that, or deep inside others, is
// {"at": place}: so circles end, and what many share costs once.
#include "base/address_map.h"
#include "design/dump_part.h"

// Schemas in schemas that are written in one piece.
enum { SCHEMA_DEPTH = 5 };

struct schema_dump {
    struct dump *dump;
    struct address_map seen;
    struct schema_list later; // met too deep: written in a list of their own
    uint32_t depth;
};

static void dump_literal(struct json *json, const struct literal *literal)
{
    static const char *const kinds[] = {
        [LITERAL_NULL] = "null",     [LITERAL_BOOLEAN] = "boolean", [LITERAL_NUMBER] = "number",
        [LITERAL_STRING] = "string", [LITERAL_ARRAY] = "array",     [LITERAL_OBJECT] = "object",
    };
    json_object_compact(json);
    json_key_string(json, kinds[literal->kind], literal->text);
    json_object_end(json);
}

// ---- schemas --------------------------------------------------------------------------------------

static void dump_schema_fields(struct schema_dump *self, const struct value_schema *schema);

// One schema where it stands, or what says which one it is.
static void dump_schema(struct schema_dump *self, const struct value_schema *schema)
{
    struct json *json = &self->dump->json;
    bool is_known = address_map_get(&self->seen, schema) != NULL;
    if (schema->name || is_known || self->depth >= SCHEMA_DEPTH) {
        json_object_compact(json);
        if (schema->name)
            json_key_string(json, "component", schema->name);
        else
            dump_place(self->dump, "at", schema->place);
        json_object_end(json);
        if (!schema->name && !is_known) {
            address_map_set(self->dump->arena, &self->seen, schema, (void *)schema);
            list_add(self->dump->arena, &self->later, (struct value_schema *)schema);
        }
        return;
    }
    address_map_set(self->dump->arena, &self->seen, schema, (void *)schema);
    dump_schema_fields(self, schema);
}

static void dump_schema_key(struct schema_dump *self, const char *key,
                            const struct value_schema *schema)
{
    if (!schema)
        return;
    json_key(&self->dump->json, key);
    dump_schema(self, schema);
}

static void dump_schemas(struct schema_dump *self, const char *key, const struct schema_list *list)
{
    if (list->count == 0)
        return;
    json_key(&self->dump->json, key);
    json_array(&self->dump->json);
    list_each (struct value_schema *, schema, list)
        dump_schema(self, schema);
    json_array_end(&self->dump->json);
}

static void dump_values(struct dump *dump, const struct value_schema *schema)
{
    struct json *json = &dump->json;
    if (schema->types)
        json_key_string(json, "type", json_types_text(dump->arena, schema->types));
    json_key_boolean_if(json, "nullable", schema->is_nullable);
    json_key_string_if(json, "format", schema->format);
    if (schema->has_enum) {
        json_key(json, "enum");
        json_array_compact(json);
        list_each (struct literal, literal, &schema->enumeration)
            dump_literal(json, &literal);
        json_array_end(json);
    }
    if (schema->default_value) {
        json_key(json, "default");
        dump_literal(json, schema->default_value);
    }
    json_key_string_if(json, schema->is_minimum_exclusive ? "above" : "minimum", schema->minimum);
    json_key_string_if(json, schema->is_maximum_exclusive ? "below" : "maximum", schema->maximum);
    json_key_string_if(json, "multiple_of", schema->multiple_of);
    const struct {
        const char *key;
        int64_t value;
    } counts[] = {
        {"length_minimum", schema->length_minimum},
        {"length_maximum", schema->length_maximum},
        {"items_minimum", schema->items_minimum},
        {"items_maximum", schema->items_maximum},
        {"properties_minimum", schema->properties_minimum},
        {"properties_maximum", schema->properties_maximum},
    };
    for (size_t i = 0; i < array_length(counts); i++)
        if (counts[i].value >= 0)
            json_key_number(json, counts[i].key, counts[i].value);
    json_key_boolean_if(json, "unique_items", schema->has_unique_items);
    json_key_string_if(json, "pattern", schema->pattern);
}

static void dump_schema_fields(struct schema_dump *self, const struct value_schema *schema)
{
    struct dump *dump = self->dump;
    struct json *json = &dump->json;
    self->depth++;
    json_object(json);
    json_key_string_if(json, "name", schema->name);
    dump_values(dump, schema);
    if (schema->properties.count) {
        json_key(json, "properties");
        json_array(json);
        list_each (struct property, property, &schema->properties) {
            json_object(json);
            json_key_string(json, "name", property.name);
            json_key_boolean_if(json, "required", property.is_required);
            dump_place(dump, "place", property.place);
            dump_schema_key(self, "schema", property.schema);
            json_object_end(json);
        }
        json_array_end(json);
    }
    json_key_boolean_if(json, "closed", schema->is_closed);
    dump_schema_key(self, "additional", schema->additional);
    dump_schema_key(self, "items", schema->items);
    dump_schemas(self, "all_of", &schema->all_of);
    dump_schemas(self, "one_of", &schema->one_of);
    dump_schemas(self, "any_of", &schema->any_of);
    dump_schema_key(self, "not", schema->negated);
    json_key_boolean_if(json, "read_only", schema->is_read_only);
    json_key_boolean_if(json, "write_only", schema->is_write_only);
    json_key_boolean_if(json, "deprecated", schema->is_deprecated);
    json_key_boolean_if(json, "never", schema->is_never);
    json_key_boolean_if(json, "not_resolved", schema->is_unresolved);
    json_key_boolean_if(json, "more_not_read", schema->has_unknown);
    json_key_string_if(json, "description", schema->description);
    dump_place(dump, "place", schema->place);
    json_object_end(json);
    self->depth--;
}

// ---- operations -----------------------------------------------------------------------------------

static void dump_input(struct schema_dump *self, const struct input *input)
{
    static const char *const places[] = {
        [INPUT_PATH] = "path",
        [INPUT_QUERY] = "query",
        [INPUT_HEADER] = "header",
        [INPUT_COOKIE] = "cookie",
    };
    struct json *json = &self->dump->json;
    json_object(json);
    json_key_string(json, "in", places[input->in]);
    json_key_string(json, "name", input->name);
    json_key_string(json, "parameter", input->parameter);
    json_key_boolean_if(json, "required", input->is_required);
    json_key_string_if(json, "style", input->style);
    json_key_boolean_if(json, "explodes", input->explodes);
    dump_schema_key(self, "schema", input->schema);
    dump_place(self->dump, "place", input->place);
    json_object_end(json);
}

static void dump_media(struct schema_dump *self, const struct media *media, uint32_t count)
{
    struct json *json = &self->dump->json;
    if (count == 0)
        return;
    json_key(json, "content");
    json_array(json);
    for (uint32_t i = 0; i < count; i++) {
        json_object(json);
        json_key_string(json, "type", media[i].type);
        dump_schema_key(self, "schema", media[i].schema);
        json_object_end(json);
    }
    json_array_end(json);
}

static void dump_response(struct schema_dump *self, const struct response *response)
{
    struct json *json = &self->dump->json;
    json_object(json);
    json_key_string(json, "status", response->status_text);
    json_key_string_if(json, "description", response->description);
    dump_media(self, response->media.items, response->media.count);
    if (response->headers.count) {
        json_key(json, "headers");
        json_array(json);
        list_each (struct response_header, header, &response->headers) {
            json_object(json);
            json_key_string(json, "name", header.name);
            dump_schema_key(self, "schema", header.schema);
            json_object_end(json);
        }
        json_array_end(json);
    }
    dump_place(self->dump, "place", response->place);
    json_object_end(json);
}

static void dump_security(struct dump *dump, const struct operation *operation)
{
    struct json *json = &dump->json;
    if (!operation->has_security)
        return;
    json_key(json, "security");
    json_array_compact(json);
    list_each (struct requirement, requirement, &operation->security) {
        json_array_compact(json);
        list_each (struct scheme_use, use, &requirement.schemes)
            json_string(json, use.name);
        json_array_end(json);
    }
    json_array_end(json);
    dump_place(dump, "security_place", operation->security_place);
}

static void dump_settings(struct dump *dump, const struct operation_settings *settings)
{
    struct json *json = &dump->json;
    json_key_string_if(json, "rate", settings->rate);
    json_key_string_if(json, "role", settings->role);
    json_key_string_if(json, "timeout", settings->timeout);
    json_key_string_if(json, "issues", settings->issues);
    dump_names(dump, "cursor", settings->cursor.items, settings->cursor.count);
    if (settings->transient.count == 0)
        return;
    json_key(json, "transient");
    json_object_compact(json);
    list_each (struct transient_field, field, &settings->transient)
        json_key_string(json, field.name, field.reason);
    json_object_end(json);
}

static void dump_operation(struct schema_dump *self, const struct operation *operation)
{
    struct json *json = &self->dump->json;
    json_object(json);
    json_key_string(json, "method", operation->method);
    json_key_string(json, "path", operation->path);
    json_key_string_if(json, "id", operation->id);
    json_key_string_if(json, "summary", operation->summary);
    json_key_string_if(json, "description", operation->description);
    dump_names(self->dump, "tags", operation->tags.items, operation->tags.count);
    json_key_boolean_if(json, "deprecated", operation->is_deprecated);
    if (operation->inputs.count) {
        json_key(json, "inputs");
        json_array(json);
        list_each (struct input *, input, &operation->inputs)
            dump_input(self, input);
        json_array_end(json);
    }
    if (operation->body) {
        json_key(json, "body");
        json_object(json);
        json_key_boolean_if(json, "required", operation->body->is_required);
        dump_media(self, operation->body->media.items, operation->body->media.count);
        json_object_end(json);
    }
    json_key(json, "responses");
    json_array(json);
    list_each (struct response *, response, &operation->responses)
        dump_response(self, response);
    json_array_end(json);
    dump_security(self->dump, operation);
    dump_settings(self->dump, &operation->settings);
    dump_place(self->dump, "place", operation->place);
    json_object_end(json);
}

// ---- contracts ------------------------------------------------------------------------------------

static void dump_scheme(struct dump *dump, const struct security_scheme *scheme)
{
    static const char *const kinds[] = {
        [SCHEME_API_KEY] = "apiKey",       [SCHEME_HTTP] = "http",     [SCHEME_OAUTH2] = "oauth2",
        [SCHEME_OPENID] = "openIdConnect", [SCHEME_TLS] = "mutualTLS", [SCHEME_UNKNOWN] = NULL,
    };
    struct json *json = &dump->json;
    json_object_compact(json);
    json_key_string(json, "name", scheme->name);
    json_key_string_if(json, "kind", kinds[scheme->kind]);
    json_key_string_if(json, "scheme", scheme->scheme);
    json_key_string_if(json, "bearer_format", scheme->bearer_format);
    json_key_string_if(json, "in", scheme->in);
    json_key_string_if(json, "parameter", scheme->parameter);
    json_key_string_if(json, "description", scheme->description);
    dump_place(dump, "place", scheme->place);
    json_object_end(json);
}

static void dump_contract(struct dump *dump, const struct contract *contract)
{
    struct schema_dump self = {.dump = dump};
    struct json *json = &dump->json;
    json_object(json);
    json_key_string(json, "file", contract->file->path);
    json_key_string(json, "version", contract->version);
    json_key_string_if(json, "title", contract->title);
    json_key_string_if(json, "api_version", contract->api_version);
    dump_names(dump, "servers", contract->servers.items, contract->servers.count);
    json_key_string(json, "base_path", contract->base_path);
    json_key(json, "schemes");
    json_array(json);
    list_each (struct security_scheme *, scheme, &contract->schemes)
        dump_scheme(dump, scheme);
    json_array_end(json);
    json_key(json, "operations");
    json_array(json);
    list_each (struct operation *, operation, &contract->operations)
        dump_operation(&self, operation);
    json_array_end(json);
    json_key(json, "components");
    json_array(json);
    list_each (struct value_schema *, schema, &contract->components)
        dump_schema_fields(&self, schema);
    json_array_end(json);
    if (self.later.count) {
        json_key(json, "schemas");
        json_array(json);
        for (uint32_t i = 0; i < self.later.count; i++)
            dump_schema_fields(&self, self.later.items[i]);
        json_array_end(json);
    }
    if (contract->webhook_count)
        json_key_number(json, "webhooks_not_read", contract->webhook_count);
    if (contract->callback_count)
        json_key_number(json, "callbacks_not_read", contract->callback_count);
    json_object_end(json);
}

void dump_contracts(struct dump *dump)
{
    if (dump->design->contracts.count == 0)
        return;
    json_key(&dump->json, "contracts");
    json_array(&dump->json);
    list_each (struct contract *, contract, &dump->design->contracts)
        dump_contract(dump, contract);
    json_array_end(&dump->json);
}
