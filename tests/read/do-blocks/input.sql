-- DO blocks: guards, loops, dynamic statements; what cannot be followed is a gap.
create table public.todos (id int primary key, user_id uuid);
create table public.notes (id int primary key);
DO $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_type WHERE typname = 'mood') THEN
    CREATE TYPE mood AS ENUM ('a','b');
  END IF;
END $$;
DO $$ BEGIN CREATE TYPE mood AS ENUM ('x'); EXCEPTION WHEN duplicate_object THEN null; END $$;
DO $$
DECLARE
  t text; r record;
  tbls text[] := ARRAY['todos','notes','missing'];
BEGIN
  FOREACH t IN ARRAY tbls LOOP
    IF to_regclass('public.'||t) IS NOT NULL THEN
      -- comment
      FOR r IN SELECT policyname FROM pg_policies WHERE schemaname='public' AND tablename=t LOOP
        EXECUTE format('DROP POLICY IF EXISTS %I ON public.%I', r.policyname, t);
      END LOOP;
      EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY', t);
      EXECUTE format('CREATE POLICY %I ON public.%I FOR ALL TO public USING (id > 0)', t || '_all', t);
    ELSE
      RAISE NOTICE 'no %', t;
    END IF;
  END LOOP;
END $$;
do $$declare t record; begin
 if not exists (select 1 from pg_constraint where conname = 'c1' and conrelid = 'public.todos'::regclass) then
   alter table todos add constraint c1 check (id > 0);
 end if;
 if not exists (select 1 from information_schema.columns where table_schema='public' and table_name='todos' and column_name='title') then
   alter table todos add column title text;
 elsif true then
   alter table todos add column wrong text;
 else alter table todos add column wrong2 text;
 end if;
 IF EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'pg_cron') THEN
   PERFORM cron.schedule('x', '* * * * *', $c$select 1$c$);
 END IF;
 if (select count(*) from todos) > 5 then alter table todos add column unsure int; end if;
 if exists (select 1 from todos) then raise exception 'x'; end if;
 FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
   EXECUTE 'ALTER TABLE ' || quote_ident(t.tablename) || ' ADD COLUMN created_at timestamptz';
 END LOOP;
 for i in 1..2 loop execute 'create table part_' || i || ' (id int primary key)'; end loop;
end$$;
do $$ begin
  begin alter table nope add column x int; exception when undefined_table then null; end;
  begin alter table nope2 add column x int; exception when others then raise notice 'x'; end;
  alter table todos add column after1 int;
exception when duplicate_column then null;
end $$;
do $$ declare d text; begin select pg_get_functiondef('f'::regproc) into d; execute replace(d,'a','b'); end $$;
do language plpgsql 'begin create table quoted_one (a text default ''x'', id int primary key); end';
do $$ begin if not exists(select 1 from pg_type t join pg_namespace n on n.oid = t.typnamespace where t.typname = 'mood' and n.nspname = 'public') then create type mood as enum('q'); end if; end; $$;
do $$ begin create index idx on todos(user_id); raise exception 'no'; end $$;
do $$ begin this is not good $$;
