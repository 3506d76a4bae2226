//! What stands between a client and a server, or in the place of one.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

/// What a client sent and a server answered, seen from between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Client,
    Server,
}

/// Passes every byte on to another port of this machine, as a tunnel does, and watches.
pub struct Forwarder {
    /// The port on 127.0.0.1.
    pub port: u16,
    connections: Arc<AtomicUsize>,
    turns: Arc<Mutex<Vec<Side>>>,
}

impl Forwarder {
    /// # Panics
    /// There is no port.
    pub fn to(target: u16) -> Forwarder {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let connections = Arc::new(AtomicUsize::new(0));
        let turns: Arc<Mutex<Vec<Side>>> = Arc::default();
        let (counted, noted) = (connections.clone(), turns.clone());
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let Ok(server) = TcpStream::connect((Ipv4Addr::LOCALHOST, target)) else {
                    continue;
                };
                counted.fetch_add(1, Ordering::SeqCst);
                for (from, to, side) in [
                    (&client, &server, Side::Client),
                    (&server, &client, Side::Server),
                ] {
                    let (mut from, mut to) = (
                        from.try_clone().expect("a stream"),
                        to.try_clone().expect("a stream"),
                    );
                    let noted = noted.clone();
                    thread::spawn(move || pass(&mut from, &mut to, side, &noted));
                }
            }
        });
        Forwarder {
            port,
            connections,
            turns,
        }
    }

    /// How many connections were made.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// How often the client spoke and was answered.
    ///
    /// # Panics
    /// A thread of the forwarder did.
    pub fn round_trips(&self) -> usize {
        let turns = self.turns.lock().expect("the turns");
        turns
            .windows(2)
            .filter(|pair| **pair == [Side::Client, Side::Server])
            .count()
    }
}

fn pass(from: &mut TcpStream, to: &mut TcpStream, side: Side, turns: &Mutex<Vec<Side>>) {
    let mut bytes = vec![0; 64 * 1024];
    while let Ok(read @ 1..) = from.read(&mut bytes) {
        {
            let mut turns = turns.lock().expect("the turns");
            if turns.last() != Some(&side) {
                turns.push(side);
            }
        }
        if to.write_all(&bytes[..read]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Write);
}

/// Something that is no database: it says one thing to whoever connects, and then nothing.
pub struct Stranger {
    /// The port on 127.0.0.1.
    pub port: u16,
    connections: Arc<AtomicUsize>,
}

impl Stranger {
    /// `first` is said at once, `then` once the client has spoken.
    ///
    /// # Panics
    /// There is no port.
    pub fn says(first: &'static [u8], then: &'static [u8]) -> Stranger {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let connections = Arc::new(AtomicUsize::new(0));
        let counted = connections.clone();
        thread::spawn(move || {
            let mut open = Vec::new();
            for stream in listener.incoming() {
                counted.fetch_add(1, Ordering::SeqCst);
                let Ok(mut stream) = stream else { continue };
                let _: io::Result<()> = (|| {
                    stream.write_all(first)?;
                    if !then.is_empty() {
                        let mut bytes = [0; 1024];
                        let _ = stream.read(&mut bytes)?;
                        stream.write_all(then)?;
                    }
                    Ok(())
                })();
                // Held open: a silent server is not one that hangs up.
                open.push(stream);
            }
        });
        Stranger { port, connections }
    }

    /// How many connections were made.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        (Ipv4Addr::LOCALHOST, self.port).into()
    }
}
