// Bodies in PL/pgSQL that are a value in disguise, said in SQL: what policies call and what link/
// can reason about.
//
//     BEGIN RETURN EXISTS (SELECT ...); END               EXISTS (SELECT ...)
//     DECLARE r text; BEGIN SELECT role INTO r FROM profiles WHERE id = auth.uid(); RETURN r =
//     'admin'; END
//                                                         (SELECT role FROM profiles ...) = 'admin'
//     IF a THEN RETURN b; END IF; RETURN c                CASE WHEN a THEN b ELSE c END
//     SELECT ... INTO x; IF NOT FOUND THEN ...            CASE WHEN NOT EXISTS (SELECT ...) ...
//     RETURN QUERY SELECT ...                             rows
//
// RAISE EXCEPTION ends the statement, so it lets nothing through: NULL. Loops, EXECUTE, writes, and
// what the grammar in plpgsql.c does not have, are not read, and the function says so. Variables
// are put in place of their names as PostgreSQL would bind them: a name that is both a column and a
// variable is an error there (42702), and not read here.
#ifndef LINTEL_READ_PLPGSQL_H
#define LINTEL_READ_PLPGSQL_H

#include "read/replay.h"

// Fills result, result_rows or result_unread of the functions in PL/pgSQL that row security and
// views lead to (policies, views, and what those functions call in turn), and of SECURITY DEFINER
// functions that answer rows or documents. Once, when all statements are replayed: PL/pgSQL binds
// names when it runs, so they mean what they mean in the end. Others stay unasked: a body costs a
// parse.
void plpgsql_read_results(struct replay *replay);

#endif
