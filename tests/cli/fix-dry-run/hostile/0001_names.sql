CREATE TABLE "a
DROP TABLE x; --" (id bigint PRIMARY KEY);
CREATE TABLE todos (id bigint PRIMARY KEY, "list
id" bigint REFERENCES "a
DROP TABLE x; --" (id));
