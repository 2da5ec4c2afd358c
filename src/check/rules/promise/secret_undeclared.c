// A variable of the environment that something uses and the manifest does not list.
#include "check/applies.h"
#include "check/rule.h"

#include "base/nearest.h"

// One undeclared variable, with its uses in the order found.
struct undeclared {
    const char *name;
    struct finding *finding;
    uint32_t more; // uses that are not shown
};

static const char *origin_text(enum variable_origin origin)
{
    static const char *const texts[] = {
        [VARIABLE_MANIFEST] = "named here",
        [VARIABLE_TEMPLATE] = "in a template of the env file",
        [VARIABLE_COMPOSE] = "in a compose file",
        [VARIABLE_CODE] = "read here",
    };
    return texts[origin];
}

static const char *nearest_declared(const struct manifest *manifest, const char *name)
{
    const char *nearest = NULL;
    list_each (struct manifest_secret, secret, &manifest->secrets)
        nearest = name_nearer(name, nearest, secret.name);
    return nearest;
}

static struct finding *use_report(struct check *check, const struct variable_use *use,
                                  const char *nearest)
{
    const char *by = use->service && use->origin == VARIABLE_CODE
                         ? check_format(check, " by %s", use->service)
                         : "";
    return check_report(
        check,
        (struct finding){
            .place = use->place,
            .message = check_format(check,
                                    "%s is used%s, and lintel.yaml does not list it under "
                                    "secrets",
                                    use->name, by),
            .label = origin_text(use->origin),
            .object = use->name,
            .help = nearest ? check_format(check, "did you mean %s? Else add %s under secrets",
                                           nearest, use->name)
                            : check_format(check, "add %s under secrets, with what it is for",
                                           use->name),
        });
}

static void use_add(struct check *check, struct undeclared *undeclared,
                    const struct variable_use *use)
{
    enum { SHOWN = 2 };
    if (undeclared->finding->related.count < SHOWN)
        finding_relate(check, undeclared->finding, use->place, origin_text(use->origin));
    else
        undeclared->more++;
}

static void gaps_tell(struct check *check)
{
    list_each (struct variable_gap, gap, &check->design->variables.gaps)
        check_undecided(check, gap.place, gap.reason);
}

static void check(struct check *check)
{
    enum { NAMES_COMPARED = 100 }; // with all that are declared, for "did you mean"
    const struct design *design = check->design;
    struct map seen = {0}; // by name: struct undeclared, with no finding where it is declared
    LIST(struct undeclared *) all = {0};
    list_each (struct manifest_secret, secret, &design->manifest->secrets)
        map_set(check->scratch, &seen, secret.name, arena_make(check->scratch, struct undeclared));
    list_each (struct variable_use, use, &design->variables.uses) {
        struct undeclared *undeclared = map_get(&seen, use.name);
        if (undeclared && undeclared->finding) {
            use_add(check, undeclared, &use);
        } else if (!undeclared) {
            undeclared = arena_make(check->scratch, struct undeclared);
            undeclared->name = use.name;
            map_set(check->scratch, &seen, use.name, undeclared);
            if (rule_parameter_has(check, "public", use.name) ||
                string_starts_with(use.name, "npm_"))
                continue;
            bool is_compared = all.count < NAMES_COMPARED;
            undeclared->finding = use_report(
                check, &use, is_compared ? nearest_declared(design->manifest, use.name) : NULL);
            list_add(check->scratch, &all, undeclared);
        }
    }
    list_each (struct undeclared *, undeclared, &all)
        if (undeclared->more)
            finding_note(check, undeclared->finding,
                         check_format(check, "and at %u more place%s", undeclared->more,
                                      undeclared->more == 1 ? "" : "s"));
    gaps_tell(check);
}

RULE(promise, secret_undeclared, .level = LEVEL_ERROR, .not_applicable = applies_manifest,
     .summary = "an environment variable in use that lintel.yaml does not list",
     .explanation =
         "`secrets` in lintel.yaml lists every variable that the design needs, so that whoever "
         "deploys it, or makes its example env file, misses none. A variable that is used and not "
         "listed makes that list untrue.\n"
         "\n"
         "Uses are: what the manifest's own keys name; names in templates of env files "
         "(.env.example and its like); ${NAME} and the environment of services in compose files; "
         "and, in the source code that services.*.code names, the forms in which JavaScript and "
         "TypeScript, Python, Go, Ruby, Rust, Java, PHP, C#, Elixir and C ask for a variable, "
         "outside of comments. A real .env file is never opened. A variable whose name the code "
         "computes is counted as undecided.\n"
         "\n"
         "Variables that everyone knows and that hold no secret do not count; the parameter public "
         "names them.",
     .wrong = "# file: lintel.yaml\n"
              "lintel: 1\n"
              "secrets:\n"
              "  DATABASE_URL: where the data is\n"
              "# file: .env.example\n"
              "DATABASE_URL=\n"
              "PAYMENT_KEY=\n",
     .right = "# file: lintel.yaml\n"
              "lintel: 1\n"
              "secrets:\n"
              "  DATABASE_URL: where the data is\n"
              "  PAYMENT_KEY: charges cards\n"
              "# file: .env.example\n"
              "DATABASE_URL=\n"
              "PAYMENT_KEY=\n",
     .source = "B6",
     .parameters = (const struct rule_parameter[]){
         {"public", "NODE_ENV, PORT, HOME, PATH, CI, HOST, TZ, LANG, PWD, USER, DEBUG, LOG_LEVEL",
          "variables that need no listing"},
         {0}})
