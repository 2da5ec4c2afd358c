// Columns named like a password, a key or a token, of a text type, where nothing shows that what
// they hold is a hash or ciphertext.
//
// Shown by: the name, the type (bytea, the fixed length of a hash), a domain's name, a comment, a
// CHECK on the value's form, a salt or nonce beside it, a trigger before the write that speaks of
// it, or SQL that writes it through a function of pgcrypto.
#include "check/body_scan.h"
#include "check/statements.h"
#include "check/tables.h"

#include "base/address_map.h"
#include "base/word.h"
#include "link/column_bounds.h"

static const struct kind {
    const char *parameter, *noun;
} kinds[] = {
    {"passwords", "password"},
    {"secrets", "secret"},
    {"keys", "key"},
    {"tokens", "token"},
};

static const struct kind *kind_of(struct check *check, const struct column *column)
{
    for (size_t at = 0; at < array_length(kinds); at++)
        if (rule_parameter_matches(check, kinds[at].parameter, column->name))
            return &kinds[at];
    if (strcmp(column->name, "token") == 0 &&
        rule_parameter_matches(check, "token_tables", column->relation->name))
        return &kinds[array_length(kinds) - 1];
    return NULL;
}

// ---- what shows that it is none -------------------------------------------------------------------

// The functions of pgcrypto and of PostgreSQL that make a hash or ciphertext.
static bool is_cipher(const char *name, size_t length)
{
    static const char *const names[] = {"crypt",
                                        "digest",
                                        "hmac",
                                        "encrypt",
                                        "encrypt_iv",
                                        "pgp_sym_encrypt",
                                        "pgp_pub_encrypt",
                                        "md5",
                                        "sha224",
                                        "sha256",
                                        "sha384",
                                        "sha512",
                                        "create_secret",
                                        "crypto_aead_det_encrypt"};
    for (size_t at = 0; at < array_length(names); at++)
        if (body_word_is(name, length, names[at]))
            return true;
    return false;
}

static bool visit_cipher(struct expression *expression, void *context)
{
    bool *is_found = context;
    *is_found |= expression->kind == EXPRESSION_CALL &&
                 is_cipher(expression->name, strlen(expression->name));
    return !*is_found;
}

static bool enciphers(struct expression *expression)
{
    bool is_found = false;
    expression_walk(expression, visit_cipher, &is_found);
    return is_found;
}

static bool says_hidden(const char *text)
{
    static const char *const words[] = {"hash",   "crypt", "digest", "cipher", "argon",
                                        "scrypt", "pbkdf", "hmac",   "sha-",   "sha256",
                                        "sha512", "vault", "masked", "sealed", "encod"};
    for (size_t at = 0; text && at < array_length(words); at++)
        if (strcasestr(text, words[at]))
            return true;
    return false;
}

// char(60) is bcrypt's, char(64) SHA-256 in hex; a varchar may be shorter, so only bcrypt's odd
// length says anything there.
static bool has_hash_length(const struct type_name *type)
{
    static const int lengths[] = {32, 40, 56, 60, 64, 96, 97, 128};
    if (type->modifier_count != 1)
        return false;
    if (strcmp(type->name, "varchar") == 0)
        return type->modifiers[0] == 60 || type->modifiers[0] == 97;
    for (size_t at = 0; at < array_length(lengths); at++)
        if (strcmp(type->name, "bpchar") == 0 && type->modifiers[0] == lengths[at])
            return true;
    return false;
}

// A pattern of the value, or its exact length: a form, where a least length would show a password.
static bool visit_form(struct expression *expression, void *context)
{
    bool *is_found = context;
    if (expression->kind == EXPRESSION_LIKE)
        *is_found = true;
    if (expression->kind == EXPRESSION_OPERATOR && expression->operands.count == 2) {
        const struct expression *left = expression->operands.items[0];
        *is_found |= expression->name[0] == '~';
        *is_found |= strcmp(expression->name, "=") == 0 && left->kind == EXPRESSION_CALL &&
                     strstr(left->name, "length") != NULL;
    }
    return !*is_found;
}

static bool has_form(const struct column *column)
{
    bool is_found = false;
    list_each (struct constraint *, constraint, &column->relation->constraints)
        if (constraint->kind == CONSTRAINT_CHECK && column_list_has(&constraint->columns, column))
            expression_walk(constraint->check, visit_form, &is_found);
    return is_found;
}

static bool has_companion(const struct relation *relation)
{
    static const char *const names[] = {
        "salt",        "*_salt", "iv",        "*_iv",          "nonce",    "*_nonce",     "*_tag",
        "*_algorithm", "*_algo", "algorithm", "*_key_version", "*_key_id", "encryption_*"};
    list_each (struct column *, column, &relation->columns)
        for (size_t at = 0; at < array_length(names); at++)
            if (pattern_matches(names[at], strlen(names[at]), column->name))
                return true;
    return false;
}

static bool is_hidden(struct check *check, const struct column *column)
{
    const struct type *domain = column->type->type;
    return rule_parameter_matches(check, "hidden", column->name) || says_hidden(column->comment) ||
           says_hidden(column->relation->comment) || (domain && says_hidden(domain->name)) ||
           (domain && domain->checks.count > 0) || column->generated ||
           has_hash_length(type_behind_domains(column->type)) || has_form(column) ||
           has_companion(column->relation) || column_is_reference(column) ||
           column_changing_trigger(column, TRIGGER_INSERT | TRIGGER_UPDATE);
}

// ---- SQL that writes it ----------------------------------------------------------------------------

struct writes {
    struct arena *scratch;
    struct address_map enciphered; // column → itself
    struct map spoken;             // names in bodies that encipher something
};

static void note_write(struct writes *writes, const struct assignment *assignment,
                       struct expression *value)
{
    if (assignment->column && enciphers(value))
        address_map_set(writes->scratch, &writes->enciphered, assignment->column,
                        assignment->column);
}

static void visit_query(struct query *query, void *context)
{
    struct writes *writes = context;
    list_each (struct assignment, assignment, &query->assignments) {
        note_write(writes, &assignment, assignment.value);
        const struct query *source = query->kind == QUERY_INSERT ? query->left : NULL;
        if (source && assignment.index < source->outputs.count)
            note_write(writes, &assignment, source->outputs.items[assignment.index].expression);
        for (uint32_t row = 0; source && row < source->rows.count; row++)
            if (assignment.index < source->rows.items[row]->operands.count)
                note_write(writes, &assignment,
                           source->rows.items[row]->operands.items[assignment.index]);
    }
    for (uint32_t at = 0; query->conflict && at < query->conflict->set.count; at++)
        note_write(writes, &query->conflict->set.items[at], query->conflict->set.items[at].value);
}

// Of a body in PL/pgSQL that speaks of such a function, every word may be a column written through
// it.
static void note_body(struct writes *writes, const char *body)
{
    struct body_scan scan = {body, body + strlen(body)};
    const char *word;
    size_t length;
    bool enciphers_some = false;
    while (!enciphers_some && body_scan_word(&scan, &word, &length))
        enciphers_some = is_cipher(word, length);
    scan = (struct body_scan){body, body + strlen(body)};
    while (enciphers_some && body_scan_word(&scan, &word, &length)) {
        bool is_quoted = *word == '"' && length > 2;
        char *name = arena_copy(writes->scratch, word + is_quoted, length - 2 * is_quoted);
        for (char *at = name; !is_quoted && *at; at++)
            *at = byte_lower(*at);
        map_set(writes->scratch, &writes->spoken, name, writes);
    }
}

static bool is_enciphered(const struct writes *writes, const struct column *column)
{
    return address_map_get(&writes->enciphered, column) || map_get(&writes->spoken, column->name);
}

// ---- findings ----------------------------------------------------------------------------------------

static void report(struct check *check, const struct column *column, const struct kind *kind)
{
    struct arena *arena = check->arena;
    const char *name = column->name;
    bool is_compared = strcmp(kind->noun, "password") == 0 && strlen(name) <= strlen("passphrase");
    check_report(
        check,
        (struct finding){
            .place = column->place,
            .object = column_path(check, column),
            .message = check_format(check, "nothing shows that %s holds %s, and not the %s itself",
                                    name_column(arena, column),
                                    is_compared ? "a hash" : "a hash or ciphertext", kind->noun),
            .label = check_format(check, "whoever reads a row, a log or a backup has the %s",
                                  kind->noun),
            .help = check_format(
                check,
                "once it holds %s: ALTER TABLE %s RENAME COLUMN %s TO %s; or say so in a COMMENT "
                "ON COLUMN %s",
                is_compared ? "a hash" : "a hash, or what is encrypted",
                name_relation(arena, column->relation), name_identifier(arena, name),
                name_identifier(
                    arena, check_format(check, "%s_%s", name, is_compared ? "hash" : "encrypted")),
                name_column(arena, column)),
        });
}

static void check(struct check *check)
{
    struct writes writes = {.scratch = check->scratch};
    list_each (struct statement_link *, link, &check->design->link->statements)
        if (link->statement->query)
            query_each(link->statement->query, visit_query, &writes);
    list_each (struct function *, function, &check->design->functions) {
        if (function->is_builtin || function->extension)
            continue;
        list_each (struct query *, query, &function->queries)
            query_each(query, visit_query, &writes);
        if (function->body && function->queries.count == 0)
            note_body(&writes, function->body);
    }
    list_each (struct relation *, relation, &check->design->relations) {
        if (!table_is_judged(relation))
            continue;
        list_each (struct column *, column, &relation->columns) {
            const struct kind *kind = column_is_judged(column) ? kind_of(check, column) : NULL;
            if (kind && type_is_any(column->type, type_texts) && !is_hidden(check, column) &&
                !is_enciphered(&writes, column))
                report(check, column, kind);
        }
    }
}

static const struct rule_parameter parameters[] = {
    {"passwords", "password, passwd, passphrase, pwd, *_password, *_passwd, *_passphrase, *_pwd",
     "names of passwords"},
    {"secrets",
     "secret, *_secret, secret_key, *_secret_key, private_key, *_private_key, secret_access_key",
     "names of other secrets"},
    {"keys", "api_key, apikey, *_api_key, *_apikey", "names of keys to an API"},
    {"tokens",
     "access_token, refresh_token, *_access_token, *_refresh_token, bearer_token, reset_token, "
     "*_reset_token, api_token, auth_token, session_token, remember_token",
     "names of tokens that prove who asks"},
    {"token_tables",
     "sessions, session, *_sessions, password_resets, *_reset_tokens, reset_tokens, api_tokens, "
     "auth_tokens, access_tokens, refresh_tokens, *_refresh_tokens, personal_access_tokens",
     "tables whose column `token` is one"},
    {"hidden",
     "*hash*, *digest*, *encrypt*, *cipher*, *crypt*, enc_*, *_enc, masked_*, *_masked, *_hint, "
     "*_prefix, *_suffix, *_preview",
     "names that show a hash, ciphertext or a part"},
    {NULL, NULL, NULL},
};

RULE(schema, secret_stored_plain, .level = LEVEL_WARNING,
     .summary = "a password, key or token that nothing shows to be hashed or encrypted",
     .explanation =
         "What is stored as it is can be read by everyone who sees the row: through a policy that "
         "is one word too wide, in a log, in a backup, on a laptop with a copy. A password, an API "
         "key or a reset token is only ever compared, so a hash of it will do; what has to be "
         "used again (the access token of another service) is encrypted, or lies in a vault "
         "with its id in the table.\n"
         "\n"
         "Columns of text are judged by their names, which are parameters. A column is left alone "
         "where something shows that it holds no secret: its name (password_hash, "
         "encrypted_token), its type (bytea, a domain with a CHECK, char of a hash's length, "
         "varchar(60) for bcrypt), a comment that says hash or encrypted, a CHECK on its form "
         "(LIKE '$2%', a regular expression, one length), a salt, nonce or algorithm beside it, a "
         "trigger that may change it before it is written, or SQL that writes it by crypt(), "
         "digest(), hmac(), pgp_sym_encrypt() and the like. A program that hashes before it writes "
         "cannot be seen: then name the column for what it holds.\n"
         "\n"
         "Tokens that address something rather than prove who asks are not meant: those of "
         "devices and push services, invitations, confirmations, unsubscribing, shared links.",
     .wrong = "CREATE TABLE users (\n"
              "    id bigint PRIMARY KEY,\n"
              "    email text NOT NULL UNIQUE,\n"
              "    password text NOT NULL\n"
              ");\n",
     .right = "CREATE TABLE users (\n"
              "    id bigint PRIMARY KEY,\n"
              "    email text NOT NULL UNIQUE,\n"
              "    password_hash text NOT NULL\n"
              ");\n",
     .source = "D16", .parameters = parameters)
