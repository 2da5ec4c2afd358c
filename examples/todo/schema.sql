-- A to-do service: every user sees and changes their own to-dos and nobody else's.
-- auth.uid() is the caller's id, from the token; anon and authenticated are the roles of the API.

-- Who has used the service. Names, passwords and sessions are the sign-in service's business.
create table users (
    id         uuid primary key default auth.uid(),
    created_at timestamptz not null default now()
);

create table todos (
    id           uuid primary key default gen_random_uuid(),
    user_id      uuid not null default auth.uid() references users (id) on delete cascade,
    title        text not null check (char_length(title) between 1 and 200),
    description  text check (char_length(description) <= 1000),
    priority     text not null default 'medium' check (priority in ('low', 'medium', 'high')),
    is_completed boolean not null default false,
    completed_at timestamptz,
    created_at   timestamptz not null default now(),
    updated_at   timestamptz not null default now(),
    deleted_at   timestamptz,
    constraint todos_completed check (is_completed = (completed_at is not null))
);

comment on table todos is 'One thing to do. Deleting one sets deleted_at.';

-- The pages of a user's to-dos, newest first: all of them, of one status, of one priority.
-- The first is not partial, so it also finds the rows of a user (the foreign key). Priority is text
-- because under row security PostgreSQL uses no index for the comparison of an enum (it is not
-- leakproof).
create index todos_of_user on todos (user_id, created_at desc, id desc);
create index todos_by_status on todos (user_id, is_completed, created_at desc, id desc)
    where deleted_at is null;
create index todos_by_priority on todos (user_id, priority, created_at desc, id desc)
    where deleted_at is null;

-- updated_at and completed_at follow from what is written; no request sets them.
create function todos_touch() returns trigger
    language plpgsql
    set search_path = ''
as $$
begin
    new.updated_at := now();
    if new.is_completed and not old.is_completed then
        new.completed_at := now();
    elsif not new.is_completed then
        new.completed_at := null;
    end if;
    return new;
end
$$;

create trigger todos_touched before update on todos
    for each row execute function todos_touch();

-- Row security. The policies do not hide deleted rows: an UPDATE must leave a row that its own
-- SELECT policy shows, so hiding them there would refuse the deletion itself (SQLSTATE 42501).
-- The queries say "deleted_at is null". Nobody may DELETE.
alter table users enable row level security;
alter table todos enable row level security;

create policy "read oneself" on users for select to authenticated
    using (id = (select auth.uid()));

create policy "add oneself" on users for insert to authenticated
    with check (id = (select auth.uid()));

create policy "read own" on todos for select to authenticated
    using (user_id = (select auth.uid()));

create policy "add own" on todos for insert to authenticated
    with check (user_id = (select auth.uid()));

create policy "change own" on todos for update to authenticated
    using (user_id = (select auth.uid()))
    with check (user_id = (select auth.uid()));

revoke all on users, todos from anon, authenticated;
grant select, insert on users to authenticated;
grant select, insert, update on todos to authenticated;

-- Row security alone cannot tell a foreign to-do from an absent one: both are no row. This function
-- looks past it, as its owner, and answers nothing but the difference: SQLSTATE PT404 and PT403
-- become the statuses 404 and 403.
create function require_own_todo(wanted uuid) returns void
    language plpgsql stable security definer
    set search_path = ''
as $$
declare
    owner uuid := (select user_id from public.todos where id = wanted and deleted_at is null);
begin
    if owner is null then
        raise exception 'There is no such to-do.' using errcode = 'PT404';
    elsif owner is distinct from auth.uid() then
        raise exception 'This to-do is somebody else''s.' using errcode = 'PT403';
    end if;
end
$$;

revoke all on function require_own_todo(uuid) from public, anon;
grant execute on function require_own_todo(uuid) to authenticated;
