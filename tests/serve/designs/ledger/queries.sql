-- name: createAccount :one
INSERT INTO accounts (name, balance) VALUES (:name, :balance) RETURNING id, name, balance;

-- name: getAccount :one
SELECT id, name, balance FROM accounts WHERE id = :account_id;

-- name: renameAccount :one
UPDATE accounts SET name = :name WHERE id = :account_id RETURNING id, name, balance;

-- name: listAccounts :many
SELECT id, name, balance FROM accounts ORDER BY name, id LIMIT :limit OFFSET (:page - 1) * :limit;

-- name: listAccounts.count :one
SELECT count(*) FROM accounts;

-- name: listAccountsByKey :many
SELECT id, name, balance FROM accounts
 WHERE (:cursor.id::uuid IS NULL OR (name, id) > (:cursor.name, :cursor.id))
 ORDER BY name, id
 LIMIT :limit;

-- name: listTransfers :many
SELECT id, marker, amount, created_at FROM transfers
 WHERE (:cursor.id::uuid IS NULL OR (created_at, id) < (:cursor.created_at, :cursor.id))
 ORDER BY created_at DESC, id DESC
 LIMIT :limit;

-- name: transfer :one
-- Refuses in the middle (PT409 by require_funds) or at the end (no target: 404).
INSERT INTO transfers (marker, amount) VALUES (:marker, :amount);
SELECT require_funds(:source, :amount);
UPDATE accounts SET balance = balance - :amount WHERE id = :source;
UPDATE accounts SET balance = balance + :amount WHERE id = :target RETURNING id, name, balance;

-- name: transferByExpression :one
-- One statement, whose first part has written when the second finds no row.
WITH moved AS (
    INSERT INTO transfers (marker, amount) VALUES (:marker, :amount) RETURNING amount
)
UPDATE accounts SET balance = balance + moved.amount FROM moved
 WHERE accounts.id = :target RETURNING accounts.id, accounts.name, accounts.balance;

-- name: transferUnbalanced :one
-- Refused when it commits, after the answer is there.
WITH moved AS (
    INSERT INTO transfers (marker, amount) VALUES (:marker, :amount) RETURNING id
)
INSERT INTO postings (transfer_id, amount) SELECT id, :posted FROM moved RETURNING id, transfer_id, amount;

-- name: transferAndRead :one
-- With two accounts the answer has a second row: 500, and nothing was moved.
INSERT INTO transfers (marker, amount) VALUES (:marker, :amount);
SELECT id, name, balance FROM accounts;

-- name: transferAndTouch :execrows
-- No account: 404, and nothing was moved.
INSERT INTO transfers (marker, amount) VALUES (:marker, 1);
UPDATE accounts SET balance = balance + 1 WHERE id = :target;

-- name: sleep :one
SELECT pg_sleep(:seconds) IS NULL AS awake, :seconds AS seconds;

-- name: transferSlowly :one
INSERT INTO transfers (marker, amount) VALUES (:marker, 1);
SELECT marker FROM transfers, pg_sleep(:seconds) WHERE marker = :marker LIMIT 1;

-- name: createSample :one
INSERT INTO samples (a_boolean, a_smallint, a_integer, a_bigint, a_numeric, a_real, a_double, a_text, a_uuid,
                     a_date, a_time, a_timestamp, a_timestamptz, a_interval, a_json, a_jsonb, a_bytea,
                     some_integers, some_texts, some_timestamps)
VALUES (:a_boolean, :a_smallint, :a_integer, :a_bigint, :a_numeric, :a_real, :a_double, :a_text, :a_uuid,
        :a_date, :a_time, :a_timestamp, :a_timestamptz, :a_interval, :a_json, :a_jsonb, :a_bytea,
        :some_integers, :some_texts, :some_timestamps)
RETURNING id;

-- name: getSample :one
SELECT id, user_id, a_boolean, a_smallint, a_integer, a_bigint, a_numeric, a_real, a_double, a_text, a_uuid,
       a_date, a_time, a_timestamp, a_timestamptz, a_interval, a_json, a_jsonb, a_bytea, some_integers,
       some_texts, some_timestamps
  FROM samples WHERE id = :sample_id;

-- name: getSampleAsJson :one
-- The same, written by PostgreSQL.
SELECT row_to_json(samples) AS written FROM samples WHERE id = :sample_id;

-- name: getClaims :one
SELECT :claims::jsonb AS claims, :claims.sub AS sub, :request.id AS request_id, :request.ip AS address,
       current_user::text AS role, auth.uid() AS uid;
