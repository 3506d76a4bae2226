//! Identities of servers in a policy: in the clear, or salted and hashed, so that a repository
//! knows production without naming it.

use sha2::{Digest, Sha256};
use std::fmt::Write;

const PREFIX: &str = "sha256:";

/// The salted hash of an identity, as `[live] production_servers` has it.
pub fn pinned(identity: &str, salt: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(b"notprod.pin/1\0");
    hash.update(salt.as_bytes());
    hash.update(b"\0");
    hash.update(identity.as_bytes());
    let mut text = format!("{PREFIX}{salt}:");
    for byte in hash.finalize() {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// Whether an entry means a server of this identity.
pub(super) fn means(entry: &str, identity: &str) -> bool {
    match entry
        .strip_prefix(PREFIX)
        .and_then(|rest| rest.split_once(':'))
    {
        Some((salt, _)) => pinned(identity, salt).eq_ignore_ascii_case(entry),
        None => entry == identity,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_means_its_identity_alone() {
        let entry = pinned("pg:7290", "5a17");
        assert!(means(&entry, "pg:7290") && !means(&entry, "pg:7291"));
        assert!(!entry.contains("7290"));
        assert_ne!(entry, pinned("pg:7290", "5a18"));
        assert!(means("pg:7290", "pg:7290") && !means("pg:7290", "pg:72900"));
        assert!(!means("sha256:", "pg:7290") && !means("sha256:5a17:", "pg:7290"));
    }
}
