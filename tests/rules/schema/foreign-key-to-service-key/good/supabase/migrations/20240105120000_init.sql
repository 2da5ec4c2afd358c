-- By the primary key, named or not; a table of the project's own by a unique key; a table of the
-- same name in another schema; a foreign key that is gone again.
CREATE TABLE profiles (
    id uuid PRIMARY KEY REFERENCES auth.users ON DELETE CASCADE,
    invited_by uuid REFERENCES auth.users (id),
    phone text UNIQUE
);
CREATE TABLE contacts (id uuid PRIMARY KEY, phone text REFERENCES profiles (phone));
CREATE TABLE public.users (id uuid PRIMARY KEY, phone text UNIQUE);
CREATE TABLE numbers (id uuid PRIMARY KEY, phone text REFERENCES public.users (phone));
CREATE TABLE calls (
    id uuid PRIMARY KEY,
    caller text CONSTRAINT calls_caller REFERENCES auth.users (phone)
);
ALTER TABLE calls DROP CONSTRAINT calls_caller;
