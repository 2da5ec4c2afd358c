create extension pg_trgm;

create table places (
    id        integer generated always as identity primary key,
    land      text not null check (char_length(land) <= 40),
    name      text not null check (char_length(name) <= 80),
    visited   timestamptz,
    height    numeric(8, 3),
    warmth    double precision,
    is_draft  boolean not null default false,
    about     text not null default '',
    words     tsvector generated always as (to_tsvector('simple', name || ' ' || about)) stored
);
create index places_in_order on places (land, name, id);
create index places_visited on places (visited desc, id desc) where visited is not null;
create index places_words on places using gin (words);
create index places_alike on places using gin (name gin_trgm_ops);

alter table places enable row level security;
create policy "published" on places for select to anon using (not is_draft);
create policy "all of it" on places for select to authenticated using (true);
grant select on places to anon, authenticated;

create materialized view lands as
    select land, count(*) as places, max(height) as highest from places where not is_draft group by land with no data;
create unique index lands_once on lands (land);
grant select on lands to anon, authenticated;

insert into places (land, name, visited, height, warmth, is_draft, about)
select land, name, timestamptz '2024-03-01 00:00+00' + at / 3 * interval '1.000001 s', at * 1.125, at / 7.0, at % 10 = 9, 'Nummer ' || at
  from generate_series(0, 39) as at,
       lateral (select (array['Ísland', 'Österreich', 'a,b "c" \d', '日本'])[at % 4 + 1] as land, 'Ort ' || at % 5 as name) as named;
update places set visited = null where id % 6 = 0;
update places set height = null where id % 5 = 0;
update places set warmth = 'NaN' where id = 7;
update places set warmth = '-Infinity' where id = 8;
insert into places (land, name, about) values ('🏝', 'Ärgernis 😀 am Fluß', 'Katzen und Hunde; "Fluß"');
refresh materialized view lands;
