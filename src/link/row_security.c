// Row security's own rules: see row_security.h. Each was tried on PostgreSQL 15.
#include "link/row_security.h"

#include "design/lookup.h"

enum { ROW_PRIVILEGES = PRIVILEGE_SELECT | PRIVILEGE_INSERT | PRIVILEGE_UPDATE | PRIVILEGE_DELETE };

bool policy_is_own(const struct policy *policy)
{
    return !(policy->place.file && policy->place.file->is_builtin);
}

// ---- gaps -------------------------------------------------------------------------------------

static char upper(char byte)
{
    return byte >= 'a' && byte <= 'z' ? (char)(byte - 'a' + 'A') : byte;
}

// Whether `text` at `at` goes on with `wanted` (upper case; its space stands for any white space).
static bool text_matches(const char *text, size_t at, size_t length, const char *wanted)
{
    for (; *wanted; wanted++) {
        size_t start = at;
        if (*wanted == ' ') {
            while (at < length && text[at] && strchr(" \t\r\n", text[at]))
                at++;
            if (at == start)
                return false;
        } else if (at >= length || upper(text[at++]) != *wanted) {
            return false;
        }
    }
    return true;
}

static bool gap_concerns_row_security(const struct gap *gap)
{
    if (!gap->place.file || gap->place.file->is_builtin)
        return false;
    const char *text = gap->place.file->bytes + gap->place.offset;
    for (size_t at = 0; at < gap->place.length; at++)
        if (text_matches(text, at, gap->place.length, "ROW LEVEL SECURITY") ||
            text_matches(text, at, gap->place.length, "CREATE POLICY"))
            return true;
    return false;
}

static bool is_word_byte(char byte)
{
    return byte == '_' || (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
           (byte >= 'A' && byte <= 'Z') || (byte & 0x80);
}

// The next word of the text in lower case, cut to an identifier's length; false at the end.
static bool word_next(const char *text, size_t length, size_t *at, char word[])
{
    while (*at < length && !is_word_byte(text[*at]))
        ++*at;
    size_t size = 0;
    for (; *at < length && is_word_byte(text[*at]); ++*at)
        if (size < IDENTIFIER_LENGTH)
            word[size++] =
                text[*at] >= 'A' && text[*at] <= 'Z' ? (char)(text[*at] - 'A' + 'a') : text[*at];
    word[size] = '\0';
    return size > 0;
}

static void gap_read(struct arena *arena, struct row_security_gaps *gaps,
                     const struct map *table_words, const struct gap *gap)
{
    static const char *const catalogs[] = {"pg_tables", "pg_class", "information_schema"};
    const char *text = gap->place.file->bytes + gap->place.offset;
    char word[IDENTIFIER_LENGTH + 1];
    bool names_table = false, names_catalog = false;
    for (size_t at = 0; word_next(text, gap->place.length, &at, word);) {
        names_table |= map_get(table_words, word) != NULL;
        for (size_t i = 0; i < array_length(catalogs); i++)
            names_catalog |= strcmp(word, catalogs[i]) == 0;
        if (!map_get(&gaps->words, word))
            map_set(arena, &gaps->words, arena_copy_string(arena, word), (void *)gap);
    }
    // A loop over the catalog, or over names from elsewhere; one that names tables is about those.
    if (gap->kind != GAP_SYNTAX && (names_catalog || !names_table) && !gaps->any)
        gaps->any = gap;
}

struct row_security_gaps row_security_gaps(const struct design *design, struct arena *arena)
{
    struct row_security_gaps gaps = {0};
    struct map table_words = {0};
    char word[IDENTIFIER_LENGTH + 1];
    for (uint32_t gap = 0; gap < design->gaps.count; gap++) {
        if (!gap_concerns_row_security(&design->gaps.items[gap]))
            continue;
        if (!table_words.capacity)
            list_each (struct relation *, table, &design->relations) {
                size_t at = 0, length = strlen(table->name);
                if (!table->is_builtin && relation_is_table(table))
                    while (word_next(table->name, length, &at, word))
                        map_set(arena, &table_words, arena_copy_string(arena, word), table);
            }
        gap_read(arena, &gaps, &table_words, &design->gaps.items[gap]);
    }
    return gaps;
}

const struct gap *row_security_gap(const struct row_security_gaps *gaps,
                                   const struct relation *relation)
{
    if (gaps->any)
        return gaps->any;
    const struct gap *gap = NULL;
    char word[IDENTIFIER_LENGTH + 1];
    size_t at = 0, length = strlen(relation->name);
    while (word_next(relation->name, length, &at, word))
        if (!(gap = map_get(&gaps->words, word)))
            return NULL;
    return gap;
}

// ---- whether it matters -------------------------------------------------------------------------

static bool role_is_api(const char *name)
{
    return strcmp(name, "anon") == 0 || strcmp(name, "authenticated") == 0;
}

const char *row_security_unused(const struct design *design)
{
    if (design->platform != PLATFORM_POSTGRES)
        return NULL;
    list_each (struct relation *, relation, &design->relations)
        if (!relation->is_builtin && (relation->has_row_security || relation->policies.count > 0))
            return NULL;
    list_each (struct role *, role, &design->roles)
        if (role_is_api(role->name))
            return NULL;
    list_each (struct function *, function, &design->functions)
        if (strcmp(function->schema, "auth") == 0)
            return NULL;
    list_each (struct gap, gap, &design->gaps)
        if (gap_concerns_row_security(&gap))
            return NULL;
    return "no row security in use: no policy, no ENABLE ROW LEVEL SECURITY, no auth function and "
           "no API role";
}

// ---- whom it binds ------------------------------------------------------------------------------

// Privileges of membership reach through roles that inherit; NOINHERIT needs a SET ROLE.
static bool role_inherits(const struct design *design, const char *name, const char *group)
{
    if (strcmp(name, group) == 0)
        return true;
    const struct role *role = design_find_role(design, name);
    return role && !role->no_inherit && role_is_member(design, name, group);
}

bool row_security_passes_by(const struct design *design, const struct relation *relation,
                            const char *name)
{
    const struct role *role = design_find_role(design, name);
    if (role && (role->is_superuser || role->bypasses_row_security))
        return true;
    return relation->owner && !relation->has_forced_row_security && strcmp(name, "public") != 0 &&
           role_inherits(design, name, relation->owner);
}

bool policy_is_idle(const struct design *design, const struct policy *policy)
{
    list_each (const char *, role, &policy->roles)
        if (!row_security_passes_by(design, policy->relation, role))
            return false;
    return policy->roles.count > 0;
}

bool policy_applies_to_command(const struct policy *policy, enum command command)
{
    return policy->command == COMMAND_ALL || policy->command == command;
}

bool policy_covers_roles(const struct design *design, const struct policy *policy,
                         const struct policy *other)
{
    list_each (const char *, role, &other->roles) {
        if (row_security_passes_by(design, policy->relation, role))
            continue;
        bool is_covered = false;
        list_each (const char *, mine, &policy->roles)
            is_covered |= strcmp(mine, "public") == 0 ||
                          (strcmp(role, "public") != 0 && role_inherits(design, role, mine));
        if (!is_covered)
            return false;
    }
    return true;
}

struct expression *policy_using(const struct policy *policy, enum command command)
{
    return command == COMMAND_INSERT ? NULL : policy->using;
}

struct expression *policy_check(const struct policy *policy, enum command command)
{
    if (command != COMMAND_INSERT && command != COMMAND_UPDATE)
        return NULL;
    // A policy FOR INSERT cannot have USING, so nothing stands in there.
    return policy->check ? policy->check : policy->using;
}

// ---- reach --------------------------------------------------------------------------------------

static uint32_t list_privileges(const struct design *design, const struct grant_list *grants,
                                const char *role, bool is_assumed)
{
    uint32_t privileges = 0;
    list_each (struct grant, grant, grants)
        if (grant.is_assumed == is_assumed &&
            (strcmp(grant.role, "public") == 0 ||
             (strcmp(role, "public") != 0 && role_inherits(design, role, grant.role))))
            privileges |= grant.privileges;
    return privileges;
}

static uint32_t relation_privileges(const struct design *design, const struct relation *relation,
                                    const char *role, bool is_assumed)
{
    uint32_t privileges = list_privileges(design, &relation->grants, role, is_assumed);
    list_each (struct column *, column, &relation->columns)
        privileges |= list_privileges(design, &column->grants, role, is_assumed);
    return privileges & ROW_PRIVILEGES;
}

static bool schema_is_usable(const struct design *design, const char *name, const char *role)
{
    if (strcmp(name, "public") == 0 || strcmp(name, "graphql_public") == 0)
        return true;
    const struct schema *schema = design_find_schema(design, name);
    if (!schema)
        return false;
    uint32_t privileges = list_privileges(design, &schema->grants, role, false) |
                          list_privileges(design, &schema->grants, role, true);
    return privileges & PRIVILEGE_USAGE;
}

uint32_t row_privileges(const struct design *design, const struct relation *relation,
                        const char *role)
{
    if (!schema_is_usable(design, relation->schema, role))
        return 0;
    return relation_privileges(design, relation, role, false) |
           relation_privileges(design, relation, role, true);
}

// Whether the files grant anything on tables: else grants are made elsewhere. Supabase's own
// defaults count, so this is for plain PostgreSQL.
static bool files_grant_tables(const struct design *design)
{
    list_each (struct relation *, relation, &design->relations) {
        if (relation->is_builtin || !relation_is_table(relation))
            continue;
        if (relation->grants.count > 0)
            return true;
        list_each (struct column *, column, &relation->columns)
            if (column->grants.count > 0)
                return true;
    }
    return false;
}

enum reach row_reach(const struct design *design, const struct relation *relation, const char *role,
                     uint32_t privileges)
{
    if (schema_is_usable(design, relation->schema, role)) {
        if (relation_privileges(design, relation, role, false) & privileges)
            return REACH_CERTAIN;
        if (relation_privileges(design, relation, role, true) & privileges)
            return REACH_ASSUMED;
    }
    return design->platform == PLATFORM_POSTGRES && !files_grant_tables(design) ? REACH_UNKNOWN
                                                                                : REACH_NONE;
}

static void role_names_add(struct arena *arena, struct role_names *names, const char *name)
{
    list_each (const char *, known, names)
        if (strcmp(known, name) == 0)
            return;
    list_add(arena, names, name);
}

static void add_bound_role(const struct design *design, struct arena *arena,
                           struct role_names *names, const struct relation *relation,
                           const char *role)
{
    if (!row_security_passes_by(design, relation, role))
        role_names_add(arena, names, role);
}

struct role_names row_security_public_roles(const struct design *design, struct arena *arena)
{
    struct role_names names = {0};
    role_names_add(arena, &names, "public");
    list_each (struct role *, role, &design->roles)
        if (role_is_api(role->name))
            role_names_add(arena, &names, role->name);
    list_each (struct relation *, relation, &design->relations)
        list_each (struct policy *, policy, &relation->policies) {
            if (!policy_is_own(policy) || !policy->is_permissive)
                continue;
            list_each (const char *, role, &policy->roles) {
                add_bound_role(design, arena, &names, relation, role);
                // A policy for PUBLIC is for whoever is granted the table.
                if (strcmp(role, "public") == 0)
                    list_each (struct grant, grant, &relation->grants)
                        add_bound_role(design, arena, &names, relation, grant.role);
            }
        }
    return names;
}
