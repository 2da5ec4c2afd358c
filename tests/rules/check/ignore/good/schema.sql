CREATE TABLE measurement (id bigint PRIMARY KEY, at timestamptz NOT NULL);
-- lintel-ignore schema/primary-key-missing: rows come from a queue (that rule is not run here)
CREATE TABLE reading (at timestamptz NOT NULL);
-- not a lintel-ignore x/y
SELECT '-- lintel-ignore x/y';
