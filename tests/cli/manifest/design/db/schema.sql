CREATE TABLE public.log (
    said text,
    at timestamp
);
CREATE TABLE public.note (
    said text,
    keeper uuid
);
GRANT SELECT ON public.note TO authenticated;
