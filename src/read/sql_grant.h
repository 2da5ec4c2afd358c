// Privileges as both GRANT and ALTER DEFAULT PRIVILEGES read and change them.
#ifndef LINTEL_READ_SQL_GRANT_H
#define LINTEL_READ_SQL_GRANT_H

#include "read/sql_tree.h"

// What a statement gives or takes: for one kind of object.
struct grant_words {
    uint32_t privileges; // on the object itself
    bool is_understood;  // false: a privilege that such objects do not have
};

enum {
    PRIVILEGES_OF_SEQUENCE = PRIVILEGE_SELECT | PRIVILEGE_UPDATE | PRIVILEGE_USAGE,
    PRIVILEGES_OF_COLUMN =
        PRIVILEGE_SELECT | PRIVILEGE_INSERT | PRIVILEGE_UPDATE | PRIVILEGE_REFERENCES,
    PRIVILEGES_OF_SCHEMA = PRIVILEGE_USAGE | PRIVILEGE_CREATE,
};

// One word such as "select"; 0 where it is none. NULL is ALL: `all`.
uint32_t privilege_of(const char *word, uint32_t all);
// The words without columns, of `all` that this kind of object has.
struct grant_words grant_read_words(size_t count, node **privileges, uint32_t all);

void grant_give(struct replay *replay, struct grant_list *list, struct grant grant);
// From the role's assumed row as well; `only_option` takes the grant option alone.
void grant_take(struct grant_list *list, const char *role, uint32_t privileges, bool only_option);

// The roles of TO or FROM. False where one is missing and the replay defers.
struct role_names {
    LIST_FIELDS(const char *);
};
bool grant_read_roles(struct replay *replay, size_t count, node **roles, struct role_names *names);

#endif
