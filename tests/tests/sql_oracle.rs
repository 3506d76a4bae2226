//! What a statement does, against what the tree of sqlparser-rs says of it: on everything that it parses,
//! the two agree on how many statements there are, and notprod is never the milder one.
//!
//! The tree says less than a server would do, so it gives a floor: the least bad class that a statement
//! can have. Functions, coercions and what servers run out of comments are for the other oracles.

#[allow(dead_code, reason = "the benchmark reads more of it")]
#[path = "../../core/benches/statements/mod.rs"]
mod statements;

use notprod::sql::{self, Class, Dialect};
use notprod_tests::say;
use serde::Deserialize;
use sqlparser::ast::{
    AlterTableOperation, BinaryOperator, CopyTarget, Delete, Expr, Insert, LimitClause,
    MergeAction, ObjectType, Query, Select, SetExpr, Statement, UnaryOperator, Update, Value,
    Visit, Visitor,
};
use sqlparser::dialect::{MySqlDialect, PostgreSqlDialect, SQLiteDialect};
use sqlparser::parser::Parser;
use std::collections::BTreeSet;
use std::ops::ControlFlow;

/// Fewer texts than these cannot have been all that it parses.
const AT_LEAST: usize = 3_300;

/// Texts on which the two differ, and why notprod is right.
const EXCEPTIONS: &[(&str, &str)] = &[
    (
        "po245",
        "no server runs a DELETE in parentheses: it is not understood, and wants approval",
    ),
    (
        "own-pg271",
        "the source is a row that the statement itself wrote",
    ),
    ("own-pg273", "the source is what a bounded DELETE returned"),
    ("own-my276", "the joined rows are five at most"),
    ("own-my277", "the joined rows are five at most"),
    ("own-my298", "`dual` is one row"),
    (
        "own-sq288",
        "SQLite knows no TRUNCATE: it is not understood, and wants approval",
    ),
    (
        "own-sq289",
        "SQLite knows no TRUNCATE: it is not understood, and wants approval",
    ),
    (
        "own-my214",
        "MariaDB runs what the tree takes for a comment",
    ),
    (
        "own-trap007",
        "a client may end the text at the NUL, before the filter",
    ),
    (
        "own-my250",
        "the tree does not follow sql_mode, which opens the string",
    ),
];

#[derive(Deserialize)]
struct Vector {
    id: String,
    sql: String,
    dialect: String,
}

fn vectors() -> Vec<(String, Dialect, String)> {
    let mut all = Vec::new();
    for file in [
        include_str!("../vectors/sql.json"),
        include_str!("../vectors/sql_own.json"),
    ] {
        let vectors: Vec<Vector> = serde_json::from_str(file).unwrap();
        all.extend(vectors.into_iter().map(|vector| {
            let dialect = Dialect::from_name(&vector.dialect).unwrap();
            (vector.id, dialect, vector.sql)
        }));
    }
    all
}

fn generated() -> Vec<(String, Dialect, String)> {
    let mut numbers = statements::Numbers(7);
    (0..2000)
        .map(|at| {
            let (dialect, sql) = statements::statement(&mut numbers);
            (
                format!("generated {at}"),
                dialect,
                statements::as_sent(dialect, &sql),
            )
        })
        .collect()
}

fn parsed(dialect: Dialect, sql: &str) -> Option<Vec<Statement>> {
    match dialect {
        Dialect::Postgres => Parser::parse_sql(&PostgreSqlDialect {}, sql),
        Dialect::MySql => Parser::parse_sql(&MySqlDialect {}, sql),
        Dialect::Sqlite => Parser::parse_sql(&SQLiteDialect {}, sql),
    }
    .ok()
}

/// The least bad class that a tree can have.
struct Floor(Class);

impl Floor {
    fn of(statement: &Statement) -> Class {
        let mut floor = Floor(Class::Read);
        match statement {
            // What stands inside does not run now.
            Statement::Explain { analyze: false, .. } | Statement::Prepare { .. } => {}
            other if definition(other) => floor.raise(own(other)),
            other => {
                let _ = other.visit(&mut floor);
            }
        }
        floor.0
    }

    fn raise(&mut self, class: Class) {
        if class.rank() > self.0.rank() {
            self.0 = class;
        }
    }
}

impl Visitor for Floor {
    type Break = ();

    fn pre_visit_statement(&mut self, statement: &Statement) -> ControlFlow<()> {
        self.raise(own(statement));
        ControlFlow::Continue(())
    }

    fn pre_visit_select(&mut self, select: &Select) -> ControlFlow<()> {
        if select.into.as_ref().is_some_and(|into| !into.temporary) {
            self.raise(Class::Write);
        }
        ControlFlow::Continue(())
    }
}

/// Whether a statement defines something, so that the statements in it run later.
fn definition(statement: &Statement) -> bool {
    matches!(
        statement,
        Statement::CreateView(_)
            | Statement::CreateFunction(_)
            | Statement::CreateProcedure { .. }
            | Statement::CreateTrigger(_)
            | Statement::CreateRule(_)
    )
}

/// The floor of a statement, without those that stand in it.
fn own(statement: &Statement) -> Class {
    match statement {
        Statement::Delete(delete) => deleted(delete),
        Statement::Update(update) => updated(update),
        Statement::Insert(insert) => inserted(insert),
        Statement::Merge(merge) => merge
            .clauses
            .iter()
            .map(|clause| match clause.action {
                MergeAction::DoNothing { .. } => Class::Read,
                _ => Class::Write,
            })
            .max_by_key(|class| class.rank())
            .unwrap_or(Class::Read),
        Statement::Truncate(_) => Class::Destructive,
        Statement::Drop {
            object_type,
            temporary,
            cascade,
            ..
        } => dropped(object_type, *temporary, *cascade),
        Statement::DropFunction(_)
        | Statement::DropDomain(_)
        | Statement::DropProcedure { .. }
        | Statement::DropPolicy(_)
        | Statement::DropRule(_)
        | Statement::DropTrigger(_)
        | Statement::DropExtension(_)
        | Statement::DropOperator(_)
        | Statement::DropOperatorFamily(_)
        | Statement::DropOperatorClass(_) => Class::SchemaChange,
        Statement::CreateTable(table) if table.temporary => Class::Session,
        Statement::CreateTable(table) if table.or_replace => Class::Destructive,
        Statement::CreateView(view) if view.temporary => Class::Session,
        Statement::CreateTable(_)
        | Statement::CreateView(_)
        | Statement::CreateVirtualTable { .. }
        | Statement::CreateIndex(_)
        | Statement::CreateRole(_)
        | Statement::CreateServer(_)
        | Statement::CreateForeignTable(_)
        | Statement::CreatePolicy(_)
        | Statement::CreateRule(_)
        | Statement::CreateOperator(_)
        | Statement::CreateAggregate(_)
        | Statement::CreateExtension(_)
        | Statement::CreateCollation(_)
        | Statement::CreateSchema { .. }
        | Statement::CreateDatabase { .. }
        | Statement::CreateFunction(_)
        | Statement::CreateTrigger(_)
        | Statement::CreateProcedure { .. }
        | Statement::CreateDomain(_)
        | Statement::CreateType { .. } => Class::SchemaChange,
        Statement::CreateSequence { temporary, .. } => {
            if *temporary {
                Class::Session
            } else {
                Class::SchemaChange
            }
        }
        Statement::AlterTable(table) => {
            let loses = table.operations.iter().any(|operation| {
                matches!(
                    operation,
                    AlterTableOperation::DropColumn { .. }
                        | AlterTableOperation::DropPartitions { .. }
                )
            });
            if loses {
                Class::Destructive
            } else {
                Class::SchemaChange
            }
        }
        Statement::AlterSchema(_)
        | Statement::AlterIndex { .. }
        | Statement::AlterView(_)
        | Statement::AlterFunction(_)
        | Statement::AlterType(_)
        | Statement::AlterRole { .. }
        | Statement::AlterPolicy(_)
        | Statement::Comment { .. }
        | Statement::Grant(_)
        | Statement::Revoke(_) => Class::SchemaChange,
        Statement::Copy { to: false, .. } => Class::Write,
        Statement::Copy { target, .. } => match target {
            CopyTarget::Program { .. } => Class::Unknown,
            CopyTarget::File { .. } => Class::Write,
            CopyTarget::Stdin | CopyTarget::Stdout => Class::Read,
        },
        Statement::Call(_) | Statement::Execute { .. } => Class::Unknown,
        _ => Class::Read,
    }
}

fn dropped(kind: &ObjectType, temporary: bool, cascade: bool) -> Class {
    match kind {
        // It is the session's own.
        _ if temporary => Class::Session,
        ObjectType::Table
        | ObjectType::MaterializedView
        | ObjectType::Schema
        | ObjectType::Database => Class::Destructive,
        // Columns go with them. The rows of a foreign table are elsewhere.
        ObjectType::Type | ObjectType::Collation if cascade => Class::Destructive,
        _ => Class::SchemaChange,
    }
}

fn deleted(delete: &Delete) -> Class {
    if delete.limit.is_some() || !everywhere(delete.selection.as_ref()) {
        Class::Write
    } else {
        Class::Destructive
    }
}

fn updated(update: &Update) -> Class {
    if update.limit.is_some() || !everywhere(update.selection.as_ref()) {
        Class::Write
    } else {
        Class::MassWrite
    }
}

fn inserted(insert: &Insert) -> Class {
    match &insert.source {
        Some(source) if all_rows(source) => Class::MassWrite,
        _ => Class::Write,
    }
}

/// Whether a query is one table's rows without a filter, a limit or a group.
fn all_rows(query: &Query) -> bool {
    let limited = match &query.limit_clause {
        None => query.fetch.is_some(),
        Some(LimitClause::LimitOffset { limit, .. }) => limit.is_some(),
        Some(LimitClause::OffsetCommaLimit { .. }) => true,
    };
    let SetExpr::Select(select) = query.body.as_ref() else {
        return false;
    };
    query.with.is_none()
        && !limited
        && matches!(select.from.as_slice(), [one] if one.joins.is_empty() && named(one))
        && select.having.is_none()
        && everywhere(select.selection.as_ref())
        && !grouped(select)
}

fn named(table: &sqlparser::ast::TableWithJoins) -> bool {
    matches!(
        &table.relation,
        sqlparser::ast::TableFactor::Table { args: None, .. }
    )
}

/// Whether its rows may be fewer than the table's: an aggregate gives one.
fn grouped(select: &Select) -> bool {
    let mut calls = Calls(0);
    let _ = select.projection.visit(&mut calls);
    calls.0 > 0
}

struct Calls(usize);

impl Visitor for Calls {
    type Break = ();

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<()> {
        self.0 += usize::from(matches!(expr, Expr::Function(_)));
        ControlFlow::Continue(())
    }
}

/// Whether a condition leaves no row out, as far as its form shows.
fn everywhere(condition: Option<&Expr>) -> bool {
    let Some(condition) = condition else {
        return true;
    };
    match condition {
        Expr::Nested(inner) => everywhere(Some(inner)),
        // It plainly holds nowhere.
        Expr::Value(value) if value.value == Value::Boolean(false) => false,
        Expr::BinaryOp { left, op, right } => match op {
            BinaryOperator::And => everywhere(Some(left)) && everywhere(Some(right)),
            BinaryOperator::Or => {
                (everywhere(Some(left)) && !never(left))
                    || (everywhere(Some(right)) && !never(right))
            }
            BinaryOperator::Eq | BinaryOperator::GtEq | BinaryOperator::LtEq if left == right => {
                true
            }
            BinaryOperator::Eq if number(left) && number(right) => false,
            _ => constant(condition),
        },
        other => constant(other),
    }
}

fn number(expr: &Expr) -> bool {
    matches!(expr, Expr::Value(value) if matches!(value.value, Value::Number(..)))
}

/// A constant that plainly holds for no row, and so takes nothing from what stands beside an `OR`.
fn never(condition: &Expr) -> bool {
    match condition {
        Expr::Nested(inner) => never(inner),
        Expr::Value(value) => match &value.value {
            Value::Boolean(truth) => !truth,
            Value::Number(number, _) => number == "0",
            Value::Null => true,
            _ => false,
        },
        Expr::UnaryOp {
            op: UnaryOperator::Not,
            ..
        } => true,
        Expr::BinaryOp { left, op, right } => match op {
            BinaryOperator::Eq => left != right,
            BinaryOperator::NotEq => left == right,
            _ => true,
        },
        _ => true,
    }
}

/// Whether no column, subquery or call stands in it.
fn constant(expr: &Expr) -> bool {
    struct Columns(bool);
    impl Visitor for Columns {
        type Break = ();

        fn pre_visit_query(&mut self, _: &Query) -> ControlFlow<()> {
            self.0 = true;
            ControlFlow::Break(())
        }

        fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<()> {
            match expr {
                Expr::Identifier(_) | Expr::CompoundIdentifier(_) | Expr::MatchAgainst { .. } => {
                    self.0 = true;
                    ControlFlow::Break(())
                }
                _ => ControlFlow::Continue(()),
            }
        }
    }
    let mut columns = Columns(false);
    let _ = expr.visit(&mut columns);
    !columns.0
}

#[test]
fn no_statement_is_milder_than_the_tree_of_another_parser() {
    let known: BTreeSet<&str> = EXCEPTIONS.iter().map(|(id, _)| *id).collect();
    let mut differing = BTreeSet::new();
    let mut wrong = Vec::new();
    let (mut compared, mut generated_ones, mut refused, mut statements) = (0, 0, 0, 0);
    let mut floors = [0; Class::ALL.len()];
    for (id, dialect, text) in vectors().into_iter().chain(generated()) {
        let Some(trees) = parsed(dialect, &text) else {
            refused += 1;
            continue;
        };
        compared += 1;
        generated_ones += usize::from(id.starts_with("generated"));
        let ours: Vec<sql::Statement> = sql::statements(text.as_bytes(), dialect).collect();
        let mut difference = None;
        if ours.len() != trees.len() {
            difference = Some(format!("{} statements, not {}", ours.len(), trees.len()));
        }
        for (own, tree) in ours.iter().zip(&trees) {
            statements += 1;
            let floor = Floor::of(tree);
            floors[usize::from(floor.rank())] += 1;
            if own.class.rank() < floor.rank() {
                let (own, floor) = (own.class.name(), floor.name());
                difference = Some(format!("`{own}` where the tree says `{floor}`"));
            }
        }
        if let Some(difference) = difference {
            if !known.contains(id.as_str()) {
                wrong.push(format!("{id}: {difference}: {text}"));
            }
            differing.insert(id);
        }
    }
    say(&format!(
        "sqlparser-rs: {compared} texts compared, {generated_ones} of them generated, {refused} that it does not parse; {statements} statements, {} exceptions",
        EXCEPTIONS.len()
    ));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for (id, why) in EXCEPTIONS {
        assert!(
            differing.contains(*id),
            "no exception any more: {id}, {why}"
        );
    }
    assert!(compared >= AT_LEAST, "only {compared} texts were compared");
    // Not a floor that is always the lowest.
    for class in Class::ALL {
        assert!(
            class == Class::Session || floors[usize::from(class.rank())] >= 10,
            "{class:?}: {floors:?}"
        );
    }
}
