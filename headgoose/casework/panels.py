"""What requests hang into pages of lower rooms: the panel of a place, cards of the home desk, search."""

from datetime import date, datetime, time

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from headgoose.casework.desk_work import Pile, counts_of
from headgoose.casework.listing import Asked, Group, RequestList, Sort
from headgoose.casework.queries import Condition, Sight, find_requests, instant, rows_where, sight_of
from headgoose.casework.showing import spans_about, where_of
from headgoose.casework.wording import number_of
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import EVERYWHERE, Area, outermost
from headgoose.kernel.clock import CHINA, now, today
from headgoose.kernel.registries import Hit, PlaceView, Waiting
from headgoose.kernel.rights import Right
from headgoose.places.queries import top_places

TONES = {Pile.LATE: "bad", Pile.NEW: "warn", Pile.SOON: "warn"}
WORDS_LEAST = 2
TEXT_SHOWN = 40


def requests_panel(place: PlaceView, actor: Actor, on: date) -> str:
    """How many requests are open, late, and were answered this month; as it is today."""
    sight = sight_of(actor, on)
    if on != today() or not _sees_some_of(sight, place.area):
        return ""
    at = now()
    context = {
        "url": reverse("place-requests", args=[place.code]),
        "open": len(RequestList(sight, place.area, Asked(at))),
        "late": len(RequestList(sight, place.area, Asked(at, late=True))),
        "answered": answered_since(sight, place.area, _month_began(on)),
        "place": place,
    }
    return render_to_string("casework/request_panel.html", context)


def _sees_some_of(sight: Sight, area: Area) -> bool:
    return any(one.overlap(area) for one in (*sight.wide, *sight.narrow))


def _month_began(on: date) -> datetime:
    return datetime.combine(on.replace(day=1), time(), CHINA)


def answered_since(sight: Sight, area: Area, since: datetime) -> int:
    """How many requests of an area were answered since an instant."""
    answered = Condition("r.answered_at >= %s", (instant(since),))
    return int(rows_where(answered & sight.where(area), "count(*)")[0][0])


def waiting_requests(actor: Actor, on: date) -> list[Waiting]:
    """What lies at the actor's desks, pile by pile."""
    if on != today() or actor.person_id is None:
        return []
    url = reverse("requests")
    counts = counts_of(actor, now(), on)
    return [
        Waiting(str(pile.label), f"{url}#pile-{pile.value}", count=count, tone=TONES.get(pile, ""))
        for pile, count in counts.items()
    ]


def late_requests(actor: Actor, on: date) -> list[Waiting]:
    """For who directs requests: how many are late in their areas."""
    areas = actor.scope(Right.DIRECT_REQUESTS)
    if on != today() or not areas:
        return []
    sight, lines = sight_of(actor, on), []
    for span in top_places(areas, on):
        late = len(RequestList(sight, span.area, Asked(now(), late=True)))
        if late:
            url = f"{reverse('place-requests', args=[span.code])}?late=1"
            lines.append(Waiting(_("Late in %(place)s") % {"place": span.said}, url, count=late, tone="bad"))
    return lines


def find_by_words(words: str, actor: Actor, on: date, limit: int) -> list[Hit]:
    """Requests for the search box: by number, by a code that a resident gave, by words."""
    if len(words) < WORDS_LEAST and not words.isdigit():
        return []
    sight = sight_of(actor, on)
    asked = Asked(now(), Group.ALL, words=words, sort=Sort.NEWEST)
    ids: dict[int, None] = {}
    for area in outermost([*sight.wide, *sight.narrow]) or (EVERYWHERE,):
        ids |= dict.fromkeys(RequestList(sight, area, asked).ids(0, limit))
    found = find_requests(list(ids)[:limit])
    spans = spans_about(found)
    return [
        Hit(
            f"{number_of(one.pk)} {one.text[:TEXT_SHOWN]}",
            f"{one.category.name} · {where_of(one, spans)} · {one.get_state_display()}",
            reverse("request", args=[one.pk]),
        )
        for one in found
    ]
