CREATE TABLE public.note (id bigint PRIMARY KEY);
CREATE TABLE public.words (id bigint PRIMARY KEY);
