"""Refuses to let a test run reach a production database.

    import notprod

    notprod.guard()            # in a conftest or a script: stops where the run would not be safe
    report = notprod.check()   # never stops: .verdict, .targets, .findings, .to_json()

Installed beside pytest, it guards every run of pytest without a line of code.

PYTEST_DONT_REWRITE
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from notprod._native import __version__
from notprod.asking import check, guard
from notprod.exceptions import Error, Refused

if TYPE_CHECKING:
    from notprod.report import Environment, Failure, Finding, Report, Source, Target
    from notprod.sql import classify
else:

    def __getattr__(name: str) -> Any:
        """What a run that goes on does not need is loaded when first asked for."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        if name == "classify":
            from notprod.sql import classify as found
        else:
            from notprod import report

            found = getattr(report, name)
        # From now on it is found without this call.
        globals()[name] = found
        return found


__all__ = [
    "Environment",
    "Error",
    "Failure",
    "Finding",
    "Refused",
    "Report",
    "Source",
    "Target",
    "__version__",
    "check",
    "classify",
    "guard",
]
