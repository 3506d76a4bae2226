//! Managed database providers: whatever a name there says, its data is somebody's.

mod rows;

pub use rows::PROVIDERS;

/// A provider's hosts.
#[derive(Debug, PartialEq, Eq)]
pub struct Provider {
    /// How the host ends, from a dot on; or `*` in the place of one run of characters.
    pub pattern: &'static str,
    /// The provider's name, for messages.
    pub name: &'static str,
    /// Whether many tenants share the host, so that the user is part of the server's name.
    pub shared: bool,
    /// The manual that gives the pattern: whose, and which page.
    pub source: &'static str,
}

const fn own(pattern: &'static str, name: &'static str, source: &'static str) -> Provider {
    Provider {
        pattern,
        name,
        shared: false,
        source,
    }
}

const fn shared(pattern: &'static str, name: &'static str, source: &'static str) -> Provider {
    Provider {
        pattern,
        name,
        shared: true,
        source,
    }
}

/// Folders whose sockets lead to a managed server.
pub const SOCKET_FOLDERS: &[(&str, &str)] = &[("/cloudsql/", "Google Cloud SQL")];

/// The provider of a host, if it is a managed one.
pub fn provider(host: &str) -> Option<&'static Provider> {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    PROVIDERS
        .iter()
        .find(|provider| matches(provider.pattern, &host))
}

/// The provider of a socket, if it leads to a managed server.
pub fn socket_provider(path: &str) -> Option<&'static str> {
    let path = super::sqlite::normal(path.as_ref());
    SOCKET_FOLDERS
        .iter()
        .find(|(folder, _)| path.starts_with(folder))
        .map(|(_, name)| *name)
}

/// Matches with `*` for one or more characters; patterns and hosts are lower case.
fn matches(pattern: &str, host: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == host,
        Some((front, "")) => host.len() > front.len() && host.starts_with(front),
        Some((front, back)) => host.strip_prefix(front).is_some_and(|rest| {
            if back.contains('*') {
                let mut starts = rest.char_indices().skip(1).map(|(at, _)| at);
                return starts.any(|at| rest.get(at..).is_some_and(|tail| matches(back, tail)));
            }
            rest.len() > back.len() && rest.ends_with(back)
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_a_source_and_is_reached() {
        for (at, row) in PROVIDERS.iter().enumerate() {
            assert!(row.source.contains(", "), "{}", row.pattern);
            assert_eq!(row.pattern, row.pattern.to_lowercase());
            let doubled = PROVIDERS
                .iter()
                .skip(at + 1)
                .any(|other| other.pattern == row.pattern);
            assert!(!doubled, "{}", row.pattern);
        }
    }

    #[test]
    fn managed_hosts_are_known_by_their_end() {
        for host in [
            "shop.cluster-ro-c9a.eu-west-1.rds.amazonaws.com",
            "SHOP.c9a.rds.amazonaws.com.",
            "aws.connect.psdb.cloud",
            "dpg-ck3abc12345s73d0efg0-a",
            "db.abc.supabase.co",
            "x.dsql.eu-west-1.on.aws",
            "c.memorydb.eu-west-1.amazonaws.com",
        ] {
            assert!(provider(host).is_some(), "{host}");
        }
        for host in [
            "localhost",
            "dpg-a",
            "supabase.co.example.com",
            "rds.amazonaws.com.evil.org",
            "neon.tech",
        ] {
            assert!(provider(host).is_none(), "{host}");
        }
        assert!(provider("aws-0-eu-central-1.pooler.supabase.com").is_some_and(|p| p.shared));
        assert_eq!(socket_provider("/cloudsql/p:r:i"), Some("Google Cloud SQL"));
        assert_eq!(
            socket_provider("/run/..//cloudsql/./p:r:i"),
            Some("Google Cloud SQL")
        );
        assert_eq!(socket_provider("/var/run/postgresql"), None);
    }
}
