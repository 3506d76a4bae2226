from collections.abc import Callable, Sequence
from os import PathLike
from pathlib import Path
from typing import final

__all__ = ["Answer", "Failure", "__version__", "ask", "classify", "injects", "main", "statements"]

__version__: str
injects: bool

@final
class Answer:
    @property
    def verdict(self) -> str: ...
    @property
    def stops(self) -> bool: ...
    @property
    def json(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def summary(self) -> str: ...
    @property
    def notes(self) -> list[str]: ...
    @property
    def load(self) -> dict[str, str]: ...

@final
class Failure:
    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def message(self) -> str: ...
    @property
    def help(self) -> str | None: ...
    @property
    def text(self) -> str: ...
    @property
    def json(self) -> str: ...

def ask(
    *,
    root: str | PathLike[str],
    runner: str | None,
    environment: dict[str, str],
    addresses: Sequence[str],
    load: str | PathLike[str] | None,
    policy: str | PathLike[str] | None,
    moment: str,
    offline: bool,
    arguments: Sequence[str],
    declared: str,
) -> Answer | Failure: ...
def main(argv: Sequence[str], settings: Callable[[str, Path], str | None]) -> int: ...
def classify(sql: bytes, dialect: str) -> int: ...
def statements(sql: bytes, dialect: str) -> str: ...
