-- The catalog as lines (snapshot.h): one query, one round trip. The search path is empty, so that
-- every name outside pg_catalog is written with its schema.
--
--   $1 the owner's name, for which OWNER is written   $2 schemas, all of whose objects are looked at
--   $3 objects in other schemas, as schema.name       $4 tables of other schemas: policies, triggers
--   $5 roles to look at in any case                   $6 roles whose grants are the platform's business
--   $7 the login that serves; NULL: who asks
WITH RECURSIVE role_name AS (
    SELECT oid, rolname,
           CASE WHEN rolname = $1::text THEN 'OWNER' ELSE quote_ident(rolname) END AS name,
           rolname = ANY ($6::text[]) AS is_ignored
      FROM pg_roles
    UNION ALL SELECT 0, 'public', 'PUBLIC', false
), of_extension AS (
    SELECT classid, objid FROM pg_depend WHERE deptype = 'e'
), namespace AS (
    SELECT oid, nspname, nspowner, nspacl, nspname = ANY ($2::text[]) AS is_whole
      FROM pg_namespace
     WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
), relation AS (
    SELECT c.*, format('%I.%I', n.nspname, c.relname) AS name,
           CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view'
                          WHEN 'S' THEN 'sequence' WHEN 'f' THEN 'foreign table'
                          ELSE 'table' END AS kind
      FROM pg_class c JOIN namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND c.relpersistence <> 't'
       AND (n.is_whole OR n.nspname || '.' || c.relname = ANY ($3::text[]))
       AND (c.tableoid, c.oid) NOT IN (SELECT classid, objid FROM of_extension)
), touched AS (
    SELECT c.*, format('%I.%I', n.nspname, c.relname) AS name, 'table' AS kind
      FROM pg_class c JOIN namespace n ON n.oid = c.relnamespace
     WHERE n.nspname || '.' || c.relname = ANY ($4::text[])
       AND c.oid NOT IN (SELECT oid FROM relation)
), secured AS (
    SELECT oid, name, kind, relrowsecurity, relforcerowsecurity, false AS is_touched
      FROM relation WHERE relkind IN ('r', 'p')
    UNION ALL SELECT oid, name, kind, relrowsecurity, relforcerowsecurity, true FROM touched
), attribute AS (
    SELECT a.*, r.kind || ' ' || r.name AS parent, r.relowner, r.relkind
      FROM pg_attribute a JOIN relation r ON r.oid = a.attrelid
     WHERE a.attnum > 0 AND NOT a.attisdropped AND r.relkind <> 'S'
), routine AS (
    SELECT p.*, format('%I.%I(%s)', n.nspname, p.proname,
                       pg_get_function_identity_arguments(p.oid)) AS name,
           CASE p.prokind WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate' ELSE 'function' END
               AS kind
      FROM pg_proc p JOIN namespace n ON n.oid = p.pronamespace
     WHERE (n.is_whole OR n.nspname || '.' || p.proname = ANY ($3::text[]))
       AND (p.tableoid, p.oid) NOT IN (SELECT classid, objid FROM of_extension)
), type AS (
    SELECT t.*, format('%I.%I', n.nspname, t.typname) AS name
      FROM pg_type t JOIN namespace n ON n.oid = t.typnamespace
     WHERE (n.is_whole OR n.nspname || '.' || t.typname = ANY ($3::text[]))
       AND (t.typrelid = 0 OR (SELECT relkind FROM pg_class WHERE oid = t.typrelid) = 'c')
       AND t.typtype <> 'm' AND NOT (t.typcategory = 'A' AND t.typelem <> 0)
       AND (t.tableoid, t.oid) NOT IN (SELECT classid, objid FROM of_extension)
), owned AS (
    -- What has an owner and grants; a missing list of grants is the built-in default.
    SELECT 'schema' AS kind, quote_ident(nspname) AS name, nspowner AS owner,
           coalesce(nspacl, acldefault('n', nspowner)) AS acl, acldefault('n', nspowner) AS usual
      FROM namespace WHERE is_whole
    UNION ALL
    SELECT kind, name, relowner,
           coalesce(relacl, acldefault(CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", relowner)),
           acldefault(CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", relowner)
      FROM relation
    UNION ALL
    SELECT kind, name, proowner, coalesce(proacl, acldefault('f', proowner)), acldefault('f', proowner)
      FROM routine
    UNION ALL
    SELECT 'type', name, typowner, coalesce(typacl, acldefault('T', typowner)), acldefault('T', typowner)
      FROM type
), member AS (
    -- Functions that extensions brought. Their versions, not the design, say what they are.
    SELECT p.*, e.extowner, quote_ident(e.extname) AS extension,
           CASE WHEN p.pronamespace = e.extnamespace THEN '' ELSE quote_ident(n.nspname) || '.' END ||
           format('%I(%s)', p.proname, pg_get_function_identity_arguments(p.oid)) AS name
      FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid
      JOIN pg_proc p ON p.oid = d.objid JOIN pg_namespace n ON n.oid = p.pronamespace
     WHERE d.classid = 'pg_proc'::regclass AND d.refclassid = 'pg_extension'::regclass
       AND d.deptype = 'e'
), built_in AS (
    -- PostgreSQL's own objects whose grants are not the built-in default, and what initdb left there.
    SELECT CASE b.kind
                WHEN 'f' THEN 'function pg_catalog.' || b.oid::regprocedure
                WHEN 'r' THEN 'table pg_catalog.' || b.name
                WHEN 'c' THEN format('column %I of table %s', b.name,
                                     (SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c
                                        JOIN pg_namespace n ON n.oid = c.relnamespace
                                       WHERE c.oid = b.oid))
                WHEN 'n' THEN 'schema ' || b.name ELSE 'parameter ' || b.name END AS name,
           b.acl, coalesce(i.initprivs, b.usual) AS usual
      FROM (SELECT 'f' AS kind, tableoid, oid, 0 AS at, proname::text AS name,
                   proacl AS acl, acldefault('f', proowner) AS usual
              FROM pg_proc WHERE oid < 16384 AND proacl IS NOT NULL
            UNION ALL
            SELECT 'r', tableoid, oid, 0, relname, relacl, acldefault('r', relowner)
              FROM pg_class WHERE relnamespace = 'pg_catalog'::regnamespace AND relacl IS NOT NULL
            UNION ALL
            SELECT 'c', 'pg_class'::regclass, attrelid, attnum, attname, attacl, NULL
              FROM pg_attribute WHERE attrelid < 16384 AND attacl IS NOT NULL
            UNION ALL
            SELECT 'n', tableoid, oid, 0, nspname, nspacl, acldefault('n', nspowner)
              FROM pg_namespace WHERE nspname = 'pg_catalog'
            UNION ALL
            SELECT 'p', tableoid, oid, 0, parname, paracl, NULL FROM pg_parameter_acl
           ) b
      LEFT JOIN pg_init_privs i ON i.classoid = b.tableoid AND i.objoid = b.oid AND i.objsubid = b.at
     WHERE b.acl IS DISTINCT FROM coalesce(i.initprivs, b.usual)
), granted AS (
    SELECT o.kind || ' ' || o.name AS parent, o.owner, e.grantee, e.privilege_type, e.is_grantable
      FROM owned o, aclexplode(o.acl) e
    UNION ALL
    SELECT 'column ' || quote_ident(a.attname) || ' of ' || a.parent, a.relowner,
           e.grantee, e.privilege_type, e.is_grantable
      FROM attribute a, aclexplode(a.attacl) e
), policy AS (
    SELECT p.*, s.kind || ' ' || s.name AS parent
      FROM pg_policy p JOIN secured s ON s.oid = p.polrelid
), named_role AS (
    -- Roles that matter, and what they are members of, however far.
    SELECT r.oid FROM role_name r
     WHERE r.oid <> 0 AND r.name <> 'OWNER' AND NOT r.is_ignored AND r.rolname <> 'authenticator'
       AND (r.rolname = ANY ($5::text[]) OR r.oid IN (SELECT grantee FROM granted)
            OR r.oid IN (SELECT owner FROM owned) OR r.oid IN (SELECT unnest(polroles) FROM policy))
    UNION
    SELECT m.roleid FROM named_role n JOIN pg_auth_members m ON m.member = n.oid
), watched (name, usual) AS (
    VALUES ('session_replication_role', '{origin}'::text[]),
           ('row_security', '{on,true,yes,1}'),
           ('transform_null_equals', '{off,false,no,0}'),
           ('standard_conforming_strings', '{on,true,yes,1}'),
           ('plpgsql.variable_conflict', '{error}'),
           ('default_transaction_read_only', '{off,false,no,0}'),
           ('default_transaction_isolation', '{read committed}'),
           ('search_path', '{}'), ('role', '{}')
), line (kind, parent, object, property, value) AS (
    SELECT 'schema', '', quote_ident(nspname), 'owner',
           -- Older servers, and dumps of them, have the database's owner by name here.
           CASE WHEN nspname = 'public' AND
                     (n.name = 'OWNER' OR nspowner = (SELECT datdba FROM pg_database
                                                       WHERE datname = current_database()))
                THEN 'pg_database_owner' ELSE n.name END
      FROM namespace JOIN role_name n ON n.oid = nspowner WHERE is_whole
    UNION ALL
    SELECT o.kind, '', o.name, 'owner', n.name
      FROM owned o JOIN role_name n ON n.oid = o.owner WHERE o.kind <> 'schema'

    -- Row security.
    UNION ALL
    SELECT kind, '', name, 'row security', CASE WHEN relrowsecurity THEN 'on' ELSE 'off' END
      FROM secured
    UNION ALL
    SELECT kind, '', name, 'row security for the owner',
           CASE WHEN relforcerowsecurity THEN 'on' ELSE 'off' END FROM secured
    UNION ALL
    SELECT 'policy', p.parent, quote_ident(p.polname), v.property, v.value
      FROM policy p, LATERAL (VALUES
               ('command', CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT'
                                         WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END),
               ('kind', CASE WHEN p.polpermissive THEN 'permissive' ELSE 'restrictive' END),
               ('roles', (SELECT string_agg(n.name, ', ' ORDER BY n.name COLLATE "C")
                            FROM unnest(p.polroles) r JOIN role_name n ON n.oid = r)),
               ('using', pg_get_expr(p.polqual, p.polrelid)),
               ('check', pg_get_expr(p.polwithcheck, p.polrelid))) v (property, value)

    -- Grants. What an owner holds by itself is said only where something of it is missing.
    UNION ALL
    SELECT 'grant', g.parent, n.name, 'may',
           string_agg(g.privilege_type || CASE WHEN g.is_grantable THEN ' with grant option' ELSE '' END,
                      ', ' ORDER BY g.privilege_type)
      FROM (SELECT parent, owner, grantee, privilege_type, bool_or(is_grantable) AS is_grantable
              FROM granted GROUP BY 1, 2, 3, 4) g JOIN role_name n ON n.oid = g.grantee
     WHERE g.grantee <> g.owner AND NOT n.is_ignored AND g.privilege_type <> 'MAINTAIN'
     GROUP BY g.parent, n.name
    UNION ALL
    SELECT o.kind, '', o.name, 'owner lacks',
           string_agg(u.privilege_type, ', ' ORDER BY u.privilege_type)
      FROM owned o, aclexplode(o.usual) u
     WHERE u.grantee = o.owner AND u.privilege_type <> 'MAINTAIN'
       AND NOT EXISTS (SELECT FROM aclexplode(o.acl) e
                        WHERE e.grantee = o.owner AND e.privilege_type = u.privilege_type)
     GROUP BY o.kind, o.name
    -- Of PostgreSQL's own objects: what those may beyond initdb that requests run as, or belong to.
    UNION ALL
    SELECT 'grant', b.name, n.name, 'may', string_agg(e.privilege_type, ', ' ORDER BY e.privilege_type)
      FROM built_in b, aclexplode(b.acl) e JOIN role_name n ON n.oid = e.grantee
     WHERE (e.grantee = 0 OR e.grantee IN (SELECT oid FROM named_role))
       AND NOT EXISTS (SELECT FROM aclexplode(b.usual) u
                        WHERE u.grantee = e.grantee AND u.privilege_type = e.privilege_type)
     GROUP BY b.name, n.name
    UNION ALL
    SELECT 'grant', 'the database', n.name, 'may', 'CREATE'
      FROM pg_database d, aclexplode(d.datacl) e JOIN role_name n ON n.oid = e.grantee
     WHERE d.datname = current_database() AND e.privilege_type = 'CREATE' AND e.grantee <> d.datdba
       AND (e.grantee = 0 OR e.grantee IN (SELECT oid FROM named_role))
    UNION ALL
    SELECT 'built-in', '', 'grants', 'revoked from PUBLIC',
           coalesce(string_agg(u.privilege_type || ' on ' || b.name, ', ' ORDER BY b.name), 'nothing')
      FROM built_in b, aclexplode(b.usual) u
     WHERE u.grantee = 0
       AND NOT EXISTS (SELECT FROM aclexplode(b.acl) e
                        WHERE e.grantee = 0 AND u.privilege_type = e.privilege_type)
    UNION ALL
    SELECT 'default privileges', '',
           'of ' || n.name || coalesce(' in schema ' || quote_ident(s.nspname), '') || ' on ' ||
           CASE d.defaclobjtype WHEN 'r' THEN 'tables' WHEN 'S' THEN 'sequences'
                                WHEN 'f' THEN 'functions' WHEN 'T' THEN 'types' ELSE 'schemas' END,
           'to ' || g.name, string_agg(e.privilege_type, ', ' ORDER BY e.privilege_type)
      FROM pg_default_acl d JOIN role_name n ON n.oid = d.defaclrole
      LEFT JOIN namespace s ON s.oid = d.defaclnamespace,
           aclexplode(d.defaclacl) e JOIN role_name g ON g.oid = e.grantee
     WHERE (NOT n.is_ignored OR n.name = 'OWNER') AND NOT g.is_ignored AND coalesce(s.is_whole, d.defaclnamespace = 0)
       AND e.privilege_type <> 'MAINTAIN'
     GROUP BY 3, 4

    -- Roles.
    UNION ALL
    SELECT 'role', '', quote_ident(r.rolname), v.property, v.value
      FROM pg_roles r, LATERAL (VALUES
               ('superuser', CASE WHEN r.rolsuper THEN 'yes' ELSE 'no' END),
               ('row security', CASE WHEN r.rolbypassrls THEN 'bypassed' ELSE 'obeyed' END),
               ('inherits', CASE WHEN r.rolinherit THEN 'yes' ELSE 'no' END),
               ('may create roles', CASE WHEN r.rolcreaterole THEN 'yes' ELSE 'no' END),
               ('may replicate', CASE WHEN r.rolreplication THEN 'yes' ELSE 'no' END),
               ('may create databases', CASE WHEN r.rolcreatedb THEN 'yes' ELSE 'no' END),
               ('may log in', CASE WHEN r.rolcanlogin THEN 'yes' ELSE 'no' END),
               ('member of', (SELECT string_agg(DISTINCT n.name, ', ')
                                FROM pg_auth_members m JOIN role_name n ON n.oid = m.roleid
                               WHERE m.member = r.oid))) v (property, value)
     WHERE r.oid IN (SELECT oid FROM named_role) AND r.rolname !~ '^pg_' AND r.rolname <> $1::text
       AND r.rolname <> ALL ($6::text[])
    UNION ALL
    -- What decides what a statement means and whether triggers and row security hold: as stored for
    -- the database and for roles, where it is not the built-in value.
    SELECT 'setting', '', 'of the session',
           w.name || CASE WHEN s.setrole = 0 THEN ''
                          WHEN r.rolname = coalesce($7::text, session_user) THEN ' for the login'
                          ELSE ' for role ' || quote_ident(r.rolname) END
                  || CASE WHEN s.setdatabase <> 0 AND s.setrole <> 0 THEN ' in this database'
                          WHEN s.setdatabase <> 0 THEN ' for the database'
                          WHEN s.setrole = 0 THEN ' for all databases' ELSE '' END,
           substr(v.setting, strpos(v.setting, '=') + 1)
      FROM pg_db_role_setting s LEFT JOIN pg_roles r ON r.oid = s.setrole,
           unnest(s.setconfig) v (setting), watched w
     WHERE s.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
       AND (s.setrole = 0 OR s.setrole IN (SELECT oid FROM named_role)
            OR r.rolname = coalesce($7::text, session_user))
       AND lower(split_part(v.setting, '=', 1)) = w.name
       AND lower(substr(v.setting, strpos(v.setting, '=') + 1)) <> ALL (w.usual)
    UNION ALL
    -- And as this session has it from elsewhere: the server's files, or the connection string. Who
    -- asks may be another than who serves, so what is stored for either is not meant here. A setting
    -- of plpgsql is in pg_settings only once plpgsql was used.
    SELECT 'setting', '', 'of the session', w.name || ' in effect',
           CASE WHEN p.source IN ('global', 'database', 'user', 'database user', 'session') OR
                     (p.name IS NULL AND EXISTS (SELECT FROM pg_db_role_setting s, unnest(s.setconfig) c
                                                  WHERE lower(split_part(c, '=', 1)) = w.name))
                THEN w.usual[1] ELSE coalesce(current_setting(w.name, true), w.usual[1]) END
      FROM watched w LEFT JOIN pg_settings p ON p.name = w.name
     WHERE w.usual <> '{}'

    -- Tables and what belongs to them.
    UNION ALL
    SELECT r.kind, '', r.name, v.property, v.value
      FROM relation r, LATERAL (VALUES
               ('unlogged', CASE WHEN r.relpersistence = 'u' THEN 'yes' END),
               ('partitioned by', CASE WHEN r.relkind = 'p' THEN pg_get_partkeydef(r.oid) END),
               ('partition', pg_get_expr(r.relpartbound, r.oid)),
               ('inherits from', (SELECT string_agg(format('%I.%I', n.nspname, c.relname), ', '
                                                    ORDER BY i.inhseqno)
                                    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhparent
                                    JOIN pg_namespace n ON n.oid = c.relnamespace
                                   WHERE i.inhrelid = r.oid)),
               ('of type', CASE WHEN r.reloftype <> 0 THEN format_type(r.reloftype, NULL) END),
               ('column order', (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)
                                   FROM attribute a WHERE a.attrelid = r.oid)),
               ('definition', CASE WHEN r.relkind IN ('v', 'm') THEN pg_get_viewdef(r.oid) END),
               ('options', CASE WHEN r.relkind IN ('v', 'm')
                                THEN (SELECT string_agg(o, ', ' ORDER BY o) FROM unnest(r.reloptions) o) END),
               ('server', (SELECT quote_ident(s.srvname) FROM pg_foreign_table f
                             JOIN pg_foreign_server s ON s.oid = f.ftserver WHERE f.ftrelid = r.oid)),
               ('sequence', (SELECT format('%s from %s by %s, %s to %s%s', format_type(s.seqtypid, NULL),
                                           s.seqstart, s.seqincrement, s.seqmin, s.seqmax,
                                           CASE WHEN s.seqcycle THEN ', cycling' ELSE '' END)
                               FROM pg_sequence s WHERE s.seqrelid = r.oid))) v (property, value)
    UNION ALL
    SELECT 'column', a.parent, quote_ident(a.attname), v.property, v.value
      FROM attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum,
           LATERAL (VALUES
               ('type', format_type(a.atttypid, a.atttypmod)),
               ('not null', CASE WHEN a.attnotnull THEN 'yes' END),
               ('default', CASE WHEN a.attgenerated = '' THEN pg_get_expr(d.adbin, d.adrelid) END),
               ('generated', CASE WHEN a.attgenerated <> '' THEN pg_get_expr(d.adbin, d.adrelid) END),
               ('identity', CASE a.attidentity WHEN 'a' THEN 'always' WHEN 'd' THEN 'by default' END),
               ('collation', (SELECT format('%I.%I', n.nspname, c.collname)
                                FROM pg_collation c JOIN pg_namespace n ON n.oid = c.collnamespace
                                JOIN pg_type t ON t.oid = a.atttypid
                               WHERE c.oid = a.attcollation AND a.attcollation <> t.typcollation)))
           v (property, value)
    UNION ALL
    SELECT 'constraint', coalesce(r.kind || ' ' || r.name, 'type ' || t.name), quote_ident(c.conname),
           v.property, v.value
      FROM pg_constraint c LEFT JOIN relation r ON r.oid = c.conrelid LEFT JOIN type t ON t.oid = c.contypid,
           LATERAL (VALUES
               ('definition', pg_get_constraintdef(c.oid)),
               ('enforced', CASE WHEN EXISTS (SELECT FROM pg_trigger g WHERE g.tgconstraint = c.oid
                                                 AND g.tgisinternal AND g.tgenabled <> 'O')
                                 THEN 'no: its triggers are disabled' END)) v (property, value)
     WHERE (r.oid IS NOT NULL OR t.oid IS NOT NULL) AND c.contype NOT IN ('n', 't')
    UNION ALL
    SELECT CASE WHEN i.indisunique THEN 'unique index' ELSE 'index' END, r.kind || ' ' || r.name,
           quote_ident(c.relname), v.property, v.value
      FROM pg_index i JOIN relation r ON r.oid = i.indrelid JOIN pg_class c ON c.oid = i.indexrelid,
           LATERAL (VALUES ('definition', pg_get_indexdef(i.indexrelid)),
                           ('valid', CASE WHEN NOT i.indisvalid THEN 'no' END)) v (property, value)
     WHERE NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid
                          AND k.contype IN ('p', 'u', 'x'))
    UNION ALL
    SELECT 'trigger', coalesce(r.kind || ' ' || r.name, 'table ' || t.name), quote_ident(g.tgname),
           v.property, v.value
      FROM pg_trigger g LEFT JOIN relation r ON r.oid = g.tgrelid LEFT JOIN touched t ON t.oid = g.tgrelid,
           LATERAL (VALUES ('definition', pg_get_triggerdef(g.oid)),
                           ('enabled', CASE g.tgenabled WHEN 'O' THEN 'yes' WHEN 'D' THEN 'no'
                                                        WHEN 'R' THEN 'on replicas' ELSE 'always' END))
           v (property, value)
     WHERE NOT g.tgisinternal AND (r.oid IS NOT NULL OR
           -- On the platform's tables, those that call the design's functions.
           (t.oid IS NOT NULL AND g.tgfoid IN (SELECT oid FROM routine)))
    UNION ALL
    SELECT 'rule', r.kind || ' ' || r.name, quote_ident(w.rulename), v.property, v.value
      FROM pg_rewrite w JOIN relation r ON r.oid = w.ev_class,
           LATERAL (VALUES ('definition', pg_get_ruledef(w.oid)),
                           ('enabled', CASE WHEN w.ev_enabled <> 'O' THEN w.ev_enabled::text END))
           v (property, value)
     WHERE w.rulename <> '_RETURN'

    -- Functions.
    UNION ALL
    SELECT p.kind, '', p.name, v.property, v.value
      FROM routine p JOIN pg_language l ON l.oid = p.prolang LEFT JOIN pg_aggregate g ON g.aggfnoid = p.oid,
           LATERAL (VALUES
               ('arguments', pg_get_function_arguments(p.oid)),
               ('result', pg_get_function_result(p.oid)),
               ('language', quote_ident(l.lanname)),
               ('body', 'sha256 ' || encode(sha256(convert_to(
                    coalesce(pg_get_function_sqlbody(p.oid), p.prosrc) || coalesce(p.probin, ''),
                    'UTF8')), 'hex')),
               ('security', CASE WHEN p.prosecdef THEN 'definer' ELSE 'invoker' END),
               ('settings', (SELECT string_agg(s, ', ' ORDER BY s) FROM unnest(p.proconfig) s)),
               ('volatility', CASE p.provolatile WHEN 'i' THEN 'immutable' WHEN 's' THEN 'stable'
                                                 ELSE 'volatile' END),
               ('strict', CASE WHEN p.proisstrict THEN 'yes' END),
               ('leakproof', CASE WHEN p.proleakproof THEN 'yes' END),
               ('parallel', CASE p.proparallel WHEN 's' THEN 'safe' WHEN 'r' THEN 'restricted' END),
               ('steps', format('%s %s %s %s', g.aggtransfn, nullif(g.aggfinalfn, 0),
                                format_type(nullif(g.aggtranstype, 0), NULL), g.agginitval)))
           v (property, value)
     WHERE v.property <> 'steps' OR p.prokind = 'a'

    -- Functions of extensions, what is unusual about them (comparison.c says what is usual). An
    -- owner that is a superuser, or who made the extension, is as good as another; so is a grant to
    -- somebody of what everybody may.
    UNION ALL
    SELECT 'function', 'extension ' || m.extension, m.name, v.property, v.value
      FROM member m JOIN pg_roles r ON r.oid = m.proowner JOIN role_name n ON n.oid = m.proowner,
           LATERAL (VALUES
               ('body', 'sha256 ' || encode(sha256(convert_to(concat_ws('|',
                    coalesce(pg_get_function_sqlbody(m.oid), m.prosrc), m.probin,
                    (SELECT lanname FROM pg_language WHERE oid = m.prolang),
                    pg_get_function_result(m.oid)), 'UTF8')), 'hex')),
               ('owner', CASE WHEN r.rolsuper OR n.is_ignored OR m.proowner = m.extowner
                              THEN NULL ELSE nullif(n.name, 'OWNER') END),
               ('security', CASE WHEN m.prosecdef THEN 'definer' END),
               ('settings', (SELECT string_agg(s, ', ' ORDER BY s) FROM unnest(m.proconfig) s)),
               ('callers', CASE WHEN m.proacl IS NOT NULL THEN
                    (SELECT CASE WHEN NOT coalesce(bool_or(e.grantee = 0), false) THEN
                                 coalesce(string_agg(DISTINCT g.name, ', '), 'the owner alone') END
                       FROM aclexplode(m.proacl) e JOIN role_name g ON g.oid = e.grantee
                      WHERE e.grantee <> m.proowner AND NOT g.is_ignored AND g.name <> 'OWNER') END))
           v (property, value)

    -- PostgreSQL's own functions: one line for all, since a release has them all alike. What initdb
    -- numbers for itself, and what minor releases mended (volatility), is left out.
    UNION ALL
    SELECT 'built-in', '', 'functions', v.property, v.value
      FROM (SELECT sum(hash_record_extended(ROW(p.oid, p.proname::text, p.proargtypes, p.prorettype,
                       p.prolang, p.prosrc, p.prosqlbody::text, p.probin, p.prosecdef, p.proconfig,
                       CASE WHEN p.proowner <> 10 THEN (SELECT rolname::text FROM pg_roles
                                                         WHERE oid = p.proowner AND NOT rolsuper) END),
                       0))::text AS body,
                   -- A hint for people: those changed later than the last that initdb made.
                   string_agg(p.oid::regprocedure::text, ', ' ORDER BY p.oid) FILTER (WHERE age(p.xmin) <
                       (SELECT min(age(xmin)) FROM pg_proc WHERE oid BETWEEN 10000 AND 16383)) AS changed
              FROM pg_proc p WHERE p.oid < 10000) f,
           LATERAL (VALUES ('body', f.body), ('changed', f.changed)) v (property, value)
    UNION ALL
    -- A better match in pg_catalog takes the place of PostgreSQL's own.
    SELECT 'function', '', format('pg_catalog.%I(%s)', p.proname, pg_get_function_identity_arguments(p.oid)),
           'body', 'sha256 ' || encode(sha256(convert_to(p.prosrc, 'UTF8')), 'hex')
      FROM pg_proc p
     WHERE p.oid >= 16384 AND p.pronamespace = 'pg_catalog'::regnamespace
       AND (p.tableoid, p.oid) NOT IN (SELECT classid, objid FROM of_extension)
    UNION ALL
    SELECT 'operator', '', 'pg_catalog.' || o.oid::regoperator, 'function', o.oprcode::text
      FROM pg_operator o
     WHERE o.oid >= 16384 AND o.oprnamespace = 'pg_catalog'::regnamespace
       AND (o.tableoid, o.oid) NOT IN (SELECT classid, objid FROM of_extension)

    -- Types.
    UNION ALL
    SELECT 'type', '', t.name, v.property, v.value
      FROM type t, LATERAL (VALUES
               ('kind', CASE t.typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain' WHEN 'c' THEN 'composite'
                                       WHEN 'r' THEN 'range' ELSE 'base' END),
               ('labels', (SELECT string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder)
                             FROM pg_enum e WHERE e.enumtypid = t.oid)),
               ('base', CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod) END),
               ('not null', CASE WHEN t.typnotnull THEN 'yes' END),
               ('default', pg_get_expr(t.typdefaultbin, 0)),
               ('attributes', (SELECT string_agg(quote_ident(a.attname) || ' ' ||
                                                 format_type(a.atttypid, a.atttypmod), ', ' ORDER BY a.attnum)
                                 FROM pg_attribute a WHERE a.attrelid = t.typrelid AND a.attnum > 0
                                  AND NOT a.attisdropped)),
               ('subtype', (SELECT format_type(g.rngsubtype, NULL) FROM pg_range g WHERE g.rngtypid = t.oid)))
           v (property, value)
    UNION ALL
    SELECT 'extension', '', quote_ident(e.extname), v.property, v.value
      FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
      JOIN role_name r ON r.oid = e.extowner,
           LATERAL (VALUES
               ('schema', quote_ident(n.nspname)), ('version', e.extversion),
               -- Who may drop it and what it brought: nobody whom requests run as.
               ('owner', CASE WHEN r.rolname = ANY ($5::text[]) THEN r.name ELSE 'OWNER' END))
           v (property, value)
     WHERE e.extname <> 'plpgsql'

    UNION ALL
    SELECT 'server', '', 'PostgreSQL', 'major version',
           (current_setting('server_version_num')::int / 10000)::text
    UNION ALL
    SELECT 'server', '', 'PostgreSQL', 'version', current_setting('server_version_num')

    -- What is not looked at is named.
    UNION ALL
    SELECT 'not compared', '', v.object, 'names', v.value
      FROM (VALUES
               ('schemas', (SELECT string_agg(quote_ident(nspname), ', ' ORDER BY nspname COLLATE "C")
                              FROM namespace WHERE NOT is_whole)),
               ('event triggers', (SELECT string_agg(quote_ident(evtname), ', ' ORDER BY evtname)
                                     FROM pg_event_trigger)),
               ('publications', (SELECT string_agg(quote_ident(pubname), ', ' ORDER BY pubname)
                                   FROM pg_publication)),
               ('foreign servers', (SELECT string_agg(quote_ident(srvname), ', ' ORDER BY srvname)
                                      FROM pg_foreign_server)),
               ('operators', (SELECT string_agg(format('%s', o.oid::regoperator), ', ' ORDER BY o.oprname)
                                FROM pg_operator o JOIN namespace n ON n.oid = o.oprnamespace AND n.is_whole
                               WHERE (o.tableoid, o.oid) NOT IN (SELECT classid, objid FROM of_extension))),
               ('casts', (SELECT string_agg(format('%s to %s', format_type(castsource, NULL),
                                                   format_type(casttarget, NULL)), ', ' ORDER BY c.oid)
                            FROM pg_cast c
                           WHERE c.oid >= 16384 -- made by people; not those of range types
                             AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = c.tableoid
                                                AND d.objid = c.oid AND d.deptype = 'i')
                             AND (c.tableoid, c.oid) NOT IN (SELECT classid, objid FROM of_extension))),
               ('collations', (SELECT string_agg(quote_ident(collname), ', ' ORDER BY collname)
                                 FROM pg_collation c JOIN namespace n ON n.oid = c.collnamespace AND n.is_whole
                                WHERE (c.tableoid, c.oid) NOT IN (SELECT classid, objid FROM of_extension))),
               ('text search configurations',
                (SELECT string_agg(quote_ident(cfgname), ', ' ORDER BY cfgname)
                   FROM pg_ts_config c JOIN namespace n ON n.oid = c.cfgnamespace AND n.is_whole
                  WHERE (c.tableoid, c.oid) NOT IN (SELECT classid, objid FROM of_extension)))
           ) v (object, value)
), written AS (
    -- One line each, whatever stands in names and expressions.
    SELECT string_agg(replace(replace(replace(replace(f.value, E'\\', E'\\\\'), E'\n', E'\\n'), E'\r', E'\\r'), E'\t', E'\\t'), E'\t' ORDER BY f.at) AS text
      FROM line l, LATERAL (VALUES (1, l.kind), (2, l.parent), (3, l.object), (4, l.property),
                                   (5, l.value)) f (at, value)
     WHERE l.value IS NOT NULL
     GROUP BY l.kind, l.parent, l.object, l.property, l.value
)
SELECT string_agg(text, E'\n' ORDER BY text COLLATE "C") FROM written
