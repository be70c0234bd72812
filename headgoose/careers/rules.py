"""What may be of reviews, awards, extensions, reserves and handovers; who may do it."""

from calendar import monthrange
from datetime import date, timedelta
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from headgoose.careers.models import AwardLevel, Grade, Review
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Area, Level
from headgoose.kernel.clock import EARLIEST, FOREVER
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.orders.rules import check_another
from headgoose.people.models import Tenure
from headgoose.places.names import plain_text
from headgoose.places.queries import last_spans_of

# Of whom a chain is kept: the posts of the head geese.
CHAIN_TYPES = ("secretary", "first_secretary")
# The own word on a year can be written from this month of it on, and for as many years back.
WRITTEN_FROM_MONTH, YEARS_BACK = 11, 2
WORD_LEAST, WORD_MOST = 10, 2000
WHY_LEAST, WHY_MOST = 4, 200
TITLE_MOST, UNIT_MOST, DOCUMENT_MOST = 80, 60, 60
CONFIRMED_FROM = Level.COUNTY
# How long before a seat changes hands a handover may begin, and for how long after an award may follow a tenure.
AHEAD_DAYS, AWARD_AFTER_DAYS = 60, 366


class Served(Protocol):
    """What the rules ask of a tenure."""

    @property
    def start_on(self) -> date:
        """The first day in post."""

    @property
    def end_on(self) -> date:
        """The first day no longer in post."""


def area_of_tenure(tenure: Tenure) -> Area:
    """The area of the place of a tenure, on the newest map."""
    return last_spans_of([tenure.place_id])[tenure.place_id].area


def may_oversee(actor: Actor, area: Area) -> bool:
    """Whether the actor reviews, awards and hands over there: who appoints in the whole area."""
    return actor.may(Right.APPOINT, area)


def check_oversees(actor: Actor, area: Area) -> None:
    """Refuse unless `may_oversee`."""
    actor.require(Right.APPOINT, area)


def can_see_career(actor: Actor, tenure: Tenure) -> bool:
    """Whether the actor sees reviews of a tenure: its holder, and who appoints at its place or above."""
    own = actor.person_id is not None and actor.person_id == tenure.person_id
    return own or may_oversee(actor, area_of_tenure(tenure))


def can_confirm(actor: Actor, area: Area) -> bool:
    """Whether the actor confirms reviews there: who appoints from a county or above."""
    return any(
        grant.right is Right.APPOINT and grant.post_level <= CONFIRMED_FROM and grant.area.covers(area)
        for grant in actor.grants
    )


def check_confirms(by: Actor, review: Review, area: Area) -> None:
    """Refuse unless the actor may confirm and neither reviewed nor is the one reviewed."""
    if not can_confirm(by, area):
        raise Refused(_("A review is confirmed by the county or a level above."), Because.FORBIDDEN)
    reason = _("Who reviewed does not confirm: a second officer must.")
    check_another(by, None, review.reviewer, reason)
    check_not_oneself(by, review)


def check_not_oneself(by: Actor, review: Review) -> None:
    """Nobody reviews themself."""
    check_another(by, None, review.person, _("Nobody reviews or confirms their own year."))


def last_year_due(today: date) -> int:
    """The last year whose own word can be written: this one from November on, else the one before."""
    return today.year if today.month >= WRITTEN_FROM_MONTH else today.year - 1


def years_open(tenure: Served, today: date) -> list[int]:
    """The years of a tenure whose own word can be written today, newest first."""
    due = last_year_due(today)
    last_day = tenure.end_on - timedelta(days=1)
    return [year for year in range(due, due - YEARS_BACK, -1) if tenure.start_on.year <= year <= last_day.year]


def check_year(tenure: Served, type_code: str, year: int, today: date) -> None:
    """Refuse a year that the tenure did not touch, that is not over yet, or that lies too far back."""
    if type_code not in CHAIN_TYPES:
        raise Refused(_("Yearly reviews are held for party secretaries and first secretaries."), field="year")
    if year not in years_open(tenure, today):
        raise Refused(
            _("The year is not open for review: from November on the present one is, and the year before."),
            field="year",
        )


def check_words(text: str, field: str) -> str:
    """A text of several lines, cleaned."""
    plain = "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")).strip()
    if not WORD_LEAST <= len(plain) <= WORD_MOST:
        raise Refused(_("Write 10 to 2,000 characters."), field=field)
    if not all(sign.isprintable() or sign == "\n" for sign in plain):
        raise Refused(_("There are signs in it that cannot be shown."), field=field)
    return plain


def check_grade(grade: str) -> str:
    """The outcome of a review."""
    if grade not in Grade.values:
        raise Refused(_("Say how the year is judged."), field="grade")
    return grade


def check_reason(why: str, field: str = "why") -> str:
    """A reason in words, cleaned."""
    plain = plain_text(why)
    if not WHY_LEAST <= len(plain) <= WHY_MOST or not plain.isprintable():
        raise Refused(_("Give the reason in 4 to 200 characters."), field=field)
    return plain


def check_line(text: str, most: int, field: str) -> str:
    """A short text of one line, cleaned, which must be there."""
    plain = plain_text(text)
    if not plain or len(plain) > most or not plain.isprintable():
        raise Refused(_("Fill this in, in at most %(most)s characters.") % {"most": most}, field=field)
    return plain


def check_award_day(tenure: Served, awarded_on: date, today: date) -> None:
    """An award lies within the tenure, or soon after it, and not ahead."""
    if awarded_on > today:
        raise Refused(_("The award lies in the future."), field="awarded_on")
    if awarded_on < tenure.start_on:
        raise Refused(_("The person was not in this post yet on that day."), field="awarded_on")
    if tenure.end_on != FOREVER and awarded_on > tenure.end_on + timedelta(days=AWARD_AFTER_DAYS):
        raise Refused(_("The person had left this post more than a year before that day."), field="awarded_on")


def check_award_level(level: int) -> int:
    """The level of who awards."""
    if level not in AwardLevel.values:
        raise Refused(_("Say the level of who gave the award."), field="level")
    return level


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or its last one."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def check_extended_end(to_on: date, end_on: date, limit_on: date) -> None:
    """An extension ends later than was set, and not beyond the limit of the rule."""
    if not EARLIEST <= to_on < FOREVER or to_on <= end_on:
        raise Refused(_("The new end must be later than the present one."), field="to_on")
    if to_on > limit_on:
        words = {"day": limit_on.isoformat()}
        raise Refused(
            _("The rule for this post allows an extension until %(day)s at the latest.") % words, field="to_on"
        )


def check_in_person(by: Actor, person_id: int | None) -> None:
    """Refuse everybody but one person."""
    if by.person_id is None or by.person_id != person_id:
        raise Refused(_("Only the person concerned does this."), Because.FORBIDDEN)


def check_version(review: Review, version: int | None) -> None:
    """Refuse when the review is no longer as the page showed it."""
    if version is not None and version != review.version:
        raise Refused(_("The review has changed since you opened the page. Look at it again."), Because.CONFLICT)
