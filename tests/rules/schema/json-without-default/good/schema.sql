CREATE DOMAIN document AS jsonb DEFAULT '{}';
CREATE TABLE users (
    id bigint PRIMARY KEY,
    settings jsonb NOT NULL DEFAULT '{}',
    cast_settings jsonb DEFAULT '{}'::jsonb,
    roles jsonb DEFAULT '[]',
    built jsonb DEFAULT jsonb_build_object('version', 1),
    of_domain document,
    body text NOT NULL,
    parsed jsonb GENERATED ALWAYS AS (body::jsonb) STORED,
    many jsonb[]
);
CREATE TABLE notes (id bigint PRIMARY KEY, extra jsonb);
ALTER TABLE notes ALTER COLUMN extra SET DEFAULT '{}';
CREATE VIEW shown AS SELECT settings FROM users;
