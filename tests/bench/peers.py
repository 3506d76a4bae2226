"""A verdict of notprod beside a parse of sqlglot, over the same statements.

    peers.py STATEMENTS

`STATEMENTS` is what `core/examples/statements.rs` prints. The Python that runs this has notprod and
sqlglot installed. Given are medians of the processor's time for one statement.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import notprod
import sqlglot

if TYPE_CHECKING:
    from collections.abc import Callable


def median(texts: list[tuple[str, str]], judge: Callable[[str, str], object], rounds: int) -> float:
    """The time for one statement, in microseconds."""
    taken = []
    for _ in range(rounds):
        begin = time.thread_time_ns()
        for dialect, sql in texts:
            judge(sql, dialect)
        taken.append((time.thread_time_ns() - begin) / len(texts) / 1000)
    return statistics.median(taken)


def everything(sql: str, dialect: str) -> object:
    """A verdict with all that is known of the statements."""
    return notprod.classify(sql, dialect).statements


def main() -> None:
    """Measures both, and prints a line."""
    lines = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
    texts = [(line["dialect"], line["sql"]) for line in map(json.loads, lines)]
    verdict = median(texts, notprod.classify, 21)
    whole = median(texts, everything, 21)
    # A parser that stops at a text is no peer on it.
    parsed = median(texts, lambda sql, dialect: sqlglot.parse(sql, read=dialect), 3)
    print(
        f"Python, {len(texts)} statements: verdict {verdict:.2f} us, "
        f"with everything {whole:.2f} us, "
        f"sqlglot {sqlglot.__version__}'s parse {parsed:.0f} us, {parsed / verdict:.0f} times"
    )


if __name__ == "__main__":
    main()
