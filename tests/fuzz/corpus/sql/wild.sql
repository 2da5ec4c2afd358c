create table {{x}}.t (id ${type}, "a%b%c" int);
\c other
COPY t FROM stdin;
1	2
\.
-- +goose Down
drop table t;
-- +goose Up
create table u (b serial);;begin;rollback;
