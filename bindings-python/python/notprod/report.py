"""The report as Python objects, built from the JSON that every language shares."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

VERDICTS = ("allow", "unproven", "refuse")


@dataclass(frozen=True)
class Source:
    """Where a value came from: a variable, a line of a file, or both."""

    kind: str
    """`process`, `dotenv`, `policy`, `argument`, `default`, ...: more may come."""
    file: str | None = None
    """Relative to the root where it lies below it."""
    line: int | None = None
    """From 1."""
    variable: str | None = None

    @classmethod
    def _read(cls, data: Any) -> Source:
        return cls(data["kind"], data.get("file"), data.get("line"), data.get("variable"))

    def __str__(self) -> str:
        place = self.file and (f"{self.file}:{self.line}" if self.line else self.file)
        return " in ".join(part for part in (self.variable, place) if part) or self.kind


@dataclass(frozen=True)
class Environment:
    """What the run calls its environment, such as `production`, and where it says so."""

    name: str
    source: Source | None = None


@dataclass(frozen=True)
class Target:
    """One database that can be reached. No field holds a password."""

    id: str
    slot: str
    """What an application reads the address from, such as `DATABASE_URL`."""
    role: str
    """`app`, `test` or `protected`."""
    engine: str
    hosts: tuple[str, ...]
    ports: tuple[int, ...]
    socket: str | None
    database: str | None
    schema: str | None
    user: str | None
    verdict: str
    """`allow`, `unproven` or `refuse`."""
    sources: Mapping[str, Source] = field(hash=False)
    """Where each part came from, by the name of the part."""
    overridden: tuple[Source, ...] = ()
    """The sources that lost."""

    @classmethod
    def _read(cls, data: Any) -> Target:
        return cls(
            id=data["id"],
            slot=data["slot"],
            role=data["role"],
            engine=data["engine"],
            hosts=tuple(data["hosts"]),
            ports=tuple(data["ports"]),
            socket=data["socket"],
            database=data["database"],
            schema=data["schema"],
            user=data["user"],
            verdict=_verdict(data["verdict"]),
            sources={part: Source._read(source) for part, source in data["sources"].items()},
            overridden=tuple(map(Source._read, data["overridden"])),
        )


@dataclass(frozen=True)
class Finding:
    """What a rule found, on one target or on the run."""

    rule: str
    """The stable name, such as `listed-production`."""
    code: str
    """The stable code, such as `NP401`."""
    severity: str
    """`note`, `warning`, `unproven` or `refuse`."""
    message: str
    help: str | None = None
    """What mends it."""
    target: str | None = None
    """The id of the target; none where the finding is on the run."""
    source: Source | None = None

    @classmethod
    def _read(cls, data: Any) -> Finding:
        source = data.get("source")
        return cls(
            rule=data["rule"],
            code=data["code"],
            severity=data["severity"],
            message=data["message"],
            help=data.get("help"),
            target=data.get("target"),
            source=source and Source._read(source),
        )


@dataclass(frozen=True)
class Report:
    """The whole answer. `str()` gives the report for people."""

    verdict: str
    """`allow`, `unproven` or `refuse`."""
    root: str
    runner: str | None
    environment: Environment | None
    targets: tuple[Target, ...]
    findings: tuple[Finding, ...]
    files_read: tuple[str, ...]
    summary: str
    """One line: what was judged, or that nothing was."""
    _json: str = field(repr=False)
    _text: str = field(repr=False)

    @classmethod
    def _read(cls, text: str, report: str, summary: str) -> Report:
        """Fields that are unknown are left out, a verdict that is unknown is `refuse`.

        `ValueError`, `LookupError`, `TypeError`: the text is no `notprod.report/1`.
        """
        data = json.loads(text)
        environment = data["environment"]
        if environment is not None:
            source = environment.get("source")
            environment = Environment(environment["name"], source and Source._read(source))
        return cls(
            verdict=_verdict(data["verdict"]),
            root=data["root"],
            runner=data["runner"],
            environment=environment,
            targets=tuple(map(Target._read, data["targets"])),
            findings=tuple(map(Finding._read, data["findings"])),
            files_read=tuple(data["files_read"]),
            summary=summary,
            _json=text,
            _text=report,
        )

    def to_json(self) -> str:
        """The report as `notprod.report/1`, the same in every language."""
        return self._json

    def __str__(self) -> str:
        return self._text


@dataclass(frozen=True)
class Failure:
    """Why a question could not be answered."""

    code: str
    """The stable code, such as `NP901`."""
    name: str
    """The stable name, such as `policy-error`."""
    message: str
    """What is wrong, in one line."""
    help: str | None = None
    """What mends it."""


def _verdict(word: str) -> str:
    return word if word in VERDICTS else "refuse"
