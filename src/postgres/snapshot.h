// What a database's catalog says of a design's objects, as sorted lines of text that people can
// read and that compare byte by byte: no OIDs, no data, no statistics, no comments. The query is
// src/postgres/snapshot.sql.
//
//   kind TAB parent TAB object TAB property TAB value
//
//   table                           public.todos         row security   on
//   policy   table public.todos     "read own"           using          (user_id = auth.uid())
//   grant    table public.todos     authenticated                       INSERT, SELECT
//
// Looked at: the schemas that the design declares, and public; of the platform's own schemas what
// the design makes there, and the policies and triggers that it puts on the platform's tables.
// Of extensions, the functions. Of PostgreSQL itself, whether its functions are those of its
// release and what the design's roles may do beyond what initdb grants. Of settings, those that
// decide what a statement means: as stored for the database, the design's roles and the login that
// serves, and as they are in effect otherwise.
//
// The owner. Who ran the design's files owns what they made, and is called otherwise on another
// server: wherever that role would be named, the lines say OWNER. In a database that lintel made it
// is the superuser that loaded it; elsewhere it is the role that owns most of what the design makes
// without naming an owner. Never one that requests run as: row security does not apply to owners,
// so such a name stays and shows.
#ifndef LINTEL_POSTGRES_SNAPSHOT_H
#define LINTEL_POSTGRES_SNAPSHOT_H

#include "design/design.h"
#include "postgres/connection.h"

// Needs the design with its manifest; reads only. `owner` NULL: found as said above,
// and the login that serves is who asks; else it is authenticator.
must_check bool snapshot_take(struct connection *connection, struct arena *arena,
                              const struct design *design, const char *owner, const char **text,
                              struct error *error);

#endif
