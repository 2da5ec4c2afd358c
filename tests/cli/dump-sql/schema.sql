\connect app
CREATE TABLE {{name}} (id int PRIMARY KEY); -- a comment
COPY a FROM stdin;
1
\.
SELECT 'never ends
