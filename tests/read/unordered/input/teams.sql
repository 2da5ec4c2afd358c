CREATE TYPE mood AS ENUM ('good', 'bad');
CREATE TABLE teams (id int PRIMARY KEY, name text);
ALTER TABLE teams ENABLE ROW LEVEL SECURITY;
SELECT missing FROM teams;
