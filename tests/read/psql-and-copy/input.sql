\set ON_ERROR_STOP on
\echo before
CREATE TABLE t (id int PRIMARY KEY, name text); \d t
COPY t (id, name) FROM stdin;
1	CREATE TABLE in_data (id int);
2	it's; "quoted
\.
\if true
CREATE TABLE after_data (id int PRIMARY KEY);
\endif
COPY t TO stdout;
COPY t FROM '/somewhere/file.csv' WITH (FORMAT csv);
SELECT count(*) AS n FROM t \gset
CREATE TABLE last (id int PRIMARY KEY);
\i other.sql
