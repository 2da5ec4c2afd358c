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

CREATE TABLE settings (id int PRIMARY KEY CHECK (id = 1), theme text);
CREATE TABLE notes (id uuid PRIMARY KEY, owner_id uuid NOT NULL);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON notes USING (owner_id = current_setting('app.user_id')::uuid);
CREATE FUNCTION forget() RETURNS void LANGUAGE sql AS $$ DELETE FROM todos $$;
