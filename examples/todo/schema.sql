-- A to-do service: every user sees and changes their own to-dos and nobody else's.
-- auth.uid() is the caller's id, as on Supabase; the roles anon and authenticated are its API roles.

create type priority as enum ('low', 'medium', 'high');

create table todos (
    id           uuid primary key default gen_random_uuid(),
    user_id      uuid not null default auth.uid() references auth.users (id) on delete cascade,
    title        text not null check (length(title) between 1 and 200),
    description  text check (length(description) <= 1000),
    priority     priority not null default 'medium',
    is_completed boolean not null default false,
    completed_at timestamptz,
    created_at   timestamptz not null default now(),
    updated_at   timestamptz not null default now(),
    deleted_at   timestamptz,
    constraint todos_completed check (is_completed = (completed_at is not null))
);

comment on table todos is 'One thing to do. Deleting one sets deleted_at.';

-- The list of a user's living to-dos, newest first; user_id leads, so the foreign key is covered.
create index todos_of_user on todos (user_id, created_at desc, id desc);
create index todos_open on todos (user_id, priority) where not is_completed and deleted_at is null;

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

alter table todos enable row level security;

create policy "read own" on todos for select to authenticated
    using (user_id = (select auth.uid()));

create policy "add own" on todos for insert to authenticated
    with check (user_id = (select auth.uid()));

create policy "change own" on todos for update to authenticated
    using (user_id = (select auth.uid()))
    with check (user_id = (select auth.uid()));

revoke all on todos from anon;
grant select, insert, update on todos to authenticated;
