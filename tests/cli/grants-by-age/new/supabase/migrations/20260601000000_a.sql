CREATE TABLE a (id int PRIMARY KEY, user_id uuid NOT NULL);
