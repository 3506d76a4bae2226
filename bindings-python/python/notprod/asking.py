"""Puts a question to the core: `check()` looks, `guard()` stops."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Union

from notprod import _native, django_settings
from notprod.exceptions import Error, Refused

if TYPE_CHECKING:
    from notprod.report import Report

StrPath = Union[str, "os.PathLike[str]"]

roots: list[Path] = []
"""The root of each run of pytest that the plugin watches in this process, the innermost last."""

refusals: list[Refused] = []
"""What `guard()` raised in those runs. The plugin stops the run even where somebody caught it."""


def check(
    url: object = None,
    *,
    root: StrPath | None = None,
    runner: str | None = None,
    environment: Mapping[str, str] | None = None,
    load: StrPath | None = None,
    policy: StrPath | None = None,
    offline: bool = False,
) -> Report:
    """Would the tests of this project be safe here? Never stops on the answer, never writes.

    `url`: judge this address alone. `root`: the folder of the project, else the current one.
    `runner`: what runs the tests, else pytest where it runs, else each that the root configures.
    `environment`: instead of `os.environ`. `load`: a dotenv file that comes before all else.
    `policy`: one more `notprod.toml`, the nearest of all. `offline`: ask no server.

    `Error`: the question could not be answered.
    """
    return report_of(
        ask(
            "asked",
            url=url,
            root=root or "",
            runner=runner,
            environment=environment,
            load=load,
            policy=policy,
            offline=offline,
        )
    )


def guard(
    url: object = None,
    *,
    root: StrPath | None = None,
    load: StrPath | None = None,
    policy: StrPath | None = None,
    offline: bool = False,
) -> Report:
    """Goes on where the tests would be safe, and stops the process where nothing proves it.

    `url`: judge this address alone. `root`: the folder of the project, else pytest's root, else the
    current folder. `load`: a dotenv file that must be there; once it is judged safe, its variables
    are put into `os.environ`, over what is set. `policy`, `offline`: as for `check()`. To call it
    twice is to call it once.

    `Refused`: the verdict is refuse or unproven. `Error`: the question could not be answered.
    """
    if root is None:
        root = roots[-1] if roots else ""
    try:
        answer = ask("asked", url=url, root=root, load=load, policy=policy, offline=offline)
        report = report_of(answer)
        if answer.stops:
            raise Refused(answer.text, report)
        put(answer)
    except Refused as refused:
        _announce(refused)
        raise
    return report


def ask(
    moment: str,
    *,
    root: StrPath,
    url: object = None,
    runner: str | None = None,
    environment: Mapping[str, str] | None = None,
    load: StrPath | None = None,
    policy: StrPath | None = None,
    offline: bool = False,
    arguments: Sequence[str] = (),
    declared: str | None = None,
) -> _native.Answer:
    """The core's answer at a moment: `start`, `setup` or `asked`. `Error`: there is none.

    `arguments`: the command that runs the tests. `declared`: the connections of a framework, as
    JSON; without it, those of a Django that has booted in this process.
    """
    if runner is None and "_pytest.config" in sys.modules:
        runner = "pytest"
    try:
        outcome = _native.ask(
            root=root,
            runner=runner,
            environment=dict(os.environ if environment is None else environment),
            addresses=[] if url is None else [str(url)],
            load=load,
            policy=policy,
            moment=moment,
            offline=offline,
            arguments=arguments,
            declared=django_settings.of_process() if declared is None else declared,
        )
    except Exception as error:
        # These say what is wrong with an argument, others might say what it holds.
        why = error if isinstance(error, (TypeError, ValueError)) else type(error).__name__
        raise _failed("NP906", "question-error", f"the question cannot be put: {why}") from error
    if isinstance(outcome, _native.Failure):
        from notprod.report import Failure

        failure = Failure(outcome.code, outcome.name, outcome.message, outcome.help)
        raise Error(outcome.text, failure)
    return outcome


def report_of(answer: _native.Answer) -> Report:
    """The answer as Python objects. `Error`: it cannot be read."""
    try:
        from notprod.report import Report

        return Report._read(answer.json, answer.text, answer.summary)
    except Exception as error:
        raise _failed("NP999", "internal-error", "the report cannot be read") from error


def put(answer: _native.Answer) -> None:
    """Puts what `load` sets into `os.environ`. `Error`: it cannot hold that."""
    try:
        os.environ.update(answer.load)
    except ValueError as error:
        raise _failed("NP904", "file-unreadable", "a variable of the file cannot be set") from error


def callers() -> Iterator[str]:
    """The names of the modules whose code is running, the nearest first."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        yield frame.f_globals.get("__name__", "")
        frame = frame.f_back


def _failed(code: str, name: str, message: str) -> Error:
    from notprod.report import Failure

    return Error(f"notprod: error[{code}] {message}", Failure(code, name, message))


def _announce(refused: Refused) -> None:
    """Sees to it that pytest ends with 4 and shows the report once."""
    if roots:
        refusals.append(refused)
    elif "_pytest.config" in callers():
        # The plugin was left out. Of an exit with a number nobody prints a report.
        sys.stderr.write(f"{refused}\n")
        refused.code = 4
