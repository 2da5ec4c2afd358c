-- +goose Up
CREATE TABLE lists (id bigint PRIMARY KEY);
CREATE TABLE todos (id bigint PRIMARY KEY, list_id bigint REFERENCES lists (id));

-- +goose Down
DROP TABLE todos;
DROP TABLE lists;
