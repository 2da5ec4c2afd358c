CREATE TABLE companies (id bigint PRIMARY KEY, name text NOT NULL);
-- Many for each; perhaps none; more than a few columns.
CREATE TABLE notes (id bigint PRIMARY KEY, company_id bigint REFERENCES companies, note text);
CREATE TABLE guests (id bigint PRIMARY KEY, company_id bigint UNIQUE REFERENCES companies, name text);
CREATE TABLE addresses (company_id bigint PRIMARY KEY REFERENCES companies, street text, city text,
    zip text, country text);
-- A reason is stated; another schema; other access; large values.
CREATE TABLE users (id bigint PRIMARY KEY, name text);
CREATE TABLE counters (user_id bigint PRIMARY KEY REFERENCES users, views bigint NOT NULL);
COMMENT ON TABLE counters IS 'Written with every request';
CREATE SCHEMA private;
CREATE TABLE private.users (user_id bigint PRIMARY KEY REFERENCES users, tax_number text);
CREATE ROLE staff;
CREATE TABLE salaries (user_id bigint PRIMARY KEY REFERENCES users, salary numeric);
GRANT SELECT ON salaries TO staff;
CREATE TABLE secrets (user_id bigint PRIMARY KEY REFERENCES users, answer text);
ALTER TABLE secrets ENABLE ROW LEVEL SECURITY;
CREATE TABLE portraits (user_id bigint PRIMARY KEY REFERENCES users, image bytea);
-- An entity of its own: others refer to it, or it to others.
CREATE TABLE carts (id bigint PRIMARY KEY, user_id bigint NOT NULL UNIQUE REFERENCES users, note text);
CREATE TABLE cart_lines (id bigint PRIMARY KEY, cart_id bigint REFERENCES carts, product text);
CREATE TABLE mentors (user_id bigint PRIMARY KEY REFERENCES users, mentor_id bigint REFERENCES users,
    since date);
-- Several kinds of one thing.
CREATE TABLE payments (id bigint PRIMARY KEY, kind text NOT NULL);
CREATE TABLE card_payments (payment_id bigint PRIMARY KEY REFERENCES payments, card text);
CREATE TABLE vehicles (id bigint PRIMARY KEY, plate text);
CREATE TABLE cars (vehicle_id bigint PRIMARY KEY REFERENCES vehicles, doors int);
CREATE TABLE trucks (vehicle_id bigint PRIMARY KEY REFERENCES vehicles, axles int);
CREATE TABLE boats (vehicle_id bigint PRIMARY KEY REFERENCES vehicles, masts int);
