//! The statements for MySQL and MariaDB.

use super::Plan;

/// Every database but the two that hold nothing but what the server says of itself.
pub(super) const OTHERS: &str = "\
SELECT schema_name FROM information_schema.schemata \
WHERE schema_name NOT IN ('information_schema', 'performance_schema') ORDER BY 1";

pub(super) fn statements(plan: &Plan<'_>, password: &str) -> Vec<String> {
    let user = format!("{}@'%'", text(plan.user));
    let password = text(password);
    // In a grant `_` and `%` stand for other letters unless they are escaped.
    let database = plan
        .database
        .replace('\\', "\\\\")
        .replace('_', "\\_")
        .replace('%', "\\%")
        .replace('`', "``");
    vec![
        format!("CREATE USER IF NOT EXISTS {user} IDENTIFIED BY {password}"),
        format!("ALTER USER {user} IDENTIFIED BY {password}"),
        format!("REVOKE ALL PRIVILEGES, GRANT OPTION FROM {user}"),
        format!("GRANT ALL PRIVILEGES ON `{database}`.* TO {user}"),
    ]
}

/// A text as MySQL quotes it.
fn text(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "''"))
}
