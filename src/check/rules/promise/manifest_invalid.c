// A key or value of lintel.yaml that cannot be meant. Most are found while reading; what needs the
// schema, the roles that keys name and whether the platform has default grants, is looked at here.
#include "check/faults.h"

#include "base/map.h"
#include "base/nearest.h"
#include "link/operation.h"
#include "link/tenancy.h"

static bool role_is_known(const struct design *design, const char *name)
{
    // initdb's superuser has this name unless told otherwise.
    return design_find_role(design, name) || strcmp(name, "postgres") == 0;
}

// Roles belong to the whole server: outside a platform whose roles are known, the files need not
// declare them. Where they declare some, a name that is none of them deserves a word.
static bool declares_roles(const struct design *design)
{
    list_each (struct role *, role, &design->roles)
        if (!role->is_builtin)
            return true;
    return false;
}

static void role_check(struct check *check, const char *key, const struct manifest_text *role)
{
    const struct design *design = check->design;
    bool is_certain = design->platform != PLATFORM_POSTGRES && !design->is_open;
    if (!role->text || role_is_known(design, role->text))
        return;
    if (design_gap_mentions(design, role->text) || (!is_certain && !declares_roles(design))) {
        check_undecided(check, role->place, "no file declares roles, so this one is not looked up");
        return;
    }
    const char *nearest = NULL;
    list_each (struct role *, known, &design->roles)
        nearest = name_nearer(role->text, nearest, known->name);
    struct finding *finding = check_report(
        check, (struct finding){
                   .level = is_certain ? LEVEL_OFF : LEVEL_WARNING,
                   .place = role->place,
                   .message = check_format(
                       check, "%s names the role \"%s\", which nothing declares", key, role->text),
                   .help = nearest ? check_format(check, "did you mean %s?", nearest)
                                   : "add CREATE ROLE to the schema, or correct the name",
               });
    if (!is_certain)
        finding_note(check, finding,
                     "roles belong to the whole server, so this one may have been made elsewhere");
}

static void roles_check(struct check *check, const struct manifest *manifest)
{
    list_each (struct manifest_scheme, scheme, &manifest->schemes)
        role_check(check, check_format(check, "schemes.%s.role", scheme.name), &scheme.role);
    list_each (struct manifest_secret, secret, &manifest->secrets)
        role_check(check, check_format(check, "secrets.%s.role", secret.name), &secret.role);
    list_each (struct manifest_service, service, &manifest->services)
        list_each (struct manifest_text, role, &service.roles)
            role_check(check, check_format(check, "services.%s.roles", service.name), &role);
}

// ---- what names nothing -----------------------------------------------------------------------------

static void column_note(struct check *check, struct map *names, const struct column *column,
                        const char *schema, const char *table)
{
    const char *dotted = check_format(check, "%s.%s", table, column->name);
    map_set(check->scratch, names, column->name, names);
    map_set(check->scratch, names, dotted, names);
    map_set(check->scratch, names, check_format(check, "%s.%s", schema, dotted), names);
}

// Every way to name a column. False where some columns are not known.
static bool columns_note(struct check *check, struct map *names)
{
    const struct design *design = check->design;
    bool is_complete = !design->is_open;
    list_each (struct relation *, relation, &design->relations) {
        is_complete &= !relation->is_open;
        list_each (struct column *, column, &relation->columns)
            column_note(check, names, column, relation->schema, relation->name);
    }
    list_each (struct type *, type, &design->types)
        list_each (struct column *, column, &type->attributes)
            column_note(check, names, column, type->schema, type->name);
    return is_complete;
}

static void report_nothing(struct check *check, const struct manifest_text *text, const char *key,
                           const char *what, const char *nearest)
{
    check_report(check, (struct finding){
                            .place = text->place,
                            .message = check_format(check, "%s names \"%s\", which is no %s", key,
                                                    text->text, what),
                            .label = "names nothing",
                            .help = nearest ? check_format(check, "did you mean %s?", nearest)
                                            : "correct the name, or leave it out",
                        });
}

// Looking for what was meant takes all names there are: it is done for a few of those that are not.
enum { NEAREST_SOUGHT = 20 };

// The column of the named table, or of any, that is nearest.
static const char *nearest_column(struct check *check, const char *text)
{
    const char *dot = strrchr(text, '.'), *nearest = NULL;
    list_each (struct relation *, relation, &check->design->relations) {
        if (relation->is_builtin)
            continue;
        list_each (struct column *, column, &relation->columns)
            nearest = name_nearer(
                text, nearest,
                dot ? arena_format(check->scratch, "%s.%s", relation->name, column->name)
                    : column->name);
    }
    return nearest;
}

// A pattern may be there for what is still to come; a name is about something.
static void sensitive_check(struct check *check, const struct manifest *manifest)
{
    if (manifest->sensitive.count == 0)
        return;
    struct map names = {0};
    uint32_t sought = 0;
    bool is_complete = columns_note(check, &names);
    list_each (struct manifest_text, text, &manifest->sensitive) {
        if (!text.text || strchr(text.text, '*') || map_get(&names, text.text))
            continue;
        const char *dot = strrchr(text.text, '.');
        if (!is_complete || design_gap_mentions(check->design, dot ? dot + 1 : text.text))
            check_undecided(check, text.place,
                            "whether there is such a column: some are not known");
        else
            report_nothing(check, &text, "sensitive", "column",
                           sought++ < NEAREST_SOUGHT ? nearest_column(check, text.text) : NULL);
    }
}

// Every way to name an input of an operation. False where some inputs are not known.
static bool inputs_note(struct check *check, struct map *names)
{
    bool is_complete = true;
    list_each (struct operation_link *, operation, &check->design->link->operations) {
        is_complete &= operation->is_complete;
        list_each (struct field *, field, &operation->fields)
            if (!field->is_undeclared) {
                map_set(check->scratch, names, field->name, names);
                map_set(check->scratch, names, field->label, names);
                map_set(check->scratch, names, field->parameter, names);
            }
    }
    return is_complete;
}

static const char *nearest_input(struct check *check, const char *text)
{
    const char *nearest = NULL;
    list_each (struct operation_link *, operation, &check->design->link->operations)
        list_each (struct field *, field, &operation->fields)
            nearest = name_nearer(text, nearest, field->name);
    return nearest;
}

static void transient_check(struct check *check, const struct manifest *manifest)
{
    const struct design_link *link = check->design->link;
    if (manifest->transient.count == 0)
        return;
    struct map names = {0};
    uint32_t sought = 0;
    bool is_complete = inputs_note(check, &names);
    list_each (struct manifest_text, text, &manifest->transient) {
        if (!text.text || map_get(&names, text.text))
            continue;
        if (!is_complete || link->operations.count == 0)
            check_undecided(check, text.place,
                            "whether there is such an input: the contract does not tell them all");
        else
            report_nothing(check, &text, "transient", "operation's input",
                           sought++ < NEAREST_SOUGHT ? nearest_input(check, text.text) : NULL);
    }
}

// Every way to name a table, and a column with its table. False where some are not known.
static bool tables_note(struct check *check, struct map *names)
{
    bool is_complete = !check->design->is_open;
    list_each (struct relation *, relation, &check->design->relations) {
        if (!relation_is_table(relation))
            continue;
        const char *schema = relation->schema, *table = relation->name;
        is_complete &= !relation->is_open;
        map_set(check->scratch, names, table, names);
        map_set(check->scratch, names, check_format(check, "%s.%s", schema, table), names);
        list_each (struct column *, column, &relation->columns) {
            const char *dotted = check_format(check, "%s.%s", table, column->name);
            map_set(check->scratch, names, dotted, names);
            map_set(check->scratch, names, check_format(check, "%s.%s", schema, dotted), names);
        }
    }
    return is_complete;
}

static const char *nearest_table(struct check *check, const char *text)
{
    const char *nearest = NULL;
    list_each (struct relation *, relation, &check->design->relations)
        if (relation_is_table(relation) && !relation->is_builtin)
            nearest = name_nearer(text, nearest, relation->name);
    return nearest ? nearest : strchr(text, '.') ? nearest_column(check, text) : NULL;
}

static void tenancy_check(struct check *check, const struct manifest *manifest)
{
    uint32_t sought = 0;
    list_each (struct manifest_tenancy, said, &manifest->tenancy) {
        if (!said.owner.text)
            continue;
        const struct relation *relation =
            tenancy_find_table(check->design, check->scratch, said.name);
        const char *key = check_format(check, "tenancy.%s", said.name);
        if (!relation) {
            struct manifest_text name = {said.name, said.place};
            if (check->design->is_open || design_gap_mentions(check->design, said.name))
                check_undecided(check, said.place,
                                "whether there is such a table: some are not known");
            else
                report_nothing(check, &name, "tenancy", "table",
                               sought++ < NEAREST_SOUGHT ? nearest_table(check, said.name) : NULL);
        } else if (tenancy_is_none(said.owner.text)) {
            const char *colon = strchr(said.owner.text, ':');
            if (!colon || colon[1 + strspn(colon + 1, " ")] == '\0')
                check_report(check,
                             (struct finding){
                                 .place = said.owner.place,
                                 .message = check_format(check,
                                                         "%s says that the rows are nobody's, and "
                                                         "not why",
                                                         key),
                                 .help = "write \"none: \" and the reason, in quotes",
                             });
        } else if (!relation_find_column(relation, said.owner.text)) {
            const char *nearest = NULL;
            list_each (struct column *, column, &relation->columns)
                nearest = name_nearer(said.owner.text, nearest, column->name);
            if (relation->is_open || design_gap_mentions(check->design, said.owner.text))
                check_undecided(check, said.owner.place,
                                "whether there is such a column: some are not known");
            else
                report_nothing(check, &said.owner, key, "column of that table", nearest);
        }
    }
}

// "posts", "posts.select": whether it means a table or view, and maybe a command on it.
static bool names_relation(struct check *check, const char *text)
{
    static const char *const commands[] = {"select", "insert", "update", "delete"};
    const char *dot = strrchr(text, '.');
    if (tenancy_find_table(check->design, check->scratch, text))
        return true;
    for (size_t at = 0; dot && at < array_length(commands); at++)
        if (strcasecmp(dot + 1, commands[at]) == 0)
            return tenancy_find_table(check->design, check->scratch,
                                      arena_copy(check->scratch, text, (size_t)(dot - text)));
    return false;
}

static bool names_function(struct check *check, const char *text)
{
    const char *dot = strchr(text, '.');
    return dot ? design_find_function(
                     check->design, arena_copy(check->scratch, text, (size_t)(dot - text)), dot + 1)
               : design_find_function(check->design, "public", text);
}

static const char *nearest_function(struct check *check, const char *text)
{
    const char *nearest = NULL;
    list_each (struct function *, function, &check->design->functions)
        if (!function->is_builtin && !function->extension)
            nearest = name_nearer(text, nearest, function->name);
    return nearest;
}

// What public, privileged and entry_points list.
static void declared_check(struct check *check, const struct manifest_declarations *list,
                           const char *key, bool is_function)
{
    uint32_t sought = 0;
    for (uint32_t at = 0; at < list->count; at++) {
        struct manifest_text name = {list->items[at].name, list->items[at].place};
        const char *dot = strchr(name.text, '.');
        if (is_function ? names_function(check, name.text) : names_relation(check, name.text))
            continue;
        if (check->design->is_open || design_gap_mentions(check->design, name.text) ||
            (dot && (design_gap_mentions(check->design, dot + 1) ||
                     design_gap_mentions(check->design, arena_copy(check->scratch, name.text,
                                                                   (size_t)(dot - name.text))))))
            check_undecided(check, name.place,
                            is_function ? "whether there is such a function: some are not known"
                                        : "whether there is such a table: some are not known");
        else
            report_nothing(check, &name, key, is_function ? "function" : "table or view",
                           sought++ >= NEAREST_SOUGHT ? NULL
                           : is_function              ? nearest_function(check, name.text)
                                                      : nearest_table(check, name.text));
    }
}

static void history_check(struct check *check, const struct manifest *manifest)
{
    if (manifest->history.count == 0)
        return;
    struct map names = {0};
    uint32_t sought = 0;
    bool is_complete = tables_note(check, &names);
    list_each (struct manifest_text, text, &manifest->history) {
        if (!text.text || map_get(&names, text.text))
            continue;
        const char *dot = strrchr(text.text, '.');
        if (!is_complete || design_gap_mentions(check->design, dot ? dot + 1 : text.text))
            check_undecided(check, text.place, "whether there is such a table: some are not known");
        else
            report_nothing(check, &text, "history", "table, and no column of one",
                           sought++ < NEAREST_SOUGHT ? nearest_table(check, text.text) : NULL);
    }
}

static void check(struct check *check)
{
    const struct design *design = check->design;
    const struct manifest *manifest = design->manifest;
    faults_report(check, FAULT_MANIFEST);
    if (!manifest)
        return;
    roles_check(check, manifest);
    sensitive_check(check, manifest);
    transient_check(check, manifest);
    tenancy_check(check, manifest);
    declared_check(check, &manifest->published, "public", false);
    declared_check(check, &manifest->privileged, "privileged", false);
    declared_check(check, &manifest->entry_points, "entry_points", true);
    history_check(check, manifest);
    if (manifest->default_grants.text && !manifest->platform.text &&
        design->platform == PLATFORM_POSTGRES)
        check_report(check, (struct finding){
                                .level = LEVEL_WARNING,
                                .place = manifest->default_grants.place,
                                .message = "default_grants is about Supabase, and nothing here is "
                                           "recognised as Supabase",
                                .help = "add platform: supabase, or leave it out",
                            });
}

RULE(promise, manifest_invalid, .level = LEVEL_ERROR, .is_fixed = true,
     .not_applicable = applies_manifest,
     .summary = "a key or value of lintel.yaml that cannot be meant",
     .explanation =
         "An unknown key, a value of another form than the key takes, a path that leads nowhere or "
         "out of the folder, keys that contradict each other, a role, a rule, a parameter, a "
         "sensitive column, a transient input, a table of history, or a table or column under "
         "tenancy that does not exist. What such a key was meant to "
         "promise is not promised, so it blocks; the "
         "rest of the manifest is read.\n"
         "\n"
         "A manifest holds names of secrets, never values: a value that looks like a key, a token "
         "or a URL with a password is refused, and is not shown.\n"
         "\n"
         "Roles belong to the whole server: outside of Supabase a role that no file declares is a "
         "warning, and where the files declare none at all it is left undecided. `lintel explain "
         "lintel.yaml` lists the keys.",
     .wrong = "# file: lintel.yaml\n"
              "lintel: 1\n"
              "platfrom: supabase\n"
              "-- file: schema.sql\n"
              "CREATE TABLE note (id bigint PRIMARY KEY);\n",
     .right = "# file: lintel.yaml\n"
              "lintel: 1\n"
              "platform: supabase\n"
              "-- file: schema.sql\n"
              "CREATE TABLE note (id bigint PRIMARY KEY);\n",
     .source = "B7")
