// A $ref that leads nowhere. Found while reading. Names of security schemes are judged by
// contract/mechanism-unnamed.
#include "check/faults.h"

static void check(struct check *check)
{
    faults_report(check, FAULT_REFERENCE);
}

RULE(contract, reference_unresolved, .level = LEVEL_ERROR, .is_fixed = true,
     .summary = "a $ref that leads nowhere",
     .explanation =
         "What stands at the other end is missing: a schema that allows anything, a parameter "
         "that nobody sees, an operation that is not there. References are followed "
         "inside a file and into files beside it. One that leads only back to itself says "
         "nothing.\n"
         "\n"
         "A reference to another machine, to an absolute path, or to a name made by $anchor is "
         "not followed: a warning, since it may well be right.",
     .wrong = "# file: api.yaml\n"
              "openapi: 3.0.3\n"
              "info: {title: Todos, version: '1'}\n"
              "paths:\n"
              "  /todos:\n"
              "    get:\n"
              "      responses:\n"
              "        '200':\n"
              "          description: all\n"
              "          content:\n"
              "            application/json: {schema: {$ref: '#/components/schemas/Todo'}}\n"
              "components: {schemas: {Todos: {type: array, items: {type: string}}}}\n",
     .right = "# file: api.yaml\n"
              "openapi: 3.0.3\n"
              "info: {title: Todos, version: '1'}\n"
              "paths:\n"
              "  /todos:\n"
              "    get:\n"
              "      responses:\n"
              "        '200':\n"
              "          description: all\n"
              "          content:\n"
              "            application/json: {schema: {$ref: '#/components/schemas/Todos'}}\n"
              "components: {schemas: {Todos: {type: array, items: {type: string}}}}\n",
     .source = "OpenAPI 3.0.4 and 3.1.1, Reference Object", .not_applicable = applies_contract)
