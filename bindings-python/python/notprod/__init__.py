"""Refuses to let a test run reach a production database.

    import notprod

    notprod.guard()            # in a conftest or a script: stops where the run would not be safe
    report = notprod.check()   # never stops: .verdict, .targets, .findings, .to_json()

Installed beside pytest, it guards every run of pytest without a line of code.

PYTEST_DONT_REWRITE
"""

from notprod._native import __version__
from notprod.asking import check, guard
from notprod.exceptions import Error, Failure, Refused
from notprod.report import Environment, Finding, Report, Source, Target

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
    "guard",
]
