-- hello
create table a (b int, c text default 'x;y'); -- t
select 1 \gset
\connect foo
copy t (a,b) from stdin with (format csv);
1;2
\.
create or replace rule r as on insert to t do instead (insert into a values (1); select 2);
create function f() returns int begin atomic select case when a then 1 end; select 2; end;
create function g() returns int begin atomic select case when a then 1 end; select 2;
create table ${schema}.x (a int[1:2], b {{ type }});
select :x, :'y', :"Z", a::int, a[1:n] from prefix_${env}_foo where a %(b)s;
create table broken (a numeric(10,2, b int);
insert into x values ('it's');
create table t2 (a text default 'b');
-- +goose Down
drop table x;
-- +goose Up
select $a$ ; $b$ ; $a$, $1, E'a\';' "q{{x}}", 'z' /* a /* b */ c */ + 1
