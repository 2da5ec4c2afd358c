CREATE ROLE authenticated NOLOGIN;
CREATE TABLE todos (id bigint PRIMARY KEY);
