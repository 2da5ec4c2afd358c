-- lintel-ignore schema/primary-key-missing
CREATE TABLE measurement (id bigint PRIMARY KEY, at timestamptz NOT NULL);
-- lintel-ignore schema/primary-key-mising: misspelled
CREATE TABLE reading (id bigint PRIMARY KEY); -- lintel-ignore check/ignor : x
