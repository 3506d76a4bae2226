"""The addresses that the oracles are asked: those of the vectors, and generated ones."""

import json
import random
import re

HOSTS = [
    "localhost", "127.0.0.1", "127.0.0.2", "127.1", "0", "2130706433", "[::1]", "[::ffff:127.0.0.3]",
    "prod.example.com", "db", "", "", "%2Fvar%2Frun%2Fpostgresql", "%2Fcloudsql%2Fp%3Ar%3Ai", "a,b:6543",
    "localhost:5432,prod.example.com", "a%2Cb", "pro%64.example.com", "DB.Example.com", "a,", "db:5433",
    "localhost:", "[::1]:5433", "a:5433,b:5434",
]
USERS = ["", "", "u@", "u:p@", "u%40x:p%23@", ":p@", "@", "u:p:q@"]
PATHS = [
    "", "/", "/app_test", "/app_test", "/app%5Ftest", "/app%2Ftest", "/app%20test", "/app/test", "/app_test/",
    "/Prod", "//x/y", "/a+b", "/%61pp", "/a%5F%2Fb", "/a%zz", "/a;b", "/a,b", "/a:b", "/caf%C3%A9", "/a&b", "/a=b",
]
POSTGRES = [
    "host=c", "host=/tmp", "host=c,d", "host=c:6000", "host=::1", "host=c&host=d", "host=c:1000&host=d:2000",
    "host=", "hostaddr=127.0.0.3", "hostaddr=127.0.0.3,127.0.0.4", "port=6000", "port=6000,7000", "port=",
    "dbname=shop", "dbname=a+b", "dbname=a%2Bb", "dbname=x&dbname=y", "database=shop", "db=shop", "user=w",
    "username=w", "user=w&user=v", "service=s", "options=-c%20search_path%3Dprod", "options=-csearch_path=prod",
    "options=--search-path%3Dprod", "options=-c+search_path%3Dprod", "search_path=prod", "schema=prod",
    "currentSchema=prod", "sslmode=disable", "sslmode=require", "application_name=x", "connect_timeout=2",
    "target_session_attrs=read-write", "dbname=x#y", "unix_sock=/tmp/s", "HOST=c", "hostname=c", "password=x",
    "host=%2Ftmp", "host=%2Fcloudsql%2Fp%3Ar%3Ai", "gssencmode=disable",
    "options=-csearch_path=a%20-csearch_path=b",
]
MYSQL = [
    "host=c", "host=c:6000", "port=6000", "database=shop", "db=shop", "user=w", "username=w", "socketPath=/tmp/m.sock",
    "unix_socket=/tmp/m.sock", "socket=/tmp/m.sock", "charset=utf8mb4", "host=c&host=d", "database=a+b", "connectTimeout=2000",
    "connect_timeout=2", "ssl=false",
]
SERVICES = [
    "[s]\nhost=e\n", "[s]\ndbname=svc\n", "[s]\nhost=e\nport=7000\ndbname=svc\nuser=z\n",
    "[s]\nhostaddr=127.0.0.9\ndbname=svc\n", "[s]\nhost=e\nhost=f\n", "[t]\nhost=x\n[s]\nhost=e\n[s]\nhost=f\n",
    "# c\n[s]\n  host=e  \n\ndbname = odd\n", "[other]\nhost=e\n",
]


def environment(rng, folder, at):
    variables = {}
    choices = {
        "PGHOST": ["g", "g,h", "/tmp", "localhost", "g:5555"],
        "PGHOSTADDR": ["127.0.0.8"],
        "PGPORT": ["5555", "5555,5556"],
        "PGDATABASE": ["pgdb"],
        "PGUSER": ["pguser"],
        "PGOPTIONS": ["-c search_path=live", "-csearch_path=live"],
        "PGSERVICE": ["s"],
    }
    for name, values in choices.items():
        if rng.random() < 0.2:
            variables[name] = rng.choice(values)
    path = f"{folder}/service-{at}.conf"
    with open(path, "w") as file:
        file.write(rng.choice(SERVICES))
    variables["PGSERVICEFILE"] = path
    return variables


def url(rng, schemes, parameters, most=3):
    text = rng.choice(schemes) + "://" + rng.choice(USERS) + rng.choice(HOSTS) + rng.choice(PATHS)
    chosen = rng.sample(parameters, rng.randrange(most + 1))
    if "&".join(chosen).count("host=") > 1 and "host=::1" in chosen:
        chosen.remove("host=::1")  # SQLAlchemy takes it for a port in a list
    return text + ("?" + "&".join(chosen) if chosen else "")


def keywords(rng):
    pairs = [
        "host=c", "host = c", "host=c,d", "hostaddr=127.0.0.3", "port=6000", "dbname=shop", "dbname='a b'", r"dbname=a\'b",
        "user=w", "service=s", "options='-c search_path=prod'", "sslmode=disable", "host=/tmp", "dbname=x dbname=y",
        "dbname=postgresql://q/z", "connect_timeout=2", "host=''",
    ]
    return " ".join(rng.sample(pairs, rng.randrange(1, 5)))


def dsn(rng, driver):
    pairs = [
        "host=c", "host=localhost", "host=127.0.0.1", "host=c:6000", "host=LOCALHOST", "Host=c", "port=6000", "dbname=shop", "dbname=a b",
        "dbname=a;;b", "dbname=x;dbname=y", "unix_socket=/tmp/m.sock", " dbname=shop", "user=w", "charset=utf8", "host=c,d", "DBNAME=x",
    ]
    if driver == "pgsql":
        pairs.remove("host=c:6000")  # a name that nobody has, beside an address that has no port of it
        pairs += ["hostaddr=127.0.0.3", "service=s", "options='-c search_path=prod'", "sslmode=disable", "connect_timeout=2"]
    return f"{driver}:" + ";".join(rng.sample(pairs, rng.randrange(1, 5)))


def vectors(path, folder):
    """The addresses of a vector file, with their variables and service files."""
    found = []
    for case in json.load(open(path)):
        given = case["given"]
        variables = {k: v.replace("{root}", folder) for k, v in given.get("env", {}).items()}
        texts = [v for k, v in variables.items() if "://" in v or "dbname=" in v or "host=" in v or "service=" in v]
        for name, text in given.get("files", {}).items():
            if name == "pg_service.conf" and isinstance(text, str):
                service = f"{folder}/vector-{len(found)}.conf"
                open(service, "w").write(text)
                variables["PGSERVICEFILE"] = service
        pg = {k: v for k, v in variables.items() if k.startswith("PG")}
        found += [{"text": text, "variables": pg} for text in texts if "\0" not in text]
    return found


def forms(path, folder):
    """The addresses of the page, those that clients are run over."""
    for at, form in enumerate(json.load(open(path))):
        variables = dict(form.get("variables", {}))
        if service := form.get("files", {}).get("pg_service.conf"):
            variables["PGSERVICEFILE"] = f"{folder}/form-{at}.conf"
            open(variables["PGSERVICEFILE"], "w").write(service)
        yield {"text": form["text"], "variables": variables}


def postgres(rng, count, folder):
    for at in range(count):
        text = url(rng, ["postgresql", "postgres"], POSTGRES)
        yield {"text": text, "variables": environment(rng, folder, at)}


def conninfo(rng, count, folder):
    for at in range(count):
        yield {"text": keywords(rng), "variables": environment(rng, folder, f"k{at}")}


def mysql(rng, count):
    for _ in range(count):
        text = url(rng, ["mysql"], MYSQL)
        # Node's old parser, in `mysql`, ends the host at a `%` or a second `:`; nobody writes these.
        # Of two values for one key it makes a list, and opens neither.
        keys = re.findall("([^=&]*)=", text.partition("?")[2])
        if len(keys) == len(set(keys)) and "@%2F" not in text and "//%2F" not in text and not re.search(r":[0-9]*,", text):
            yield {"text": text, "variables": {}}


def pdo(rng, count, folder, driver):
    for at in range(count):
        yield {"text": dsn(rng, driver), "variables": environment(rng, folder, f"p{at}")}
