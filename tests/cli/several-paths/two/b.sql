CREATE TABLE b (id int PRIMARY KEY REFERENCES a (id), at timestamp);
