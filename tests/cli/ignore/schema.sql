-- lintel-ignore schema/primary-key-missing: rows come from a queue
-- lintel-ignore schema/timestamp-without-zone: the device has no zone
CREATE TABLE reading (
    at timestamp,
    /* lintel-ignore schema/timestamp-without-zone, schema/syntax-error: two
     * lines */
    received timestamp
);
CREATE TABLE other (
    id bigint PRIMARY KEY,
    at timestamp, -- lintel-ignore schema/timestamp-without-zone: as above
    later timestamp -- lintel-ignore schema/timestamp-without-zone
);
SELECT '-- lintel-ignore schema/unknown-name: in a string', $$ -- lintel-ignore x/y: in quotes $$,
       E'\' -- lintel-ignore x/y: in a string';
-- lintel-ignore schema/timestamp-with-zone: misspelled
-- lintel-ignored x/y: not the word
COPY other FROM stdin;
-- lintel-ignore x/y: data
\.
