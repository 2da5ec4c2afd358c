-- Indexes with everything: method, order, classes, collations, predicates, included columns.
CREATE TABLE t (a int, b text, c text, d jsonb, e tsrange, f int[]);
CREATE INDEX ON t (a);
CREATE INDEX ON t (a);
CREATE INDEX IF NOT EXISTS t_a_idx ON t (b);
CREATE INDEX sorted ON t (a DESC, b NULLS FIRST, c DESC NULLS LAST);
CREATE UNIQUE INDEX lowered ON t (lower(b)) WHERE a > 0;
CREATE INDEX ON t (lower(b), (a + 1), (c || b));
CREATE INDEX classes ON t (a int4_ops, b text_pattern_ops, c COLLATE "C");
CREATE INDEX plain ON t ((a), (b COLLATE "C"));
CREATE INDEX documents ON t USING gin (d jsonb_path_ops);
CREATE INDEX spans ON t USING gist (e) INCLUDE (a);
CREATE INDEX arrays ON t USING gin (f);
CREATE INDEX hashes ON t USING hash (b);
CREATE UNIQUE INDEX CONCURRENTLY later ON t (c) NULLS NOT DISTINCT;
CREATE INDEX sorted ON t (c);                    -- there already
CREATE INDEX ON t (missing);                     -- unknown
ALTER INDEX sorted RENAME TO ordered;
ALTER INDEX IF EXISTS nothing RENAME TO other;
DROP INDEX hashes, arrays;
DROP INDEX CONCURRENTLY IF EXISTS nothing;
DROP INDEX unknown_index;                        -- unknown
