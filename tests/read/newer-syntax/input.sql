-- What PostgreSQL 15 does not know is one warning each; the rest is read.
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE TABLE doubled (a int, b int GENERATED ALWAYS AS (a * 2) VIRTUAL);
CREATE TABLE periods (id int, valid daterange, PRIMARY KEY (id, valid WITHOUT OVERLAPS));
MERGE INTO t USING t AS s ON t.id = s.id WHEN NOT MATCHED BY SOURCE THEN DELETE;
UPDATE t SET a = 1 RETURNING old.a, new.a;
ALTER TABLE t ALTER COLUMN a SET EXPRESSION AS (id * 2);
CREATE TABLE after_all (id int PRIMARY KEY);
SELECT * FROM t WHERE;
CREATE TABLE at_last (id int PRIMARY KEY);
