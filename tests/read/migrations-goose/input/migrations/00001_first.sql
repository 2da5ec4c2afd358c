-- +goose Up
CREATE TABLE users (id int PRIMARY KEY);
-- +goose StatementBegin
CREATE FUNCTION touch() RETURNS int AS $$ BEGIN RETURN 1; END; $$ LANGUAGE plpgsql;
-- +goose StatementEnd

-- +goose Down
DROP FUNCTION touch();
DROP TABLE users;
