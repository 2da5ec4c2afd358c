// Verdict published: rows of a table with row security that anybody reads, and which the manifest
// does not list. One finding a table; without a manifest one for the whole project.
#include "check/verdicts.h"

static bool wanted(struct check *check, const struct verdict_hit *hit)
{
    const struct manifest *manifest = check->design->manifest;
    const struct relation *relation = hit->cell->relation;
    return hit->branch->verdict == VERDICT_PUBLISHED && !hit->is_nobody && hit->branch->policy &&
           !verdict_role_is_service(check, hit->cell->role) && relation &&
           relation_is_table(relation) &&
           !(manifest && verdict_declared(check, &manifest->published, relation, COMMAND_SELECT));
}

// A public bucket's files are served without any policy: one for reading is for listing them.
static void note_listing(struct check *check, struct finding *finding,
                         const struct verdict_group *group)
{
    const struct relation *relation = group->relation;
    if (relation->is_builtin && strcmp(relation->schema, "storage") == 0 &&
        strcmp(relation->name, "objects") == 0)
        finding_note(check, finding,
                     "storage.objects: files of a public bucket are downloaded without a policy; "
                     "one for SELECT lets its callers list them all");
}

static void report_table(struct check *check, const struct verdict_group *group)
{
    const char *table = name_relation(check->arena, group->relation);
    const struct access_branch *branch = group->shown.branch;
    struct finding *finding = check_report(
        check,
        (struct finding){
            .place = verdict_place(group),
            .object = verdict_object(check, group),
            .message = check_format(check, "%s is public, and lintel.yaml does not say so: %s",
                                    table, branch->witness ? branch->witness : branch->reason),
            .label = "published",
            .help = check_format(check,
                                 "if it is meant, add `public: {%s: why}` to lintel.yaml; "
                                 "else tie the row to its caller",
                                 table),
        });
    note_listing(check, finding, group);
}

// Somebody else's project lists nothing: the tables are named once.
static void report_project(struct check *check, const struct verdict_groups *groups)
{
    const struct verdict_group *first = groups->items[0];
    struct finding *finding = check_report(
        check, (struct finding){
                   .place = verdict_place(first),
                   .object = verdict_tables_object(check, groups),
                   .message = check_format(
                       check, "rows of %s are read by callers to whom nothing ties them",
                       verdict_tables(check, groups)),
                   .label = "published",
                   .help = check_format(check,
                                        "where it is meant, list them in lintel.yaml: `public: "
                                        "{%s: why}`; else tie their rows to the caller",
                                        name_relation(check->arena, first->relation)),
               });
    verdict_relate_tables(check, finding, groups);
    for (uint32_t at = 0; at < groups->count; at++)
        if (verdict_is_first_of_table(groups, at))
            note_listing(check, finding, groups->items[at]);
}

static void check(struct check *check)
{
    struct verdict_groups groups = verdicts_gather(check, wanted);
    if (groups.count > 0 && !check->design->manifest)
        report_project(check, &groups);
    for (uint32_t at = 0; check->design->manifest && at < groups.count; at++)
        if (verdict_is_first_of_table(&groups, at))
            report_table(check, groups.items[at]);
}

RULE(rls, published, .level = LEVEL_WARNING,
     .summary = "rows that nothing ties to their readers, and the manifest does not list",
     .explanation =
         "USING (true) on SELECT, a flag of the row's own (status = 'published') and being signed "
         "in publish rows: no caller is told from another. That is right for a catalogue or a "
         "blog, and the way in which a table of addresses becomes public. `public:` in lintel.yaml "
         "says which tables are meant, each with the reason; it is read by people.\n"
         "\n"
         "On Supabase storage.objects is among them: a SELECT policy that chooses a bucket lets "
         "everyone list its files, and a public bucket needs none for downloads.\n"
         "\n"
         "One finding a table. A project without lintel.yaml can list nothing, and most publish "
         "some tables: it gets one finding, which names them. USING (true) in a write is "
         "rls/tautology's.",
     .wrong = "CREATE TABLE posts (id bigint PRIMARY KEY, title text NOT NULL);\n"
              "ALTER TABLE posts ENABLE ROW LEVEL SECURITY;\n"
              "CREATE POLICY readable ON posts FOR SELECT USING (true);\n"
              "GRANT SELECT ON posts TO PUBLIC;\n",
     .right = "-- file: schema.sql\n"
              "CREATE TABLE posts (id bigint PRIMARY KEY, title text NOT NULL);\n"
              "ALTER TABLE posts ENABLE ROW LEVEL SECURITY;\n"
              "CREATE POLICY readable ON posts FOR SELECT USING (true);\n"
              "GRANT SELECT ON posts TO PUBLIC;\n"
              "# file: lintel.yaml\n"
              "lintel: 1\n"
              "public: {posts: the front page shows them}\n",
     .source = "C15, splinter public_bucket_allows_listing", .not_applicable = applies_row_security)
