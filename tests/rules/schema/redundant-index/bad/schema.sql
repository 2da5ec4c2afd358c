CREATE TABLE todos (
    id bigint PRIMARY KEY,
    user_id bigint NOT NULL,
    list_id bigint NOT NULL,
    title text NOT NULL,
    created_at timestamptz NOT NULL,
    deleted_at timestamptz,
    UNIQUE (list_id, title)
);
CREATE INDEX todos_newest ON todos (user_id, created_at DESC, id);
CREATE INDEX todos_user ON todos (user_id);
CREATE INDEX todos_user_created ON todos (user_id, created_at DESC);
-- The unique constraint's index begins with it, and so does a primary key's.
CREATE INDEX todos_list ON todos (list_id);
CREATE TABLE tags (todo_id bigint, tag text, PRIMARY KEY (todo_id, tag));
CREATE INDEX tags_todo ON tags (todo_id);
-- Read backwards.
CREATE INDEX todos_title_user ON todos (title DESC, user_id);
CREATE INDEX todos_title ON todos (title);
-- The same predicate; an expression; what is included is in the longer one.
CREATE INDEX todos_living ON todos (created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX todos_living_created ON todos (created_at) INCLUDE (id) WHERE deleted_at IS NULL;
CREATE INDEX todos_lower_user ON todos (lower(title), user_id);
CREATE INDEX todos_lower ON todos (lower(title));
