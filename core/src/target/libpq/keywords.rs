//! Keyword strings: `host=localhost dbname=app_test`.

/// The keywords of libpq, pgx, lib/pq and tokio-postgres.
const KNOWN: &[&str] = &[
    "application_name",
    "binary_parameters",
    "channel_binding",
    "client_encoding",
    "connect_timeout",
    "database",
    "dbname",
    "default_query_exec_mode",
    "fallback_application_name",
    "gssdelegation",
    "gssencmode",
    "gsslib",
    "host",
    "hostaddr",
    "keepalives",
    "keepalives_count",
    "keepalives_idle",
    "keepalives_interval",
    "keepalives_retries",
    "krbsrvname",
    "load_balance_hosts",
    "max_protocol_version",
    "min_protocol_version",
    "options",
    "passfile",
    "password",
    "pool_max_conns",
    "pool_min_conns",
    "port",
    "prefer_simple_protocol",
    "replication",
    "require_auth",
    "requirepeer",
    "requiressl",
    "scram_client_key",
    "scram_server_key",
    "search_path",
    "service",
    "servicefile",
    "ssl_max_protocol_version",
    "ssl_min_protocol_version",
    "sslcert",
    "sslcertmode",
    "sslcompression",
    "sslcrl",
    "sslcrldir",
    "sslkey",
    "sslkeylogfile",
    "sslmode",
    "sslnegotiation",
    "sslpassword",
    "sslrootcert",
    "sslsni",
    "statement_cache_capacity",
    "target_session_attrs",
    "tcp_user_timeout",
    "timezone",
    "user",
];

/// The pairs of a keyword string; nothing where the text is none. Go's drivers hand keywords that
/// they do not know to the server, so an unknown one counts beside a database or a service.
pub(super) fn read(text: &str) -> Option<Vec<(String, String)>> {
    if !text.contains('=') {
        return None;
    }
    let pairs = pairs(text)?;
    let has = |keys: &[&str]| pairs.iter().any(|(key, _)| keys.contains(&key.as_str()));
    let all_known = pairs
        .iter()
        .all(|(key, _)| KNOWN.contains(&key.to_ascii_lowercase().as_str()));
    let names_a_database = has(&["dbname", "service"]) || (has(&["database"]) && has(&["user"]));
    let names_a_place = has(&["host", "hostaddr"]);
    (names_a_database || (names_a_place && all_known)).then_some(pairs)
}

/// Keys and values; a value may stand in single quotes, and `\` takes the next character as it is.
fn pairs(text: &str) -> Option<Vec<(String, String)>> {
    let mut pairs = Vec::new();
    let mut chars = text.chars().peekable();
    loop {
        while chars.next_if(|c| c.is_whitespace()).is_some() {}
        if chars.peek().is_none() {
            return Some(pairs);
        }
        let mut key = String::new();
        while let Some(c) = chars.next_if(|c| c.is_ascii_alphanumeric() || *c == '_') {
            key.push(c);
        }
        while chars.next_if(|c| c.is_whitespace()).is_some() {}
        chars.next_if_eq(&'=')?;
        while chars.next_if(|c| c.is_whitespace()).is_some() {}
        let quoted = chars.next_if_eq(&'\'').is_some();
        let mut value = String::new();
        loop {
            match chars.peek() {
                None if quoted => return None,
                None => break,
                Some('\'') if quoted => {
                    chars.next();
                    break;
                }
                Some(c) if !quoted && c.is_whitespace() => break,
                Some('\\') => {
                    chars.next();
                    value.extend(chars.next());
                }
                Some(_) => value.extend(chars.next()),
            }
        }
        if key.is_empty() {
            return None;
        }
        pairs.push((key, value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_keyword_string_is() {
        for (text, is) in [
            ("host=localhost dbname=app_test", true),
            (r"dbname = 'it\'s' host=h", true),
            ("host=h sslcertmode=disable", true),
            ("dbname=x statement_timeout=5", true),
            ("service=prod", true),
            ("database=shop user=app", true),
            ("host=smtp from=me", false),
            ("a=b", false),
            ("dbname='x", false),
            ("user=app", false),
        ] {
            assert_eq!(read(text).is_some(), is, "{text}");
        }
    }
}
