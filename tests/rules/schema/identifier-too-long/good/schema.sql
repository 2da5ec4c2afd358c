-- 63 bytes each.
CREATE TABLE aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggg (
    id bigint PRIMARY KEY,
    "ééééééééééééééééééééééééééééééé" text
);
-- The names that PostgreSQL makes here are cut by itself.
CREATE TABLE a_table_with_a_rather_long_name_of_its_own_already (
    id bigint PRIMARY KEY,
    a_column_with_a_rather_long_name_of_its_own_already text UNIQUE
);
