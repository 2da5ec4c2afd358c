create table notes (
    id      text primary key check (char_length(id) between 1 and 60),
    owner   uuid not null default auth.uid(),
    title   text not null check (char_length(title) <= 60),
    shape   jsonb,
    tags    jsonb not null default '{}',
    amount  numeric(20, 4),
    seen_by text[] not null default '{}'
);
create index notes_of_owner on notes (owner);
alter table notes enable row level security;
create policy "own notes" on notes for all to authenticated using (owner = (select auth.uid())) with check (owner = (select auth.uid()));
grant select, insert, update, delete on notes to authenticated;
