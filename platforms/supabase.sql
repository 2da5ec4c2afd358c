-- What a Supabase project's database holds before the project's own first migration.
--
-- lintel replays this as the prelude of a project on that platform, and it loads into an empty
-- PostgreSQL 15 as the superuser "postgres". Names, columns, keys, signatures, owners, row security
-- and grants are the platform's, as of August 2026; a body is only as long as its answer needs.
-- Left out: plain indexes, most CHECKs of auth, event triggers, the daily partitions of
-- realtime.messages. Whether new tables in public are granted to the API roles depends on the
-- project's age: supabase_legacy_grants.sql holds those defaults.

-- Roles. Of the database image. On the platform "postgres" is no superuser, but it bypasses row
-- security and administers the API roles; here it stays the superuser that loads this file.
CREATE ROLE supabase_admin LOGIN SUPERUSER CREATEDB CREATEROLE REPLICATION BYPASSRLS;
CREATE ROLE supabase_superuser NOLOGIN;
CREATE ROLE supabase_auth_admin LOGIN NOINHERIT;
CREATE ROLE supabase_storage_admin LOGIN NOINHERIT CREATEROLE;
CREATE ROLE supabase_realtime_admin LOGIN NOINHERIT CREATEROLE REPLICATION;
CREATE ROLE supabase_functions_admin LOGIN NOINHERIT CREATEROLE;
CREATE ROLE supabase_replication_admin LOGIN REPLICATION;
CREATE ROLE supabase_etl_admin LOGIN REPLICATION;
CREATE ROLE supabase_read_only_user LOGIN BYPASSRLS;
CREATE ROLE dashboard_user NOLOGIN CREATEDB CREATEROLE REPLICATION;
CREATE ROLE pgbouncer LOGIN;
CREATE ROLE authenticator LOGIN NOINHERIT;
CREATE ROLE anon NOLOGIN;
CREATE ROLE authenticated NOLOGIN;
CREATE ROLE service_role NOLOGIN BYPASSRLS;
ALTER ROLE postgres CREATEDB CREATEROLE REPLICATION BYPASSRLS;

GRANT anon, authenticated, service_role TO authenticator, postgres, supabase_realtime_admin;
GRANT authenticator TO supabase_storage_admin, postgres;
GRANT supabase_functions_admin TO postgres;
GRANT supabase_superuser TO postgres, supabase_etl_admin;
GRANT pg_monitor, pg_read_all_data, pg_signal_backend TO postgres;
GRANT pg_read_all_data TO supabase_read_only_user;

ALTER ROLE postgres SET search_path TO "$user", public, extensions;
ALTER ROLE supabase_admin SET search_path TO "$user", public, auth, extensions;
ALTER ROLE supabase_auth_admin SET search_path TO auth;
ALTER ROLE supabase_storage_admin SET search_path TO storage;
ALTER ROLE supabase_realtime_admin SET search_path TO public, extensions, realtime;
ALTER ROLE supabase_functions_admin SET search_path TO supabase_functions;
ALTER ROLE anon SET statement_timeout TO '3s';
ALTER ROLE authenticated SET statement_timeout TO '8s';
ALTER ROLE authenticator SET statement_timeout TO '8s';
ALTER ROLE authenticator SET lock_timeout TO '8s';

-- Schemas. Of the database image, the command-line tool (supabase_migrations) and the services;
-- _realtime exists on local and self-hosted databases only.
CREATE SCHEMA extensions AUTHORIZATION postgres;
CREATE SCHEMA auth AUTHORIZATION supabase_admin;
CREATE SCHEMA storage AUTHORIZATION supabase_admin;
CREATE SCHEMA realtime AUTHORIZATION supabase_admin;
CREATE SCHEMA graphql AUTHORIZATION supabase_admin;
CREATE SCHEMA graphql_public AUTHORIZATION supabase_admin;
CREATE SCHEMA vault AUTHORIZATION supabase_admin;
CREATE SCHEMA pgbouncer AUTHORIZATION pgbouncer;
CREATE SCHEMA supabase_functions AUTHORIZATION supabase_admin;
CREATE SCHEMA supabase_migrations AUTHORIZATION postgres;
CREATE SCHEMA supabase_subscription_mgmt AUTHORIZATION supabase_admin;
CREATE SCHEMA _realtime AUTHORIZATION postgres;

GRANT USAGE ON SCHEMA public TO postgres, anon, authenticated, service_role;
GRANT CREATE ON SCHEMA public TO postgres;
GRANT CREATE, USAGE ON SCHEMA public TO supabase_realtime_admin;
GRANT USAGE ON SCHEMA extensions TO anon, authenticated, service_role, supabase_realtime_admin;
GRANT ALL ON SCHEMA extensions TO dashboard_user;
GRANT USAGE ON SCHEMA auth TO postgres, anon, authenticated, service_role, supabase_realtime_admin;
GRANT ALL ON SCHEMA auth TO supabase_auth_admin, dashboard_user;
GRANT USAGE ON SCHEMA storage TO anon, authenticated, service_role;
GRANT USAGE ON SCHEMA storage TO postgres WITH GRANT OPTION;
GRANT ALL ON SCHEMA storage TO supabase_storage_admin WITH GRANT OPTION;
GRANT ALL ON SCHEMA storage TO dashboard_user;
GRANT USAGE ON SCHEMA realtime TO anon, authenticated, service_role;
GRANT USAGE ON SCHEMA realtime TO postgres WITH GRANT OPTION;
GRANT ALL ON SCHEMA realtime TO supabase_realtime_admin WITH GRANT OPTION;
GRANT USAGE ON SCHEMA graphql, graphql_public TO anon, authenticated, service_role;
GRANT USAGE ON SCHEMA graphql, graphql_public TO postgres WITH GRANT OPTION;
GRANT USAGE ON SCHEMA vault TO service_role;
GRANT USAGE ON SCHEMA vault TO postgres WITH GRANT OPTION;
GRANT USAGE ON SCHEMA supabase_functions TO postgres, anon, authenticated, service_role;
GRANT ALL ON SCHEMA supabase_functions TO supabase_functions_admin;
GRANT USAGE ON SCHEMA supabase_subscription_mgmt TO postgres;

-- Extensions that are always on. pg_graphql (on by default until April 2026) and supabase_vault are
-- not on a plain machine: their objects are declared below. All others a project creates itself.
CREATE EXTENSION IF NOT EXISTS "uuid-ossp" WITH SCHEMA extensions;
CREATE EXTENSION IF NOT EXISTS pgcrypto WITH SCHEMA extensions;
CREATE EXTENSION IF NOT EXISTS pg_stat_statements WITH SCHEMA extensions;
GRANT ALL ON ALL TABLES IN SCHEMA extensions TO dashboard_user;
GRANT ALL ON ALL ROUTINES IN SCHEMA extensions TO dashboard_user;

-- auth: types. Of the auth service, as are all objects of this schema.
CREATE TYPE auth.aal_level AS ENUM ('aal1', 'aal2', 'aal3');
CREATE TYPE auth.code_challenge_method AS ENUM ('s256', 'plain');
CREATE TYPE auth.factor_status AS ENUM ('unverified', 'verified');
CREATE TYPE auth.factor_type AS ENUM ('totp', 'webauthn', 'phone');
CREATE TYPE auth.oauth_authorization_status AS ENUM ('pending', 'approved', 'denied', 'expired');
CREATE TYPE auth.oauth_client_type AS ENUM ('public', 'confidential');
CREATE TYPE auth.oauth_registration_type AS ENUM ('dynamic', 'manual');
CREATE TYPE auth.oauth_response_type AS ENUM ('code');
CREATE TYPE auth.one_time_token_type AS ENUM ('confirmation_token', 'reauthentication_token',
    'recovery_token', 'email_change_token_new', 'email_change_token_current', 'phone_change_token');

-- auth: the caller, as the API's gateway sets it for each request.
CREATE FUNCTION auth.jwt() RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT coalesce(nullif(current_setting('request.jwt.claim', true), ''),
                    nullif(current_setting('request.jwt.claims', true), ''))::jsonb
$$;
CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE AS $$
    SELECT nullif(coalesce(nullif(current_setting('request.jwt.claim.sub', true), ''),
                           auth.jwt() ->> 'sub'), '')::uuid
$$;
CREATE FUNCTION auth.role() RETURNS text LANGUAGE sql STABLE AS $$
    SELECT coalesce(nullif(current_setting('request.jwt.claim.role', true), ''),
                    auth.jwt() ->> 'role')
$$;
CREATE FUNCTION auth.email() RETURNS text LANGUAGE sql STABLE AS $$
    SELECT coalesce(nullif(current_setting('request.jwt.claim.email', true), ''),
                    auth.jwt() ->> 'email')
$$;

-- auth: users, sessions and what they sign in with.
CREATE TABLE auth.users (
    instance_id uuid,
    id uuid PRIMARY KEY,
    aud varchar(255), role varchar(255), email varchar(255), encrypted_password varchar(255),
    email_confirmed_at timestamptz, invited_at timestamptz, confirmation_token varchar(255),
    confirmation_sent_at timestamptz, recovery_token varchar(255), recovery_sent_at timestamptz,
    email_change_token_new varchar(255), email_change varchar(255),
    email_change_sent_at timestamptz, last_sign_in_at timestamptz, raw_app_meta_data jsonb,
    raw_user_meta_data jsonb, is_super_admin boolean, created_at timestamptz,
    updated_at timestamptz,
    phone text DEFAULT NULL::varchar CONSTRAINT users_phone_key UNIQUE,
    phone_confirmed_at timestamptz, phone_change text DEFAULT ''::varchar,
    phone_change_token varchar(255) DEFAULT '', phone_change_sent_at timestamptz,
    confirmed_at timestamptz GENERATED ALWAYS AS (least(email_confirmed_at, phone_confirmed_at)) STORED,
    email_change_token_current varchar(255) DEFAULT '',
    email_change_confirm_status smallint DEFAULT 0 CHECK (email_change_confirm_status BETWEEN 0 AND 2),
    banned_until timestamptz, reauthentication_token varchar(255) DEFAULT '',
    reauthentication_sent_at timestamptz, is_sso_user boolean NOT NULL DEFAULT false,
    deleted_at timestamptz,
    is_anonymous boolean NOT NULL DEFAULT false
);
CREATE UNIQUE INDEX users_email_partial_key ON auth.users (email) WHERE is_sso_user = false;
CREATE INDEX users_instance_id_email_idx ON auth.users (instance_id, lower(email));

CREATE TABLE auth.identities (
    provider_id text NOT NULL,
    user_id uuid NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
    identity_data jsonb NOT NULL, provider text NOT NULL, last_sign_in_at timestamptz,
    created_at timestamptz, updated_at timestamptz,
    email text GENERATED ALWAYS AS (lower(identity_data ->> 'email')) STORED,
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    CONSTRAINT identities_provider_id_provider_unique UNIQUE (provider_id, provider)
);

CREATE TABLE auth.oauth_clients (
    id uuid PRIMARY KEY,
    client_secret_hash text, registration_type auth.oauth_registration_type NOT NULL,
    redirect_uris text NOT NULL, grant_types text NOT NULL, client_name text, client_uri text,
    logo_uri text, created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(), deleted_at timestamptz,
    client_type auth.oauth_client_type NOT NULL DEFAULT 'confidential',
    token_endpoint_auth_method text NOT NULL
);

CREATE TABLE auth.sessions (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
    created_at timestamptz, updated_at timestamptz, factor_id uuid, aal auth.aal_level,
    not_after timestamptz, refreshed_at timestamp, user_agent text, ip inet, tag text,
    oauth_client_id uuid REFERENCES auth.oauth_clients (id) ON DELETE CASCADE,
    refresh_token_hmac_key text, refresh_token_counter bigint,
    scopes text
);

CREATE TABLE auth.refresh_tokens (
    instance_id uuid,
    id bigserial PRIMARY KEY,
    token varchar(255) CONSTRAINT refresh_tokens_token_unique UNIQUE,
    user_id varchar(255), revoked boolean, created_at timestamptz, updated_at timestamptz,
    parent varchar(255),
    session_id uuid REFERENCES auth.sessions (id) ON DELETE CASCADE
);

CREATE TABLE auth.one_time_tokens (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
    token_type auth.one_time_token_type NOT NULL,
    token_hash text NOT NULL CHECK (char_length(token_hash) > 0),
    relates_to text NOT NULL, created_at timestamp NOT NULL DEFAULT now(),
    updated_at timestamp NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX one_time_tokens_user_id_token_type_key ON auth.one_time_tokens (user_id, token_type);

CREATE TABLE auth.flow_state (
    id uuid PRIMARY KEY,
    user_id uuid, auth_code text, code_challenge_method auth.code_challenge_method,
    code_challenge text, provider_type text NOT NULL, provider_access_token text,
    provider_refresh_token text, created_at timestamptz, updated_at timestamptz,
    authentication_method text NOT NULL, auth_code_issued_at timestamptz, invite_token text,
    referrer text, oauth_client_state_id uuid, linking_target_id uuid,
    email_optional boolean NOT NULL DEFAULT false
);

-- auth: further factors.
CREATE TABLE auth.mfa_factors (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
    friendly_name text, factor_type auth.factor_type NOT NULL, status auth.factor_status NOT NULL,
    created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL, secret text, phone text,
    last_challenged_at timestamptz CONSTRAINT mfa_factors_last_challenged_at_key UNIQUE,
    web_authn_credential jsonb, web_authn_aaguid uuid,
    last_webauthn_challenge_data jsonb
);
CREATE UNIQUE INDEX unique_phone_factor_per_user ON auth.mfa_factors (user_id, phone);

CREATE TABLE auth.mfa_challenges (
    id uuid PRIMARY KEY,
    factor_id uuid NOT NULL, created_at timestamptz NOT NULL, verified_at timestamptz,
    ip_address inet NOT NULL, otp_code text, web_authn_session_data jsonb,
    CONSTRAINT mfa_challenges_auth_factor_id_fkey
        FOREIGN KEY (factor_id) REFERENCES auth.mfa_factors (id) ON DELETE CASCADE
);

CREATE TABLE auth.mfa_amr_claims (
    session_id uuid NOT NULL REFERENCES auth.sessions (id) ON DELETE CASCADE,
    created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL,
    authentication_method text NOT NULL,
    id uuid CONSTRAINT amr_id_pk PRIMARY KEY,
    CONSTRAINT mfa_amr_claims_session_id_authentication_method_pkey UNIQUE (session_id, authentication_method)
);

CREATE TABLE auth.webauthn_credentials (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
    credential_id bytea NOT NULL, public_key bytea NOT NULL,
    attestation_type text NOT NULL DEFAULT '', aaguid uuid, sign_count bigint NOT NULL DEFAULT 0,
    transports jsonb NOT NULL DEFAULT '[]', backup_eligible boolean NOT NULL DEFAULT false,
    backed_up boolean NOT NULL DEFAULT false, friendly_name text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now(),
    last_used_at timestamptz
);
CREATE UNIQUE INDEX webauthn_credentials_credential_id_key ON auth.webauthn_credentials (credential_id);

CREATE TABLE auth.webauthn_challenges (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid REFERENCES auth.users (id) ON DELETE CASCADE,
    challenge_type text NOT NULL CHECK (challenge_type IN ('signup', 'registration', 'authentication')),
    session_data jsonb NOT NULL, created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL
);

-- auth: single sign-on.
CREATE TABLE auth.sso_providers (
    id uuid PRIMARY KEY,
    resource_id text, created_at timestamptz, updated_at timestamptz,
    disabled boolean
);
CREATE UNIQUE INDEX sso_providers_resource_id_idx ON auth.sso_providers (lower(resource_id));

CREATE TABLE auth.sso_domains (
    id uuid PRIMARY KEY,
    sso_provider_id uuid NOT NULL REFERENCES auth.sso_providers (id) ON DELETE CASCADE,
    domain text NOT NULL, created_at timestamptz,
    updated_at timestamptz
);
CREATE UNIQUE INDEX sso_domains_domain_idx ON auth.sso_domains (lower(domain));

CREATE TABLE auth.saml_providers (
    id uuid PRIMARY KEY,
    sso_provider_id uuid NOT NULL REFERENCES auth.sso_providers (id) ON DELETE CASCADE,
    entity_id text NOT NULL UNIQUE,
    metadata_xml text NOT NULL, metadata_url text, attribute_mapping jsonb, created_at timestamptz,
    updated_at timestamptz,
    name_id_format text
);

CREATE TABLE auth.saml_relay_states (
    id uuid PRIMARY KEY,
    sso_provider_id uuid NOT NULL REFERENCES auth.sso_providers (id) ON DELETE CASCADE,
    request_id text NOT NULL, for_email text, redirect_to text, created_at timestamptz,
    updated_at timestamptz,
    flow_state_id uuid REFERENCES auth.flow_state (id) ON DELETE CASCADE
);

-- auth: the project as an OAuth server, and providers of its own.
CREATE TABLE auth.oauth_authorizations (
    id uuid PRIMARY KEY,
    authorization_id text NOT NULL UNIQUE,
    client_id uuid NOT NULL REFERENCES auth.oauth_clients (id) ON DELETE CASCADE,
    user_id uuid REFERENCES auth.users (id) ON DELETE CASCADE,
    redirect_uri text NOT NULL, scope text NOT NULL, state text, resource text, code_challenge text,
    code_challenge_method auth.code_challenge_method,
    response_type auth.oauth_response_type NOT NULL DEFAULT 'code',
    status auth.oauth_authorization_status NOT NULL DEFAULT 'pending',
    authorization_code text UNIQUE,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL DEFAULT now() + interval '3 minutes', approved_at timestamptz,
    nonce text,
    CONSTRAINT oauth_authorizations_expires_at_future CHECK (expires_at > created_at)
);

CREATE TABLE auth.oauth_consents (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
    client_id uuid NOT NULL REFERENCES auth.oauth_clients (id) ON DELETE CASCADE,
    scopes text NOT NULL, granted_at timestamptz NOT NULL DEFAULT now(), revoked_at timestamptz,
    CONSTRAINT oauth_consents_user_client_unique UNIQUE (user_id, client_id)
);

CREATE TABLE auth.oauth_client_states (
    id uuid PRIMARY KEY,
    provider_type text NOT NULL, code_verifier text,
    created_at timestamptz NOT NULL
);

CREATE TABLE auth.custom_oauth_providers (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    provider_type text NOT NULL CHECK (provider_type IN ('oauth2', 'oidc')),
    identifier text NOT NULL UNIQUE,
    name text NOT NULL, client_id text NOT NULL, client_secret text NOT NULL,
    acceptable_client_ids text[] NOT NULL DEFAULT '{}', scopes text[] NOT NULL DEFAULT '{}',
    pkce_enabled boolean NOT NULL DEFAULT true, attribute_mapping jsonb NOT NULL DEFAULT '{}',
    authorization_params jsonb NOT NULL DEFAULT '{}', enabled boolean NOT NULL DEFAULT true,
    email_optional boolean NOT NULL DEFAULT false, issuer text, discovery_url text,
    skip_nonce_check boolean NOT NULL DEFAULT false, cached_discovery jsonb,
    discovery_cached_at timestamptz, authorization_url text, token_url text, userinfo_url text,
    jwks_uri text, created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    custom_claims_allowlist text[] NOT NULL DEFAULT '{}'
);

-- auth: the service's own records.
CREATE TABLE auth.audit_log_entries (
    instance_id uuid,
    id uuid PRIMARY KEY,
    payload json, created_at timestamptz,
    ip_address varchar(64) NOT NULL DEFAULT ''
);

CREATE TABLE auth.instances (
    id uuid PRIMARY KEY,
    uuid uuid, raw_base_config text, created_at timestamptz,
    updated_at timestamptz
);

CREATE TABLE auth.schema_migrations (
    version varchar(255) PRIMARY KEY
);

-- auth: owners, row security (on, without any policy; the newest tables have none), grants.
ALTER FUNCTION auth.jwt() OWNER TO supabase_auth_admin;
ALTER FUNCTION auth.uid() OWNER TO supabase_auth_admin;
ALTER FUNCTION auth.role() OWNER TO supabase_auth_admin;
ALTER FUNCTION auth.email() OWNER TO supabase_auth_admin;

ALTER TABLE auth.users OWNER TO supabase_auth_admin, ENABLE ROW LEVEL SECURITY;
ALTER TABLE auth.identities OWNER TO supabase_auth_admin, ENABLE ROW LEVEL SECURITY;
ALTER TABLE auth.oauth_clients OWNER TO supabase_auth_admin;
ALTER TABLE auth.sessions OWNER TO supabase_auth_admin, ENABLE ROW LEVEL SECURITY;
ALTER TABLE auth.refresh_tokens OWNER TO supabase_auth_admin, ENABLE ROW LEVEL SECURITY;
ALTER TABLE auth.one_time_tokens OWNER TO supabase_auth_admin, ENABLE ROW LEVEL SECURITY;
ALTER TABLE auth.flow_state OWNER TO supabase_auth_admin, ENABLE ROW LEVEL SECURITY;
ALTER TABLE auth.mfa_factors OWNER TO supabase_auth_admin, ENABLE ROW LEVEL SECURITY;
ALTER TABLE auth.mfa_challenges OWNER TO supabase_auth_admin, ENABLE ROW LEVEL SECURITY;
ALTER TABLE auth.mfa_amr_claims OWNER TO supabase_auth_admin, ENABLE ROW LEVEL SECURITY;
ALTER TABLE auth.webauthn_credentials OWNER TO supabase_auth_admin;
ALTER TABLE auth.webauthn_challenges OWNER TO supabase_auth_admin;
ALTER TABLE auth.sso_providers OWNER TO supabase_auth_admin, ENABLE ROW LEVEL SECURITY;
ALTER TABLE auth.sso_domains OWNER TO supabase_auth_admin, ENABLE ROW LEVEL SECURITY;
ALTER TABLE auth.saml_providers OWNER TO supabase_auth_admin, ENABLE ROW LEVEL SECURITY;
ALTER TABLE auth.saml_relay_states OWNER TO supabase_auth_admin, ENABLE ROW LEVEL SECURITY;
ALTER TABLE auth.oauth_authorizations OWNER TO supabase_auth_admin;
ALTER TABLE auth.oauth_consents OWNER TO supabase_auth_admin;
ALTER TABLE auth.oauth_client_states OWNER TO supabase_auth_admin;
ALTER TABLE auth.custom_oauth_providers OWNER TO supabase_auth_admin;
ALTER TABLE auth.audit_log_entries OWNER TO supabase_auth_admin, ENABLE ROW LEVEL SECURITY;
ALTER TABLE auth.instances OWNER TO supabase_auth_admin, ENABLE ROW LEVEL SECURITY;
ALTER TABLE auth.schema_migrations OWNER TO supabase_auth_admin, ENABLE ROW LEVEL SECURITY;

GRANT ALL ON ALL TABLES IN SCHEMA auth TO postgres, dashboard_user;
GRANT ALL ON ALL SEQUENCES IN SCHEMA auth TO postgres, dashboard_user;
GRANT ALL ON ALL ROUTINES IN SCHEMA auth TO dashboard_user;
REVOKE ALL ON auth.schema_migrations FROM postgres, dashboard_user;
GRANT SELECT ON auth.users, auth.identities, auth.sessions, auth.refresh_tokens, auth.one_time_tokens,
    auth.flow_state, auth.mfa_factors, auth.mfa_challenges, auth.mfa_amr_claims, auth.sso_providers,
    auth.sso_domains, auth.saml_providers, auth.saml_relay_states, auth.audit_log_entries,
    auth.instances, auth.schema_migrations TO postgres WITH GRANT OPTION;

-- storage: types and functions. Of the storage service, as are all objects of this schema.
CREATE TYPE storage.buckettype AS ENUM ('STANDARD', 'ANALYTICS', 'VECTOR');

CREATE FUNCTION storage.foldername(name text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN RETURN trim_array(string_to_array(name, '/'), 1); END
$$;
CREATE FUNCTION storage.filename(name text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN RETURN split_part(name, '/', -1); END
$$;
CREATE FUNCTION storage.extension(name text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN RETURN split_part(split_part(name, '/', -1), '.', -1); END
$$;
CREATE FUNCTION storage.get_common_prefix(p_key text, p_prefix text, p_delimiter text)
RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT p_prefix || split_part(substr(p_key, length(p_prefix) + 1), p_delimiter, 1) || p_delimiter
     WHERE position(p_delimiter IN substr(p_key, length(p_prefix) + 1)) > 0
$$;
CREATE FUNCTION storage.operation() RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN RETURN current_setting('storage.operation', true); END
$$;
CREATE FUNCTION storage.allow_only_operation(expected_operation text)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT storage.operation() = expected_operation
$$;
CREATE FUNCTION storage.allow_any_operation(expected_operations text[])
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT storage.operation() = ANY (expected_operations)
$$;
CREATE FUNCTION storage.can_insert_object(bucketid text, name text, owner uuid, metadata jsonb)
RETURNS void LANGUAGE plpgsql AS $$ BEGIN END $$;
CREATE FUNCTION storage.get_size_by_bucket()
RETURNS TABLE (size bigint, bucket_id text) LANGUAGE plpgsql STABLE AS $$ BEGIN END $$;
CREATE FUNCTION storage.search(prefix text, bucketname text, limits integer DEFAULT 100,
    levels integer DEFAULT 1, offsets integer DEFAULT 0, search text DEFAULT '',
    sortcolumn text DEFAULT 'name', sortorder text DEFAULT 'asc')
RETURNS TABLE (name text, id uuid, updated_at timestamptz, created_at timestamptz,
    last_accessed_at timestamptz, metadata jsonb) LANGUAGE plpgsql STABLE AS $$ BEGIN END $$;
CREATE FUNCTION storage.search_v2(prefix text, bucket_name text, limits integer DEFAULT 100,
    levels integer DEFAULT 1, start_after text DEFAULT '', sort_order text DEFAULT 'asc',
    sort_column text DEFAULT 'name', sort_column_after text DEFAULT '')
RETURNS TABLE (key text, name text, id uuid, updated_at timestamptz, created_at timestamptz,
    last_accessed_at timestamptz, metadata jsonb) LANGUAGE plpgsql STABLE AS $$ BEGIN END $$;
CREATE FUNCTION storage.search_by_timestamp(p_prefix text, p_bucket_id text, p_limit integer,
    p_level integer, p_start_after text, p_sort_order text, p_sort_column text, p_sort_column_after text)
RETURNS TABLE (key text, name text, id uuid, updated_at timestamptz, created_at timestamptz,
    last_accessed_at timestamptz, metadata jsonb) LANGUAGE plpgsql STABLE AS $$ BEGIN END $$;
CREATE FUNCTION storage.list_objects_with_delimiter(_bucket_id text, prefix_param text,
    delimiter_param text, max_keys integer DEFAULT 100, start_after text DEFAULT '',
    next_token text DEFAULT '', sort_order text DEFAULT 'asc')
RETURNS TABLE (name text, id uuid, metadata jsonb, updated_at timestamptz, created_at timestamptz,
    last_accessed_at timestamptz) LANGUAGE plpgsql STABLE AS $$ BEGIN END $$;
CREATE FUNCTION storage.list_multipart_uploads_with_delimiter(bucket_id text, prefix_param text,
    delimiter_param text, max_keys integer DEFAULT 100, next_key_token text DEFAULT '',
    next_upload_token text DEFAULT '')
RETURNS TABLE (key text, id text, created_at timestamptz) LANGUAGE plpgsql AS $$ BEGIN END $$;
CREATE FUNCTION storage.update_updated_at_column() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN NEW.updated_at = now(); RETURN NEW; END
$$;
CREATE FUNCTION storage.enforce_bucket_name_length() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF length(NEW.name) > 100 THEN RAISE EXCEPTION 'bucket name over 100 characters'; END IF;
    RETURN NEW;
END
$$;
CREATE FUNCTION storage.protect_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF coalesce(current_setting('storage.allow_delete_query', true), '') <> 'true' THEN
        RAISE EXCEPTION 'files are deleted through the storage API' USING ERRCODE = '42501';
    END IF;
    RETURN NULL;
END
$$;
-- Of 2025, dropped again since; migrations of that time name them.
CREATE FUNCTION storage.get_level(name text) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS $$
    SELECT cardinality(string_to_array(name, '/'))
$$;
CREATE FUNCTION storage.get_prefix(name text) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS $$
    SELECT array_to_string(trim_array(string_to_array(rtrim(name, '/'), '/'), 1), '/')
$$;

-- storage: tables.
CREATE TABLE storage.buckets (
    id text PRIMARY KEY,
    name text NOT NULL, owner uuid, created_at timestamptz DEFAULT now(),
    updated_at timestamptz DEFAULT now(), public boolean DEFAULT false,
    avif_autodetection boolean DEFAULT false, file_size_limit bigint, allowed_mime_types text[],
    owner_id text, type storage.buckettype NOT NULL DEFAULT 'STANDARD',
    versioning_status text NOT NULL DEFAULT 'DISABLED'
        CHECK (versioning_status IN ('DISABLED', 'ENABLED', 'SUSPENDED'))
);
CREATE UNIQUE INDEX bname ON storage.buckets (name);

CREATE TABLE storage.objects (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    bucket_id text, name text, owner uuid, created_at timestamptz DEFAULT now(),
    updated_at timestamptz DEFAULT now(), last_accessed_at timestamptz DEFAULT now(),
    metadata jsonb,
    path_tokens text[] GENERATED ALWAYS AS (string_to_array(name, '/')) STORED,
    version text, owner_id text, user_metadata jsonb, archived_at timestamptz,
    is_delete_marker boolean NOT NULL DEFAULT false, is_versioned boolean NOT NULL DEFAULT false,
    CONSTRAINT "objects_bucketId_fkey" FOREIGN KEY (bucket_id) REFERENCES storage.buckets (id)
);
CREATE UNIQUE INDEX bucketid_objname ON storage.objects (bucket_id, name);
CREATE INDEX name_prefix_search ON storage.objects (name text_pattern_ops);

CREATE TABLE storage.prefixes (
    bucket_id text NOT NULL,
    name text COLLATE "C" NOT NULL,
    level integer GENERATED ALWAYS AS (storage.get_level(name)) STORED,
    created_at timestamptz DEFAULT now(), updated_at timestamptz DEFAULT now(),
    PRIMARY KEY (bucket_id, level, name),
    CONSTRAINT "prefixes_bucketId_fkey" FOREIGN KEY (bucket_id) REFERENCES storage.buckets (id)
);

CREATE TABLE storage.s3_multipart_uploads (
    id text PRIMARY KEY,
    in_progress_size bigint NOT NULL DEFAULT 0, upload_signature text NOT NULL,
    bucket_id text NOT NULL REFERENCES storage.buckets (id),
    key text COLLATE "C" NOT NULL,
    version text NOT NULL, owner_id text, created_at timestamptz NOT NULL DEFAULT now(),
    user_metadata jsonb,
    metadata jsonb
);

CREATE TABLE storage.s3_multipart_uploads_parts (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    upload_id text NOT NULL REFERENCES storage.s3_multipart_uploads (id) ON DELETE CASCADE,
    size bigint NOT NULL DEFAULT 0, part_number integer NOT NULL,
    bucket_id text NOT NULL REFERENCES storage.buckets (id),
    key text COLLATE "C" NOT NULL,
    etag text NOT NULL, owner_id text, version text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE storage.buckets_analytics (
    name text NOT NULL, type storage.buckettype NOT NULL DEFAULT 'ANALYTICS',
    format text NOT NULL DEFAULT 'ICEBERG', created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    deleted_at timestamptz
);
CREATE UNIQUE INDEX buckets_analytics_unique_name_idx ON storage.buckets_analytics (name)
    WHERE deleted_at IS NULL;

CREATE TABLE storage.iceberg_namespaces (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    bucket_name text NOT NULL,
    name text COLLATE "C" NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now(),
    metadata jsonb NOT NULL DEFAULT '{}',
    catalog_id uuid NOT NULL REFERENCES storage.buckets_analytics (id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX idx_iceberg_namespaces_bucket_id ON storage.iceberg_namespaces (catalog_id, name);

CREATE TABLE storage.iceberg_tables (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    namespace_id uuid NOT NULL REFERENCES storage.iceberg_namespaces (id) ON DELETE CASCADE,
    bucket_name text NOT NULL,
    name text COLLATE "C" NOT NULL,
    location text NOT NULL, created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(), remote_table_id text, shard_key text,
    shard_id text,
    catalog_id uuid NOT NULL REFERENCES storage.buckets_analytics (id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX idx_iceberg_tables_namespace_id ON storage.iceberg_tables (catalog_id, namespace_id, name);
CREATE UNIQUE INDEX idx_iceberg_tables_location ON storage.iceberg_tables (location);

CREATE TABLE storage.buckets_vectors (
    id text PRIMARY KEY,
    type storage.buckettype NOT NULL DEFAULT 'VECTOR',
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE storage.vector_indexes (
    id text PRIMARY KEY DEFAULT gen_random_uuid(),
    name text COLLATE "C" NOT NULL,
    bucket_id text NOT NULL REFERENCES storage.buckets_vectors (id),
    data_type text NOT NULL, dimension integer NOT NULL, distance_metric text NOT NULL,
    metadata_configuration jsonb, created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX vector_indexes_name_bucket_id_idx ON storage.vector_indexes (name, bucket_id);

CREATE TABLE storage.migrations (
    id integer PRIMARY KEY,
    name varchar(100) NOT NULL UNIQUE,
    hash varchar(40) NOT NULL,
    executed_at timestamp DEFAULT current_timestamp
);

CREATE TRIGGER update_objects_updated_at BEFORE UPDATE ON storage.objects
    FOR EACH ROW EXECUTE FUNCTION storage.update_updated_at_column();
CREATE TRIGGER protect_objects_delete BEFORE DELETE ON storage.objects
    FOR EACH STATEMENT EXECUTE FUNCTION storage.protect_delete();
CREATE TRIGGER protect_buckets_delete BEFORE DELETE ON storage.buckets
    FOR EACH STATEMENT EXECUTE FUNCTION storage.protect_delete();
CREATE TRIGGER enforce_bucket_name_length_trigger BEFORE INSERT OR UPDATE OF name ON storage.buckets
    FOR EACH ROW EXECUTE FUNCTION storage.enforce_bucket_name_length();

-- storage: owners, row security (projects add the policies), grants.

ALTER TABLE storage.buckets OWNER TO supabase_storage_admin, ENABLE ROW LEVEL SECURITY;
ALTER TABLE storage.objects OWNER TO supabase_storage_admin, ENABLE ROW LEVEL SECURITY;
ALTER TABLE storage.prefixes OWNER TO supabase_storage_admin, ENABLE ROW LEVEL SECURITY;
ALTER TABLE storage.s3_multipart_uploads OWNER TO supabase_storage_admin, ENABLE ROW LEVEL SECURITY;
ALTER TABLE storage.s3_multipart_uploads_parts OWNER TO supabase_storage_admin, ENABLE ROW LEVEL SECURITY;
ALTER TABLE storage.buckets_analytics OWNER TO supabase_storage_admin, ENABLE ROW LEVEL SECURITY;
ALTER TABLE storage.iceberg_namespaces OWNER TO supabase_storage_admin, ENABLE ROW LEVEL SECURITY;
ALTER TABLE storage.iceberg_tables OWNER TO supabase_storage_admin, ENABLE ROW LEVEL SECURITY;
ALTER TABLE storage.buckets_vectors OWNER TO supabase_storage_admin, ENABLE ROW LEVEL SECURITY;
ALTER TABLE storage.vector_indexes OWNER TO supabase_storage_admin, ENABLE ROW LEVEL SECURITY;
ALTER TABLE storage.migrations OWNER TO supabase_storage_admin, ENABLE ROW LEVEL SECURITY;

GRANT ALL ON storage.buckets, storage.objects TO postgres WITH GRANT OPTION;
GRANT ALL ON storage.buckets, storage.objects, storage.prefixes, storage.buckets_analytics
    TO anon, authenticated, service_role;
GRANT ALL ON storage.s3_multipart_uploads, storage.s3_multipart_uploads_parts,
    storage.iceberg_namespaces, storage.iceberg_tables TO service_role;
GRANT SELECT ON storage.s3_multipart_uploads, storage.s3_multipart_uploads_parts,
    storage.iceberg_namespaces, storage.iceberg_tables TO anon, authenticated;
GRANT SELECT ON storage.buckets_vectors, storage.vector_indexes TO anon, authenticated, service_role;

-- realtime: types and functions. Of the realtime service, as are all objects of this schema.
CREATE TYPE realtime.action AS ENUM ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'ERROR');
CREATE TYPE realtime.equality_op AS ENUM ('eq', 'neq', 'lt', 'lte', 'gt', 'gte', 'in', 'like', 'ilike',
    'is', 'match', 'imatch', 'isdistinct');
CREATE TYPE realtime.user_defined_filter AS (column_name text, op realtime.equality_op, value text,
    negate boolean);
CREATE TYPE realtime.wal_column AS (name text, type_name text, type_oid oid, value jsonb,
    is_pkey boolean, is_selectable boolean);
CREATE TYPE realtime.wal_rls AS (wal jsonb, is_rls_enabled boolean, subscription_ids uuid[],
    errors text[]);

CREATE FUNCTION realtime.topic() RETURNS text LANGUAGE sql STABLE AS $$
    SELECT nullif(current_setting('realtime.topic', true), '')
$$;
CREATE FUNCTION realtime.send(payload jsonb, event text, topic text, private boolean DEFAULT true)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO realtime.messages (payload, event, topic, private, extension)
    VALUES (send.payload, send.event, send.topic, send.private, 'broadcast');
END
$$;
CREATE FUNCTION realtime.send_binary(payload bytea, event text, topic text, private boolean DEFAULT true)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO realtime.messages (binary_payload, event, topic, private, extension)
    VALUES (send_binary.payload, send_binary.event, send_binary.topic, send_binary.private, 'broadcast');
END
$$;
CREATE FUNCTION realtime.broadcast_changes(topic_name text, event_name text, operation text,
    table_name text, table_schema text, new record, old record, level text DEFAULT 'ROW')
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM realtime.send(jsonb_build_object('record', new, 'old_record', old, 'operation', operation,
        'table', table_name, 'schema', table_schema), event_name, topic_name);
END
$$;
CREATE FUNCTION realtime.to_regrole(role_name text) RETURNS regrole LANGUAGE sql IMMUTABLE AS $$
    SELECT role_name::regrole
$$;
CREATE FUNCTION realtime."cast"(val text, type_ regtype) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN RETURN to_jsonb(val); END
$$;
CREATE FUNCTION realtime.check_equality_op(op realtime.equality_op, type_ regtype, val_1 text, val_2 text)
RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN val_1 = val_2; END $$;
CREATE FUNCTION realtime.check_equality_op(op realtime.equality_op, type_ regtype, val_1 text, val_2 text,
    negate boolean)
RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN (val_1 = val_2) <> negate; END $$;
CREATE FUNCTION realtime.is_visible_through_filters(columns realtime.wal_column[],
    filters realtime.user_defined_filter[])
RETURNS boolean LANGUAGE sql STABLE AS $$ SELECT true $$;
CREATE FUNCTION realtime.build_prepared_statement_sql(prepared_statement_name text, entity regclass,
    columns realtime.wal_column[])
RETURNS text LANGUAGE sql AS $$ SELECT '' $$;
CREATE FUNCTION realtime.quote_wal2json(entity regclass) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS $$
    SELECT entity::text
$$;
CREATE FUNCTION realtime.wal2json_escape_identifier(name text)
RETURNS text LANGUAGE sql IMMUTABLE STRICT AS $$ SELECT name $$;
CREATE FUNCTION realtime.subscription_check_filters() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RETURN NEW; END
$$;
CREATE FUNCTION realtime.apply_rls(wal jsonb, max_record_bytes integer DEFAULT 1024 * 1024)
RETURNS SETOF realtime.wal_rls LANGUAGE plpgsql AS $$ BEGIN END $$;
CREATE FUNCTION realtime.list_changes(publication name, slot_name name, max_changes integer,
    max_record_bytes integer)
RETURNS TABLE (wal jsonb, is_rls_enabled boolean, subscription_ids uuid[], errors text[],
    slot_changes_count bigint)
LANGUAGE sql AS $$ SELECT NULL::jsonb, NULL::boolean, NULL::uuid[], NULL::text[], 0::bigint WHERE false $$;

-- realtime: tables. Policies on realtime.messages decide who may join a private channel.
CREATE TABLE realtime.messages (
    topic text NOT NULL, extension text NOT NULL, payload jsonb, event text,
    private boolean DEFAULT false, updated_at timestamp NOT NULL DEFAULT now(),
    inserted_at timestamp NOT NULL DEFAULT now(), id uuid NOT NULL DEFAULT gen_random_uuid(),
    binary_payload bytea,
    PRIMARY KEY (id, inserted_at),
    CONSTRAINT messages_payload_exclusive CHECK (payload IS NULL OR binary_payload IS NULL)
) PARTITION BY RANGE (inserted_at);

CREATE TABLE realtime.subscription (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT pk_subscription PRIMARY KEY,
    subscription_id uuid NOT NULL, entity regclass NOT NULL,
    filters realtime.user_defined_filter[] NOT NULL DEFAULT '{}', claims jsonb NOT NULL,
    claims_role regrole NOT NULL GENERATED ALWAYS AS (realtime.to_regrole(claims ->> 'role')) STORED,
    created_at timestamp NOT NULL DEFAULT timezone('utc', now()),
    action_filter text DEFAULT '*' CHECK (action_filter IN ('*', 'INSERT', 'UPDATE', 'DELETE')),
    selected_columns text[]
);
CREATE TRIGGER tr_check_filters BEFORE INSERT OR UPDATE ON realtime.subscription
    FOR EACH ROW EXECUTE FUNCTION realtime.subscription_check_filters();

CREATE TABLE realtime.schema_migrations (
    version bigint PRIMARY KEY,
    inserted_at timestamp(0)
);

-- realtime: owners, row security, grants.
ALTER TABLE realtime.messages OWNER TO supabase_realtime_admin, ENABLE ROW LEVEL SECURITY;
ALTER TABLE realtime.subscription OWNER TO supabase_realtime_admin;
ALTER TABLE realtime.schema_migrations OWNER TO supabase_admin;
GRANT SELECT, INSERT, UPDATE ON realtime.messages TO postgres, anon, authenticated, service_role;
GRANT SELECT ON realtime.subscription TO anon, authenticated, service_role;
GRANT ALL ON realtime.messages, realtime.subscription TO postgres, dashboard_user;
CREATE PUBLICATION supabase_realtime;

-- vault. Of the extension supabase_vault, whose cipher is in C: these stand-ins do not encrypt.
CREATE FUNCTION vault._crypto_aead_det_noncegen() RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
    SELECT ''::bytea
$$;
CREATE FUNCTION vault._crypto_aead_det_encrypt(message bytea, additional bytea, key_id bigint,
    context bytea DEFAULT 'pgsodium', nonce bytea DEFAULT NULL)
RETURNS bytea LANGUAGE sql IMMUTABLE AS $$ SELECT message $$;
CREATE FUNCTION vault._crypto_aead_det_decrypt(message bytea, additional bytea, key_id bigint,
    context bytea DEFAULT 'pgsodium', nonce bytea DEFAULT NULL)
RETURNS bytea LANGUAGE sql IMMUTABLE AS $$ SELECT message $$;
CREATE TABLE vault.secrets (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name text, description text NOT NULL DEFAULT '', secret text NOT NULL, key_id uuid,
    nonce bytea DEFAULT vault._crypto_aead_det_noncegen(),
    created_at timestamptz NOT NULL DEFAULT current_timestamp,
    updated_at timestamptz NOT NULL DEFAULT current_timestamp
);
CREATE UNIQUE INDEX secrets_name_idx ON vault.secrets (name) WHERE name IS NOT NULL;
CREATE VIEW vault.decrypted_secrets AS
    SELECT id, name, description, secret, convert_from(vault._crypto_aead_det_decrypt(
               convert_to(secret, 'utf8'), convert_to(id::text, 'utf8'), 0), 'utf8') AS decrypted_secret,
           key_id, nonce, created_at, updated_at
      FROM vault.secrets;
CREATE FUNCTION vault.create_secret(new_secret text, new_name text DEFAULT NULL,
    new_description text DEFAULT '', new_key_id uuid DEFAULT NULL)
RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
    created uuid;
BEGIN
    INSERT INTO vault.secrets (secret, name, description)
    VALUES (new_secret, new_name, new_description) RETURNING id INTO created;
    RETURN created;
END
$$;
CREATE FUNCTION vault.update_secret(secret_id uuid, new_secret text DEFAULT NULL,
    new_name text DEFAULT NULL, new_description text DEFAULT NULL, new_key_id uuid DEFAULT NULL)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
    UPDATE vault.secrets
       SET secret = coalesce(new_secret, secret), name = coalesce(new_name, name),
           description = coalesce(new_description, description), updated_at = now()
     WHERE id = secret_id;
END
$$;
ALTER TABLE vault.secrets OWNER TO supabase_admin;
ALTER VIEW vault.decrypted_secrets OWNER TO supabase_admin;
ALTER FUNCTION vault.create_secret(text, text, text, uuid) OWNER TO supabase_admin;
ALTER FUNCTION vault.update_secret(uuid, text, text, text, uuid) OWNER TO supabase_admin;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA vault FROM PUBLIC;
GRANT SELECT, DELETE ON vault.secrets, vault.decrypted_secrets TO postgres WITH GRANT OPTION;
GRANT SELECT, DELETE ON vault.secrets, vault.decrypted_secrets TO service_role;
GRANT EXECUTE ON FUNCTION vault.create_secret, vault.update_secret, vault._crypto_aead_det_decrypt
    TO postgres WITH GRANT OPTION;
GRANT EXECUTE ON FUNCTION vault.create_secret, vault.update_secret, vault._crypto_aead_det_decrypt
    TO service_role;

-- graphql and graphql_public. Of the extension pg_graphql, and the image's wrapper around it.
CREATE SEQUENCE graphql.seq_schema_version AS integer CYCLE;
CREATE FUNCTION graphql._internal_resolve(query text, variables jsonb DEFAULT '{}',
    "operationName" text DEFAULT NULL, extensions jsonb DEFAULT NULL)
RETURNS jsonb LANGUAGE sql AS $$ SELECT '{}'::jsonb $$;
CREATE FUNCTION graphql.resolve(query text, variables jsonb DEFAULT '{}',
    "operationName" text DEFAULT NULL, extensions jsonb DEFAULT NULL)
RETURNS jsonb LANGUAGE plpgsql AS $$
BEGIN RETURN graphql._internal_resolve(query, variables, "operationName", extensions); END
$$;
CREATE FUNCTION graphql.comment_directive(comment_ text) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT '{}'::jsonb
$$;
CREATE FUNCTION graphql.exception(message text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '%', message; END
$$;
CREATE FUNCTION graphql.get_schema_version() RETURNS integer LANGUAGE sql SECURITY DEFINER AS $$
    SELECT last_value::integer FROM graphql.seq_schema_version
$$;
CREATE FUNCTION graphql.increment_schema_version() RETURNS event_trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN PERFORM nextval('graphql.seq_schema_version'); END $$;
CREATE FUNCTION graphql_public.graphql("operationName" text DEFAULT NULL, query text DEFAULT NULL,
    variables jsonb DEFAULT NULL, extensions jsonb DEFAULT NULL)
RETURNS jsonb LANGUAGE sql AS $$
    SELECT graphql.resolve(query, coalesce(variables, '{}'), "operationName", extensions)
$$;
GRANT ALL ON ALL SEQUENCES IN SCHEMA graphql TO postgres, anon, authenticated, service_role;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA graphql, graphql_public
    TO postgres, anon, authenticated, service_role;

-- supabase_functions. Database webhooks: there once a project has turned them on, and locally always;
-- they send with the extension pg_net, which comes with them.
CREATE TABLE supabase_functions.migrations (
    version text PRIMARY KEY,
    inserted_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE supabase_functions.hooks (
    id bigserial PRIMARY KEY,
    hook_table_id integer NOT NULL, hook_name text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    request_id bigint
);
CREATE FUNCTION supabase_functions.http_request() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = supabase_functions AS $$
BEGIN
    INSERT INTO supabase_functions.hooks (hook_table_id, hook_name) VALUES (TG_RELID, TG_NAME);
    RETURN NEW;
END
$$;
ALTER TABLE supabase_functions.migrations OWNER TO supabase_functions_admin;
ALTER TABLE supabase_functions.hooks OWNER TO supabase_functions_admin;
ALTER FUNCTION supabase_functions.http_request() OWNER TO supabase_functions_admin;
GRANT ALL ON supabase_functions.migrations, supabase_functions.hooks
    TO postgres, anon, authenticated, service_role;
GRANT ALL ON SEQUENCE supabase_functions.hooks_id_seq TO postgres, anon, authenticated, service_role;
REVOKE ALL ON FUNCTION supabase_functions.http_request() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION supabase_functions.http_request() TO postgres, anon, authenticated, service_role;

-- supabase_migrations. The record of the project's own migrations and seeds.
CREATE TABLE supabase_migrations.schema_migrations (
    version text PRIMARY KEY,
    statements text[], name text, created_by text,
    idempotency_key text UNIQUE,
    rollback text[]
);
CREATE TABLE supabase_migrations.seed_files (
    path text PRIMARY KEY,
    hash text NOT NULL
);

-- Helpers of the database image: the pooler's, subscriptions', and those its event triggers call.
CREATE FUNCTION pgbouncer.get_auth(p_usename text) RETURNS TABLE (username text, password text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
    RETURN QUERY SELECT rolname::text, rolpassword FROM pg_catalog.pg_authid
                  WHERE rolname = p_usename AND rolcanlogin;
END
$$;
REVOKE ALL ON FUNCTION pgbouncer.get_auth(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pgbouncer.get_auth(text) TO pgbouncer;
CREATE FUNCTION extensions.grant_pg_cron_access() RETURNS event_trigger LANGUAGE plpgsql
    AS $$ BEGIN END $$;
CREATE FUNCTION extensions.grant_pg_graphql_access() RETURNS event_trigger LANGUAGE plpgsql
    AS $$ BEGIN END $$;
CREATE FUNCTION extensions.grant_pg_net_access() RETURNS event_trigger LANGUAGE plpgsql
    AS $$ BEGIN END $$;
CREATE FUNCTION extensions.pgrst_ddl_watch() RETURNS event_trigger LANGUAGE plpgsql
    AS $$ BEGIN NOTIFY pgrst, 'reload schema'; END $$;
CREATE FUNCTION extensions.pgrst_drop_watch() RETURNS event_trigger LANGUAGE plpgsql
    AS $$ BEGIN NOTIFY pgrst, 'reload schema'; END $$;
CREATE FUNCTION extensions.set_graphql_placeholder() RETURNS event_trigger LANGUAGE plpgsql
    AS $$ BEGIN END $$;

-- What later objects in the platform's own schemas are granted.
ALTER DEFAULT PRIVILEGES FOR ROLE supabase_auth_admin IN SCHEMA auth
    GRANT ALL ON TABLES TO postgres, dashboard_user;
ALTER DEFAULT PRIVILEGES FOR ROLE supabase_auth_admin IN SCHEMA auth
    GRANT ALL ON SEQUENCES TO postgres, dashboard_user;
ALTER DEFAULT PRIVILEGES FOR ROLE supabase_auth_admin IN SCHEMA auth
    GRANT ALL ON FUNCTIONS TO postgres, dashboard_user;
ALTER DEFAULT PRIVILEGES FOR ROLE supabase_storage_admin IN SCHEMA storage
    GRANT ALL ON TABLES TO postgres, anon, authenticated, service_role;
ALTER DEFAULT PRIVILEGES FOR ROLE supabase_storage_admin IN SCHEMA storage
    GRANT ALL ON SEQUENCES TO postgres, anon, authenticated, service_role;
ALTER DEFAULT PRIVILEGES FOR ROLE supabase_storage_admin IN SCHEMA storage
    GRANT ALL ON FUNCTIONS TO postgres, anon, authenticated, service_role;
ALTER DEFAULT PRIVILEGES FOR ROLE supabase_admin IN SCHEMA realtime
    GRANT ALL ON TABLES TO postgres, dashboard_user;
ALTER DEFAULT PRIVILEGES FOR ROLE supabase_admin IN SCHEMA realtime
    GRANT ALL ON SEQUENCES TO postgres, dashboard_user;
ALTER DEFAULT PRIVILEGES FOR ROLE supabase_admin IN SCHEMA realtime
    GRANT ALL ON FUNCTIONS TO postgres, dashboard_user;
