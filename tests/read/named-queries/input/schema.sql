CREATE TABLE lists (id bigint PRIMARY KEY, name text NOT NULL);
CREATE TABLE todos (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    list_id bigint NOT NULL REFERENCES lists (id),
    title varchar(200) NOT NULL,
    tags text[] NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now()
);
