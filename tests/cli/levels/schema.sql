CREATE TABLE a (x timestamp);
