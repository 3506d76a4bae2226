"""Asks `notprod.check()` every question of a file of vectors, in this process.

    run_vectors.py GUARD_JSON

Prints one line of JSON a case (`id`, `verdict`, `targets`, `error`: its code or null)
and at last the count. What is right is for the caller to judge.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import notprod


def ask(case: Any, folder: Path) -> dict[str, Any]:
    """Lays the files of a case into a folder and asks there."""
    root, home = folder / "root", folder / "home"
    home.mkdir()
    root.mkdir()
    given = case["given"]
    inside = root / given.get("root", ".")
    inside.mkdir(parents=True, exist_ok=True)
    for name, content in given.get("files", {}).items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, dict):
            path.symlink_to(content["symlink"])
        else:
            path.write_bytes(content.replace("{root}", str(inside)).encode())
    environment = {"PATH": os.environ["PATH"], "HOME": str(home)}
    for name, value in given.get("env", {}).items():
        environment[name] = value.replace("{root}", str(inside))
    os.chdir(inside)
    try:
        report = notprod.check(root=inside, environment=environment, offline=True)
    except notprod.Error as error:
        return {"verdict": None, "targets": [], "error": error.failure.code}
    finally:
        os.chdir("/")
    return {
        "verdict": report.verdict,
        "targets": json.loads(report.to_json())["targets"],
        "error": None,
    }


def main() -> int:
    """Runs every case; 1 where there is none."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("vectors", type=Path)
    arguments = parser.parse_args()
    cases = json.loads(arguments.vectors.read_text())
    for case in cases:
        with tempfile.TemporaryDirectory() as folder:
            answer = ask(case, Path(folder).resolve())
        line = {"id": case["id"], **answer}
        sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.write(json.dumps({"count": len(cases)}) + "\n")
    return 0 if cases else 1


if __name__ == "__main__":
    sys.exit(main())
