-- The catalog as the statements that would make it (catalog.h): one query, one round trip. The search
-- path is empty, so that every name outside pg_catalog is written with its schema.
--
--   $1 schemas of the platform's own     $2 roles of the platform's own, which are not made again
--   $3 relations, functions and types of the platform, as schema.name
--   $4 policies and triggers of the platform, as schema.table.name
--   $5 roles whose grants and objects are the platform's business
--   $6 whether new objects in public are granted to the API's roles by themselves (legacy Supabase):
--      the reader then does it too, and only what differs is written
--
-- A row: rank, where statements of one rank are sorted by name; name; id, of what others need, and the
-- ids that it needs itself, separated by spaces; the statement, or for rank 99 what was not read.
WITH RECURSIVE of_extension AS (
    SELECT classid, objid FROM pg_depend WHERE deptype = 'e'
), role_name AS (
    SELECT oid, rolname, rolsuper, quote_ident(rolname) AS name, rolname = ANY ($5::text[]) AS is_ignored
      FROM pg_roles
    UNION ALL SELECT 0, 'public', false, 'PUBLIC', false
), namespace AS (
    SELECT n.*, quote_ident(n.nspname) AS name, n.nspname <> ALL ($1::text[]) AS is_whole,
           (n.tableoid, n.oid) IN (SELECT classid, objid FROM of_extension) AS is_of_extension
      FROM pg_namespace n
     WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
), relation AS (
    -- In the platform's schemas, what somebody else than its services made there.
    SELECT c.*, format('%I.%I', n.nspname, c.relname) AS name, n.nspname,
           (SELECT d.refobjid FROM pg_depend d
             WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.refclassid = 'pg_class'::regclass
               AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0 AND c.relkind = 'S') AS owned_by,
           (SELECT d.refobjsubid FROM pg_depend d
             WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.refclassid = 'pg_class'::regclass
               AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0 AND c.relkind = 'S') AS owned_at,
           EXISTS (SELECT FROM pg_depend d
             WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.refclassid = 'pg_class'::regclass
               AND d.deptype = 'i' AND d.refobjsubid > 0 AND c.relkind = 'S') AS is_identity
      FROM pg_class c JOIN namespace n ON n.oid = c.relnamespace JOIN role_name o ON o.oid = c.relowner
     WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND c.relpersistence <> 't'
       AND (n.is_whole OR NOT (o.is_ignored OR n.nspname || '.' || c.relname = ANY ($3::text[])))
       AND (c.tableoid, c.oid) NOT IN (SELECT classid, objid FROM of_extension)
), platform_relation AS (
    SELECT c.*, format('%I.%I', n.nspname, c.relname) AS name, n.nspname
      FROM pg_class c JOIN namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p', 'v', 'm') AND NOT n.is_whole
       AND n.nspname || '.' || c.relname = ANY ($3::text[]) AND c.oid NOT IN (SELECT oid FROM relation)
), secured AS (
    SELECT oid, name, nspname, relname, relkind, relrowsecurity, relforcerowsecurity, false AS is_of_platform
      FROM relation WHERE relkind IN ('r', 'p', 'v', 'm', 'f')
    UNION ALL SELECT oid, name, nspname, relname, relkind, relrowsecurity, relforcerowsecurity, true
      FROM platform_relation
), routine AS (
    SELECT p.*, n.nspname,
           format('%I.%I(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)) AS name,
           CASE p.prokind WHEN 'p' THEN 'PROCEDURE' WHEN 'a' THEN 'AGGREGATE' ELSE 'FUNCTION' END AS kind
      FROM pg_proc p JOIN namespace n ON n.oid = p.pronamespace JOIN role_name o ON o.oid = p.proowner
     WHERE (n.is_whole OR NOT (o.is_ignored OR n.nspname || '.' || p.proname = ANY ($3::text[])))
       AND (p.tableoid, p.oid) NOT IN (SELECT classid, objid FROM of_extension)
       AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid
                                                  AND d.deptype = 'i' AND d.refclassid = 'pg_type'::regclass)
), type AS (
    SELECT t.*, n.nspname, format('%I.%I', n.nspname, t.typname) AS name
      FROM pg_type t JOIN namespace n ON n.oid = t.typnamespace JOIN role_name o ON o.oid = t.typowner
     WHERE (n.is_whole OR NOT (o.is_ignored OR n.nspname || '.' || t.typname = ANY ($3::text[])))
       AND (t.tableoid, t.oid) NOT IN (SELECT classid, objid FROM of_extension)
       AND (t.typrelid = 0 OR (SELECT relkind FROM pg_class WHERE oid = t.typrelid) = 'c')
       AND t.typtype IN ('e', 'd', 'c', 'r', 'b')
       AND NOT EXISTS (SELECT FROM pg_type e WHERE e.typarray = t.oid)
), default_value AS (
    -- A default that calls one of the database's own functions is set when that is there.
    SELECT d.adrelid, d.adnum, pg_get_expr(d.adbin, d.adrelid) AS text,
           EXISTS (SELECT FROM pg_depend p
                    WHERE p.classid = 'pg_attrdef'::regclass AND p.objid = d.oid
                      AND p.refclassid = 'pg_proc'::regclass AND p.refobjid IN (SELECT oid FROM routine)) AS is_late
      FROM pg_attrdef d
), attribute AS (
    SELECT a.*, r.name AS parent, quote_ident(a.attname) AS name, r.relkind, r.relispartition, r.relowner,
           CASE WHEN a.attgenerated = '' THEN d.text END AS default_text,
           CASE WHEN a.attgenerated <> '' THEN d.text END AS generated_text,
           coalesce(d.is_late, false) AS is_late,
           format_type(a.atttypid, a.atttypmod) AS type_text,
           -- A sequence that serial would have made, by its name.
           (SELECT s.oid FROM relation s
             WHERE s.owned_by = a.attrelid AND s.owned_at = a.attnum AND s.relkind = 'S' AND NOT s.is_identity
               AND a.attnotnull AND a.attislocal AND a.atttypid IN (20, 21, 23) AND a.attidentity = ''
               AND s.relname = r.relname || '_' || a.attname || '_seq' AND s.relnamespace = r.relnamespace
               AND d.text = format('nextval(%L::regclass)', s.name) LIMIT 1) AS serial_sequence
      FROM pg_attribute a JOIN relation r ON r.oid = a.attrelid
      LEFT JOIN default_value d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
     WHERE a.attnum > 0 AND NOT a.attisdropped AND r.relkind IN ('r', 'p', 'f', 'v', 'm')
), column_text AS (
    SELECT a.attrelid, a.attnum, a.name || ' ' ||
           CASE WHEN a.serial_sequence IS NOT NULL
                THEN CASE a.atttypid WHEN 20 THEN 'bigserial' WHEN 21 THEN 'smallserial' ELSE 'serial' END
                ELSE a.type_text END ||
           coalesce((SELECT format(' COLLATE %I.%I', n.nspname, c.collname)
                       FROM pg_collation c JOIN pg_namespace n ON n.oid = c.collnamespace
                       JOIN pg_type t ON t.oid = a.atttypid
                      WHERE c.oid = a.attcollation AND a.attcollation <> t.typcollation), '') ||
           CASE WHEN a.serial_sequence IS NOT NULL OR a.is_late AND a.attgenerated = '' THEN ''
                ELSE coalesce(' DEFAULT ' || a.default_text, '') END ||
           CASE a.attgenerated WHEN '' THEN '' WHEN 'v' THEN ' GENERATED ALWAYS AS (' || a.generated_text || ') VIRTUAL'
                ELSE ' GENERATED ALWAYS AS (' || a.generated_text || ') STORED' END ||
           CASE WHEN a.attidentity = '' THEN ''
                ELSE ' GENERATED ' || CASE a.attidentity WHEN 'a' THEN 'ALWAYS' ELSE 'BY DEFAULT' END || ' AS IDENTITY' ||
                     coalesce((SELECT ' (SEQUENCE NAME ' || s.name || ')' FROM relation s
                                WHERE s.owned_by = a.attrelid AND s.owned_at = a.attnum AND s.is_identity
                                  AND s.name <> (SELECT format('%I.%I', r.nspname, r.relname || '_' || a.attname || '_seq')
                                                   FROM relation r WHERE r.oid = a.attrelid)), '') END ||
           CASE WHEN a.attnotnull AND a.serial_sequence IS NULL AND a.attidentity = '' THEN ' NOT NULL' ELSE '' END AS text
      FROM attribute a WHERE a.attislocal OR a.relkind = 'f'
), parent AS (
    SELECT i.inhrelid, format('%I.%I', n.nspname, c.relname) AS name, i.inhseqno, c.oid
      FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhparent JOIN pg_namespace n ON n.oid = c.relnamespace
), relation_text AS (
    SELECT r.oid, r.name, r.relkind,
           CASE WHEN r.relkind = 'S' THEN
                     'CREATE ' || CASE r.relpersistence WHEN 'u' THEN 'UNLOGGED ' ELSE '' END || 'SEQUENCE ' || r.name ||
                     (SELECT ' AS ' || format_type(s.seqtypid, NULL) FROM pg_sequence s WHERE s.seqrelid = r.oid)
                WHEN r.relkind IN ('v', 'm') THEN
                     CASE r.relkind WHEN 'm' THEN 'CREATE MATERIALIZED VIEW ' ELSE 'CREATE VIEW ' END || r.name ||
                     coalesce(' WITH (' || (SELECT string_agg(o, ', ') FROM unnest(r.reloptions) o
                                             WHERE o ~ '^security_') || ')', '') ||
                     ' AS' || E'\n' || rtrim(pg_get_viewdef(r.oid), E'; \n')
                ELSE 'CREATE ' || CASE r.relpersistence WHEN 'u' THEN 'UNLOGGED ' ELSE '' END ||
                     CASE r.relkind WHEN 'f' THEN 'FOREIGN TABLE ' ELSE 'TABLE ' END || r.name ||
                     CASE WHEN r.relispartition
                          THEN ' PARTITION OF ' || (SELECT p.name FROM parent p WHERE p.inhrelid = r.oid) || ' ' ||
                               pg_get_expr(r.relpartbound, r.oid)
                          WHEN r.reloftype <> 0 THEN ' OF ' || format_type(r.reloftype, NULL)
                          ELSE coalesce(E' (\n    ' || (SELECT string_agg(c.text, E',\n    ' ORDER BY c.attnum)
                                                        FROM column_text c WHERE c.attrelid = r.oid) || E'\n)', ' ()') ||
                               coalesce(' INHERITS (' || (SELECT string_agg(p.name, ', ' ORDER BY p.inhseqno)
                                                            FROM parent p WHERE p.inhrelid = r.oid) || ')', '') END ||
                     CASE WHEN r.relkind = 'p' THEN ' PARTITION BY ' || pg_get_partkeydef(r.oid) ELSE '' END ||
                     CASE WHEN r.relkind = 'f' THEN (SELECT ' SERVER ' || quote_ident(s.srvname) FROM pg_foreign_table f
                                                       JOIN pg_foreign_server s ON s.oid = f.ftserver
                                                      WHERE f.ftrelid = r.oid) ELSE '' END END AS text
      FROM relation r
     WHERE r.relkind <> 'S' OR NOT r.is_identity AND r.oid NOT IN (SELECT serial_sequence FROM attribute
                                                                   WHERE serial_sequence IS NOT NULL)
), routine_text AS (
    SELECT p.oid, p.name,
           CASE WHEN p.prokind = 'a' THEN
                     format('CREATE AGGREGATE %s (SFUNC = %s, STYPE = %s%s%s)', p.name,
                            g.aggtransfn::oid::regproc, format_type(g.aggtranstype, NULL),
                            CASE WHEN g.aggfinalfn::oid <> 0 THEN ', FINALFUNC = ' || g.aggfinalfn::oid::regproc ELSE '' END,
                            coalesce(', INITCOND = ' || quote_literal(g.agginitval), ''))
                ELSE rtrim(pg_get_functiondef(p.oid), E' \n') END AS text
      FROM routine p LEFT JOIN pg_aggregate g ON g.aggfnoid = p.oid
), type_text AS (
    SELECT t.oid, t.name,
           CASE t.typtype
           WHEN 'e' THEN 'CREATE TYPE ' || t.name || ' AS ENUM (' ||
                coalesce((SELECT string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder)
                            FROM pg_enum e WHERE e.enumtypid = t.oid), '') || ')'
           WHEN 'd' THEN 'CREATE DOMAIN ' || t.name || ' AS ' || format_type(t.typbasetype, t.typtypmod) ||
                coalesce((SELECT format(' COLLATE %I.%I', n.nspname, c.collname)
                            FROM pg_collation c JOIN pg_namespace n ON n.oid = c.collnamespace
                            JOIN pg_type b ON b.oid = t.typbasetype
                           WHERE c.oid = t.typcollation AND t.typcollation <> b.typcollation), '') ||
                coalesce(' DEFAULT ' || t.typdefault, '') || CASE WHEN t.typnotnull THEN ' NOT NULL' ELSE '' END
           WHEN 'c' THEN 'CREATE TYPE ' || t.name || ' AS (' ||
                coalesce((SELECT string_agg(quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod), ', '
                                            ORDER BY a.attnum)
                            FROM pg_attribute a WHERE a.attrelid = t.typrelid AND a.attnum > 0
                                                  AND NOT a.attisdropped), '') || ')'
           WHEN 'r' THEN (SELECT 'CREATE TYPE ' || t.name || ' AS RANGE (SUBTYPE = ' || format_type(r.rngsubtype, NULL) ||
                                 ', MULTIRANGE_TYPE_NAME = ' || format_type(r.rngmultitypid, NULL) || ')'
                            FROM pg_range r WHERE r.rngtypid = t.oid)
           ELSE format('CREATE TYPE %s (INPUT = %s, OUTPUT = %s)', t.name, t.typinput::oid::regproc,
                       t.typoutput::oid::regproc) END AS text
      FROM type t
), made (class, oid, id, rank, name, text) AS (
    SELECT 'pg_type'::regclass, oid, 't' || oid, 10, name, text FROM type_text
    UNION ALL
    SELECT 'pg_class', oid, 'c' || oid, CASE WHEN relkind = 'S' THEN 11 WHEN relkind IN ('v', 'm') THEN 13 ELSE 12 END,
           name, text FROM relation_text
    UNION ALL
    SELECT 'pg_proc', oid, 'p' || oid, 14, name, text FROM routine_text
), needed_raw AS (
    SELECT CASE WHEN d.classid = 'pg_rewrite'::regclass THEN 'pg_class'::regclass
                WHEN d.classid = 'pg_attrdef'::regclass THEN 'pg_class'::regclass ELSE d.classid::regclass END AS class,
           CASE WHEN d.classid = 'pg_rewrite'::regclass THEN (SELECT w.ev_class FROM pg_rewrite w
                                                              WHERE w.oid = d.objid AND w.rulename = '_RETURN')
                WHEN d.classid = 'pg_attrdef'::regclass
                THEN (SELECT f.adrelid FROM pg_attrdef f JOIN pg_attribute a ON a.attrelid = f.adrelid AND a.attnum = f.adnum
                       WHERE f.oid = d.objid AND (a.attgenerated <> '' OR d.refclassid <> 'pg_proc'::regclass))
                ELSE d.objid END AS oid,
           d.refclassid, d.refobjid
      FROM pg_depend d
     WHERE d.classid IN ('pg_class'::regclass, 'pg_type'::regclass, 'pg_proc'::regclass, 'pg_rewrite'::regclass,
                         'pg_attrdef'::regclass)
       AND d.refclassid IN ('pg_class'::regclass, 'pg_type'::regclass, 'pg_proc'::regclass)
       AND d.deptype IN ('n', 'a', 'P', 'S')
       -- A column owns its sequence, and its default needs it.
       AND NOT (d.classid = 'pg_class'::regclass AND d.deptype = 'a' AND d.refobjsubid > 0
                AND d.objid IN (SELECT oid FROM relation WHERE relkind = 'S'))
), needed AS (
    -- A row type is its table, an array its element, the attributes of a composite type are the type's.
    SELECT n.class, n.oid, CASE WHEN n.refclassid = 'pg_type'::regclass THEN
               (SELECT CASE WHEN e.typrelid <> 0 AND k.relkind <> 'c' THEN 'c' || e.typrelid
                            ELSE 't' || coalesce(g.rngtypid, e.oid) END
                  FROM pg_type t LEFT JOIN pg_type a ON a.typarray = t.oid
                  JOIN pg_type e ON e.oid = coalesce(a.oid, t.oid)
                  LEFT JOIN pg_class k ON k.oid = e.typrelid LEFT JOIN pg_range g ON g.rngmultitypid = e.oid
                 WHERE t.oid = n.refobjid)
             WHEN n.refclassid = 'pg_class'::regclass THEN
               (SELECT CASE WHEN k.relkind = 'c' THEN 't' || k.reltype ELSE 'c' || k.oid END
                  FROM pg_class k WHERE k.oid = n.refobjid)
             ELSE 'p' || n.refobjid END AS id
      FROM needed_raw n WHERE n.oid IS NOT NULL
), api_grant AS (
    -- What legacy Supabase grants on each new object in public.
    SELECT k.kind, makeaclitem(r.oid, o.oid, p.name, false) AS item
      FROM pg_roles r, pg_roles o, (VALUES ('r', 'SELECT,INSERT,UPDATE,DELETE,TRUNCATE,REFERENCES,TRIGGER'),
                                           ('S', 'USAGE,SELECT,UPDATE'), ('f', 'EXECUTE')) k (kind, privileges),
           unnest(string_to_array(k.privileges, ',')) p (name)
     WHERE $6::boolean AND r.rolname IN ('anon', 'authenticated', 'service_role') AND o.rolname = 'postgres'
), granted (object, kind, name, owner, acl, usual) AS (
    SELECT 'relation', CASE relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, name, relowner,
           coalesce(relacl, acldefault(CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", relowner)),
           acldefault(CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", relowner) ||
           ARRAY(SELECT a.item FROM api_grant a WHERE nspname = 'public'
                    AND a.kind = CASE relkind WHEN 'S' THEN 'S' ELSE 'r' END)
      FROM relation
    UNION ALL SELECT 'platform', 'TABLE', name, relowner, relacl, acldefault('r', relowner) FROM platform_relation
    UNION ALL SELECT 'routine', CASE kind WHEN 'AGGREGATE' THEN 'FUNCTION' ELSE kind END, name, proowner,
           coalesce(proacl, acldefault('f', proowner)),
           acldefault('f', proowner) || ARRAY(SELECT a.item FROM api_grant a WHERE nspname = 'public' AND a.kind = 'f')
      FROM routine
    UNION ALL SELECT 'type', 'TYPE', name, typowner, typacl, acldefault('T', typowner) FROM type
    UNION ALL SELECT 'schema', 'SCHEMA', name, nspowner, nspacl,
           CASE WHEN nspname = 'public' THEN ARRAY[makeaclitem(0, nspowner, 'USAGE', false)]
                ELSE acldefault('n', nspowner) END
      FROM namespace WHERE is_whole AND NOT is_of_extension
), grant_text AS (
    SELECT g.name, format('REVOKE %s ON %s %s FROM %s',
                          CASE WHEN bool_or(EXISTS (SELECT FROM aclexplode(g.acl) e WHERE e.grantee = u.grantee))
                               THEN string_agg(u.privilege_type, ', ' ORDER BY u.privilege_type) ELSE 'ALL' END,
                          g.kind, g.name, r.name) AS text, 0 AS at
      FROM granted g, aclexplode(g.usual) u JOIN role_name r ON r.oid = u.grantee
     WHERE g.acl IS NOT NULL AND u.grantee <> g.owner
       AND NOT EXISTS (SELECT FROM aclexplode(g.acl) e
                        WHERE e.grantee = u.grantee AND e.privilege_type = u.privilege_type)
     GROUP BY g.kind, g.name, u.grantee, r.name
    UNION ALL
    SELECT g.name, format('GRANT %s ON %s %s TO %s%s', string_agg(e.privilege_type, ', ' ORDER BY e.privilege_type),
                          g.kind, g.name, r.name, CASE WHEN e.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END), 1
      FROM granted g, aclexplode(g.acl) e JOIN role_name r ON r.oid = e.grantee
     WHERE e.grantee <> g.owner AND NOT (r.is_ignored AND g.object = 'platform')
       AND NOT EXISTS (SELECT FROM aclexplode(g.usual) u
                        WHERE u.grantee = e.grantee AND u.privilege_type = e.privilege_type
                          AND u.is_grantable = e.is_grantable AND g.object <> 'platform')
     GROUP BY g.kind, g.name, r.name, e.is_grantable
    UNION ALL
    SELECT a.parent, format('GRANT %s ON TABLE %s TO %s%s',
                            string_agg(e.privilege_type || ' (' || a.name || ')', ', ' ORDER BY e.privilege_type, a.attnum),
                            a.parent, r.name, CASE WHEN e.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END), 2
      FROM attribute a, aclexplode(a.attacl) e JOIN role_name r ON r.oid = e.grantee
     WHERE e.grantee <> a.relowner
     GROUP BY a.parent, r.name, e.is_grantable
), commented AS (
    SELECT CASE r.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE'
                          WHEN 'f' THEN 'FOREIGN TABLE' ELSE 'TABLE' END || ' ' || r.name AS name,
           obj_description(r.oid, 'pg_class') AS text, r.name AS sorted FROM relation r
    UNION ALL SELECT 'COLUMN ' || a.parent || '.' || a.name, col_description(a.attrelid, a.attnum), a.parent FROM attribute a
    UNION ALL SELECT p.kind || ' ' || p.name, obj_description(p.oid, 'pg_proc'), p.name FROM routine p
    UNION ALL SELECT 'TYPE ' || t.name, obj_description(t.oid, 'pg_type'), t.name FROM type t
    UNION ALL SELECT 'SCHEMA ' || n.name, obj_description(n.oid, 'pg_namespace'), n.name FROM namespace n
               WHERE n.is_whole AND NOT n.is_of_extension AND n.nspname <> 'public'
    UNION ALL SELECT 'CONSTRAINT ' || quote_ident(c.conname) || ' ON ' || r.name, obj_description(c.oid, 'pg_constraint'), r.name
                FROM pg_constraint c JOIN relation r ON r.oid = c.conrelid
    UNION ALL SELECT 'POLICY ' || quote_ident(p.polname) || ' ON ' || s.name, obj_description(p.oid, 'pg_policy'), s.name
                FROM pg_policy p JOIN secured s ON s.oid = p.polrelid WHERE NOT s.is_of_platform
    UNION ALL SELECT 'INDEX ' || quote_ident(r.nspname) || '.' || quote_ident(c.relname), obj_description(c.oid, 'pg_class'), r.name
                FROM pg_index i JOIN relation r ON r.oid = i.indrelid JOIN pg_class c ON c.oid = i.indexrelid
               WHERE NOT c.relispartition
), membership AS (
    -- Since PostgreSQL 16 one may come without what makes it one: it then only administers.
    SELECT r.name AS role, m.name AS member FROM pg_auth_members a
      JOIN role_name r ON r.oid = a.roleid JOIN role_name m ON m.oid = a.member
     WHERE (coalesce(to_jsonb(a) ->> 'set_option', 'true') = 'true' OR coalesce(to_jsonb(a) ->> 'inherit_option', 'true') = 'true')
       AND (r.rolname <> ALL ($2::text[]) OR m.rolname <> ALL ($2::text[])) AND NOT m.rolsuper AND NOT m.is_ignored AND m.rolname !~ '^pg_'
), line (rank, name, at, id, needs, text) AS (
    -- Of the database's own search path, with which bodies of functions are read.
    SELECT 0, '', 0::bigint, '', '', 'SET search_path = ' || substr(v.setting, strpos(v.setting, '=') + 1)
      FROM pg_db_role_setting s, unnest(s.setconfig) v (setting)
     WHERE s.setrole = 0 AND s.setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())
       AND v.setting ~ '^search_path=.'
    UNION ALL
    SELECT 1, r.name, 0, '', '', 'CREATE ROLE ' || r.name || concat(CASE WHEN p.rolsuper THEN ' SUPERUSER' END,
                CASE WHEN p.rolbypassrls THEN ' BYPASSRLS' END, CASE WHEN NOT p.rolinherit THEN ' NOINHERIT' END,
                CASE WHEN p.rolcreaterole THEN ' CREATEROLE' END, CASE WHEN p.rolcreatedb THEN ' CREATEDB' END,
                CASE WHEN p.rolreplication THEN ' REPLICATION' END, CASE WHEN p.rolcanlogin THEN ' LOGIN' ELSE ' NOLOGIN' END)
      FROM pg_roles p JOIN role_name r ON r.oid = p.oid
     WHERE p.rolname <> ALL ($2::text[]) AND p.rolname !~ '^pg_'
       AND (NOT p.rolsuper OR EXISTS (SELECT FROM pg_shdepend d WHERE d.refclassid = 'pg_authid'::regclass
                AND d.refobjid = p.oid AND d.deptype IN ('a', 'r')
                AND d.dbid = (SELECT oid FROM pg_database WHERE datname = current_database())))
    UNION ALL
    -- The platform's roles as they are here.
    SELECT 1, r.name, 0, '', '', 'ALTER ROLE ' || r.name || concat(CASE WHEN p.rolsuper THEN ' SUPERUSER' ELSE ' NOSUPERUSER' END,
                CASE WHEN p.rolbypassrls THEN ' BYPASSRLS' ELSE ' NOBYPASSRLS' END)
      FROM pg_roles p JOIN role_name r ON r.oid = p.oid
     WHERE p.rolname = ANY ($2::text[]) AND p.rolname <> ALL ($5::text[]) AND p.rolname !~ '^pg_'
       AND p.rolname IN ('anon', 'authenticated', 'authenticator')
       AND (p.rolsuper OR p.rolbypassrls)
    UNION ALL
    SELECT 2, role, 0, '', '', 'GRANT ' || role || ' TO ' || member FROM membership
    UNION ALL
    SELECT 3, n.name, 0, '', '', 'CREATE SCHEMA ' || n.name
      FROM namespace n WHERE n.is_whole AND n.nspname <> 'public' AND NOT n.is_of_extension
    UNION ALL
    SELECT 4, e.extname, 0, '', '', format('CREATE EXTENSION IF NOT EXISTS %I', e.extname) ||
           CASE WHEN n.nspname = 'pg_catalog' OR (n.tableoid, n.oid) IN (SELECT classid, objid FROM of_extension) THEN ''
                ELSE format(' SCHEMA %I', n.nspname) END
      FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname <> 'plpgsql'
    UNION ALL
    -- Without their options, which may hold secrets.
    SELECT 5, w.fdwname, 0, '', '', format('CREATE FOREIGN DATA WRAPPER %I', w.fdwname)
      FROM pg_foreign_data_wrapper w JOIN role_name o ON o.oid = w.fdwowner
     WHERE NOT (o.is_ignored AND o.rolname <> 'postgres') AND (w.tableoid, w.oid) NOT IN (SELECT classid, objid FROM of_extension)
    UNION ALL
    SELECT 6, v.srvname, 0, '', '', format('CREATE SERVER %I FOREIGN DATA WRAPPER %I', v.srvname, w.fdwname)
      FROM pg_foreign_server v JOIN pg_foreign_data_wrapper w ON w.oid = v.srvfdw
     WHERE (v.tableoid, v.oid) NOT IN (SELECT classid, objid FROM of_extension)
    UNION ALL
    SELECT m.rank, m.name, 0, m.id, coalesce((SELECT string_agg(DISTINCT n.id, ' ') FROM needed n
                                        WHERE n.class = m.class AND n.oid = m.oid AND n.id <> m.id), ''), m.text
      FROM made m WHERE m.class <> 'pg_type'::regclass OR (SELECT typtype FROM pg_type WHERE oid = m.oid) <> 'c'
    UNION ALL
    SELECT m.rank, m.name, 0, m.id, coalesce((SELECT string_agg(DISTINCT n.id, ' ') FROM needed n JOIN pg_type t ON t.oid = m.oid
                                        WHERE n.class = 'pg_class'::regclass AND n.oid = t.typrelid AND n.id <> m.id), ''), m.text
      FROM made m WHERE m.class = 'pg_type'::regclass AND (SELECT typtype FROM pg_type WHERE oid = m.oid) = 'c'
    UNION ALL
    -- Who owns: not said of superusers, whom nothing binds.
    SELECT 20, o.name, 0, '', '', format('ALTER %s %s OWNER TO %s', o.kind, o.name, r.name)
      FROM (SELECT CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE'
                                WHEN 'f' THEN 'FOREIGN TABLE' ELSE 'TABLE' END, name, relowner FROM relation
             WHERE relkind <> 'S' OR owned_by IS NULL
            UNION ALL SELECT kind, name, proowner FROM routine
            UNION ALL SELECT 'TYPE', name, typowner FROM type
            UNION ALL SELECT 'SCHEMA', name, nspowner FROM namespace
                       WHERE is_whole AND nspname <> 'public' AND NOT is_of_extension) o (kind, name, owner)
      JOIN role_name r ON r.oid = o.owner
     WHERE NOT r.rolsuper AND NOT (r.rolname = 'postgres' AND 'postgres' = ANY ($5::text[]))
    UNION ALL
    SELECT 21, s.name, 0, '', '', 'ALTER SEQUENCE ' || s.name || ' OWNED BY ' || a.parent || '.' || a.name
      FROM relation s JOIN attribute a ON a.attrelid = s.owned_by AND a.attnum = s.owned_at
     WHERE s.relkind = 'S' AND NOT s.is_identity AND s.oid IS DISTINCT FROM a.serial_sequence
    UNION ALL
    SELECT 22, a.parent, a.attnum, '', '', format('ALTER TABLE %s ALTER COLUMN %s SET DEFAULT %s', a.parent, a.name, a.default_text)
      FROM attribute a
     WHERE a.default_text IS NOT NULL AND a.attgenerated = '' AND a.serial_sequence IS NULL AND a.relkind IN ('r', 'p', 'f', 'v')
       AND CASE WHEN a.attislocal AND NOT a.relispartition AND a.relkind <> 'v' THEN a.is_late
                ELSE NOT EXISTS (SELECT FROM parent p JOIN attribute b ON b.attrelid = p.oid AND b.attname = a.attname
                                  WHERE p.inhrelid = a.attrelid AND b.default_text = a.default_text) END
    UNION ALL
    SELECT 22, a.parent, a.attnum, '', '', format('ALTER TABLE %s ALTER COLUMN %s DROP DEFAULT', a.parent, a.name)
      FROM attribute a
     WHERE a.default_text IS NULL AND a.attgenerated = '' AND a.attidentity = '' AND (NOT a.attislocal OR a.relispartition)
       AND EXISTS (SELECT FROM parent p JOIN attribute b ON b.attrelid = p.oid AND b.attname = a.attname
                    WHERE p.inhrelid = a.attrelid AND b.default_text IS NOT NULL)
    UNION ALL
    SELECT 23, a.parent, a.attnum, '', '', format('ALTER TABLE %s ALTER COLUMN %s SET NOT NULL', a.parent, a.name)
      FROM attribute a
     WHERE a.attnotnull AND (NOT a.attislocal OR a.relispartition) AND a.relkind IN ('r', 'p', 'f')
       AND NOT EXISTS (SELECT FROM parent p JOIN pg_attribute b ON b.attrelid = p.oid AND b.attname = a.attname
                        WHERE p.inhrelid = a.attrelid AND b.attnotnull)
    UNION ALL
    SELECT 24, t.name, 0, '', '', format('ALTER DOMAIN %s ADD CONSTRAINT %I %s', t.name, c.conname, pg_get_constraintdef(c.oid))
      FROM pg_constraint c JOIN type t ON t.oid = c.contypid WHERE c.contype = 'c'
    UNION ALL
    SELECT CASE c.contype WHEN 'c' THEN 25 WHEN 'f' THEN 28 ELSE 26 END, r.name, c.oid::bigint - k.depth * 4294967296, '', '',
           format('ALTER TABLE %s ADD CONSTRAINT %I %s', r.name, c.conname, pg_get_constraintdef(c.oid))
      FROM pg_constraint c JOIN relation r ON r.oid = c.conrelid,
           LATERAL (SELECT (SELECT count(*) FROM pg_partition_ancestors(r.oid)) AS depth,
                           (SELECT p.conrelid FROM pg_constraint p WHERE p.oid = c.conparentid) AS parent,
                           (SELECT p.conname FROM pg_constraint p WHERE p.oid = c.conparentid) AS parent_name) k
     WHERE c.contype IN ('c', 'p', 'u', 'x', 'f')
       AND (c.conparentid = 0 AND c.conislocal
            -- A partition's copy comes with its parent's; one of another name goes before, and is taken.
            OR k.parent <> c.conrelid AND c.conname <> CASE c.contype WHEN 'f' THEN k.parent_name::text
                 WHEN 'p' THEN r.relname || '_pkey'
                 ELSE r.relname || '_' || (SELECT string_agg(a.attname, '_' ORDER BY x.ordinality)
                                             FROM unnest(c.conkey) WITH ORDINALITY x (attnum, ordinality)
                                             JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = x.attnum)
                      || CASE c.contype WHEN 'u' THEN '_key' ELSE '_excl' END END)
    UNION ALL
    SELECT 27, r.name, c.oid::bigint - k.depth * 4294967296, '', '',
           CASE WHEN NOT i.indisvalid AND c.relkind <> 'I' THEN '-- not valid, so it serves nobody: ' ELSE '' END ||
           CASE WHEN c.relkind = 'I' AND i.indisvalid
                THEN replace(pg_get_indexdef(c.oid), ' ON ONLY ' || r.name || ' ', ' ON ' || r.name || ' ')
                ELSE pg_get_indexdef(c.oid) END
      FROM pg_index i JOIN relation r ON r.oid = i.indrelid JOIN pg_class c ON c.oid = i.indexrelid,
           LATERAL (SELECT (SELECT count(*) FROM pg_partition_ancestors(r.oid)) AS depth) k
     WHERE NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
       AND (NOT c.relispartition
            OR c.relname <> r.relname || '_' ||
               (SELECT string_agg(coalesce(a.attname, 'expr'), '_' ORDER BY x.ordinality)
                  FROM unnest(i.indkey::int2[]) WITH ORDINALITY x (attnum, ordinality)
                  LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = x.attnum) || '_idx')
    UNION ALL
    SELECT 30, s.name, 0, '', '',
           format('ALTER TABLE %s %s ROW LEVEL SECURITY', s.name, CASE WHEN s.relrowsecurity THEN 'ENABLE' ELSE 'DISABLE' END)
      FROM secured s WHERE (s.relrowsecurity OR s.is_of_platform) AND s.relkind IN ('r', 'p')
    UNION ALL
    SELECT 30, s.name, 1, '', '', format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', s.name)
      FROM secured s WHERE s.relforcerowsecurity
    UNION ALL
    SELECT 31, s.name, p.oid::bigint, '', '',
           format('CREATE POLICY %I ON %s%s FOR %s TO %s%s%s', p.polname, s.name,
                  CASE WHEN p.polpermissive THEN '' ELSE ' AS RESTRICTIVE' END,
                  CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE'
                                WHEN 'd' THEN 'DELETE' ELSE 'ALL' END,
                  (SELECT string_agg(n.name, ', ' ORDER BY n.name) FROM unnest(p.polroles) r JOIN role_name n ON n.oid = r),
                  E'\n    USING (' || pg_get_expr(p.polqual, p.polrelid) || ')',
                  E'\n    WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')')
      FROM pg_policy p JOIN secured s ON s.oid = p.polrelid
     WHERE NOT (s.is_of_platform AND s.nspname || '.' || s.relname || '.' || p.polname = ANY ($4::text[]))
    UNION ALL
    SELECT 32, s.name, 2 * g.oid::bigint, '', '', pg_get_triggerdef(g.oid)
      FROM pg_trigger g JOIN secured s ON s.oid = g.tgrelid
     WHERE NOT g.tgisinternal AND g.tgparentid = 0
       AND NOT (s.is_of_platform AND (s.nspname || '.' || s.relname || '.' || g.tgname = ANY ($4::text[])
                                      OR g.tgfoid NOT IN (SELECT oid FROM routine)))
    UNION ALL
    SELECT 32, s.name, 2 * g.oid::bigint + 1, '', '', format('ALTER TABLE %s DISABLE TRIGGER %I', s.name, g.tgname)
      FROM pg_trigger g JOIN secured s ON s.oid = g.tgrelid
     WHERE NOT g.tgisinternal AND g.tgparentid = 0 AND g.tgenabled = 'D' AND NOT s.is_of_platform
    UNION ALL
    SELECT 33, r.name, 0, '', '', rtrim(pg_get_ruledef(w.oid), ';')
      FROM pg_rewrite w JOIN relation r ON r.oid = w.ev_class WHERE w.rulename <> '_RETURN'
    UNION ALL
    SELECT 60, e.evtname, 0, '', '', format('CREATE EVENT TRIGGER %I ON %s EXECUTE FUNCTION %s()', e.evtname, e.evtevent, e.evtfoid::regproc)
      FROM pg_event_trigger e JOIN role_name o ON o.oid = e.evtowner
     WHERE NOT o.is_ignored AND e.evtfoid IN (SELECT oid FROM routine)
       AND (e.tableoid, e.oid) NOT IN (SELECT classid, objid FROM of_extension)
    UNION ALL
    SELECT 40, name, at, '', '', text FROM grant_text
    UNION ALL
    SELECT 41, sorted, 0, '', '', 'COMMENT ON ' || name || ' IS ' || quote_literal(text) FROM commented WHERE text IS NOT NULL
    UNION ALL
    -- Last, since they are about what is made later.
    SELECT 50, n.name, 0, '', '',
           format('ALTER DEFAULT PRIVILEGES FOR ROLE %s%s GRANT %s ON %s TO %s', n.name,
                  coalesce(' IN SCHEMA ' || s.name, ''), string_agg(e.privilege_type, ', ' ORDER BY e.privilege_type),
                  CASE d.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'FUNCTIONS'
                                       WHEN 'T' THEN 'TYPES' ELSE 'SCHEMAS' END, g.name)
      FROM pg_default_acl d JOIN role_name n ON n.oid = d.defaclrole LEFT JOIN namespace s ON s.oid = d.defaclnamespace,
           aclexplode(d.defaclacl) e JOIN role_name g ON g.oid = e.grantee
     WHERE (d.defaclnamespace = 0 OR s.is_whole) AND (NOT n.is_ignored OR n.rolname = 'postgres')
       AND e.grantee <> d.defaclrole
       AND NOT EXISTS (SELECT FROM aclexplode(CASE WHEN d.defaclnamespace = 0
                                                   THEN acldefault(d.defaclobjtype, d.defaclrole) END) u
                        WHERE u.grantee = e.grantee AND u.privilege_type = e.privilege_type)
     GROUP BY n.name, s.name, d.defaclobjtype, g.name
    UNION ALL
    SELECT 50, n.name, 0, '', '',
           format('ALTER DEFAULT PRIVILEGES FOR ROLE %s REVOKE %s ON %s FROM PUBLIC', n.name, u.privilege_type,
                  CASE d.defaclobjtype WHEN 'f' THEN 'FUNCTIONS' ELSE 'TYPES' END)
      FROM pg_default_acl d JOIN role_name n ON n.oid = d.defaclrole,
           aclexplode(acldefault(d.defaclobjtype, d.defaclrole)) u
     WHERE d.defaclnamespace = 0 AND u.grantee = 0 AND (NOT n.is_ignored OR n.rolname = 'postgres')
       AND NOT EXISTS (SELECT FROM aclexplode(d.defaclacl) e WHERE e.grantee = 0 AND e.privilege_type = u.privilege_type)
    UNION ALL
    SELECT 99, 'event triggers', 0, '', '', count(*) || CASE count(*) WHEN 1 THEN ' event trigger' ELSE ' event triggers' END ||
           ': what ' || CASE count(*) WHEN 1 THEN 'it does' ELSE 'they do' END || ' to new tables'
      FROM pg_event_trigger e JOIN role_name o ON o.oid = e.evtowner
     WHERE NOT o.is_ignored AND (e.tableoid, e.oid) NOT IN (SELECT classid, objid FROM of_extension) HAVING count(*) > 0
    UNION ALL
    SELECT 99, 'casts', 0, '', '', count(*) || ' casts and operators of its own'
      FROM (SELECT c.tableoid, c.oid FROM pg_cast c WHERE c.oid >= 16384
            UNION ALL SELECT o.tableoid, o.oid FROM pg_operator o JOIN namespace n ON n.oid = o.oprnamespace AND n.is_whole
             WHERE o.oid >= 16384) x
     WHERE (x.tableoid, x.oid) NOT IN (SELECT classid, objid FROM of_extension) HAVING count(*) > 0
)
SELECT rank, name, id, needs, text FROM line WHERE text IS NOT NULL
 ORDER BY rank, CASE WHEN id <> '' THEN substr(id, 2)::bigint WHEN at < 0 THEN at / 4294967296 END,
          name COLLATE "C", at, text COLLATE "C"
