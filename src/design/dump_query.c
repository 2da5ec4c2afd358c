// Named queries in the dump: what each statement is, what it takes and what it answers, as
// PostgreSQL's Parse and Describe have it (tests/oracle_queries compares them).
#include "design/dump_part.h"
#include "design/lookup.h"

// Describe answers the type below a domain.
static const struct type_name *described_type(const struct type_name *type)
{
    for (int depth = 0; depth < 64; depth++) {
        bool is_domain = type && !type->dimensions && type->type &&
                         type->type->kind == TYPE_DOMAIN && type->type->base;
        if (!is_domain)
            break;
        type = type->type->base;
    }
    return type;
}

static void dump_parameter(struct dump *dump, const struct parameter *parameter)
{
    static const char *const states[] = {
        [PARAMETER_OPEN] = "open",
        [PARAMETER_TYPED] = "typed",
        [PARAMETER_UNTYPED] = "untyped",
        [PARAMETER_CONFLICT] = "conflict",
    };
    struct json *json = &dump->json;
    json_object_compact(json);
    json_key_number(json, "number", parameter->number);
    json_key_string_if(json, "name", parameter->name);
    json_key_boolean_if(json, "may_be_null", parameter->may_be_null);
    json_key_string(json, "state", states[parameter->state]);
    dump_type(dump, "type", parameter->type);
    dump_type(dump, "other_type", parameter->other_type);
    if (parameter->places.count)
        dump_place(dump, "place", parameter->places.items[0]);
    json_object_end(json);
}

static void dump_output(struct dump *dump, const struct output *output)
{
    struct json *json = &dump->json;
    const struct type_name *type = described_type(output->type);
    const struct relation *relation = output->column ? output->column->relation : NULL;
    json_object_compact(json);
    json_key_string(json, "name", output->name ? output->name : "?column?");
    dump_type(dump, "type", type);
    if (type != output->type)
        dump_type(dump, "domain", output->type);
    if (relation)
        json_key_string(json, "column",
                        arena_format(dump->arena, "%s.%s.%s", relation->schema, relation->name,
                                     output->column->name));
    json_object_end(json);
}

static void dump_statement(struct dump *dump, const struct named_statement *statement)
{
    struct json *json = &dump->json;
    json_object(json);
    json_key_string_if(json, "command", statement->command);
    json_key_boolean_if(json, "understood", statement->is_understood);
    json_key_string_if(json, "refused", statement->refused);
    json_key_string(json, "text", statement->text);
    dump_place(dump, "place", statement->place);
    if (statement->parameters.count) {
        json_key(json, "parameters");
        json_array(json);
        list_each (struct parameter *, parameter, &statement->parameters)
            dump_parameter(dump, parameter);
        json_array_end(json);
    }
    const struct query *query = statement->query;
    json_key_boolean_if(json, "outputs_not_all_known", query && query->is_open);
    if (query && query->outputs.count) {
        json_key(json, "outputs");
        json_array(json);
        list_each (struct output, output, &query->outputs)
            dump_output(dump, &output);
        json_array_end(json);
    }
    json_object_end(json);
}

void dump_queries(struct dump *dump)
{
    struct json *json = &dump->json;
    const struct design *design = dump->design;
    if (design->queries.count == 0)
        return;
    json_key(json, "queries");
    json_array(json);
    list_each (struct named_query *, query, &design->queries) {
        json_object(json);
        json_key_string(json, "name", query->name);
        json_key_string_if(json, "kind", query->kind_text);
        json_key_string_if(json, "comment", query->comment);
        dump_place(dump, "place", query->place);
        json_key(json, "statements");
        json_array(json);
        list_each (struct named_statement *, statement, &query->statements)
            dump_statement(dump, statement);
        json_array_end(json);
        json_object_end(json);
    }
    json_array_end(json);
}
