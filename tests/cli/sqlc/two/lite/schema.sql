CREATE TABLE light (id int);
