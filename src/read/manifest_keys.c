// The table of keys, first of what the project is. A row says what a key takes, what it means, who
// uses it, and where the reader puts its value. A path that ends in `.*` or `[]` is the row of a
// name of the user's own or of a list's item; `add` makes it, and the rows below it have their
// offsets there. The table goes on in manifest_keys_api.c (who asks, secrets, limits) and
// manifest_keys_data.c (whose the data are, answers, ignores).
#include "read/manifest_item.h"

#define IN_MANIFEST(field) offsetof(struct manifest, field)

static const struct manifest_key manifest_keys_project[] = {
    {
        .path = "lintel",
        .form = MANIFEST_NUMBER,
        .is_required = true,
        .absent = "the manifest is refused",
        .summary = "The version of the manifest's format: 1.",
        .explanation = "The first line of every manifest. It changes only when an old manifest "
                       "would mean something else.",
        .used_by = "the reader",
        .example = "lintel: 1",
        .offset = IN_MANIFEST(version),
    },
    {
        .path = "name",
        .form = MANIFEST_TEXT,
        .absent = "the folder's name",
        .summary = "What the design is called.",
        .explanation = "A short name for people: it heads the report's closing lines.",
        .used_by = "the report",
        .example = "name: todo",
        .offset = IN_MANIFEST(name),
    },
    {
        .path = "summary",
        .form = MANIFEST_TEXT,
        .absent = "nothing is said",
        .summary = "What the design is for, in one sentence.",
        .explanation = "It stands beside the name.",
        .used_by = "the report",
        .example = "summary: Todo lists, each seen by its owner alone",
        .offset = IN_MANIFEST(summary),
    },
    {
        .path = "profile",
        .form = MANIFEST_TEXTS,
        .absent = "default",
        .summary = "The profiles that the design is checked by.",
        .explanation = "As --profile: names of built-in profiles, or paths that end in .yaml, "
                       "from this folder. Several are combined, and later ones count more. "
                       "--profile on the command line takes the place of all of them.",
        .used_by = "lintel check",
        .example = "profile: [default, profiles/ours.yaml]",
        .offset = IN_MANIFEST(profiles),
    },
    {
        .path = "parameters",
        .form = MANIFEST_OBJECTS,
        .absent = "the profile's parameters",
        .summary = "Parameters of rules, over those of the profile.",
        .explanation = "By the rule's name, then the parameter's. `lintel explain RULE` lists "
                       "them. Levels stand under `rules`.",
        .used_by = "lintel check",
        .example = "parameters:\n"
                   "  rls/disabled:\n"
                   "    tenant_columns: [user_id, account_id]",
    },
    {
        .path = "parameters.*",
        .form = MANIFEST_MAP,
        .absent = "the profile's parameters",
        .summary = "One rule's parameters.",
        .explanation = "The name is that of a rule: family/name.",
        .used_by = "lintel check",
        .example = "parameters:\n"
                   "  rls/disabled: {tenant_columns: [user_id, account_id]}",
        .add = manifest_add_rule,
    },
    {
        .path = "parameters.*.*",
        .form = MANIFEST_TEXTS,
        .absent = "the profile's value",
        .summary = "The value of one parameter: a text, or a list of texts.",
        .explanation = "It takes the place of the profile's value; lists are not joined.",
        .used_by = "lintel check",
        .example = "parameters:\n"
                   "  rls/disabled: {tenant_columns: account_id}",
        .offset = offsetof(struct manifest_parameter, values),
        .add = manifest_add_parameter,
    },
    {
        .path = "rules",
        .form = MANIFEST_MAP,
        .absent = "the profile's levels",
        .summary = "Levels of rules, over those of the profile.",
        .explanation = "By the rule's name. What holds for several designs belongs into a profile "
                       "of your own; what is different in this one alone belongs here. One place "
                       "is silenced with `ignore`, which asks for a reason.",
        .used_by = "lintel check",
        .example = "rules:\n"
                   "  schema/timestamp-without-zone: off\n"
                   "  schema/primary-key-missing: error",
    },
    {
        .path = "rules.*",
        .form = MANIFEST_WORD,
        .words = "off, warning, error",
        .absent = "the profile's level",
        .summary = "One rule's level.",
        .explanation = "A rule that no profile can lower (`!` in `lintel rules`) cannot be lowered "
                       "here either.",
        .used_by = "lintel check",
        .example = "rules:\n"
                   "  schema/timestamp-without-zone: off",
        .offset = offsetof(struct manifest_level, level),
        .add = manifest_add_level,
    },
    {
        .path = "platform",
        .form = MANIFEST_WORD,
        .words = "postgres, supabase",
        .absent = "recognised by the folder and by what the SQL uses",
        .summary = "What exists before the first statement.",
        .explanation = "On supabase the schemas auth, storage, realtime and extensions and the "
                       "roles anon, authenticated and service_role are there. --platform on the "
                       "command line counts more.",
        .used_by = "lintel check",
        .example = "platform: supabase",
        .offset = IN_MANIFEST(platform),
    },
    {
        .path = "default_grants",
        .form = MANIFEST_WORD,
        .words = "legacy, explicit",
        .absent = "read from the age of the oldest migration, else not known",
        .summary = "Whether Supabase grants new tables to its API roles by itself.",
        .explanation = "legacy: yes, as in projects begun before 30 May 2026. explicit: no, as in "
                       "all projects from 30 October 2026 on. Only for platform supabase. "
                       "--default-grants on the command line counts more.",
        .used_by = "lintel check",
        .example = "platform: supabase\n"
                   "default_grants: explicit",
        .offset = IN_MANIFEST(default_grants),
    },
    {
        .path = "schema",
        .form = MANIFEST_TEXTS,
        .meaning = MEANING_PATH,
        .absent = "found in the folder, see docs/check.md",
        .summary = "The files or folders that hold the schema.",
        .explanation = "From the manifest's folder, read in this order; a folder is read as "
                       "`lintel check` reads one. No path may lead out of the manifest's folder.",
        .used_by = "lintel check",
        .example = "schema: db/migrations",
        .offset = IN_MANIFEST(schema),
    },
    {
        .path = "queries",
        .form = MANIFEST_TEXTS,
        .meaning = MEANING_PATH,
        .absent = "found in the folder, see docs/check.md",
        .summary = "The files or folders that hold the named queries.",
        .explanation = "From the manifest's folder, read in this order.",
        .used_by = "lintel check",
        .example = "queries: [queries/todos.sql, queries/users.sql]",
        .offset = IN_MANIFEST(queries),
    },
    {
        .path = "contract",
        .form = MANIFEST_TEXTS,
        .meaning = MEANING_PATH,
        .absent = "found in the folder, see docs/check.md",
        .summary = "The OpenAPI documents.",
        .explanation = "From the manifest's folder: OpenAPI 3.0 or 3.1, in YAML or JSON.",
        .used_by = "lintel check",
        .example = "contract: api.yaml",
        .offset = IN_MANIFEST(contract),
    },
    {
        .path = "overlays",
        .form = MANIFEST_TEXTS,
        .meaning = MEANING_PATH,
        .absent = "found in the folder, see docs/check.md",
        .summary = "OpenAPI Overlay documents, applied to the contract in this order.",
        .explanation = "From the manifest's folder. They add x-lintel beside a generated contract.",
        .used_by = "lintel check",
        .example = "overlays: api.overlay.yaml",
        .offset = IN_MANIFEST(overlays),
    },
};

unsigned manifest_keys_count(void)
{
    return array_length(manifest_keys_project) + manifest_keys_api_count + manifest_keys_data_count;
}

const struct manifest_key *manifest_key_at(unsigned index)
{
    if (index < array_length(manifest_keys_project))
        return &manifest_keys_project[index];
    index -= array_length(manifest_keys_project);
    if (index < manifest_keys_api_count)
        return &manifest_keys_api[index];
    index -= manifest_keys_api_count;
    return index < manifest_keys_data_count ? &manifest_keys_data[index] : NULL;
}
