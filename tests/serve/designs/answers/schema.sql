create type pair as (a int, b text);
create type mood as enum ('sad', 'happy');

create table items (
    id          bigint primary key,
    name        text not null,
    price       numeric(30, 10) not null default 0,
    weight      double precision,
    mood        mood,
    tags        text[] not null default '{}',
    pair        pair,
    doc         jsonb,
    made        timestamptz not null default '2026-03-01 09:00:00.5+00',
    secret_note text default 'nobody sees this'
);

create table ledger (
    id     bigint generated always as identity primary key,
    amount int not null
);

insert into items (id, name, price, weight, mood, tags, pair, doc) values
    (1, 'one', 1.5, 'NaN', 'sad', array['a', 'b "c"'], '(1,x)', '{"k":  [1.0, null]}'),
    (2, 'two', 12345678901234567890.0123456789, '-0', null, '{}', null, null),
    (3, 'three', 0, 1e300, 'happy', '{b}', '(,"")', '"text"'),
    (9007199254740993, 'large', -1, null, 'happy', '{}', null, 'null');

alter table items enable row level security;
alter table ledger enable row level security;
create policy "all items" on items to anon, authenticated using (true) with check (true);
create policy "all entries" on ledger to anon, authenticated using (true) with check (true);
revoke all on items, ledger from anon, authenticated;
grant select, insert, update, delete on items, ledger to anon, authenticated;
