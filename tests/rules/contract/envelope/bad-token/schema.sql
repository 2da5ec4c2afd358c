create extension pgcrypto;
create table accounts (id uuid primary key default gen_random_uuid(), email text not null unique, password_hash text not null);
alter table accounts enable row level security;
create policy a on accounts for select to anon using (true);
grant select on accounts to anon;
