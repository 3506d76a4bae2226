"""What a live check costs against `psql -c 'select 1'`, in pairs, on a PostgreSQL of its own.

    live.py NOTPROD

`NOTPROD` is a release build of the command line; PostgreSQL's own programs are where Debian
keeps them, or on the path. Held to: at most 1.5 times psql, by the clock.
"""

from __future__ import annotations

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from glob import glob
from pathlib import Path
from typing import TYPE_CHECKING

from processes import pairs, tell

if TYPE_CHECKING:
    from collections.abc import Iterator

ROUNDS = 300
BOUND = 1.5


def program(name: str) -> str:
    """The program of that name."""
    # What Debian has on the path is a script that looks for the program, which costs more than it.
    folders = [*glob("/usr/lib/postgresql/*/bin"), *os.environ["PATH"].split(":")]
    found = [Path(folder, name) for folder in folders if Path(folder, name).exists()]
    if not found:
        sys.exit(f"{name} is not installed: tests/setup.sh servers")
    return str(found[0])


@contextmanager
def server() -> Iterator[int]:
    """A new server; gives its port."""
    user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    if os.geteuid() != 0:
        user = []
    with tempfile.TemporaryDirectory() as folder, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        if user:
            subprocess.run(["chown", "postgres", folder], check=True)
        data = f"{folder}/data"
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        initdb = [program("initdb"), "--no-sync", "-A", "trust", "-U", "postgres", "-D", data]
        subprocess.run([*user, *initdb], check=True, cwd=folder, **quiet)
        options = ["-p", str(port), "-h", "127.0.0.1", "-k", folder, "-F"]
        with subprocess.Popen(
            [*user, program("postgres"), "-D", data, *options], cwd=folder, **quiet
        ) as process:
            try:
                ready = [program("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
                for _ in range(600):
                    if subprocess.run(ready, check=False).returncode == 0:
                        break
                    time.sleep(0.05)
                yield port
            finally:
                process.terminate()


def main() -> None:
    """Compares, and ends with 1 where the bound is not kept."""
    notprod = str(Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory() as folder, server() as port:
        url = f"postgres://postgres@127.0.0.1:{port}/postgres?sslmode=disable"
        test = f"postgres://postgres@127.0.0.1:{port}/shop_test?sslmode=disable"
        psql = [program("psql"), "-X", "-c", "select 1"]
        subprocess.run([*psql[:-1], "create database shop_test", url], check=True)
        environment = {"PATH": os.environ["PATH"], "HOME": folder, "DATABASE_URL": test}
        ours = [notprod, "check", "--live"]
        times = pairs(ours, [*psql, test], ROUNDS, Path(folder), environment)
        tell("notprod check --live against psql -c 'select 1'", times)
        ratio = statistics.median(one.clock / peer.clock for one, peer in times)
        print(f"  {ratio:.2f} times psql, by the clock; at most {BOUND}")
        sys.exit(ratio > BOUND)


if __name__ == "__main__":
    main()
