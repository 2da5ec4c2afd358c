\set ON_ERROR_STOP on
create table before (id int primary key, other_id int references nowhere (id));
\ir tables/lists.sql
create table todos (id int primary key, list_id int references lists (id));
