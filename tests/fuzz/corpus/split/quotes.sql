select 'it''s', U&'\0061', B'01', E'a\'b' -- ;
  'c\'d', "a;""b", $$a;b$$, $x$ $$ ; $x$, /* ; /* ; */ */ 1;
select 'never ends;
create table t (a int);
