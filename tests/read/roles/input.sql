-- Roles, their attributes and memberships.
CREATE ROLE plain;
CREATE USER person LOGIN PASSWORD 'x';
CREATE GROUP team WITH USER person;
CREATE ROLE boss SUPERUSER BYPASSRLS NOINHERIT;
CREATE ROLE member LOGIN IN ROLE team, plain;
CREATE ROLE leader ROLE member ADMIN person;
GRANT plain, team TO boss WITH ADMIN OPTION;
GRANT pg_read_all_data TO person;
REVOKE team FROM boss;
REVOKE ADMIN OPTION FOR plain FROM boss;
ALTER ROLE plain LOGIN BYPASSRLS;
ALTER ROLE boss NOSUPERUSER INHERIT;
ALTER GROUP team ADD USER plain;
ALTER GROUP team DROP USER person;
ALTER ROLE leader RENAME TO chief;
CREATE ROLE plain;                -- there already
GRANT nobody TO plain;            -- unknown, perhaps made elsewhere
CREATE TABLE kept (id int PRIMARY KEY);
GRANT SELECT ON kept TO member;
DROP ROLE member;                 -- it still has a privilege
DROP OWNED BY member;
DROP ROLE member;
DROP ROLE IF EXISTS never;
