CREATE TABLE lists (id bigint PRIMARY KEY, made_at timestamp DEFAULT timezone('utc', now()));
