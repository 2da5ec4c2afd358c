CREATE EXTENSION pgcrypto;
CREATE DOMAIN bcrypt AS text CHECK (VALUE LIKE '$2_$%');
CREATE TABLE by_name (
    id bigint PRIMARY KEY,
    password_hash text NOT NULL,
    hashed_password text,
    encrypted_password text,
    access_token_encrypted text,
    api_key_prefix text,
    has_password boolean,
    password_changed_at timestamptz,
    publishable_key text,
    secret_id uuid
);
CREATE TABLE by_type (
    id bigint PRIMARY KEY,
    api_key bytea,
    password bcrypt,
    old_password varchar(60),
    reset_token char(64),
    secret uuid
);
CREATE TABLE by_check (
    id bigint PRIMARY KEY,
    password text CHECK (password LIKE '$argon2%'),
    api_key text CHECK (api_key ~ '^[0-9a-f]{64}$'),
    auth_token text CHECK (length(auth_token) = 64)
);
CREATE TABLE by_comment (id bigint PRIMARY KEY, password text);
COMMENT ON COLUMN by_comment.password IS 'bcrypt hash, made by the API';
CREATE TABLE by_salt (id bigint PRIMARY KEY, password text, salt text);
CREATE TABLE by_nonce (id bigint PRIMARY KEY, access_token text, access_token_nonce bytea);
CREATE TABLE by_trigger (id bigint PRIMARY KEY, password text);
CREATE FUNCTION hash_it() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    new.password := crypt(new.password, gen_salt('bf'));
    RETURN new;
END $$;
CREATE TRIGGER hashed BEFORE INSERT OR UPDATE ON by_trigger FOR EACH ROW EXECUTE FUNCTION hash_it();
CREATE TABLE by_query (id bigint PRIMARY KEY, password text, api_key text);
CREATE TABLE by_body (id bigint PRIMARY KEY, client_secret text);
CREATE FUNCTION keep(new_secret text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE by_body SET client_secret = pgp_sym_encrypt(new_secret, current_setting('app.key'));
END $$;
-- They address something, and prove nothing.
CREATE TABLE devices (id bigint PRIMARY KEY, push_token text, fcm_token text, csrf_token text);
CREATE TABLE push_tokens (id bigint PRIMARY KEY, token text);
CREATE TABLE invitations (id bigint PRIMARY KEY, token text, invite_token text, share_token text);
CREATE TABLE lexer (id bigint PRIMARY KEY, token text, key text);
