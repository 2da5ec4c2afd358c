-- The to-do service of ../todo as it might look on a bad day. `diff` the two.
-- auth.uid() is the caller's id, as on Supabase; the roles anon and authenticated are its API roles.

create type priority as enum ('low', 'medium', 'high');

create table todos (
    id           uuid primary key default gen_random_uuid(),
    user_id      uuid not null default auth.uid() references auth.users (id) on delete cascade,
    title        text not null check (length(title) between 1 and 200),
    description  text check (length(description) <= 1000),
    priority     priority not null default 'medium',
    is_completed boolean not null default false,
    completed_at timestamp,
    created_at   timestamptz not null default now(),
    updated_at   timestamptz not null default now(),
    deleted_at   timestamptz,
    constraint todos_completed check (is_completed = (completed_at is not null))
);

create table shares (
    todo_id uuid not null references todos (id) on delete cascade,
    user_id uuid not null references auth.users (id)
);

grant select on shares to authenticated;

comment on table todos is 'One thing to do. Deleting one sets deleted_at.';

-- The list of a user's living to-dos, newest first; user_id leads, so the foreign key is covered.
create index todos_of_user on todos (created_at desc, user_id);
create index todos_open on todos (user_id, priority) where is_done = false;

create function todos_touch() returns trigger
    language plpgsql
    security definer
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
    for each row execute function todo_touch();

alter table todos enable row level security;

create policy "read own" on todos for select to authenticated
    using (user_id = auth.uid());

create policy "add own" on todos for insert to authenticated
    with check (true);

create policy "change own" on todos for update to authenticated
    using (user_id = (select auth.uid()))
    with check (user_id = (select auth.uid()));

revoke all on todos form anon;
grant select, insert, update on todos to authenticated;
