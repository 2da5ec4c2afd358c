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
-- Numbers of the catalog that an upgrade does not keep.
CREATE TABLE hooks (
    id bigint PRIMARY KEY,
    procedure regprocedure,
    function regproc,
    operator regoper,
    full_operator regoperator,
    configuration regconfig,
    dictionary regdictionary,
    schema regnamespace,
    ordering regcollation
);
