-- What nothing declares, in every place where a query can name something; and what is not reported.
CREATE TABLE todos (id int PRIMARY KEY, title text);
CREATE VIEW a AS SELECT titel FROM todos;
CREATE VIEW b AS SELECT t.titel FROM todos t;
CREATE VIEW c AS SELECT todos.id FROM todos t;
CREATE VIEW d AS SELECT * FROM todoz;
CREATE VIEW e AS SELECT id FROM todos WHERE lenght(title) > 1;
CREATE VIEW f AS SELECT id AS x FROM todos WHERE x > 1;
CREATE VIEW g AS SELECT id AS x FROM todos ORDER BY x, nope;
CREATE VIEW h AS SELECT id FROM todos UNION SELECT id FROM todos ORDER BY title;
CREATE VIEW i AS SELECT t.id FROM todos t JOIN todos u USING (key);
CREATE VIEW j AS SELECT s.a FROM todos t, (SELECT t.id AS a) s;
CREATE VIEW k AS WITH p AS (SELECT * FROM q), q AS (SELECT 1) SELECT * FROM p;
CREATE VIEW l AS SELECT nope FROM jsonb_each('{}');
CREATE VIEW m AS SELECT x.c FROM (VALUES (1)) AS x(a);
CREATE VIEW n AS SELECT count(*) FILTER (WHERE nope > 1) FROM todos;
-- The columns of these are not known, so nothing is said about them.
CREATE VIEW o AS SELECT nope FROM pg_class;
CREATE VIEW p AS SELECT nope FROM d;
CREATE VIEW q AS SELECT r.nope, other FROM pg_stat_activity r, todos;
CREATE VIEW r AS SELECT todos.lower FROM todos;
