// What PostgreSQL's own functions give, where all of one name give the same type whatever their
// arguments (from pg_proc of PostgreSQL 15; those that only the server calls are left out). The
// others are in expression_type.c or not certain.
#include "read/bind_scope.h"

static const struct {
    const char *type;
    const char *functions; // a space before and after each
} results[] = {
    // clang-format off
    {"bool",
     " amvalidate bool_and bool_or every has_any_column_privilege has_column_privilege"
     " has_database_privilege has_foreign_data_wrapper_privilege has_function_privilege"
     " has_language_privilege has_parameter_privilege has_schema_privilege"
     " has_sequence_privilege has_server_privilege has_table_privilege"
     " has_tablespace_privilege has_type_privilege is_normalized isempty isfinite"
     " jsonb_path_exists jsonb_path_exists_tz jsonb_path_match jsonb_path_match_tz"
     " lower_inc lower_inf overlaps pg_advisory_unlock pg_advisory_unlock_shared"
     " pg_has_role pg_is_in_recovery pg_is_other_temp_schema pg_table_is_visible"
     " pg_try_advisory_lock pg_try_advisory_lock_shared pg_try_advisory_xact_lock"
     " pg_try_advisory_xact_lock_shared pg_visible_in_snapshot regexp_like"
     " row_security_active starts_with txid_visible_in_snapshot upper_inc upper_inf"
     " xmlexists xpath_exists "},
    {"bytea",
     " convert convert_to decode set_byte sha224 sha256 sha384 sha512 "},
    {"cidr",
     " cidr network "},
    {"date",
     " date make_date to_date "},
    {"daterange",
     " daterange "},
    {"float4",
     " ts_rank ts_rank_cd "},
    {"float8",
     " acos acosh area asinh atan atan2 atan2d atanh cbrt corr cos cosh cot covar_pop"
     " covar_samp cume_dist date_part degrees dexp diameter height percent_rank pi radians"
     " radius random sinh slope tan tanh width "},
    {"inet",
     " broadcast hostmask inet_client_addr inet_server_addr netmask "},
    {"int4",
     " array_length array_lower array_ndims array_position array_upper ascii bit_length"
     " cardinality char_length character_length generate_subscripts get_bit get_byte"
     " hashtext inet_client_port inet_server_port json_array_length jsonb_array_length"
     " length masklen min_scale mxid_age npoints ntile num_nonnulls num_nulls numnode"
     " octet_length pg_backend_pid pg_column_size position regexp_count regexp_instr scale"
     " strpos width_bucket "},
    {"int4[]",
     " array_positions "},
    {"int8",
     " count currval dense_rank lastval nextval pg_database_size pg_indexes_size"
     " pg_relation_size pg_size_bytes pg_table_size pg_total_relation_size rank row_number"
     " setval txid_current txid_current_if_assigned txid_snapshot_xip txid_snapshot_xmax "},
    {"interval",
     " interval justify_days justify_hours justify_interval make_interval "},
    {"json",
     " array_to_json json_agg json_build_array json_build_object json_extract_path"
     " json_object json_object_agg json_strip_nulls row_to_json to_json "},
    {"jsonb",
     " jsonb_agg jsonb_build_array jsonb_build_object jsonb_extract_path jsonb_insert"
     " jsonb_object jsonb_object_agg jsonb_path_query jsonb_path_query_array"
     " jsonb_path_query_array_tz jsonb_path_query_first jsonb_path_query_first_tz"
     " jsonb_path_query_tz jsonb_set jsonb_set_lax jsonb_strip_nulls to_jsonb "},
    {"name",
     " current_database current_schema current_user name pg_get_userbyid session_user "},
    {"name[]",
     " current_schemas "},
    {"numeric",
     " div extract factorial numeric to_number trim_scale "},
    {"numrange",
     " numrange "},
    {"pg_snapshot",
     " pg_current_snapshot "},
    {"regclass",
     " pg_partition_root to_regclass "},
    {"regcollation",
     " to_regcollation "},
    {"regconfig",
     " get_current_ts_config "},
    {"regnamespace",
     " to_regnamespace "},
    {"regoper",
     " to_regoper "},
    {"regoperator",
     " to_regoperator "},
    {"regproc",
     " to_regproc "},
    {"regprocedure",
     " to_regprocedure "},
    {"regrole",
     " to_regrole "},
    {"regtype",
     " pg_typeof to_regtype "},
    {"text",
     " abbrev array_dims array_to_string chr col_description concat concat_ws convert_from"
     " current_query current_setting encode format format_type host initcap"
     " json_extract_path_text json_object_keys json_typeof jsonb_extract_path_text"
     " jsonb_object_keys jsonb_pretty jsonb_typeof left lpad md5 normalize obj_description"
     " pg_collation_for pg_get_constraintdef pg_get_expr pg_get_function_arg_default"
     " pg_get_function_arguments pg_get_function_identity_arguments pg_get_function_result"
     " pg_get_function_sqlbody pg_get_functiondef pg_get_indexdef pg_get_ruledef"
     " pg_get_serial_sequence pg_get_triggerdef pg_get_viewdef pg_listening_channels"
     " pg_size_pretty pg_xact_status quote_ident quote_literal quote_nullable"
     " regexp_replace regexp_split_to_table regexp_substr repeat replace reverse right"
     " rpad set_config shobj_description split_part string_to_table text timeofday"
     " to_ascii to_char to_hex translate txid_status unistr version "},
    {"text[]",
     " parse_ident regexp_match regexp_matches regexp_split_to_array string_to_array"
     " tsvector_to_array "},
    {"time",
     " make_time time "},
    {"timestamp",
     " make_timestamp timestamp "},
    {"timestamptz",
     " clock_timestamp make_timestamptz now statement_timestamp timestamptz to_timestamp"
     " transaction_timestamp "},
    {"timetz",
     " timetz "},
    {"tsquery",
     " phraseto_tsquery plainto_tsquery to_tsquery websearch_to_tsquery "},
    {"tsrange",
     " tsrange "},
    {"tstzrange",
     " tstzrange "},
    {"tsvector",
     " array_to_tsvector json_to_tsvector jsonb_to_tsvector setweight strip to_tsvector "},
    {"uuid",
     " gen_random_uuid "},
    {"xid8",
     " pg_current_xact_id pg_current_xact_id_if_assigned pg_snapshot_xip pg_snapshot_xmax "},
    {"xml",
     " xml xmlagg xmlcomment "},
    {"xml[]",
     " xpath "},
    // clang-format on
};

const char *builtin_result(const char *function)
{
    char word[IDENTIFIER_LENGTH + 3];
    int length = snprintf(word, sizeof word, " %s ", function);
    if (length < 0 || (size_t)length >= sizeof word)
        return NULL;
    for (size_t i = 0; i < array_length(results); i++)
        if (strstr(results[i].functions, word))
            return results[i].type;
    return NULL;
}
