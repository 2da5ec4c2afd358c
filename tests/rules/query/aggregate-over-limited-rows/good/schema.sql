CREATE TABLE orders (id uuid PRIMARY KEY, customer_id uuid NOT NULL, total numeric NOT NULL, created_at timestamptz NOT NULL);
