#!/usr/bin/env python3
"""Compares the database that notprod judges in a Laravel project with the one that Laravel opens.

Projects are generated: which of phpunit.xml's `<env>` (forced or not) and `<server>`, `.env`,
`.env.testing`, and the process set which variable to what. PHPUnit's own loader and Illuminate's own
classes say what Laravel would open; `notprod check` must judge that host, port and database.

    tests/oracles/laravel.py [--count 200] [--seed 1] [--php FOLDER]

Needed: the command line of the core, php-cli, PHPUnit 9 and php-illuminate-support; or PHPUnit 11 and
Illuminate 10 in a folder, as `tests/setup.sh php` unpacks them.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from xml.sax.saxutils import quoteattr

from readers import HERE, ROOT, target

VALUES = {
    "APP_ENV": ["testing", "local", "ci"],
    "DB_CONNECTION": ["mysql"],
    "DB_HOST": ["127.0.0.1", "db", "prod.example.com", "10.0.0.9"],
    "DB_PORT": ["3306", "3307", "33060"],
    "DB_DATABASE": ["shop", "shop_test", "testing", "askproai_db", "${APP_ENV}_shop"],
    "DB_USERNAME": ["app", "root"],
    "DB_URL": ["mysql://u:p@prod.example.com:3310/live", "mysql://u@db/url_test", "mysql://u@db:3311/a?x=1", "null", "", "(null)"],
}


def pick(rng, chance):
    return {name: rng.choice(values) for name, values in VALUES.items()
            if rng.random() < (chance / 4 if name == "DB_URL" else chance)}


def dotenv(rng, values):
    quotes = ["", "", '"', "'"]
    lines = []
    for name, value in values.items():
        quote = rng.choice(quotes)
        lines.append(f"{rng.choice(['', '', 'export '])}{name}={quote}{value}{quote}{rng.choice(['', '', ' # note'])}\n")
    return "".join(lines)


def element(rng, name, value):
    kind = rng.choice(["env", "env", "env", "server"])
    force = rng.choice(["", "", ' force="true"', ' force="false"', ' force="1"', ' force="TRUE"'])
    return f"    <{kind} name={quoteattr(name)} value={quoteattr(value)}{force}/>\n"


def project(rng, folder):
    (folder / "artisan").write_text("#!/usr/bin/env php\n")
    (folder / "composer.json").write_text('{"require": {"laravel/framework": "^11.0"}}')
    files = {".env": 0.8, ".env.testing": 0.6, ".env.ci": 0.3}
    for name, chance in files.items():
        # The engine is always MySQL here: what is compared is which source wins.
        if name == ".env" or rng.random() < chance:
            values = {**pick(rng, 0.7), "DB_CONNECTION": "mysql"}
            (folder / name).write_text(dotenv(rng, values))
    settings = [element(rng, name, value) for _ in range(rng.choice([1, 1, 2])) for name, value in pick(rng, 0.35).items()
                if "$" not in value]
    (folder / "phpunit.xml").write_text(
        '<?xml version="1.0"?>\n<phpunit bootstrap="vendor/autoload.php">\n  <php>\n' + "".join(settings) + "  </php>\n</phpunit>\n")
    process = {name: value for name, value in pick(rng, 0.2).items() if "$" not in value}
    arguments = [rng.choice(["--env=testing", "--env=ci"])] if rng.random() < 0.15 else []
    return process, arguments


def agrees(report, opened):
    """Whether some target is what Laravel opens."""
    for found in report["targets"]:
        port = str(found["ports"][0]) if found["ports"] else None
        host = found["hosts"][0] if found["hosts"] else None
        if (host, port, found["database"]) == (opened["host"], opened["port"], opened["database"]):
            return True
    return False


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--count", type=int, default=200)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--php", default="/usr/share/php", help="the folder that holds PHPUnit and Illuminate")
    options = arguments.parse_args()
    subprocess.run(["cargo", "build", "-j1", "-q", "-p", "notprod"], cwd=ROOT, check=True)
    program = target() / "debug" / "notprod"
    rng = random.Random(options.seed)
    wrong = compared = 0
    for number in range(options.count):
        with tempfile.TemporaryDirectory() as folder:
            folder = Path(folder)
            process, given = project(rng, folder)
            environment = {**process, "PATH": os.environ["PATH"], "HOME": str(folder)}
            php = ["php", "-d", f"include_path={options.php}", str(HERE / "laravel.php"), str(folder), *given]
            answer = subprocess.run(php, capture_output=True, text=True, env=environment, cwd=folder)
            if answer.returncode != 0:
                raise SystemExit(f"php: {answer.stderr or answer.stdout}")
            opened = json.loads(answer.stdout)
            check = [program, "run", "--format", "json", "--offline", "--runner", "phpunit", "--", "true", *given]
            run = subprocess.run(check, capture_output=True, text=True, env=environment, cwd=folder)
            if not run.stdout:
                # Allowed: `run` became the command. The report is `check`'s, which takes no arguments.
                if given:
                    continue
                check = [program, "check", "--format", "json", "--offline", "--runner", "phpunit"]
                run = subprocess.run(check, capture_output=True, text=True, env=environment, cwd=folder)
            compared += 1
            report = json.loads(run.stdout)
            if opened["host"] is None or opened["database"] is None:
                continue
            if not agrees(report, opened):
                wrong += 1
                if wrong <= 3:
                    ours = [(t["slot"], t["hosts"], t["ports"], t["database"]) for t in report["targets"]]
                    print(f"    case {number}: Laravel opens {opened}, notprod judges {ours}; process {process}, {given}")
                    for file in sorted(folder.iterdir()):
                        print(f"      {file.name}: {file.read_text()!r}")
    print(f"laravel: {compared} of {options.count} projects compared, {wrong} judged otherwise")
    if compared < options.count / 2:
        raise SystemExit("too few were compared")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
