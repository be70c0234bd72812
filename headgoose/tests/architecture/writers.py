"""Only actions write, and every action says by whom and when."""

import ast
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from typing import Any

import headgoose
from headgoose.tests.architecture.source import ROOMS, Source

WRITING_METHODS = {"bulk_create", "bulk_update", "create", "get_or_create", "save", "update_or_create"}
WRITING_FUNCTIONS = {"insert_row", "insert_rows"}


def find_actions() -> Iterator[Callable[..., Any]]:
    """Every function of the house that is marked as an action, once."""
    for module in pkgutil.walk_packages(headgoose.__path__, "headgoose."):
        room = module.name.split(".")[1]
        if room in ROOMS and not {"tests", "migrations", "__main__"} & set(module.name.split(".")):
            for function in vars(import_module(module.name)).values():
                if getattr(function, "is_action", False) and function.__module__ == module.name:
                    yield function


def action_faults(actions: Iterable[Callable[..., Any]]) -> list[str]:
    """Actions that can be called without names, or without saying by whom or when, or that live elsewhere."""
    faults = []
    for function in actions:
        name = f"{function.__module__}.{function.__qualname__}"
        parameters = inspect.signature(function).parameters
        if any(p.kind is not inspect.Parameter.KEYWORD_ONLY for p in parameters.values()):
            faults.append(f"{name}: takes positional arguments")
        faults += [f"{name}: no `{given}`" for given in ("by", "at") if given not in parameters]
        faults += [f"{name}: sees a request" for given in parameters if given == "request"]
        if "actions" not in function.__module__.split("."):
            faults.append(f"{name}: an action outside `actions`")
    return faults


def may_write(path: str) -> bool:
    """Whether a file writes: actions, a room's `writing` that its actions share, migrations, tests, the bulk writer."""
    parts = path.removesuffix(".py").split("/")
    return bool({"actions", "migrations", "tests", "writing"} & set(parts)) or path == "kernel/bulk.py"


def stray_imports(files: Iterable[Source]) -> list[str]:
    """Imports of a room's `writing` from anything but the room's own actions and tests."""
    faults = []
    for file in files:
        for room in re.findall(r"from headgoose\.(\w+)\.writing import", file.text):
            mine = file.room == room and may_write(file.path)
            if room != "kernel" and not mine:
                faults.append(f"{file.path}: imports {room}.writing")
    return faults


def stray_writes(files: Iterable[Source]) -> list[str]:
    """Calls that write rows from a file that should not."""
    faults = []
    for file in files:
        if may_write(file.path):
            continue
        calls = (node for node in ast.walk(ast.parse(file.text)) if isinstance(node, ast.Call))
        faults += [f"{file.path}:{call.lineno} {name}" for call in calls if (name := _written(call))]
    return faults


def _written(call: ast.Call) -> str | None:
    if isinstance(call.func, ast.Name) and call.func.id in WRITING_FUNCTIONS:
        return call.func.id
    if not isinstance(call.func, ast.Attribute):
        return None
    name = call.func.attr
    # A cache deletes by key, and a document is saved to a stream: what writes rows is called with names or nothing.
    writes = name in WRITING_METHODS or name == "delete"
    return name if writes and not (name in {"delete", "save"} and call.args) else None
