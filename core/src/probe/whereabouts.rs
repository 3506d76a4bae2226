//! Whether a server's own address is one of this machine.

use super::reach::Way;
use crate::facts::Whereabouts;
use crate::target::host::{Place, place};
use std::net::{IpAddr, Ipv4Addr, UdpSocket};
use std::path::Path;

/// Where a server is, by the way that led to it and by the address that it gives itself.
pub(super) fn of(way: &Way, own: Option<&str>) -> Whereabouts {
    let own = own.and_then(|own| own.parse::<IpAddr>().ok());
    match (way, own) {
        (Way::Socket(_), _) => Whereabouts::Here,
        (Way::Address(peer, _), Some(own)) => farther(of_address(*peer), of_address(own)),
        // Whoever listens on loopback may pass it on.
        (Way::Address(peer, _), None) => match of_address(*peer) {
            Whereabouts::Here => Whereabouts::Unknown,
            elsewhere => elsewhere,
        },
    }
}

fn farther(one: Whereabouts, other: Whereabouts) -> Whereabouts {
    let rank = |whereabouts: Whereabouts| match whereabouts {
        Whereabouts::Here => 0,
        Whereabouts::Unknown => 1,
        Whereabouts::Near => 2,
        Whereabouts::Elsewhere => 3,
    };
    if rank(one) >= rank(other) { one } else { other }
}

fn of_address(address: IpAddr) -> Whereabouts {
    let address = address.to_canonical();
    match place(&address.to_string()) {
        Place::Loopback => Whereabouts::Here,
        _ if is_own(address) || is_behind_bridge(address) => Whereabouts::Here,
        Place::Private if is_of_containers(address) => Whereabouts::Unknown,
        Place::Private => Whereabouts::Near,
        _ => Whereabouts::Elsewhere,
    }
}

/// A socket can be bound to the addresses of this machine alone; nothing is sent.
fn is_own(address: IpAddr) -> bool {
    UdpSocket::bind((address, 0)).is_ok()
}

/// Networks in which Docker, Podman and their virtual machines put containers where nothing else is
/// said. A published port leads there, and so could a tunnel: nobody can tell.
fn is_of_containers(address: IpAddr) -> bool {
    let IpAddr::V4(v4) = address else {
        return false;
    };
    let [a, b, c, _] = v4.octets();
    matches!(
        (a, b, c),
        (172, 17..=30, _) | (10, 88..=89, _) | (10, 0, 2) | (192, 168, 64..=65 | 127)
    )
}

/// Whether an address lies behind a bridge of this machine, as containers of it do.
fn is_behind_bridge(address: IpAddr) -> bool {
    let IpAddr::V4(v4) = address else {
        return false;
    };
    let Ok(routes) = crate::host::bytes(Path::new("/proc/net/route")) else {
        return false;
    };
    link_to(v4, &String::from_utf8_lossy(&routes)).is_some_and(|link| {
        crate::host::is_there(&Path::new("/sys/class/net").join(link).join("bridge"))
    })
}

/// The interface on whose own network an address lies: the narrowest route without a gateway.
fn link_to(address: Ipv4Addr, routes: &str) -> Option<String> {
    let mut best: Option<(u32, &str)> = None;
    for line in routes.lines().skip(1) {
        let mut columns = line.split_whitespace();
        let link = columns.next()?;
        let mut number = || {
            let hex = columns.next()?;
            u32::from_str_radix(hex, 16).ok()
        };
        let (Some(network), Some(gateway)) = (number(), number()) else {
            continue;
        };
        let Some(mask) = columns
            .nth(4)
            .and_then(|hex| u32::from_str_radix(hex, 16).ok())
        else {
            continue;
        };
        // The kernel writes them in the order of the network's bytes, as the machine reads them.
        let bits = u32::from_ne_bytes(address.octets());
        let narrow = mask.count_ones();
        if gateway == 0
            && narrow > 0
            && bits & mask == network
            && best.is_none_or(|(known, _)| narrow > known)
        {
            best = Some((narrow, link));
        }
    }
    best.map(|(_, link)| link.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_narrowest_route_of_the_link_counts() {
        let routes = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n\
            eth0\t00000000\t0100000A\t0003\t0\t0\t0\t00000000\t0\t0\t0\n\
            eth0\t0000000A\t00000000\t0001\t0\t0\t0\t000000FF\t0\t0\t0\n\
            docker0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0\n";
        let link = |address: [u8; 4]| link_to(address.into(), routes);
        assert_eq!(link([172, 17, 0, 2]).as_deref(), Some("docker0"));
        assert_eq!(link([10, 0, 3, 7]).as_deref(), Some("eth0"));
        assert_eq!(link([203, 0, 113, 5]), None);
    }

    #[test]
    fn an_address_of_another_machine_is_seen() {
        let loopback = Way::Address(Ipv4Addr::LOCALHOST.into(), 5433);
        for (own, expected) in [
            (Some("127.0.0.1"), Whereabouts::Here),
            (Some("203.0.113.5"), Whereabouts::Elsewhere),
            (Some("10.255.3.7"), Whereabouts::Near),
            (Some("172.18.0.9"), Whereabouts::Unknown),
            (None, Whereabouts::Unknown),
        ] {
            assert_eq!(of(&loopback, own), expected, "{own:?}");
        }
        let named = Way::Address(Ipv4Addr::new(203, 0, 113, 5).into(), 5432);
        assert_eq!(of(&named, None), Whereabouts::Elsewhere);
        assert_eq!(of(&Way::Socket("/tmp".into()), None), Whereabouts::Here);
    }
}
