create type mood as enum ('müde', 'wach', 'it''s "so so"');
create type place as (hall text, shelf smallint, at point);
create type weights as range (subtype = numeric);
create domain code as text check (value ~ '^[A-Z]{2,4}$');

create table items (
    id         uuid not null default gen_random_uuid(),
    depot      integer not null default (current_setting('app.depot'))::integer,
    owner      text not null default current_setting('app.user_id'),
    kind       text not null check (kind in ('box', 'bag', 'crate')),
    a_boolean  boolean,
    a_int      integer,
    a_bigint   bigint,
    a_numeric  numeric,
    a_money    numeric(12, 2) not null default 0,
    a_double   double precision,
    a_real     real,
    a_text     text not null default 'nichts' check (char_length(a_text) <= 1000),
    a_code     code,
    a_mood     mood,
    moods      mood[] not null default '{}',
    a_date     date,
    a_time     time,
    a_timetz   timetz,
    a_moment   timestamptz,
    a_interval interval,
    a_bytea    bytea,
    a_inet     inet,
    a_place    place,
    places     place[],
    weight     weights,
    days       daterange,
    spans      int4multirange,
    words      text[],
    grid       integer[],
    bits       bit varying(16),
    doc        jsonb,
    raw        json,
    docs       jsonb[],
    primary key (depot, id)
) partition by list (depot);
create table items_of_1 partition of items for values in (1);
create table items_of_2 partition of items for values in (2);
create index items_by_owner on items (depot, owner);

alter table items enable row level security;
alter table items force row level security;
alter table items_of_1 enable row level security;
alter table items_of_2 enable row level security;
create policy "of the depot" on items for select to authenticated
    using (depot = (select current_setting('app.depot', true)::integer));
create policy "own ones" on items for insert to authenticated
    with check (depot = (select current_setting('app.depot', true)::integer) and owner = (select current_setting('app.user_id', true)));
create policy "own changes" on items for update to authenticated
    using (depot = (select current_setting('app.depot', true)::integer) and owner = (select current_setting('app.user_id', true)))
    with check (depot = (select current_setting('app.depot', true)::integer) and owner = (select current_setting('app.user_id', true)));

create view boxes with (security_invoker = true) as
    select id, owner, a_text, a_money, days from items where kind = 'box';

grant select, insert, update on items to authenticated;
grant select on boxes to authenticated;
