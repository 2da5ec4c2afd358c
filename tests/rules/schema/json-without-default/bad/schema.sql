CREATE DOMAIN document AS jsonb CHECK (jsonb_typeof(VALUE) = 'object');
CREATE TABLE users (
    id bigint PRIMARY KEY,
    settings jsonb,
    profile jsonb NOT NULL,
    raw json,
    nothing jsonb DEFAULT NULL,
    cast_nothing jsonb DEFAULT NULL::jsonb,
    of_domain document
);
ALTER TABLE users ADD COLUMN late jsonb;
CREATE TABLE notes (id bigint PRIMARY KEY, extra jsonb DEFAULT '{}');
ALTER TABLE notes ALTER COLUMN extra DROP DEFAULT;
