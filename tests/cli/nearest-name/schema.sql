-- Where no schema is written, a table of the platform's may be meant; where one is, none is.
CREATE TABLE files (object_id uuid PRIMARY KEY REFERENCES objects (id));
ALTER TABLE public.users ADD COLUMN moyasar_id text;
CREATE SCHEMA shop;
CREATE TABLE shop.orders (id int PRIMARY KEY);
ALTER TABLE public.orders ADD COLUMN note text;
