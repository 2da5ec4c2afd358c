CREATE DOMAIN price AS real;
CREATE TABLE orders (
    id serial PRIMARY KEY,
    reference char(20) NOT NULL,
    total_price double precision NOT NULL,
    shipping_cost float4,
    unit_price price,
    deposit money,
    opens timetz,
    details json NOT NULL DEFAULT '{}'
);
CREATE TABLE lines (id bigserial PRIMARY KEY, number smallserial);
ALTER TABLE lines ADD COLUMN late json;
