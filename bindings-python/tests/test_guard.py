"""`guard()` in conftests, hooks, fixtures, tests and scripts."""

from __future__ import annotations

import pytest
from conftest import PROD, TEST, UNPROVEN, Project

GUARD = f"""
import notprod
notprod.guard({PROD!r})
"""

SWALLOWS = f"""
import notprod
try:
    notprod.guard({PROD!r})
except {{}}:
    pass
from pathlib import Path
Path("went-on").touch()
"""


def test_in_the_root_conftest(suite: Project, workers: tuple[str, ...]) -> None:
    suite.put("conftest.py", GUARD)
    suite.pytest(*workers).stopped()
    assert not suite.left("test-ran")


def test_in_a_conftest_below(suite: Project, workers: tuple[str, ...]) -> None:
    suite.put("deep/conftest.py", GUARD)
    suite.put("deep/test_deep.py", "def test_deep(): pass\n")
    suite.pytest(*workers).stopped()
    suite.pytest(*workers, "--continue-on-collection-errors").stopped()
    assert not suite.left("test-ran")


def test_in_a_test_module(suite: Project, workers: tuple[str, ...]) -> None:
    suite.put("test_zoo.py", f"{GUARD}\ndef test_zoo(): pass\n")
    suite.pytest(*workers).stopped()
    suite.pytest(*workers, "--continue-on-collection-errors").stopped()
    assert not suite.left("test-ran")


@pytest.mark.parametrize("hook", ["pytest_configure", "pytest_sessionstart"])
def test_in_a_hook(suite: Project, workers: tuple[str, ...], hook: str) -> None:
    suite.put("conftest.py", f"def {hook}():\n    import notprod\n    notprod.guard({PROD!r})\n")
    suite.pytest(*workers).stopped()
    assert not suite.left("test-ran")


def test_in_a_hook_that_adds_options(suite: Project) -> None:
    suite.put(
        "conftest.py", f"def pytest_addoption():\n    import notprod\n    notprod.guard({PROD!r})\n"
    )
    suite.pytest().stopped()


def test_in_a_fixture(suite: Project, workers: tuple[str, ...]) -> None:
    suite.put(
        "conftest.py",
        f"""
        import notprod, pytest
        @pytest.fixture(scope="session", autouse=True)
        def database():
            notprod.guard({PROD!r})
        """,
    )
    suite.pytest(*workers).stopped()
    assert not suite.left("test-ran")


def test_in_a_test(suite: Project, workers: tuple[str, ...]) -> None:
    suite.put(
        "test_first.py",
        f"""
        import notprod
        def test_first():
            notprod.guard({PROD!r})
        """,
    )
    suite.pytest(*workers, "-k", "first").stopped()


def test_in_a_unittest(suite: Project) -> None:
    suite.put(
        "test_first.py",
        f"""
        import notprod, unittest
        class First(unittest.TestCase):
            def test_first(self):
                notprod.guard({PROD!r})
        """,
    )
    suite.pytest().stopped()
    assert not suite.left("test-ran")


def test_in_one_worker(suite: Project) -> None:
    suite.put(
        "conftest.py",
        f"""
        import notprod, os
        if os.environ.get("PYTEST_XDIST_WORKER") == "gw1":
            notprod.guard({PROD!r})
        """,
    )
    suite.pytest("-n", "2").stopped()
    assert not suite.left("test-ran")


def test_in_a_hook_of_one_worker(suite: Project) -> None:
    suite.put(
        "conftest.py",
        f"""
        import notprod, os
        def pytest_configure():
            if os.environ.get("PYTEST_XDIST_WORKER") == "gw1":
                notprod.guard({PROD!r})
        """,
    )
    suite.pytest("-n", "2").stopped()
    assert not suite.left("test-ran")


@pytest.mark.parametrize("caught", ["Exception", "BaseException", "SystemExit"])
def test_a_caught_refusal_stops_pytest(
    suite: Project, workers: tuple[str, ...], caught: str
) -> None:
    suite.put("conftest.py", SWALLOWS.format(caught))
    suite.pytest(*workers).stopped()
    assert suite.left("went-on") is (caught != "Exception")
    assert not suite.left("test-ran")


def test_without_the_plugin(suite: Project) -> None:
    suite.put("conftest.py", GUARD)
    suite.pytest(PYTEST_DISABLE_PLUGIN_AUTOLOAD="1").stopped()
    suite.pytest("-p", "no:notprod").stopped()


def test_beside_pytest_plugins(suite: Project) -> None:
    suite.put("conftest.py", f"pytest_plugins = ['notprod.pytest_plugin']\n{GUARD}")
    suite.pytest(PYTEST_DISABLE_PLUGIN_AUTOLOAD="1").stopped()
    suite.pytest().stopped()


def test_a_test_may_expect_a_refusal(suite: Project) -> None:
    suite.put(
        "test_shop.py",
        f"""
        import notprod, pytest
        def test_refused():
            with pytest.raises(notprod.Refused) as refused:
                notprod.guard({PROD!r})
            assert refused.value.report.verdict == "refuse"
        """,
    )
    suite.pytest().passed()


def test_takes_the_root_of_pytest(suite: Project) -> None:
    suite.put("pytest.ini", "[pytest]\n").put(".env.test", "CACHE=warm\n")
    suite.put("sub/conftest.py", "import notprod\nnotprod.guard(load='.env.test')\n")
    suite.put("sub/test_sub.py", "def test_sub(): pass\n")
    suite.pytest(cwd="sub").passed()


def test_takes_another_root(suite: Project) -> None:
    suite.put("service/.git", "").put("service/.env", f"DATABASE_URL={PROD}\n")
    suite.put("conftest.py", "import notprod\nnotprod.guard(root='service')\n")
    suite.pytest().stopped()
    assert not suite.left("test-ran")


def test_loads_a_file(suite: Project, workers: tuple[str, ...]) -> None:
    suite.put(".env.test", f"DATABASE_URL={TEST}\nCACHE=warm\n")
    suite.put("conftest.py", "import notprod\nnotprod.guard(load='.env.test')\nnotprod.guard()\n")
    suite.put(
        "test_shop.py",
        f"""
        import os
        def test_shop():
            assert os.environ["DATABASE_URL"] == {TEST!r}
            assert os.environ["CACHE"] == "warm"
        """,
    )
    suite.pytest(*workers, DATABASE_URL=UNPROVEN).passed()


def test_a_refused_file_is_not_loaded(project: Project) -> None:
    project.put(".env.test", f"DATABASE_URL={PROD}\n")
    project.put(
        "script.py",
        """
        import notprod, os
        try:
            notprod.guard(load=".env.test")
        except SystemExit:
            print("loaded", "DATABASE_URL" in os.environ)
        """,
    )
    assert "loaded False" in project.python("script.py").out


def test_a_file_that_is_not_there_stops(suite: Project) -> None:
    suite.put("conftest.py", "import notprod\nnotprod.guard(load='.env.test')\n")
    assert "NP905" in suite.pytest(DATABASE_URL=TEST).stopped()


def test_in_a_script(project: Project) -> None:
    project.put("script.py", f"{SWALLOWS.format('Exception')}")
    assert "shop_prod" in project.python("script.py").stopped(code=1)
    assert not project.left("went-on")
    project.put("script.py", "import notprod\nprint(notprod.guard().verdict)\n")
    assert project.python("script.py", DATABASE_URL=TEST).out == "allow\n"
    assert project.python("script.py", DATABASE_URL=UNPROVEN).stopped(code=1)


def test_twice_is_once(project: Project) -> None:
    project.put("script.py", "import notprod\nassert notprod.guard() == notprod.guard()\n")
    project.python("script.py", DATABASE_URL=TEST).passed(0)


def test_check_neither_stops_nor_writes(project: Project) -> None:
    project.put(".env.test", f"DATABASE_URL={PROD}\n")
    project.put(
        "script.py",
        """
        import notprod, os
        before = dict(os.environ)
        print(notprod.check(load=".env.test").verdict, before == dict(os.environ))
        """,
    )
    result = project.python("script.py")
    assert (result.out, result.err) == ("refuse True\n", "")
