"""Hands over the databases of a Django that has booted. What they mean is decided in the core."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Any

import pytest

PLUGIN = "django"
SETUP = "django_db_setup"


def declared(session: pytest.Session) -> str:
    """The settings as JSON, without passwords; an empty list where pytest-django does not run."""
    conf = sys.modules.get("django.conf")
    if conf is None or not session.config.pluginmanager.hasplugin(PLUGIN):
        return "[]"
    settings = conf.settings
    if not settings.configured:
        return "[]"
    sets_up = _sets_up(session)
    return json.dumps(
        [_connection(alias, values, sets_up) for alias, values in settings.DATABASES.items()]
    )


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
