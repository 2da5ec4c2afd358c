CREATE TABLE todos (never int);
