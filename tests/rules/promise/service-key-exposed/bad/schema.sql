CREATE ROLE keeper LOGIN;
CREATE TABLE public.note (id bigint PRIMARY KEY, keeper_id uuid);
ALTER TABLE public.note ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.note OWNER TO keeper;
