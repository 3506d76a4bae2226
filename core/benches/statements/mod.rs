//! Statements as ORMs write them, and dumps: the same ones in every run. The benchmark `sql` and the test
//! against sqlparser-rs read them.

use notprod::sql::Dialect;
use std::fmt::Write;

/// A generator of numbers: the same ones in every run.
pub(crate) struct Numbers(pub(crate) u64);

impl Numbers {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

const TABLES: [&str; 8] = [
    "auth_user",
    "shop_order",
    "order_items",
    "customers",
    "invoices",
    "blog_posts",
    "sessions",
    "audit_events",
];
const COLUMNS: [&str; 12] = [
    "id",
    "created_at",
    "updated_at",
    "email",
    "first_name",
    "last_name",
    "is_active",
    "status",
    "total_amount",
    "tenant_id",
    "description",
    "version",
];

fn columns(n: &mut Numbers, quote: &str, table: &str, count: usize, alias: bool) -> String {
    let mut list = String::new();
    let from = n.below(COLUMNS.len() as u64) as usize;
    for i in 0..count {
        let column = COLUMNS[(from + i) % COLUMNS.len()];
        if i > 0 {
            list.push_str(", ");
        }
        let _ = write!(list, "{quote}{table}{quote}.{quote}{column}{quote}");
        if alias {
            let _ = write!(list, " AS {table}_{column}");
        }
    }
    list
}

/// One statement in the manner of Django, SQLAlchemy, Laravel, Prisma, Doctrine or Hibernate.
pub(crate) fn statement(n: &mut Numbers) -> (Dialect, String) {
    let table = TABLES[n.below(8) as usize];
    let other = TABLES[n.below(8) as usize];
    let id = n.below(100_000);
    match n.below(12) {
        0 | 1 => (
            Dialect::Postgres,
            format!(
                "SELECT {} FROM \"{table}\" INNER JOIN \"{other}\" ON (\"{table}\".\"customer_id\" = \"{other}\".\"id\") WHERE (\"{table}\".\"is_active\" AND \"{other}\".\"status\" = %s) ORDER BY \"{table}\".\"created_at\" DESC LIMIT 21",
                columns(n, "\"", table, 5, false)
            ),
        ),
        2 | 3 => (
            Dialect::Postgres,
            format!(
                "SELECT {} \nFROM {table} LEFT OUTER JOIN {other} AS {other}_1 ON {table}.id = {other}_1.parent_id \nWHERE {table}.tenant_id = %(tenant_id_1)s AND {table}.id IN (%(id_1_1)s, %(id_1_2)s) ORDER BY {table}.id \n LIMIT %(param_1)s",
                columns(n, "", table, 4, true)
            ),
        ),
        4 | 5 => (
            Dialect::MySql,
            format!(
                "select {} from `{table}` where `{table}`.`tenant_id` = ? and `{table}`.`status` in (?, ?, ?) and exists (select * from `{other}` where `{table}`.`id` = `{other}`.`owner_id` and `{other}`.`deleted_at` is null) and `{table}`.`deleted_at` is null order by `{table}`.`created_at` desc limit 15 offset 0",
                columns(n, "`", table, 2, false)
            ),
        ),
        6 => (
            Dialect::Postgres,
            format!(
                "SELECT {} FROM \"public\".\"{table}\" WHERE (\"public\".\"{table}\".\"id\" = $1 AND 1=1) LIMIT $2 OFFSET $3",
                columns(n, "\"", table, 9, false)
            ),
        ),
        7 => (
            Dialect::MySql,
            format!(
                "SELECT t0.id AS id_1, t0.email AS email_2, t0.first_name AS first_name_3, t0.last_name AS last_name_4, t0.created_at AS created_at_5, t0.status AS status_6, t0.version AS version_7, t0.total_amount AS total_amount_8, t0.tenant_id AS tenant_id_9 FROM {table} t0 INNER JOIN {other} t1 ON t0.id = t1.owner_id WHERE t1.id = ? ORDER BY t0.id ASC"
            ),
        ),
        8 => (
            Dialect::Postgres,
            format!(
                "select u1_0.id,u1_0.created_at,u1_0.email,u1_0.first_name,count(o1_0.id),coalesce(sum(o1_0.total_amount),0),max(o1_0.created_at) from {table} u1_0 left join {other} o1_0 on u1_0.id=o1_0.owner_id where u1_0.tenant_id=? and lower(u1_0.email) like ? escape '' group by u1_0.id order by u1_0.created_at desc fetch first ? rows only"
            ),
        ),
        9 => (
            Dialect::Postgres,
            format!(
                "INSERT INTO \"{table}\" (\"created_at\", \"updated_at\", \"email\", \"first_name\", \"last_name\", \"is_active\", \"status\", \"total_amount\", \"tenant_id\") VALUES ('2026-01-02T03:04:05.678901+00:00'::timestamptz, '2026-01-02T03:04:05.678901+00:00'::timestamptz, 'user{id}@example.com', 'Ada', 'Lovelace', true, 'open', '12.50', {id}) RETURNING \"{table}\".\"id\""
            ),
        ),
        10 => (
            Dialect::Postgres,
            format!(
                "UPDATE \"{table}\" SET \"updated_at\" = '2026-01-02T03:04:05.678901+00:00'::timestamptz, \"email\" = 'user{id}@example.com', \"first_name\" = 'Ada', \"last_name\" = 'Lovelace', \"is_active\" = true, \"status\" = 'open', \"total_amount\" = '12.50', \"description\" = 'a longer text that nobody reads' WHERE \"{table}\".\"id\" = {id}"
            ),
        ),
        _ => (
            Dialect::Sqlite,
            format!(
                "UPDATE {table} SET email=?, first_name=?, last_name=?, is_active=?, status=?, total_amount=?, tenant_id=?, updated_at=?, description=?, version=? WHERE {table}.id = ? AND {table}.version = ? AND {table}.tenant_id IN (SELECT {other}.tenant_id FROM {other} WHERE {other}.owner_id = ? AND {other}.is_active = 1)"
            ),
        ),
    }
}

/// A dump of about this many bytes, in the manner of pg_dump and mysqldump.
pub(crate) fn dump(n: &mut Numbers, size: usize, copy: bool) -> Vec<u8> {
    let mut text = String::from("SET standard_conforming_strings = on;\n");
    if copy {
        text.push_str("COPY public.users (id, email, note) FROM stdin;\n");
    }
    while text.len() < size {
        let id = n.below(1_000_000);
        if copy {
            let _ = writeln!(
                text,
                "{id}\tuser{id}@example.com\tit's a note; DROP TABLE x"
            );
        } else {
            let _ = write!(text, "INSERT INTO `users` VALUES ");
            for i in 0..200 {
                let _ = write!(
                    text,
                    "{}({id},'user{id}@example.com','it\\'s a note of some length {i}','2026-01-02 03:04:05',NULL,12.50)",
                    if i > 0 { "," } else { "" }
                );
            }
            text.push_str(";\n");
        }
    }
    if copy {
        text.push_str("\\.\n");
    }
    text.into_bytes()
}

/// A statement as its server gets it: what drivers for PostgreSQL put in the place of `%s`, `%(name)s` and `?`.
pub(crate) fn as_sent(dialect: Dialect, sql: &str) -> String {
    if dialect != Dialect::Postgres {
        return sql.to_owned();
    }
    let mut sent = String::new();
    let mut rest = sql.replace("%s", "$1").replace('?', "$1");
    while let Some((before, behind)) = rest.split_once("%(") {
        sent += before;
        sent += "$1";
        rest = match behind.split_once(")s") {
            Some((_, rest)) => rest.to_owned(),
            None => String::new(),
        };
    }
    sent + &rest
}
