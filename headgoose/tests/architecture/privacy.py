"""Every stored field is said to be personal, and why it is kept, or not personal: in `privacy.py` of each room."""

from collections.abc import Iterable, Mapping
from importlib import import_module
from importlib.util import find_spec

from django.db import models

from headgoose.tests.architecture.source import ROOMS


def declared() -> tuple[dict[str, str], set[str]]:
    """What all rooms declare: personal fields with their reasons, and fields that are not personal."""
    personal: dict[str, str] = {}
    plain: set[str] = set()
    for room in ROOMS:
        if find_spec(f"headgoose.{room}.privacy") is None:
            continue
        module = import_module(f"headgoose.{room}.privacy")
        personal |= module.PERSONAL
        plain |= {f"{model}.{field}" for model, fields in module.NOT_PERSONAL.items() for field in fields.split()}
    return personal, plain


def privacy_faults(found: Iterable[type[models.Model]], personal: Mapping[str, str], plain: set[str]) -> list[str]:
    """Fields declared by nobody, declared twice, declared but not there, or personal for no reason."""
    stored = {f"{model._meta.label}.{field.name}" for model in found for field in model._meta.local_fields}
    stored |= {f"{model._meta.label}.{field.name}" for model in found for field in model._meta.local_many_to_many}
    faults = [f"{name}: not classified" for name in stored - personal.keys() - plain]
    faults += [f"{name}: classified twice" for name in personal.keys() & plain]
    faults += [f"{name}: no such field" for name in (personal.keys() | plain) - stored]
    faults += [f"{name}: kept for no reason" for name, reason in personal.items() if not reason.strip()]
    return sorted(faults)
