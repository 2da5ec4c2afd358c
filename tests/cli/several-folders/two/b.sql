CREATE TABLE b (id int REFERENCES a (id));
