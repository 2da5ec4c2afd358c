CREATE ROLE app;
CREATE FUNCTION caller() RETURNS bigint LANGUAGE sql STABLE
    AS $$ SELECT nullif(current_setting('app.user', true), '')::bigint $$;

-- The row's own column: bare, wrapped, the other way round; two policies, one finding.
CREATE TABLE todos (id bigint PRIMARY KEY, user_id bigint NOT NULL, title text);
ALTER TABLE todos ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON todos FOR SELECT USING (user_id = (SELECT caller()) AND title <> '');
CREATE POLICY change ON todos FOR ALL USING (caller() = user_id);

-- An index that holds it second; a partial one; one on an expression; one of another kind; INCLUDE.
CREATE TABLE notes (id bigint PRIMARY KEY, user_id bigint NOT NULL, is_open boolean, at date);
CREATE INDEX ON notes (at, user_id);
CREATE INDEX notes_open ON notes (user_id) WHERE is_open;
CREATE INDEX ON notes ((user_id + 1));
CREATE INDEX ON notes USING brin (user_id);
CREATE INDEX ON notes (at) INCLUDE (user_id);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON notes USING (user_id = (SELECT caller()));

-- Both alternatives need one, one of them has it; a list that is made once.
CREATE TABLE messages (id bigint PRIMARY KEY, sender_id bigint NOT NULL, receiver_id bigint NOT NULL);
CREATE INDEX ON messages (sender_id);
ALTER TABLE messages ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON messages
    USING (sender_id = (SELECT caller()) OR receiver_id = (SELECT caller()));

-- Memberships: by the caller alone, by both, joined, in a function.
CREATE TABLE members (team_id bigint, user_id bigint, PRIMARY KEY (team_id, user_id));
CREATE TABLE documents (id bigint PRIMARY KEY, team_id bigint NOT NULL);
ALTER TABLE documents ENABLE ROW LEVEL SECURITY;
CREATE POLICY team ON documents
    USING (team_id IN (SELECT m.team_id FROM members m WHERE m.user_id = (SELECT caller())));
CREATE TABLE guests (team_id bigint, user_id bigint);
CREATE TABLE pages (id bigint PRIMARY KEY, team_id bigint NOT NULL);
ALTER TABLE pages ENABLE ROW LEVEL SECURITY;
CREATE POLICY team ON pages FOR INSERT WITH CHECK (EXISTS (
    SELECT 1 FROM guests g WHERE g.team_id = pages.team_id AND g.user_id = (SELECT caller())));
CREATE TABLE helpers (team_id bigint, user_id bigint, role text);
CREATE INDEX ON helpers (role);
CREATE FUNCTION helps(bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = ''
    AS $$ SELECT EXISTS (SELECT 1 FROM public.helpers h
                          WHERE h.team_id = $1 AND h.user_id = public.caller() AND h.role = 'x') $$;
CREATE TABLE files (id bigint PRIMARY KEY, team_id bigint NOT NULL);
ALTER TABLE files ENABLE ROW LEVEL SECURITY;
CREATE POLICY team ON files USING (helps(team_id));

-- A partition without it.
CREATE TABLE events (user_id bigint NOT NULL, at date) PARTITION BY RANGE (at);
CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE TABLE events_2 PARTITION OF events FOR VALUES FROM ('2027-01-01') TO ('2028-01-01');
CREATE INDEX ON events_1 (user_id);
ALTER TABLE events ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON events USING (user_id = (SELECT caller()));

GRANT SELECT, INSERT, UPDATE ON todos, notes, messages, members, documents, guests, pages, files,
    events TO app;
