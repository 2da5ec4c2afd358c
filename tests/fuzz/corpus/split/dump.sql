\connect app
SET client_encoding = 'UTF8';
COPY public.t (a, b) FROM stdin;
1	it's; fine
2	\N
\.
SELECT pg_catalog.setval('public.t_a_seq', 2, true);
\if :{?x}
select :'x', :"y", :z;
\else
select 2 \g
\endif
