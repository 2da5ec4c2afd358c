CREATE EXTENSION pgcrypto;
CREATE TABLE users (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    email text NOT NULL UNIQUE,
    password_hash text NOT NULL,
    name text
);
CREATE TABLE lists (
    id uuid PRIMARY KEY,
    owner_id uuid NOT NULL REFERENCES users,
    name text NOT NULL,
    UNIQUE (owner_id, name)
);
CREATE TABLE todos (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    list_id uuid NOT NULL REFERENCES lists,
    title text NOT NULL,
    description text,
    priority int NOT NULL DEFAULT 1,
    is_completed boolean NOT NULL DEFAULT false,
    tags jsonb,
    due date,
    created_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz
);
CREATE UNIQUE INDEX todos_title ON todos (list_id, lower(title)) WHERE deleted_at IS NULL;
CREATE VIEW open_todos AS
    SELECT t.id, t.title, t.list_id, l.name AS list, u.name AS owner
    FROM todos t JOIN lists l ON l.id = t.list_id LEFT JOIN users u ON u.id = l.owner_id
    WHERE t.deleted_at IS NULL;
CREATE VIEW late_todos AS SELECT id, title AS what FROM open_todos;
CREATE FUNCTION todos_of(p_list uuid, p_done boolean DEFAULT false) RETURNS SETOF todos
    LANGUAGE sql STABLE AS $$ SELECT * FROM todos WHERE list_id = p_list AND is_completed = p_done $$;
CREATE FUNCTION rename_todo(p_id uuid, p_title text) RETURNS text
    LANGUAGE sql AS $$ UPDATE todos SET title = p_title WHERE id = p_id RETURNING title $$;
CREATE FUNCTION audit(p text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN PERFORM 1; END $$;
CREATE FUNCTION shout(p text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN upper(p); END $$;
CREATE VIEW plain_todos AS SELECT id, title AS name, list_id FROM todos WHERE NOT is_completed;
