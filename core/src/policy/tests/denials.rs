//! What `databases.production` means.

use super::*;

#[test]
fn production_matches_widely() {
    let plain = |host: &str, port| reading(Some("app"), &[(host, port)], "Shop");
    for (pattern, reading, denied) in [
        ("shop", plain("anywhere.example.com", Some(99)), true),
        ("SHOP", plain("localhost", None), true),
        ("sho", plain("localhost", None), false),
        ("sh*", plain("localhost", None), true),
        ("localhost/shop", plain("127.0.0.1", Some(9999)), true),
        ("127.0.0.1/shop", plain("localhost", None), true),
        ("localhost/shop", plain("db", None), false),
        ("localhost:5432/shop", plain("localhost", None), true),
        ("localhost:5432/shop", plain("localhost", Some(5433)), false),
        ("localhost:54*/shop", plain("localhost", Some(5433)), true),
        ("*.neon.tech/*", plain("EP-1.neon.tech.", Some(5432)), true),
        ("db.example.com", plain("db.example.com", None), true),
        ("*.example.com", plain("db.example.com", None), true),
        ("app@db/shop", plain("db", None), true),
        ("root@db/shop", plain("db", None), false),
        ("root@db/shop", reading(None, &[("db", None)], "shop"), true),
        ("[::1]/shop", plain("localhost", None), true),
        ("[2001:db8::*]/shop", plain("2001:DB8:0::7", None), true),
        (
            "db2/shop",
            reading(None, &[("db1", None), ("db2", None)], "shop"),
            true,
        ),
        ("/repo/app/shop", plain("localhost", None), false),
    ] {
        assert_eq!(
            denying(pattern).denied(Engine::Postgres, &reading),
            denied,
            "{pattern} {reading:?}"
        );
    }
}

#[test]
fn a_port_that_nobody_knows_is_the_listed_one() {
    let unknown = reading(None, &[("h", None)], "x");
    assert!(denying("h:1/x").denied(Engine::Unknown, &unknown));
    assert!(!denying("h:1/x").denied(Engine::Mysql, &unknown));
}

#[test]
fn files_by_path_by_name_and_by_link() {
    let paths = ["/repo/app/data/shop.sqlite3", "/srv/Shop.sqlite3"];
    for (pattern, denied) in [
        ("shop.sqlite3", true),
        ("shop", true),
        ("./data/shop.sqlite3", true),
        ("data/shop.sqlite3", true),
        ("/SRV/*", true),
        ("/srv/other.sqlite3", false),
        ("./shop.sqlite3", false),
    ] {
        assert_eq!(
            denying(pattern).denied(Engine::Sqlite, &file(&paths)),
            denied,
            "{pattern}"
        );
    }
    let linked = denying("/srv/prod/*").with_link("/repo/app/x.db", "/srv/prod/main.db");
    assert!(linked.denied(Engine::Sqlite, &file(&["/repo/app/x.db"])));
    assert!(!linked.denied(Engine::Sqlite, &file(&["/repo/app/y.db"])));
}

#[test]
fn sockets() {
    let socket = |path: &str| {
        let mut reading = Reading::at(Location::Socket {
            path: path.to_owned(),
            port: None,
        });
        reading.database = Some("shop".to_owned());
        reading
    };
    assert!(denying("localhost/shop").denied(Engine::Mysql, &socket("/run/mysqld.sock")));
    assert!(allowing("localhost/shop").lifted(Engine::Mysql, &socket("/run/mysqld.sock")));
    assert!(!allowing("localhost/shop").lifted(Engine::Mysql, &socket("/cloudsql/p:r:i")));
    assert!(!denying("localhost/shop").denied(Engine::Mysql, &socket("/cloudsql/p:r:i")));
    assert!(denying("shop").denied(Engine::Mysql, &socket("/cloudsql/p:r:i")));
    assert!(denying("*/shop").denied(Engine::Mysql, &socket("/cloudsql/p:r:i")));
}

#[test]
fn what_is_gone_with_the_process_is_never_listed() {
    for location in [Location::Memory, Location::Disposable] {
        let mut gone = Reading::at(location);
        gone.database = Some("shop".to_owned());
        assert!(!denying("*").denied(Engine::Sqlite, &gone));
        assert!(!allowing("localhost/shop").lifted(Engine::Sqlite, &gone));
    }
}

#[test]
fn own_words_stand_for_words_and_for_whole_names() {
    let policy = policy("[environment]\nproduction = ['blue-*', 'azul?']\n");
    for (name, production) in [
        ("Blue-7", true),
        ("shop_azul7", false),
        ("shop_azulx", true),
        ("bluebird", false),
    ] {
        assert_eq!(policy.meaning(name).production, production, "{name}");
    }
}
