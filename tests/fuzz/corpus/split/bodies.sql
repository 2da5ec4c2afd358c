create function f(a int) returns int begin atomic
  select case when a > 1 then 1 else 2 end;
  select 2;
end;
create rule r as on update to t do also (insert into l values (1); delete from l);
create procedure p() begin atomic insert into t values (1);
create table after_it (a int);
