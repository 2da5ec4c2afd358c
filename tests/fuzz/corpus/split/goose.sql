-- +goose Up
-- +goose StatementBegin
CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ begin return 1; end $$
-- +goose StatementEnd
-- +goose Down
drop function f();
