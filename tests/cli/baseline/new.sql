CREATE TABLE new (id int);


CREATE TABLE a (x timestamp, y int REFERENCES missing (id), z int);

CREATE TABLE gone (x timestamptz PRIMARY KEY);
CREATE TABLE (;
CREATE TABLE (;
CREATE TABLE "bÿ" (id int);
