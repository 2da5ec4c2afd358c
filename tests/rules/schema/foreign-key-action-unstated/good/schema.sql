CREATE TABLE users (id bigint PRIMARY KEY);
CREATE TABLE todos (
    id bigint PRIMARY KEY,
    a bigint REFERENCES users ON DELETE CASCADE,
    b bigint REFERENCES users ON DELETE SET NULL,
    c bigint DEFAULT 0 REFERENCES users ON DELETE SET DEFAULT,
    d bigint REFERENCES users ON DELETE RESTRICT,
    -- RESTRICT cannot wait for the end of the transaction.
    e bigint REFERENCES users DEFERRABLE INITIALLY DEFERRED
);
CREATE TABLE notes (user_id bigint REFERENCES users);
ALTER TABLE notes DROP CONSTRAINT notes_user_id_fkey;
ALTER TABLE notes ADD FOREIGN KEY (user_id) REFERENCES users ON DELETE CASCADE;
