-- Every part of a query, as views show it.
CREATE TABLE people (id int PRIMARY KEY, boss int REFERENCES people, name text, data jsonb);
CREATE TABLE badges (id int PRIMARY KEY, person int REFERENCES people, label varchar(9));
CREATE FUNCTION pair(a int, OUT x int, OUT y text) LANGUAGE sql AS $$ SELECT 1, 'a' $$;
CREATE FUNCTION rows_of() RETURNS SETOF people LANGUAGE sql AS $$ SELECT * FROM people $$;
CREATE FUNCTION listed() RETURNS TABLE (k int, v text) LANGUAGE sql AS $$ SELECT 1, 'a' $$;
CREATE VIEW common AS
  WITH a AS (SELECT id, name FROM people), b (k, n) AS (SELECT id, count(*) FROM a GROUP BY id)
  SELECT a.*, b.n FROM a JOIN b ON b.k = a.id;
CREATE VIEW tree AS
  WITH RECURSIVE t AS (SELECT id, 1 AS depth FROM people WHERE boss IS NULL
                       UNION ALL SELECT p.id, t.depth + 1 FROM people p JOIN t ON t.id = p.boss)
  SELECT * FROM t;
CREATE VIEW hidden AS WITH people AS (SELECT 1 AS only) SELECT * FROM people;
CREATE VIEW lateral_join AS
  SELECT p.name, l.last, e.key, e.value FROM people p
    LEFT JOIN LATERAL (SELECT max(label) AS last FROM badges WHERE person = p.id) l ON true,
    jsonb_each(p.data) e;
CREATE VIEW merged AS SELECT * FROM people JOIN badges USING (id);
CREATE VIEW merged_full AS SELECT id, label FROM people FULL JOIN badges USING (id);
CREATE VIEW alike AS SELECT * FROM people NATURAL JOIN (SELECT id, true AS seen FROM badges) s;
CREATE VIEW functions AS
  SELECT x, y, r.name, k, v, g, o, n, c.a FROM pair(1), rows_of() r, listed(), generate_series(1, 3) g,
    unnest(ARRAY['a']) WITH ORDINALITY u(o, n), jsonb_to_record('{}') AS c(a int, b text);
CREATE VIEW united AS SELECT id, name FROM people UNION ALL SELECT id, label FROM badges ORDER BY name;
CREATE VIEW valued AS SELECT * FROM (VALUES (1, 'a', NULL), (2, 'b', 2.5)) AS t(a, b, c);
CREATE VIEW windowed AS
  SELECT row_number() OVER w AS n, lag(name) OVER (PARTITION BY boss) AS before, count(*) FILTER (WHERE boss > 1) OVER w AS c
    FROM people WINDOW w AS (ORDER BY id);
CREATE VIEW grouped AS SELECT boss AS b, grouping(boss), count(*) FROM people GROUP BY ROLLUP (b) HAVING count(*) > 1;
CREATE VIEW sorted AS SELECT DISTINCT ON (boss) name AS boss_name, id FROM people ORDER BY boss, boss_name LIMIT 3 OFFSET 1;
CREATE VIEW system AS SELECT ctid, tableoid::regclass AS relation FROM people TABLESAMPLE system (10);
CREATE FUNCTION atomic(person int) RETURNS bigint BEGIN ATOMIC
  INSERT INTO badges (id, label) VALUES (person, 'new') ON CONFLICT (id) DO UPDATE SET label = excluded.label;
  SELECT count(*) FROM badges b WHERE b.person = atomic.person;
END;
