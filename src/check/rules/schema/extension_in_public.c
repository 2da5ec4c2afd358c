// Extensions whose objects lie in public, where the platform's API shows them.
#include "check/tables.h"

#include "base/word.h"

static const char *not_applicable(struct check *check)
{
    return rule_parameter_has(check, "platforms", platform_name(check->design->platform))
               ? NULL
               : "no API shows what is in public";
}

// Those that cannot be moved once they are there.
static bool is_fixed(const char *name)
{
    static const char *const names[] = {"postgis*", "pgrouting", "pg_net", "timescaledb", "pgtap"};
    for (size_t at = 0; at < array_length(names); at++)
        if (pattern_matches(names[at], strlen(names[at]), name))
            return true;
    return false;
}

static void check(struct check *check)
{
    list_each (struct extension *, extension, &check->design->extensions) {
        if (!extension->place.file || extension->place.file->is_builtin ||
            strcmp(extension->schema, "public") != 0 || strcmp(extension->name, "plpgsql") == 0)
            continue;
        const char *name = name_identifier(check->arena, extension->name);
        const char *live =
            is_fixed(extension->name)
                ? "where it is installed already it stays, since moving it means dropping "
                  "what is made of it"
                : check_format(check,
                               "where it is installed already, ALTER EXTENSION %s "
                               "SET SCHEMA extensions",
                               name);
        check_report(
            check, (struct finding){
                       .place = extension->place,
                       .object = name_path(check->arena, "extension", extension->name, NULL),
                       .message = check_format(check, "extension %s is installed in public", name),
                       .label = "its functions and tables become part of the API",
                       .help = check_format(
                           check, "CREATE EXTENSION %s WITH SCHEMA extensions; (%s)", name, live),
                   });
    }
}

static const struct rule_parameter parameters[] = {
    {"platforms", "supabase", "platforms where an API shows what is in public"},
    {NULL, NULL, NULL},
};

RULE(schema, extension_in_public, .level = LEVEL_WARNING,
     .summary = "an extension in the schema that the API shows",
     .explanation =
         "Supabase shows the schema public as an API: every function and table of an extension "
         "that lies there can be called or read by whoever holds the anon key and has the "
         "privilege, which for functions is everybody. In the schema extensions, which is on the "
         "search path, they work the same and are not shown.\n"
         "\n"
         "CREATE EXTENSION without a schema installs into the first of the search path, which is "
         "public. An extension that the platform has installed already (pgcrypto, uuid-ossp) "
         "stays where it is, whatever CREATE EXTENSION IF NOT EXISTS says, and one with a schema "
         "of its own (pg_cron) goes there. On plain PostgreSQL nothing is reported unless the "
         "parameter names that platform too: for a schema behind PostgREST, say.",
     .wrong = "CREATE TABLE notes (id uuid PRIMARY KEY DEFAULT auth.uid(), body text);\n"
              "CREATE EXTENSION pg_trgm;\n",
     .right = "CREATE TABLE notes (id uuid PRIMARY KEY DEFAULT auth.uid(), body text);\n"
              "CREATE EXTENSION pg_trgm WITH SCHEMA extensions;\n",
     .source = "splinter extension_in_public", .parameters = parameters,
     .not_applicable = not_applicable)
