CREATE TABLE todos (id bigint PRIMARY KEY, title text NOT NULL);
