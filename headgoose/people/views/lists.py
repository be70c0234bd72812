"""The people of a place and all below it: a list to search, sort, filter and take away."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from headgoose.kernel.asking import date_asked, page_asked
from headgoose.kernel.clock import FOREVER, today
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.refusal import Refused
from headgoose.kernel.rights import Right
from headgoose.kernel.sheets import Cell, Sheet, csv_answer, xlsx_answer
from headgoose.people.models import PostType
from headgoose.people.queries import Order, Seat, State, is_inside, places_above, seat_counts, seats_within
from headgoose.people.views.rows import lines_of
from headgoose.places.models import Span
from headgoose.places.names import plain_text
from headgoose.places.queries import get_span, top_places
from headgoose.places.views.place import tabs_of, trail_to

ON_PAGE = 50
ROWS_AWAY = 20_000
LONGEST_WORDS = 40
STATES: Mapping[State, Promise] = {
    State.ALL: gettext_lazy("all seats"),
    State.HELD: gettext_lazy("held"),
    State.VACANT: gettext_lazy("empty"),
    State.ENDING: gettext_lazy("end within 90 days"),
    State.COMING: gettext_lazy("coming"),
}
HEADER = (
    gettext_lazy("Code"),
    gettext_lazy("Above"),
    gettext_lazy("Place"),
    gettext_lazy("Post"),
    gettext_lazy("Seat"),
    gettext_lazy("Person"),
    gettext_lazy("In post from"),
    gettext_lazy("Until"),
    gettext_lazy("How"),
    gettext_lazy("Batch"),
    gettext_lazy("Empty since"),
)


@dataclass(frozen=True)
class Asked:
    """What the address of a list asks for; what it does not know falls back to everything, in the order of the tree."""

    span: Span
    on: date
    type: PostType | None
    state: State
    words: str
    order: Order
    descending: bool

    def seats(self, offset: int, limit: int, with_coming: bool = True) -> list[Seat]:
        """The seats asked for."""
        return seats_within(
            [self.span.area],
            self.on,
            type_=self.type,
            state=self.state,
            words=self.words,
            order=self.order,
            descending=self.descending,
            offset=offset,
            limit=limit,
            with_coming=with_coming,
        )

    @property
    def file_name(self) -> str:
        """A name for the list when it is taken away."""
        parts = [self.span.code, self.type.code if self.type else "", self.state.value, self.on.isoformat()]
        return "-".join(["people", *filter(None, parts)])


def asked(request: HttpRequest, code: str) -> Asked:
    """Read an address. Raises Refused for a wrong code or date, or a place out of scope."""
    if "known" in request.GET:
        raise Refused(_("Lists show what is on record today; pages of persons and figures also show what was once."))
    on = date_asked(request)
    span = get_span(code, on)
    get_actor(request).require(Right.READ, span.area)
    query: QueryDict = request.GET
    sort = query.get("sort", "")
    state, order = query.get("state", ""), sort.removeprefix("-")
    return Asked(
        span=span,
        on=on,
        type=PostType.objects.filter(code=query.get("type", "")[:40]).first() if query.get("type") else None,
        state=State(state) if state in list(State) else State.ALL,
        words=plain_text(query.get("words", "")[: 4 * LONGEST_WORDS])[:LONGEST_WORDS],
        order=Order(order) if order in list(Order) else Order.PLACE,
        descending=sort.startswith("-"),
    )


@signed_in
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """The way in: the list of the largest place that the reader may see."""
    actor, on = get_actor(request), date_asked(request)
    spans = top_places(actor.scope(Right.READ), on)
    if spans:
        return redirect(list_url(spans[0].code, on))
    return render(request, "people/nobody.html", {"section": "people"})


@signed_in
@require_safe
def place_people(request: HttpRequest, code: str) -> HttpResponse:
    """The list of a place."""
    actor, wanted = get_actor(request), asked(request, code)
    number = page_asked(request)
    seats = wanted.seats((number - 1) * ON_PAGE, ON_PAGE + 1)
    first = (number - 1) * ON_PAGE + 1
    context = {
        "asked": wanted,
        "span": wanted.span,
        "on": wanted.on,
        "today": today(),
        "trail": trail_to(wanted.span, actor, wanted.on, _("People")),
        "tabs": tabs_of(wanted.span, wanted.on, "place-people"),
        "lines": lines_of(seats[:ON_PAGE], actor, wanted.on),
        "counts": seat_counts([wanted.span.area], wanted.on),
        "states": [(state.value, label) for state, label in STATES.items()],
        "columns": _columns(wanted),
        "first": first,
        "last": first + len(seats[:ON_PAGE]) - 1,
        "previous": number - 1 if number > 1 else 0,
        "next": number + 1 if len(seats) > ON_PAGE else 0,
        "may_establish": is_inside(wanted.span.key, actor.scope(Right.ESTABLISH_POSTS)),
        "taken": request.GET.urlencode(),
        "section": "people",
    }
    return render(request, "people/list.html", context)


def _columns(wanted: Asked) -> list[dict[str, Any]]:
    """The headings by which the list can be sorted; the one in force turns round."""
    labels = [
        (Order.POST, _("Post")),
        (Order.NAME, _("Person")),
        (Order.PLACE, _("Place")),
        (Order.SINCE, _("Empty since") if wanted.state is State.VACANT else _("In post from")),
        (Order.UNTIL, _("Until")),
    ]
    return [
        {
            "label": label,
            "sort": f"-{order}" if order is wanted.order and not wanted.descending else order.value,
            "numeric": order in {Order.SINCE, Order.UNTIL},
            "sorted": ("descending" if wanted.descending else "ascending") if order is wanted.order else "",
        }
        for order, label in labels
    ]


@signed_in
@require_safe
def place_people_csv(request: HttpRequest, code: str) -> HttpResponseBase:
    """The list as CSV."""
    wanted = asked(request, code)
    return csv_answer(f"{wanted.file_name}.csv", HEADER, _rows_away(wanted))


@signed_in
@require_safe
def place_people_xlsx(request: HttpRequest, code: str) -> HttpResponseBase:
    """The list as an Excel workbook."""
    wanted = asked(request, code)
    return xlsx_answer(f"{wanted.file_name}.xlsx", [Sheet(_("People"), HEADER, _rows_away(wanted))])


def _rows_away(wanted: Asked) -> Iterator[list[Cell]]:
    """The rows of a file, and last a note where there would be more than a file takes."""
    seats = wanted.seats(0, ROWS_AWAY + 1, with_coming=False)
    above = places_above([seat.place for seat in seats], wanted.on)
    for seat in seats[:ROWS_AWAY]:
        yield _row_away(seat, above.get(seat.place.place_id, ""))
    if len(seats) > ROWS_AWAY:
        yield [_("Only the first %(limit)s rows are here: narrow the list to take the rest.") % {"limit": ROWS_AWAY}]


def _row_away(seat: Seat, above: str) -> list[Cell]:
    held = seat.tenure
    return [
        seat.place.code,
        above,
        seat.place.said,
        seat.type.name,
        seat.post.seat,
        held.person.name if held else None,
        held.start_on if held else None,
        held.end_on if held and held.end_on != FOREVER else None,
        held.get_how_display() if held else None,
        held.batch.name if held and held.batch else None,
        seat.vacant_since,
    ]


def list_url(code: str, on: date, **filters: str) -> str:
    """The address of a list with filters."""
    query = QueryDict(mutable=True)
    query.update({**filters, **({} if on == today() else {"on": on.isoformat()})})
    address = reverse("place-people", args=[code])
    return f"{address}?{query.urlencode()}" if query else address
