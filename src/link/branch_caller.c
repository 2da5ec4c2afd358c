// Who asks: the forms in which SQL asks for the caller, as two tables (calls and settings), and
// which claims tell one caller from another. A claim is named by where it stands in the token:
// "sub", "app_metadata.org_id"; a setting of the project's own is "setting app.user_id". Of nobody
// every claim is NULL but the role.
#include "base/word.h"
#include "link/branch_part.h"
#include "link/query_part.h"

// ---- which claims are whose -------------------------------------------------------------------------

// Words of a claim's last name that say whose it is. The role, a plan, a level, and what is true or
// false of many, are none of these.
// A word that names a thing by what it is called, and no quality of it: "team_slug".
static bool names_thing(const char *word)
{
    static const char *const words[] = {"id",   "ids",  "uuid",  "uuids", "uid",  "uids",  "key",
                                        "keys", "slug", "slugs", "code",  "name", "names", "ref"};
    for (size_t at = 0; at < array_length(words); at++)
        if (strcasecmp(words[at], word) == 0)
            return true;
    return false;
}

bool branch_claim_is_identity(const char *name)
{
    static const char *const whole[] = {"sub",    "email",    "phone",   "jti",   "session_id",
                                        "oid",    "user",     "uid",     "owner", "org",
                                        "tenant", "team",     "account", "slug",  "customer",
                                        "client", "username", "login"};
    static const char *const parts[] = {"user",       "org",      "tenant",   "team",    "account",
                                        "workspace",  "company",  "customer", "member",  "client",
                                        "project",    "store",    "school",   "group",   "owner",
                                        "person",     "employee", "profile",  "subject", "merchant",
                                        "restaurant", "clinic",   "hotel",    "vendor",  "family"};
    static const char *const never[] = {"role",   "roles", "aal",        "amr",        "aud",
                                        "iss",    "plan",  "tier",       "level",      "type",
                                        "status", "scope", "permission", "admin",      "is",
                                        "has",    "can",   "count",      "permissions"};
    const char *dot = strrchr(name, '.');
    const char *last = dot ? dot + 1 : name;
    // Each word of it: "is_org_admin" has three.
    for (const char *at = last; *at;) {
        size_t length = strcspn(at, "_-");
        for (size_t word = 0; word < array_length(never); word++)
            if (strlen(never[word]) == length && strncasecmp(never[word], at, length) == 0)
                return false;
        at += length + (at[length] != 0);
    }
    for (size_t at = 0; at < array_length(whole); at++)
        if (strcasecmp(whole[at], last) == 0)
            return true;
    size_t length = strlen(last);
    if (length > 3 &&
        (strcasecmp(last + length - 3, "_id") == 0 || strcmp(last + length - 2, "Id") == 0 ||
         strcasecmp(last + length - 4, "_ids") == 0))
        return true;
    // The last word says what it is: "user_country" is a country, "current_org" an organisation.
    const char *word = last;
    for (const char *at = last; *at; at++)
        if ((*at == '_' || *at == '-') && at[1])
            word = at + 1;
    for (size_t at = 0; at < array_length(whole); at++)
        if (strcasecmp(whole[at], word) == 0) // owner_email
            return true;
    for (size_t at = 0; at < array_length(parts); at++)
        if (strcasestr(names_thing(word) ? last : word, parts[at]))
            return true;
    return false;
}

static bool is_role_name(const char *name)
{
    return strcmp(name, "role") == 0;
}

// The role is what it is for whoever asks; for PUBLIC it is open.
static struct branch_value role_value(struct branch_walker *walker, struct expression *expression)
{
    const struct branch_context *context = walker->context;
    if (walker->is_api_role) {
        struct branch_value value = branch_value_constant(context->role, expression);
        return value;
    }
    return (struct branch_value){.term = {.kind = TERM_CLAIM,
                                          .text = "role",
                                          .reads = READS_CALLER,
                                          .expression = expression},
                                 .is_never_null = true};
}

static struct branch_value null_claim(struct branch_walker *walker, struct expression *expression)
{
    struct branch_value value = branch_value_null(expression);
    value.is_null_claim = true;
    walker->null_claims++;
    return value;
}

// What is chosen by whoever sends the request.
static bool is_request_part(const char *name)
{
    static const char *const parts[] = {"request.header", "request.cookie", "request.path",
                                        "request.method", "request.get"};
    for (size_t at = 0; at < array_length(parts); at++)
        if (strstr(name, parts[at]))
            return true;
    return false;
}

static struct branch_value claim_value(struct branch_walker *walker, const char *name,
                                       struct expression *expression)
{
    if (is_role_name(name))
        return role_value(walker, expression);
    if (walker->context->identity == IDENTITY_NOBODY)
        return null_claim(walker, expression);
    bool is_editable =
        string_starts_with(name, "user_metadata") || string_starts_with(name, "raw_user_meta_data");
    bool is_chosen = is_request_part(name);
    return (struct branch_value){
        .term = {.kind = TERM_CLAIM,
                 .text = name,
                 .reads = READS_CALLER | (is_editable || is_chosen ? READS_CHOICE : 0u),
                 .is_identity = !is_editable && !is_chosen && branch_claim_is_identity(name),
                 .is_user_editable = is_editable || is_chosen,
                 .expression = expression},
        // Whoever is signed in is somebody; of what organisation, the token need not say.
        .is_never_null = strcmp(name, "sub") == 0 || string_starts_with(name, "setting ") ||
                         !branch_claim_is_identity(name)};
}

// The token as a whole: a claim without a name, which is there for nobody too (it has the role).
static struct branch_value document_value(struct expression *expression)
{
    return (struct branch_value){
        .term = {.kind = TERM_CLAIM, .text = "", .reads = READS_CALLER, .expression = expression}};
}

struct branch_value branch_claim_key(struct branch_walker *walker, const struct branch_value *claim,
                                     const char *key, struct expression *expression)
{
    struct branch_value value = *claim;
    value.term.expression = expression;
    if (!key || (*key && strspn(key, "0123456789") == strlen(key))) // an element of a list
        return value;
    const char *name = *claim->term.text
                           ? arena_format(walker->arena, "%s.%s", claim->term.text, key)
                           : arena_copy_string(walker->arena, key);
    struct branch_value made = claim_value(walker, name, expression);
    made.is_loose = claim->is_loose;
    return made;
}

// ---- settings ---------------------------------------------------------------------------------------

static void setting_values(struct branch_walker *walker, struct expression *call,
                           const struct branch_frame *frame, const struct branch_path *path,
                           struct branch_values *out)
{
    const struct branch_frame *inner = frame;
    struct expression *name = branch_behind(call->operands.items[0], &inner);
    if (!name || name->kind != EXPRESSION_STRING) {
        branch_found_add(walker, out, path,
                         branch_value_unknown(call, "which setting it reads is not known"));
        return;
    }
    const char *text = name->name;
    if (strcmp(text, "request.jwt.claims") == 0) {
        branch_found_add(walker, out, path, document_value(call));
        return;
    }
    if (strcmp(text, "role") == 0) {
        branch_found_add(walker, out, path, role_value(walker, call));
        return;
    }
    if (!strchr(text, '.')) { // PostgreSQL's own
        branch_found_add(walker, out, path, branch_value_unknown(call, NULL));
        return;
    }
    bool is_claim = string_starts_with(text, "request.jwt.claim.");
    const char *claim = is_claim ? text + strlen("request.jwt.claim.")
                                 : arena_format(walker->arena, "setting %s", text);
    struct branch_value value = claim_value(walker, claim, call);
    if (!value.is_null) {
        branch_found_add(walker, out, path, value);
        return;
    }
    // Not set: NULL, or an error where that is not allowed; empty once it was set before.
    const struct expression *missing =
        call->operands.count > 1 ? expression_bare(call->operands.items[1]) : NULL;
    bool is_missing_ok = missing && !(missing->kind == EXPRESSION_BOOLEAN && !missing->boolean);
    if (is_missing_ok)
        branch_found_add(walker, out, path, value);
    struct branch_value empty = branch_value_constant("", call);
    empty.is_null_claim = true;
    branch_found_add(walker, out, path, empty);
}

// ---- calls and keywords -------------------------------------------------------------------------------

static const struct {
    const char *schema, *name, *claim;
} calls[] = {
    {"auth", "uid", "sub"},
    {"auth", "email", "email"},
    {"auth", "role", "role"},
    {"auth", "jwt", ""},
};

// Whom current_user names: the caller, or inside SECURITY DEFINER the function's owner.
static struct branch_value user_value(struct branch_walker *walker, struct expression *expression,
                                      const struct branch_frame *frame, const char *name)
{
    bool is_session = strcmp(name, "session_user") == 0;
    if (frame->session.is_owner && !is_session)
        return frame->session.owner ? branch_value_constant(frame->session.owner, expression)
                                    : branch_value_unknown(expression, NULL);
    if (walker->is_api_role && !is_session)
        return branch_value_constant(walker->context->role, expression);
    return (struct branch_value){
        .term = {.kind = TERM_CLAIM,
                 .text = is_session ? "session_user" : "current_user",
                 .reads = READS_CALLER,
                 .is_identity = !walker->is_api_role, // API roles share one login
                 .expression = expression},
        .is_never_null = true};
}

static bool is_user_keyword(const char *name)
{
    return string_equal(name, "current_user") || string_equal(name, "session_user") ||
           string_equal(name, "current_role") || string_equal(name, "user");
}

bool branch_caller(struct branch_walker *walker, struct expression *expression,
                   const struct branch_frame *frame, const struct branch_path *path,
                   struct branch_values *out)
{
    if (expression->kind == EXPRESSION_KEYWORD) {
        if (!is_user_keyword(expression->name))
            return false;
        branch_found_add(walker, out, path,
                         user_value(walker, expression, frame, expression->name));
        return true;
    }
    if (expression->kind != EXPRESSION_CALL || !expression->name)
        return false;
    const char *schema = expression->function ? expression->function->schema : expression->schema;
    bool is_own = expression->function && !expression->function->is_builtin;
    for (size_t at = 0; at < array_length(calls); at++)
        if (string_equal(schema, calls[at].schema) &&
            string_equal(expression->name, calls[at].name) && expression->operands.count == 0) {
            branch_found_add(walker, out, path,
                             *calls[at].claim ? claim_value(walker, calls[at].claim, expression)
                                              : document_value(expression));
            return true;
        }
    if (is_own)
        return false;
    if (string_equal(schema, "realtime") && strcmp(expression->name, "topic") == 0) {
        // The channel that the caller asks to join: for realtime.messages the row's own topic,
        // since the service asks with a row of that channel.
        const struct relation *judged = branch_path_judged(path);
        struct column *topic = judged && string_equal(judged->schema, "realtime") &&
                                       string_equal(judged->name, "messages")
                                   ? relation_find_column(judged, "topic")
                                   : NULL;
        if (topic) {
            branch_found_add(walker, out, path, branch_column_value(walker, 0, topic, expression));
            return true;
        }
        struct branch_value value = {.term = {.kind = TERM_ARGUMENT,
                                              .text = "realtime.topic",
                                              .reads = READS_CHOICE,
                                              .expression = expression}};
        branch_found_add(walker, out, path, value);
        return true;
    }
    bool is_core = !schema || strcmp(schema, "pg_catalog") == 0;
    if (is_core && strcmp(expression->name, "current_setting") == 0 &&
        expression->operands.count > 0) {
        setting_values(walker, expression, frame, path, out);
        return true;
    }
    return false;
}

const char *branch_session_call(struct branch_walker *walker, const struct expression *call)
{
    static const char *const names[] = {"pg_has_role",
                                        "row_security_active",
                                        "has_any_column_privilege",
                                        "has_column_privilege",
                                        "has_database_privilege",
                                        "has_foreign_data_wrapper_privilege",
                                        "has_function_privilege",
                                        "has_language_privilege",
                                        "has_schema_privilege",
                                        "has_sequence_privilege",
                                        "has_server_privilege",
                                        "has_table_privilege",
                                        "has_tablespace_privilege",
                                        "has_type_privilege",
                                        "inet_client_addr",
                                        "pg_backend_pid",
                                        "txid_current",
                                        "query_to_xml",
                                        "dblink"};
    for (size_t at = 0; at < array_length(names); at++)
        if (string_equal(call->name, names[at]))
            return arena_format(walker->arena, "what %s answers depends on the database's roles",
                                call->name);
    return NULL;
}
