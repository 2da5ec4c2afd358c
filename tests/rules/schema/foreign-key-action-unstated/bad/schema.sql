CREATE TABLE users (id bigint PRIMARY KEY);
CREATE TABLE todos (
    id bigint PRIMARY KEY,
    user_id bigint REFERENCES users,
    reader_id bigint REFERENCES users ON UPDATE CASCADE,
    writer_id bigint REFERENCES users ON DELETE NO ACTION,
    tenant_id bigint,
    UNIQUE (tenant_id, id)
);
CREATE TABLE notes (tenant_id bigint, todo_id bigint,
    CONSTRAINT of_todo FOREIGN KEY (tenant_id, todo_id) REFERENCES todos (tenant_id, id));
ALTER TABLE todos ADD FOREIGN KEY (tenant_id) REFERENCES users;
