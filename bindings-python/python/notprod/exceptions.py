"""What stops a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from notprod.report import Failure, Report


class Refused(SystemExit):
    """The run must not go on. `str()` gives the report.

    It ends the process as `sys.exit(report)` does: the report goes to standard error, the exit code
    is 1, and `except Exception` does not swallow it. Under pytest the exit code is 4.
    """

    report: Report | None
    """The answer; none where there is no answer (`Error`)."""

    def __init__(self, text: str, report: Report | None = None) -> None:
        super().__init__(text.rstrip())
        self.report = report

    def __str__(self) -> str:
        return str(self.args[0])


class Error(Refused):
    """The question could not be answered, so nothing is allowed. `failure` says why."""

    failure: Failure

    def __init__(self, text: str, failure: Failure | None = None) -> None:
        super().__init__(text)
        if failure is not None:
            self.failure = failure
