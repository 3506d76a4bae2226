//! UPDATE and MERGE.

use crate::sql::bounds::Reach;
use crate::sql::class::{Bound, Class, Finding};
use crate::sql::keyword::Keyword;
use crate::sql::parser::Parser;
use crate::sql::scope::Source;
use crate::sql::token::Kind;

impl Parser<'_, '_> {
    /// `UPDATE`.
    pub(super) fn update(&mut self) -> Finding {
        self.advance();
        self.skip_any(&[Keyword::LowPriority, Keyword::Ignore]);
        let mut replaces = false;
        if self.eat(Keyword::Or) {
            replaces = self.at(Keyword::Replace);
            self.advance();
        }
        self.scope.clear_sources();
        let start = self.lexer;
        let (token, last) = (self.token, self.last);
        self.eat(Keyword::Only);
        let catalog = match self.name() {
            Some(target) => self.is_catalog(target),
            None if self.token.kind == Kind::Open => false,
            None => return self.unknown("UPDATE", "updates nothing that can be read"),
        };
        self.go_back(start, token, last);
        let mut reach = self.sources();
        if self.at(Keyword::For) {
            // `FOR PORTION OF period FROM a TO b`.
            self.scan(|keyword| keyword == Keyword::Set, false);
        }
        if !self.eat(Keyword::Set) {
            return self.unknown("UPDATE", "sets nothing that can be read");
        }
        self.scan(ends_assignments, false);
        if self.eat(Keyword::From) {
            reach = reach.and(self.sources());
        }
        let several = self.scope.count() > 1;
        let (reach, limited) = self.filter_and_limit(reach, several);
        let unbounded = if replaces {
            Class::Destructive
        } else {
            Class::MassWrite
        };
        self.write_finding("UPDATE", unbounded, catalog, reach, limited)
    }

    /// An update of one table, whose condition begins at this byte.
    pub(super) fn update_from(&mut self, condition: usize) -> Finding {
        self.advance();
        if let Some(target) = self.name() {
            self.scope.add(Source {
                name: Some(target.last),
                bounded: false,
            });
        }
        self.lexer.at = condition;
        self.advance();
        let (reach, limited) = self.filter_and_limit(Reach::All, false);
        self.write_finding("UPDATE", Class::MassWrite, false, reach, limited)
    }

    /// `MERGE`: as bad as the worst of its branches.
    pub(super) fn merge(&mut self) -> Finding {
        self.advance();
        self.eat(Keyword::Into);
        self.eat(Keyword::Only);
        self.scope.clear_sources();
        let Some(target) = self.object() else {
            return self.unknown("MERGE", "merges into nothing that can be read");
        };
        let catalog = self.is_catalog(target);
        let mut source = Source {
            name: Some(target.last),
            bounded: false,
        };
        self.eat_kind(Kind::Star);
        self.alias(&mut source);
        self.scope.add(source);
        if self.eat(Keyword::Using) {
            self.sources();
        }
        let on = if self.eat(Keyword::On) {
            self.condition().holds
        } else {
            Reach::All
        };
        let mut worst: Option<Finding> = None;
        while self.eat(Keyword::When) {
            let by_source = {
                let unmatched = self.eat(Keyword::Not);
                self.eat(Keyword::Matched);
                unmatched && self.eat(Keyword::By) && self.at_word("source")
            };
            if self.last.kind == Kind::Word && self.at_word("source") || self.at_word("target") {
                self.advance();
            }
            let condition = if self.eat(Keyword::And) {
                self.condition().holds
            } else {
                Reach::All
            };
            // What has no partner in the source is not picked by the condition that joins.
            let reach = if by_source {
                condition
            } else {
                on.and(condition)
            };
            self.eat(Keyword::Then);
            let branch = match self.keyword() {
                Keyword::Delete => {
                    self.write_finding("MERGE", Class::Destructive, catalog, reach, false)
                }
                Keyword::Update => {
                    self.write_finding("MERGE", Class::MassWrite, catalog, reach, false)
                }
                keyword => {
                    if keyword == Keyword::Insert {
                        self.advance();
                        if self.token.kind == Kind::Open {
                            // The columns: no call.
                            self.advance();
                        }
                    }
                    if catalog {
                        self.write_finding("MERGE", Class::Write, true, Reach::Some, false)
                    } else {
                        Finding::new(Class::Write, "MERGE", "inserts rows").bounded(Bound::Values)
                    }
                }
            };
            worst = Some(worst.map_or(branch, |known| known.worse(branch)));
            self.scan(
                |keyword| matches!(keyword, Keyword::When | Keyword::Returning),
                false,
            );
            if self.token.kind == Kind::Close && self.depth == 0 {
                self.advance();
                self.scan(
                    |keyword| matches!(keyword, Keyword::When | Keyword::Returning),
                    false,
                );
            }
        }
        worst.unwrap_or_else(|| self.unknown("MERGE", "merges nothing that can be read"))
    }
}

fn ends_assignments(keyword: Keyword) -> bool {
    matches!(
        keyword,
        Keyword::From | Keyword::Where | Keyword::Order | Keyword::Limit | Keyword::Returning
    )
}
