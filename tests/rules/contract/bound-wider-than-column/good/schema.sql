CREATE DOMAIN short AS text CHECK (char_length(VALUE) <= 10);
CREATE TABLE products (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name varchar(100) NOT NULL,
    code char(5),
    title text CHECK (char_length(title) BETWEEN 3 AND 200),
    label text CHECK (length(label) < 50 AND label <> ''),
    tag short,
    price numeric(8, 2) CHECK (price > 0),
    stock integer CHECK (stock >= 0 AND stock <= 1000),
    level smallint,
    rate double precision CHECK (0 <= rate AND rate < 1)
);

CREATE TABLE notes (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    body text CHECK (COALESCE(length(body), 0) <= 1000),
    brief text CHECK (NOT (brief IS NULL OR length(brief) > 100)),
    packed text CHECK (octet_length(packed) <= 400),
    trimmed text CHECK (length(btrim(trimmed)) > 1),
    doubled text CHECK (2 * length(doubled) <= 100),
    seats integer CHECK (seats > 0),
    share integer CHECK (share * 2 < 50)
);
