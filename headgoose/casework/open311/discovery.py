"""Where the interface lies, and in which forms it answers."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from headgoose.casework.open311.formats import TYPES

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
CHANGESET = "2026-06-01T00:00:00+08:00"
BASE = "/open311/v2"


def discovery(request: HttpRequest) -> tuple[str, Any]:
    """The discovery document."""
    endpoint = {
        "specification": SPECIFICATION,
        "url": request.build_absolute_uri(BASE),
        "changeset": CHANGESET,
        "type": "production",
        "formats": [kind.partition(";")[0] for kind in TYPES.values()],
    }
    said = {
        "changeset": CHANGESET,
        "contact": _("The office of the county that a request is about."),
        "key_service": _("Keys are given by the county's office on request."),
        "endpoints": [endpoint],
    }
    return "discovery", said
