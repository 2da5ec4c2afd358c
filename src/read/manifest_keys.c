// The table of keys. A row says what a key takes, what it means, who uses it, and where the reader
// puts its value. A path that ends in `.*` or `[]` is the row of a name of the user's own or of a
// list's item; `add` makes it, and the rows below it have their offsets there.
#include "read/manifest.h"

#include "read/manifest_item.h"

#define IN_MANIFEST(field) offsetof(struct manifest, field)
#define IN_SCHEME(field)   offsetof(struct manifest_scheme, field)
#define IN_SECRET(field)   offsetof(struct manifest_secret, field)
#define IN_SERVICE(field)  offsetof(struct manifest_service, field)
#define IN_IGNORE(field)   offsetof(struct manifest_ignore, field)

const struct manifest_key manifest_keys[] = {
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
    {
        .path = "schemes",
        .form = MANIFEST_OBJECTS,
        .absent = "no security scheme of the contract stands for a role",
        .summary = "What each security scheme of the contract stands for in the database.",
        .explanation = "By the scheme's name under components.securitySchemes. An operation that "
                       "requires the scheme runs as its role; one without security as anon.",
        .used_by = "contract/mechanism-unnamed, promise/service-key-exposed, the server",
        .example = "schemes:\n"
                   "  session: {role: authenticated, secret: JWT_SECRET, require: [sub]}",
    },
    {
        .path = "schemes.*",
        .form = MANIFEST_OBJECT,
        .absent = "the scheme stands for no role",
        .summary = "One security scheme.",
        .explanation = "The name is the contract's.",
        .used_by = "contract/mechanism-unnamed, promise/service-key-exposed, the server",
        .example = "schemes:\n"
                   "  session: {role: authenticated}",
        .add = manifest_add_scheme,
    },
    {
        .path = "schemes.*.role",
        .form = MANIFEST_TEXT,
        .meaning = MEANING_ROLE,
        .is_required = true,
        .absent = "a fault",
        .summary = "The database role that the scheme's callers act as.",
        .explanation = "Its grants and policies decide what an operation may do.",
        .used_by = "promise/service-key-exposed, the server",
        .example = "schemes:\n"
                   "  session: {role: authenticated}",
        .offset = IN_SCHEME(role),
    },
    {
        .path = "schemes.*.secret",
        .form = MANIFEST_TEXT,
        .meaning = MEANING_VARIABLE,
        .absent = "the scheme is verified without a shared secret",
        .summary = "The variable that holds the key its tokens are signed with.",
        .explanation = "The name of the variable, never its value; it is listed under secrets.",
        .used_by = "promise/secret-undeclared, the server",
        .example = "schemes:\n"
                   "  session: {role: authenticated, secret: JWT_SECRET}",
        .offset = IN_SCHEME(secret),
    },
    {
        .path = "schemes.*.issuer",
        .form = MANIFEST_TEXT,
        .absent = "the issuer of a token is not looked at",
        .summary = "The issuer that a token must name.",
        .explanation = "Compared with the token's claim iss; another issuer is a 401.",
        .used_by = "the server",
        .example = "schemes:\n"
                   "  session: {role: authenticated, issuer: https://auth.example.com}",
        .offset = IN_SCHEME(issuer),
    },
    {
        .path = "schemes.*.audience",
        .form = MANIFEST_TEXT,
        .absent = "the audience of a token is not looked at",
        .summary = "The audience that a token must be meant for.",
        .explanation = "The token's claim aud is this text, or a list that holds it; another "
                       "audience, or none, is a 401.",
        .used_by = "the server",
        .example = "schemes:\n"
                   "  session: {role: authenticated, audience: authenticated}",
        .offset = IN_SCHEME(audience),
    },
    {
        .path = "schemes.*.require",
        .form = MANIFEST_TEXTS,
        .absent = "a token needs no claim",
        .summary = "Claims that a token must hold.",
        .explanation = "A token without one of them is a 401. With `sub` an anonymous key of the "
                       "same secret does not pass as somebody's session.",
        .used_by = "the server",
        .example = "schemes:\n"
                   "  session: {role: authenticated, require: [sub]}",
        .offset = IN_SCHEME(require),
    },
    {
        .path = "schemes.*.token_role",
        .form = MANIFEST_TEXTS,
        .absent = "the claim `role` is not looked at",
        .summary = "What the token's claim `role` may say.",
        .explanation = "Another value, or none, is a 401.",
        .used_by = "the server",
        .example = "schemes:\n"
                   "  session: {role: authenticated, token_role: [authenticated]}",
        .offset = IN_SCHEME(token_role),
    },
    {
        .path = "settings",
        .form = MANIFEST_MAP,
        .absent = "policies ask auth.uid() and auth.jwt()",
        .summary = "Claims of the caller that the SQL reads by current_setting().",
        .explanation = "By the setting's name, which has a dot as PostgreSQL wants of settings it "
                       "does not know; the value is the claim it is set from in each request.",
        .used_by = "the server",
        .example = "settings:\n"
                   "  app.user_id: sub",
    },
    {
        .path = "settings.*",
        .form = MANIFEST_TEXT,
        .absent = "the setting is not set",
        .summary = "The claim that one setting is set from.",
        .explanation = "The name of a claim of the caller's token.",
        .used_by = "the server",
        .example = "settings:\n"
                   "  app.user_id: sub",
        .offset = offsetof(struct manifest_setting, claim),
        .add = manifest_add_setting,
    },
    {
        .path = "secrets",
        .form = MANIFEST_OBJECTS,
        .absent = "every variable that is used is undeclared",
        .summary = "Every environment variable that the design and its code need, by name.",
        .explanation = "The list is complete, or promise/secret-undeclared says what is missing. "
                       "It holds names and what they are for, never values.",
        .used_by = "promise/secret-undeclared, promise/service-key-exposed",
        .example = "secrets:\n"
                   "  JWT_SECRET: signs the sessions\n"
                   "  SUPABASE_SERVICE_ROLE_KEY: {purpose: nightly import, role: service_role}",
    },
    {
        .path = "secrets.*",
        .form = MANIFEST_OBJECT,
        .meaning = MEANING_VARIABLE,
        .shorthand = "purpose",
        .absent = "the variable is undeclared",
        .summary = "One variable. A plain text in place of keys is its purpose.",
        .explanation = "The name is that of the environment variable.",
        .used_by = "promise/secret-undeclared, promise/service-key-exposed",
        .example = "secrets:\n"
                   "  JWT_SECRET: signs the sessions",
        .add = manifest_add_secret,
    },
    {
        .path = "secrets.*.purpose",
        .form = MANIFEST_TEXT,
        .absent = "nothing is said",
        .summary = "What the variable is for.",
        .explanation = "For people: who reads the list should know what breaks without it.",
        .used_by = "promise/secret-undeclared",
        .example = "secrets:\n"
                   "  JWT_SECRET: {purpose: signs the sessions}",
        .offset = IN_SECRET(purpose),
    },
    {
        .path = "secrets.*.role",
        .form = MANIFEST_TEXT,
        .meaning = MEANING_ROLE,
        .absent = "the variable is no key of a database role",
        .summary = "The database role that whoever holds the variable can act as.",
        .explanation = "A key of a role that bypasses row security opens every row: it belongs "
                       "into no browser and no public service.",
        .used_by = "promise/service-key-exposed",
        .example = "secrets:\n"
                   "  SUPABASE_SERVICE_ROLE_KEY: {role: service_role}",
        .offset = IN_SECRET(role),
    },
    {
        .path = "services",
        .form = MANIFEST_OBJECTS,
        .absent = "no program is known to use the design",
        .summary = "The programs that use the design: what they hold, and where their code is.",
        .explanation = "By a name of your own: web, worker, api.",
        .used_by = "promise/secret-undeclared, promise/service-key-exposed",
        .example = "services:\n"
                   "  web: {public: true, roles: [anon, authenticated], code: web/src}\n"
                   "  worker: {roles: service_role, secrets: SUPABASE_SERVICE_ROLE_KEY}",
    },
    {
        .path = "services.*",
        .form = MANIFEST_OBJECT,
        .absent = "the program is not known",
        .summary = "One program.",
        .explanation = "The name is yours.",
        .used_by = "promise/secret-undeclared, promise/service-key-exposed",
        .example = "services:\n"
                   "  web: {public: true, roles: [anon, authenticated]}",
        .add = manifest_add_service,
    },
    {
        .path = "services.*.public",
        .form = MANIFEST_BOOLEAN,
        .absent = "false: only other services reach it",
        .summary = "Whether anyone can reach it: a page, an app, a server on the internet.",
        .explanation = "A public service holds no key that bypasses row security.",
        .used_by = "promise/service-key-exposed",
        .example = "services:\n"
                   "  web: {public: true}",
        .offset = IN_SERVICE(is_public),
    },
    {
        .path = "services.*.roles",
        .form = MANIFEST_TEXTS,
        .meaning = MEANING_ROLE,
        .absent = "it is not said whom it acts as",
        .summary = "The database roles it acts as.",
        .explanation = "Those whose keys or passwords it holds.",
        .used_by = "promise/service-key-exposed",
        .example = "services:\n"
                   "  worker: {roles: [service_role]}",
        .offset = IN_SERVICE(roles),
    },
    {
        .path = "services.*.secrets",
        .form = MANIFEST_TEXTS,
        .meaning = MEANING_VARIABLE,
        .absent = "it is not said what it holds",
        .summary = "The variables it is started with.",
        .explanation = "Names that are listed under secrets.",
        .used_by = "promise/secret-undeclared, promise/service-key-exposed",
        .example = "services:\n"
                   "  worker: {secrets: [SUPABASE_SERVICE_ROLE_KEY]}",
        .offset = IN_SERVICE(secrets),
    },
    {
        .path = "services.*.code",
        .form = MANIFEST_TEXTS,
        .meaning = MEANING_PATH,
        .absent = "its code is not looked at",
        .summary = "The folders or files of its source code.",
        .explanation = "Searched for the environment variables it reads. From the manifest's "
                       "folder; node_modules, vendor and hidden folders are left out.",
        .used_by = "promise/secret-undeclared, promise/service-key-exposed",
        .example = "services:\n"
                   "  web: {code: [web/src, web/next.config.js]}",
        .offset = IN_SERVICE(code),
    },
    {
        .path = "limits",
        .form = MANIFEST_OBJECT,
        .absent = "operations have the limits that they name themselves",
        .summary = "Limits of operations that name none of their own.",
        .explanation = "An operation's own are under x-lintel in the contract.",
        .used_by = "contract/rate-limit-missing, the server",
        .example = "limits:\n"
                   "  rate: 100/min",
    },
    {
        .path = "limits.rate",
        .form = MANIFEST_RATE,
        .absent = "an operation without a rate of its own has no limit",
        .summary = "How many requests a caller may make.",
        .explanation = "A number, a slash, and a unit of time (s, min, h, d, or second, minute, "
                       "hour, day), with a number before the unit where it is more than one.",
        .used_by = "contract/rate-limit-missing, the server",
        .example = "limits:\n"
                   "  rate: 100/15min",
        .offset = IN_MANIFEST(rate),
    },
    {
        .path = "limits.body",
        .form = MANIFEST_SIZE,
        .absent = "1MB",
        .summary = "How large a request's body may be.",
        .explanation = "A count and KB or MB, of 1024 and 1024 * 1024 bytes, 100MB at most. A "
                       "larger body is a 413, and is not read.",
        .used_by = "the server",
        .example = "limits:\n"
                   "  body: 256KB",
        .offset = IN_MANIFEST(body_limit),
    },
    {
        .path = "limits.timeout",
        .form = MANIFEST_DURATION,
        .absent = "5s",
        .summary = "How long a statement may take in the database.",
        .explanation = "A count and ms, s or min, an hour at most; of each statement of an "
                       "operation. The database ends a longer one and takes back what it did: a "
                       "504. An operation's own is under x-lintel in the contract.",
        .used_by = "the server",
        .example = "limits:\n"
                   "  timeout: 2s",
        .offset = IN_MANIFEST(statement_timeout),
    },
    {
        .path = "limits.request",
        .form = MANIFEST_DURATION,
        .absent = "30s",
        .summary = "How long a request may take in all.",
        .explanation = "From its arrival to its answer, waiting for a connection included. A "
                       "longer one is a 503 where nothing was sent to the database yet, else a "
                       "504; the answer to a write that was sent says `outcome: unknown`.",
        .used_by = "the server",
        .example = "limits:\n"
                   "  request: 30s",
        .offset = IN_MANIFEST(request_timeout),
    },
    {
        .path = "origins",
        .form = MANIFEST_TEXTS,
        .meaning = MEANING_ORIGIN,
        .absent = "no page of another origin may call",
        .summary = "The origins whose pages may call the API from a browser (CORS).",
        .explanation = "Scheme, host and, where it is not the usual one, port, as browsers send "
                       "them. \"*\" alone lets every page call, but not with the browser's "
                       "cookies.",
        .used_by = "the server",
        .example = "origins: [https://app.example.com, \"http://localhost:5173\"]",
        .offset = IN_MANIFEST(origins),
    },
    {
        .path = "sensitive",
        .form = MANIFEST_TEXTS,
        .absent = "only the profile's sensitive columns count",
        .summary = "Columns that never leave through the API.",
        .explanation = "A column, a table and its column, or either with * for any letters: "
                       "password_hash, users.ssn, *_token.",
        .used_by = "query/sensitive-column-returned",
        .example = "sensitive: [users.password_hash, \"*_token\"]",
        .offset = IN_MANIFEST(sensitive),
    },
    {
        .path = "transient",
        .form = MANIFEST_TEXTS,
        .absent = "an input that reaches no column is reported",
        .summary = "Inputs that are meant to reach no column, in any operation.",
        .explanation = "By their names in the contract. For one operation alone, x-lintel has "
                       "transient with a reason.",
        .used_by = "contract/input-without-column",
        .example = "transient: [captcha_token]",
        .offset = IN_MANIFEST(transient),
    },
    {
        .path = "tenancy",
        .form = MANIFEST_MAP,
        .absent = "read from policies, foreign keys and the names of columns",
        .summary = "Whose the rows of a table are, where the SQL does not show it.",
        .explanation = "By the table's name, with its schema where that is not public. What is "
                       "written here is certain, whatever policies and names say.",
        .used_by = "rls/disabled and the other rules of rls/ that ask whose a row is",
        .example = "tenancy:\n"
                   "  todos: user_id\n"
                   "  countries: \"none: the same for everyone\"",
    },
    {
        .path = "tenancy.*",
        .form = MANIFEST_TEXT,
        .absent = "read from policies, foreign keys and the names of columns",
        .summary = "The column that says whose a row of the table is, or \"none: \" and a reason.",
        .explanation = "The name is the table's. \"none: \" says that its rows are nobody's: the "
                       "reason is for whoever reads this next.",
        .used_by = "rls/disabled and the other rules of rls/ that ask whose a row is",
        .example = "tenancy:\n"
                   "  countries: \"none: the same for everyone\"",
        .offset = offsetof(struct manifest_tenancy, owner),
        .add = manifest_add_tenancy,
    },
    {
        .path = "history",
        .form = MANIFEST_TEXTS,
        .absent = "no table is known to be history",
        .summary = "Tables whose rows outlive what they refer to.",
        .explanation = "A table, of which no foreign key may cascade a DELETE; or a table and a "
                       "column, where it is that column's foreign key alone.",
        .used_by = "schema/history-lost-on-delete",
        .example = "history: [audit_log, job_applications.job_id]",
        .offset = IN_MANIFEST(history),
    },
    {
        .path = "protected",
        .form = MANIFEST_MAP,
        .absent = "no column is protected",
        .summary = "Columns that no change of the schema may drop or rename, each with the reason.",
        .explanation = "By the table and its column; a schema may stand before them where it is "
                       "not the only table of that name.",
        .used_by = "schema/protected-column-dropped",
        .example = "protected:\n"
                   "  daily_counters.count: stops the service at 1,500 actions a day",
    },
    {
        .path = "protected.*",
        .form = MANIFEST_TEXT,
        .absent = "the column is not protected",
        .summary = "Why the column has to stay.",
        .explanation = "For whoever wants to drop it: the finding shows it.",
        .used_by = "schema/protected-column-dropped",
        .example = "protected:\n"
                   "  daily_counters.count: stops the service at 1,500 actions a day",
        .offset = offsetof(struct manifest_protected, reason),
        .add = manifest_add_protected,
    },
    {
        .path = "public",
        .form = MANIFEST_MAP,
        .absent = "rls/published warns of every table whose rows anybody reads",
        .summary = "Tables whose rows are meant to be read by anybody, each with the reason.",
        .explanation = "By the table's name, with its schema where that is not public; `.select` "
                       "may follow. A view that shows them to anybody is named alike.",
        .used_by = "rls/published, schema/view-bypasses-rls",
        .example = "public:\n"
                   "  posts: the front page shows them",
    },
    {
        .path = "public.*",
        .form = MANIFEST_TEXT,
        .absent = "rls/published warns of every table whose rows anybody reads",
        .summary = "Why anybody may read the rows.",
        .explanation =
            "For whoever reads the list: what is public stays public because somebody meant it.",
        .used_by = "rls/published, schema/view-bypasses-rls",
        .example = "public:\n"
                   "  posts: the front page shows them",
        .offset = offsetof(struct manifest_declared, reason),
        .add = manifest_add_published,
    },
    {
        .path = "privileged",
        .form = MANIFEST_MAP,
        .absent = "rls/privileged warns of every table that callers reach by an attribute of "
                  "theirs alone",
        .summary = "Tables that callers with a role or flag of their own reach as a whole, each "
                   "with the reason.",
        .explanation =
            "By the table's name, or table.command for one of select, insert, update and delete.",
        .used_by = "rls/privileged",
        .example = "privileged:\n"
                   "  orders: the shop's staff sees every order\n"
                   "  posts.delete: moderators take posts away",
    },
    {
        .path = "privileged.*",
        .form = MANIFEST_TEXT,
        .absent = "rls/privileged warns of every table that callers reach by an attribute of "
                  "theirs alone",
        .summary = "Who they are, and why they may.",
        .explanation = "For whoever reads the list: who holds these rights over everybody's rows.",
        .used_by = "rls/privileged",
        .example = "privileged:\n"
                   "  orders: the shop's staff sees every order\n"
                   "  posts.delete: moderators take posts away",
        .offset = offsetof(struct manifest_declared, reason),
        .add = manifest_add_privileged,
    },
    {
        .path = "entry_points",
        .form = MANIFEST_MAP,
        .absent = "schema/definer-executable warns of every function that gives away rows past row "
                  "security",
        .summary = "Functions with their owner's rights that are meant to be called by anybody, "
                   "each with the reason.",
        .explanation = "By the function's name, with its schema where that is not public; all of "
                       "its overloads are meant.",
        .used_by = "schema/definer-executable",
        .example = "entry_points:\n"
                   "  accept_invitation: the token is the right",
    },
    {
        .path = "entry_points.*",
        .form = MANIFEST_TEXT,
        .absent = "schema/definer-executable warns of every function that gives away rows past row "
                  "security",
        .summary = "What the function is for.",
        .explanation = "For whoever reads the list: why its callers may have what its owner may.",
        .used_by = "schema/definer-executable",
        .example = "entry_points:\n"
                   "  accept_invitation: the token is the right",
        .offset = offsetof(struct manifest_declared, reason),
        .add = manifest_add_entry_point,
    },
    {
        .path = "answers",
        .form = MANIFEST_MAP,
        .absent = "a profile that demands answers finds none",
        .summary = "Answers to the questions that the profile asks.",
        .explanation = "By the question's name. An empty answer, \"TBD\", \"todo\", \"?\", and "
                       "\"n/a\" without a reason count as none. Answers that no profile asks for "
                       "are kept.",
        .used_by = "promise/unanswered",
        .example = "answers:\n"
                   "  most-fragile-point: the nightly import, which nothing repeats",
    },
    {
        .path = "answers.*",
        .form = MANIFEST_ANSWER,
        .absent = "the question is open",
        .summary = "The answer to one question.",
        .explanation = "The name is the profile's name of the question.",
        .used_by = "promise/unanswered",
        .example = "answers:\n"
                   "  simpler-architecture: n/a, since there is one process and one database",
        .offset = offsetof(struct manifest_answer, answer),
        .add = manifest_add_answer,
    },
    {
        .path = "ignore",
        .form = MANIFEST_LIST,
        .absent = "only comments silence findings",
        .summary = "Findings that are silenced, each with the place and the reason.",
        .explanation = "As a comment `-- lintel-ignore rule: reason` does. One that silences "
                       "nothing is reported by check/ignore.",
        .used_by = "lintel check",
        .example = "ignore:\n"
                   "  - {rule: rls/disabled, at: public.log, reason: written by triggers alone}",
    },
    {
        .path = "ignore[]",
        .form = MANIFEST_OBJECT,
        .absent = "nothing is silenced",
        .summary = "One rule in one place.",
        .explanation = "All three keys are needed.",
        .used_by = "lintel check",
        .example = "ignore:\n"
                   "  - {rule: rls/disabled, at: public.log, reason: written by triggers alone}",
        .add = manifest_add_ignore,
    },
    {
        .path = "ignore[].rule",
        .form = MANIFEST_TEXT,
        .is_required = true,
        .absent = "a fault",
        .summary = "The rule: family/name.",
        .explanation = "`lintel rules` lists them.",
        .used_by = "lintel check",
        .example = "ignore:\n"
                   "  - {rule: rls/disabled, at: public.log, reason: written by triggers alone}",
        .offset = IN_IGNORE(rule),
    },
    {
        .path = "ignore[].at",
        .form = MANIFEST_TEXT,
        .is_required = true,
        .absent = "a fault",
        .summary = "The place: an object such as public.todos, a file, or a file and its line.",
        .explanation = "The object is the one that --format json names, or one that it stands in: "
                       "public.todos is also about its columns. Of a rule that cannot be lowered "
                       "only the object itself or a line can be named.",
        .used_by = "lintel check",
        .example = "ignore:\n"
                   "  - {rule: schema/primary-key-missing, at: \"db/log.sql:12\", reason: append "
                   "only}",
        .offset = IN_IGNORE(at),
    },
    {
        .path = "ignore[].reason",
        .form = MANIFEST_TEXT,
        .is_required = true,
        .absent = "a fault",
        .summary = "Why the finding is not to be acted on.",
        .explanation = "For whoever reads this next.",
        .used_by = "lintel check",
        .example = "ignore:\n"
                   "  - {rule: rls/disabled, at: public.log, reason: written by triggers alone}",
        .offset = IN_IGNORE(reason),
    },
};
const unsigned manifest_keys_count = array_length(manifest_keys);
