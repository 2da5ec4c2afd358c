// The table of keys, continued: who asks and with which rights, secrets, services, limits.
#include "read/manifest_item.h"

#define IN_MANIFEST(field) offsetof(struct manifest, field)
#define IN_SCHEME(field)   offsetof(struct manifest_scheme, field)
#define IN_SECRET(field)   offsetof(struct manifest_secret, field)
#define IN_SERVICE(field)  offsetof(struct manifest_service, field)

const struct manifest_key manifest_keys_api[] = {
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
};
const unsigned manifest_keys_api_count = array_length(manifest_keys_api);
