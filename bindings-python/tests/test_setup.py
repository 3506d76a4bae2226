"""Set up: after the project's own test configuration, with the environment as it left it."""

from __future__ import annotations

import pytest
from conftest import PROD, TEST, UNPROVEN, Project

SETS = """
import os
os.environ["DATABASE_URL"] = {url!r}
"""


def test_conftest_loads_another_file(suite: Project, workers: tuple[str, ...]) -> None:
    suite.put("settings/live.txt", f"DATABASE_URL={PROD}\n")
    suite.put(
        "conftest.py",
        """
        import os
        from pathlib import Path
        for line in Path("settings/live.txt").read_text().splitlines():
            name, _, value = line.partition("=")
            os.environ[name] = value
        """,
    )
    assert "shop_prod" in suite.pytest(*workers, DATABASE_URL=TEST).stopped()
    assert not suite.left("test-ran")


def test_nested_conftest_sets_it(suite: Project, workers: tuple[str, ...]) -> None:
    suite.put("deep/conftest.py", SETS.format(url=PROD))
    suite.put("deep/test_deep.py", "def test_deep(): pass\n")
    suite.pytest(*workers, DATABASE_URL=TEST).stopped()
    assert not suite.left("test-ran")


def test_only_one_worker_sets_it(suite: Project) -> None:
    suite.put(
        "conftest.py",
        f"""
        import os
        if os.environ.get("PYTEST_XDIST_WORKER") == "gw1":
            os.environ["DATABASE_URL"] = {PROD!r}
        """,
    )
    suite.pytest("-n", "2", DATABASE_URL=TEST).stopped()
    assert not suite.left("test-ran")


def test_conftest_makes_it_safe(suite: Project, workers: tuple[str, ...]) -> None:
    suite.put("conftest.py", SETS.format(url=TEST))
    out = suite.pytest(*workers, DATABASE_URL=UNPROVEN).passed()
    if not workers:
        assert "notprod: allow" in out.partition("collected")[2], out


def test_hook_sets_it(suite: Project, workers: tuple[str, ...]) -> None:
    suite.put(
        "conftest.py",
        f"def pytest_configure():\n    import os\n    os.environ['DATABASE_URL'] = {PROD!r}\n",
    )
    suite.pytest(*workers, DATABASE_URL=TEST).stopped()
    assert not suite.left("test-ran")


def test_stops_without_tests_and_with_broken_ones(suite: Project, workers: tuple[str, ...]) -> None:
    suite.put("conftest.py", SETS.format(url=PROD))
    suite.put("test_broken.py", "raise RuntimeError\n")
    out = suite.pytest(*workers, "--continue-on-collection-errors").all
    assert "shop_prod" in out
    assert not suite.left("test-ran")
    suite.root.joinpath("test_broken.py").unlink()
    suite.root.joinpath("test_shop.py").unlink()
    suite.pytest(*workers).stopped()


@pytest.mark.parametrize("option", ["-q", "-v", "-x", "--no-header", "--tb=no"])
def test_options_do_not_hide_the_report(suite: Project, option: str) -> None:
    suite.put("conftest.py", SETS.format(url=PROD))
    suite.pytest(option).stopped()
