"""`classify()` gives what the command line gives."""

from __future__ import annotations

import json
from pathlib import Path

import notprod
import pytest
from notprod.sql import BOUNDS, CLASSES, TIERS

VECTORS = Path(__file__).parents[2] / "tests" / "vectors" / "sql.json"


def test_every_vector() -> None:
    cases = json.loads(VECTORS.read_text())
    wrong = [
        case["id"]
        for case in cases
        if notprod.classify(case["sql"], dialect=case["dialect"]).class_
        not in (case["label"], *case["accept"])
    ]
    print(f"python: {len(cases)} statements")  # noqa: T201
    assert len(cases) == 226
    assert wrong == []


def test_the_packed_verdict_is_that_of_the_statements() -> None:
    for sql in (
        "SELECT 1",
        "SET x = 1",
        "DELETE FROM t",
        "DROP DATABASE d",
        "CREATE TABLE t (a int)",
    ):
        verdict = notprod.classify(sql, "mysql")
        (statement,) = verdict.statements
        packed = (verdict.class_, verdict.tier, verdict.bounded_by)
        assert packed == (statement.class_, statement.tier, statement.bounded_by), sql
    assert (len(CLASSES), len(TIERS), len(BOUNDS)) == (7, 3, 5)


def test_one_text_in_two_dialects() -> None:
    text = r"SELECT '\'; DROP TABLE users; --'"
    assert notprod.classify(text, "postgres").class_ == "destructive"
    assert notprod.classify(text, "mysql").class_ == "read"
    assert notprod.classify(b"\xff\x00", "sqlite").class_ != "read"


def test_an_unknown_dialect() -> None:
    with pytest.raises(ValueError, match="the dialects are"):
        notprod.classify("SELECT 1", "cobol")
