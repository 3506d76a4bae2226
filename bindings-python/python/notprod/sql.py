"""What a text of SQL would destroy. The core decides; here its answer is unpacked."""

from __future__ import annotations

from typing import NamedTuple

from notprod import _native

# The order of the packed integer, which the core documents and a test compares.
CLASSES = ("read", "session", "write", "schema_change", "mass_write", "unknown", "destructive")
TIERS = ("allow", "approval", "banned")
BOUNDS = (None, "nothing", "filter", "limit", "values")


class Statement(NamedTuple):
    """One statement of a text. `start` and `end` are bytes of its UTF-8, `line` counts from 1."""

    class_: str
    tier: str
    operation: str
    objects: list[str]
    bounded_by: str | None
    reason: str
    start: int
    end: int
    line: int


class Verdict:
    """The verdict on a text: that of its worst statement. The rest is made when asked for."""

    __slots__ = ("_dialect", "_sql", "bits")

    def __init__(self, bits: int, sql: bytes, dialect: str) -> None:
        self.bits = bits
        self._sql = sql
        self._dialect = dialect

    @property
    def class_(self) -> str:
        """`destructive`, `unknown`, `mass_write`, `schema_change`, `write`, `session` or `read`."""
        return CLASSES[self.bits & 7]

    @property
    def tier(self) -> str:
        """`allow`, `approval` or `banned`."""
        return TIERS[self.bits >> 3 & 3]

    @property
    def strict_tier(self) -> str:
        """The tier under the strict rule book."""
        return TIERS[self.bits >> 5 & 3]

    @property
    def bounded_by(self) -> str | None:
        """What bounds the rows that it writes; `None` where it writes to no rows."""
        return BOUNDS[self.bits >> 7]

    @property
    def statements(self) -> list[Statement]:
        """Every statement, with what it names and why it is judged so."""
        return [Statement(*fields) for fields in _native.listed(self._sql, self._dialect)]

    def to_json(self) -> str:
        """The statements as a JSON list, in the shape of `notprod sql --format jsonl`."""
        return _native.statements(self._sql, self._dialect)

    def __repr__(self) -> str:
        return f"<Verdict {self.class_}, {self.tier}>"


def classify(sql: str | bytes, dialect: str) -> Verdict:
    """What a text of SQL does. `dialect`: `postgres`, `mysql` or `sqlite`.

    `ValueError`: a dialect that is none.
    """
    text = sql.encode("utf-8", "surrogatepass") if isinstance(sql, str) else sql
    return Verdict(_native.classify(text, dialect), text, dialect)
