-- What PostgreSQL's Parse decides, and refuses: tests/oracle_queries compares.

-- name: q001 :exec
select $1;

-- name: q002 :exec
select $1 + 1;

-- name: q003 :exec
select $1 + $2;

-- name: q004 :exec
select $1 || $2;

-- name: q005 :exec
select $1 || 'x';

-- name: q006 :exec
select $1::int, $1;

-- name: q007 :exec
select $1, $1::int;

-- name: q008 :exec
select $1 is null;

-- name: q009 :exec
select * from users where $1 is null or name = $1;

-- name: q010 :exec
select * from users where $1::text is null or name = $1;

-- name: q011 :exec
select * from users where name = $1 or $1 is null;

-- name: q012 :exec
select * from users where id = $1 and age = $1;

-- name: q013 :exec
select * from users where age = $1 and id = $1;

-- name: q014 :exec
select * from users where id in ($1, $2, $3);

-- name: q015 :exec
select * from users where id in ($1);

-- name: q016 :exec
select * from users where id = any($1);

-- name: q017 :exec
select * from users where name = any($1);

-- name: q018 :exec
select * from users where mail = any($1);

-- name: q019 :exec
select * from users where feeling = any($1);

-- name: q020 :exec
select * from users where $1 = any(tags);

-- name: q021 :exec
select * from users where tags @> $1;

-- name: q022 :exec
select * from users where tags && array[$1, $2];

-- name: q023 :exec
select * from users where data @> $1;

-- name: q024 :exec
select * from users where data ->> $1 = $2;

-- name: q025 :exec
select * from users where data -> $1 ->> 'x' = $2;

-- name: q026 :exec
select * from users where data ? $1;

-- name: q027 :exec
select * from users where mail = $1;

-- name: q028 :exec
select * from users where age > $1;

-- name: q029 :exec
select * from users where name like $1;

-- name: q030 :exec
select * from users where name ilike '%' || $1 || '%';

-- name: q031 :exec
select * from users where name like $1 escape $2;

-- name: q032 :exec
select * from users where name similar to $1;

-- name: q033 :exec
select * from users where name ~ $1;

-- name: q034 :exec
select * from users where id between $1 and $2;

-- name: q035 :exec
select * from users where $1 between born and created;

-- name: q036 :exec
select * from users where born between $1 and $2;

-- name: q037 :exec
select * from users where (id, name) = ($1, $2);

-- name: q038 :exec
select * from users where (id, name) in (($1, $2), ($3, $4));

-- name: q039 :exec
select * from users where (created, id) < ($1, $2) order by created desc, id desc limit $3 offset $4;

-- name: q040 :exec
select * from users where $1 in (select user_id from posts);

-- name: q041 :exec
select * from users where ($1, $2) in (select user_id, title from posts);

-- name: q042 :exec
select * from users where id = (select user_id from posts where title = $1);

-- name: q043 :exec
select coalesce($1, name) from users;

-- name: q044 :exec
select coalesce($1, $2);

-- name: q045 :exec
select coalesce($1, 1);

-- name: q046 :exec
select case when $1 then $2 else $3 end;

-- name: q047 :exec
select case $1 when 'a' then 1 end;

-- name: q048 :exec
select case age when $1 then $2 else 5 end from users;

-- name: q049 :exec
select case feeling when $1 then $2 end from users;

-- name: q050 :exec
select nullif($1, name) from users;

-- name: q051 :exec
select nullif(name, $1) from users;

-- name: q052 :exec
select greatest($1, age, 4) from users;

-- name: q053 :exec
select array[$1, $2];

-- name: q054 :exec
select array[$1, 1];

-- name: q055 :exec
select array[$1]::int[];

-- name: q056 :exec
select array[[$1, 2], [3, $2]];

-- name: q057 :exec
select array[$1]::email[];

-- name: q058 :exec
select $1::email, $2::posint, $3::mood, $4::pair, $5::users;

-- name: q059 :exec
select row($1, $2)::pair;

-- name: q060 :exec
select ($1::pair).a;

-- name: q061 :exec
select (p).a, (p).b, p from users;

-- name: q062 :exec
select tags[$1], vec[$2:$3] from users;

-- name: q063 :exec
select data[$1] from users;

-- name: q064 :exec
select now() - $1;

-- name: q065 :exec
select now() - $1::interval;

-- name: q066 :exec
select created + $1 from users;

-- name: q067 :exec
select born + $1 from users;

-- name: q068 :exec
select born - $1 from users;

-- name: q069 :exec
select ts - $1 from users;

-- name: q070 :exec
select price * $1 from users;

-- name: q071 :exec
select ratio * $1, score / $2, small + $3 from users;

-- name: q072 :exec
select -$1;

-- name: q073 :exec
select - $1::int;

-- name: q074 :exec
select not $1;

-- name: q075 :exec
select $1 and $2;

-- name: q076 :exec
select $1 is true;

-- name: q077 :exec
select $1 is distinct from name from users;

-- name: q078 :exec
select $1 is distinct from null;

-- name: q079 :exec
select name collate $1 from users;

-- name: q080 :exec
select $1 collate "C";

-- name: q081 :exec
select count($1);

-- name: q082 :exec
select sum($1);

-- name: q083 :exec
select max($1);

-- name: q084 :exec
select max(name), min(age), avg(price), sum(small), sum(id), array_agg(name), string_agg(name, $1), json_agg(u), count(*), bool_and(flag) from users u;

-- name: q085 :exec
select jsonb_build_object('a', $1);

-- name: q086 :exec
select jsonb_build_object('a', $1::text);

-- name: q087 :exec
select concat($1, 'a');

-- name: q088 :exec
select format('%s', $1);

-- name: q089 :exec
select lower($1), upper(name), length($2) from users;

-- name: q090 :exec
select substring($1 from $2 for $3);

-- name: q091 :exec
select position($1 in name) from users;

-- name: q092 :exec
select extract(year from $1);

-- name: q093 :exec
select extract(year from created), date_trunc($1, created) from users;

-- name: q094 :exec
select date_trunc('day', $1);

-- name: q095 :exec
select to_tsvector($1, title) @@ plainto_tsquery($2, $3) from posts;

-- name: q096 :exec
select to_tsvector('english', title) @@ plainto_tsquery('english', $1) from posts;

-- name: q097 :exec
select generate_series($1, $2);

-- name: q098 :exec
select * from generate_series($1::int, $2::int) g;

-- name: q099 :exec
select * from generate_series(1, $1) with ordinality as g(a, b);

-- name: q100 :exec
select unnest($1::text[]);

-- name: q101 :exec
select * from unnest($1::text[], $2::int[]) as t(a, b);

-- name: q102 :exec
select unnest($1);

-- name: q103 :exec
select unnest(array[$1, 'x']);

-- name: q104 :exec
select add($1, $2);

-- name: q105 :exec
select add(a => $1, b => $2);

-- name: q106 :exec
select greet($1);

-- name: q107 :exec
select greet($1, $2);

-- name: q108 :exec
select greet(who => $1, loud => $2);

-- name: q109 :exec
select over($1);

-- name: q110 :exec
select poly($1);

-- name: q111 :exec
select poly($1::text);

-- name: q112 :exec
select vari($1, $2);

-- name: q113 :exec
select vari(variadic $1);

-- name: q114 :exec
select * from find_users($1);

-- name: q115 :exec
select id, name from find_users($1) f;

-- name: q116 :exec
select f from find_users($1) f;

-- name: q117 :exec
select * from table_fn($1);

-- name: q118 :exec
select * from out_fn($1);

-- name: q119 :exec
select out_fn($1);

-- name: q120 :exec
select (out_fn($1)).y;

-- name: q121 :exec
insert into users (name, mail, age, feeling, tags, data, price) values ($1, $2, $3, $4, $5, $6, $7) returning *;

-- name: q122 :exec
insert into users (name) values ($1), ($2) returning id;

-- name: q123 :exec
insert into users (name, age) values ($1, $2), ($3, $4);

-- name: q124 :exec
insert into users (name, age) select $1, $2;

-- name: q125 :exec
insert into users (name, age) select title, $1 from posts where id = $2;

-- name: q126 :exec
insert into users (name, age) select $1, $1;

-- name: q127 :exec
insert into users (name, age) values ($1, $1);

-- name: q128 :exec
insert into posts values (default, $1, $2, $3);

-- name: q129 :exec
insert into posts default values;

-- name: q130 :exec
insert into posts (user_id, title) select $1, unnest($2::text[]);

-- name: q131 :exec
insert into posts (user_id, title) values ($1, $2) on conflict (user_id, title) do update set body = excluded.title || $3, n = $4 where posts.id > $5 returning id, (xmax = 0) as inserted;

-- name: q132 :exec
insert into posts (user_id, title) values ($1, $2) on conflict on constraint posts_user_id_title_key do nothing;

-- name: q133 :exec
insert into posts (user_id, title) (values ($1, $2)) returning id;

-- name: q134 :exec
insert into posts (user_id, title) values ($1, $2) limit 1;

-- name: q135 :exec
insert into posts (user_id, title) select $1, $2 union all select $3, $4;

-- name: q136 :exec
insert into posts (user_id, title) select $1, $2 union all select 1, 'x';

-- name: q137 :exec
insert into posts (user_id, title) select distinct $1, $2;

-- name: q138 :exec
insert into users (tags[1], p.a) values ($1, $2);

-- name: q139 :exec
update users set name = $1, age = $2 where id = $3;

-- name: q140 :exec
update users set name = coalesce($1, name), age = coalesce($2, age) where id = $3 returning id, age;

-- name: q141 :exec
update users set (name, age) = ($1, $2) where id = $3;

-- name: q142 :exec
update users set (name, age) = (select $1, $2) where id = $3;

-- name: q143 :exec
update users set (name, age) = (select title, n from posts where id = $1) where id = $2;

-- name: q144 :exec
update users set (name, tags, data) = (select name, tags, data from jsonb_populate_record(users, $1)) where id = $2;

-- name: q145 :exec
update users u set name = p.title from posts p where p.user_id = u.id and p.title = $1 returning u.id, p.title;

-- name: q146 :exec
update users set age = $1 where $1 is null;

-- name: q147 :exec
update users set name = $1, mail = $1;

-- name: q148 :exec
update users set name = $1, c = $1;

-- name: q149 :exec
update users set tags[$1] = $2, p.a = $3, data[$4] = $5;

-- name: q150 :exec
update users set tags = array_append(tags, $1), vec = vec || $2, data = data || $3, data = jsonb_set(data, $4, $5);

-- name: q151 :exec
update users set tags = array_append(tags, $1);

-- name: q152 :exec
update users set vec = vec || $1;

-- name: q153 :exec
update users set vec = $1 || vec;

-- name: q154 :exec
update users set data = data || $1;

-- name: q155 :exec
update users set data = jsonb_set(data, $1, $2);

-- name: q156 :exec
update users set data = jsonb_set(data, '{a}', to_jsonb($1::text));

-- name: q157 :exec
update users set created = now() + $1 * interval '1 day';

-- name: q158 :exec
update users set price = price + $1, score = score + $2, small = small + $3;

-- name: q159 :exec
update users set age = default, name = default where id = $1;

-- name: q160 :exec
delete from users where id = $1 returning *;

-- name: q161 :exec
delete from posts using users u where posts.user_id = u.id and u.name = $1 returning posts.id, u.name;

-- name: q162 :exec
select $1 union select 1;

-- name: q163 :exec
select $1 union select $2;

-- name: q164 :exec
select 1 union select $1;

-- name: q165 :exec
select name from users union select $1;

-- name: q166 :exec
select $1 union select name from users;

-- name: q167 :exec
select null union select $1;

-- name: q168 :exec
(select $1) union all (select $2 union all select 3);

-- name: q169 :exec
select 1 as a union all select 2.5;

-- name: q170 :exec
values ($1, 1), (2, $2);

-- name: q171 :exec
values ($1), ($2);

-- name: q172 :exec
select * from (values ($1, 'a'), (2, $2)) as t(x, y);

-- name: q173 :exec
with a as (select $1 as x) select x from a;

-- name: q174 :exec
with a as (select $1 as x) select x + 1 from a;

-- name: q175 :exec
with a as (insert into posts (user_id, title) values ($1, $2) returning id, title) select * from a where id > $3;

-- name: q176 :exec
with recursive t(n) as (select 1 union all select n + 1 from t where n < $1) select n from t;

-- name: q177 :exec
with recursive t(n, p) as (select $1, 'x' union all select n || 'a', p from t) select * from t;

-- name: q178 :exec
with recursive t as (select id, user_id, array[id] as path from posts where id = $1 union all select p.id, p.user_id, t.path || p.id from posts p join t on p.id = t.id) select * from t;

-- name: q179 :exec
select * from users u left join posts p using (id) where p.title = $1;

-- name: q180 :exec
select * from users u join posts p on p.user_id = u.id and $1;

-- name: q181 :exec
select id from users order by case when $1 = 'a' then name end, $2;

-- name: q182 :exec
select id from users group by id having count(*) > $1;

-- name: q183 :exec
select id, row_number() over (partition by name order by created) as rn, rank() over w, lag(name, $1) over w, lag(age, 1, $2) over w from users window w as (order by id);

-- name: q184 :exec
select first_value(name) over (order by id), ntile($1) over (), sum(age) over (rows between $2 preceding and current row) from users;

-- name: q185 :exec
select percentile_cont($1) within group (order by score) from users;

-- name: q186 :exec
select count(*) filter (where age > $1) from users;

-- name: q187 :exec
select exists (select 1 from users where id = $1);

-- name: q188 :exec
select array(select id from users where age = $1);

-- name: q189 :exec
select (select name from users where id = $1);

-- name: q190 :exec
select u.*, v.total from users u, v where v.id = u.id;

-- name: q191 :exec
select v.* from v where v.id = $1;

-- name: q192 :exec
select x.id, x.name as n from (select id, name from users) x;

-- name: q193 :exec
select u from users u;

-- name: q194 :exec
select row(1, 'a');

-- name: q195 :exec
select to_jsonb(u) from users u;

-- name: q196 :exec
select row_to_json(x) from (select id, name from users) x;

-- name: q197 :exec
select * from jsonb_to_recordset($1) as t(a int, b text);

-- name: q198 :exec
select * from jsonb_populate_record(null::users, $1);

-- name: q199 :exec
select * from jsonb_populate_recordset(null::posts, $1);

-- name: q200 :exec
select * from json_each($1);

-- name: q201 :exec
select * from jsonb_each_text($1);

-- name: q202 :exec
select * from jsonb_array_elements($1) as e;

-- name: q203 :exec
select * from jsonb_array_elements_text($1) as e(val);

-- name: q204 :exec
select value ->> 'a' from jsonb_array_elements($1);

-- name: q205 :exec
select jsonb_object_keys($1);

-- name: q206 :exec
select * from regexp_split_to_table($1, ',') as x;

-- name: q207 :exec
select current_user, current_date, now(), current_timestamp, gen_random_uuid(), random(), pg_typeof($1);

-- name: q208 :exec
select 'a', null, 1, 1.5, 12345678901, true, '2020-01-01'::date, interval '1 day', b'101', x'1f';

-- name: q209 :exec
select cast($1 as varchar(10)), name::text, name::varchar, price::numeric, price::numeric(5,1), id::bigint, c::char(3) from users;

-- name: q210 :exec
select id::text as x, name || 'a', age + 1, age::int, mail, mail || 'x', lower(mail), emails[1], moods[1], pairs[1] from users;

-- name: q211 :exec
select age / 2, age * 1.5, age + id, small + small, small * age, price / 3, ratio + score, ratio + small from users;

-- name: q212 :exec
select feeling = 'ok', feeling < $1, feeling::text, enum_range(null::mood), array_agg(feeling) from users group by feeling;

-- name: q213 :exec
select r @> $1, lower(r), upper(r), r * $2 from users;

-- name: q214 :exec
select ip << $1, host(ip) from users;

-- name: q215 :exec
select iv * 2, iv + iv, created - created, born - born, ts - born, created::date, created at time zone 'utc', ts at time zone $1, age(created) from users;

-- name: q216 :exec
select jsonb_agg(jsonb_build_object('id', id)), json_object_agg(name, id) from users;

-- name: q217 :exec
select data #> $1, data #>> $2, data - $3, doc -> 'a', data @? $4, data ->> 0 from users;

-- name: q218 :exec
select string_to_array($1, $2), array_to_string(tags, $3), array_length(tags, $4), cardinality(vec), array_position(tags, $5), array_remove(tags, $6) from users;

-- name: q219 :exec
select * from users where id = $1 for update;

-- name: q220 :exec
select * from users where created > now() - ($1 || ' days')::interval;

-- name: q221 :exec
select * from users where created > now() - make_interval(days => $1);

-- name: q222 :exec
select * from users where lower(name) = lower($1);

-- name: q223 :exec
select * from users where date(created) = $1;

-- name: q224 :exec
select * from users where u = $1 or u = any($2::uuid[]);

-- name: q225 :exec
select * from users where ($1::text = '' or name = $1);

-- name: q226 :exec
select * from users where ($1 = '' or name = $1);

-- name: q227 :exec
select * from users where ($1 = 0 or age = $1);

-- name: q228 :exec
select * from users where flag = $1 and flag is not distinct from $2;

-- name: q229 :exec
select * from users where price > $1 and score < $2 and ratio = $3;

-- name: q230 :exec
select * from users where b = $1 and c = $2 and t < $3 and iv > $4 and ip = $5;

-- name: q231 :exec
select * from users limit $1;

-- name: q232 :exec
select * from users fetch first $1 rows only;

-- name: q233 :exec
select * from users limit $1::int;

-- name: q234 :exec
select * from users limit coalesce($1, 10);

-- name: q235 :exec
select * from users tablesample bernoulli($1);

-- name: q236 :exec
merge into posts p using users u on p.user_id = u.id when matched and u.age > $1 then update set title = $2 when not matched then insert (user_id, title) values ($3, $4);

-- name: q237 :exec
select ctid, tableoid, xmin from users;

-- name: q238 :exec
select u.id, p.id from users u, lateral (select * from posts where user_id = u.id and title = $1 limit $2) p;

-- name: q239 :exec
select distinct on ($1) id from users;

-- name: q240 :exec
select distinct $1;

-- name: q241 :exec
select id from users group by $1, id;

-- name: q242 :exec
select $1 as x order by x;

-- name: q243 :exec
select $1 as x group by x;

-- name: q244 :exec
select users from users;

-- name: q245 :exec
select max(u.created) from users u;

-- name: q246 :exec
select bit_length($1), chr($2), md5($3), encode($4, 'hex'), decode($5, 'hex'), sha256($6);

-- name: q247 :exec
select similarity($1, name) from users;

-- name: q248 :exec
select power($1, 2), sqrt($2), round($3, 2), round($4), floor(price), ceil(score), abs(age), mod(age, $5) from users;

-- name: q249 :exec
select to_char(created, $1), to_date($2, $3), to_timestamp($4), to_number($5, $6) from users;

-- name: q250 :exec
select $1::int4range, int4range($2, $3), tstzrange($4, $5, '[)');

-- name: q251 :exec
select overlaps from (select (created, created) overlaps ($1, $2) as overlaps from users) x;

-- name: q252 :exec
select * from users where (created, created) overlaps ($1, $2);

-- name: q253 :exec
select trim($1), trim(both $2 from name), overlay(name placing $3 from 1), left(name, $4) from users;

-- name: q254 :exec
select set_config('a', $1, true), current_setting($2);

-- name: q255 :exec
select nextval('users_id_seq'), currval('posts_id_seq');

-- name: q256 :exec
select * from pg_class where relname = $1;

-- name: q257 :exec
select * from small_keys join big_keys using (id);

-- name: q258 :exec
select id, code from small_keys join big_keys using (id, code);

-- name: q259 :exec
select * from small_keys left join big_keys using (id, code);

-- name: q260 :exec
select * from small_keys right join big_keys using (id, code, note);

-- name: q261 :exec
select * from small_keys full join big_keys using (id, note);

-- name: q262 :exec
select * from small_keys natural join big_keys;

-- name: q263 :exec
select id from small_keys join big_keys using (id) where id = $1;

-- name: q264 :exec
select j.id, j.code from (small_keys join big_keys using (id)) as j(id, code);

-- name: q265 :exec
select x.id from small_keys join big_keys using (id) as x;
