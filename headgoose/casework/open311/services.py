"""The services of a jurisdiction: the categories in force there."""

import re
from typing import Any

from django.utils.translation import gettext as _

from headgoose.casework.models import Category
from headgoose.casework.open311.asking import Asked
from headgoose.casework.open311.definitions import attributes_of
from headgoose.casework.open311.errors import absent
from headgoose.casework.open311.jurisdictions import find_jurisdiction, places_above
from headgoose.casework.tables import tables
from headgoose.kernel.clock import today

BETWEEN = re.compile("[、，；,;]")


def service_list(asked: Asked) -> tuple[str, Any]:
    """Every service."""
    return "services", [_service(category) for category in _offered(asked)]


def service_definition(asked: Asked, service_code: str) -> tuple[str, Any]:
    """What a service asks beside its words."""
    if service_code not in {category.code for category in _offered(asked)}:
        raise absent(_("service_code was not found."))
    said = [attribute.said for attribute in attributes_of(service_code)]
    return "service_definition", {"service_code": service_code, "attributes": said}


def _offered(asked: Asked) -> list[Category]:
    on = today()
    jurisdiction = find_jurisdiction(asked.text("jurisdiction_id").strip(), on)
    return tables().categories_at(places_above(jurisdiction, on))


def _service(category: Category) -> dict[str, Any]:
    keywords = [word.strip() for word in BETWEEN.split(category.example)]
    return {
        "service_code": category.code,
        "service_name": category.name,
        "description": category.example or category.name,
        "metadata": bool(attributes_of(category.code)),
        "type": "realtime",
        "keywords": ", ".join(word for word in keywords if word),
        "group": _("kept private") if category.private else _("shown to everybody"),
    }
