CREATE TABLE lists (id uuid PRIMARY KEY, name text);
