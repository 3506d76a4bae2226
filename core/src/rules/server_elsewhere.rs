//! The server is not on this machine although its host was judged local.

use super::{Draft, Rule, Subject};
use crate::facts::Whereabouts;
use crate::target::host::{Place, place};
use crate::target::identity;
use crate::verdict::Severity;

pub(super) const RULE: Rule = Rule {
    name: "server-elsewhere",
    code: "NP604",
    severity: Severity::Refuse,
    adjustable: false,
    liftable: true,
    summary: "the server is on another machine although its host was judged local",
    page: include_str!("../../rules/server-elsewhere.md"),
};

pub(super) fn check(subject: &Subject<'_>) -> Option<Draft> {
    if !identity::is_local(subject.reading) {
        return None;
    }
    let strict = subject.hosts().all(|host| place(host) == Place::Loopback);
    let said = subject.said().find(|said| match said.whereabouts {
        Whereabouts::Elsewhere => true,
        // A name without dots may lead into a private network; loopback never does.
        Whereabouts::Near => strict,
        Whereabouts::Here | Whereabouts::Unknown => false,
    })?;
    let address = said.address.as_deref().unwrap_or("another machine");
    Some(
        Draft::new(
            &RULE,
            format!(
                "the host was judged local, but the server is at `{address}`: a tunnel or a forwarded port leads there"
            ),
        )
        .help("close the tunnel, or write the server's own address, so that it is judged for what it is"),
    )
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::facts::{Said, Whereabouts};
    use crate::rules::trial::{live, live_at, silent_live};
    use crate::verdict::Severity;

    #[test]
    fn a_tunnel_shows_by_the_servers_own_address() {
        let at = |whereabouts: Whereabouts| Said {
            address: Some("10.0.3.7".into()),
            whereabouts,
            ..Said::default()
        };
        for name in ["shop", "shop_test"] {
            for place in [Whereabouts::Elsewhere, Whereabouts::Near] {
                assert_eq!(live(RULE.name, name, &at(place)), Some(Severity::Refuse));
            }
            silent_live(RULE.name, name, &at(Whereabouts::Here));
            silent_live(RULE.name, name, &at(Whereabouts::Unknown));
        }
        let url = "postgres://u@db/shop_test";
        assert_eq!(live_at(RULE.name, url, &at(Whereabouts::Near)), None);
        assert_eq!(
            live_at(RULE.name, url, &at(Whereabouts::Elsewhere)),
            Some(Severity::Refuse)
        );
    }
}
