//! The statements for PostgreSQL.

use super::Plan;

/// Every database that takes connections, with the users who may connect to it today because
/// everybody may: they keep that right by name.
pub(super) const OTHERS: &str = "\
SELECT d.datname::text, r.rolname::text
FROM pg_catalog.pg_database AS d LEFT JOIN pg_catalog.pg_roles AS r
    ON r.rolcanlogin AND NOT r.rolsuper AND pg_catalog.has_database_privilege(r.oid, d.oid, 'CONNECT')
WHERE d.datallowconn ORDER BY 1, 2";

pub(super) fn statements(plan: &Plan<'_>, password: &str) -> Vec<String> {
    let user = name(plan.user);
    let database = name(plan.database);
    let role = text(plan.user);
    let own = text(plan.user);
    let mut statements = vec![
        format!(
            "DO $notprod$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = {role}) \
             THEN CREATE ROLE {user}; END IF; END $notprod$"
        ),
        format!(
            "ALTER ROLE {user} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD {}",
            text(password)
        ),
        // Rights that came from elsewhere would stay.
        format!(
            "DO $notprod$ DECLARE g text; BEGIN FOR g IN SELECT r.rolname FROM pg_catalog.pg_auth_members AS m \
             JOIN pg_catalog.pg_roles AS r ON r.oid = m.roleid JOIN pg_catalog.pg_roles AS u ON u.oid = m.member \
             WHERE u.rolname = {own} LOOP EXECUTE pg_catalog.format('REVOKE %I FROM %I', g, {own}); END LOOP; END $notprod$"
        ),
    ];
    for other in plan.others {
        let other_name = name(&other.name);
        // Whoever could connect because everybody could, can afterwards, too.
        for role in other.connecting.iter().filter(|role| *role != plan.user) {
            statements.push(format!(
                "GRANT CONNECT, TEMPORARY ON DATABASE {other_name} TO {}",
                name(role)
            ));
        }
        statements.push(format!(
            "REVOKE CONNECT, TEMPORARY ON DATABASE {other_name} FROM PUBLIC"
        ));
        statements.push(format!("REVOKE ALL ON DATABASE {other_name} FROM {user}"));
    }
    statements.push(format!("GRANT ALL ON DATABASE {database} TO {user}"));
    // Tests create, change and drop: what they drop they must own.
    statements.push(format!(
        "DO $notprod$ DECLARE r record; BEGIN \
         FOR r IN SELECT n.nspname FROM pg_catalog.pg_namespace AS n \
         WHERE n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'notprod') \
         LOOP EXECUTE pg_catalog.format('ALTER SCHEMA %I OWNER TO {user_in_text}', r.nspname); END LOOP; \
         FOR r IN SELECT n.nspname, c.relname, c.relkind FROM pg_catalog.pg_class AS c \
         JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace \
         WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname !~ '^pg_' \
         AND n.nspname NOT IN ('information_schema', 'notprod') \
         LOOP EXECUTE pg_catalog.format('ALTER TABLE %I.%I OWNER TO {user_in_text}', r.nspname, r.relname); END LOOP; \
         END $notprod$",
        user_in_text = user.replace('\'', "''").replace('%', "%%"),
    ));
    statements
}

/// A name as PostgreSQL quotes it.
fn name(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A text as PostgreSQL quotes it, whatever `standard_conforming_strings` says.
fn text(text: &str) -> String {
    format!("E'{}'", text.replace('\\', "\\\\").replace('\'', "''"))
}
