-- a comment
CREATE TABLE a (x timestamp, y int REFERENCES missing (id));
CREATE TABLE gone (x timestamp);
CREATE TABLE (;
CREATE TABLE "bÿ" (id int);
