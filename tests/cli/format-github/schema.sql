CREATE TABLE list (id bigint PRIMARY KEY, at timestamp); -- 100%, a: b
CREATE TABLE "a, b: 50%" (x timestamp, list bigint REFERENCES list (id));
-- lintel-ignore schema/primary-key-missing: append only, "for" <now> & later
CREATE TABLE log (line text);
CREATE TABLE broken (;
