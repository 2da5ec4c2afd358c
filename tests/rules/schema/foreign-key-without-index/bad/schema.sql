CREATE TABLE lists (
    id bigint PRIMARY KEY,
    owner_id bigint NOT NULL,
    UNIQUE (id, owner_id)
);

-- Nothing at all; INCLUDE; not first; an expression; a partial index; another method.
CREATE TABLE todos (
    id bigint PRIMARY KEY,
    plain_id bigint REFERENCES lists (id),
    included_id bigint REFERENCES lists (id),
    second_id bigint REFERENCES lists (id),
    expression_id bigint REFERENCES lists (id),
    partial_id bigint REFERENCES lists (id),
    brin_id bigint REFERENCES lists (id),
    deleted_at timestamptz
);
CREATE INDEX todos_included ON todos (id) INCLUDE (included_id);
CREATE INDEX todos_second ON todos (deleted_at, second_id);
CREATE INDEX todos_expression ON todos ((expression_id + 0));
CREATE INDEX todos_partial ON todos (partial_id) WHERE deleted_at IS NULL;
CREATE INDEX todos_brin ON todos USING brin (brin_id);

-- Two columns: one alone is not enough, nor are the two with another between.
CREATE TABLE items (
    id bigint PRIMARY KEY,
    list_id bigint,
    owner_id bigint,
    rank int,
    CONSTRAINT items_list FOREIGN KEY (list_id, owner_id) REFERENCES lists (id, owner_id)
);
CREATE INDEX items_list_id ON items (list_id);
CREATE INDEX items_gap ON items (list_id, rank, owner_id);

-- Two keys over one column are one finding.
ALTER TABLE items ADD CONSTRAINT items_rank FOREIGN KEY (rank) REFERENCES lists (id);
ALTER TABLE items ADD CONSTRAINT items_rank_again FOREIGN KEY (rank) REFERENCES todos (id);

-- A partitioned root, with an index on one of two partitions only.
CREATE TABLE events (
    list_id bigint REFERENCES lists (id),
    at date NOT NULL
) PARTITION BY RANGE (at);
CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE TABLE events_2027 PARTITION OF events FOR VALUES FROM ('2027-01-01') TO ('2028-01-01');
CREATE INDEX ON events_2026 (list_id);

-- ON ONLY the root: not valid until each partition has its own.
CREATE TABLE visits (
    list_id bigint REFERENCES lists (id),
    at date NOT NULL
) PARTITION BY RANGE (at);
CREATE TABLE visits_2026 PARTITION OF visits FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE INDEX visits_list_id ON ONLY visits (list_id);

-- There was one.
CREATE TABLE labels (id bigint PRIMARY KEY, list_id bigint REFERENCES lists (id));
CREATE INDEX labels_list_id ON labels (list_id);
DROP INDEX labels_list_id;
