"""Hands over the databases of Django's settings. What they mean is decided in the core."""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pytest

PLUGIN = "django"
SETUP = "django_db_setup"


def of_session(session: pytest.Session) -> str:
    """The settings as JSON, without passwords; an empty list where pytest-django does not run."""
    if not session.config.pluginmanager.hasplugin(PLUGIN):
        return "[]"
    return of_process(sets_up=_sets_up(session))


def of_process(*, sets_up: bool = True) -> str:
    """The settings that this process has read, as JSON; an empty list where it has read none."""
    conf = sys.modules.get("django.conf")
    if conf is None or not conf.settings.configured:
        return "[]"
    return json.dumps(
        [_connection(alias, values, sets_up) for alias, values in conf.settings.DATABASES.items()]
    )


def of_module(module: str, root: str) -> str | None:
    """Reads a settings module, as JSON; `None` where Django or the module is not there.

    What the module prints goes to standard error: standard output is for the report.
    """
    if importlib.util.find_spec("django") is None:
        return None
    with _booting(module, root), contextlib.redirect_stdout(sys.stderr):
        settings = importlib.import_module("django.conf").settings
        try:
            settings.DATABASES  # noqa: B018 - the first look imports the module
        except ModuleNotFoundError as error:
            if error.name is None or not f"{module}.".startswith(f"{error.name}."):
                raise
            return None
        return of_process()


@contextlib.contextmanager
def _booting(module: str, root: str) -> Iterator[None]:
    """Python as `manage.py` would have it. Nothing of it stays: `notprod run` becomes a command."""
    path, environment = sys.path[:], dict(os.environ)
    # The folder of a `manage.py`, where pytest-django finds projects, too.
    below = sorted({str(found.parent) for found in Path(root).glob("*/manage.py")})
    sys.path[:0] = [root, *below]
    os.environ["DJANGO_SETTINGS_MODULE"] = module
    try:
        yield
    finally:
        sys.path[:] = path
        os.environ.clear()
        os.environ.update(environment)


def _connection(alias: str, values: dict[str, Any], sets_up: bool) -> dict[str, Any]:
    test = values.get("TEST") or {}
    options = values.get("OPTIONS") or {}
    return {
        "origin": "django",
        "alias": alias,
        "engine": str(values.get("ENGINE") or ""),
        "host": _text(values.get("HOST")),
        "port": _text(values.get("PORT")),
        "name": _text(values.get("NAME")),
        "user": _text(values.get("USER")),
        "service": _text(options.get("service")),
        "test": {"name": _text(test.get("NAME")), "mirror": _text(test.get("MIRROR"))}
        if sets_up
        else None,
    }


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _sets_up(session: pytest.Session) -> bool:
    """Whether Django makes the test databases: a project may take the fixture's place."""
    return all(_is_djangos(fixture) for item in session.items for fixture in _fixtures(item))


def _fixtures(item: pytest.Item) -> Sequence[Any]:
    manager: Any = item.session._fixturemanager
    try:
        return manager.getfixturedefs(SETUP, item) or ()
    except (AttributeError, TypeError):  # pytest before 8.1 wants the node's id
        return manager.getfixturedefs(SETUP, item.nodeid) or ()


def _is_djangos(fixture: Any) -> bool:
    return fixture.func.__module__.startswith("pytest_django") or SETUP in fixture.argnames
