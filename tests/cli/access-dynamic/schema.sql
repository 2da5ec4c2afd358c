create table t(id uuid primary key, user_id uuid not null);
alter table t enable row level security;
create policy p on t for select to authenticated using (user_id = auth.uid());
grant select on t to authenticated;
create function off() returns void language plpgsql as $$ begin execute 'alter table t disable row level security'; end $$;
select off();
