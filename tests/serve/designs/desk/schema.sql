create table papers (
    id    bigint generated always as identity primary key,
    owner uuid not null default auth.uid(),
    name  text not null check (char_length(name) <= 60),
    count integer not null default 0,
    constraint papers_once unique (owner, name) deferrable initially deferred
);

-- Without triggers: where no row of it answers, none was written.
create table slips (
    id    bigint generated always as identity primary key,
    owner uuid not null default auth.uid(),
    count integer not null default 0
);
create index slips_of_owner on slips (owner);

-- What was done. Everyone reads it, so that a test sees what was written and taken back.
create table journal (
    id   bigint generated always as identity primary key,
    by   uuid not null default auth.uid(),
    what text not null check (char_length(what) <= 200)
);

alter table papers enable row level security;
alter table journal enable row level security;
create policy "own papers" on papers for all to authenticated
    using (owner = (select auth.uid())) with check (owner = (select auth.uid()));
alter table slips enable row level security;
create policy "own slips" on slips for all to authenticated
    using (owner = (select auth.uid())) with check (owner = (select auth.uid()));
grant select, insert, update on slips to authenticated;
create policy "own lines" on journal for insert to authenticated with check (by = (select auth.uid()));
create policy "all lines" on journal for select to authenticated using (true);
grant select, insert, update, delete on papers to authenticated;
grant select, insert on journal to authenticated;

create sequence numbers;
grant usage on sequence numbers to authenticated;

create function write_line(line text) returns bigint
    language plpgsql volatile set search_path = ''
as $$
declare
    written bigint;
begin
    insert into public.journal (what) values (line) returning id into written;
    return written;
end
$$;

create function write_nothing_back(line text) returns setof bigint
    language plpgsql volatile set search_path = ''
as $$
begin
    insert into public.journal (what) values (line);
    return;
end
$$;

create function write_two(line text) returns setof bigint
    language sql volatile set search_path = ''
as $$ insert into public.journal (what) values (line), (line) returning id $$;

-- It says that it only reads, and calls one that does not.
create function claims_to_read(line text) returns boolean
    language plpgsql stable set search_path = ''
as $$
begin
    return public.write_line(line) is null;
end
$$;

create view line_on_reading with (security_invoker = true) as select write_line('by the view') as line;
grant select on line_on_reading to authenticated;

create view desk_papers with (security_invoker = true) as select id, name from papers;
grant select, insert on desk_papers to authenticated;
create function desk_papers_insert() returns trigger
    language plpgsql set search_path = ''
as $$
begin
    perform public.write_line('laid down ' || new.name);
    if new.name = 'nothing' then
        return null;
    end if;
    insert into public.papers (name) values (new.name) returning id into new.id;
    return new;
end
$$;
create trigger laid_down instead of insert on desk_papers for each row execute function desk_papers_insert();

create function papers_kept_out() returns trigger
    language plpgsql set search_path = ''
as $$
begin
    if new.name like 'kept out%' then
        perform public.write_line('kept out');
        return null;
    end if;
    if new.name = 'refused' then
        raise exception 'Kein „%“ auf diesem Tisch.', new.name using errcode = 'PT422';
    end if;
    return new;
end
$$;
create trigger kept_out before insert or update on papers for each row execute function papers_kept_out();

create function papers_counted() returns trigger
    language plpgsql set search_path = ''
as $$
begin
    perform public.write_line('a statement of ' || lower(tg_op));
    return null;
end
$$;
create trigger counted after delete on papers for each statement execute function papers_counted();
