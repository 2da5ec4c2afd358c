-- Template placeholders stand for names or values, so what they hold is never called unknown.
CREATE TABLE :SCHEMA.jobs (id int PRIMARY KEY);
CREATE TABLE {{prefix}}items (id int PRIMARY KEY);
CREATE TABLE ${schema}.things (id int PRIMARY KEY, size int DEFAULT ${size});
CREATE INDEX things_size ON ${schema}.things (size);
GRANT SELECT ON ${schema}.things TO :"role";
INSERT INTO fixed VALUES (:'value', $1, @named);
CREATE TABLE fixed (id int PRIMARY KEY, path text DEFAULT '{{not a placeholder}}');
