CREATE TABLE users (
    id uuid PRIMARY KEY,
    email text NOT NULL UNIQUE,
    password_hash text NOT NULL,
    totp_secret text,
    salary numeric,
    has_secret boolean NOT NULL DEFAULT false
);
CREATE TABLE links (id uuid PRIMARY KEY, user_id uuid NOT NULL REFERENCES users, share_token text);
CREATE INDEX ON links (user_id);
CREATE VIEW people AS SELECT id, email, password_hash AS hash FROM users;
CREATE FUNCTION person(p_id uuid) RETURNS SETOF users LANGUAGE sql STABLE AS $$ SELECT * FROM users WHERE id = p_id $$;
CREATE EXTENSION pgcrypto;
