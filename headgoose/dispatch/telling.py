"""What the pages say of a run: its rule, its cost, its progress, and why there is no plan, in names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from headgoose.dispatch.actions.relaxing import wider_radius
from headgoose.dispatch.models import HomeRule, Mode, Run
from headgoose.dispatch.naming import name_areas, name_people, name_places
from headgoose.dispatch.weighing import CRITERIA, WORDS, Weighing
from headgoose.dispatch.working import progress_of
from headgoose.kernel.area import Level
from headgoose.look.wording import listed, number_text

NAMED_MOST = 8
PARTS: dict[str, Promise] = {
    "rank": gettext_lazy("choices missed (0 is the first)"),
    "distance": gettext_lazy("km from home"),
    "skill": gettext_lazy("skills that are lacking"),
    "home": gettext_lazy("places too near to home"),
    "moved": gettext_lazy("people who leave the former plan"),
    "out": gettext_lazy("people left without a place"),
}
STEPS: dict[str, Promise] = {
    "": gettext_lazy("waits for the server"),
    "reading": gettext_lazy("reads the pool"),
    "ordering": gettext_lazy("puts the pairs in order"),
    "solving": gettext_lazy("solves"),
    "explaining": gettext_lazy("finds out why there is no plan"),
    "storing": gettext_lazy("writes the plan"),
}


def said_rule(run: Run) -> list[tuple[str, str]]:
    """The published rule, as labels and values."""
    weights = run.weights
    if weights["order"] == Weighing.WEIGHTED:
        weighs = listed(f"{WORDS[name]} × {weights[name]}" for name in CRITERIA)
    else:
        left_out = [str(WORDS[name]) for name in CRITERIA if not weights[name]]
        weighs = str(Weighing(weights["order"]).label)
        weighs += _(" (without %(names)s)") % {"names": listed(left_out)} if left_out else ""
    home = str(HomeRule(run.home_rule).label)
    if run.home_rule:
        home += _(", always") if run.home_strict else _(", else it costs")
    radius = _("only where they chose")
    if run.radius_km is not None:
        words = {"km": run.radius_km, "count": run.edges_max}
        radius = _("their choices, and at most %(count)s places within %(km)s km of home") % words
    return [
        (_("Rule"), str(Mode(run.mode).label)),
        (_("How the criteria weigh"), weighs),
        (_("Home rule"), home),
        (_("Where people may go"), radius),
        (_("Left without a place"), _("allowed, as few as can be") if run.may_stay_out else _("not allowed")),
        (_("Seed"), run.seed),
    ]


def said_parts(parts: Mapping[str, int]) -> list[tuple[str, int]]:
    """What a plan costs, by criterion."""
    return [(str(words), parts[name]) for name, words in PARTS.items() if name in parts]


def said_difference(parts: Mapping[str, int]) -> str:
    """What a change adds to each criterion, those that change only."""
    changed = [(words, parts[name]) for name, words in PARTS.items() if parts.get(name)]
    said = [f"{'+' if value > 0 else '−'}{number_text(abs(value))} {words}" for words, value in changed]
    return listed(said) if said else _("costs nothing")


def said_progress(run: Run) -> str:
    """How far the server is."""
    return str(STEPS.get(progress_of(run.pk), STEPS["solving"]))


# --- Why there is no plan ---


@dataclass(frozen=True)
class SaidWay:
    """A way out as a button; `number` is its position in what is stored, None where no button helps."""

    text: str
    number: int | None


@dataclass(frozen=True)
class SaidCluster:
    """A set of places and people whose numbers cannot agree, in words."""

    text: str
    details: Sequence[tuple[str, str]]
    ways: list[SaidWay] = field(default_factory=list)


def said_explanation(run: Run) -> dict[str, Any]:
    """The clusters with their ways out; and the ways that cure all shortages of people together."""
    stored = run.explanation or {"clusters": [], "relaxations": [], "more": 0}
    words = _Words(run, stored)
    clusters = [words.cluster(one) for one in stored["clusters"]]
    vacancies = []
    for number, way in enumerate(stored["relaxations"]):
        if way["cluster"] < len(clusters):
            clusters[way["cluster"]].ways.append(words.way(number, way))
        if way["kind"] in {"vacancy", "lower"}:
            vacancies.append(number)
    return {"clusters": clusters, "more": stored["more"], "vacancies": vacancies}


class _Words:
    """An explanation's keys and numbers as names, read in a few queries."""

    def __init__(self, run: Run, stored: Mapping[str, Any]) -> None:
        found = [*stored["clusters"], *stored["relaxations"]]
        bounds = [b for one in found for b in (*one.get("minimums", ()), *one.get("maximums", ()))]
        bounds += [one["bound"] for one in stored["relaxations"] if one["bound"]]
        areas = [(b["key"], b["level"]) for b in bounds]
        keys = [key for one in found for key in one["places"]] + [b["key"] for b in bounds]
        self._run = run
        self._places = name_places(run, keys)
        self._areas = name_areas(areas, run)
        self._people = name_people(run, (number for one in found for number in one["people"]))

    def cluster(self, one: Mapping[str, Any]) -> SaidCluster:
        """What cannot agree."""
        facts = {"needs": one["needs"], "has": one["has"], "places": one["places_count"]}
        if one["kind"] == "people":
            text = _("%(places)s places need at least %(needs)s people, but only %(has)s can go to them.") % facts
        elif one["kind"] == "seats":
            text = _("%(needs)s people must be placed, but there are only %(has)s seats where they can go.") % facts
        else:
            text = _("The least numbers add up to %(needs)s, but at most %(has)s may be there.") % facts
        details = [(_("Places"), self.places(one["places"], one["places_count"]))]
        if one["people_count"]:
            details.append((_("People"), self.people(one["people"], one["people_count"])))
        for label, side in ((_("At least"), "minimums"), (_("At most"), "maximums")):
            wide = [b for b in one[side] if b["level"] < Level.VILLAGE]
            if wide:
                number = "lower" if side == "minimums" else "upper"
                details.append((label, listed(f"{self.area(b)} {b[number]}" for b in wide[:NAMED_MOST])))
        return SaidCluster(text, [detail for detail in details if detail[1]])

    def way(self, number: int, one: Mapping[str, Any]) -> SaidWay:
        """A way out."""
        where = self.area(one["bound"]) if one["bound"] else self.places(one["places"], len(one["places"]))
        words = {
            "where": where,
            "number": one["number"],
            "who": self.people(one["people"], len(one["people"])),
            "km": wider_radius(self._run),
        }
        said = {
            "widen": _("Widen the radius to %(km)s km"),
            "add": ngettext(
                "Bring in %(number)s more person who can go there",
                "Bring in %(number)s more people who can go there",
                one["number"],
            ),
            "vacancy": _("Accept that %(where)s has only %(number)s"),
            "lower": _("Lower the least of %(where)s to %(number)s"),
            "raise": _("Raise the most of %(where)s to %(number)s"),
            "pin": _("Lift the pin of %(who)s"),
            "out": _("Let people stay without a place"),
            "allow": _("Let %(who)s go to %(where)s"),
        }
        text = said.get(one["kind"], one["kind"]) % words
        return SaidWay(text, None if one["kind"] == "add" else number)

    def places(self, keys: Sequence[int], count: int) -> str:
        """Places by name with what lies above them, the first few."""
        named = [self._places[key] for key in keys[:NAMED_MOST]]
        said = listed(f"{place.said} ({place.within})" if place.within else place.said for place in named)
        return self._more(said, count)

    def people(self, numbers: Sequence[int], count: int) -> str:
        """People by name, the first few."""
        return self._more(listed(self._people.get(one, str(one)) for one in numbers[:NAMED_MOST]), count)

    def area(self, bound: Mapping[str, Any]) -> str:
        """An area of a bound."""
        span = self._areas.get((bound["key"], bound["level"]))
        if span is None and bound["key"] in self._places:
            return self._places[bound["key"]].said
        return span.said if span else str(bound["key"])

    def _more(self, said: str, count: int) -> str:
        left = count - NAMED_MOST
        if left <= 0:
            return said
        more = ngettext("and %(count)s more", "and %(count)s more", left) % {"count": number_text(left)}
        return f"{said} {more}"
