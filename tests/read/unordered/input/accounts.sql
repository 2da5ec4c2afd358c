-- Needs teams.sql, which comes after it.
CREATE TABLE accounts (id int PRIMARY KEY, team int REFERENCES teams, feeling mood);
CREATE VIEW account_teams AS SELECT a.id, t.name FROM accounts a JOIN teams t ON t.id = a.team;
CREATE POLICY own ON teams USING (id IN (SELECT team FROM accounts));
