CREATE TABLE b (id int PRIMARY KEY, user_id uuid NOT NULL);
