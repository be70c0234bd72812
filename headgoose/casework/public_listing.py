"""What was asked and answered in a village, as counts that anybody may see: no text, no name, no small number.

A month and category with fewer than three requests says only that. Within larger ones a part is counted only when
neither it nor the rest is one or two: from what is shown, nobody can work out what is not. There is no total.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from statistics import median

from django.template.loader import render_to_string
from django.urls import reverse

from headgoose.casework.models import Category, Request, RequestState, are_public
from headgoose.casework.models.request import OPEN_STATES
from headgoose.kernel.area import Level
from headgoose.kernel.clock import CHINA, date_of
from headgoose.kernel.registries import PlaceView

DAYS = 90
LEAST = 3
HOUR_S = 3600


@dataclass(frozen=True)
class Group:
    """Requests of one category that came in in one month.

    Args:
        month: its first day.
        asked: how many; None for one or two.
        answered: how many of them have been answered; None where that or the rest is one or two.
        hours: the median time to the first answer that stands, in hours; None where fewer than three have one.
    """

    month: date
    category: Category
    asked: int | None
    answered: int | None = None
    hours: int | None = None

    @property
    def days(self) -> int | None:
        """The same in whole days, from two days on."""
        return None if self.hours is None or self.hours < 48 else round(self.hours / 24)


@dataclass
class _Tally:
    asked: int = 0
    answered: int = 0
    hours: list[float] = field(default_factory=list)


def groups_of(village_id: int, on: date) -> list[Group]:
    """What was asked in a village in the 90 days up to a date; private requests never count."""
    since = datetime.combine(on - timedelta(days=DAYS), time(), CHINA)
    found = Request.objects.filter(village_id=village_id, received_at__gte=since)
    rows = found.filter(are_public()).exclude(state=RequestState.MERGED)
    tallies: dict[tuple[date, int], _Tally] = {}
    for category_id, state, received_at, answered_at in rows.values_list(
        "category_id", "state", "received_at", "answered_at"
    ):
        tally = tallies.setdefault((date_of(received_at).replace(day=1), category_id), _Tally())
        tally.asked += 1
        if state not in OPEN_STATES:
            tally.answered += 1
        if answered_at is not None:
            tally.hours.append((answered_at - received_at).total_seconds() / HOUR_S)
    categories = Category.objects.in_bulk({category_id for _month, category_id in tallies})
    groups = [_group(month, categories[pk], tally) for (month, pk), tally in tallies.items()]
    return sorted(groups, key=lambda group: (-group.month.toordinal(), group.category.order, group.category.pk))


def _group(month: date, category: Category, tally: _Tally) -> Group:
    if tally.asked < LEAST:
        return Group(month, category, None)
    parts = (tally.answered, tally.asked - tally.answered)
    answered = tally.answered if all(part == 0 or part >= LEAST for part in parts) else None
    hours = round(median(tally.hours)) if len(tally.hours) >= LEAST else None
    return Group(month, category, tally.asked, answered, hours)


def by_month(groups: Iterable[Group]) -> list[tuple[date, Sequence[Group]]]:
    """The groups under their months, the newest first."""
    found: dict[date, list[Group]] = {}
    for group in groups:
        found.setdefault(group.month, []).append(group)
    return list(found.items())


def ask_panel(place: PlaceView, on: date) -> str:
    """The door to the form and to the list, on the public page of a village or community."""
    if place.level is not Level.VILLAGE:
        return ""
    context = {
        "ask": reverse("ask", args=[place.code]),
        "follow": reverse("follow"),
        "listed": reverse("public-requests", args=[place.code]),
    }
    return render_to_string("casework/public_panel.html", context)
