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

CREATE TABLE marks (id uuid PRIMARY KEY, owner_id uuid NOT NULL);
CREATE FUNCTION remove_mark(mark uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public AS $$
DECLARE
    words text := 'DELETE FROM marks;';
BEGIN
    -- DELETE FROM marks;
    DELETE FROM ONLY marks WHERE id IN (SELECT m.id FROM marks m) AND id = mark;
    UPDATE marks m SET owner_id = (SELECT owner_id FROM marks LIMIT 1) FROM marks o WHERE m.id = o.id;
    INSERT INTO marks VALUES (mark, mark) ON CONFLICT (id) DO UPDATE SET owner_id = mark;
    PERFORM 1 FROM marks WHERE id = mark FOR UPDATE;
    PERFORM remove_mark(mark);
END $$;
