-- DEFAULT NULL is kept where the NULL has to be made into the column's type.
create domain short as text;
create table defaults (
    a text default null,
    b varchar(10) default null,
    c char default null,
    c2 char(3) default null,
    n numeric default null,
    n2 numeric(8,2) default null,
    ts timestamp(3) default null,
    iv interval(3) default null,
    iv2 interval default null,
    dd short default null,
    bb bit default null,
    b4 bit(4) default null,
    vb varbit(4) default null,
    ar varchar(10)[] default null,
    x text default null::text,
    y text default null::varchar,
    z varchar(5) default null::varchar,
    i int default (null),
    j int8 default null::int,
    da short[] default null,
    tz timestamptz default null::timestamptz,
    ii int default null::int,
    cc varchar default null::varchar,
    ch "char" default null,
    g varchar(20) default null::varchar(20));
-- Without a length, bit takes any; its name is quoted then, because bit alone is bit(1).
create function any_length(bit, varbit, bit varying) returns bit language sql as 'select $1';
