CREATE INDEX todos_title_index ON todos (title);
