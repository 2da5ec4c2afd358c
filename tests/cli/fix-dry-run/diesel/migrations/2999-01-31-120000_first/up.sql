create table lists (id bigint primary key, parent_id bigint references lists);
