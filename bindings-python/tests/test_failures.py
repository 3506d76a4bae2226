"""What cannot be answered stops the run."""

from __future__ import annotations

import os
import sys

import pytest
from conftest import PROD, TEST, Project
from notprod import _native

injects = pytest.mark.skipif(
    not _native.injects, reason="a release build injects no failure: see `maturin develop`"
)

SECRET = "hunter2-s3cret"  # noqa: S105


def test_a_broken_policy(suite: Project, workers: tuple[str, ...]) -> None:
    suite.put("notprod.toml", "bogus = 1\n")
    assert "NP901" in suite.pytest(*workers, DATABASE_URL=TEST).stopped()
    assert not suite.left("conftest-ran")


def test_a_policy_that_breaks_after_the_start(suite: Project, workers: tuple[str, ...]) -> None:
    suite.put("conftest.py", "open('notprod.toml', 'w').write('bogus = 1')\n")
    assert "NP901" in suite.pytest(*workers, DATABASE_URL=TEST).stopped()
    assert not suite.left("test-ran")


@injects
def test_a_panic(suite: Project, workers: tuple[str, ...]) -> None:
    result = suite.pytest(*workers, DATABASE_URL=TEST, NOTPROD_INJECT="panic")
    assert result.code == 4
    assert "NP999" in result.err
    assert not suite.left("conftest-ran")


@injects
def test_a_panic_at_set_up(suite: Project, workers: tuple[str, ...]) -> None:
    suite.put("conftest.py", "import os\nos.environ['NOTPROD_INJECT'] = 'panic'\n")
    result = suite.pytest(*workers, DATABASE_URL=TEST)
    assert result.code == 4
    assert "NP999" in result.err
    assert not suite.left("test-ran")


@pytest.mark.parametrize("broken", ["ask", "callers"])
def test_an_exception_in_the_plugin(suite: Project, broken: str) -> None:
    suite.put("broken.py", f"from notprod import asking\nasking.{broken} = None\n")
    result = suite.pytest("-p", "broken", DATABASE_URL=TEST, PYTHONPATH=".")
    assert result.code != 0
    assert not suite.left("conftest-ran")


def test_an_exception_in_the_plugin_at_set_up(suite: Project, workers: tuple[str, ...]) -> None:
    suite.put("conftest.py", "from notprod import asking\nasking.ask = None\n")
    assert suite.pytest(*workers, DATABASE_URL=TEST).code != 0
    assert not suite.left("test-ran")


def test_an_answer_that_cannot_be_read(suite: Project) -> None:
    suite.put(
        "conftest.py",
        """
        import notprod
        from notprod import report
        report.json = None
        notprod.guard()
        """,
    )
    assert "NP999" in suite.pytest(DATABASE_URL=TEST).stopped()


def test_without_the_native_module(suite: Project) -> None:
    suite.put("broken.py", "import sys\nsys.modules['notprod._native'] = None\n")
    assert suite.pytest("-p", "broken", DATABASE_URL=TEST, PYTHONPATH=".").code != 0
    assert not suite.left("conftest-ran")


def test_check_raises_what_except_exception_does_not_swallow(project: Project) -> None:
    project.put("notprod.toml", "bogus = 1\n")
    project.put(
        "script.py",
        """
        import notprod
        try:
            notprod.check()
        except Exception:
            print("swallowed")
        except notprod.Error as error:
            failure = error.failure
            print(failure.code, failure.name, "bogus" in failure.message, error.report)
        """,
    )
    assert project.python("script.py").out == "NP901 policy-error True None\n"


@pytest.mark.parametrize(
    "call",
    [
        "check(runner='no-such-runner')",
        "check(environment={1: 'x'})",
        "check(environment={'A': 1})",
        "check(root=b'x')",
        "check(root=7)",
        "guard(load=7)",
    ],
)
def test_a_question_that_cannot_be_put(project: Project, call: str) -> None:
    project.put(
        "script.py", f"import notprod\ntry:\n    notprod.{call}\nexcept Exception:\n    pass\n"
    )
    assert "NP906" in project.python("script.py").stopped(code=1)


def test_bytes_that_are_no_text(suite: Project, workers: tuple[str, ...]) -> None:
    variables = {b"ODD": b"\xff\xfe", b"\xffODD": b"x", b"DATABASE_URL": os.fsencode(TEST)}
    command = (sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *workers)
    suite.run(*command, env=variables).passed()
    variables[b"DATABASE_URL"] = b"postgres://app:\xff@localhost/shop_prod"
    suite.run(*command, env=variables).stopped()


def test_lone_surrogates(project: Project) -> None:
    project.put(
        "script.py",
        r"""
        import notprod
        for odd in ("\ud800", "\udcff", "\U0010ffff"):
            environment = {"ODD" + odd: odd, "DATABASE_URL": "postgres://app@localhost/shop_test"}
            assert notprod.check(environment=environment).verdict == "allow"
        """,
    )
    project.python("script.py").passed(0)


def test_a_huge_variable(project: Project) -> None:
    project.put(
        "script.py",
        """
        import notprod
        environment = {"HUGE": "x" * 50_000_000, "DATABASE_URL": "postgres://app@localhost/shop_test"}
        assert notprod.check(environment=environment).verdict == "allow"
        """,
    )
    project.python("script.py").passed(0)


def test_no_secret_is_shown(suite: Project, workers: tuple[str, ...]) -> None:
    address = f"postgres://app:{SECRET}@localhost/"
    for name in ("shop_prod", "shop", "shop_test", "shop?sslmode=%zz"):
        assert SECRET not in suite.pytest(*workers, "-vv", DATABASE_URL=address + name).all
    suite.put("conftest.py", f"import notprod\nnotprod.guard({address + 'shop_prod'!r})\n")
    assert SECRET not in suite.pytest(*workers).stopped()
    suite.put(
        "script.py",
        f"import notprod\nr = notprod.check({address + 'shop_prod'!r})\n"
        "print(r, repr(r), r.to_json(), r.summary)\n",
    )
    assert SECRET not in suite.python("script.py").all


def test_no_secret_in_a_traceback(project: Project) -> None:
    project.put(
        "script.py",
        f"import notprod\nnotprod.check({PROD!r}, environment={{'A': 1, 'B': {SECRET!r}}})\n",
    )
    assert SECRET not in project.python("script.py").all
