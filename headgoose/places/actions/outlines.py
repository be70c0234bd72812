"""The shapes of counties, read from GeoJSON keyed by the 6-digit code."""

import json
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Level
from headgoose.kernel.clock import date_of
from headgoose.kernel.refusal import Refused
from headgoose.kernel.rights import Right
from headgoose.kernel.writing import action
from headgoose.places.models import Outline, Span
from headgoose.places.queries import common_key
from headgoose.places.rules import check_source
from headgoose.records.actions import record_act

Ring = list[list[float]]


@action
def import_outlines(*, by: Actor, at: datetime, geojson: str, source: str) -> int:
    """Take the outer rings of counties as their outlines, in place of those held so far. Gives how many were taken.

    Every feature must name a county of today's tree by `properties.code`; otherwise nothing is taken.
    """
    plain = check_source(source)
    shapes = _read(geojson)
    counties = Span.objects.on(date_of(at)).at_level(Level.COUNTY)
    spans = {span.code: span for span in counties}
    unknown = sorted(code for code in shapes if code not in spans)
    if unknown:
        raise Refused(_("No county has the code %(code)s.") % {"code": ", ".join(unknown[:5])}, field="geojson")
    for code in shapes:
        by.require(Right.IMPORT_PLACES, spans[code].area)
    Outline.objects.bulk_create(
        [Outline(place_id=spans[code].place_id, rings=rings, source=plain) for code, rings in shapes.items()],
        update_conflicts=True,
        unique_fields=["place"],
        update_fields=["rings", "source"],
    )
    record_act(
        by=by,
        at=at,
        verb="places.import_outlines",
        subject="places.tree",
        place_key=common_key(spans[code].key for code in shapes),
        after={"outlines": len(shapes), "source": plain},
    )
    return len(shapes)


def _read(geojson: str) -> dict[str, list[Ring]]:
    try:
        features = json.loads(geojson, parse_constant=_no_number)["features"]
        shapes = {str(feature["properties"]["code"]): _outer_rings(feature["geometry"]) for feature in features}
    except (ValueError, KeyError, TypeError, IndexError, RecursionError) as error:
        message = _("This is not GeoJSON with features that carry a code and a polygon.")
        raise Refused(message, field="geojson") from error
    if not shapes:
        raise Refused(_("The file holds no outline."), field="geojson")
    return shapes


def _no_number(word: str) -> float:
    raise ValueError(word)


def _outer_rings(geometry: dict[str, Any]) -> list[Ring]:
    polygons = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        polygons = [polygons]
    elif geometry["type"] != "MultiPolygon":
        raise ValueError(geometry["type"])
    return [[[float(x), float(y)] for x, y, *_height in polygon[0]] for polygon in polygons]
