"""Apps for tests: each is used by one test at a time, with that test's services, and then again.

To make one compiles its routes and reads its templates, which is most of what a short test takes.
"""

from collections import defaultdict
from pathlib import Path

from flask import Flask

from formhandler.web.app import create_app
from formhandler.web.services import EXTENSION, Services, no_problems
from tests.support.builds import compiled_templates

# All of the services that an app is made from; the rest it asks for at each request.
_Kind = tuple[Path, bool, bool, bool]
_free: defaultdict[_Kind, list[Flask]] = defaultdict(list)
_taken: list[tuple[_Kind, Flask]] = []


def an_app(services: Services) -> Flask:
    """Return an app with these services, which no other client of this test has."""
    kind = (
        services.theme,
        services.shows_mail,
        services.editing is not None,
        services.problems is no_problems,
    )
    app = _free[kind].pop() if _free[kind] else _made(services)
    app.extensions[EXTENSION] = services
    _taken.append((kind, app))
    return app


def give_back() -> None:
    """Let the next test have the apps of this one."""
    for kind, app in _taken:
        _free[kind].append(app)
    _taken.clear()


def _made(services: Services) -> Flask:
    app = create_app(services)
    app.jinja_env.bytecode_cache = compiled_templates()
    return app
