CREATE TABLE lists (
    id bigint PRIMARY KEY,
    owner_id bigint NOT NULL,
    UNIQUE (id, owner_id)
);
CREATE TABLE todos (
    id bigint PRIMARY KEY,
    list_id bigint REFERENCES lists (id),
    hashed_id bigint REFERENCES lists (id),
    set_id bigint REFERENCES lists (id),
    owner_id bigint,
    rank int,
    FOREIGN KEY (list_id, owner_id) REFERENCES lists (id, owner_id)
);
-- (b, a, c) covers (a, b), and b alone is not asked for.
CREATE INDEX ON todos (owner_id, list_id, rank);
CREATE INDEX ON todos (list_id DESC NULLS LAST);
CREATE INDEX ON todos USING hash (hashed_id);
-- A null key references nothing, so what is left out needs no finding.
CREATE INDEX ON todos (set_id) WHERE set_id IS NOT NULL;

-- Primary keys and unique constraints have indexes.
CREATE TABLE settings (list_id bigint PRIMARY KEY REFERENCES lists (id));
CREATE TABLE covers (
    id bigint PRIMARY KEY,
    list_id bigint NOT NULL UNIQUE REFERENCES lists (id)
);
CREATE TABLE members (
    list_id bigint REFERENCES lists (id),
    user_id bigint,
    PRIMARY KEY (list_id, user_id)
);

-- On the root, or on every partition.
CREATE TABLE events (
    list_id bigint REFERENCES lists (id),
    at date NOT NULL
) PARTITION BY RANGE (at);
CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE INDEX ON events (list_id);
CREATE TABLE visits (
    list_id bigint REFERENCES lists (id),
    at date NOT NULL
) PARTITION BY RANGE (at);
CREATE TABLE visits_2026 PARTITION OF visits FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE TABLE visits_2027 PARTITION OF visits FOR VALUES FROM ('2027-01-01') TO ('2028-01-01');
CREATE INDEX ON visits_2026 (list_id);
CREATE INDEX ON visits_2027 (list_id);
-- Made on the root alone, then attached.
CREATE TABLE calls (
    list_id bigint REFERENCES lists (id),
    at date NOT NULL
) PARTITION BY RANGE (at);
CREATE TABLE calls_2026 PARTITION OF calls FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE INDEX calls_list_id ON ONLY calls (list_id);
CREATE INDEX calls_2026_list_id ON calls_2026 (list_id);
ALTER INDEX calls_list_id ATTACH PARTITION calls_2026_list_id;

-- The key is gone.
CREATE TABLE labels (
    id bigint PRIMARY KEY,
    list_id bigint CONSTRAINT labels_list REFERENCES lists (id)
);
ALTER TABLE labels DROP CONSTRAINT labels_list;
