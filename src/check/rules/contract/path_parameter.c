// Paths whose {names} and whose inputs `in: path` are not the same.
//
// A path item's inputs are those of all its operations, and a component's those of many: each place
// is reported once. Where a reference could not be read, an input may be missing only here.
#include "base/map.h"
#include "base/nearest.h"
#include "check/applies.h"
#include "link/security.h"

struct names {
    LIST_FIELDS(const char *);
};

// path: { text | "{" name "}" }
static struct names path_names(struct arena *arena, const char *path)
{
    struct names names = {0};
    for (const char *at = path; (at = strchr(at, '{'));) {
        at++;
        const char *end = strchr(at, '}');
        if (!end)
            break;
        list_add(arena, &names, arena_copy(arena, at, (size_t)(end - at)));
        at = end + 1;
    }
    return names;
}

static bool names_have(const struct names *names, const char *name)
{
    list_each (const char *, each, names)
        if (strcmp(each, name) == 0)
            return true;
    return false;
}

static bool operation_has(const struct operation *operation, const char *name)
{
    list_each (struct input *, input, &operation->inputs)
        if (input->in == INPUT_PATH && strcmp(input->name, name) == 0)
            return true;
    return false;
}

// Whether this is the first finding there: of a path, a component's input.
static bool is_first(struct check *check, struct map *seen, struct place place, const char *about)
{
    const char *key =
        arena_format(check->scratch, "%p %u %s", (void *)place.file, place.offset, about);
    if (map_get(seen, key))
        return false;
    map_set(check->scratch, seen, key, seen);
    return true;
}

// Whether an input's reference leads nowhere, so that the inputs that are known are not all.
static bool inputs_are_open(const struct design *design)
{
    list_each (struct fault, fault, &design->faults)
        if (fault.kind == FAULT_REFERENCE)
            return true;
    return false;
}

static void report_name(struct check *check, const struct operation *operation, const char *name)
{
    const char *nearest = NULL;
    list_each (struct input *, input, &operation->inputs)
        if (input->in == INPUT_PATH)
            nearest = name_nearer(name, nearest, input->name);
    check_report(
        check,
        (struct finding){
            .place = operation->path_place,
            .object = operation->name,
            .message = check_format(check, "no input of %s gives {%s} of its path",
                                    security_operation_text(check->scratch, operation), name),
            .label = "a part without an input",
            .help = nearest ? check_format(check, "did you mean {%s}?", nearest)
                            : check_format(check,
                                           "parameters: [{name: %s, in: path, required: "
                                           "true, schema: ...}]",
                                           name),
        });
}

static void report_input(struct check *check, const struct operation *operation,
                         const struct input *input)
{
    struct finding *finding = check_report(
        check, (struct finding){
                   .place = input->place,
                   .object = operation->name,
                   .message = check_format(
                       check, "the path of %s has no part {%s} for its input in: path",
                       security_operation_text(check->scratch, operation), input->name),
                   .label = "nothing in the path gives it",
                   .help = check_format(check, "write {%s} into the path, or take the input away",
                                        input->name),
               });
    finding_relate(check, finding, operation->path_place, "the path");
}

static void report_optional(struct check *check, const struct operation *operation,
                            const struct input *input)
{
    check_report(check, (struct finding){
                            .place = input->place,
                            .object = operation->name,
                            .message = check_format(
                                check, "input \"%s\" in the path of %s is not required: true",
                                input->name, security_operation_text(check->scratch, operation)),
                            .label = "a part of a path cannot be left out",
                            .help = "required: true",
                        });
}

static void check_operation(struct check *check, const struct operation *operation, bool is_open,
                            struct map *seen)
{
    struct names names = path_names(check->scratch, operation->path);
    for (uint32_t at = 0; at < names.count; at++) {
        const char *name = names.items[at];
        if (operation_has(operation, name) || !is_first(check, seen, operation->path_place, name))
            continue;
        if (is_open)
            check_undecided(check, operation->path_place,
                            check_format(check,
                                         "a reference that leads nowhere may be the input for {%s}",
                                         name));
        else
            report_name(check, operation, name);
    }
    list_each (struct input *, input, &operation->inputs) {
        if (input->in != INPUT_PATH)
            continue;
        if (!names_have(&names, input->name) &&
            is_first(check, seen, input->place, operation->path))
            report_input(check, operation, input);
        if (!input->is_marked_required && is_first(check, seen, input->place, ""))
            report_optional(check, operation, input);
    }
}

static void check(struct check *check)
{
    bool is_open = inputs_are_open(check->design);
    struct map seen = {0};
    list_each (struct contract *, contract, &check->design->contracts)
        list_each (struct operation *, operation, &contract->operations)
            check_operation(check, operation, is_open, &seen);
}

RULE(
    contract, path_parameter, .level = LEVEL_ERROR,
    .summary = "a path whose {names} and inputs are not the same",
    .explanation =
        "Every {name} of a path has an input of that name with `in: path` and `required: true`, at "
        "the operation or at the path, and every such input has its {name}: OpenAPI demands it. "
        "Otherwise a part of the path is never looked at, or an input never given.",
    .wrong = "# file: api.yaml\n"
             "openapi: 3.1.0\n"
             "info: {title: To-dos, version: 1.0.0}\n"
             "paths:\n"
             "  /todos/{id}:\n"
             "    get:\n"
             "      operationId: getTodo\n"
             "      parameters:\n"
             "        - {name: todo_id, in: path, required: true, schema: {type: string}}\n"
             "      responses: {'200': {description: the to-do}}\n",
    .right = "# file: api.yaml\n"
             "openapi: 3.1.0\n"
             "info: {title: To-dos, version: 1.0.0}\n"
             "paths:\n"
             "  /todos/{todo_id}:\n"
             "    get:\n"
             "      operationId: getTodo\n"
             "      parameters:\n"
             "        - {name: todo_id, in: path, required: true, schema: {type: string}}\n"
             "      responses: {'200': {description: the to-do}}\n",
    .source = "B10, Spectral path-params", .not_applicable = applies_contract)
