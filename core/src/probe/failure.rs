//! From the drivers' errors to kinds of our own. No text of theirs goes on: it may hold a value.

use crate::facts::{Fault, Heard, Silence};
use sqlx::Error;
use sqlx::mysql::MySqlDatabaseError;
use std::io::ErrorKind;

/// Why there is no connection.
pub(super) fn of_connecting(error: &Error) -> Heard {
    match error {
        Error::Io(error) => of_io(error),
        Error::Tls(_) => Heard::Broken(Fault::Certificate),
        Error::Database(_) => of_database(error),
        // A way to log in that the driver does not know is no other protocol.
        Error::Protocol(text)
            if text.contains("authentication") || text.contains("auth plugin") =>
        {
            Heard::Silent(Silence::WrongPassword)
        }
        Error::Protocol(_) | Error::Encode(_) | Error::Decode(_) => {
            Heard::Broken(Fault::OtherProtocol)
        }
        _ => Heard::Broken(Fault::Failed),
    }
}

/// Why there is no answer on a connection that stands.
pub(super) fn of_asking(error: &Error) -> Heard {
    match error {
        Error::Database(_) => of_database(error),
        Error::Io(error) if error.kind() == ErrorKind::TimedOut => Heard::Silent(Silence::TimedOut),
        _ => Heard::Broken(Fault::Unreadable),
    }
}

fn of_io(error: &std::io::Error) -> Heard {
    // The driver wraps what TLS says into an error of input and output.
    if error
        .get_ref()
        .is_some_and(|inner| inner.to_string().contains("ertificate"))
    {
        return Heard::Broken(Fault::Certificate);
    }
    Heard::Silent(match error.kind() {
        ErrorKind::TimedOut => Silence::TimedOut,
        ErrorKind::HostUnreachable
        | ErrorKind::NetworkUnreachable
        | ErrorKind::NetworkDown
        | ErrorKind::AddrNotAvailable => Silence::NoRoute,
        // A forwarder whose other end is gone accepts, and hangs up without a word.
        ErrorKind::ConnectionRefused
        | ErrorKind::ConnectionReset
        | ErrorKind::ConnectionAborted
        | ErrorKind::BrokenPipe
        | ErrorKind::UnexpectedEof
        | ErrorKind::NotFound
        | ErrorKind::PermissionDenied => Silence::Refused,
        ErrorKind::InvalidData => return Heard::Broken(Fault::OtherProtocol),
        _ => Silence::NoRoute,
    })
}

fn of_database(error: &Error) -> Heard {
    let Error::Database(error) = error else {
        return Heard::Broken(Fault::Unreadable);
    };
    if let Some(error) = error.try_downcast_ref::<MySqlDatabaseError>() {
        return Heard::Silent(match error.number() {
            1044 | 1045 | 1129 | 1130 | 1396 | 1698 | 1862 | 3118 | 4151 => Silence::WrongPassword,
            1049 => Silence::NoSuchDatabase,
            1040 | 1053 | 1203 | 1226 => Silence::Busy,
            1205 | 1317 | 1969 | 3024 => Silence::TimedOut,
            _ => Silence::Declined,
        });
    }
    Heard::Silent(match error.code().as_deref() {
        Some("28000" | "28P01" | "42501") => Silence::WrongPassword,
        Some("3D000") => Silence::NoSuchDatabase,
        Some("53300" | "57P01" | "57P02" | "57P03") => Silence::Busy,
        Some("57014" | "55P03" | "25P03" | "25P02") => Silence::TimedOut,
        _ => Silence::Declined,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_of_the_network_are_silence_and_of_protocols_faults() {
        let io = |kind: ErrorKind| of_connecting(&Error::Io(kind.into()));
        assert_eq!(
            io(ErrorKind::ConnectionRefused),
            Heard::Silent(Silence::Refused)
        );
        assert_eq!(io(ErrorKind::TimedOut), Heard::Silent(Silence::TimedOut));
        assert_eq!(
            io(ErrorKind::NetworkUnreachable),
            Heard::Silent(Silence::NoRoute)
        );
        assert_eq!(
            of_connecting(&Error::Protocol("unexpected".into())),
            Heard::Broken(Fault::OtherProtocol)
        );
        assert_eq!(
            of_connecting(&Error::Tls("expired".into())),
            Heard::Broken(Fault::Certificate)
        );
        assert_eq!(
            of_asking(&Error::RowNotFound),
            Heard::Broken(Fault::Unreadable)
        );
    }
}
