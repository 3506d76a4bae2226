BEGIN READ ONLY;
SET LOCAL statement_timeout = {timeout};
SET LOCAL lock_timeout = {timeout};
SET LOCAL search_path = pg_catalog;
WITH relations AS MATERIALIZED (
    SELECT c.oid, n.oid AS schema_oid, n.nspname, c.relname, c.relkind, c.reltuples
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'm', 'p', 'f') AND c.relpersistence <> 't'
        AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
), tables AS MATERIALIZED (
    SELECT oid, relkind, reltuples,
        CASE WHEN relkind IN ('r', 'm') THEN pg_relation_size(oid) END AS bytes
    FROM relations
    WHERE lower(relname) <> ALL ({ledgers})
        AND NOT (nspname = 'notprod' AND relname = 'marker')
), me AS MATERIALIZED (
    SELECT rolsuper, rolsuper OR EXISTS (
        SELECT 1 FROM pg_roles AS g
        WHERE g.rolname = 'pg_write_all_data' AND pg_has_role(g.oid, 'USAGE')
    ) AS writes_all
    FROM pg_roles WHERE rolname = current_user
)
SELECT json_build_object(
    'version', current_setting('server_version'),
    'identity', CASE WHEN has_function_privilege('pg_control_system()', 'EXECUTE') THEN
        query_to_xml('SELECT system_identifier::text AS j FROM pg_control_system()', false, true, '')::text END,
    'database', current_database(),
    'user', current_user,
    'address', host(inet_server_addr()),
    'port', coalesce(inet_server_port(), current_setting('port')::int),
    'clock', extract(epoch FROM clock_timestamp())::bigint,
    'superuser', (SELECT rolsuper FROM me),
    'recovery', pg_is_in_recovery(),
    'subscribed', EXISTS (SELECT 1 FROM pg_subscription WHERE subenabled),
    'writable', (
        SELECT json_agg(d.datname ORDER BY d.datname) FROM pg_database AS d
        WHERE d.datallowconn AND NOT d.datistemplate AND d.datname <> current_database()
            AND has_database_privilege(d.oid, 'CONNECT')
            AND ((SELECT writes_all FROM me) OR pg_has_role(d.datdba, 'USAGE')
                OR has_database_privilege(d.oid, 'CREATE'))),
    'tables', (SELECT count(*) FROM tables WHERE relkind <> 'p'),
    'bytes', (SELECT coalesce(sum(bytes), 0) FROM tables),
    'unsized', (SELECT count(*) FROM tables WHERE relkind = 'f' OR (relkind <> 'p' AND bytes IS NULL)),
    'objects', pg_relation_size('pg_largeobject'),
    'rows', (
        SELECT sum(greatest(reltuples::bigint, pg_stat_get_live_tuples(oid), 0))
        FROM tables WHERE relkind IN ('r', 'm')),
    'marker', (
        SELECT CASE WHEN has_schema_privilege(schema_oid, 'USAGE') AND has_table_privilege(oid, 'SELECT')
            THEN query_to_xml('SELECT json_agg(m)::text AS j FROM notprod.marker AS m', false, true, '')::text
            ELSE 'hidden' END
        FROM relations WHERE nspname = 'notprod' AND relname = 'marker' AND relkind = 'r'),
    'rails', (
        SELECT json_agg(query_to_xml(
            format('SELECT value::text AS j FROM %I.%I WHERE key::text = ''environment''', nspname, relname),
            false, true, '')::text)
        FROM relations AS r
        WHERE relname = 'ar_internal_metadata' AND relkind = 'r'
            AND has_schema_privilege(schema_oid, 'USAGE') AND has_table_privilege(oid, 'SELECT')
            AND (SELECT count(*) FROM pg_attribute AS a
                WHERE a.attrelid = r.oid AND a.attname IN ('key', 'value') AND NOT a.attisdropped) = 2)
)::text;
COMMIT
