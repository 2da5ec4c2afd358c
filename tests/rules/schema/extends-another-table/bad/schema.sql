CREATE TABLE companies (id bigint PRIMARY KEY, name text NOT NULL);
CREATE TABLE company_health_scores (
    company_id bigint PRIMARY KEY REFERENCES companies,
    score integer NOT NULL,
    updated_at timestamptz NOT NULL
);
-- A key of its own beside the unique reference; a key of two columns.
CREATE TABLE users (id bigint PRIMARY KEY, name text);
CREATE TABLE user_settings (
    id bigint PRIMARY KEY,
    user_id bigint NOT NULL UNIQUE REFERENCES users ON DELETE CASCADE,
    theme text,
    language text
);
CREATE TABLE lines (order_id bigint, number integer, product text, PRIMARY KEY (order_id, number));
CREATE TABLE line_notes (
    order_id bigint,
    number integer,
    note text,
    PRIMARY KEY (number, order_id),
    FOREIGN KEY (order_id, number) REFERENCES lines
);
