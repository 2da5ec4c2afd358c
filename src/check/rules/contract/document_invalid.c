// An OpenAPI document, or an overlay of one, that cannot be read as written. Found while reading;
// what x-lintel calls transient and is no input of the operation is looked at here.
#include "check/faults.h"

#include "base/nearest.h"
#include "link/operation.h"

static void transient_check(struct check *check, const struct operation_link *link)
{
    list_each (struct transient_field, transient, &link->operation->settings.transient) {
        if (operation_takes(link, transient.name))
            continue;
        if (!link->is_complete) {
            check_undecided(check, transient.place,
                            "whether the body holds it: its schema is not all known");
            continue;
        }
        const char *nearest = NULL;
        list_each (struct field *, field, &link->fields)
            nearest = name_nearer(transient.name, nearest, field->name);
        check_report(check, (struct finding){
                                .place = transient.place,
                                .message = check_format(
                                    check, "%s calls \"%s\" transient, and has no such input",
                                    link->operation->name, transient.name),
                                .label = "names nothing",
                                .object = link->operation->id,
                                .help = nearest ? check_format(check, "did you mean %s?", nearest)
                                                : "correct the name, or leave it out",
                            });
    }
}

static void check(struct check *check)
{
    faults_report(check, FAULT_CONTRACT);
    list_each (struct operation_link *, link, &check->design->link->operations)
        transient_check(check, link);
}

RULE(contract, document_invalid, .level = LEVEL_ERROR, .is_fixed = true,
     .summary = "a contract, or an overlay, that is not what OpenAPI says it must be",
     .explanation =
         "What no reader can make sense of is an error: text that is no YAML or JSON, a version "
         "that is not 3.0 or 3.1, a parameter without a name or in no known place, a type that "
         "does not exist, two operations on one route, a misspelt key of x-lintel, a transient "
         "input that the operation "
         "does not have, an overlay's "
         "action that changes nothing. What it would have said is missing from everything else "
         "that is checked. The rest of the document is still read.\n"
         "\n"
         "What readers pass over or read differently is a warning: unknown keys, a key that "
         "stands twice, numbers in quotes, keywords of another version of OpenAPI.",
     .wrong = "# file: api.yaml\n"
              "openapi: 3.0.3\n"
              "info: {title: Todos, version: '1'}\n"
              "paths:\n"
              "  /todos/{id}:\n"
              "    get:\n"
              "      parameters:\n"
              "        - {name: id, in: url, required: true, schema: {type: int}}\n"
              "      responses: {'200': {description: the todo}}\n",
     .right = "# file: api.yaml\n"
              "openapi: 3.0.3\n"
              "info: {title: Todos, version: '1'}\n"
              "paths:\n"
              "  /todos/{id}:\n"
              "    get:\n"
              "      parameters:\n"
              "        - {name: id, in: path, required: true, schema: {type: integer}}\n"
              "      responses: {'200': {description: the todo}}\n",
     .source = "OpenAPI 3.0.4 and 3.1.1", .not_applicable = applies_contract)
