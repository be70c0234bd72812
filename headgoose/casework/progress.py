"""What a resident reads of a request: in plain words, step by step, who did it by post, and never an internal note."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from headgoose.casework.desks import Desk
from headgoose.casework.models import Event, Photo, Request, RequestState
from headgoose.casework.rules import main_of
from headgoose.kernel.clock import date_of
from headgoose.people.models import PostType, Tenure
from headgoose.places.queries import last_spans_of

# Of a request merged into another, who asked sees what offices did with the other one, and not what its resident said.
OWN_VERBS = {"receive", "add", "reply", "reopen"}
HIDDEN = {"exclude", "move"}
DISPATCHES = {"receive", "return", "transfer", "designate", "escalate"}
HEADLINES: dict[str, Promise] = {
    RequestState.NEW: gettext_lazy("It has come in and waits to be taken on"),
    RequestState.ACCEPTED: gettext_lazy("Somebody has taken it on"),
    RequestState.IN_HAND: gettext_lazy("It is being worked on"),
    RequestState.PAUSED: gettext_lazy("It rests for the moment"),
    RequestState.ANSWERED: gettext_lazy("It has been answered: is it solved?"),
    RequestState.REOPENED: gettext_lazy("It is open again"),
    RequestState.CLOSED: gettext_lazy("It is closed"),
    RequestState.REJECTED: gettext_lazy("It was not taken on"),
    RequestState.TRANSFERRED: gettext_lazy("It was passed to an office outside"),
    RequestState.MERGED: gettext_lazy("It goes on together with another one about the same"),
}
WORDS: dict[str, Promise] = {
    "receive": gettext_lazy("You sent it; it went to: %(desk)s"),
    "return": gettext_lazy("Passed on to: %(desk)s"),
    "transfer": gettext_lazy("Passed on to: %(desk)s"),
    "designate": gettext_lazy("The county settled who does it: %(desk)s"),
    "escalate": gettext_lazy("Not done in time, so it passed up to: %(desk)s"),
    "accept": gettext_lazy("Taken on by: %(post)s"),
    "start": gettext_lazy("Work has begun: %(post)s"),
    "pause": gettext_lazy("It rests, and the deadline with it: %(post)s"),
    "resume": gettext_lazy("It goes on: %(post)s"),
    "join": gettext_lazy("Joined to help: %(joined)s"),
    "note": gettext_lazy("A word from: %(post)s"),
    "answer": gettext_lazy("Answered by: %(post)s"),
    "close": gettext_lazy("Closed"),
    "reject": gettext_lazy("Not taken on, says: %(post)s"),
    "hand_over": gettext_lazy("Passed to an office outside: %(body)s"),
    "merge": gettext_lazy("Joined with another request about the same"),
    "add": gettext_lazy("You added"),
    "call_back": gettext_lazy("We tried to reach you: %(post)s"),
    "erase": gettext_lazy("Erased: what was said and shown, and who asked"),
}


@dataclass(frozen=True)
class Stage:
    """One line of the timeline."""

    at: datetime
    words: str
    text: str = ""
    photos: Sequence[int] = ()
    own: bool = False


@dataclass(frozen=True)
class Progress:
    """How a request stands, for who asked.

    Args:
        main: the request that it is answered with: itself, or the one that it was merged into.
    """

    request: Request
    main: Request
    desk: str
    stages: Sequence[Stage] = field(default_factory=tuple)

    @property
    def headline(self) -> str:
        """In a few words."""
        return str(HEADLINES[self.main.state])


@dataclass(frozen=True)
class Names:
    """Desks and posts by name, as needed for some events."""

    types: Mapping[int, PostType]
    places: Mapping[int, str]
    held: Mapping[int, Sequence[Tenure]]

    def desk(self, desk: Desk) -> str:
        """A desk by its place and post."""
        place_id, type_id = desk
        return f"{self.places.get(place_id, '')} {self.types[type_id].name}".strip()

    def post(self, event: Event, desk: Desk) -> str:
        """The post in which somebody did something: that of the desk where they sit there, else their own."""
        on = date_of(event.at)
        held = [
            (tenure.place_id, tenure.type_id)
            for tenure in self.held.get(event.person_id or 0, ())
            if tenure.start_on <= on < tenure.end_on
        ]
        if not held:
            return self.desk(desk)
        return self.desk(desk if desk in held else held[0])


def progress_of(request: Request) -> Progress:
    """All that who asked may read of it; of the other one, into which it was merged, only what offices did."""
    main = main_of(request)
    own = list(request.events.all())
    others = (
        []
        if main.pk == request.pk
        else [event for event in main.events.all() if event.verb not in {*OWN_VERBS, "erase"}]
    )
    names = _names([*own, *main.events.all()])
    photos = photos_of(request, main)
    stages = list(_stages(own, names, photos))
    if others:
        stages += _stages(list(main.events.all()), names, photos, {event.pk for event in others})
        stages.sort(key=lambda stage: stage.at)
    desk = names.desk((main.desk_place_id, main.desk_type_id))
    return Progress(request, main, desk, stages)


def photos_of(request: Request, main: Request) -> dict[int, list[int]]:
    """Pictures that who asked may see, by event: their own, and those of open answers of the other one."""
    found: dict[int, list[int]] = {}
    shown = Photo.objects.filter(event__request=request, event__open=True)
    if main.pk != request.pk:
        shown = shown | Photo.objects.filter(event__request=main, event__verb="answer", event__open=True)
    for event_id, photo_id in shown.order_by("pk").values_list("event_id", "pk"):
        found.setdefault(event_id, []).append(photo_id)
    return found


def _names(events: Iterable[Event]) -> Names:
    found = list(events)
    places = {event.outcome["place"] for event in found if "place" in event.outcome}
    persons = {event.person_id for event in found if event.person_id}
    held: dict[int, list[Tenure]] = {}
    for tenure in Tenure.objects.filter(person_id__in=persons).order_by("start_on"):
        held.setdefault(tenure.person_id, []).append(tenure)
        places.add(tenure.place_id)
    spans = last_spans_of(places)
    types = {type_.pk: type_ for type_ in PostType.objects.all()}
    return Names(types, {pk: span.said for pk, span in spans.items()}, held)


def _stages(
    events: Sequence[Event], names: Names, photos: Mapping[int, list[int]], only: set[int] | None = None
) -> Iterable[Stage]:
    desk: Desk = (0, 0)
    for event in events:
        if event.verb in DISPATCHES:
            desk = (event.outcome["place"], event.outcome["type"])
        if event.verb in HIDDEN or (event.verb == "note" and not event.open):
            continue
        if only is None or event.pk in only:
            yield _stage(event, desk, names, photos.get(event.pk, ()))


def _stage(event: Event, desk: Desk, names: Names, photos: Sequence[int]) -> Stage:
    joined = (event.outcome["place"], event.outcome["type"]) if event.verb == "join" else desk
    said = {
        "desk": names.desk(desk),
        "joined": names.desk(joined),
        "post": names.post(event, desk),
        "body": event.outcome.get("body", ""),
    }
    text = event.text if event.open else ""
    return Stage(event.at, _words(event) % said, text, photos, event.verb in OWN_VERBS)


def _words(event: Event) -> str:
    if event.verb == "reply":
        return _("You say that it is solved") if event.outcome.get("solved") else _("You say that it is not solved")
    if event.verb == "reopen":
        return _("Opened again")
    if event.verb == "close" and event.outcome.get("silent"):
        return _("Closed, as nothing more was said")
    return str(WORDS.get(event.verb, ""))
