-- Presumed: by what it references, by its name, by where a key leads.
create table public.profiles (
  id uuid primary key references auth.users (id) on delete cascade,
  name text
);
create table todos (
  id bigint generated always as identity primary key,
  user_id uuid not null references auth.users,
  title text
);
create table invoices (id bigint primary key, tenant_id uuid not null);

-- Certain: a policy of documents looks the caller up in members, and ties owner_id.
create table members (team_id bigint, member uuid, primary key (team_id, member));
create table documents (id bigint primary key, team_id bigint, title text);
alter table documents enable row level security;
create policy "team reads" on documents for select to authenticated
  using (exists (select 1 from members m where m.team_id = documents.team_id and m.member = (select auth.uid())));
create table pages (id bigint primary key, document_id bigint references documents (id));

-- No tenant in sight, but anyone may write it.
create table countries (code text primary key, created_by uuid references auth.users);

-- One role may only read, the other everything.
create table notes (id bigint primary key, owner_id uuid);
revoke insert, update, delete on notes from anon;

-- Turned on, and off again.
create table orders (id bigint primary key, account_id bigint);
alter table orders enable row level security;
alter table orders disable row level security;
-- FORCE alone.
create table payments (id bigint primary key, org_id bigint);
alter table payments force row level security;
-- A new table under an old name has none.
create table tasks (id bigint primary key, workspace_id bigint);
alter table tasks enable row level security;
drop table tasks;
create table tasks (id bigint primary key, workspace_id bigint);
-- LIKE carries none over.
create table documents_copy (like documents including all, team_id_2 int);

-- A partitioned root; and one that is protected while its partitions are not.
create table events (user_id uuid, at date) partition by range (at);
create table events_2026 partition of events for values from ('2026-01-01') to ('2027-01-01');
create table visits (user_id uuid, at date) partition by range (at);
alter table visits enable row level security;
create policy own on visits using (user_id = (select auth.uid()));
create table visits_2026 partition of visits for values from ('2026-01-01') to ('2027-01-01');
create table visits_2027 partition of visits for values from ('2027-01-01') to ('2028-01-01');

-- Another schema, opened to them.
create schema api;
grant usage on schema api to anon;
create table api.items (id bigint primary key, user_id uuid);
grant select (id) on api.items to anon;

-- Nobody's by its columns, and only read: but not meant for everyone.
create table patients (id bigint primary key, name text, ssn text);
revoke insert, update, delete, truncate on patients from anon, authenticated;
create table suppliers (id bigint primary key, name text, iban text);
revoke all on suppliers from anon, authenticated;
grant select (name, iban) on suppliers to anon;
