"""The arrows that import-linter cannot see: foreign keys, names of addresses, templates. All point downwards."""

import re
from collections.abc import Iterable, Mapping

from django.db import models

from headgoose.tests.architecture.source import HEIGHT, Source, room_of

IN_PYTHON = re.compile(
    r"""\b(?:reverse|reverse_lazy|redirect)\(\s*["']([A-Za-z][\w-]*)["']|url_name=["']([\w-]+)["']"""
)
IN_TEMPLATE = re.compile(r"""{%\s*url\s+["']([\w-]+)["']""")
TEMPLATE_IN_PYTHON = re.compile(r"""["']([\w/-]+\.html)["']""")
TEMPLATE_IN_TEMPLATE = re.compile(r"""{%\s*(?:extends|include)\s+["']([^"']+)["']""")


def foreign_key_faults(found: Iterable[type[models.Model]]) -> list[str]:
    """Foreign keys that point to an upper room."""
    faults = []
    for model in found:
        room = room_of(model.__module__)
        for field in model._meta.get_fields():
            target = field.related_model
            if not field.concrete or not isinstance(target, type):
                continue
            other = room_of(target.__module__)
            if other in HEIGHT and HEIGHT[other] > HEIGHT[room]:
                faults.append(f"{model._meta.label}.{field.name} points up to {other}")
    return faults


def address_faults(files: Iterable[Source], owners: Mapping[str, str]) -> list[str]:
    """Names of addresses that belong to an upper room, or to nobody."""
    faults = []
    for file in files:
        pattern = IN_TEMPLATE if file.path.endswith(".html") else IN_PYTHON
        for match in pattern.finditer(file.text):
            name = next(group for group in match.groups() if group)
            faults += _fault(file, f"address {name}", owners.get(name))
    return faults


def template_faults(files: Iterable[Source], owners: Mapping[str, str]) -> list[str]:
    """Templates that are extended, included or rendered from below, or that do not exist."""
    faults = []
    for file in files:
        pattern = TEMPLATE_IN_TEMPLATE if file.path.endswith(".html") else TEMPLATE_IN_PYTHON
        for match in pattern.finditer(file.text):
            faults += _fault(file, f"template {match[1]}", owners.get(match[1]))
    return faults


def _fault(file: Source, what: str, owner: str | None) -> list[str]:
    if owner is None:
        return [f"{file.path}: {what} does not exist"]
    if HEIGHT[owner] > HEIGHT[file.room]:
        return [f"{file.path}: {what} belongs to {owner}, above {file.room}"]
    return []
