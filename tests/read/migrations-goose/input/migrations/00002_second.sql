-- +goose NO TRANSACTION
-- +goose Up
CREATE INDEX CONCURRENTLY users_again ON users (id);
-- +goose Down
DROP INDEX users_again;
UPDATE TABLE never run;
