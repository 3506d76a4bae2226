"""What the package holds: the native module and its stub, results, the console script."""

from __future__ import annotations

import ast
import inspect
import json
import os
import pickle
import signal
import subprocess
import sys
import sysconfig
from dataclasses import FrozenInstanceError
from importlib import metadata
from pathlib import Path
from types import ModuleType
from typing import Any

import notprod
import pytest
from conftest import PROD, TEST, Project
from notprod import _native
from notprod.report import Report

ROOT = Path(notprod.__file__).parent


def public(owner: ModuleType | type) -> dict[str, Any]:
    """What the compiled thing shows, by name."""
    return {name: value for name, value in vars(owner).items() if not name.startswith("_")}


def test_stub_is_the_module() -> None:
    body = ast.parse((ROOT / "_native.pyi").read_text()).body
    classes = {node.name: node for node in body if isinstance(node, ast.ClassDef)}
    functions = {node.name: node for node in body if isinstance(node, ast.FunctionDef)}
    variables = {"injects"}
    assert {*classes, *functions, *variables} == set(public(_native))
    for name, node in classes.items():
        stubbed = {member.name for member in node.body if isinstance(member, ast.FunctionDef)}
        assert stubbed == set(public(getattr(_native, name))), name
    for name, function in functions.items():
        compiled = inspect.signature(getattr(_native, name)).parameters.values()
        arguments = function.args
        assert [a.arg for a in arguments.args] == [
            p.name for p in compiled if p.kind != p.KEYWORD_ONLY
        ]
        assert [a.arg for a in arguments.kwonlyargs] == [
            p.name for p in compiled if p.kind == p.KEYWORD_ONLY
        ]
        assert all(p.default is p.empty for p in compiled)
    assert sorted(_native.__all__) == sorted([*classes, *functions, *variables, "__version__"])


def test_stub_as_mypy_sees_it() -> None:
    command = (sys.executable, "-m", "mypy.stubtest", "notprod._native")
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stdout + done.stderr


def test_stub_has_the_types_of_the_module() -> None:
    answer = _native.ask(
        root="",
        runner=None,
        environment={"DATABASE_URL": PROD},
        addresses=[],
        load=None,
        policy=None,
        moment="asked",
        offline=True,
        arguments=[],
        declared="[]",
    )
    assert isinstance(answer, _native.Answer)
    for text in (answer.verdict, answer.json, answer.text, answer.summary):
        assert type(text) is str
    assert answer.stops is True
    assert answer.notes == []
    assert answer.load == {}


def test_one_version() -> None:
    assert notprod.__version__ == _native.__version__ == metadata.version("notprod")


def test_no_module_is_called_like_a_function() -> None:
    modules = {path.name.split(".")[0] for path in ROOT.iterdir()}
    assert not modules & {"check", "guard", "classify"}
    assert (ROOT / "py.typed").exists()
    for name in notprod.__all__:
        assert not isinstance(getattr(notprod, name), ModuleType)


def test_importing_starts_nothing(project: Project) -> None:
    code = "import sys, notprod; print([n for n in ('asyncio', 'pytest') if n in sys.modules])"
    assert project.python("-c", code).out == "[]\n"


def test_a_report_is_typed_and_frozen(project: Project) -> None:
    project.put(".env", f"DATABASE_URL={PROD}\n")
    report = notprod.check(root=project.root, environment={})
    assert report.verdict == "refuse"
    target = report.targets[0]
    assert (target.engine, target.database, target.verdict) == ("postgres", "shop_prod", "refuse")
    assert (target.hosts, target.ports) == (("localhost",), (5432,))
    [source] = set(target.sources.values())
    assert (source.kind, source.file, source.line, source.variable) == (
        "dotenv",
        ".env",
        1,
        "DATABASE_URL",
    )
    finding = report.findings[0]
    assert finding.severity == "refuse"
    assert finding.code.startswith("NP")
    assert finding.target == target.id
    assert report.files_read == (".env",)
    assert json.loads(report.to_json())["schema"] == "notprod.report/1"
    with pytest.raises(FrozenInstanceError):
        report.verdict = "allow"  # type: ignore[misc]
    assert hash(report) == hash(notprod.check(root=project.root, environment={}))
    assert pickle.loads(pickle.dumps(report)) == report  # noqa: S301


def test_what_is_unknown_in_a_report() -> None:
    report = notprod.check(environment={"DATABASE_URL": TEST})
    data = json.loads(report.to_json())
    assert report.verdict == "allow"
    data["verdict"] = data["targets"][0]["verdict"] = "perhaps"
    data["new"] = data["targets"][0]["new"] = {}
    later = Report._read(json.dumps(data), "", "")
    assert (later.verdict, later.targets[0].verdict) == ("refuse", "refuse")


def test_exceptions() -> None:
    assert not issubclass(notprod.Refused, Exception)
    assert issubclass(notprod.Error, notprod.Refused)
    with pytest.raises(notprod.Refused) as refused:
        notprod.guard(PROD)
    assert refused.value.report is not None
    assert refused.value.report.verdict == "refuse"
    again = pickle.loads(pickle.dumps(refused.value))  # noqa: S301
    assert (str(again), again.report) == (str(refused.value), refused.value.report)
    with pytest.raises(notprod.Error) as error:
        notprod.check(load="no-such-file")
    again = pickle.loads(pickle.dumps(error.value))  # noqa: S301
    assert again.failure == error.value.failure
    assert error.value.failure.code == "NP905"


def test_addresses_of_other_types() -> None:
    class Address:
        def __str__(self) -> str:
            return PROD

    assert notprod.check(Address()).verdict == "refuse"


def test_console_script_is_the_command_line(project: Project) -> None:
    script = str(Path(sysconfig.get_path("scripts")) / "notprod")
    project.put(".env", f"DATABASE_URL={PROD}\n")
    for arguments in (
        ("check",),
        ("check", "--format", "json"),
        ("check", "--root", "no-such-folder"),
        ("--version",),
        ("no-such-command",),
    ):
        by_script = project.run(script, *arguments)
        by_module = project.python("-m", "notprod", *arguments)
        assert by_script == by_module, arguments
    assert project.run(script, "check").code == 1
    project.put(".env", f"DATABASE_URL={TEST}\n")
    assert project.run(script, "check").code == 0
    project.put("notprod.toml", "bogus = 1\n")
    assert project.run(script, "check").code == 2


def test_console_script_becomes_the_command(project: Project) -> None:
    command = ("-m", "notprod", "run", "--", sys.executable, "-c", "import sys; sys.exit(7)")
    assert project.python(*command, DATABASE_URL=TEST).code == 7
    assert project.python(*command, DATABASE_URL=PROD).code == 1
    # With the signals as a shell would give them.
    command = ("-m", "notprod", "run", "--", "sh", "-c", "kill -PIPE $$; exit 7")
    assert project.python(*command, DATABASE_URL=TEST).code == -signal.SIGPIPE


@pytest.mark.parametrize(("address", "code"), [(TEST, 0), (PROD, 1)])
def test_console_script_into_a_closed_pipe(project: Project, address: str, code: int) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    script = Path(sysconfig.get_path("scripts")) / "notprod"
    try:
        done = subprocess.run(  # noqa: S603
            [script, "check"],
            cwd=project.root,
            env={"DATABASE_URL": address},
            stdout=writer,
            stderr=writer,
            check=False,
        )
    finally:
        os.close(writer)
    assert done.returncode == code


def test_answers_while_other_threads_ask() -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(8) as threads:
        addresses = [PROD, TEST] * 100
        verdicts = threads.map(lambda url: notprod.check(url).verdict, addresses)
    assert list(verdicts) == ["refuse", "allow"] * 100
