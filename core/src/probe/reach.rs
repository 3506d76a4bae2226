//! From a place to the addresses that a connection tries, and what each attempt is.

use super::Manner;
use crate::facts::{Place, Silence};
use crate::target::host;
use std::net::IpAddr;

/// The most addresses of one name that are tried.
const MOST_ADDRESSES: usize = 8;

/// One way to a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Way {
    /// A socket of this machine, or the folder of one.
    Socket(String),
    /// An address.
    Address(IpAddr, u16),
}

/// The ways to a place, in the order in which a client would try them.
pub(super) async fn ways(place: &Place, manner: &Manner) -> Result<Vec<Way>, Silence> {
    if place.host.starts_with(['/', '@']) {
        return Ok(vec![Way::Socket(place.host.clone())]);
    }
    let port = place.port.ok_or(Silence::Incomplete)?;
    if let Some(address) = host::address(&place.host) {
        return Ok(vec![Way::Address(address, port)]);
    }
    let name = (place.host.clone(), port);
    let lookup = tokio::net::lookup_host(name);
    match tokio::time::timeout(manner.name_timeout, lookup).await {
        Err(_) => Err(Silence::TimedOut),
        Ok(Err(_)) => Err(Silence::NameNotFound),
        Ok(Ok(found)) => {
            let mut ways: Vec<Way> = Vec::new();
            for address in found {
                let way = Way::Address(address.ip(), port);
                if !ways.contains(&way) {
                    ways.push(way);
                }
            }
            ways.truncate(MOST_ADDRESSES);
            if ways.is_empty() {
                return Err(Silence::NameNotFound);
            }
            Ok(ways)
        }
    }
}

/// The user of a connection: the address's, else the one of this machine.
pub(super) fn user<'a>(place: &'a Place, manner: &'a Manner) -> Option<&'a str> {
    place.user.as_deref().or(manner.user.as_deref())
}
