"""Compares what notprod reads with where real clients go: `python run.py READINGS [--count N]`.

Each client opens every address in a process of its own, led astray by `shim.c` to a server that
notes the login. Each place where a client went must be among the readings. Prints a count for each
client, and each difference; exits with 1 where there is one, and with 2 where a client is missing.
"""

import argparse
import getpass
import ipaddress
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile

import cases
import servers

HERE = pathlib.Path(__file__).resolve().parent
FOLDERS = {"/run/postgresql", "/var/run/postgresql", "/var/pgsql_socket", "/private/tmp", "/tmp", "/run/mysqld/mysqld.sock", "/var/run/mysqld/mysqld.sock", "/tmp/mysql.sock"}
PYTHON = ["psql", "psycopg2", "psycopg"]
URLS = ["asyncpg", "sqlalchemy-psycopg2", "sqlalchemy-psycopg", "sqlalchemy-asyncpg", "dj-database-url", "django-environ"]


def command(client):
    if client in ("pg", "postgres.js", "mysql", "mysql2", "mariadb"):
        return ["node", str(HERE / "clients.cjs"), client]
    if client == "pdo":
        return ["php", str(HERE / "clients.php")]
    if client in ("pgjdbc", "mariadb-java", "mysql-java"):
        return ["java", "-cp", os.environ["ORACLE_JAVA"], str(HERE / "Clients.java")]
    return [sys.executable, str(HERE / "clients.py"), client]


def observe(client, server, asked, shim, folder):
    """Where the client went, by case."""
    environment = {k: v for k, v in os.environ.items() if k in ("PATH", "ORACLE_NODE", "ORACLE_PSQL", "ORACLE_JAVA")}
    # PHP binds the libraries of an extension past the shim, unless they are there before.
    preload = f"{shim} libpq.so.5" if client == "pdo" else str(shim)
    environment |= server.environment | {"LD_PRELOAD": preload, "HOME": folder, "PYTHONWARNINGS": "ignore"}
    text = "".join(json.dumps(case) + "\n" for case in asked)
    ended = subprocess.run(command(client), input=text, text=True, env=environment, capture_output=True, cwd=folder)
    if ended.returncode:
        sys.exit(f"{client} ended with {ended.returncode}: {ended.stderr[-2000:]}")
    went, now = {}, None
    for line in open(server.log):
        what, _, rest = line.rstrip("\n").partition(" ")
        if what == "case":
            now = went.setdefault(int(rest), [])
        elif what == "connect":
            port, _, host = rest.partition(" ")
            now.append({"host": host, "port": int(port)})
        elif what in ("socket", "file"):
            now.append({what: rest})
        elif what == "login" and now:
            now[-1]["login"] = json.loads(rest)
    return went


def canonical(host):
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host.lower()
    return str(getattr(address, "ipv4_mapped", None) or address)


def same_place(place, seen, engine):
    if "file" in seen:
        return any(path.endswith("/" + seen["file"].removeprefix("./")) or path == seen["file"] for path in place.get("files", []))
    if "socket" in seen:
        path = seen["socket"]
        folder, _, name = path.rpartition("/.s.PGSQL.")
        if "socket" in place:
            port = place.get("port")
            return path == place["socket"] or (folder == place["socket"] and str(port) == name)
        # Nobody named a place: the client's own socket.
        usual = folder in FOLDERS or path in FOLDERS
        here = [port for host, port in place.get("servers", []) if host.lower() == "localhost"]
        return usual and (bool(here) if path in FOLDERS else name in map(str, here))
    spelled = {canonical(seen["host"])}
    if "127.0.0.1" in spelled:
        spelled.add("localhost")
    return any(canonical(h) in spelled and p == seen["port"] for h, p in place.get("servers", []))


def holds(reading, seen, engine):
    if not same_place(reading["place"], seen, engine):
        return False
    login = seen.get("login")
    # A list that SQLAlchemy or Django wrote out as Python does is nobody's name.
    if login is None or any(str(value).startswith(("('", "['")) for value in login.values()):
        return True
    user = login.get("user") or ""
    own = getpass.getuser()
    if reading["user"] is None and user not in (own, "", "root") and user:
        return False
    if reading["user"] is not None and reading["user"] != user:
        return False
    database = login.get("database") or (user if engine == "postgres" else "")
    if reading["database"] is None:
        return database in ("", own, user)
    return reading["database"] == database


def schemas(login):
    if login.get("options", "").startswith(("('", "['")):
        return []
    found = [login[k] for k in ("search_path",) if login.get(k)]
    found += re.findall(r"search.path\s*=\s*([^\s]+)", login.get("options", ""))
    return found


def made_up(client, case, seen):
    """What a client makes of a name by a mistake of its own: nobody has a database of such a name."""
    text = case["text"]
    if client == "django-environ":
        # Without a path it encodes the whole URL once more.
        return "%" in text and not re.search("//[^/?]*/", text)
    if client == "postgres.js":
        # It names the database after another user than the one it sends; and it cuts an encoded
        # list of hosts out of the path.
        return bool(re.search("[?&]user=", text) or ("%2C" in text and "," in text))
    # Node's old parser makes a list of two values for one key.
    return client == "mysql" and text.count("database=") > 1


def compare(client, asked, went, readings, differences, reasons):
    opened = refused = 0
    for case in asked:
        answer = readings[case["id"]]
        for seen in went.get(case["id"], []):
            opened += 1
            if answer["outcome"] == "unreadable":
                refused += 1
                continue
            all_readings = answer.get("readings", [])
            engine = answer.get("engine")
            if seen.get("socket", "").endswith(",5556"):
                continue  # postgres.js takes a list of ports for a part of the socket's name
            if made_up(client, case, seen):
                seen = {k: v for k, v in seen.items() if k != "login"}
            if not any(holds(reading, seen, engine) for reading in all_readings):
                differences.append((client, case, seen, answer))
            for schema in schemas(seen.get("login", {})):
                if not any(r["schema"] == schema for r in all_readings):
                    differences.append((client, case, {"schema": schema}, answer))
    for case in asked:
        if went.get(case["id"]) and readings[case["id"]]["outcome"] == "unreadable":
            reasons.setdefault(readings[case["id"]]["reason"], set()).add(case["text"])
    print(f"{client:26} {len(asked):6} cases {opened:6} places {refused:6} of addresses that are refused")
    return opened


def place_of(seen, kind):
    """A place as it is recorded: where, the user and the database, as far as they are known."""
    place = {key: seen[key] for key in ("host", "port", "socket", "file") if key in seen}
    login = seen.get("login")
    if login and not any(str(value).startswith(("('", "['")) for value in login.values()):
        own = (getpass.getuser(), "root", "")
        user = login.get("user") or ""
        place["user"] = None if user in own else user
        database = login.get("database") or (user if kind is servers.Postgres else "")
        place["database"] = None if database in own else database
    return place


def record(path, every, recorded, folder):
    with open(path, "w") as file:
        for case in every:
            if case["id"] in recorded:
                line = {"text": case["text"]}
                if variables := {k: v for k, v in case["variables"].items() if k != "PGSERVICEFILE"}:
                    line["variables"] = variables
                if service := case["variables"].get("PGSERVICEFILE"):
                    line["services"] = open(service.replace("{root}", folder)).read()
                line["went"] = [json.loads(place) | {"clients": clients} for place, clients in recorded[case["id"]].items()]
                file.write(json.dumps(line, ensure_ascii=False) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("readings", help="the built example `readings`")
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", action="append")
    parser.add_argument("--record", help="a file for what was seen, for runs without the clients")
    parser.add_argument("--show", type=int, default=40)
    options = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="oracle")
    shim = pathlib.Path(folder) / "shim.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", shim, HERE / "shim.c", "-ldl"], check=True)
    rng = random.Random(options.seed)
    vectors = cases.vectors(HERE.parent / "vectors" / "guard.json", folder)
    vectors += cases.forms(HERE / "forms.json", folder)
    urls = [c for c in vectors if re.match("postgres", c["text"])] + list(cases.postgres(rng, options.count, folder))
    strings = [c for c in vectors if re.match("(host|dbname|service|user|port|hostaddr)=", c["text"])] + list(cases.conninfo(rng, options.count // 3, folder))
    mysql_urls = [c for c in vectors if c["text"].startswith("mysql://")] + list(cases.mysql(rng, options.count))
    dsns = [c for c in vectors if c["text"].startswith("pgsql:")] + list(cases.pdo(rng, options.count // 2, folder, "pgsql"))
    mysql_dsns = [c for c in vectors if c["text"].startswith("mysql:") and "//" not in c["text"]] + list(cases.pdo(rng, options.count // 2, folder, "mysql"))
    others = [c for c in vectors if re.match(r"(sqlite|mssql|oracle)(\+\w+)?://", c["text"])]
    # libpq takes any other scheme for the name of a database.
    own = [case for case in urls if re.match("postgres(ql)?://", case["text"])]
    alone = [case | {"text": re.sub("^[^:]+", "postgresql+pg8000", case["text"])} for case in urls]
    plan = {client: (servers.Postgres, own + strings) for client in PYTHON}
    plan |= {client: (servers.Postgres, urls) for client in [*URLS, "pg", "postgres.js"]}
    plan["sqlalchemy-pg8000"] = (servers.Postgres, alone)
    plan["pdo-pgsql"] = (servers.Postgres, dsns)
    plan |= {c: (servers.Mysql, mysql_urls) for c in ["sqlalchemy-pymysql", "sqlalchemy-mysqlconnector", "mysql2", "mysql", "mariadb"]}
    plan["make_url"] = (servers.Postgres, [*urls, *mysql_urls, *others])
    plan["pdo-mysql"] = (servers.Mysql, mysql_dsns)
    every = [case for group in (urls, strings, alone, mysql_urls, dsns, mysql_dsns, others) for case in group]
    for number, case in enumerate(every):
        case["id"] = number
    lines = "".join(json.dumps(case | {"root": folder, "home": folder}) + "\n" for case in every)
    told = subprocess.run([options.readings], input=lines, text=True, capture_output=True, check=True)
    readings = [json.loads(line) for line in told.stdout.splitlines()]
    differences, silent, reasons, recorded = [], [], {}, {}
    for client, (kind, asked) in plan.items():
        if options.only and client not in options.only:
            continue
        server = kind(folder, client)
        went = observe(client.split("-")[0] if client.startswith("pdo") else client, server, asked, shim, folder)
        for case in asked:
            for seen in went.get(case["id"], []):
                if not made_up(client, case, seen) and not seen.get("socket", "").endswith(",5556"):
                    recorded.setdefault(case["id"], {}).setdefault(json.dumps(place_of(seen, kind)), []).append(client)
        if not compare(client, asked, went, readings, differences, reasons):
            silent.append(client)
    shown = {}
    if options.record:
        record(options.record, every, recorded, folder)
    for client, case, seen, answer in differences:
        place = {k: v for k, v in seen.items() if k != "login"} | {k: seen["login"].get(k) for k in ("user", "database") if "login" in seen}
        shown.setdefault((case["text"], json.dumps(place)), (case, place, answer, []))[3].append(client)
    for case, seen, answer, clients in list(shown.values())[: options.show]:
        print(f"\n{' '.join(dict.fromkeys(clients))} {case['text']}\n  with {case['variables']}\n  went {seen}\n  read {json.dumps(answer)}")
    shutil.rmtree(folder)
    for reason, texts in sorted(reasons.items()):
        print(f"refused {len(texts):5} because {reason}: {sorted(texts)[0]!r}")
    print(f"\n{len(every)} addresses, {len(differences)} differences")
    if silent:
        sys.exit(f"no connection was seen from {', '.join(silent)}")
    sys.exit(1 if differences else 0)


main()
