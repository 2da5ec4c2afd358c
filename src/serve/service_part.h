// What the files of the service share while it is made; only service*.c include this.
#ifndef LINTEL_SERVE_SERVICE_PART_H
#define LINTEL_SERVE_SERVICE_PART_H

#include "serve/service.h"

struct service_maker {
    struct service *service;
    struct arena *arena;
    struct design *design;
    const struct service_options *options;
    void (*complain)(void *context, const char *line);
    void *context;
    uint32_t refusals;
    bool is_subject_known, design_uses_subject; // service_subject.c's own
};

// "file:line:column: ..."; the service is not made then, but everything else is looked at too.
void service_refuse(struct service_maker *maker, struct place place, const char *format, ...)
    printf_like(3, 4);
// Adds a sentence to not_enforced, once.
void service_note(struct service_maker *maker, const char *format, ...) printf_like(2, 3);

// service.c: of the contract's scheme; NULL where it cannot be used, which is said once for all.
struct service_scheme *service_scheme_find(struct service_maker *maker,
                                           const struct security_scheme *scheme);
// "\"name\":", as JSON.
const char *service_key(struct arena *arena, const char *name);

// service_endpoint.c: NULL where the operation cannot be served, which is said.
struct endpoint *service_endpoint(struct service_maker *maker, struct operation_link *link);
// service_execution.c
enum pg_kind service_execution(const struct design *design, const struct endpoint *endpoint);
// service_subject.c: whether the endpoint's SQL, or what it leads to, calls auth.uid().
bool service_uses_subject(struct service_maker *maker, const struct endpoint *endpoint);
// service_answer.c
void service_answer(struct service_maker *maker, struct endpoint *endpoint);
// The answering statement's column of that name; UINT32_MAX where there is none.
uint32_t service_column_find(const struct service_statement *statement, const char *name);

// service_type.c: the forms of PostgreSQL's types, as its catalog says; each is asked for once.
struct connection;
struct service_types;
struct service_types *service_types_new(struct arena *arena, struct connection *connection);
// NULL where there is none: `reason` says why, a clause for messages. False: the database failed.
must_check bool service_type_form(struct service_types *types, uint32_t type,
                                  const struct value_form **form, const char **name,
                                  const char **reason, struct error *error);

#endif
