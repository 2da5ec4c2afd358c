CREATE TABLE todos (
    id bigint PRIMARY KEY,
    user_id bigint NOT NULL,
    list_id bigint NOT NULL,
    title text NOT NULL,
    created_at timestamptz NOT NULL,
    deleted_at timestamptz
);
CREATE INDEX todos_newest ON todos (user_id, created_at DESC, id);
-- Not its beginning.
CREATE INDEX ON todos (created_at);
CREATE INDEX ON todos (deleted_at, user_id);
CREATE INDEX ON todos (user_id, id);
-- Another order, of one key of several.
CREATE INDEX ON todos (user_id, created_at);
CREATE INDEX ON todos (user_id DESC, created_at DESC);
CREATE INDEX ON todos (user_id NULLS FIRST);
-- Enforces something.
CREATE UNIQUE INDEX ON todos (user_id) WHERE title = 'inbox';
CREATE UNIQUE INDEX ON todos (list_id);
CREATE INDEX ON todos (list_id, created_at);
-- Another predicate, operator class, collation, method; a column that the longer one lacks.
CREATE INDEX ON todos (user_id) WHERE deleted_at IS NULL;
CREATE INDEX ON todos (title, id);
CREATE INDEX ON todos (title text_pattern_ops);
CREATE INDEX ON todos (title COLLATE "C");
CREATE INDEX ON todos USING hash (title);
CREATE INDEX ON todos (title) INCLUDE (deleted_at);
CREATE INDEX ON todos USING brin (title);
-- Dropped again.
CREATE INDEX todos_user ON todos (user_id);
DROP INDEX todos_user;
