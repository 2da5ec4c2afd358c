CREATE TABLE public.note (id bigint PRIMARY KEY);
