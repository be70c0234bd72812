"""Who sat at each desk of the demo at each time, and which desk a request went to."""

from bisect import bisect_right
from datetime import datetime, timedelta
from typing import Any

from headgoose.casework.desks import GENERAL
from headgoose.casework.models import RouteRule
from headgoose.casework.routing import COMPLAINED_OF, VACANT
from headgoose.demo.scene import Scene
from headgoose.kernel.area import Level
from headgoose.people.models import Tenure
from headgoose.places.models import Kind

LEVELS = {
    Level.GRID: Kind.GRID,
    Level.VILLAGE: Kind.VILLAGE,
    Level.TOWNSHIP: Kind.TOWNSHIP,
    Level.COUNTY: Kind.COUNTY,
    Level.PREFECTURE: Kind.PREFECTURE,
}
YEARS = 3


class Desks:
    """All tenures of the last years at the desks that requests can go to."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.types = {code: type_.pk for code, type_ in scene.types.items()}
        self._held: dict[tuple[int, int], list[tuple[int, int, int]]] = {}
        wanted = [*GENERAL.values(), *(code for code in self.types if code.endswith("_officer"))]
        rows = Tenure.objects.filter(type__code__in=wanted, end_on__gt=scene.today - timedelta(days=366 * YEARS))
        found = rows.order_by("place_id", "start_on", "pk").values_list(
            "place_id", "type_id", "start_on", "end_on", "person_id"
        )
        for place, type_, start, end, person in found:
            self._held.setdefault((place, type_), []).append((start.toordinal(), end.toordinal(), person))
        self._keys = {
            level: dict(zip(scene.sites[kind].keys.tolist(), scene.sites[kind].ids.tolist(), strict=True))
            for level, kind in LEVELS.items()
        }
        self._levels = {place: level for level, places in self._keys.items() for place in places.values()}

    def place(self, key: int, level: Level) -> int:
        """The place of a level above a key."""
        found: int = self._keys[level][key - key % level.divisor]
        return found

    def index_of(self, key: int, level: Level) -> int:
        """Its turn among the places of its kind."""
        sites = self.scene.sites[LEVELS[level]]
        return int(sites.keys.searchsorted(key - key % level.divisor))

    def sitting(self, desk: tuple[int, int], at: datetime) -> int | None:
        """Who sits at a desk at an instant: the first of those who hold the post."""
        day = (at + timedelta(hours=8)).date().toordinal()
        rows = self._held.get(desk, [])
        for _start, end, person in rows[: bisect_right(rows, (day, 1 << 62, 1 << 62))]:
            if end > day:
                return person
        return None

    def general(self, key: int, level: Level, at: datetime) -> int | None:
        """Who sits at the general desk of the place of a level."""
        return self.sitting((self.place(key, level), self.types[GENERAL[level]]), at)

    def route(
        self, key: int, rule: RouteRule, at: datetime, against_village: bool
    ) -> tuple[dict[str, int], list[dict[str, Any]]]:
        """The desk that the room's own routing would choose, and what it passed over."""
        skipped: list[dict[str, Any]] = []
        for level in (found for found in sorted(LEVELS, reverse=True) if found <= rule.level):
            code = rule.post_type if level == rule.level else GENERAL[level]
            desk = (self.place(key, level), self.types[code])
            why = COMPLAINED_OF if against_village and level is Level.VILLAGE else ""
            if not why and self.sitting(desk, at) is not None:
                return {"place": desk[0], "type": desk[1]}, skipped
            skipped.append({"level": int(level), "type": code, "why": why or VACANT})
        county = self.place(key, Level.COUNTY)
        return {"place": county, "type": self.types[GENERAL[Level.COUNTY]]}, skipped

    def above(self, key: int, place: int, level: int, at: datetime) -> dict[str, Any] | None:
        """The general desk of the next level above, for an escalation; None from the prefecture on."""
        lowest = self._levels[place] if not level else min(self._levels[place], Level(level))
        for found in sorted(LEVELS, reverse=True):
            if found < lowest and self.general(key, found, at) is not None:
                desk = {"place": self.place(key, found), "type": self.types[GENERAL[found]]}
                return {**desk, "level": int(found)}
        return None
