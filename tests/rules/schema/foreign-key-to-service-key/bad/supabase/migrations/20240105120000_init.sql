-- In the column; as a constraint of the table; added later.
CREATE TABLE contacts (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    phone text NOT NULL REFERENCES auth.users (phone) ON DELETE CASCADE
);
CREATE TABLE numbers (
    id uuid PRIMARY KEY,
    phone text,
    CONSTRAINT numbers_phone FOREIGN KEY (phone) REFERENCES auth.users (phone)
);
CREATE TABLE calls (id uuid PRIMARY KEY, caller text);
ALTER TABLE calls ADD CONSTRAINT calls_caller FOREIGN KEY (caller) REFERENCES auth.users (phone);
-- A partitioned table is one finding.
CREATE TABLE messages (phone text REFERENCES auth.users (phone), sent_at timestamptz)
    PARTITION BY RANGE (sent_at);
CREATE TABLE messages_2024 PARTITION OF messages FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
