CREATE TABLE todos (id bigint PRIMARY KEY, title text, colour text, tags text[], body text,
    created_at timestamptz);
-- Only read, only written, never met.
CREATE INDEX todos_colour ON todos (colour);
CREATE INDEX todos_created ON todos (created_at DESC);
-- What is searched comes second; another column of the expression's kind; GIN.
CREATE INDEX todos_colour_title ON todos (colour, title);
CREATE INDEX todos_lower ON todos (lower(body));
CREATE INDEX todos_tags ON todos USING gin (tags);
