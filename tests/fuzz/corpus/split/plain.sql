-- what PostgreSQL itself can split
create table a (b int default (1), c text check (c <> ';'));
;;
create index on a (b); /* between */ select 1 as "x;y"
;
create function g() returns void language plpgsql as $body$ begin perform 1; end; $body$;
create or replace function f(a int) returns int language sql begin atomic
  select case when a > 1 then 1 else 2 end;
  select 2 as begin;
end;
create rule r as on update to a do also (insert into l values (1); delete from l);
select a[1:2], b::int, c :: text, d @> e, f <% g, 5 % 3, $1, 1.5e3, .5, x@-@y from t;
insert into t values ('a' 'b', E'\\', 'c''d;');
select 1
