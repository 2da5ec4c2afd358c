-- Tables from queries: names and types, no constraint.
CREATE TABLE todos (id uuid PRIMARY KEY, title varchar(40) NOT NULL, cost numeric(8,2));
CREATE TABLE copied AS SELECT * FROM todos;
CREATE TABLE renamed (key, what) AS SELECT id, title, 'x' FROM todos WITH NO DATA;
CREATE UNLOGGED TABLE IF NOT EXISTS copied AS SELECT 1;
CREATE TABLE listed AS TABLE todos;
CREATE TABLE counted AS VALUES (1, 'a', now()), (2, 'b', NULL);
SELECT id, cost + 1 AS more INTO raised FROM todos;
SELECT 1 AS one INTO TEMP first UNION SELECT 2;
PREPARE rows AS SELECT * FROM todos;
CREATE TABLE executed AS EXECUTE rows;
CREATE VIEW open AS SELECT anything FROM executed;
CREATE TABLE copied AS SELECT 1 AS again;
CREATE TABLE spare (a, b) AS SELECT 1;
