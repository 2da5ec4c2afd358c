CREATE TABLE users (id bigint PRIMARY KEY, email text, plan text);
CREATE TABLE todos (id bigint PRIMARY KEY, user_id bigint REFERENCES users, title text, rank int,
    colour text, due date, state text, tags text[], place text, kind text, late date, body text,
    day date, area text, list text, code text, word text, hidden boolean);
CREATE INDEX ON users (lower(email));
CREATE INDEX ON users (plan);
CREATE INDEX ON todos (user_id);
CREATE INDEX ON todos (title);
CREATE INDEX ON todos (rank);
CREATE INDEX ON todos (colour);
CREATE INDEX ON todos (due);
CREATE INDEX ON todos (state);
CREATE INDEX ON todos USING gin (tags);
CREATE INDEX ON todos (place);
CREATE INDEX ON todos (kind);
CREATE INDEX ON todos (late);
CREATE INDEX ON todos (body);
CREATE INDEX ON todos (day);
CREATE INDEX ON todos (area);
CREATE INDEX ON todos (list);
CREATE INDEX ON todos (word);
CREATE INDEX ON todos (hidden);
-- Enforces something.
CREATE UNIQUE INDEX ON todos (code);
-- Used by a policy, a view, a function in SQL, one in PL/pgSQL, a statement that it builds.
ALTER TABLE todos ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON todos USING (place = current_user);
CREATE VIEW kinds AS SELECT kind, count(*) FROM todos GROUP BY kind;
CREATE FUNCTION late() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM todos WHERE late < now()';
CREATE FUNCTION bodies() RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
    RETURN (SELECT count(*) FROM todos WHERE BODY LIKE 'a%');
END $$;
CREATE FUNCTION days() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE 'DELETE FROM todos WHERE day < now()';
END $$;
-- Through a view, a subquery and a CTE.
CREATE TABLE notes (id bigint PRIMARY KEY, a text, b text, c text, d text);
CREATE INDEX ON notes (a);
CREATE INDEX ON notes (b);
CREATE INDEX ON notes (c);
CREATE INDEX ON notes (d);
CREATE VIEW renamed AS SELECT id, a AS first FROM notes;
CREATE VIEW again AS SELECT * FROM renamed;
