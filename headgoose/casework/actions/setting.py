"""Categories, deadlines and routes as a county sets them: the row in force ends, and another follows."""

import re
from datetime import datetime
from typing import Any, TypeVar

from django.utils.translation import gettext_lazy as _

from headgoose.casework.models import Category, DeadlineRule, RouteRule, Urgency
from headgoose.casework.models.tables import FOR_GOOD, Dated
from headgoose.casework.rules import check_short
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Level
from headgoose.kernel.clock import date_of
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.kernel.writing import action
from headgoose.people.models import PostType
from headgoose.places.models import Kind, Span
from headgoose.places.queries import get_span
from headgoose.records.actions import record_act

D = TypeVar("D", bound=Dated)

CODE = re.compile(r"[a-z][a-z0-9_]{1,29}", re.ASCII)
MINUTES_MOST = 1_051_200
NAME_ZH_MOST, NAME_EN_MOST, EXAMPLE_ZH_MOST, EXAMPLE_EN_MOST, SOURCE_MOST = 40, 60, 120, 160, 200
ICON_MOST = 30
ORDER_MOST = 999
AT_DESKS = {Right.ANSWER_REQUESTS.value, Right.DIRECT_REQUESTS.value, Right.ANSWER_WHISTLES.value}


@action
def set_category(
    *,
    by: Actor,
    at: datetime,
    place: str,
    code: str,
    name_zh: str,
    name_en: str,
    source: str,
    example_zh: str = "",
    example_en: str = "",
    icon: str = "",
    private: bool = False,
    order: int = 100,
) -> Category:
    """What a category is at a place and below from now on; one with a new code is another category."""
    span = get_settable(by, at, place)
    if not CODE.fullmatch(code):
        raise Refused(_("A code begins with a small letter and has small letters, digits and _ only."), field="code")
    if not 0 <= order <= ORDER_MOST:
        raise Refused(_("A number from 0 to 999."), field="order")
    values: dict[str, Any] = {
        "name_zh": _some(name_zh, "name_zh", NAME_ZH_MOST),
        "name_en": _some(name_en, "name_en", NAME_EN_MOST),
        "example_zh": check_short(example_zh, "example_zh", EXAMPLE_ZH_MOST),
        "example_en": check_short(example_en, "example_en", EXAMPLE_EN_MOST),
        "icon": check_short(icon, "icon", ICON_MOST),
        "private": private,
        "order": order,
    }
    return _follow(Category, by, at, span, {"code": code}, values, source)


@action
def set_deadline(
    *,
    by: Actor,
    at: datetime,
    place: str,
    category: str,
    urgency: str,
    accept_minutes: int,
    answer_minutes: int,
    escalated_minutes: int,
    working: bool,
    source: str,
) -> DeadlineRule:
    """The deadlines of an urgency at a place from now on; of one category, or with "" of all without their own.

    Requests that were dispatched before keep the deadlines that were fixed then.
    """
    span = get_settable(by, at, place)
    _check_category(category)
    if urgency not in set(Urgency):
        raise Refused(_("Choose how soon."), field="urgency")
    minutes = {
        "accept_minutes": accept_minutes,
        "answer_minutes": answer_minutes,
        "escalated_minutes": escalated_minutes,
    }
    for field, value in minutes.items():
        if not 1 <= value <= MINUTES_MOST:
            raise Refused(_("From one minute to two years."), field=field)
    if accept_minutes > answer_minutes:
        raise Refused(_("It is accepted before it is answered."), field="accept_minutes")
    keys = {"category": category, "urgency": urgency}
    return _follow(DeadlineRule, by, at, span, keys, {**minutes, "working": working}, source)


@action
def set_route(
    *, by: Actor, at: datetime, place: str, category: str, level: int, post_type: str, source: str
) -> RouteRule:
    """To which desk a category goes at a place from now on; with "" every category without a route of its own."""
    span = get_settable(by, at, place)
    _check_category(category)
    if level not in set(Level):
        raise Refused(_("Choose a level."), field="level")
    type_ = PostType.objects.filter(code=post_type).first()
    if type_ is None:
        raise Refused(_("There is no such type of post."), field="post_type")
    if Level(level) not in {Kind(kind).level for kind in type_.kinds}:
        raise Refused(_("There is no such post at this level."), field="post_type")
    if not AT_DESKS & set(type_.may):
        raise Refused(_("Holders of this post do not answer requests."), field="post_type")
    return _follow(RouteRule, by, at, span, {"category": category}, {"level": level, "post_type": post_type}, source)


@action
def end_category(*, by: Actor, at: datetime, place: str, code: str) -> Category:
    """What the place itself set for a category ends; what holds above it holds here."""
    return _end(Category, by, at, place, {"code": code})


@action
def end_deadline(*, by: Actor, at: datetime, place: str, category: str, urgency: str) -> DeadlineRule:
    """The deadlines that the place itself set end; what holds above it holds here."""
    return _end(DeadlineRule, by, at, place, {"category": category, "urgency": urgency})


@action
def end_route(*, by: Actor, at: datetime, place: str, category: str) -> RouteRule:
    """The route that the place itself set ends; what holds above it holds here."""
    return _end(RouteRule, by, at, place, {"category": category})


def get_settable(by: Actor, at: datetime, place: str) -> Span:
    """The place for which somebody sets a row. Raises Refused."""
    span = get_span(place, date_of(at))
    if span.level > Level.COUNTY:
        raise Refused(_("Counties and what lies above them set this."), field="place")
    by.require(Right.SET_CASEWORK, span.area)
    return span


def _some(text: str, field: str, most: int) -> str:
    plain = check_short(text, field, most)
    if not plain:
        raise Refused(_("This is missing."), field=field)
    return plain


def _check_category(code: str) -> None:
    if code and not Category.objects.filter(code=code, end_at=FOR_GOOD).exists():
        raise Refused(_("There is no such category."), field="category")


def _follow(
    model: type[D],
    by: Actor,
    at: datetime,
    span: Span,
    keys: dict[str, Any],
    values: dict[str, Any],
    source: str,
) -> D:
    """End the place's own row, and lay the one that follows it."""
    said = _some(source, "source", SOURCE_MOST)
    before = _present(model, span, keys)
    if before is not None and all(getattr(before, name) == value for name, value in values.items()):
        raise Refused(_("That is what holds already."), Because.CONFLICT)
    if before is not None:
        _stop(before, at)
    made: D = model(place_id=span.place_id, start_at=at, source=said, **keys, **values)
    made.save(force_insert=True)
    was = {name: getattr(before, name) for name in values} if before is not None else None
    _record(by, at, SET[model], made, span, was, {**keys, **values, "source": said})
    return made


def _end(model: type[D], by: Actor, at: datetime, place: str, keys: dict[str, Any]) -> D:
    span = get_settable(by, at, place)
    found = _present(model, span, keys)
    if found is None:
        raise Refused(_("This place has set nothing of its own here."), Because.NOT_FOUND)
    _stop(found, at)
    _record(by, at, END[model], found, span, None, {**keys, "ended": True})
    return found


def _present(model: type[D], span: Span, keys: dict[str, Any]) -> D | None:
    rows = model._default_manager.select_for_update()
    return rows.filter(place_id=span.place_id, end_at=FOR_GOOD, **keys).first()


def _stop(row: Dated, at: datetime) -> None:
    row.end_at = at
    row.save(update_fields=["end_at"])


SUBJECTS: dict[type[Dated], str] = {
    Category: "casework.category:",
    DeadlineRule: "casework.deadline:",
    RouteRule: "casework.route:",
}
SET: dict[type[Dated], str] = {
    Category: "casework.set_category",
    DeadlineRule: "casework.set_deadline",
    RouteRule: "casework.set_route",
}
END: dict[type[Dated], str] = {
    Category: "casework.end_category",
    DeadlineRule: "casework.end_deadline",
    RouteRule: "casework.end_route",
}


def _record(by: Actor, at: datetime, verb: str, row: Dated, span: Span, before: Any, after: dict[str, Any]) -> None:
    record_act(
        by=by,
        at=at,
        verb=verb,
        subject=f"{SUBJECTS[type(row)]}{row.pk}",
        place_key=span.key,
        before=before,
        after=after,
    )
