CREATE EXTENSION IF NOT EXISTS citext;
CREATE EXTENSION IF NOT EXISTS pgcrypto;
CREATE SCHEMA app;
SET search_path TO app, public;

CREATE TYPE state AS ENUM ('open', 'done');
CREATE TABLE lists (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    email citext NOT NULL,
    secret text DEFAULT crypt('x', gen_salt('bf'))
);
CREATE TABLE todos (
    id bigint PRIMARY KEY,
    list_id uuid REFERENCES lists,
    state state NOT NULL DEFAULT 'open'
);
CREATE INDEX ON todos (list_id);

-- System columns, an alias, a lateral item, a CTE, a set-returning function's column.
CREATE VIEW app.report AS
WITH counted AS (SELECT list_id, count(*) AS n FROM todos GROUP BY list_id)
SELECT l.ctid, counted.n, latest.id, series
FROM lists l
JOIN counted ON counted.list_id = l.id
CROSS JOIN LATERAL (SELECT t.id FROM todos t WHERE t.list_id = l.id ORDER BY t.id DESC LIMIT 1) latest,
     generate_series(1, counted.n) AS series;

ALTER TABLE todos RENAME COLUMN state TO todo_state;
CREATE INDEX ON app.todos (todo_state);
ALTER TABLE IF EXISTS nothing_here ADD COLUMN a int;
DROP TABLE IF EXISTS nor_here;
SELECT pg_catalog.set_config('search_path', '', false);
CREATE INDEX ON app.todos (id, list_id);

-- Rows of tables of every kind: temporary, by a view, made by a query, system's, made in a block.
CREATE TEMP TABLE batch (id bigint);
INSERT INTO batch (id) VALUES (1);
UPDATE pg_temp.batch SET id = 2;
CREATE VIEW app.undone AS SELECT id, list_id FROM app.todos;
INSERT INTO app.undone (id, list_id) VALUES (1, NULL);
UPDATE app.todos AS t SET list_id = NULL FROM pg_temp.batch b WHERE t.id = b.id;
DELETE FROM ONLY app.todos;
TRUNCATE app.todos CASCADE;
UPDATE pg_class SET relname = relname WHERE false;
DELETE FROM pg_catalog.pg_description WHERE false;
DO $$ BEGIN UPDATE missing SET a = 1; EXCEPTION WHEN undefined_table THEN NULL; END $$;
