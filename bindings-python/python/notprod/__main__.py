"""The console script `notprod`: the command line of the core."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from notprod import _native


def main() -> int:
    """Runs the command line, and gives its exit code."""
    # The core runs no Python that could answer a Ctrl-C.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    # The command that `notprod run` becomes would inherit what Python ignores; a signal that is
    # listened to starts afresh there. It does not end this process: where nobody reads, the exit
    # code still tells.
    for name in ("SIGPIPE", "SIGXFSZ"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda _number, _frame: None)
    return _native.main(["notprod", *sys.argv[1:]], _settings)


def _settings(module: str, root: Path) -> str | None:
    """What Django's settings declare, once the core has found out that there are some."""
    from notprod import django_settings

    return django_settings.of_module(module, os.fspath(root))


if __name__ == "__main__":
    sys.exit(main())
