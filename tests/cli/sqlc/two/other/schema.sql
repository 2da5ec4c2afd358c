CREATE TABLE others (id int);
