CREATE TABLE lists (id uuid PRIMARY KEY, name text NOT NULL);
CREATE TABLE todos (
    id uuid PRIMARY KEY,
    list_id uuid NOT NULL REFERENCES lists,
    title text NOT NULL,
    position int,
    is_done boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON todos (list_id);
