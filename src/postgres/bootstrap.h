// What a database holds before the design's first statement: the platform's roles and schema auth,
// from the same SQL that was replayed into the model (design->preludes), so that `lintel check` and
// the database cannot disagree about them.
//
// What exists is never changed. Roles belong to the whole server: those that are there stay as they
// are, with their memberships and settings. Where there is a schema auth already, all but the roles
// is left out: the database is prepared, by lintel before or by Supabase.
#ifndef LINTEL_POSTGRES_BOOTSTRAP_H
#define LINTEL_POSTGRES_BOOTSTRAP_H

#include "design/design.h"
#include "postgres/connection.h"

// In one transaction of its own. Needs a role that may create roles; on platform supabase, the
// superuser "postgres".
must_check bool bootstrap_run(struct connection *connection, const struct design *design,
                              struct error *error);

// After the schema: authenticator, and who loaded, may become anon and the roles that the
// manifest's schemes name, in so far as they exist. (load_schema does it.)
must_check bool bootstrap_grant_roles(struct connection *connection, const struct design *design,
                                      struct error *error);

#endif
