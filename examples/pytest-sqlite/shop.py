"""A shop that keeps its orders in SQLite, in the file that `DATABASE_URL` names."""

from __future__ import annotations

import os
import sqlite3


def connect() -> sqlite3.Connection:
    """Opens the database. `KeyError`: no `DATABASE_URL`; the shop has no default."""
    scheme, path = os.environ["DATABASE_URL"].split("///", 1)
    if scheme != "sqlite:":
        raise ValueError("the shop runs on SQLite alone")
    return sqlite3.connect(path)


def create_tables(database: sqlite3.Connection) -> None:
    """Creates what is not there."""
    database.execute(
        "CREATE TABLE IF NOT EXISTS orders (id INTEGER PRIMARY KEY, customer TEXT, cents INTEGER)"
    )


def place_order(database: sqlite3.Connection, customer: str, cents: int) -> int:
    """Stores an order and gives its number."""
    with database:
        order = database.execute(
            "INSERT INTO orders (customer, cents) VALUES (?, ?)", (customer, cents)
        )
    return int(order.lastrowid or 0)


def revenue(database: sqlite3.Connection) -> int:
    """The sum of all orders, in cents."""
    return int(database.execute("SELECT coalesce(sum(cents), 0) FROM orders").fetchone()[0])
