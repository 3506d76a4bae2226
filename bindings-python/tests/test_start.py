"""Start: before any code of the project."""

from __future__ import annotations

import pytest
from conftest import PROD, TEST, UNPROVEN, Project


def test_refused_before_any_conftest(suite: Project, workers: tuple[str, ...]) -> None:
    assert "shop_prod" in suite.pytest(*workers, DATABASE_URL=PROD).stopped()
    assert not suite.left("conftest-ran")
    assert not suite.left("test-ran")


def test_allowed_runs_as_if_nothing_were_there(suite: Project, workers: tuple[str, ...]) -> None:
    out = suite.pytest(*workers, DATABASE_URL=TEST).passed()
    assert "notprod: allow" in out
    assert suite.left("test-ran")


def test_an_allowed_run_imports_little(suite: Project) -> None:
    suite.put(
        "test_shop.py",
        """
        import sys
        def test_shop():
            assert "notprod.report" not in sys.modules
        """,
    )
    suite.pytest(DATABASE_URL=TEST).passed()


def test_unproven_is_left_to_set_up(suite: Project, workers: tuple[str, ...]) -> None:
    suite.pytest(*workers, DATABASE_URL=UNPROVEN).stopped()
    assert suite.left("conftest-ran")
    assert not suite.left("test-ran")


def test_header_says_that_nothing_was_judged(suite: Project) -> None:
    assert "notprod: nothing judged" in suite.pytest().passed()


@pytest.mark.parametrize("option", ["--help", "-h", "--version", "-V"])
def test_help_and_version_are_not_judged(suite: Project, option: str) -> None:
    assert suite.pytest(option, DATABASE_URL=PROD).code == 0


def test_version_with_details_is_not_judged(suite: Project) -> None:
    result = suite.pytest("-VV", DATABASE_URL=PROD)
    assert result.code == 0
    assert "notprod" in result.all


def test_collect_only_is_judged(suite: Project) -> None:
    suite.pytest("--collect-only", DATABASE_URL=PROD).stopped()
    suite.pytest("--collect-only", DATABASE_URL=TEST).passed(0)


def test_root_is_that_of_pytest(suite: Project) -> None:
    suite.put(".env", f"DATABASE_URL={PROD}\n").put("pytest.ini", "[pytest]\n")
    suite.put("sub/deeper/test_deep.py", "def test_deep(): pass\n")
    assert ".env" in suite.pytest(cwd="sub/deeper").stopped()
    assert not suite.left("conftest-ran")


def test_left_out_by_name(suite: Project, workers: tuple[str, ...]) -> None:
    out = suite.pytest(*workers, "-p", "no:notprod", DATABASE_URL=PROD).passed()
    assert "notprod:" not in out


def test_required_plugins_makes_leaving_out_an_error(suite: Project) -> None:
    suite.put("pytest.ini", "[pytest]\nrequired_plugins = notprod\n")
    suite.pytest(DATABASE_URL=TEST).passed()
    result = suite.pytest("-p", "no:notprod", DATABASE_URL=TEST)
    assert result.code == 4
    assert "Missing required plugins: notprod" in result.err


@pytest.mark.parametrize("name", ["notprod", "notprod.pytest_plugin"])
def test_named_where_plugins_are_not_loaded(suite: Project, name: str) -> None:
    variables = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "DATABASE_URL": PROD}
    suite.pytest(**variables).passed()
    suite.root.joinpath("conftest-ran").unlink()
    suite.pytest("-p", name, **variables).stopped()
    assert not suite.left("conftest-ran")


def test_named_by_variable(suite: Project) -> None:
    variables = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_PLUGINS": "notprod.pytest_plugin"}
    suite.pytest(DATABASE_URL=PROD, **variables).stopped()
    assert not suite.left("conftest-ran")


def test_named_twice_is_one_plugin(suite: Project, workers: tuple[str, ...]) -> None:
    suite.put("conftest.py", "pytest_plugins = ['notprod.pytest_plugin']\n")
    arguments = (*workers, "-p", "notprod", "-p", "notprod.pytest_plugin", "-W", "error")
    assert suite.pytest(*arguments, DATABASE_URL=TEST).passed().count("notprod: allow") == 1
    suite.pytest(*arguments, DATABASE_URL=PROD).stopped()


@pytest.mark.parametrize("autoload", [True, False])
def test_named_in_conftest(suite: Project, workers: tuple[str, ...], autoload: bool) -> None:
    suite.put(
        "conftest.py",
        """
        from pathlib import Path
        pytest_plugins = ["notprod.pytest_plugin"]
        Path("conftest-ran").touch()
        def pytest_configure():
            Path("configure-ran").touch()
        """,
    )
    variables = {} if autoload else {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    if workers and not autoload:
        workers = (*workers, "-p", "xdist")
    out = suite.pytest(*workers, DATABASE_URL=TEST, **variables).passed()
    assert out.count("notprod: allow") == 1
    suite.root.joinpath("conftest-ran").unlink()
    suite.root.joinpath("configure-ran").unlink()
    suite.pytest(*workers, DATABASE_URL=PROD, **variables).stopped()
    assert suite.left("conftest-ran") is not autoload
    assert not suite.left("configure-ran")


def test_a_variable_does_not_pass_for_a_worker(suite: Project) -> None:
    suite.pytest(DATABASE_URL=PROD, PYTEST_XDIST_WORKER="gw0").stopped()
    assert not suite.left("conftest-ran")


def test_a_run_without_xdist(suite: Project) -> None:
    suite.pytest("-p", "no:xdist", DATABASE_URL=PROD).stopped()
    suite.pytest("-p", "no:xdist", DATABASE_URL=TEST).passed()


def test_a_run_without_a_terminal(suite: Project) -> None:
    suite.pytest("-p", "no:terminal", DATABASE_URL=PROD).stopped()
    assert suite.pytest("-p", "no:terminal", DATABASE_URL=TEST).code == 0


def test_runs_inside_one_process(suite: Project) -> None:
    suite.put(
        "twice.py",
        """
        import os, pytest
        os.environ["DATABASE_URL"] = "postgres://app@localhost/shop_prod"
        first = pytest.main(["-p", "no:cacheprovider"])
        os.environ["DATABASE_URL"] = "postgres://app@localhost/shop_test"
        second = pytest.main(["-p", "no:cacheprovider"])
        print("codes", int(first), int(second))
        """,
    )
    assert "codes 4 0" in suite.python("twice.py").out


def test_loads_a_file_before_any_conftest(suite: Project, workers: tuple[str, ...]) -> None:
    suite.put("pytest.ini", "[pytest]\nnotprod_load = .env.test\n")
    suite.put(".env", f"DATABASE_URL={PROD}\n").put(".env.test", f"DATABASE_URL={TEST}\n")
    suite.put("conftest.py", f"import os\nassert os.environ['DATABASE_URL'] == {TEST!r}\n")
    suite.put(
        "test_shop.py",
        f"import os\ndef test_shop(): assert os.environ['DATABASE_URL'] == {TEST!r}\n",
    )
    suite.pytest(*workers, DATABASE_URL=PROD).passed()
    suite.pytest(*workers, "-o", "notprod_load=.env.other").stopped()
    suite.put(".env.test", f"DATABASE_URL={PROD}\n")
    suite.pytest(*workers, DATABASE_URL=TEST).stopped()
