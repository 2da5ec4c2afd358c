-- Two tables, one of them with what the rules warn about.
CREATE TABLE account (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text NOT NULL);
CREATE TABLE entry (
	at timestamp NOT NULL,
    account_id bigint NOT NULL REFERENCES account (id)
);
