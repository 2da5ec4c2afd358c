// The parser's tree and what its handlers share. Only read/sql*.c include this: here, and nowhere
// else, lintel meets libpg_query. What differs between libpg_query 15, 16 and 17 is in this file.
//
// A handler replays one kind of statement: it reads the tree, which is gone afterwards, and
// changes the model through read/replay.h and design/lookup.h. sql_dispatch.c calls the handlers.
#ifndef LINTEL_READ_SQL_TREE_H
#define LINTEL_READ_SQL_TREE_H

#include <pg_query.h>
#include <pg_query/pg_query.pb-c.h>

#include "read/replay.h"
#include "read/table.h"

typedef PgQuery__Node node; // the one typedef: the tree is the parser's, not ours

// ---- what differs between the parser's versions -------------------------------------------------
// REVOKE ADMIN OPTION FOR a FROM b takes away the right to pass the membership on, not the
// membership: a flag in PostgreSQL 15's tree, a list of options (ADMIN, INHERIT, SET) since 16.
static inline bool tree_is_option_only(const PgQuery__GrantRoleStmt *tree)
{
#if PG_VERSION_NUM >= 160000
    return tree->n_opt > 0;
#else
    return tree->admin_opt;
#endif
}

// ---- reading the tree -------------------------------------------------------------------------
struct tree_problem {
    const char *message; // the parser's own
    int32_t location;    // in bytes of the text; -1 where it names none
};
// The tree of a text, in the scratch arena. NULL where it does not parse: then `problem` says why.
const PgQuery__ParseResult *tree_parse(struct replay *replay, const char *text,
                                       struct tree_problem *problem);
// A String node's value; NULL for anything else.
const char *node_string(const node *node);
// The parts of a qualified name (List of String): the last into `name`, the one before into
// `schema` (else NULL). False where there is no last part or there are more than three.
bool node_name(size_t count, node **parts, const char **schema, const char **name);
// An empty protobuf string is an absent one: NULL.
const char *tree_string(const char *string);
// A DefElem's argument as a string: String, Integer, Float, Boolean, TypeName's last name; NULL.
const char *def_elem_string(struct arena *arena, const PgQuery__DefElem *element);
bool def_elem_boolean(const PgQuery__DefElem *element); // absent argument means true
// A role by its spec: names, "public", CURRENT_USER and friends give replay->role. NULL is whoever
// runs the files. Unknown roles are a fault.
const char *tree_role(struct replay *replay, const PgQuery__RoleSpec *spec);

// ---- sql_type.c: types ------------------------------------------------------------------------
struct type_name *tree_type_name(struct replay *replay, const PgQuery__TypeName *tree);
// The type of an argument or result: functions do not keep modifiers, so varchar(20) is varchar.
struct type_name *tree_argument_type(struct replay *replay, const PgQuery__TypeName *tree);
// ALTER TYPE ... ATTRIBUTE, which arrives as an AlterTableStmt of OBJECT_TYPE.
enum outcome type_alter_attributes(struct replay *replay, const PgQuery__AlterTableStmt *tree);

// ---- sql_expression.c, sql_query.c: converted, not yet bound ------------------------------------
struct expression *tree_expression(struct replay *replay, const node *tree); // NULL for NULL
struct query *tree_query(struct replay *replay, const node *tree);           // NULL for NULL

// ---- sql_grant_default.c ------------------------------------------------------------------------
// Applies the default privileges to an object that was just made.
void grant_defaults_to_relation(struct replay *replay, struct relation *relation);
void grant_defaults_to_function(struct replay *replay, struct function *function);
void grant_defaults_to_type(struct replay *replay, struct type *type);
void grant_defaults_to_schema(struct replay *replay, struct schema *schema);

// ---- sql_function_find.c ------------------------------------------------------------------------
// The function of that name and argument types; NULL where there is none. Without arguments given
// (`args_unspecified`) the only one of that name.
struct function *tree_function(struct replay *replay, const PgQuery__ObjectWithArgs *tree);

// ---- the handlers that sql_dispatch.c calls -----------------------------------------------------
enum outcome replay_create_table(struct replay *replay, const PgQuery__CreateStmt *tree);
enum outcome replay_create_foreign_table(struct replay *, const PgQuery__CreateForeignTableStmt *);
enum outcome replay_create_table_as(struct replay *, const PgQuery__CreateTableAsStmt *);
enum outcome replay_insert(struct replay *, const PgQuery__InsertStmt *);
enum outcome replay_update(struct replay *, const PgQuery__UpdateStmt *);
enum outcome replay_delete(struct replay *, const PgQuery__DeleteStmt *);
enum outcome replay_truncate(struct replay *, const PgQuery__TruncateStmt *);
enum outcome replay_select(struct replay *replay,
                           const PgQuery__SelectStmt *tree); // INTO, set_config, cron
enum outcome replay_alter_table(struct replay *replay, const PgQuery__AlterTableStmt *tree);
enum outcome replay_create_index(struct replay *replay, const PgQuery__IndexStmt *tree);
enum outcome replay_create_operator_class(struct replay *, const PgQuery__CreateOpClassStmt *);
void operator_class_note(struct replay *replay, const char *name); // made or renamed
enum outcome replay_create_policy(struct replay *replay, const PgQuery__CreatePolicyStmt *tree);
enum outcome replay_alter_policy(struct replay *replay, const PgQuery__AlterPolicyStmt *tree);
enum outcome replay_create_view(struct replay *replay, const PgQuery__ViewStmt *tree);
enum outcome replay_create_trigger(struct replay *replay, const PgQuery__CreateTrigStmt *tree);
enum outcome replay_create_function(struct replay *, const PgQuery__CreateFunctionStmt *);
enum outcome replay_alter_function(struct replay *replay, const PgQuery__AlterFunctionStmt *tree);
enum outcome replay_define(struct replay *replay,
                           const PgQuery__DefineStmt *tree); // aggregates, base types
enum outcome replay_create_cast(struct replay *replay, const PgQuery__CreateCastStmt *tree);
enum outcome replay_create_enum(struct replay *replay, const PgQuery__CreateEnumStmt *tree);
enum outcome replay_alter_enum(struct replay *replay, const PgQuery__AlterEnumStmt *tree);
enum outcome replay_create_composite(struct replay *, const PgQuery__CompositeTypeStmt *);
enum outcome replay_create_range(struct replay *replay, const PgQuery__CreateRangeStmt *tree);
enum outcome replay_create_domain(struct replay *replay, const PgQuery__CreateDomainStmt *tree);
enum outcome replay_alter_domain(struct replay *replay, const PgQuery__AlterDomainStmt *tree);
enum outcome replay_create_sequence(struct replay *replay, const PgQuery__CreateSeqStmt *tree);
enum outcome replay_alter_sequence(struct replay *replay, const PgQuery__AlterSeqStmt *tree);
enum outcome replay_create_schema(struct replay *replay, const PgQuery__CreateSchemaStmt *tree);
enum outcome replay_create_extension(struct replay *, const PgQuery__CreateExtensionStmt *);
enum outcome replay_comment(struct replay *replay, const PgQuery__CommentStmt *tree);
enum outcome replay_grant(struct replay *replay, const PgQuery__GrantStmt *tree);
enum outcome replay_default_privileges(struct replay *,
                                       const PgQuery__AlterDefaultPrivilegesStmt *);
enum outcome replay_create_role(struct replay *replay, const PgQuery__CreateRoleStmt *tree);
enum outcome replay_alter_role(struct replay *replay, const PgQuery__AlterRoleStmt *tree);
enum outcome replay_drop_role(struct replay *replay, const PgQuery__DropRoleStmt *tree);
enum outcome replay_grant_role(struct replay *replay, const PgQuery__GrantRoleStmt *tree);
enum outcome replay_drop(struct replay *replay, const PgQuery__DropStmt *tree);
enum outcome replay_drop_owned(struct replay *replay, const PgQuery__DropOwnedStmt *tree);
enum outcome replay_reassign_owned(struct replay *, const PgQuery__ReassignOwnedStmt *);
enum outcome replay_rename(struct replay *replay, const PgQuery__RenameStmt *tree);
enum outcome replay_alter_owner(struct replay *replay, const PgQuery__AlterOwnerStmt *tree);
enum outcome replay_alter_schema(struct replay *replay, const PgQuery__AlterObjectSchemaStmt *tree);
enum outcome replay_set(struct replay *replay, const PgQuery__VariableSetStmt *tree);
// sql_session.c: COMMIT ends SET LOCAL and drops what is ON COMMIT DROP; a session's end drops
// everything temporary.
void replay_transaction_end(struct replay *replay);
void replay_session_end(struct replay *replay);
enum outcome replay_discard(struct replay *replay, const PgQuery__DiscardStmt *tree);
enum outcome replay_do(struct replay *replay, const PgQuery__DoStmt *tree);
enum outcome replay_call(struct replay *replay, const PgQuery__CallStmt *tree);

// ---- sql.c, sql_dispatch.c: statements inside statements ----------------------------------------
// One statement: parses and replays `text` as part of the statement at hand (DO blocks, EXECUTE).
// `place` stands for all of it. Faults and gaps inside are recorded there.
enum outcome replay_text(struct replay *replay, const char *text, struct place place);
// The same with something else to do with each statement than replaying it.
typedef enum outcome node_handler(struct replay *replay, const node *tree, void *context);
enum outcome replay_text_with(struct replay *replay, const char *text, struct place place,
                              node_handler *handler, void *context);
// Whether a text that the file's splitter did not measure would exhaust the parser's stack.
bool replay_text_is_too_deep(struct replay *replay, const char *text, size_t length);
enum outcome replay_node(struct replay *replay, const node *tree);

#endif
