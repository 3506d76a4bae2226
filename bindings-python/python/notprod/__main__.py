"""The console script `notprod`: the command line of the core."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from notprod import _native


def main() -> int:
    """Runs the command line, and gives its exit code."""
    # The core runs no Python that could answer a Ctrl-C, and the command that `notprod run` becomes
    # would inherit what Python ignores.
    for name in ("SIGINT", "SIGPIPE", "SIGXFSZ"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_DFL)
    return _native.main(["notprod", *sys.argv[1:]], _settings)


def _settings(module: str, root: Path) -> str | None:
    """What Django's settings declare, once the core has found out that there are some."""
    from notprod import django_settings

    return django_settings.of_module(module, os.fspath(root))


if __name__ == "__main__":
    sys.exit(main())
