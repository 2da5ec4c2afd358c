create table accounts (
    id         uuid primary key default gen_random_uuid(),
    user_id    uuid not null default auth.uid(),
    name       text not null check (char_length(name) between 1 and 100),
    balance    bigint not null default 0,
    created_at timestamptz not null default now(),
    constraint accounts_name_once unique (user_id, name)
);

-- What was moved. The marker is the test's: how often it stands here is how often it was done.
create table transfers (
    id         uuid primary key default gen_random_uuid(),
    user_id    uuid not null default auth.uid(),
    marker     text not null check (char_length(marker) between 1 and 100),
    amount     bigint not null check (amount > 0),
    created_at timestamptz not null default now()
);
create index transfers_of_user on transfers (user_id, created_at desc, id desc);

create table postings (
    id          bigint generated always as identity primary key,
    user_id     uuid not null default auth.uid(),
    transfer_id uuid not null references transfers (id) on delete cascade,
    amount      bigint not null
);
create index postings_of_transfer on postings (transfer_id);
create index postings_of_user on postings (user_id);

-- Judged when the transaction commits: the postings of a transfer add up to nothing.
create function postings_balance() returns trigger
    language plpgsql
    set search_path = ''
as $$
begin
    if (select sum(amount) from public.postings where transfer_id = new.transfer_id) <> 0 then
        raise exception 'The postings do not add up.' using errcode = 'PT422';
    end if;
    return null;
end
$$;
create constraint trigger postings_balanced after insert on postings
    deferrable initially deferred for each row execute function postings_balance();

create table samples (
    id               uuid primary key default gen_random_uuid(),
    user_id          uuid not null default auth.uid(),
    a_boolean        boolean,
    a_smallint       smallint,
    a_integer        integer,
    a_bigint         bigint,
    a_numeric        numeric,
    a_real           real,
    a_double         double precision,
    a_text           text,
    a_uuid           uuid,
    a_date           date,
    a_time           time,
    a_timestamp      timestamp,
    a_timestamptz    timestamptz,
    a_interval       interval,
    a_json           json,
    a_jsonb          jsonb,
    a_bytea          bytea,
    some_integers    integer[],
    some_texts       text[],
    some_timestamps  timestamptz[]
);
create index samples_of_user on samples (user_id);

alter table accounts enable row level security;
alter table transfers enable row level security;
alter table postings enable row level security;
alter table samples enable row level security;

create policy "own accounts" on accounts for all to authenticated
    using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create policy "own transfers" on transfers for all to authenticated
    using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create policy "own postings" on postings for all to authenticated
    using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create policy "own samples" on samples for all to authenticated
    using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));

revoke all on accounts, transfers, postings, samples from anon, authenticated;
grant select, insert, update on accounts, transfers, postings to authenticated;
grant select, insert on samples to authenticated;

create function require_funds(source uuid, wanted bigint) returns void
    language plpgsql stable
    set search_path = ''
as $$
begin
    if (select balance from public.accounts where id = source) < wanted then
        raise exception 'The balance does not allow it.' using errcode = 'PT409';
    end if;
end
$$;
revoke all on function require_funds(uuid, bigint) from public, anon;
grant execute on function require_funds(uuid, bigint) to authenticated;
