create table t (a text);
-- migrate:up
insert into t values (E'a\\'b;');
-- migrate:down
drop table t;
