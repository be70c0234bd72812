"""Reads of the tree, each as it was on a date: one place by its code, its ancestors, its children, its history."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date

from django.core.cache import cache
from django.db.models import BigIntegerField, Count, ExpressionWrapper, F, Q, Value
from django.db.models.functions import Mod
from django.utils.translation import gettext as _

from headgoose.kernel.area import DIGITS, Area, Level, key_of, level_of
from headgoose.kernel.prepared import Prepared
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.registries import closing_checks
from headgoose.places.models import EventKind, Kind, Mark, Span, Succession
from headgoose.places.names import plain_text
from headgoose.places.search import search_places
from headgoose.records.queries import latest_act_touching

__all__ = [
    "ancestors",
    "child_counts",
    "children",
    "closing_reasons",
    "common_key",
    "counts_below",
    "find_last_span",
    "find_span",
    "get_span",
    "grids_as_seen",
    "history_of",
    "last_spans_of",
    "marks_of",
    "search_places",
    "span_of",
    "spans_of",
    "successors_of",
    "top_places",
]

IDS_A_QUERY = 5_000
# Every page about a place and every act on one asks this.
BY_CODE = {
    level: Prepared(
        lambda key, on, level=level: Span.objects.on(on).at_level(level).filter(key=key).order_by("pk")[:1],
        key=int,
        on=date,
    )
    for level in Level
}


def plain_code(text: str) -> str:
    """A code as it was meant: full-width digits folded, white space gone. Not checked."""
    return plain_text(text).replace(" ", "")


def find_span(code: str, on: date) -> Span | None:
    """The place that had a code on a date, or None (also for what is no code at all)."""
    code = plain_code(code)
    try:
        key = key_of(code)
    except ValueError:
        return None
    return BY_CODE[level_of(code)].first(key=key, on=on)


def find_last_span(code: str) -> Span | None:
    """What the place that had a code last was then, or None."""
    code = plain_code(code)
    try:
        key = key_of(code)
    except ValueError:
        return None
    return Span.objects.at_level(level_of(code)).filter(key=key).order_by("-end_on", "-pk").first()


def get_span(code: str, on: date) -> Span:
    """The place that had a code on a date. Refuses with a sentence on what is wrong with the code or with the date."""
    span = find_span(code, on)
    if span is None:
        raise Refused(_why_none(plain_code(code), on), Because.NOT_FOUND, field="code")
    return span


def _why_none(code: str, on: date) -> str:
    if not (code.isascii() and code.isdigit()):
        return _("This is not the code of a place: a code is made of digits only.")
    if len(code) not in DIGITS.values():
        return _("%(code)s is not the code of a place: a code has 2, 4, 6, 9, 12 or 15 digits.") % {"code": code[:20]}
    spans = list(Span.objects.at_level(level_of(code)).filter(key=key_of(code)).order_by("start_on"))
    if not spans:
        return _("No place has the code %(code)s.") % {"code": code}
    later = [span for span in spans if span.start_on > on]
    named = later[0] if later else spans[-1]
    words = {"code": code, "name": named.said, "on": on, "start": named.start_on, "end": named.end_on}
    if len(later) == len(spans):
        return _("%(name)s (%(code)s) did not exist on %(on)s: it exists from %(start)s.") % words
    elsewhere = span_of(spans[-1].place_id, on)
    if elsewhere is not None:
        return _("%(name)s had the code %(code)s until %(end)s; on %(on)s its code was %(now)s.") % {
            **words,
            "end": spans[-1].end_on,
            "now": elsewhere.code,
        }
    if later:
        return _("No place had the code %(code)s on %(on)s; from %(start)s it is %(name)s.") % words
    if heirs := successors_of(spans[-1].place_id):
        words["heirs"] = ", ".join(f"{heir.said} ({heir.code})" for heir in heirs)
        return _("%(name)s (%(code)s) existed until %(end)s; it became %(heirs)s.") % words
    return _("%(name)s (%(code)s) did not exist on %(on)s: it existed until %(end)s.") % words


def span_of(place_id: int, on: date) -> Span | None:
    """What a place was on a date, or None when it did not exist."""
    return Span.objects.on(on).filter(place_id=place_id).first()


def spans_of(place_ids: Iterable[int], on: date) -> dict[int, Span]:
    """What several places were on a date, by place id; those that did not exist are absent."""
    wanted = sorted(set(place_ids))
    found: dict[int, Span] = {}
    for start in range(0, len(wanted), IDS_A_QUERY):
        some = wanted[start : start + IDS_A_QUERY]
        found.update((span.place_id, span) for span in Span.objects.on(on).filter(place_id__in=some))
    return found


def ancestors(span: Span, on: date) -> list[Span]:
    """The places above one, from the province down; one query, by keys alone."""
    above = [level for level in Level if level < span.level]
    if not above:
        return []
    wanted = Q()
    for level in above:
        key = span.key - span.key % level.divisor
        wanted |= Q(key=key, kind__gte=level * 10, kind__lt=level * 10 + 10)
    return list(Span.objects.on(on).filter(wanted).order_by("kind"))


def children(span: Span, on: date) -> list[Span]:
    """The places one level below, in the order of their codes; one query."""
    return list(Span.objects.on(on).filter(parent_id=span.place_id).order_by("key"))


def grids_as_seen(village_id: int) -> str:
    """A fingerprint of all grids that a village ever had: another one after every change to them, whatever its date."""
    spans = Span.objects.at_level(Level.GRID).filter(parent_id=village_id).order_by("pk")
    lines = (f"{pk} {end_on}" for pk, end_on in spans.values_list("pk", "end_on"))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def child_counts(span: Span, on: date) -> dict[Kind, int]:
    """How many places of each kind lie below, from the top; one query. Kinds without any are absent."""
    found: dict[Kind, int] = {}
    for counts in counts_below(span, on).values():
        for kind, count in counts.items():
            found[kind] = found.get(kind, 0) + count
    return dict(sorted(found.items()))


def counts_below(span: Span, on: date) -> dict[int, dict[Kind, int]]:
    """What lies below each child: by the child's key, how many places of each kind, itself included; one query.

    For a province the answer is kept until something is written that can change it.
    """
    if span.level is Level.GRID:
        return {}
    if span.level is not Level.PROVINCE:
        return _read_counts(span, on)
    newest = Span.objects.order_by("-pk").values_list("pk", flat=True).first()
    key = f"places.counts_below:{span.pk}:{on}:{newest}:{latest_act_touching(['places'], on)}"
    kept: dict[int, dict[Kind, int]] | None = cache.get(key)
    if kept is None:
        kept = _read_counts(span, on)
        cache.set(key, kept)
    return kept


def _read_counts(span: Span, on: date) -> dict[int, dict[Kind, int]]:
    below = Level(span.level + 1)
    child = ExpressionWrapper(F("key") - Mod(F("key"), Value(below.divisor)), output_field=BigIntegerField())
    rows = (
        Span.objects.on(on)
        .within([span.area])
        .filter(kind__gte=below * 10)
        .values_list(child, "kind")
        .annotate(count=Count("pk"))
        .order_by()
    )
    found: dict[int, dict[Kind, int]] = {}
    for key, kind, count in rows:
        found.setdefault(key, {})[Kind(kind)] = count
    return found


def top_places(areas: Iterable[Area], on: date) -> list[Span]:
    """The places whose areas these are; for an area wider than a place, the provinces inside it."""
    wanted = Q(pk__in=[])
    for area in areas:
        level = next((level for level in Level if level.divisor == area.high - area.low), None)
        if level is None:
            wanted |= Q(key__gte=area.low, key__lt=area.high, kind=Kind.PROVINCE)
        else:
            wanted |= Q(key=area.low, kind__gte=level * 10, kind__lt=level * 10 + 10)
    return list(Span.objects.on(on).filter(wanted).order_by("kind", "key"))


def history_of(place_id: int) -> list[Span]:
    """All that a place has been and is set to become, newest first."""
    return list(Span.objects.filter(place_id=place_id).order_by("-start_on"))


def last_spans_of(place_ids: Iterable[int]) -> dict[int, Span]:
    """The last span of each place, present or to come, by place id."""
    wanted = sorted(set(place_ids))
    found: dict[int, Span] = {}
    for start in range(0, len(wanted), IDS_A_QUERY):
        some = Span.objects.filter(place_id__in=wanted[start : start + IDS_A_QUERY]).order_by("start_on")
        found.update((span.place_id, span) for span in some)
    return found


def successors_of(place_id: int) -> list[Span]:
    """What a place that is closed became, as it was on the first day."""
    last = (
        Succession.objects.filter(from_place_id=place_id)
        .exclude(to_place_id=place_id)
        .filter(event__kind__in=[EventKind.MERGE, EventKind.SPLIT])
        .order_by("-event__effective_on", "-event_id")
        .values_list("event_id", "event__effective_on")
        .first()
    )
    if last is None:
        return []
    event_id, on = last
    heirs = Succession.objects.filter(event_id=event_id, from_place_id=place_id).values("to_place_id")
    return list(Span.objects.on(on).filter(place_id__in=heirs).order_by("key"))


def closing_reasons(place_ids: Sequence[int], on: date) -> dict[int, str]:
    """Why places cannot be closed at a date, by place id: what the rooms above have to say. Absent: nothing against."""
    reasons: dict[int, str] = {}
    for check in closing_checks:
        for place_id, reason in check.find(place_ids, on).items():
            reasons.setdefault(place_id, reason)
    return reasons


def common_key(keys: Iterable[int]) -> int | None:
    """The key of the lowest place above (or at) all of some keys, or None when only the country is."""
    ordered = sorted(keys)
    for level in reversed(Level):
        if ordered and ordered[0] // level.divisor == ordered[-1] // level.divisor:
            return ordered[0] - ordered[0] % level.divisor
    return None


def marks_of(place_id: int) -> list[Mark]:
    """The dated facts of a place, newest first."""
    return list(Mark.objects.filter(place_id=place_id).order_by("-start_on"))
