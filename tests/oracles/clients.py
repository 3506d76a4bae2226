"""Opens each case with one Python client: `python clients.py CLIENT < cases`.

A case is a line of JSON: `{"id", "text", "variables"}`. Before each the client's log gets `case ID`.
"""

import asyncio
import glob
import json
import os
import re
import socket
import subprocess
import sys

OWN = ("ORACLE_", "LD_PRELOAD", "PATH", "HOME", "PYTHON")


def psql(text):
    # Debian's own is a script that chooses one of these.
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/psql"))
    binary = found[-1] if found else "psql"
    subprocess.run([binary, "-X", "-d", text, "-c", ""], capture_output=True, timeout=5)


def psycopg2(text):
    import psycopg2

    psycopg2.connect(text)


def psycopg(text):
    import psycopg

    psycopg.connect(text, connect_timeout=2)


def asyncpg(text):
    import asyncpg

    async def go():
        await asyncpg.connect(text, timeout=2)

    asyncio.run(go())


def sqlalchemy_with(driver):
    def connect(text):
        from sqlalchemy import create_engine

        text = re.sub(r"^[a-z0-9]+(\+[a-z0-9]+)?://", driver + "://", text)
        if "asyncpg" in driver:
            from sqlalchemy.ext.asyncio import create_async_engine

            async def go():
                async with create_async_engine(text).connect():
                    pass

            asyncio.run(go())
        else:
            create_engine(text).connect()

    return connect


PORTS = {"postgresql": 5432, "mysql": 3306, "mariadb": 3306, "mssql": 1433, "oracle": 1521}


def make_url(text):
    """What SQLAlchemy hands to any driver, written down as if it had been opened."""
    from sqlalchemy.engine import make_url

    url = make_url(text)
    engine = url.get_backend_name()
    with open(os.environ["ORACLE_LOG"], "a") as log:
        if engine == "sqlite":
            if url.database not in (None, "", ":memory:") and not url.database.startswith("file:"):
                log.write(f"file {url.database}\n")
            return
        host, port = url.host, url.port or PORTS[engine]
        # What is left out or listed, and a name in the query, is the driver's to read.
        is_whole = host and url.database and not url.query and not {"PGPORT", "PGUSER"} & set(os.environ)
        if is_whole and not re.search("[,%]", host) and port < 65536:
            if re.fullmatch("[0-9.]+", host):
                host = socket.inet_ntoa(socket.inet_aton(host))
            log.write(f"connect {port} {host}\n")
            log.write("login " + json.dumps({"user": url.username or "", "database": url.database}) + "\n")


def by_settings(parse):
    """A reader of URLs that hands settings to psycopg2, as Django does."""

    def connect(text):
        import psycopg2

        found = parse(text)
        names = {"HOST": "host", "PORT": "port", "NAME": "dbname", "USER": "user", "PASSWORD": "password"}
        settings = {ours: found[theirs] for theirs, ours in names.items() if found.get(theirs)}
        psycopg2.connect(**settings, **{k: v for k, v in found.get("OPTIONS", {}).items() if k != "sslmode"})

    return connect


def dj_database_url(text):
    import dj_database_url

    return dj_database_url.parse(text)


def environ(text):
    import environ

    return environ.Env.db_url_config(text)


CLIENTS = {
    "psql": psql,
    "psycopg2": psycopg2,
    "psycopg": psycopg,
    "asyncpg": asyncpg,
    "sqlalchemy-psycopg2": sqlalchemy_with("postgresql+psycopg2"),
    "sqlalchemy-psycopg": sqlalchemy_with("postgresql+psycopg"),
    "sqlalchemy-asyncpg": sqlalchemy_with("postgresql+asyncpg"),
    "sqlalchemy-pg8000": sqlalchemy_with("postgresql+pg8000"),
    "dj-database-url": by_settings(dj_database_url),
    "django-environ": by_settings(environ),
    "make_url": make_url,
    "sqlalchemy-pymysql": sqlalchemy_with("mysql+pymysql"),
    "sqlalchemy-mysqlconnector": sqlalchemy_with("mysql+mysqlconnector"),
}


def main():
    connect = CLIENTS[sys.argv[1]]
    for line in sys.stdin:
        case = json.loads(line)
        for name in list(os.environ):
            if not name.startswith(OWN):
                del os.environ[name]
        os.environ.update(case["variables"])
        with open(os.environ["ORACLE_LOG"], "a") as log:
            log.write(f"case {case['id']}\n")
        try:
            connect(case["text"])
        except Exception:  # a client that cannot read a case opens nothing
            pass
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise


main()
