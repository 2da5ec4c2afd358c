CREATE TABLE todos (id uuid PRIMARY KEY, title text NOT NULL);
CREATE TABLE notes (id uuid PRIMARY KEY, todo_id uuid NOT NULL REFERENCES todos, body text NOT NULL);
