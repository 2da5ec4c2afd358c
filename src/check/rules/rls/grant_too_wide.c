// Explicit grants to anon and PUBLIC that no policy and no operation needs.
//
// What a platform grants by itself, and a dump of it repeats, is not the project's doing: only what
// goes beyond is reported.
#include "check/tenancy_rule.h"
#include "link/name.h"
#include "link/operation.h"
#include "link/row_security.h"

static const struct {
    enum command command;
    uint32_t privilege, use;
    const char *name;
} privileges[] = {
    {COMMAND_SELECT, PRIVILEGE_SELECT, USE_READ, "SELECT"},
    {COMMAND_INSERT, PRIVILEGE_INSERT, USE_INSERT, "INSERT"},
    {COMMAND_UPDATE, PRIVILEGE_UPDATE, USE_UPDATE, "UPDATE"},
    {COMMAND_DELETE, PRIVILEGE_DELETE, USE_DELETE, "DELETE"},
    {COMMAND_ALL, PRIVILEGE_TRUNCATE, 0, "TRUNCATE"},
    {COMMAND_ALL, PRIVILEGE_REFERENCES, 0, "REFERENCES"},
    {COMMAND_ALL, PRIVILEGE_TRIGGER, 0, "TRIGGER"},
};

static bool is_watched(const char *role)
{
    return strcmp(role, "public") == 0 || strcmp(role, "anon") == 0;
}

// As Supabase grants new tables: to each of the three all there is. A dump repeats it word for
// word, so that it says nothing of what is wanted.
static bool is_platform_default(const struct design *design, const struct relation *relation)
{
    static const char *const roles[] = {"anon", "authenticated", "service_role"};
    if (design->platform != PLATFORM_SUPABASE || design->default_grants == DEFAULT_GRANTS_EXPLICIT)
        return false;
    for (size_t at = 0; at < array_length(roles); at++)
        if ((grant_list_privileges(&relation->grants, roles[at], true) &
             PRIVILEGE_ALL_ON_RELATION) != PRIVILEGE_ALL_ON_RELATION)
            return false;
    return true;
}

static bool policy_needs(const struct design *design, const struct relation *relation,
                         const char *role, enum command command)
{
    list_each (struct policy *, policy, &relation->policies)
        if (policy_opens_command(policy, command) &&
            (strcmp(role, "public") == 0 || policy_applies_to_role(design, policy, role)))
            return true;
    return false;
}

// Some operation that runs as the role, or as nobody knows whom, does this to the table.
static bool operation_needs(const struct design *design, const struct relation *relation,
                            const char *role, uint32_t use)
{
    for (uint32_t at = 0; design->link && at < design->link->operations.count; at++) {
        const struct operation_link *operation = design->link->operations.items[at];
        bool is_role = operation->callers.count == 0 || strcmp(role, "public") == 0;
        list_each (struct caller, caller, &operation->callers)
            is_role |= !caller.role_name || strcmp(caller.role_name, role) == 0;
        if (!is_role)
            continue;
        list_each (struct statement_link *, statement, &operation->statements)
            list_each (struct table_use, table, &statement->tables)
                if (table.relation == relation && (table.uses & use))
                    return true;
    }
    return false;
}

// Made with the table, by default privileges.
static bool came_with_table(const struct relation *relation, const struct grant *grant)
{
    const struct place *made = &relation->place, *place = &grant->place;
    return made->file == place->file && made->offset >= place->offset &&
           made->offset < place->offset + place->length;
}

// What the grant gives beyond what is needed. Row security decides about the rows alone: without
// it rls/disabled speaks, and TRUNCATE, REFERENCES and TRIGGER pass it by.
static uint32_t needless(const struct design *design, const struct relation *relation,
                         const struct grant *grant)
{
    uint32_t result = 0;
    for (size_t at = 0; at < array_length(privileges); at++) {
        uint32_t privilege = privileges[at].privilege;
        if (!(grant->privileges & privilege))
            continue;
        if (privileges[at].command == COMMAND_ALL)
            result |= privilege;
        else if (relation->has_row_security &&
                 !policy_needs(design, relation, grant->role, privileges[at].command) &&
                 !operation_needs(design, relation, grant->role, privileges[at].use))
            result |= privilege;
    }
    return result;
}

static const char *list_of(struct check *check, uint32_t some, const char *last)
{
    struct name_list names = {0};
    for (size_t at = 0; at < array_length(privileges); at++)
        if (some & privileges[at].privilege)
            list_add(check->arena, &names, privileges[at].name);
    if (last)
        return name_join(check->arena, &names, last);
    const char *text = names.items[0];
    for (uint32_t at = 1; at < names.count; at++)
        text = check_format(check, "%s, %s", text, names.items[at]);
    return text;
}

static void report(struct check *check, const struct relation *relation, const struct grant *grant,
                   uint32_t some)
{
    struct arena *arena = check->arena;
    const char *table = name_relation(arena, relation);
    bool is_public = strcmp(grant->role, "public") == 0;
    const char *role = is_public ? "PUBLIC" : name_identifier(arena, grant->role);
    bool passes_by = some & (PRIVILEGE_TRUNCATE | PRIVILEGE_TRIGGER | PRIVILEGE_REFERENCES);
    bool is_for_rows =
        some & (PRIVILEGE_SELECT | PRIVILEGE_INSERT | PRIVILEGE_UPDATE | PRIVILEGE_DELETE);
    struct finding *finding = check_report(
        check,
        (struct finding){
            .place = grant->place,
            .object = name_path(arena, relation->schema, relation->name, NULL),
            .message = check_format(
                check, "%s is granted %s on table %s, which no policy and no operation needs", role,
                list_of(check, some, "and"), table),
            .label = "more than is needed",
            .help = check_format(check, "REVOKE %s ON %s FROM %s;", list_of(check, some, NULL),
                                 table, role),
        });
    if (some & PRIVILEGE_TRUNCATE)
        finding_note(check, finding, "TRUNCATE passes row security by: it empties the table");
    else if (passes_by)
        finding_note(check, finding, "row security does not limit these: they are not about rows");
    if (is_for_rows)
        finding_note(
            check, finding,
            "no policy opens the rows today; the next one for everyone opens them for all of this");
    if (is_public)
        finding_note(check, finding, "PUBLIC is every role there is, and every one still to come");
}

static void check(struct check *check)
{
    list_each (struct relation *, relation, &check->design->relations) {
        if (!relation_is_table(relation) || relation->is_builtin || relation->extension ||
            relation->is_temporary || is_platform_default(check->design, relation))
            continue;
        list_each (struct grant, grant, &relation->grants) {
            if (!is_watched(grant.role) || grant.is_assumed || !grant.place.file ||
                grant.place.file->is_builtin || came_with_table(relation, &grant))
                continue;
            uint32_t some = needless(check->design, relation, &grant);
            if (some)
                report(check, relation, &grant, some);
        }
    }
}

RULE(rls, grant_too_wide, .level = LEVEL_WARNING,
     .summary = "anon or PUBLIC is granted what no policy and no operation needs",
     .explanation =
         "A grant is the first of two locks, and a policy the second. What nobody needs should "
         "have neither open: a policy that is written later for everyone, or row security turned "
         "off for a moment, opens at once all that was granted. TRUNCATE, REFERENCES and TRIGGER "
         "have no second lock at all: TRUNCATE empties the table of every tenant.\n"
         "\n"
         "Looked at are grants to anon and to PUBLIC that the files write themselves. Needed is "
         "what a permissive policy for the role opens, or an operation's SQL does as that role. "
         "Supabase's own default grants, and dumps that repeat them for its three roles, say "
         "nothing about what is wanted and are not reported. Without row security the rows are "
         "rls/disabled's business.",
     .wrong = "CREATE ROLE anon;\n"
              "CREATE TABLE posts (id bigint PRIMARY KEY, is_draft boolean);\n"
              "ALTER TABLE posts ENABLE ROW LEVEL SECURITY;\n"
              "CREATE POLICY published ON posts FOR SELECT USING (NOT is_draft);\n"
              "GRANT ALL ON posts TO anon;\n",
     .right = "CREATE ROLE anon;\n"
              "CREATE TABLE posts (id bigint PRIMARY KEY, is_draft boolean);\n"
              "ALTER TABLE posts ENABLE ROW LEVEL SECURITY;\n"
              "CREATE POLICY published ON posts FOR SELECT USING (NOT is_draft);\n"
              "GRANT SELECT ON posts TO anon;\n",
     .source = "D12", .not_applicable = applies_row_security)
