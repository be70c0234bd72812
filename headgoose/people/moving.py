"""What follows from a change of the map for posts and those in them: worked out here, done by `actions.moving`.

Posts belong to places, not to codes: a place that is recoded or moved keeps its posts and everybody in them. Posts at a
place that is closed are abolished, and a new place gets the seats that every place of its kind has.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import ngettext

from headgoose.kernel.clock import FOREVER
from headgoose.kernel.registries import Foreseen, MapOutcome
from headgoose.people.models import Post, PostType, Tenure
from headgoose.places.models import Span
from headgoose.places.queries import last_spans_of

EXAMPLES = 20
NewSeat = tuple[int, int, int]  # place id, type id, seat number


@dataclass
class Following:
    """What happens to posts and tenures.

    Args:
        abolished: posts that end.
        ended: tenures that end with them.
        made: seats of new places, as (place id, type id, number).
        seated: by tenure that ends, the seat that its holder takes: a post, or one of the seats made.
        late: posts and tenures at closed places that begin only at the date or later.
        doubled: tenures that end although the place goes to one where somebody holds the same post.
    """

    on: date
    abolished: list[Post] = field(default_factory=list)
    ended: list[Tenure] = field(default_factory=list)
    made: list[NewSeat] = field(default_factory=list)
    seated: dict[int, Post | NewSeat] = field(default_factory=dict)
    late: list[Post | Tenure] = field(default_factory=list)
    doubled: list[Tenure] = field(default_factory=list)


def work_out(outcome: MapOutcome) -> Following:
    """What follows from a change of the map; a handful of queries."""
    following = Following(outcome.on, made=_seats_made(outcome.made))
    here = Post.objects.filter(place_id__in=list(outcome.closed), end_on__gt=outcome.on)
    for post in here.select_related("type").order_by("place_id", "type__order", "seat"):
        (following.late if post.start_on >= outcome.on else following.abolished).append(post)
    sitting = Tenure.objects.filter(place_id__in=list(outcome.closed), end_on__gt=outcome.on)
    for tenure in sitting.select_related("type", "person").order_by("place_id", "type__order", "post__seat"):
        (following.late if tenure.start_on >= outcome.on else following.ended).append(tenure)
    _seat_holders(following, outcome)
    return following


def _seats_made(made: Mapping[int, int]) -> list[NewSeat]:
    """The seats that places of a kind have at least. Posts that exist only on the border are set up by hand."""
    types = [kind for kind in PostType.objects.filter(seats_min__gt=0) if not kind.mark]
    return [
        (place_id, type_.pk, seat)
        for place_id, kind in made.items()
        for type_ in types
        if kind in type_.kinds
        for seat in range(1, type_.seats_min + 1)
    ]


def _seat_holders(following: Following, outcome: MapOutcome) -> None:
    """Find a seat of the same type for each holder where their place goes, and those who meet another holder there."""
    heirs = {place_id: _heir(parts) for place_id, parts in outcome.closed.items() if parts}
    there = _Seats(set(heirs.values()), following.made, outcome.on)
    for tenure in following.ended:
        heir = heirs.get(tenure.place_id)
        if heir is None:
            continue
        seat = None
        if outcome.reseat and (heir, tenure.type_id, tenure.person_id) not in there.holders:
            seat = there.take(heir, tenure.type_id)
        if seat is not None:
            following.seated[tenure.pk] = seat
            there.holders.add((heir, tenure.type_id, tenure.person_id))
        elif (heir, tenure.type_id) in there.held:
            following.doubled.append(tenure)


def _heir(parts: Sequence[tuple[int, int]]) -> int:
    """The place in which the largest part lies."""
    return min(parts, key=lambda part: (-part[1], part[0]))[0]


class _Seats:
    """The free seats at some places from a date on, each given once."""

    def __init__(self, place_ids: set[int], made: Iterable[NewSeat], on: date) -> None:
        self._free: dict[tuple[int, int], list[Post | NewSeat]] = defaultdict(list)
        sitting = Tenure.objects.filter(place_id__in=place_ids, end_on__gt=on)
        rows = list(sitting.values_list("post_id", "place_id", "type_id", "person_id"))
        self.held = {(place_id, type_id) for _post, place_id, type_id, _person in rows}
        self.holders = {(place_id, type_id, person_id) for _post, place_id, type_id, person_id in rows}
        taken = {row[0] for row in rows}
        open_posts = Post.objects.filter(place_id__in=place_ids, start_on__lte=on, end_on=FOREVER)
        for post in open_posts.order_by("seat"):
            if post.pk not in taken:
                self._free[post.place_id, post.type_id].append(post)
        for seat in made:
            self._free[seat[0], seat[1]].append(seat)

    def take(self, place_id: int, type_id: int) -> Post | NewSeat | None:
        """The next free seat of a type at a place, if there is one."""
        free = self._free[place_id, type_id]
        return free.pop(0) if free else None


def foresee_following(outcome: MapOutcome) -> list[Foreseen]:
    """What follows, in words."""
    following = work_out(outcome)
    places = last_spans_of({post.place_id for post in [*following.abolished, *following.late]})
    seated = [tenure for tenure in following.ended if tenure.pk in following.seated]
    unseated = [tenure for tenure in following.ended if tenure.pk not in following.seated]
    lines = [
        _line(_late_text(following.late), following.late, places, hinders=True),
        _line(_abolished_text(following.abolished), following.abolished, places),
        _line(_seated_text(seated), seated, places),
        _line(_ended_text(unseated), unseated, places),
        _line(_doubled_text(following.doubled), following.doubled, places),
    ]
    if following.made:
        count = len(following.made)
        text = ngettext("%(count)s post is set up at new places", "%(count)s posts are set up at new places", count)
        names = {type_.pk: type_.name for type_ in PostType.objects.all()}
        examples = list(dict.fromkeys(names[type_id] for _place, type_id, _seat in following.made))
        lines.append(Foreseen(text % {"count": count}, count, examples[:EXAMPLES]))
    return [line for line in lines if line.count]


def _line(text: str, rows: Sequence[Post | Tenure], places: Mapping[int, Span], hinders: bool = False) -> Foreseen:
    examples = [_named(row, places) for row in rows[:EXAMPLES]]
    return Foreseen(text % {"count": len(rows)}, len(rows), examples, hinders)


def _named(row: Post | Tenure, places: Mapping[int, Span]) -> str:
    """`王丽 · village party secretary · 向阳村`."""
    place = places.get(row.place_id)
    words: list[str | Promise] = [row.person.name] if isinstance(row, Tenure) else []
    return " · ".join(str(word) for word in [*words, row.type.name, place.said if place else ""] if word)


def _late_text(rows: Sequence[object]) -> str:
    return ngettext(
        "%(count)s post or tenure at a place that is closed begins only then or later: end or void it first.",
        "%(count)s posts or tenures at places that are closed begin only then or later: end or void them first.",
        len(rows),
    )


def _abolished_text(rows: Sequence[object]) -> str:
    return ngettext("%(count)s post is abolished", "%(count)s posts are abolished", len(rows))


def _seated_text(rows: Sequence[object]) -> str:
    return ngettext(
        "%(count)s holder takes a free seat where the place goes",
        "%(count)s holders take free seats where their places go",
        len(rows),
    )


def _ended_text(rows: Sequence[object]) -> str:
    return ngettext(
        "%(count)s tenure ends without another seat", "%(count)s tenures end without another seat", len(rows)
    )


def _doubled_text(rows: Sequence[object]) -> str:
    return ngettext(
        "%(count)s of them meets somebody who holds the same post there",
        "%(count)s of them meet somebody who holds the same post there",
        len(rows),
    )
