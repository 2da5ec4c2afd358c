-- Schemas with elements, sequences, comments.
CREATE ROLE keeper;
CREATE SCHEMA shop AUTHORIZATION keeper
  CREATE TABLE item (id int PRIMARY KEY, price int)
  CREATE VIEW cheap AS SELECT * FROM item WHERE price < 5
  CREATE INDEX item_price ON item (price);
CREATE SCHEMA IF NOT EXISTS shop;
CREATE SEQUENCE numbers AS smallint START 5;
CREATE SEQUENCE IF NOT EXISTS numbers;
CREATE SEQUENCE shop.counter OWNED BY shop.item.price;
ALTER SEQUENCE numbers AS integer;
ALTER SEQUENCE shop.counter OWNED BY NONE;
ALTER SEQUENCE numbers OWNED BY shop.item.id;
ALTER SEQUENCE IF EXISTS nothing OWNED BY NONE;
CREATE DOMAIN positive AS int CONSTRAINT above CHECK (value > 0);
CREATE TYPE pair AS (a int, b int);
CREATE POLICY p ON shop.item USING (true);
COMMENT ON SCHEMA shop IS 'the shop';
COMMENT ON TABLE shop.item IS 'an item';
COMMENT ON TABLE shop.item IS NULL;
COMMENT ON VIEW shop.cheap IS 'under five';
COMMENT ON COLUMN shop.item.price IS 'in cents';
COMMENT ON COLUMN pair.a IS 'the first';
COMMENT ON INDEX shop.item_price IS 'by price';
COMMENT ON CONSTRAINT item_pkey ON shop.item IS 'the key';
COMMENT ON CONSTRAINT above ON DOMAIN positive IS 'not zero';
COMMENT ON POLICY p ON shop.item IS 'everyone';
COMMENT ON TYPE pair IS 'two'; COMMENT ON DOMAIN positive IS 'one and more';
COMMENT ON SEQUENCE numbers IS 'counts';
COMMENT ON ROLE keeper IS 'keeps';
-- Refused: what is not there.
COMMENT ON COLUMN shop.item.nothing IS 'x';
COMMENT ON TABLE nothing IS 'x';
CREATE SCHEMA shop;
CREATE SEQUENCE numbers;
