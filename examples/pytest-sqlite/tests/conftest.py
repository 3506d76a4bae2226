"""Builds the tables, and empties them before every test: what a suite does to its database."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest
import shop


@pytest.fixture(scope="session")
def tables() -> Iterator[sqlite3.Connection]:
    """The database with its tables."""
    database = shop.connect()
    shop.create_tables(database)
    yield database
    database.close()


@pytest.fixture
def database(tables: sqlite3.Connection) -> sqlite3.Connection:
    """The database without a row."""
    with tables:
        tables.execute("DELETE FROM orders")
    return tables
