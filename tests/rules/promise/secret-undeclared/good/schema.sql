CREATE TABLE public.note (id bigint PRIMARY KEY, said text DEFAULT current_setting('app.user_id', true));
