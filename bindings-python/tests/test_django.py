"""pytest-django, as real processes: Django opens a test database of its own making."""

from __future__ import annotations

import json
import sys

import pytest
from conftest import Project

SETTINGS = """
    SECRET_KEY = "x"
    INSTALLED_APPS = []
    DATABASES = {{
        "default": {{
            "ENGINE": "django.db.backends.{engine}",
            "NAME": "{name}",
            "HOST": "{host}",
            "TEST": {test},
        }}
    }}
"""


def django(
    project: Project, *, name: str, engine: str = "sqlite3", host: str = "", test: str = "{}"
) -> Project:
    """A project whose only test asks for no database."""
    settings = SETTINGS.format(name=name, engine=engine, host=host, test=test)
    project.put("shop_settings.py", settings)
    return project.write(
        test_shop_py="""
            def test_shop():
                pass
        """,
    )


def put_ini(project: Project) -> Project:
    text = "[pytest]\nDJANGO_SETTINGS_MODULE = shop_settings\npythonpath = .\n"
    return project.put("pytest.ini", text)


def test_a_file_database_is_in_memory_for_tests(project: Project) -> None:
    shop = put_ini(django(project, name="shop_production.sqlite3"))
    said = shop.pytest().passed()
    assert "DATABASES.default" in said


def test_a_local_application_database_becomes_a_test_database(project: Project) -> None:
    shop = put_ini(django(project, name="shop", engine="postgresql"))
    said = shop.pytest(DATABASE_URL="postgres://app@localhost/shop").passed()
    assert "test_shop" in said


@pytest.mark.parametrize(
    ("host", "test", "rule"),
    [
        ("", '{"NAME": "shop"}', "test-equals-app"),
        ("db.example.com", "{}", "remote-host"),
    ],
)
def test_what_django_would_drop_is_refused(
    project: Project, workers: tuple[str, ...], host: str, test: str, rule: str
) -> None:
    shop = put_ini(django(project, name="shop", engine="postgresql", host=host, test=test))
    assert rule in shop.pytest(*workers).stopped()


def test_a_conftest_that_sets_no_test_database_up(project: Project) -> None:
    shop = put_ini(django(project, name="shop", engine="postgresql"))
    shop.write(
        conftest_py="""
            import pytest

            @pytest.fixture(scope="session")
            def django_db_setup():
                pass
        """
    )
    assert "unproven" in shop.pytest().stopped()


def manage(project: Project) -> Project:
    """A `manage.py` that names the settings module; pytest's configuration does not."""
    return project.put(
        "manage.py",
        """
        import os, sys
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop_settings")
        if __name__ == "__main__":
            print("managed", sys.argv[1])
        """,
    )


NOTPROD = ("-m", "notprod")


def test_console_script_reads_the_settings(project: Project) -> None:
    shop = manage(django(project, name="shop", engine="postgresql"))
    said = shop.python(*NOTPROD, "check")
    assert said.code == 0, said.all
    assert "test_shop" in said.out
    assert "unread-settings" not in said.out

    remote = manage(django(project, name="shop", engine="postgresql", host="db.example.com"))
    said = remote.python(*NOTPROD, "check")
    assert said.code == 1, said.all
    assert "DATABASES.default" in said.out


def test_run_knows_a_command_that_opens_the_real_database(project: Project) -> None:
    shop = manage(django(project, name="shop", engine="postgresql"))
    run = (*NOTPROD, "run", "--", sys.executable, "manage.py")
    done = shop.python(*run, "test")
    assert (done.code, done.out) == (0, "managed test\n"), done.all
    assert shop.python(*run, "flush").code == 1


def test_what_the_settings_do_stays_with_them(project: Project) -> None:
    shop = manage(django(project, name="shop", engine="postgresql"))
    settings = (project.root / "shop_settings.py").read_text()
    shop.put("shop_settings.py", "import os\nprint('noise')\nos.environ['LEFT'] = 'x'\n" + settings)
    said = shop.python(*NOTPROD, "check", "--format", "json")
    assert json.loads(said.out)["verdict"] == "allow"
    code = "import os; print(os.environ.get('LEFT'), os.environ.get('DJANGO_SETTINGS_MODULE'))"
    done = shop.python(*NOTPROD, "run", "--", sys.executable, "-c", code)
    assert (done.code, done.out) == (0, "None None\n"), done.all


def test_settings_that_fail_are_no_answer(project: Project) -> None:
    shop = manage(project).put("shop_settings.py", "raise ValueError('hunter2')\n")
    said = shop.python(*NOTPROD, "check")
    assert said.code == 2, said.all
    assert "ValueError" in said.err
    assert "hunter2" not in said.all


def test_settings_that_are_not_there_are_not_read(project: Project) -> None:
    said = manage(project).python(*NOTPROD, "check")
    assert said.code == 0, said.all
    assert "NP005" in said.out


def test_options_of_pytest_reach_the_core(project: Project) -> None:
    shop = django(project, name="shop", engine="postgresql", host="db.example.com")
    assert "remote-host" in shop.pytest("--ds=shop_settings").stopped()
    assert shop.put("ci.ini", "[pytest]\nenv =\n    APP_ENV=production\n").left("ci.ini")
    assert "production-environment" in shop.pytest("-c", "ci.ini").stopped()
