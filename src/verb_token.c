// lintel token: a token for trying a design on its private database, signed with the development
// secret that `lintel serve` checks it with there. Standard output has the token alone.
#include <time.h>

#include "base/json.h"
#include "base/nearest.h"
#include "design/lookup.h"
#include "options.h"
#include "postgres/database.h"
#include "read/project.h"
#include "serve/token.h"

struct wanted {
    const char *path, *subject, *role, *scheme, *hours;
    struct option_words claims, paths;
};

// What the token says by itself; no --claim may say it otherwise.
static const char *const own_claims[] = {"sub", "role", "iss", "aud", "iat", "exp"};

enum { HOURS_MOST = 24 * 365, NAME_MOST = 64 };

static bool read_design(struct design *design, const struct wanted *wanted)
{
    struct project_paths paths = {0};
    struct project_options options = {.folder = folder_limits_default, .sql = sql_limits_default};
    struct project_report report = {0};
    struct error error;
    list_add(design->arena, &paths, wanted->path);
    if (project_read(design, &paths, &options, &report, &error))
        return true;
    complain("%s", error.message);
    return false;
}

// The scheme that --scheme names, else the first that has a secret.
static const struct manifest_scheme *choose_scheme(const struct design *design,
                                                   const struct wanted *wanted)
{
    const struct manifest_scheme *chosen = NULL;
    const char *nearest = NULL;
    uint32_t with_secret = 0;
    for (uint32_t i = 0; design->manifest && i < design->manifest->schemes.count; i++) {
        const struct manifest_scheme *scheme = &design->manifest->schemes.items[i];
        nearest = wanted->scheme ? name_nearer(wanted->scheme, nearest, scheme->name) : NULL;
        bool is_wanted = !wanted->scheme || strcmp(wanted->scheme, scheme->name) == 0;
        with_secret += scheme->secret.text != NULL;
        if (is_wanted && !chosen && (wanted->scheme || scheme->secret.text))
            chosen = scheme;
    }
    if (!chosen && wanted->scheme)
        complain("lintel.yaml has no scheme \"%s\"%s%s%s", wanted->scheme,
                 nearest ? "; did you mean " : "", nearest ? nearest : "", nearest ? "?" : "");
    else if (!chosen)
        complain("no scheme of lintel.yaml has a secret, so no token could be checked; add one: "
                 "schemes: {session: {role: authenticated, secret: JWT_SECRET, require: [sub]}}");
    else if (!chosen->secret.text)
        complain("the scheme \"%s\" has no secret: its tokens are not lintel's to make",
                 chosen->name);
    else {
        if (with_secret > 1 && !wanted->scheme)
            fprintf(stderr, "lintel: the token is for the scheme %s (--scheme names another)\n",
                    chosen->name);
        return chosen;
    }
    return NULL;
}

static bool is_listed(const struct manifest_texts *texts, const char *word)
{
    for (uint32_t i = 0; i < texts->count; i++)
        if (strcmp(texts->items[i].text, word) == 0)
            return true;
    return false;
}

// The claim `role`: what was asked for, else the first that the scheme takes; NULL: none.
static bool choose_role(const struct manifest_scheme *scheme, const struct wanted *wanted,
                        const char **role)
{
    const struct manifest_texts *roles = &scheme->token_role;
    *role = wanted->role       ? wanted->role
            : roles->count > 0 ? roles->items[0].text
                               : scheme->role.text;
    if (roles->count == 0 || is_listed(roles, *role))
        return true;
    complain("the scheme %s takes no token of role \"%s\": token_role in lintel.yaml says which",
             scheme->name, *role);
    return false;
}

// Splits NAME=TEXT or NAME:=JSON; `value` is behind the sign.
static bool split_claim(struct arena *arena, const char *written, const char **name,
                        const char **value, bool *is_json)
{
    size_t length = strcspn(written, "=");
    if (!written[length] || length == 0) {
        complain("--claim is NAME=TEXT or NAME:=JSON, not \"%s\"", written);
        return false;
    }
    *value = written + length + 1;
    *is_json = length > 1 && written[length - 1] == ':';
    *name = arena_copy(arena, written, *is_json ? length - 1 : length);
    if (strlen(*name) > NAME_MOST || (*name)[strcspn(*name, "\"\\")]) {
        complain("--claim \"%s\" is no name of a claim", *name);
        return false;
    }
    for (size_t i = 0; i < array_length(own_claims); i++)
        if (strcmp(*name, own_claims[i]) == 0) {
            complain("--claim cannot say \"%s\": --sub, --role, --hours and lintel.yaml do", *name);
            return false;
        }
    struct json_fault fault;
    if (*is_json && !json_value_read(arena, *value, strlen(*value), &fault)) {
        complain("--claim %s: no JSON: %s", *name, fault.reason);
        return false;
    }
    return true;
}

// Adds the claims of --claim to the payload, which is an object with claims in it.
static bool add_claims(struct arena *arena, const struct wanted *wanted, struct text *payload)
{
    list_each (const char *, written, &wanted->claims) {
        const char *name, *value;
        bool is_json;
        struct text string;
        struct json json;
        if (!split_claim(arena, written, &name, &value, &is_json))
            return false;
        text_init(&string);
        json_init(&json, &string);
        json_string(&json, value);
        payload->length = strlen(payload->string) - 1; // without its bracket
        text_format(payload, ",\"%s\":%s}", name, is_json ? value : string.string);
        text_release(&string);
    }
    // A name twice, or one that escapes its quotes, shows here.
    struct json_fault fault;
    if (json_value_read(arena, payload->string, payload->length, &fault))
        return true;
    complain("the claims are no JSON object: %s", fault.reason);
    return false;
}

static bool add_payload(const struct manifest_scheme *scheme, const struct wanted *wanted,
                        const char *role, int64_t hours, struct text *payload)
{
    struct json json;
    int64_t now = (int64_t)time(NULL);
    json_init(&json, payload);
    json_object_compact(&json);
    json_key_string(&json, "sub", wanted->subject);
    json_key_string_if(&json, "role", role);
    json_key_string_if(&json, "iss", scheme->issuer.text);
    json_key_string_if(&json, "aud", scheme->audience.text);
    json_key_number(&json, "iat", now);
    json_key_number(&json, "exp", now + hours * 60 * 60);
    json_object_end(&json);
    while (payload->length > 0 && payload->string[payload->length - 1] == '\n')
        payload->string[--payload->length] = '\0';
    return true;
}

// Every claim that the scheme asks for is there, or the token would be refused.
static bool has_required(struct arena *arena, const struct manifest_scheme *scheme,
                         const struct text *payload)
{
    struct json_fault fault;
    const struct json_value *claims =
        json_value_read(arena, payload->string, payload->length, &fault);
    for (uint32_t i = 0; i < scheme->require.count; i++)
        if (!json_value_member(claims, scheme->require.items[i].text)) {
            complain("the scheme %s asks for the claim %s: add --claim %s=...", scheme->name,
                     scheme->require.items[i].text, scheme->require.items[i].text);
            return false;
        }
    return true;
}

static bool find_key(struct arena *arena, const struct manifest_scheme *scheme, const char *path,
                     const struct token_key **key)
{
    const char *name = scheme->secret.text, *directory, *secret;
    bool is_development;
    struct error error;
    if (getenv(name)) {
        complain("%s is set, so tokens come from the sign-in service that has it; `lintel token` "
                 "makes tokens for the private database, which has a secret of its own",
                 name);
        return false;
    }
    if (state_directory(arena, path, &directory, &error) &&
        token_secret_find(arena, name, directory, &secret, &is_development, &error) &&
        token_key_make(arena, name, secret, strlen(secret), key, &error))
        return true;
    complain("%s", error.message);
    return false;
}

static bool read_hours(const struct wanted *wanted, int64_t *hours)
{
    *hours = 1;
    if (!wanted->hours)
        return true;
    size_t digits = strspn(wanted->hours, "0123456789");
    *hours = digits > 0 && digits < 6 && !wanted->hours[digits]
                 ? (int64_t)strtol(wanted->hours, NULL, 10)
                 : 0;
    if (*hours >= 1 && *hours <= HOURS_MOST)
        return true;
    complain("--hours is a number from 1 to %d", HOURS_MOST);
    return false;
}

static int token_print(struct arena *arena, struct design *design, const struct wanted *wanted)
{
    const struct token_key *key;
    const struct manifest_scheme *scheme;
    const char *role;
    int64_t hours;
    struct text payload, token;
    text_init(&payload);
    text_init(&token);
    bool is_made =
        read_hours(wanted, &hours) && read_design(design, wanted) &&
        (scheme = choose_scheme(design, wanted)) != NULL && choose_role(scheme, wanted, &role) &&
        add_payload(scheme, wanted, role, hours, &payload) && add_claims(arena, wanted, &payload) &&
        has_required(arena, scheme, &payload) && find_key(arena, scheme, wanted->path, &key);
    if (is_made) {
        token_sign(key, payload.string, payload.length, &token);
        puts(token.string);
    }
    text_release(&payload);
    text_release(&token);
    return is_made ? EXIT_CLEAN : EXIT_IMPOSSIBLE;
}

int verb_token(const struct verb *verb, int count, char **arguments)
{
    struct wanted wanted = {0};
    const struct option table[] = {
        {"sub", "ID", "whose token it is: the claim `sub`, a UUID where the SQL uses auth.uid()",
         .word = &wanted.subject},
        {"role", "NAME", "the claim `role`; else the first of the scheme's token_role",
         .word = &wanted.role},
        {"scheme", "NAME", "which scheme of lintel.yaml; else the first that has a secret",
         .word = &wanted.scheme},
        {"claim", "NAME=TEXT", "a further claim; NAME:=JSON where it is no text",
         .words = &wanted.claims},
        {"hours", "N", "how long it is valid; else 1", .word = &wanted.hours},
        {0},
    };
    struct arena *arena = arena_new();
    enum options_outcome outcome =
        options_read(arena, verb, table, count, arguments, &wanted.paths);
    int status = outcome == OPTIONS_WRONG ? EXIT_IMPOSSIBLE : EXIT_CLEAN;
    if (outcome == OPTIONS_READ && wanted.paths.count > 1) {
        status = complain("token takes one design's folder");
    } else if (outcome == OPTIONS_READ && (!wanted.subject || !*wanted.subject)) {
        status = complain("token needs --sub: whose token it is");
    } else if (outcome == OPTIONS_READ) {
        struct design *design = design_new();
        wanted.path = wanted.paths.count ? wanted.paths.items[0] : ".";
        status = token_print(arena, design, &wanted);
        design_free(design);
    }
    arena_free(arena);
    return status;
}
