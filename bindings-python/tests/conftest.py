"""Projects in empty folders, run by real processes with nothing but the environment given."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

import pytest

PROD = "postgres://app@localhost/shop_prod"
TEST = "postgres://app@localhost/shop_test"
UNPROVEN = "postgres://app@localhost/shop"

# The first line of what notprod prints when it stops a run.
HEAD = re.compile(r"^(?:ERROR: )?notprod: (?:refuse: this|unproven: nothing|error\[)", re.MULTILINE)


@dataclass
class Result:
    """What a process left behind."""

    code: int
    out: str
    err: str

    @property
    def all(self) -> str:
        return f"{self.out}\n{self.err}"

    def stopped(self, *, code: int = 4) -> str:
        """The run was stopped: the report stands there once, without a traceback."""
        assert self.code == code, self.all
        assert len(HEAD.findall(self.all)) == 1, self.all
        for noise in ("Traceback", "INTERNALERROR", "SystemExit", "node down", "crashed"):
            assert noise not in self.all, self.all
        return self.all

    def passed(self, count: int = 1) -> str:
        """The run went through as if nothing were there."""
        assert self.code == 0, self.all
        assert not HEAD.search(self.all), self.all
        if count:
            assert f"{count} passed" in self.out, self.all
        return self.all


class Project:
    """A folder with files, and the processes that run in it."""

    def __init__(self, root: Path, home: Path) -> None:
        self.root = root
        self.home = home

    def write(self, **files: str) -> Project:
        """`tests__conftest_py` is `tests/conftest.py`, `dot_env` is `.env`."""
        for name, text in files.items():
            path = self.root / re.sub(r"^dot_", ".", name).replace("__", "/").replace("_py", ".py")
            self.put(path, text)
        return self

    def put(self, name: str | Path, text: str) -> Project:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text).lstrip("\n"))
        return self

    def run(
        self,
        *command: str,
        env: dict[str, str] | dict[bytes, bytes] | None = None,
        cwd: str = ".",
    ) -> Result:
        """Runs a command with `PATH`, an empty home and that environment."""
        whole: dict[bytes, bytes] = {b"PATH": os.fsencode(os.environ["PATH"])}
        whole[b"HOME"] = os.fsencode(self.home)
        whole[b"PYTHONDONTWRITEBYTECODE"] = b"1"
        whole.update({os.fsencode(name): os.fsencode(value) for name, value in (env or {}).items()})
        done = subprocess.run(  # noqa: S603
            command,
            cwd=self.root / cwd,
            env=whole,
            capture_output=True,
            timeout=120,
            check=False,
        )
        return Result(
            done.returncode,
            done.stdout.decode(errors="replace"),
            done.stderr.decode(errors="replace"),
        )

    def python(self, *arguments: str, **variables: str) -> Result:
        """Runs Python."""
        return self.run(sys.executable, *arguments, env=variables)

    def pytest(self, *arguments: str, cwd: str = ".", **variables: str) -> Result:
        """Runs pytest."""
        command = (sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments)
        return self.run(*command, env=variables, cwd=cwd)

    def left(self, name: str) -> bool:
        """Whether the project's code has left a file of that name."""
        return (self.root / name).exists()


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """An empty project, which is its own repository."""
    root = tmp_path / "project"
    home = tmp_path / "home"
    (root / ".git").mkdir(parents=True)
    home.mkdir()
    return Project(root, home)


@pytest.fixture
def suite(project: Project) -> Project:
    """A project of one test; its conftest and its test each leave a file when they run."""
    return project.write(
        conftest_py="""
            from pathlib import Path
            Path("conftest-ran").touch()
        """,
        test_shop_py="""
            from pathlib import Path
            def test_shop():
                Path("test-ran").touch()
        """,
    )


@pytest.fixture(params=[(), ("-n", "2")], ids=["plain", "xdist"])
def workers(request: pytest.FixtureRequest) -> tuple[str, ...]:
    """The arguments for a run in one process, and for one under xdist."""
    arguments: tuple[str, ...] = request.param
    return arguments
