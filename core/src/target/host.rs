//! What a host's spelling says of where it is.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Where a host is, as far as its spelling tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    /// This machine.
    Loopback,
    /// The machine that runs this container.
    ContainerHost,
    /// A service next door: a single label, or a name inside a cluster.
    Neighbour,
    /// A private address, link-local, or `.local`.
    Private,
    /// Nothing tells.
    Unplaced,
    /// Somewhere else.
    Remote,
}

impl Place {
    /// Whether a test database may be there without further proof.
    pub fn is_local(self) -> bool {
        matches!(
            self,
            Place::Loopback | Place::ContainerHost | Place::Neighbour
        )
    }
}

/// Places a host. Numbers are read as `inet_aton` reads them, so `127.1` and `2130706433` are
/// loopback, and `0127.0.0.1` is 87.0.0.1.
pub fn place(host: &str) -> Place {
    if let Some(address) = address(host) {
        return place_of_address(address);
    }
    let host = host.to_ascii_lowercase();
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '%');
    if host.is_empty()
        || !host.chars().all(plain)
        || host.ends_with('.')
        || host.starts_with('.')
        || host.contains("..")
    {
        return Place::Unplaced;
    }
    // Nobody owns `localdomain`: the name stands in the hosts file of Fedora and its like.
    if matches!(host.as_str(), "localhost" | "localhost.localdomain")
        || host.ends_with(".localhost")
    {
        return Place::Loopback;
    }
    if host == "host.docker.internal" || host == "host.containers.internal" {
        return Place::ContainerHost;
    }
    if host.ends_with(".local") && !host.ends_with(".svc.cluster.local") {
        return Place::Private;
    }
    // What is left with a `:` or a `%` is neither an address nor a name.
    if host.contains([':', '%']) {
        return Place::Unplaced;
    }
    // `db.shop.svc` is the same name, completed by the cluster; outside of one it leads nowhere.
    if !host.contains('.') || host.ends_with(".svc.cluster.local") || host.ends_with(".svc") {
        return Place::Neighbour;
    }
    Place::Remote
}

fn place_of_address(address: IpAddr) -> Place {
    match address {
        IpAddr::V4(v4) => place_of_v4(v4),
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => place_of_v4(v4),
            None if v6.is_loopback() || v6.is_unspecified() => Place::Loopback,
            None if v6.is_unique_local() || v6.is_unicast_link_local() => Place::Private,
            None => Place::Remote,
        },
    }
}

fn place_of_v4(v4: Ipv4Addr) -> Place {
    let [a, b, ..] = v4.octets();
    if v4.is_loopback() || v4.is_unspecified() {
        Place::Loopback
    } else if v4.is_private() || v4.is_link_local() || (a == 100 && (64..128).contains(&b)) {
        Place::Private
    } else {
        Place::Remote
    }
}

/// The address that a host spells, if it spells one.
pub fn address(host: &str) -> Option<IpAddr> {
    if host.contains(':') {
        let unzoned = host.split('%').next().unwrap_or(host);
        return unzoned.parse::<Ipv6Addr>().ok().map(IpAddr::V6);
    }
    inet_aton(host).map(IpAddr::V4)
}

/// One to four numbers, decimal, octal or hexadecimal, the last one filling what is left.
fn inet_aton(host: &str) -> Option<Ipv4Addr> {
    let mut parts: Vec<u64> = Vec::with_capacity(4);
    for part in host.split('.') {
        if parts.len() == 4 {
            return None;
        }
        parts.push(number(part)?);
    }
    let (last, front) = parts.split_last()?;
    if front.iter().any(|n| *n > 255) || *last >= 1u64 << (8 * (4 - front.len())) {
        return None;
    }
    let mut bits = *last;
    for (i, n) in front.iter().enumerate() {
        bits |= n << (24 - 8 * i);
    }
    u32::try_from(bits).ok().map(Ipv4Addr::from)
}

fn number(part: &str) -> Option<u64> {
    let lower = part.to_ascii_lowercase();
    let (digits, radix) = match (lower.strip_prefix("0x"), lower.strip_prefix('0')) {
        (Some(hex), _) => (hex, 16),
        (None, Some(octal)) if !octal.is_empty() => (octal, 8),
        _ => (lower.as_str(), 10),
    };
    if digits.is_empty() || !digits.chars().all(|c| c.is_digit(radix)) {
        return None;
    }
    u64::from_str_radix(digits, radix).ok()
}

/// One spelling for each host, so that two spellings of a server compare equal. Everything that
/// leads to this machine is `localhost`.
pub fn canonical(host: &str) -> String {
    match place(host) {
        Place::Loopback | Place::ContainerHost => "localhost".to_owned(),
        _ => match address(host) {
            Some(IpAddr::V6(v6)) => match v6.to_ipv4_mapped() {
                Some(v4) => v4.to_string(),
                None => v6.to_string(),
            },
            Some(v4) => v4.to_string(),
            None => host.trim_end_matches('.').to_lowercase(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_placed() {
        use Place::*;
        for (host, expected) in [
            ("localhost", Loopback),
            ("LOCALHOST", Loopback),
            ("localhost.localdomain", Loopback),
            ("db.localhost", Loopback),
            ("127.0.0.1", Loopback),
            ("127.1", Loopback),
            ("2130706433", Loopback),
            ("0x7f.1", Loopback),
            ("0", Loopback),
            ("0.0.0.0", Loopback),
            ("::1", Loopback),
            ("::", Loopback),
            ("::ffff:127.0.0.1", Loopback),
            ("0:0:0:0:0:0:0:1", Loopback),
            ("0127.0.0.1", Remote),
            ("8.8.8.8", Remote),
            ("2001:db8::1", Remote),
            ("host.docker.internal", ContainerHost),
            ("postgres", Neighbour),
            ("db_test", Neighbour),
            ("pg.shop.svc.cluster.local", Neighbour),
            ("pg.shop.svc", Neighbour),
            ("10.0.3.7", Private),
            ("::ffff:10.0.3.7", Private),
            ("172.16.0.1", Private),
            ("100.64.0.1", Private),
            ("169.254.1.1", Private),
            ("fd00::1", Private),
            ("fe80::1%eth0", Private),
            ("pg.corp.local", Private),
            ("localhost.", Unplaced),
            ("", Unplaced),
            ("a..b", Unplaced),
            ("a b", Unplaced),
            ("db:5432", Unplaced),
            ("db%20", Unplaced),
            ("x@y", Unplaced),
            ("${HOST}", Unplaced),
            ("db.example.com", Remote),
            ("db.internal", Remote),
            ("127.0.0.1.example.com", Remote),
            ("172.32.0.1", Remote),
            ("100.128.0.1", Remote),
            ("localhost.example.com", Remote),
        ] {
            assert_eq!(place(host), expected, "{host}");
        }
    }

    #[test]
    fn every_spelling_of_a_host_is_one() {
        assert_eq!(canonical("127.0.0.1"), canonical("localhost"));
        assert_eq!(canonical("DB.Example.com"), canonical("db.example.com"));
        assert_eq!(canonical("0:0:0:0:0:0:0:1"), "localhost");
        assert_eq!(canonical("10.1"), "10.0.0.1");
    }
}
