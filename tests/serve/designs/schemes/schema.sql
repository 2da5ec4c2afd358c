create table visits (
    id         uuid primary key default gen_random_uuid(),
    user_id    uuid not null default auth.uid(),
    note       text not null check (char_length(note) between 1 and 5000),
    created_at timestamptz not null default now()
);
create index visits_of_user on visits (user_id);
alter table visits enable row level security;
alter table visits force row level security;
create policy own_read on visits for select to authenticated using (user_id = (select auth.uid()));
create policy own_add on visits for insert to authenticated with check (user_id = (select auth.uid()));
grant select, insert on visits to authenticated;
