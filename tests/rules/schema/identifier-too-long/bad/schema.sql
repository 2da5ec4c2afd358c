-- 64 bytes; 63 are kept.
CREATE TABLE aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggg (
    id bigint PRIMARY KEY
);
CREATE TABLE todos (
    id bigint PRIMARY KEY,
    title text NOT NULL,
    -- 32 characters, 64 bytes.
    "éééééééééééééééééééééééééééééééé" text,
    CONSTRAINT todos_title_is_neither_empty_nor_longer_than_what_the_page_can_show CHECK (title <> '')
);
CREATE INDEX todos_by_title_for_the_overview_page_of_the_mobile_application_v1 ON todos (title);
