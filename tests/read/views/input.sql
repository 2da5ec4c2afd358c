-- Views: columns, types, options, replacement.
CREATE TABLE todos (id uuid PRIMARY KEY, title varchar(40) NOT NULL, cost numeric(8,2), done boolean, tags text[], made timestamptz);
CREATE VIEW plain AS SELECT * FROM todos;
CREATE VIEW named (key, label) AS SELECT id, title, done FROM todos;
CREATE VIEW safe WITH (security_invoker = on, security_barrier) AS SELECT id FROM todos WHERE done WITH CHECK OPTION;
CREATE VIEW computed AS
  SELECT lower(title), title || '!' AS loud, cost * 2 AS twice, coalesce(cost, 0), tags[1], count(*) OVER () AS n,
         CASE WHEN done THEN 'yes' END, made::date, now() - made AS age, EXISTS (SELECT 1), ARRAY[cost], todos AS whole,
         (SELECT max(made) FROM todos) AS newest, nullif(title, '')
    FROM todos;
CREATE TEMP VIEW passing AS SELECT 1 AS one;
CREATE RECURSIVE VIEW numbers (n) AS VALUES (1) UNION ALL SELECT n + 1 FROM numbers WHERE n < 9;
CREATE MATERIALIZED VIEW totals AS SELECT done, sum(cost) FROM todos GROUP BY done WITH NO DATA;
-- A replacement keeps grants, owner and comment, adds columns, and drops the options.
CREATE ROLE reader;
GRANT SELECT ON safe TO reader;
COMMENT ON VIEW safe IS 'kept';
CREATE OR REPLACE VIEW safe AS SELECT id, title FROM todos;
-- Refused by PostgreSQL: a column renamed, one left out, a table in the place, names twice.
CREATE OR REPLACE VIEW plain AS SELECT id AS key FROM todos;
CREATE OR REPLACE VIEW named AS SELECT id AS key, title AS name, done FROM todos;
CREATE OR REPLACE VIEW named (key, label) AS SELECT id, made, done FROM todos;
CREATE OR REPLACE VIEW todos AS SELECT 1 AS id;
CREATE VIEW twice AS SELECT a.id, b.id FROM todos a, todos b;
