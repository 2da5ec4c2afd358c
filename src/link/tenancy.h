// Which tables hold a tenant's rows, and how that is known.
//   certain   a policy compares a column of the table with the caller: its own policy, or another
//             table's that looks the caller up in it; or the manifest says so (tenancy:), which
//             is the last word, also where it says that the rows are nobody's
//   presumed  a column references the users table, is named like a tenant's (user_id, ...), or a
//             foreign key leads to a certain one
// A table of the platform's is never more than presumed: storage.objects holds the files of all
// buckets, and a policy that ties those of one says nothing of the others.
// A column named *_by (created_by, approved_by) says who did something, not whose the row is, and
// presumes nothing. Each answer has its reason, so that messages can say why.
#ifndef LINTEL_LINK_TENANCY_H
#define LINTEL_LINK_TENANCY_H

#include "design/design.h"

enum tenancy_certainty { TENANCY_NONE, TENANCY_PRESUMED, TENANCY_CERTAIN };

struct tenancy {
    enum tenancy_certainty certainty;
    struct column *column; // that says whose the row is
    const char *reason;    // "policy "own" binds user_id to the caller", a clause for messages
    struct place place;    // of what shows it: the policy, the column, the foreign key
};

// Which names of columns and tables presume tenancy: the rule's parameters, asked by name.
struct tenancy_names {
    bool (*is_tenant_column)(void *context, const char *name);
    bool (*is_user_table)(void *context, const char *name);
    void *context;
};

struct tenancy_map;

struct tenancy_map *tenancy_infer(const struct design *design, struct arena *arena,
                                  const struct tenancy_names *names);
// Never NULL; certainty TENANCY_NONE where nothing is known.
const struct tenancy *tenancy_of(const struct tenancy_map *map, const struct relation *relation);

// What the manifest says under tenancy: whether the text means that the rows are nobody's, and the
// table that a name means (NULL where there is none).
bool tenancy_is_none(const char *owner);
struct relation *tenancy_find_table(const struct design *design, struct arena *arena,
                                    const char *name);

// An expression that is the caller: auth.uid(), auth.jwt() ->> 'sub', current_setting(...),
// current_user, casts and (SELECT ...) of these, and a function of the design whose body asks for
// one of them and which is given nothing of the row.
bool expression_is_caller(const struct expression *expression);
// `column = caller`, or the other way round, or the caller's list: the column, else NULL.
struct column *expression_binds(const struct expression *expression);

#endif
