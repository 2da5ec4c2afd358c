-- What PostgreSQL's Parse refuses for its types: tests/oracle_queries compares the SQLSTATE.

-- name: r001 :exec
select * from users where u = 5;

-- name: r002 :exec
select * from users where name = $1 and u = $1;

-- name: r003 :exec
select * from users where u = $1 and age = $1;

-- name: r004 :exec
select * from posts where title = 5;

-- name: r005 :exec
select * from users where data -> $1 -> tags = 'x';

-- name: r006 :exec
select $1 -> 'items';

-- name: r007 :exec
select $1 + $2;

-- name: r008 :exec
select 'a' + 'b';

-- name: r009 :exec
select $1 ->> 'name' from users;

-- name: r010 :exec
select lower(5);

-- name: r011 :exec
select sum(name) from users;

-- name: r012 :exec
select add('x'::text, 1);

-- name: r013 :exec
select add(1);

-- name: r014 :exec
select over(null);

-- name: r015 :exec
select over($1);

-- name: r016 :exec
select greet(5);

-- name: r017 :exec
select poly($1);

-- name: r018 :exec
select - name from users;

-- name: r019 :exec
select not name from users;

-- name: r020 :exec
select * from users where name;

-- name: r021 :exec
select * from users where age;

-- name: r022 :exec
select id from users group by id having count(*);

-- name: r023 :exec
select * from users u join posts p on p.user_id;

-- name: r024 :exec
select * from users limit 'x'::text;

-- name: r025 :exec
select case when flag then 1 else 'x'::text end from users;

-- name: r026 :exec
select case when age then 1 end from users;

-- name: r027 :exec
select case age when name then 1 end from users;

-- name: r028 :exec
select coalesce(age, name) from users;

-- name: r029 :exec
select greatest(born, age) from users;

-- name: r030 :exec
select array[1, 'x'::text];

-- name: r031 :exec
select id from users union select name from users;

-- name: r032 :exec
select id from users union select u from users;

-- name: r033 :exec
select id, name from users union select id from users;

-- name: r034 :exec
select data from users except select doc from users;

-- name: r035 :exec
values (1), ('x'::text);

-- name: r036 :exec
values (1, 2), (3);

-- name: r037 :exec
insert into posts (user_id, title) values ('x'::text, 'y');

-- name: r038 :exec
insert into posts (user_id, title) values (1);

-- name: r039 :exec
insert into posts (user_id, title) values (1, 'a', true);

-- name: r040 :exec
insert into posts (user_id, title) values (1, 'a'), (2, 'b', 'c');

-- name: r041 :exec
insert into posts (user_id, title) select name, name from users;

-- name: r042 :exec
insert into posts (user_id, title) select id from users;

-- name: r043 :exec
insert into posts (user_id, title) select id, name, age from users;

-- name: r044 :exec
insert into small_keys values (1, 'a', 'b', 'c');

-- name: r045 :exec
insert into users (name, u) values ($1, gen_random_uuid()::text);

-- name: r046 :exec
insert into users (name, age) values ($1, $2::text);

-- name: r047 :exec
insert into posts (n) select '1' union select '2';

-- name: r048 :exec
insert into users (name, flag) values ($1, 1);

-- name: r049 :exec
insert into users (name, tags) values ($1, 'a'::text);

-- name: r050 :exec
insert into users (name, data) values ($1, $2::text);

-- name: r051 :exec
update users set age = $1::text;

-- name: r052 :exec
update users set u = $1, name = $2 where id = $1;

-- name: r053 :exec
update users set flag = age;

-- name: r054 :exec
update users set (age, name) = (select name, name from users limit 1);

-- name: r055 :exec
update users set (age, name) = (1, 'x', 2);

-- name: r056 :exec
update users set (age, name) = (select 1);

-- name: r057 :exec
update users set (age, name) = (select '5', 'x');

-- name: r058 :exec
update users set p.a = 'x'::text;

-- name: r059 :exec
update users set vec[1] = 'x'::text;

-- name: r060 :exec
update users set data = $1::text where id = 1;

-- name: r061 :exec
delete from users where u = any($1::text[]);

-- name: r062 :exec
delete from users where id = any($1::uuid[]);

-- name: r063 :exec
delete from users where id = any($1::uuid);

-- name: r064 :exec
delete from users where id in (select name from users);

-- name: r065 :exec
delete from users where id in (select id, name from users);

-- name: r066 :exec
delete from users where (id, name) in (select id from users);

-- name: r067 :exec
delete from users where (id, name) = (1, 'x', 2);

-- name: r068 :exec
delete from users where id in ($1::uuid, $2);

-- name: r069 :exec
delete from users where id in ('a'::text, 1);

-- name: r070 :exec
delete from users where age between 'a'::text and 'b'::text;

-- name: r071 :exec
delete from users where age like 'x%';

-- name: r072 :exec
delete from users where u like $1;

-- name: r073 :exec
delete from users where name similar to 5;

-- name: r074 :exec
delete from users where u is distinct from age;

-- name: r075 :exec
delete from users where nullif(u, 5) is null;

-- name: r076 :exec
select u::int from users;

-- name: r077 :exec
select data::uuid from users;

-- name: r078 :exec
select flag::date from users;

-- name: r079 :exec
select array['a'::text]::uuid[];

-- name: r080 :exec
select array[true]::date[] from users;

-- name: r081 :exec
select $1::uuid::int;

-- name: r082 :exec
select born + born from users;

-- name: r083 :exec
select created - 1 from users;

-- name: r084 :exec
select price || 1 from users;

-- name: r085 :exec
select data || 'x'::text from users;

-- name: r086 :exec
select 'x'::text || 1 || array[1];

-- name: r087 :exec
select tags[name] from users;

-- name: r088 :exec
select * from users join posts using (title);

-- name: r089 :exec
select * from (select u as k from users) a join (select n as k from posts) b using (k);

-- name: r090 :exec
select * from (select u as k from users) a natural join (select n as k from posts) b;

-- name: r091 :exec
select count(*) filter (where age) from users;

-- name: r092 :exec
select sum(age) over (order by id rows name preceding) from users;

-- name: r093 :exec
select * from users where ts at time zone 5 = now();

-- name: r094 :exec
select extract(year from name) from users;

-- name: r095 :exec
select substring(age from 1 for 2) from users;

-- name: r096 :exec
select overlay(name placing 'x' from 'a'::text) from users;

-- name: r097 :exec
select position(5 in name) from users;

-- name: r098 :exec
select trim(5);

-- name: r099 :exec
select date_trunc('day', name) from users;

-- name: r100 :exec
select jsonb_build_object('a', 1) -> true;

-- name: r101 :exec
select data @> doc from users;

-- name: r102 :exec
select data ? 5 from users;

-- name: r103 :exec
select tags @> 'x'::text from users;

-- name: r104 :exec
select array_append(tags, 5) from users;

-- name: r105 :exec
select array_append(vec, 'x'::text) from users;

-- name: r106 :exec
select array_length(name, 1) from users;

-- name: r107 :exec
select unnest(name) from users;

-- name: r108 :exec
select concat_ws();

-- name: r109 :exec
select round(score, 2) from users;

-- name: r110 :exec
select to_char(name, 'x') from users;

-- name: r111 :exec
select to_timestamp(name) from users;

-- name: r112 :exec
select age(name) from users;

-- name: r113 :exec
select generate_series(1, 'x'::text);

-- name: r114 :exec
select * from generate_series(now(), now());

-- name: r115 :exec
select string_agg(age, ',') from users;

-- name: r116 :exec
select array_agg() from users;

-- name: r117 :exec
select max(flag) from users;

-- name: r118 :exec
select min(data) from users;

-- name: r119 :exec
select avg(name) from users;

-- name: r120 :exec
select bool_and(age) from users;

-- name: r121 :exec
select json_agg(id, name) from users;

-- name: r122 :exec
select find_users(5);

-- name: r123 :exec
select * from table_fn('x'::text);

-- name: r124 :exec
select vari(variadic array['a'::text]);

-- name: r125 :exec
select greet(who => 5);

-- name: r126 :exec
select greet(whom => 'x');

-- name: r127 :exec
select add(b => 1);

-- name: r128 :exec
select coalesce(u, 5) from users;

-- name: r129 :exec
select feeling = name from users;

-- name: r130 :exec
select feeling = 5 from users;

-- name: r131 :exec
select * from users where feeling in (name);

-- name: r132 :exec
select * from users where moods @> tags;

-- name: r133 :exec
select mail + 1 from users;

-- name: r134 :exec
select iv + 5 from users;

-- name: r135 :exec
select t + 5 from users;

-- name: r136 :exec
select ip + name from users;

-- name: r137 :exec
select r @> 'x'::text from users;

-- name: r138 :exec
select r && vec from users;

-- name: r139 :exec
select p = 5 from users;

-- name: r140 :exec
select (p).a || (p).a from users;

-- name: r141 :exec
select users = 5 from users;

-- name: r142 :exec
select sqrt(name) from users;

-- name: r143 :exec
select abs(flag) from users;

-- name: r144 :exec
select length(age) from users;

-- name: r145 :exec
select replace(name, 1, 2) from users;

-- name: r146 :exec
select not 5;

-- name: r147 :exec
select true and 1;

-- name: r148 :exec
select age is true from users;

-- name: r149 :exec
select exists (select 1) = 5;

-- name: r150 :exec
select (select name from users limit 1) + 1;

-- name: r151 :exec
select * from users where name = (select id from users limit 1);

-- name: r152 :exec
select * from users where age = all(tags);

-- name: r153 :exec
select * from users where tags = any(tags);

-- name: r154 :exec
with x as (select u from users) select * from x where u = 5;

-- name: r155 :exec
with recursive r as (select 1 as n union all select n || 'x' from r) select * from r;

-- name: r156 :exec
with recursive r as (select 1 as n union all select n + 1::bigint from r) select * from r;

-- name: r157 :exec
insert into posts (user_id, title) values (1, 'x') on conflict (user_id, title) do update set n = excluded.title;

-- name: r158 :exec
insert into posts (user_id, title) values (1, 'x') on conflict (user_id, title) do update set n = 1 where posts.n;

-- name: r159 :exec
insert into posts (user_id, title) values (1, 'x') returning title + 1;

-- name: r160 :exec
merge into posts p using users u on p.user_id when matched then delete;

-- name: r161 :exec
merge into posts p using users u on p.user_id = u.id when matched then update set n = u.name;

-- name: r162 :exec
merge into posts p using users u on p.user_id = u.id when not matched then insert (n) values (u.name);

-- name: r163 :exec
merge into posts p using users u on p.user_id = u.id when not matched then insert (n) values (1, 2);

-- name: r164 :exec
select distinct doc from users;

-- name: r165 :exec
select doc from users order by doc;

-- name: r166 :exec
select doc, count(*) from users group by doc;

-- name: r167 :exec
select doc from users union select doc from users;

-- name: r168 :exec
select * from users where doc = doc;

-- name: r169 :exec
select interval '1 day' * 'x'::text;

-- name: r170 :exec
select now() - 'x'::text;

-- name: r171 :exec
select current_date + '1 day'::text;

-- name: r172 :exec
select name from users order by name collate "C" || 5;

-- name: r173 :exec
select row(1, 2) = row(1, 'x'::text);

-- name: r174 :exec
select (1, 2) < (1, 2, 3);

-- name: r175 :exec
select * from users where id = $1 offset $2::text;

-- name: r176 :exec
select id + $1, $1 || 'x' from users;

-- name: r177 :exec
select $1 || $1 from users where age = $1;

-- name: r178 :exec
select upper($1), $1 + 1;

-- name: r179 :exec
select $1::text, $1 * 2;

-- name: r180 :exec
select jsonb_set(data, 'a'::text, '1') from users;

-- name: r181 :exec
select coalesce(data, doc) from users;

-- name: r182 :exec
select case when flag then data else name end from users;

-- name: r183 :exec
select case when flag then tags else vec end from users;

-- name: r184 :exec
select array[tags, vec] from users;

-- name: r185 :exec
select age::text + 1 from users;

-- name: r186 :exec
select name::mood = name from users;

-- name: r187 :exec
select pg_sleep(name) from users;

-- name: r188 :exec
select setval('x', name) from users;

-- name: r189 :exec
select nullif(age, name) from users;

-- name: r190 :exec
select nullif($1, $2) + 'x'::text;

-- name: r191 :exec
select row_number(1) over () from users;

-- name: r192 :exec
select lag(name, name) over () from users;

-- name: r193 :exec
select mode() within group (order by name) + 1 from users;

-- name: r194 :exec
select percentile_cont('x'::text) within group (order by age) from users;

-- name: r195 :exec
select percentile_cont(0.5) within group (order by name) from users;

-- name: r196 :exec
merge into posts p using users u on p.user_id = u.id when matched and u.age then delete;

-- name: r197 :exec
merge into posts p using users u on p.user_id = u.id when not matched then insert (user_id, n) values (1);

-- name: r198 :exec
select count(distinct doc) from users;

-- name: r199 :exec
select id, row_number() over (partition by doc) from users;

-- name: r200 :exec
select array_agg(id order by doc) from users;

-- name: r201 :exec
select id, doc from users order by 2;

-- name: r202 :exec
select distinct on (doc) id from users;

-- name: r203 :exec
select distinct array[doc] from users;

-- name: r204 :exec
with recursive t as (select null as n union all select age from users, t) select * from t;

-- name: r205 :exec
with recursive t as (select $1 as n union all select age from users, t) select * from t;

-- name: r206 :exec
update users set age = 1, age = 2;

-- name: r207 :exec
insert into posts (title, title) values ('x', 'y');

-- name: r208 :exec
update users set (age, name) = (select 1);

-- name: r209 :exec
select point(1, 1) union select point(2, 2);

-- name: r210 :exec
select id from users group by grouping sets ((id, doc), ());

-- name: r211 :exec
select * from users where ($1 -> 'items') is null and name = $2;

-- name: r212 :exec
select jsonb_array_elements($1 -> 'items');

-- name: r213 :exec
select doc from users union all select doc from users order by 1;

-- name: r214 :exec
select 'glad'::mood;

-- name: r215 :exec
select id from users where $1::mood <> 'glad';

-- name: r216 :exec
select id from users where $1::mood in ('sad', 'glad');

-- name: r217 :exec
select case when $1::boolean then 'glad' else $2::mood end;
