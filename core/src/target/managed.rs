//! Managed database providers: whatever a name there says, its data is somebody's.

/// A provider's hosts.
#[derive(Debug, PartialEq, Eq)]
pub struct Provider {
    /// How the host ends, from a dot on; or `*` in the place of one run of characters.
    pub pattern: &'static str,
    /// The provider's name, for messages.
    pub name: &'static str,
    /// Whether many tenants share the host, so that the user is part of the server's name.
    pub shared: bool,
}

const fn own(pattern: &'static str, name: &'static str) -> Provider {
    Provider {
        pattern,
        name,
        shared: false,
    }
}

const fn shared(pattern: &'static str, name: &'static str) -> Provider {
    Provider {
        pattern,
        name,
        shared: true,
    }
}

/// Every provider, with hosts as their manuals write them.
pub const PROVIDERS: &[Provider] = &[
    own("*.rds.amazonaws.com", "Amazon RDS"),
    own("*.rds.amazonaws.com.cn", "Amazon RDS"),
    own("*.redshift.amazonaws.com", "Amazon Redshift"),
    own("*.redshift-serverless.amazonaws.com", "Amazon Redshift"),
    own("*.docdb.amazonaws.com", "Amazon DocumentDB"),
    own("*.dsql.*.on.aws", "Amazon Aurora DSQL"),
    own("*.cache.amazonaws.com", "Amazon ElastiCache"),
    own("*.memorydb.*.amazonaws.com", "Amazon MemoryDB"),
    own("*.compute.amazonaws.com", "Amazon EC2"),
    own("*.compute-1.amazonaws.com", "Heroku or Amazon EC2"),
    shared("*.pooler.supabase.com", "Supabase"),
    own("*.supabase.co", "Supabase"),
    own("*.supabase.net", "Supabase"),
    own("*.neon.tech", "Neon"),
    own("*.neon.build", "Neon"),
    own("*.rlwy.net", "Railway"),
    own("*.railway.internal", "Railway"),
    own("*.railway.app", "Railway"),
    shared("*.connect.psdb.cloud", "PlanetScale"),
    shared("*.psdb.cloud", "PlanetScale"),
    shared("*.pscale.cloud", "PlanetScale"),
    own("*.render.com", "Render"),
    own("dpg-*-a", "Render"),
    own("red-*", "Render"),
    own("*.postgres.database.azure.com", "Azure"),
    own("*.mysql.database.azure.com", "Azure"),
    own("*.azure.com", "Azure"),
    own("*.windows.net", "Azure"),
    own("*.aivencloud.com", "Aiven"),
    own("*.ondigitalocean.com", "DigitalOcean"),
    shared("*.cockroachlabs.cloud", "CockroachDB Cloud"),
    own("*.timescale.com", "Timescale"),
    own("*.tsdb.cloud.timescale.com", "Timescale"),
    own("*.tidbcloud.com", "TiDB Cloud"),
    own("*.prisma.io", "Prisma"),
    own("*.prisma-data.net", "Prisma"),
    own("*.vercel-storage.com", "Vercel"),
    own("*.mongodb.net", "MongoDB Atlas"),
    own("*.turso.io", "Turso"),
    own("*.upstash.io", "Upstash"),
    own("*.redis-cloud.com", "Redis Cloud"),
    own("*.redislabs.com", "Redis Cloud"),
    own("*.clickhouse.cloud", "ClickHouse Cloud"),
    own("*.oraclecloud.com", "Oracle Cloud"),
    own("*.elephantsql.com", "ElephantSQL"),
    own("*.crunchybridge.com", "Crunchy Bridge"),
    own("*.postgresbridge.com", "Crunchy Bridge"),
    own("*.xata.sh", "Xata"),
    own("*.xata.io", "Xata"),
    own("*.flycast", "Fly.io"),
    own("*.fly.dev", "Fly.io"),
    own("*.scalingo-dbs.com", "Scalingo"),
    own("*.clever-cloud.com", "Clever Cloud"),
    own("*.koyeb.app", "Koyeb"),
    own("*.nhost.run", "Nhost"),
    own("*.yugabyte.cloud", "YugabyteDB"),
    own("*.gcp.cloud.es.io", "Elastic Cloud"),
    own("*.sql.goog", "Google Cloud SQL"),
    own("*.database.cloud.ovh.net", "OVHcloud"),
    own("*.databases.appdomain.cloud", "IBM Cloud"),
];

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
