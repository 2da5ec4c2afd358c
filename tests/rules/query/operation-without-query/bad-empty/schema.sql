CREATE TABLE todos (id uuid PRIMARY KEY);
