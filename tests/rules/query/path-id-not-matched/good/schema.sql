CREATE TABLE lists (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), name text NOT NULL);
CREATE TABLE todos (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    list_id uuid NOT NULL REFERENCES lists,
    title text NOT NULL,
    note text,
    done boolean NOT NULL DEFAULT false
);

CREATE TABLE tags (todo_id uuid REFERENCES todos, tag text, PRIMARY KEY (todo_id, tag));
CREATE VIEW open_todos AS SELECT id, title FROM todos WHERE NOT done;
CREATE TABLE log (at timestamptz NOT NULL DEFAULT now(), what text NOT NULL);
CREATE FUNCTION allow(todo uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM todos WHERE id = todo;
    IF NOT FOUND THEN
        RAISE SQLSTATE 'PT403';
    END IF;
END $$;
CREATE FUNCTION one_todo(todo uuid) RETURNS SETOF todos LANGUAGE sql STABLE AS $$ SELECT * FROM todos WHERE id = todo $$;
