//! The places that a reading leads to, as facts are kept by.

use super::{Engine, Location, Reading, managed};
use crate::facts::Place;

/// Every place that a client would try, each of which can be asked; none for memory and for what is
/// made for the test.
pub fn places(engine: Engine, reading: &Reading) -> Vec<Place> {
    let place = |host: String, port: Option<u16>| Place {
        engine: engine.name().to_owned(),
        host,
        port,
        database: reading.database.clone(),
        user: reading.user.clone(),
    };
    match &reading.location {
        Location::Servers(endpoints) => endpoints
            .iter()
            .map(|endpoint| {
                let port = endpoint.port.or(engine.default_port());
                place(endpoint.host.clone(), port)
            })
            .collect(),
        Location::Socket { path, .. } if managed::socket_provider(path).is_some() => Vec::new(),
        Location::Socket { path, port } => {
            vec![place(path.clone(), port.or(engine.default_port()))]
        }
        Location::File(paths) => paths
            .iter()
            .map(|path| place(path.display().to_string(), None))
            .collect(),
        Location::Memory | Location::Disposable => Vec::new(),
    }
}
