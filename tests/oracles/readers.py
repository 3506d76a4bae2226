#!/usr/bin/env python3
"""Compares what notprod reads in dotenv files with what their own readers read.

Each reader runs as a process of its own over the same generated files. For each file, notprod's
reading in that reader's dialect gives every value that the reader gives, or says that the reader
stops at the file where it does. A reader that is missing is a failure, and so is an empty run.

    tests/oracles/readers.py [--count 400] [--seed 1] [--only phpdotenv] [--show]

Needed: the example `dotenv` of the core, node and npm, php-cli with phpdotenv and symfony-dotenv,
python-dotenv, a POSIX shell.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from generator import documents

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
HELD = {"HELD": "held", "APP": "process"}
# What processes set by themselves.
OWN = {"PWD", "OLDPWD", "SHLVL", "_", "LC_CTYPE", "NODE_ENV", "__NEXT_PROCESSED_ENV"}


def target():
    return Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))


def build():
    subprocess.run(["cargo", "build", "-j1", "-q", "-p", "notprod", "--example", "dotenv"], cwd=ROOT, check=True)
    return target() / "debug" / "examples" / "dotenv"


def notprod(program, reader, dialect, texts):
    # These two look at the file alone.
    held = {} if reader in ("npm", "dotenv-flow") else HELD
    requests = "".join(json.dumps({"dialect": dialect, "text": text, "environment": held}) + "\n" for text in texts)
    answer = subprocess.run([program], input=requests, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in answer.stdout.splitlines()]


def modules(scratch):
    """npm's readers, as the lockfile has them."""
    for name in ["package.json", "package-lock.json"]:
        shutil.copy(HERE / name, scratch / name)
    npm = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run(npm, cwd=scratch, check=True, stdout=subprocess.DEVNULL)
    return scratch


def of_command(*command, **environment):
    # Readers must see nothing of this process but where programs are.
    environment = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), **environment}
    answer = subprocess.run(command, capture_output=True, text=True, env=environment)
    if answer.returncode != 0:
        raise SystemExit(f"{command[0]}: {answer.stderr.strip()}")
    return json.loads(answer.stdout)


def of_node(folder, which, scratch):
    held = {**HELD, "NODE_ENV": "test"} if which in ("next", "node-expand") else {}
    return of_command("node", str(HERE / "node.mjs"), str(folder), json.dumps(HELD), which,
                      ORACLE_MODULES=str(scratch), **held)


def of_shell(folder, count):
    answers = []
    script = 'set -a; . "$1" >/dev/null 2>&1; exec /usr/bin/env -0'
    bash = shutil.which("bash") or "/bin/bash"
    for number in range(count):
        run = subprocess.run([bash, "--norc", "-c", script, "bash", str(folder / f"{number}.env")], capture_output=True,
                             env={**HELD, "PATH": "/nonexistent"})
        if run.returncode != 0:
            answers.append({"refused": "a syntax error"})
            continue
        pairs = [pair.split("=", 1) for pair in run.stdout.decode().split("\0") if pair]
        answers.append({"values": dict(pairs)})
    return answers


def answers_of(reader, folder, count, scratch):
    if reader in ("phpdotenv", "symfony"):
        return of_command("php", "-d", "include_path=/usr/share/php", str(HERE / "php.php"), str(folder),
                          json.dumps(HELD), reader)
    if reader == "python-dotenv":
        return of_command(sys.executable, str(HERE / "python.py"), str(folder), json.dumps(HELD))
    if reader == "shell":
        return of_shell(folder, count)
    return of_node(folder, reader, scratch)


# The reader, and the dialect in which notprod reads for it.
READERS = {"python-dotenv": "python-dotenv", "phpdotenv": "phpdotenv", "symfony": "symfony", "node": "node",
           "node-expand": "node-expand", "npm": "npm", "dotenv-flow": "npm", "npm-expand": "npm-expand",
           "next": "next", "shell": "shell"}


# What a reader is not asked about, and why.
LEFT_OUT = {
    # Node 20 stops at an empty name, takes a line without `=` into the next name, and trims blanks
    # alone; later versions skip such lines and trim tabs, too.
    "node": re.compile(r"^ *=|\t|export {2,}|^ *[^=\s#][^=\r\n]*(\r?$)|^ +#|^ +\r?$|=[ ]*['\"`][^\n]*\Z|\r(?!\n)", re.MULTILINE),
    # Versions differ on whether a byte order mark spoils the first name: notprod judges the name.
    "python-dotenv": re.compile(r"^\ufeff"),
    # What a command prints is not known: notprod says that such a value cannot be resolved.
    "shell": re.compile(r"^\{$|\$\{(?![A-Za-z_]\w*[}:+-])|`|\r|[<>|]|=\(|\$\(|\$[0-9$!?#@*-]", re.MULTILINE),
}
# dotenv-expand splits a name without an operator at `null`.
LEFT_OUT["npm-expand"] = re.compile(r"\$\{?\w*null")
LEFT_OUT["node-expand"] = re.compile(LEFT_OUT["node"].pattern + r"|\$\{?\w*null", re.MULTILINE)


def tame_name(reader, name):
    # Node 20 keeps the blanks behind `export` in the name.
    return {"node": name.strip(), "node-expand": name.strip()}.get(reader, name)


def differs(reader, text, ours, theirs):
    """Why two answers do not agree; None where they do."""
    if "refused" in theirs or "refused" in ours:
        agree = ("refused" in theirs) == ("refused" in ours)
        # A variable that leads to itself: notprod says that it cannot be resolved.
        endless = any(word in theirs.get("refused", "") for word in ("call stack", "no end"))
        agree = agree or (endless and bool(ours["unresolved"]))
        return None if agree else f"one stops: ours {ours}, theirs {theirs}"
    values = {tame_name(reader, name): value for name, value in theirs["values"].items() if name not in OWN}
    read = {name: value for name, value in ours["values"].items() if name not in OWN}
    if reader not in ("npm", "dotenv-flow"):
        # What the process holds is left out: but for a shell it wins, and notprod gives it from there.
        for name in [*HELD, "PATH", "HOME", "ORACLE_MODULES"]:
            values.pop(name, None), read.pop(name, None)
    if values == read:
        return None
    names = sorted(name for name in {*values, *read} if values.get(name) != read.get(name))
    return "; ".join(f"{name}: ours {read.get(name)!r}, theirs {values.get(name)!r}" for name in names)


def write(texts, folder, reader):
    for number, text in enumerate(texts):
        # A shell takes a CR for a letter; whoever runs such a file takes it out first.
        text = text.replace("\r\n", "\n") if reader == "shell" else text
        (folder / f"{number}.env").write_bytes(text.encode())


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--count", type=int, default=400)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--only")
    arguments.add_argument("--show", type=int, default=3, help="how many differences to print for each reader")
    options = arguments.parse_args()
    program = build()
    wrong = 0
    with tempfile.TemporaryDirectory() as scratch:
        scratch = Path(scratch)
        modules(scratch)
        texts = documents(options.seed, options.count)
        for reader, dialect in READERS.items():
            if options.only not in (None, reader):
                continue
            left_out = LEFT_OUT.get(reader)
            kept = [number for number, text in enumerate(texts) if not (left_out and left_out.search(text))]
            ours = notprod(program, reader, dialect, texts)
            asked = [texts[number] for number in kept]
            ours = [ours[number] for number in kept]
            with tempfile.TemporaryDirectory(dir=scratch) as folder:
                write(asked, Path(folder), reader)
                theirs = answers_of(reader, Path(folder), len(asked), scratch)
            if len(theirs) != len(asked) or len(ours) != len(asked) or len(asked) < len(texts) / 4:
                raise SystemExit(f"{reader}: {len(theirs)} answers to {len(asked)} of {len(texts)} files")
            found = [(text, why) for text, a, b in zip(asked, ours, theirs) if (why := differs(reader, text, a, b))]
            read = sum("values" in answer for answer in theirs)
            print(f"{reader}: {len(asked)} files, {read} read, {len(asked) - read} stopped at, {len(found)} read otherwise")
            for text, why in found[: options.show]:
                print(f"    {text!r}\n      {why}")
            wrong += len(found)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
