//! From a place to the addresses that a connection tries, and what each attempt is.

use super::{Manner, failure};
use crate::facts::{Fault, Heard, Place, Silence};
use crate::target::host;
use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::time::Duration;
use tokio::net::TcpStream;

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
    // No resolver has another answer, and asking one takes a thread.
    if place.host.eq_ignore_ascii_case("localhost") {
        let both = [Ipv6Addr::LOCALHOST.into(), Ipv4Addr::LOCALHOST.into()];
        return Ok(both.map(|address| Way::Address(address, port)).to_vec());
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

/// What a server says first to whoever sends these bytes; nothing where it says nothing in time.
///
/// Drivers take the first bytes of a stranger for the length of a message, and wait for the rest.
/// This tells a server that is slow from one that is another: it is asked where a driver gave up.
pub(super) async fn first_bytes(way: &Way, sent: &[u8], wait: Duration) -> Vec<u8> {
    let Way::Address(address, port) = way else {
        return Vec::new();
    };
    let mut bytes = vec![0; 64];
    let mut read = 0;
    let _ = tokio::time::timeout(wait, async {
        let stream = TcpStream::connect((*address, *port)).await?;
        if !sent.is_empty() {
            stream.writable().await?;
            stream.try_write(sent)?;
        }
        stream.readable().await?;
        read = stream.try_read(&mut bytes)?;
        std::io::Result::Ok(())
    })
    .await;
    bytes.truncate(read);
    bytes
}

/// Connects, and where that takes too long or ends without a word, looks at what speaks there.
pub(super) async fn connect<C>(
    connecting: impl Future<Output = Result<C, sqlx::Error>>,
    way: &Way,
    manner: &Manner,
    sent: &[u8],
    is_right: fn(&[u8]) -> bool,
) -> Result<C, Heard> {
    let heard = match tokio::time::timeout(manner.timeout * 3 / 4, connecting).await {
        Ok(Ok(connection)) => return Ok(connection),
        Ok(Err(sqlx::Error::Io(error))) if error.kind() == ErrorKind::UnexpectedEof => {
            Heard::Silent(Silence::Refused)
        }
        Ok(Err(error)) => return Err(failure::of_connecting(&error)),
        Err(_) => Heard::Silent(Silence::TimedOut),
    };
    let first = first_bytes(way, sent, manner.timeout / 8).await;
    if first.is_empty() || is_right(&first) {
        return Err(heard);
    }
    Err(Heard::Broken(Fault::OtherProtocol))
}

/// The user of a connection: the address's, else the one of this machine.
pub(super) fn user<'a>(place: &'a Place, manner: &'a Manner) -> Option<&'a str> {
    place.user.as_deref().or(manner.user.as_deref())
}
