"""Real suites on real files: plain `sqlite3`, SQLAlchemy, and a conftest that loads a file late."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Project

SQLITE3 = {
    "conftest.py": """
        import os, sqlite3
        import pytest
        @pytest.fixture
        def rows():
            database = sqlite3.connect(os.environ["DATABASE_URL"].partition("///")[2])
            database.execute("CREATE TABLE IF NOT EXISTS orders (cents INTEGER)")
            database.execute("DELETE FROM orders")
            database.commit()
            yield lambda: database.execute("SELECT count(*) FROM orders").fetchone()[0]
            database.close()
    """
}

SQLALCHEMY = {
    "conftest.py": """
        import os
        import pytest, sqlalchemy
        engine = sqlalchemy.create_engine(os.environ["DATABASE_URL"])
        table = sqlalchemy.Table(
            "orders", sqlalchemy.MetaData(), sqlalchemy.Column("cents", sqlalchemy.Integer)
        )
        table.metadata.drop_all(engine)
        table.metadata.create_all(engine)
        @pytest.fixture
        def rows():
            count = sqlalchemy.select(sqlalchemy.func.count()).select_from(table)
            with engine.connect() as connection:
                yield lambda: connection.execute(count).scalar()
    """
}

TESTS = """
    def test_no_order(rows):
        assert rows() == 0
"""


@pytest.fixture(params=[SQLITE3, SQLALCHEMY], ids=["sqlite3", "sqlalchemy"])
def shop(request: pytest.FixtureRequest, project: Project) -> Project:
    """A suite that empties its database, and a production file of three orders."""
    for name, text in request.param.items():
        project.put(name, text)
    project.put("test_orders.py", TESTS)
    database = sqlite3.connect(project.root / "shop_production.db")
    database.execute("CREATE TABLE orders (cents INTEGER)")
    database.executemany("INSERT INTO orders VALUES (?)", [(1,), (2,), (3,)])
    database.commit()
    database.close()
    return project


LOADS = """
import os
for line in open(".env.shop"):
    name, _, value = line.strip().partition("=")
    os.environ[name] = value
"""


def content(project: Project) -> bytes:
    """The bytes of the production file."""
    return (project.root / "shop_production.db").read_bytes()


def test_production_is_refused(shop: Project, workers: tuple[str, ...]) -> None:
    before = content(shop)
    out = shop.pytest(*workers, DATABASE_URL="sqlite:///shop_production.db").stopped()
    assert "DATABASE_URL" in out
    assert content(shop) == before


def test_a_test_file_is_allowed(shop: Project) -> None:
    shop.pytest(DATABASE_URL="sqlite:///shop_test.db").passed()
    assert shop.left("shop_test.db")


def test_production_in_a_dotenv_file_is_refused(shop: Project) -> None:
    before = content(shop)
    shop.put(".env", "# the shop\nDATABASE_URL=sqlite:///shop_production.db\n")
    assert ".env:2" in shop.pytest().stopped()
    assert content(shop) == before


def test_a_file_that_a_conftest_loads_late_is_judged(
    shop: Project, workers: tuple[str, ...]
) -> None:
    # The suite of SQLAlchemy opens its database on import, which no guard at set up can see.
    shop.put("conftest.py", SQLITE3["conftest.py"])
    shop.put("conftest.py", LOADS + (shop.root / "conftest.py").read_text())
    shop.put(".env.shop", "DATABASE_URL=sqlite:///shop_production.db\n")
    before = content(shop)
    assert "shop_production" in shop.pytest(*workers).stopped()
    assert content(shop) == before
    shop.put(".env.shop", "DATABASE_URL=sqlite:///shop_test.db\n")
    shop.pytest(*workers).passed()


def test_a_conftest_that_opens_its_database_asks_first(shop: Project) -> None:
    guarded = LOADS + "import notprod\nnotprod.guard()\n"
    shop.put("conftest.py", guarded + (shop.root / "conftest.py").read_text())
    shop.put(".env.shop", "DATABASE_URL=sqlite:///shop_production.db\n")
    before = content(shop)
    shop.pytest().stopped()
    assert content(shop) == before


def test_the_demo() -> None:
    script = Path(__file__).parents[2] / "examples" / "demo.sh"
    command = (str(script), sys.executable)
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("exit code 4") == 2
