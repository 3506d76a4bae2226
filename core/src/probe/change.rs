//! Statements that were asked for on purpose: `mark` and `grants`. Nothing else writes.

use super::{Manner, mysql, on_runtime, postgres};
use crate::facts::{Fault, Heard, Silence};
use crate::judge::Ask;
use crate::target::Engine;
use sqlx::mysql::MySqlRow;
use sqlx::postgres::PgRow;
use sqlx::{AssertSqlSafe, Connection, Database, Executor, Row};

/// What a statement gave: rows of texts, or the server's code for what is wrong with it.
pub type Outcome = Result<Vec<Vec<Option<String>>>, String>;

/// Runs statements in order on one connection, and goes on after one that fails. The deadline is
/// that of one place for the connection, and ten times as much for the statements.
///
/// # Errors
/// There is no connection.
pub fn run(ask: &Ask, statements: &[String], manner: &Manner) -> Result<Vec<Outcome>, Heard> {
    let timeout = manner.timeout;
    let ran = on_runtime(async move {
        match ask.engine {
            Engine::Postgres => {
                let connecting = postgres::connect(ask, manner);
                let (connection, _) = in_time(timeout, connecting).await??;
                let text = |row: &PgRow, at: usize| row.try_get(at).ok().flatten();
                in_time(timeout * 10, each(connection, statements, text)).await
            }
            Engine::Mysql => {
                let connecting = mysql::connect(ask, manner);
                let (connection, _) = in_time(timeout, connecting).await??;
                let text = |row: &MySqlRow, at: usize| row.try_get_unchecked(at).ok().flatten();
                in_time(timeout * 10, each(connection, statements, text)).await
            }
            _ => Err(Heard::Silent(Silence::Incomplete)),
        }
    });
    ran.unwrap_or(Err(Heard::Broken(Fault::Failed)))
}

/// Runs each statement, and takes the columns of its rows as `text` gives them.
async fn each<C>(
    mut connection: C,
    statements: &[String],
    text: impl Fn(&<C::Database as Database>::Row, usize) -> Option<String>,
) -> Vec<Outcome>
where
    C: Connection,
    for<'c> &'c mut C: Executor<'c, Database = C::Database>,
{
    let mut outcomes = Vec::new();
    for statement in statements {
        let statement = AssertSqlSafe(statement.clone());
        let rows = sqlx::raw_sql(statement).fetch_all(&mut connection).await;
        outcomes.push(rows.map_err(|error| code(&error)).map(|rows| {
            let columns = |row| (0..Row::len(row)).map(|at| text(row, at)).collect();
            rows.iter().map(columns).collect()
        }));
    }
    let _ = connection.close().await;
    outcomes
}

async fn in_time<T>(
    timeout: std::time::Duration,
    call: impl Future<Output = T>,
) -> Result<T, Heard> {
    let ended = tokio::time::timeout(timeout, call).await;
    ended.map_err(|_| Heard::Silent(Silence::TimedOut))
}

/// The server's own code, which holds no value.
fn code(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Database(error) => error.code().unwrap_or_default().into_owned(),
        _ => "no answer".to_owned(),
    }
}
