create function make_all() returns void language plpgsql as $$ begin create table todos (id int primary key); end $$;
create function outer_one() returns void language plpgsql as $$ begin perform public.make_all(); end $$;
create function harmless() returns int language sql as $$ select 1 /* create */ $$;
-- Nothing here makes anything, so what is missing is missing for sure.
select harmless();
do $$ begin perform harmless(); end $$;
create view early as select * from todos;
-- These may have made the table.
do $$ begin perform outer_one(); end $$;
create view late as select * from todos;
create view other as select * from lists;
