// Which statement is replayed by which handler, which says nothing about the model, and which may
// change it in a way that is not followed.
#include "read/sql_tree.h"

// Statements whose effect lintel's model does not hold: data, sessions, maintenance, and objects
// that no rule reads.
static bool is_neutral(PgQuery__Node__NodeCase kind)
{
    switch (kind) {
    case PG_QUERY__NODE__NODE_MERGE_STMT:
    case PG_QUERY__NODE__NODE_COPY_STMT:
    case PG_QUERY__NODE__NODE_VARIABLE_SHOW_STMT:
    case PG_QUERY__NODE__NODE_VACUUM_STMT:
    case PG_QUERY__NODE__NODE_CLUSTER_STMT:
    case PG_QUERY__NODE__NODE_REINDEX_STMT:
    case PG_QUERY__NODE__NODE_REFRESH_MAT_VIEW_STMT:
    case PG_QUERY__NODE__NODE_LOCK_STMT:
    case PG_QUERY__NODE__NODE_CHECK_POINT_STMT:
    case PG_QUERY__NODE__NODE_LISTEN_STMT:
    case PG_QUERY__NODE__NODE_UNLISTEN_STMT:
    case PG_QUERY__NODE__NODE_NOTIFY_STMT:
    case PG_QUERY__NODE__NODE_LOAD_STMT:
    case PG_QUERY__NODE__NODE_PREPARE_STMT:
    case PG_QUERY__NODE__NODE_DEALLOCATE_STMT:
    case PG_QUERY__NODE__NODE_DECLARE_CURSOR_STMT:
    case PG_QUERY__NODE__NODE_FETCH_STMT:
    case PG_QUERY__NODE__NODE_CLOSE_PORTAL_STMT:
    case PG_QUERY__NODE__NODE_CONSTRAINTS_SET_STMT:
    case PG_QUERY__NODE__NODE_CREATEDB_STMT:
    case PG_QUERY__NODE__NODE_DROPDB_STMT:
    case PG_QUERY__NODE__NODE_ALTER_DATABASE_STMT:
    case PG_QUERY__NODE__NODE_ALTER_DATABASE_REFRESH_COLL_STMT:
    case PG_QUERY__NODE__NODE_ALTER_DATABASE_SET_STMT:
    case PG_QUERY__NODE__NODE_ALTER_SYSTEM_STMT:
    case PG_QUERY__NODE__NODE_ALTER_ROLE_SET_STMT:
    case PG_QUERY__NODE__NODE_CREATE_TABLE_SPACE_STMT:
    case PG_QUERY__NODE__NODE_DROP_TABLE_SPACE_STMT:
    case PG_QUERY__NODE__NODE_ALTER_TABLE_SPACE_OPTIONS_STMT:
    case PG_QUERY__NODE__NODE_ALTER_TABLE_MOVE_ALL_STMT:
    case PG_QUERY__NODE__NODE_CREATE_PUBLICATION_STMT:
    case PG_QUERY__NODE__NODE_ALTER_PUBLICATION_STMT:
    case PG_QUERY__NODE__NODE_CREATE_SUBSCRIPTION_STMT:
    case PG_QUERY__NODE__NODE_ALTER_SUBSCRIPTION_STMT:
    case PG_QUERY__NODE__NODE_DROP_SUBSCRIPTION_STMT:
    case PG_QUERY__NODE__NODE_CREATE_EVENT_TRIG_STMT:
    case PG_QUERY__NODE__NODE_ALTER_EVENT_TRIG_STMT:
    case PG_QUERY__NODE__NODE_CREATE_STATS_STMT:
    case PG_QUERY__NODE__NODE_ALTER_STATS_STMT:
    case PG_QUERY__NODE__NODE_CREATE_FDW_STMT:
    case PG_QUERY__NODE__NODE_ALTER_FDW_STMT:
    case PG_QUERY__NODE__NODE_CREATE_FOREIGN_SERVER_STMT:
    case PG_QUERY__NODE__NODE_ALTER_FOREIGN_SERVER_STMT:
    case PG_QUERY__NODE__NODE_CREATE_USER_MAPPING_STMT:
    case PG_QUERY__NODE__NODE_ALTER_USER_MAPPING_STMT:
    case PG_QUERY__NODE__NODE_DROP_USER_MAPPING_STMT:
    case PG_QUERY__NODE__NODE_CREATE_CONVERSION_STMT:
    case PG_QUERY__NODE__NODE_CREATE_PLANG_STMT:
    case PG_QUERY__NODE__NODE_CREATE_AM_STMT:
    case PG_QUERY__NODE__NODE_CREATE_TRANSFORM_STMT:
    case PG_QUERY__NODE__NODE_CREATE_OP_FAMILY_STMT:
    case PG_QUERY__NODE__NODE_ALTER_OP_FAMILY_STMT:
    case PG_QUERY__NODE__NODE_ALTER_OPERATOR_STMT:
    case PG_QUERY__NODE__NODE_ALTER_TYPE_STMT:
    case PG_QUERY__NODE__NODE_ALTER_TSCONFIGURATION_STMT:
    case PG_QUERY__NODE__NODE_ALTER_TSDICTIONARY_STMT:
    case PG_QUERY__NODE__NODE_ALTER_COLLATION_STMT:
    case PG_QUERY__NODE__NODE_ALTER_EXTENSION_STMT:
    case PG_QUERY__NODE__NODE_ALTER_OBJECT_DEPENDS_STMT:
    case PG_QUERY__NODE__NODE_SEC_LABEL_STMT:
        return true;
    default:
        return false;
    }
}

// What a ROLLBACK undoes, also one to a savepoint, was never replayed (rollback.h).
static enum outcome replay_transaction(struct replay *replay, const PgQuery__TransactionStmt *tree)
{
    switch (tree->kind) {
    case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_ROLLBACK:
    case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_COMMIT:
        replay_transaction_end(replay);
        return OUTCOME_NEUTRAL;
    default:
        return OUTCOME_NEUTRAL;
    }
}

// EXPLAIN ANALYZE runs its statement, and that may make a table.
static enum outcome replay_explain(struct replay *replay, const PgQuery__ExplainStmt *tree)
{
    for (size_t i = 0; i < tree->n_options; i++)
        if (tree->options[i]->node_case == PG_QUERY__NODE__NODE_DEF_ELEM &&
            strcmp(tree->options[i]->def_elem->defname, "analyze") == 0 &&
            def_elem_boolean(tree->options[i]->def_elem))
            return replay_node(replay, tree->query);
    return OUTCOME_NEUTRAL;
}

static enum outcome not_followed(struct replay *replay, const char *reason)
{
    return replay_gap(replay, GAP_STATEMENT, replay->statement, reason);
}

// That a command on the relation may do something else is all that is known of a rule.
static void mark_rewritten(struct replay *replay, const PgQuery__RuleStmt *tree)
{
    static const enum command commands[] = {
        [PG_QUERY__CMD_TYPE__CMD_SELECT] = COMMAND_SELECT,
        [PG_QUERY__CMD_TYPE__CMD_UPDATE] = COMMAND_UPDATE,
        [PG_QUERY__CMD_TYPE__CMD_INSERT] = COMMAND_INSERT,
        [PG_QUERY__CMD_TYPE__CMD_DELETE] = COMMAND_DELETE,
    };
    struct relation *relation =
        tree->relation && tree->relation->relname
            ? replay_find_relation(replay, tree_string(tree->relation->schemaname),
                                   tree->relation->relname)
            : NULL;
    bool is_known = tree->event >= PG_QUERY__CMD_TYPE__CMD_SELECT &&
                    tree->event <= PG_QUERY__CMD_TYPE__CMD_DELETE;
    if (relation && is_known)
        relation->rewritten |= 1u << commands[tree->event];
}

enum outcome replay_node(struct replay *replay, const node *tree)
{
    if (!tree)
        return OUTCOME_NEUTRAL;
    switch (tree->node_case) {
#define REPLAY(case_, field, handler)                                                              \
    case PG_QUERY__NODE__NODE_##case_:                                                             \
        return handler(replay, tree->field)
        REPLAY(CREATE_STMT, create_stmt, replay_create_table);
        REPLAY(CREATE_FOREIGN_TABLE_STMT, create_foreign_table_stmt, replay_create_foreign_table);
        REPLAY(CREATE_TABLE_AS_STMT, create_table_as_stmt, replay_create_table_as);
        REPLAY(SELECT_STMT, select_stmt, replay_select);
        REPLAY(INSERT_STMT, insert_stmt, replay_insert);
        REPLAY(UPDATE_STMT, update_stmt, replay_update);
        REPLAY(DELETE_STMT, delete_stmt, replay_delete);
        REPLAY(TRUNCATE_STMT, truncate_stmt, replay_truncate);
        REPLAY(ALTER_TABLE_STMT, alter_table_stmt, replay_alter_table);
        REPLAY(INDEX_STMT, index_stmt, replay_create_index);
        REPLAY(CREATE_POLICY_STMT, create_policy_stmt, replay_create_policy);
        REPLAY(ALTER_POLICY_STMT, alter_policy_stmt, replay_alter_policy);
        REPLAY(VIEW_STMT, view_stmt, replay_create_view);
        REPLAY(CREATE_TRIG_STMT, create_trig_stmt, replay_create_trigger);
        REPLAY(CREATE_FUNCTION_STMT, create_function_stmt, replay_create_function);
        REPLAY(ALTER_FUNCTION_STMT, alter_function_stmt, replay_alter_function);
        REPLAY(DEFINE_STMT, define_stmt, replay_define);
        REPLAY(CREATE_CAST_STMT, create_cast_stmt, replay_create_cast);
        REPLAY(CREATE_ENUM_STMT, create_enum_stmt, replay_create_enum);
        REPLAY(ALTER_ENUM_STMT, alter_enum_stmt, replay_alter_enum);
        REPLAY(COMPOSITE_TYPE_STMT, composite_type_stmt, replay_create_composite);
        REPLAY(CREATE_RANGE_STMT, create_range_stmt, replay_create_range);
        REPLAY(CREATE_DOMAIN_STMT, create_domain_stmt, replay_create_domain);
        REPLAY(ALTER_DOMAIN_STMT, alter_domain_stmt, replay_alter_domain);
        REPLAY(CREATE_SEQ_STMT, create_seq_stmt, replay_create_sequence);
        REPLAY(ALTER_SEQ_STMT, alter_seq_stmt, replay_alter_sequence);
        REPLAY(CREATE_SCHEMA_STMT, create_schema_stmt, replay_create_schema);
        REPLAY(CREATE_EXTENSION_STMT, create_extension_stmt, replay_create_extension);
        REPLAY(COMMENT_STMT, comment_stmt, replay_comment);
        REPLAY(GRANT_STMT, grant_stmt, replay_grant);
        REPLAY(ALTER_DEFAULT_PRIVILEGES_STMT, alter_default_privileges_stmt,
               replay_default_privileges);
        REPLAY(CREATE_ROLE_STMT, create_role_stmt, replay_create_role);
        REPLAY(ALTER_ROLE_STMT, alter_role_stmt, replay_alter_role);
        REPLAY(DROP_ROLE_STMT, drop_role_stmt, replay_drop_role);
        REPLAY(GRANT_ROLE_STMT, grant_role_stmt, replay_grant_role);
        REPLAY(DROP_STMT, drop_stmt, replay_drop);
        REPLAY(DROP_OWNED_STMT, drop_owned_stmt, replay_drop_owned);
        REPLAY(REASSIGN_OWNED_STMT, reassign_owned_stmt, replay_reassign_owned);
        REPLAY(RENAME_STMT, rename_stmt, replay_rename);
        REPLAY(ALTER_OWNER_STMT, alter_owner_stmt, replay_alter_owner);
        REPLAY(ALTER_OBJECT_SCHEMA_STMT, alter_object_schema_stmt, replay_alter_schema);
        REPLAY(VARIABLE_SET_STMT, variable_set_stmt, replay_set);
        REPLAY(EXPLAIN_STMT, explain_stmt, replay_explain);
        REPLAY(CREATE_OP_CLASS_STMT, create_op_class_stmt, replay_create_operator_class);
        REPLAY(DISCARD_STMT, discard_stmt, replay_discard);
        REPLAY(DO_STMT, do_stmt, replay_do);
        REPLAY(CALL_STMT, call_stmt, replay_call);
        REPLAY(TRANSACTION_STMT, transaction_stmt, replay_transaction);
#undef REPLAY
    case PG_QUERY__NODE__NODE_RULE_STMT:
        mark_rewritten(replay, tree->rule_stmt);
        return not_followed(replay, "CREATE RULE rewrites queries, which is not modelled");
    case PG_QUERY__NODE__NODE_IMPORT_FOREIGN_SCHEMA_STMT:
        return not_followed(replay, "IMPORT FOREIGN SCHEMA makes tables that only the other "
                                    "server knows");
    case PG_QUERY__NODE__NODE_ALTER_EXTENSION_CONTENTS_STMT:
        return not_followed(replay, "ALTER EXTENSION changes what belongs to an extension");
    case PG_QUERY__NODE__NODE_EXECUTE_STMT:
        return not_followed(replay, "EXECUTE of a prepared statement");
    default:
        if (is_neutral(tree->node_case))
            return OUTCOME_NEUTRAL;
        return not_followed(replay, "a kind of statement that lintel does not know");
    }
}
