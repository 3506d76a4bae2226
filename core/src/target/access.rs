//! How an address lets a client in: the password and what it asks of encryption. None of it tells
//! two addresses apart, and none of it is ever printed.

use super::Engine;
use super::address::Surroundings;
use super::url;
use crate::secret::Secret;

/// Password and encryption, as an address gives them.
#[derive(Debug, Clone, Default)]
pub struct Access {
    /// The password; none where the address has none.
    pub password: Option<Secret>,
    /// What the address asks of encryption: none where it says nothing.
    pub encryption: Option<Encryption>,
    /// The file with the certificates of those who may vouch for the server.
    pub authority: Option<String>,
}

/// What an address asks of encryption.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encryption {
    /// None.
    Off,
    /// Where the server has it.
    Preferred,
    /// Always, whoever the server is.
    Required,
    /// Always, with a certificate that an authority signed.
    Authority,
    /// Always, with a certificate for this very host.
    Identity,
}

/// The way in is no part of what an address is.
impl PartialEq for Access {
    fn eq(&self, _: &Access) -> bool {
        true
    }
}

impl Eq for Access {}

impl Access {
    /// A password of its own variable.
    pub fn with_password(password: Option<&str>) -> Access {
        Access {
            password: password.map(Secret::new),
            ..Access::default()
        }
    }

    /// Reads the way in from the text of an address, in any of its forms.
    pub(super) fn of(engine: Engine, text: &str, around: &dyn Surroundings) -> Access {
        let mut access = Access::default();
        let body = text.strip_prefix("jdbc:").unwrap_or(text);
        let mut pairs: Vec<(String, String)> = Vec::new();
        if let Some((_, rest)) = body.split_once("://") {
            let (front, query) = rest.split_once('?').unwrap_or((rest, ""));
            pairs = url::parameters(query);
            let authority = front.split('/').next().unwrap_or(front);
            if let Some((user, _)) = authority.rsplit_once('@')
                && let Some((_, password)) = user.split_once(':')
            {
                access.password = url::decode(password).map(Secret::new);
            }
        } else if let Some((user, _)) = body.split_once("@tcp(").or(body.split_once("@unix(")) {
            access.password = user
                .split_once(':')
                .map(|(_, password)| Secret::new(password));
            pairs = url::parameters(body.rsplit_once('?').map_or("", |(_, query)| query));
        } else if let Some(keywords) = super::libpq::keywords(body) {
            pairs = keywords;
        } else if body.contains(['=', ';']) {
            let body = body
                .split_once(':')
                .filter(|(scheme, _)| !scheme.contains('='));
            let list = body.map_or(text, |(_, list)| list);
            pairs = list
                .split(';')
                .filter_map(|pair| pair.split_once('='))
                .map(|(key, value)| (key.trim().to_owned(), value.trim().to_owned()))
                .collect();
        }
        access.take(&pairs);
        access.borrow(engine, around);
        access
    }

    fn take(&mut self, pairs: &[(String, String)]) {
        if let Some(password) = url::last(pairs, &["password", "pwd", "pass"]) {
            self.password = Some(Secret::new(password));
        }
        self.encryption = url::last(pairs, &["sslmode", "ssl-mode", "ssl_mode"])
            .and_then(encryption)
            .or_else(|| {
                url::last(pairs, &["ssl", "usessl", "tls", "encrypt"]).and_then(encryption)
            });
        self.authority =
            url::last(pairs, &["sslrootcert", "ssl-ca", "ssl_ca", "sslca"]).map(str::to_owned);
    }

    /// Takes what the address leaves out from the variables that drivers read by themselves.
    pub(super) fn borrow(&mut self, engine: Engine, around: &dyn Surroundings) {
        let variable = |name: &str| around.variable(name).filter(|value| !value.is_empty());
        // A password is for the servers of its engine alone.
        if engine == Engine::Mysql && self.password.is_none() {
            self.password = variable("MYSQL_PWD").map(Secret::new);
        }
        if engine != Engine::Postgres {
            return;
        }
        if self.encryption.is_none() {
            self.encryption = variable("PGSSLMODE").and_then(encryption);
        }
        if self.authority.is_none() {
            self.authority = variable("PGSSLROOTCERT").map(str::to_owned);
        }
        if self.password.is_none() {
            self.password = variable("PGPASSWORD").map(Secret::new);
        }
    }
}

fn encryption(text: &str) -> Option<Encryption> {
    Some(match text.to_ascii_lowercase().replace('_', "-").as_str() {
        "disable" | "disabled" | "false" | "0" | "off" | "none" => Encryption::Off,
        "allow" | "prefer" | "preferred" => Encryption::Preferred,
        "require" | "required" | "true" | "1" | "on" | "skip-verify" | "no-verify" => {
            Encryption::Required
        }
        "verify-ca" => Encryption::Authority,
        "verify-full" | "verify-identity" => Encryption::Identity,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::address::{Expectation, Outcome, read};
    use crate::target::trial::Around;

    #[test]
    fn every_form_gives_its_password() {
        for text in [
            "postgres://u:s%40cret@localhost/app_test?sslmode=verify-full",
            "postgres://u@localhost/app_test?password=s%40cret&sslmode=verify-full",
            "host=localhost dbname=app_test user=u password=s@cret sslmode=verify-full",
            "jdbc:postgresql://localhost/app_test?user=u&password=s%40cret&sslmode=verify-full",
            "pgsql:host=localhost;dbname=app_test;user=u;password=s@cret;sslmode=verify-full",
        ] {
            let around = Around::default();
            let Outcome::Address(address) = read(text, Expectation::Address, &around) else {
                panic!("{text}");
            };
            assert_eq!(
                address.access.password.as_ref().map(Secret::expose),
                Some("s@cret"),
                "{text}"
            );
            assert_eq!(
                address.access.encryption,
                Some(Encryption::Identity),
                "{text}"
            );
            assert!(!format!("{address:?}").contains("s@cret"));
        }
    }
}
