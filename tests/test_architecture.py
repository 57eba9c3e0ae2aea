"""The architecture: which room may know which, and what is done nowhere or in one place only."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import formhandler
from tests.support.tables import each_case

PACKAGE = Path(formhandler.__file__).parent

# A room is a module or folder of formhandler/. A new arrow is a decision, made here.
ROOMS: dict[str, set[str]] = {
    "core": set(),
    "events": {"core"},
    "publishing": {"core", "events"},
    "signups": {"core", "events"},
    "wording": {"core", "events", "signups"},
    "mail": {"core", "events", "signups", "wording"},
    "web": {"core", "events", "mail", "signups", "wording"},
    "cli": {"core", "events", "mail", "publishing", "signups", "web"},
}

# What a room may use that is neither ours nor Python's own.
LIBRARIES: dict[str, set[str]] = {
    "core": {"babel", "jinja2", "markupsafe"},
    "events": {"email_validator", "pydantic", "pydantic_core", "yaml"},
    "publishing": {
        "PIL",
        "coloraide",
        "feedgenerator",
        "markdown",
        "markupsafe",
        "nh3",
        "pelican",
        "pydantic",
        "watchfiles",
    },
    "signups": {"sqlite_utils", "tabulate", "xlsxwriter"},
    "wording": {"markupsafe"},
    "mail": {"markupsafe"},
    "web": {"flask", "flask_wtf", "itsdangerous", "markupsafe", "waitress", "werkzeug", "wtforms"},
    "cli": {"click"},
}

# What a new site begins with is copied, never imported.
STARTER = PACKAGE / "starter"
MODULES = sorted(each for each in PACKAGE.rglob("*.py") if STARTER not in each.parents)
MODULES.remove(PACKAGE / "__init__.py")


def room_of(module: Path) -> str:
    return module.relative_to(PACKAGE).parts[0].removesuffix(".py")


def tree(module: Path) -> ast.Module:
    return ast.parse(module.read_text("utf-8"))


def imported(module: Path) -> Iterator[str]:
    """Yield the dotted name of all that a module imports."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: imports are written in full"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def names_in_all(room: str) -> set[str]:
    return {name for module in MODULES if room_of(module) == room for name in imported(module)}


def neighbours(room: str) -> set[str]:
    ours = (name.split(".")[1] for name in names_in_all(room) if name.startswith("formhandler."))
    return set(ours) - {room, "__version__"}


def libraries(room: str) -> set[str]:
    tops = {name.split(".")[0] for name in names_in_all(room)}
    return tops - sys.stdlib_module_names - {"formhandler"}


def test_every_room_is_in_the_table() -> None:
    assert {room_of(module) for module in MODULES} == set(ROOMS) == set(LIBRARIES)


@each_case("room", ROOMS)
def test_a_room_knows_these_rooms_and_no_others(room: str) -> None:
    assert neighbours(room) == ROOMS[room]


@each_case("room", LIBRARIES)
def test_a_room_uses_these_libraries_and_no_others(room: str) -> None:
    assert libraries(room) == LIBRARIES[room]


def test_arrows_go_one_way() -> None:
    left = dict(ROOMS)
    while free := [room for room, known in left.items() if not known & set(left)]:
        for room in free:
            del left[room]

    assert left == {}


def test_the_static_side_and_the_served_side_never_meet() -> None:
    assert "web" not in ROOMS["publishing"]
    assert "publishing" not in ROOMS["web"]


def test_only_the_command_line_sees_both_sides() -> None:
    assert [room for room, known in ROOMS.items() if {"publishing", "web"} <= known] == ["cli"]


def test_sqlite_is_met_in_one_module_only() -> None:
    users = {
        module.relative_to(PACKAGE).as_posix(): name
        for module in MODULES
        for name in imported(module)
        if "sqlite3" in name
    }

    assert users == {"signups/database.py": "sqlite_utils.utils.sqlite3"}


def test_events_do_no_input_or_output() -> None:
    doors = {"open", "os", "socket", "sqlite3", "subprocess", "tempfile", "urllib.request", "io"}
    tops = {name.split(".")[0] for name in names_in_all("events")}

    assert tops & doors == set()


def called(module: Path) -> Iterator[tuple[str, int]]:
    """Yield the dotted name and the line of each call."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node.lineno


def offenders(*names: str) -> list[str]:
    return [
        f"{module.relative_to(PACKAGE)}:{line}: {name}"
        for module in MODULES
        for name, line in called(module)
        if name in names
    ]


def test_time_is_read_in_one_place_and_always_with_its_zone() -> None:
    naive = offenders(
        "datetime.utcnow", "datetime.today", "date.today", "datetime.utcfromtimestamp"
    )
    bare = [
        f"{module}:{node.lineno}"
        for module in MODULES
        for node in ast.walk(tree(module))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) == "datetime.now"
        and not (node.args or node.keywords)
    ]

    assert naive + bare == []
    assert [each.split(":")[0] for each in offenders("datetime.now")] == ["core/clock.py"]


def test_nothing_is_printed() -> None:
    assert offenders("print", "sys.stdout.write", "sys.stderr.write") == []


def test_nothing_is_evaluated_or_run() -> None:
    assert offenders("eval", "exec", "os.system", "subprocess.run", "pickle.loads") == []


# The modules that may catch any exception, and why. Everything else names what it catches.
BROAD_EDGES: dict[str, str] = {
    "core/background.py": "nobody would notice that a thread had ended until mail stopped",
    "mail/worker.py": "a mail that cannot be composed must not hold up the others",
    "publishing/build.py": "a template may raise anything; what no template raised is raised on",
    "publishing/preview.py": "the preview must build again after any error, and show it",
    "publishing/settings_file.py": "an editor's settings may raise anything; its line is told",
    "publishing/site_config.py": "Pelican may raise anything at a setting of its own",
    "signups/database.py": "what was begun is rolled back, and the error raised on",
}


def catches_everything(node: ast.AST) -> bool:
    """Tell whether an `except` or a `suppress` is so broad that it hides what nobody foresaw."""
    if isinstance(node, ast.ExceptHandler):
        caught = [node.type] if node.type else [ast.Name("BaseException")]
    elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("suppress"):
        caught = node.args
    else:
        return False
    names = {ast.unparse(each) for kind in caught for each in ast.walk(kind)}
    return bool(names & {"Exception", "BaseException"})


def test_any_error_is_caught_at_these_edges_only() -> None:
    broad = {
        module.relative_to(PACKAGE).as_posix()
        for module in MODULES
        if any(map(catches_everything, ast.walk(tree(module))))
    }

    assert broad == set(BROAD_EDGES)


def test_nothing_is_asserted_but_what_is_marked() -> None:
    asserted = [
        line
        for module in MODULES
        for line in module.read_text("utf-8").splitlines()
        if re.match(r"\s*assert\b", line) and "noqa: S101" not in line
    ]

    assert asserted == []


def test_imports_stand_at_the_top() -> None:
    inner = [
        f"{module}:{node.lineno}"
        for module in MODULES
        for function in ast.walk(tree(module))
        if isinstance(function, ast.FunctionDef | ast.ClassDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]

    assert inner == []


def test_sql_stands_where_sign_ups_and_mails_are_stored() -> None:
    sql = re.compile(r"\s*(select|insert|update|delete|create|drop|pragma|begin)\s+\S+", re.I)
    found = [
        f"{module}:{node.lineno}"
        for module in MODULES
        if room_of(module) not in ("signups", "mail")
        for node in ast.walk(tree(module))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith((".execute", ".query"))
        for text in ast.walk(node)
        if isinstance(text, ast.Constant) and sql.match(str(text.value))
    ]

    assert found == []


@each_case("module", MODULES, ids=lambda module: module.stem)
def test_each_module_opens_with_one_sentence(module: Path) -> None:
    first = (ast.get_docstring(tree(module)) or "").split("\n\n")[0]

    assert first.endswith(".")
    assert "\n" not in first


def test_no_module_is_named_for_nothing() -> None:
    nothing = {"utils", "helpers", "common", "manager", "base", "misc"}

    assert {module.stem for module in MODULES} & nothing == set()
