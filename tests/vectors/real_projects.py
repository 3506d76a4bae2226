#!/usr/bin/env python3
"""Writes `docs/real-projects.md`: which public projects' settings start without a policy, and why not.

    tests/vectors/real_projects.py [--check]

Needs the command line of the core, built. With `--check`, nothing is written, and the page must be what it
would be.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PAGE = ROOT / "docs" / "real-projects.md"
PROGRAM = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "debug" / "notprod"


def judged(case):
    given = case["given"]
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as home:
        root = Path(folder) / given.get("root", "")
        for name, text in given.get("files", {}).items():
            path = Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text.replace("{root}", str(root)))
        root.mkdir(parents=True, exist_ok=True)
        held = {name: value.replace("{root}", str(root)) for name, value in given.get("env", {}).items()}
        run = subprocess.run([PROGRAM, "check", "--format", "json", "--offline"], cwd=root, capture_output=True, text=True,
                             env={**held, "PATH": os.environ["PATH"], "HOME": home})
        if not run.stdout:
            return "no answer", [run.stderr.strip()]
        report = json.loads(run.stdout)
        told = [finding for finding in report["findings"] if finding["severity"] in ("refuse", "unproven")]
        return report["verdict"], [f"{finding['rule']}: {finding['message']}".replace(folder, "") for finding in told]


def page():
    cases = json.loads((HERE / "real.json").read_text())
    answers = [(case, *judged(case)) for case in cases]
    harmless = [answer for answer in answers if answer[0].get("harmless") is True]
    harmful = [answer for answer in answers if answer[0].get("harmless") is False]
    starts = sum(verdict == "allow" for _, verdict, _ in harmless)
    lines = [
        "# Real projects",
        "",
        "The settings with which public projects run their tests (`tests/vectors/real.json`), judged without any policy.",
        "This page is written by `tests/vectors/real_projects.py`.",
        "",
        f"- {len(answers)} projects; {len(harmless)} of them harmless, {len(harmful)} harmful, the others say too little to tell.",
        f"- Of the harmless, {starts} start ({100 * starts // len(harmless)}%).",
        f"- Of the harmful, {sum(verdict == 'allow' for _, verdict, _ in harmful)} start.",
        "",
        "## Harmless, and stopped",
        "",
        "Each is cured by a name that says `test`, or by one line of policy.",
        "",
        "| project | verdict | why notprod stops it | why it is harmless |",
        "|---|---|---|---|",
    ]
    for case, verdict, told in harmless:
        if verdict != "allow":
            lines.append(row(case, verdict, told))
    lines += ["", "## Harmful, and stopped", "", "| project | verdict | why notprod stops it | why it is harmful |", "|---|---|---|---|"]
    for case, verdict, told in harmful:
        lines.append(row(case, verdict, told))
    if any(verdict == "allow" for _, verdict, _ in harmful):
        raise SystemExit("a harmful project starts")
    return "\n".join(lines) + "\n"


def row(case, verdict, told):
    name = case["id"].removeprefix("real-")
    cells = [name, verdict, "<br>".join(told), case["why"]]
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def main():
    text = page()
    if "--check" in sys.argv[1:]:
        return 0 if PAGE.read_text() == text else "docs/real-projects.md is not what this run would write"
    PAGE.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
