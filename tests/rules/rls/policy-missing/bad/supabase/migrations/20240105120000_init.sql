create table todos (id bigint primary key, user_id uuid);
alter table todos enable row level security;

-- Restrictive policies open nothing.
create table notes (id bigint primary key, user_id uuid);
alter table notes enable row level security;
create policy own on notes as restrictive using (user_id = (select auth.uid()));

-- Its only policy is gone.
create table lists (id bigint primary key, user_id uuid);
alter table lists enable row level security;
create policy own on lists using (user_id = (select auth.uid()));
drop policy own on lists;

-- A partitioned root.
create table events (user_id uuid, at date) partition by range (at);
alter table events enable row level security;

-- One of the two roles is still granted it.
create table drafts (id bigint primary key);
alter table drafts enable row level security;
revoke all on drafts from anon;
