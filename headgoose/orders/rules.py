"""What may be done with a paper, and by whom."""

import hashlib
import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Area
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.orders.models import OrderPaper
from headgoose.people.models import Person, PostType, Tenure
from headgoose.people.rules import integers, outside, reach
from headgoose.places.names import plain_text
from headgoose.places.queries import last_spans_of

LINES_MAX = 20_000
NUMBER_MAX, TITLE_MAX, WHY_MAX = 60, 120, 200
WHY_AT_LEAST = 4


def check_heading(number: str, title: str) -> tuple[str, str]:
    """The number and the title of an order, cleaned."""
    number, title = plain_text(number), plain_text(title)
    if not number or len(number) > NUMBER_MAX or not number.isprintable():
        raise Refused(_("Give the order its number, in at most 60 characters."), field="number")
    if not title or len(title) > TITLE_MAX or not title.isprintable():
        raise Refused(_("Give the order a title, in at most 120 characters."), field="title")
    return number, title


def check_why(why: str) -> str:
    """A reason in words, cleaned."""
    plain = plain_text(why)
    if not WHY_AT_LEAST <= len(plain) <= WHY_MAX or not plain.isprintable():
        raise Refused(_("Give the reason in 4 to 200 characters."), field="why")
    return plain


def area_of_place(place_id: int) -> Area:
    """The area of the place that issues an order, on the newest map."""
    return last_spans_of([place_id])[place_id].area


def can_see(actor: Actor, paper: OrderPaper) -> bool:
    """Papers are seen by those who may appoint in the whole area of the place that issues them."""
    return actor.may(Right.APPOINT, area_of_place(paper.place_id))


def is_maker_gone(paper: OrderPaper, today: date) -> bool:
    """Whether who drew the order up holds no post any more."""
    if paper.maker_id is None:
        return True
    held = Tenure.objects.filter(person_id=paper.maker_id, start_on__lte=today, end_on__gt=today)
    return not held.exists()


def check_reaches(by: Actor, posts: Iterable[tuple[int, int]]) -> None:
    """Refuse unless the actor may fill every post, given as (type id, key)."""
    rows = list(posts)
    types, keys = integers([type_id for type_id, _key in rows]), integers([key for _type, key in rows])
    for type_ in PostType.objects.filter(pk__in=set(types.tolist())):
        beyond = int(outside(reach(by, type_), keys[types == type_.pk]).sum())
        if beyond:
            words = {"post": type_.name, "count": beyond}
            reason = _("%(count)s of its lines, on “%(post)s”, lie beyond what your posts let you fill or end.") % words
            raise Refused(reason, Because.FORBIDDEN)


def check_another(by: Actor, user_id: int | None, person: Person | None, reason: Any) -> None:
    """Refuse the one who took the step before: the same account, the same person, or that person under two numbers."""
    if by.person_id is None:
        raise Refused(
            _("A person must stand behind this step, signed in with an account of their own."), Because.FORBIDDEN
        )
    same = (by.user_id is not None and by.user_id == user_id) or (person is not None and by.person_id == person.pk)
    if not same and person is not None:
        own = Person.objects.filter(pk=by.person_id).first()
        facts = (person.name, person.sex, person.born_on)
        same = own is not None and (own.name, own.sex, own.born_on) == facts
    if same:
        raise Refused(reason, Because.FORBIDDEN)


def digest_of(facts: Any) -> str:
    """A fingerprint of plain values."""
    return hashlib.sha256(json.dumps(facts, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def check_token(paper: OrderPaper, token: str | None, now: str) -> None:
    """Refuse when the paper, or what it would do, is no longer as the page showed it."""
    if token is not None and token != now:
        reason = _("The order, or what it would do, has changed since you opened the page. Look at it again.")
        raise Refused(reason, Because.CONFLICT)
