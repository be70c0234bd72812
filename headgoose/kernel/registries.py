"""What upper rooms hang into pages of lower ones: navigation, panels of a place, search, the home desk, closing checks.

Each registry is filled once, in a room's `AppConfig.ready`, and read in `order`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, Protocol, TypeVar

from django.http import HttpRequest
from django.utils.functional import Promise

from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Area, Level
from headgoose.kernel.rights import Right

Words = str | Promise


class Ordered(Protocol):
    """Something with a place in a row."""

    @property
    def order(self) -> int:
        """Smaller comes first."""


T = TypeVar("T", bound=Ordered)


class Registry(Generic[T]):
    """An ordered list that rooms add to at start."""

    def __init__(self) -> None:
        self._entries: list[T] = []

    def add(self, entry: T) -> T:
        """Register an entry; registering an equal one again changes nothing."""
        if entry not in self._entries:
            self._entries.append(entry)
            self._entries.sort(key=lambda e: e.order)
        return entry

    def __iter__(self) -> Iterator[T]:
        return iter(self._entries)


class PlaceView(Protocol):
    """A place as it was on a date, as panels see it (places.Span has this shape)."""

    place_id: int
    key: int
    kind: int
    name: str

    @property
    def code(self) -> str:
        """The statistical code."""

    @property
    def level(self) -> Level:
        """The level of the tree."""

    @property
    def area(self) -> Area:
        """The place and all below."""


@dataclass(frozen=True)
class NavigationItem:
    """An entry of the bar: a url name without arguments, shown to signed-in users, or to those with a right.

    Args:
        count_url_name: where the page asks, once it stands, for a number to put beside the label: a fragment, or 204.
    """

    label: Words
    url_name: str
    section: str
    order: int
    right: Right | None = None
    count_url_name: str = ""


@dataclass(frozen=True)
class PlacePanel:
    """A panel on the place page. `render(place, actor, on)` gives safe HTML, or "" for nothing.

    Args:
        name: id of the panel, unique.
        column: "wide" for the whole width, or "left" or "right".
    """

    name: str
    render: Callable[[PlaceView, Actor, date], str]
    order: int
    column: str = "wide"


@dataclass(frozen=True)
class PublicPanel:
    """A panel on the page of a village or township that anybody may open: `render(place, on)` gives safe HTML, or "".

    Finished pages are kept: a panel is the same for every reader, and says nothing that changes unless the place does.
    """

    name: str
    render: Callable[[PlaceView, date], str]
    order: int


@dataclass(frozen=True)
class PersonPanel:
    """A panel on the page of a person. `render(person_id, actor, on)` gives safe HTML, or "" for nothing."""

    name: str
    render: Callable[[int, Actor, date], str]
    order: int


@dataclass(frozen=True)
class PlaceTab:
    """A tab of a place: a url name with the place's code as its only argument."""

    label: Words
    url_name: str
    order: int
    levels: tuple[Level, ...] = tuple(Level)


@dataclass(frozen=True)
class Hit:
    """One thing that a search found."""

    label: str
    detail: str
    url: str


@dataclass(frozen=True)
class Finder:
    """A group of search results: `find(words, actor, on, limit)`; words are already plain text, never empty."""

    label: Words
    find: Callable[[str, Actor, date, int], Sequence[Hit]]
    order: int


@dataclass(frozen=True)
class Waiting:
    """One line of the home desk: something that waits, is late, or happened."""

    text: str
    url: str
    count: int | None = None
    detail: str = ""
    tone: str = ""


@dataclass(frozen=True)
class DeskCard:
    """A card of the home desk: `find(actor, on)` gives its lines; no lines, and the card says what to do instead.

    Without words for that it is left out.
    """

    title: Words
    find: Callable[[Actor, date], Sequence[Waiting]]
    empty: Words
    order: int


@dataclass(frozen=True)
class ClosingCheck:
    """Asked before places are closed: `find(place_ids, on)` gives, by place id, why it cannot be."""

    find: Callable[[Sequence[int], date], dict[int, str]]
    order: int


@dataclass(frozen=True)
class MapOutcome:
    """What a change of the map closes and makes, told to the rooms above, which say and do what follows from it.

    Args:
        closed: by place that is closed, where it lies from then on as (place id, parts per million); what passes to the
            place above it names that one.
        made: the kind of each new place, by its id; while the change is only looked at, the ids are negative.
        reseat: whether those in post at places that are closed take free seats where the place goes.
    """

    on: date
    document: str
    closed: Mapping[int, Sequence[tuple[int, int]]]
    made: Mapping[int, int]
    place_key: int | None
    reseat: bool = False


@dataclass(frozen=True)
class Foreseen:
    """One line on what follows from a change of the map: a sentence, how many, and some of them by name.

    Args:
        hinders: whether the change cannot be made because of it.
    """

    text: str
    count: int
    examples: Sequence[str] = ()
    hinders: bool = False


@dataclass(frozen=True)
class MapChangeCheck:
    """Asked before the map changes, and told when it has.

    Args:
        foresee: `foresee(outcome)` says what would follow from a change.
        carry_out: `carry_out(by, at, outcome)` does it, in the transaction of the change, after the tree has changed.
    """

    foresee: Callable[[MapOutcome], Sequence[Foreseen]]
    carry_out: Callable[[Actor, datetime, MapOutcome], None]
    order: int


@dataclass(frozen=True)
class WayIn:
    """A way into accounts besides the door, such as tokens: `shut(by, at, user_id)` shuts it, where it was open.

    Called when an account is made safe or closed, in the transaction of the action that does so and has asked whether
    the actor may.
    """

    name: str
    shut: Callable[[Actor, datetime, int], object]
    order: int


@dataclass(frozen=True)
class AccountPanel:
    """A panel on the page where an account is made safe: `render(user_id, request)` gives safe HTML, or "".

    The page has asked whether the reader may.
    """

    name: str
    render: Callable[[int, HttpRequest], str]
    order: int


@dataclass(frozen=True)
class Chore:
    """Something the running server does by itself every so often: `run(at)`. It must bear being run twice."""

    name: str
    every_seconds: int
    run: Callable[[datetime], None]
    order: int


@dataclass(frozen=True)
class Holding:
    """A kind of record that a room holds about people: `find(person_id)` gives all of it, as plain values.

    All of it is for the person themself and the operator.

    Args:
        covers: labels of the models that it shows, such as "people.Person".
        find_within: `find_within(person_id, areas)` gives what an officer may see who is shown personal values in those
            areas; without it an officer gets nothing of the kind.
    """

    label: Words
    find: Callable[[int], Sequence[Mapping[str, object]]]
    order: int
    covers: tuple[str, ...] = ()
    find_within: Callable[[int, Sequence[Area]], Sequence[Mapping[str, object]]] | None = None


@dataclass(frozen=True)
class FigureLink:
    """A page about figures of some codes, linked from theirs: `address(place, on)`, "" where it has nothing to show."""

    label: Words
    codes: frozenset[str]
    address: Callable[[PlaceView, date], str]
    order: int


@dataclass(frozen=True)
class Retention:
    """What a room keeps for a time: `find(before)` counts what is older, `clear(before, at, by)` removes it.

    Args:
        name: the key of its period in the table of retention periods.
    """

    name: str
    label: Words
    find: Callable[[datetime], int]
    clear: Callable[[datetime, datetime, Actor], int]
    order: int


navigation: Registry[NavigationItem] = Registry()
place_panels: Registry[PlacePanel] = Registry()
public_panels: Registry[PublicPanel] = Registry()
person_panels: Registry[PersonPanel] = Registry()
place_tabs: Registry[PlaceTab] = Registry()
finders: Registry[Finder] = Registry()
desk_cards: Registry[DeskCard] = Registry()
closing_checks: Registry[ClosingCheck] = Registry()
map_change_checks: Registry[MapChangeCheck] = Registry()
ways_in: Registry[WayIn] = Registry()
account_panels: Registry[AccountPanel] = Registry()
chores: Registry[Chore] = Registry()
holdings: Registry[Holding] = Registry()
retentions: Registry[Retention] = Registry()
figure_links: Registry[FigureLink] = Registry()
