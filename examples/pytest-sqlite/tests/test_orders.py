"""Tests that know nothing of notprod."""

from __future__ import annotations

import sqlite3

import shop


def test_no_order_is_no_revenue(database: sqlite3.Connection) -> None:
    assert shop.revenue(database) == 0


def test_an_order_counts(database: sqlite3.Connection) -> None:
    shop.place_order(database, "Ada", 1250)
    shop.place_order(database, "Grace", 800)
    assert shop.revenue(database) == 2050
