// Tables that row security closes to everyone it binds.
#include "check/rule.h"
#include "link/name.h"
#include "link/row_security.h"

static const char *not_applicable(struct check *check)
{
    return row_security_unused(check->design);
}

// Nobody whom row security binds is granted it, so a policy would change nothing: on Supabase,
// where the files and the platform's defaults show all grants, and elsewhere where the table is
// granted to roles that bypass row security and to no other.
static bool is_closed_by_grants(const struct design *design, const struct relation *relation)
{
    list_each (struct grant, grant, &relation->grants)
        if (grant.privileges && !row_security_passes_by(design, relation, grant.role))
            return false;
    return design->platform == PLATFORM_SUPABASE
               ? !row_privileges(design, relation, "anon") &&
                     !row_privileges(design, relation, "authenticated")
               : relation->grants.count > 0;
}

static void report(struct check *check, const struct relation *relation, uint32_t restrictive)
{
    struct arena *arena = check->arena;
    const char *table = name_relation(arena, relation);
    const char *what = restrictive ? "only restrictive policies" : "no policy";
    struct finding *finding = check_report(
        check,
        (struct finding){
            .place = relation->place,
            .object = name_path(arena, relation->schema, relation->name, NULL),
            .message = check_format(
                check,
                check->design->platform == PLATFORM_SUPABASE
                    ? "table %s has row security and %s: only service_role and the owner can read "
                      "or write it"
                    : "table %s has row security and %s: only its owner, superusers and roles with "
                      "BYPASSRLS can read or write it",
                table, what),
            .label = "closed to everyone else",
            .help = check_format(check,
                                 "CREATE POLICY ... ON %s FOR SELECT USING (...); for whoever "
                                 "should see its rows, or revoke the grants on it to say that "
                                 "nobody should",
                                 table),
        });
    if (relation->row_security_place.file)
        finding_relate(check, finding, relation->row_security_place, "row security is on");
    if (restrictive)
        finding_note(check, finding,
                     "a restrictive policy only narrows what a permissive one allows");
    finding_note(check, finding,
                 "SELECT, UPDATE and DELETE touch no row and raise no error; INSERT fails with "
                 "SQLSTATE 42501");
}

static void check(struct check *check)
{
    struct row_security_gaps gaps = row_security_gaps(check->design, check->scratch);
    list_each (struct relation *, relation, &check->design->relations) {
        // Row security without a policy on a partition is how direct access to it is denied.
        if (!relation_is_table(relation) || relation->is_builtin || relation->extension ||
            relation->is_partition || !relation->has_row_security)
            continue;
        uint32_t permissive = 0, restrictive = 0;
        list_each (struct policy *, policy, &relation->policies)
            *(policy->is_permissive ? &permissive : &restrictive) += 1;
        if (permissive > 0 || is_closed_by_grants(check->design, relation))
            continue;
        if (row_security_gap(&gaps, relation))
            check_undecided(check, relation->place,
                            check_format(check,
                                         "a statement that could not be followed may make a policy "
                                         "for %s",
                                         name_relation(check->arena, relation)));
        else
            report(check, relation, restrictive);
    }
}

RULE(rls, policy_missing, .level = LEVEL_WARNING,
     .summary = "row security on, and no policy: closed to everyone it binds",
     .explanation =
         "With row security on and no permissive policy nobody but the owner and roles that bypass "
         "row security can touch a row: reads answer nothing, updates and deletes report success "
         "on no rows, inserts fail. Often a policy was forgotten; if it is meant, say so by "
         "revoking the grants, or in an ignore with its reason.\n"
         "\n"
         "Restrictive policies alone open nothing. Partitions are not judged: row security without "
         "a policy is the right way to deny direct access to them. Nor are tables that nobody whom "
         "row "
         "security binds is granted: on Supabase those not granted to, or revoked from, anon and "
         "authenticated, elsewhere those granted only to roles that bypass row security.",
     .wrong = "CREATE TABLE todos (id bigint PRIMARY KEY, owner name NOT NULL);\n"
              "ALTER TABLE todos ENABLE ROW LEVEL SECURITY;\n",
     .right = "CREATE TABLE todos (id bigint PRIMARY KEY, owner name NOT NULL);\n"
              "ALTER TABLE todos ENABLE ROW LEVEL SECURITY;\n"
              "CREATE POLICY own ON todos USING (owner = (SELECT current_user));\n",
     .source = "B3, splinter rls_enabled_no_policy", .not_applicable = not_applicable)
