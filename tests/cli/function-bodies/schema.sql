create table todos (id int primary key, title text not null);

-- PostgreSQL analyses these when they are made, and refuses them.
create function no_table() returns bigint language sql as $$ select count(*) from nowhere $$;
create function no_column() returns text language sql as $$ select titel from todos $$;
create function no_path() returns bigint language sql set search_path = '' as $$ select count(*) from todos $$;
create function no_sense() returns int language sql as $$ select 1 form todos $$;

-- And accepts these.
create function by_id(wanted int) returns text language sql as $$ select title from todos t where t.id = wanted $$;
create function by_number(int) returns text language sql as $$ select title from todos where id = $1 $$;
create function qualified() returns bigint language sql set search_path = '' as $$ select count(*) from public.todos $$;
create function whole(t todos) returns text language sql as $$ select t.title || (t).title || whole.t.title $$;
create function any_of(anyelement) returns anyelement language sql as $$ select $1 from nowhere_yet $$;
create function add(new_title text) returns int language sql as $$
    insert into todos (id, title) values (1, new_title) on conflict (id) do update set title = excluded.title returning id;
$$;
create function later() returns int language plpgsql as $$ begin return (select missing from nowhere); end $$;
do $$ declare a int[]; r record; begin a[3] := 4; a := array[1]; r.x = 5; r.y := a[1:2]; end $$;

set check_function_bodies = off;
create function unchecked() returns bigint language sql as $$ select count(*) from nowhere_at_all $$;
