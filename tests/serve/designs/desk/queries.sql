-- name: addPaper :one
INSERT INTO papers (name) VALUES (:name) RETURNING id, name;

-- name: addPaperQuietly :execrows
INSERT INTO papers (name) VALUES (:name);

-- name: addTwoPapers :exec
INSERT INTO papers (name) VALUES (:name);
INSERT INTO papers (name) VALUES (:name || :other);

-- name: swapNames :one
WITH one AS (UPDATE papers SET name = :name WHERE id = :other RETURNING id),
     other AS (UPDATE papers SET name = :other_name WHERE id = :id RETURNING id, name)
SELECT other.id, other.name FROM other, one;

-- name: layDown :one
INSERT INTO desk_papers (name) VALUES (:name) RETURNING id, name;

-- name: removePaper :execrows
DELETE FROM papers WHERE id = :paper_id;

-- name: mergePaper :execrows
MERGE INTO papers USING (SELECT :name AS name) AS wanted ON papers.name = wanted.name
 WHEN MATCHED AND papers.count < 2 THEN UPDATE SET count = papers.count + 1
 WHEN NOT MATCHED AND wanted.name <> 'none' THEN INSERT (name) VALUES (wanted.name);

-- name: writeNothingBack :one
SELECT line FROM write_nothing_back(:line) AS written (line);

-- name: writeTwo :one
SELECT line FROM write_two(:line) AS written (line);

-- name: writeAndClaim :execrows
UPDATE slips SET count = count + 1 WHERE claims_to_read(:line);

-- name: writeByView :one
SELECT line IS NOT NULL AS is_written FROM line_on_reading;

-- name: touchByView :execrows
UPDATE slips SET count = count + 1 FROM (SELECT line FROM line_on_reading OFFSET 0) AS seen
 WHERE slips.count = seen.line - 1000000 AND slips.id = :slip_id;

-- name: addSlip :one
INSERT INTO slips (count) VALUES (:count) RETURNING id;

-- name: nextNumber :one
SELECT nextval('numbers') AS number;

-- name: lockPaper :one
SELECT id, name FROM papers WHERE id = :paper_id FOR UPDATE;

-- name: readThenWrite :one
-- The first answers; the second has no rows to give.
SELECT id, count FROM papers WHERE id = :paper_id;
UPDATE papers SET count = count + 1 WHERE id = :paper_id;
INSERT INTO journal (what) VALUES ('read ' || :paper_id::text);

-- name: readTwice :many
SELECT count(*) FROM papers;
SELECT name, count FROM papers ORDER BY name, id LIMIT 100;

-- name: moveAll :many
WITH moved AS (DELETE FROM papers WHERE name LIKE :start || '%' RETURNING name),
     noted AS (INSERT INTO journal (what) SELECT 'moved ' || name FROM moved RETURNING id)
SELECT name FROM moved ORDER BY name;
