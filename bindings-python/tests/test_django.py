"""pytest-django, as real processes: Django opens a test database of its own making."""

from __future__ import annotations

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
