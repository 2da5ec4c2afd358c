CREATE TABLE lists (id bigint PRIMARY KEY);
CREATE TABLE todos (id bigint PRIMARY KEY, list_id bigint REFERENCES lists (id));
