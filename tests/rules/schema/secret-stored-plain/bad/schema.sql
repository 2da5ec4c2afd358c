CREATE TABLE users (
    id bigint PRIMARY KEY,
    password text NOT NULL CHECK (char_length(password) >= 8),
    smtp_password varchar(200),
    openai_api_key text,
    google_refresh_token text,
    webhook_secret text DEFAULT encode(sha256('a'), 'base64'),
    reset_token text
);
CREATE TABLE sessions (id bigint PRIMARY KEY, token text NOT NULL);
ALTER TABLE users ADD COLUMN private_key varchar;
COMMENT ON COLUMN users.openai_api_key IS 'for the assistant';
-- Written as it comes.
CREATE FUNCTION sign_up(new_id bigint, new_password text) RETURNS void LANGUAGE sql AS $$
    INSERT INTO users (id, password) VALUES (new_id, new_password)
$$;
