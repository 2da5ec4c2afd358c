create table lists (id uuid primary key default gen_random_uuid(), user_id uuid not null default auth.uid(), name text not null);
create index on lists (user_id);
create table items (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null default auth.uid(),
    list_id uuid not null references lists,
    title text not null check (char_length(title) between 1 and 80),
    seats int not null default 1 check (seats > 0),
    details jsonb not null default '{}',
    at timestamptz not null default now()
);
create index on items (list_id);
create index on items (user_id, at, id);
alter table lists enable row level security;
alter table items enable row level security;
create policy l on lists to authenticated using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create policy i on items to authenticated using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
grant select, insert, update, delete on lists, items to authenticated;
