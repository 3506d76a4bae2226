//! Addresses and what must be among their readings.

use super::trial::Around;

fn holds(around: &Around, cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        let found = around.shown(text);
        assert!(found.iter().any(|f| f == expected), "{text}: {found:?}");
    }
}

#[test]
fn clients_choose_part_by_part() {
    holds(
        &Around::default(),
        &[
            // node-postgres obeys the host and not the name, asyncpg neither, libpq both.
            ("postgres://a/x?host=b&dbname=y", "b:5432/x"),
            ("postgres://a/x?host=b&dbname=y", "a:5432/x"),
            ("postgres://a/x?host=b&dbname=y", "b:5432/y"),
            ("postgres:///?host=b&database=y", "b:5432/y"),
            // Go takes the first of duplicates, libpq the last, SQLAlchemy both.
            ("postgres://a/x?host=b&host=c", "b:5432/x"),
            ("postgres://a/x?host=b&host=c", "b:5432,c:5432/x"),
            ("postgres://a/x?host=b:6000", "b:6000/x"),
            ("postgres://a/x?port=6000", "a:6000/x"),
            ("postgres://a/x?hostaddr=10.0.0.1", "10.0.0.1:5432/x"),
            // libpq cuts the list after decoding.
            ("postgres://a%2Cb/x", "a:5432,b:5432/x"),
            // A socket beside a server is a place of its own.
            ("postgres:///x?host=/cloudsql/p,localhost", "/cloudsql/p/x"),
            (
                "postgresql+pg8000://a/x?unix_sock=/cloudsql/p",
                "/cloudsql/p/x",
            ),
            ("postgres:////cloudsql/p:r:i/x", "/cloudsql/p:r:i/x"),
            // Names that a client does not decode, or only in part.
            ("postgres://a/x%5Fy", "a:5432/x%5Fy"),
            ("postgres://a/x%5Fy%2Fz", "a:5432/x_y%2Fz"),
            ("postgres://a/x?dbname=y+z", "a:5432/y+z"),
            ("postgres://a/x?dbname=y+z", "a:5432/y z"),
            ("postgres://a/x?dbname=y#z", "a:5432/y#z"),
            ("mysql://a/x?host=b&db=y", "b:3306/x"),
            ("mysql:///x?socket=/cloudsql/p", "/cloudsql/p/x"),
            ("mysql+auroradataapi://:@/x", "rds-data.amazonaws.com:/x"),
            (
                "snowflake://u:p@xy12345/x",
                "xy12345.snowflakecomputing.com:/x",
            ),
            ("sqlserver://sa@a/INSTANCE?database=x", "a:1433/x"),
            ("mongodb://%2Ftmp%2Fm.sock/x", "/tmp/m.sock/x"),
            ("redis+unix:///run/redis.sock", "/run/redis.sock/"),
            ("root:p@/x", "localhost:3306/x"),
            ("root:p@tcp/x?parseTime=true", "localhost:3306/x"),
        ],
    );
}

#[test]
fn services_and_variables_fill_what_is_left_out() {
    let around = Around::with(&[("PGSERVICE", "s"), ("PGHOST", "b"), ("PGPORT", "6000")]).file(
        "/home/app/.pg_service.conf",
        "[s]\nhost=c\nhost=d\ndbname=y\n",
    );
    holds(
        &around,
        &[
            ("postgres://u@/", "c:6000/y"),
            ("postgres://u@/", "d:6000/y"),
            // psycopg 3 lets `PGHOST` beat the service.
            ("postgres://u@/", "b:6000/y"),
            ("postgres://u@/", "b:6000/u"),
            ("postgres://a/x", "a:6000/x"),
        ],
    );
    // libpq has its own port for what stands in a list, asyncpg asks PGPORT.
    holds(
        &Around::with(&[("PGPORT", "6000"), ("PGHOST", "c:7000")]),
        &[
            ("postgres://a:1,b/x", "a:1,b:5432/x"),
            ("postgres://a:1,b/x", "a:1,b:6000/x"),
            ("postgres://a,b:1/x", "a:1,b:1/x"),
            ("postgres:///x", "c:7000/x"),
            ("postgresql+pg8000:///x", "localhost:5432/x"),
        ],
    );
    let around = Around::default().file("/project/my.cnf", "[client]\nhost=c\ndatabase=y\n");
    holds(
        &around,
        &[("mysql+pymysql:///?read_default_file=my.cnf", "c:3306/y")],
    );
}

#[test]
fn data_source_names() {
    let around =
        Around::with(&[("PGHOSTADDR", "10.0.0.1")]).file("/etc/dsn", "mysql:host=a;dbname=x\n");
    holds(
        &around,
        &[
            ("mysql:host=a;dbname=x y", "a:3306/x y"),
            ("mysql:host=a;dbname=x;;y", "a:3306/x;y"),
            (
                "mysql:unix_socket=/s;host=LOCALHOST;dbname=x",
                "LOCALHOST:3306/x",
            ),
            ("mysql:unix_socket=/s;host=a;dbname=x", "a:3306/x"),
            ("mysql:dbname=x;DBNAME=y", "localhost:3306/x"),
            ("mysql:host=a;dbname=x;host=b", "a:3306/x"),
            ("pgsql:host=a;dbname=x", "10.0.0.1:5432/x"),
            ("pgsql:host=a,b;dbname=x", "a:5432,b:5432/x"),
            ("uri:file:///etc/dsn", "a:3306/x"),
            ("uri:file:///etc/other", "unreadable"),
        ],
    );
}

#[test]
fn connection_strings() {
    holds(
        &Around::default(),
        &[
            (r"Server=np:\\a\pipe\sql\query;Database=x;", "a:1433/x"),
            (
                r"Server=a\INST;Database=x;Trusted_Connection=True",
                "a:1433/x",
            ),
            ("Server=a;Failover Partner=b;Database=x;", "b:1433/x"),
            (
                "Server=a;Server=b;Database=x;Trusted_Connection=yes",
                "a:1433/x",
            ),
            (r"sqlserver://a\INST:1444;database=x", "a:1444/x"),
            ("Host=a,b;Database=x;Username=u", "a:5432,b:5432/x"),
            ("Host=/cloudsql/p;Database=x;Username=u", "/cloudsql/p/x"),
            (
                "AccountEndpoint=https://a.documents.azure.com:443/;AccountKey=k",
                "a.documents.azure.com:443/",
            ),
            ("sqlserver://a;serverName=b;database=x", "b:1433/x"),
            ("sqlserver://a;datab%61se=x%5Fy", "a:1433/x_y"),
            ("sqlserver://a;database=x%5Fy", "a:1433/x%5Fy"),
            ("sqlserver://a;po%72t=8c", "unreadable"),
            (
                r"Server=.;Database=x;AttachDbFilename=|DataDirectory|\y.mdf;Integrated Security=true",
                "localhost:1433/y.mdf",
            ),
            (
                "a.example.com:6380,password=p=,ssl=True",
                "a.example.com:6380/",
            ),
            ("a,b:6380,abortConnect=false", "a:6379,b:6380/"),
            // Of duplicates the order says nothing.
            (
                "Host=a;Port=6000;Port=7000;Database=x;Username=u",
                "a:6000/x",
            ),
            (
                "Server=a;Database=x;Integrated Security=true;Data Source=test.db",
                "a:1433/x",
            ),
            (
                "Server=a;Database=x;Integrated Security=true;Mode=Memory",
                "a:1433/x",
            ),
            (
                "Password='p'';Server=b;x';Server=a;Database=y;Integrated Security=true",
                "a:1433/y",
            ),
        ],
    );
}

#[test]
fn jdbc() {
    holds(
        &Around::default(),
        &[
            ("jdbc:postgresql://a/x?PGHOST=b&PGDBNAME=y", "b:5432/y"),
            ("jdbc:postgresql://a/x?PGHOST=b&PGDBNAME=y", "a:5432/y"),
            ("jdbc:mysql://address=(host=a)(port=3307)/x", "a:3307/x"),
            (
                "jdbc:mysql://(host=a,port=3307),(host=b)/x",
                "a:3307,b:3306/x",
            ),
            ("jdbc:mysql://address=(path=/s)/x", "unreadable"),
            (
                "jdbc:mysql:///x?cloudSqlInstance=p:r:i&socketFactory=com.google.cloud.sql.mysql.SocketFactory",
                "/cloudsql/p:r:i/x",
            ),
            (
                "jdbc:postgresql://localhost/x?socketFactory=org.example.Tunnel",
                "unreadable",
            ),
            ("jdbc:mariadb://localhost/x?localSocket=/s", "/s/x"),
            ("r2dbc:pool:postgresql://u:p@a:6000/x", "a:6000/x"),
            ("r2dbc:h2:mem:///x", "memory/"),
            ("jdbc:hsqldb://a?host=b", "unreadable"),
            ("jdbc:oracle:thin:@//a:1521/pro%64", "unreadable"),
            ("jdbc:ch:https://a:8443/x", "a:8443/x"),
            (
                "jdbc:oracle:thin:@(DESCRIPTION=(ADDRESS=(PROTOCOL=TCP)(HOST=a)(PORT=1522))(CONNECT_DATA=(SERVICE_NAME=x)))",
                "a:1522/x",
            ),
            (
                "jdbc:sqlserver://a:1433;databaseName=x;failoverPartner=b",
                "b:1433/x",
            ),
        ],
    );
}

#[test]
fn what_is_cut_in_different_places_is_refused() {
    for text in [
        "postgres://u:p@ss@localhost/x",
        "postgres://u:p#x@localhost/x",
        " postgres://localhost/x",
        "\u{feff}postgres://localhost/x",
        "<postgres://localhost/x>",
        "POSTGRES://localhost/x",
        "postgres://localhost:99999/x",
        "postgres://localhost/x%00y",
        "postgres://[::1/x",
        "postgres://[::%31x]/x",
        // Cut short, the one before the `/`, the other before the host: no file of such a name.
        "app:pw@tcp(db.sqlite",
        "pgsql:password=pw;shop.db",
        "Password=pw;)@/",
        "MySql://app:pw@/x_test",
        "MySql://app:pw@tcp(localhost)/x_test",
        "JdBc:mysql://app@/x_test",
        "JdBc:mysql:@/x_test",
        "FiLe:x=@/shop",
        "password=pw Id=x,localhost",
        "sqlsrv:,password=pw",
        "sqlite:///%D3.db",
        "password=pw test.db",
        // Node's old parser ends the host at the `%`.
        "mysql://a%2Eexample.com/x",
    ] {
        assert_eq!(Around::default().shown(text), ["unreadable"], "{text:?}");
    }
}

#[test]
fn plain_addresses_have_one_reading() {
    for text in [
        "postgres://u:p@localhost:5432/app_test",
        "postgres://localhost/app_test?sslmode=disable&application_name=x",
        "mysql://root@127.0.0.1/app_test?charset=utf8mb4",
        "mongodb://localhost:27017/app_test?authSource=admin",
        "mssql+pyodbc://sa:p@localhost/app_test?driver=ODBC+Driver+18+for+SQL+Server",
        "jdbc:postgresql://localhost/app_test?user=u&password=p",
        "host=localhost dbname=app_test",
    ] {
        assert_eq!(Around::default().shown(text).len(), 1, "{text}");
    }
}
