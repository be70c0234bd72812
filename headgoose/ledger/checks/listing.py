"""Findings as pages list them: narrowed, counted by check and by place, with who has looked at each."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Area, Level
from headgoose.kernel.bulk import among
from headgoose.kernel.rights import Right
from headgoose.ledger.checks.finding import Check, Finding
from headgoose.ledger.checks.ground import books_on, read
from headgoose.ledger.checks.keeping import findings_in
from headgoose.ledger.checks.table import CHECKS, get_check
from headgoose.ledger.models import Acknowledgement, Voucher
from headgoose.ledger.wording import name_of
from headgoose.places.models import Span
from headgoose.places.queries import spans_of

Name = tuple[int, str, str]
LOOKED_AT = "SELECT a.book_id, a.check_code, a.subject FROM ledger_acknowledgement a WHERE {books}"
VOUCHERS_SHOWN = 8


class State(StrEnum):
    """Whether somebody has looked at a finding."""

    ALL = ""
    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"


@dataclass(frozen=True)
class Years:
    """The years that books of an area have, and the one asked for; None for all of them.

    Args:
        together: whether all may be looked at together: of a whole province that takes seconds.
    """

    first: int
    last: int
    chosen: int | None
    together: bool = True

    @property
    def since(self) -> date:
        """The first day looked at."""
        return date(self.chosen or self.first, 1, 1)

    @property
    def until(self) -> date:
        """The last day looked at."""
        return date(self.chosen or self.last, 12, 31)

    @property
    def listed(self) -> list[int]:
        """All of them, the newest first."""
        return list(range(self.last, self.first - 1, -1))

    @property
    def value(self) -> str:
        """As addresses have it."""
        return str(self.chosen or "all")


def years_of(area: Area, on: date, asked: str = "") -> Years:
    """The years of an area's books; without one that is known, the present one is looked at."""
    first = min((book.since // 100 for book in books_on(area, on)), default=on.year)
    known = {str(year): year for year in range(first, on.year + 1)}
    together = area.high - area.low < Level.PROVINCE.divisor
    return Years(first, on.year, None if asked == "all" and together else known.get(asked, on.year), together)


@dataclass(frozen=True)
class Found:
    """All findings of an area in some years, and those of them that somebody acknowledged."""

    findings: Sequence[Finding]
    looked_at: frozenset[Name]

    def narrow(self, check: str = "", state: State = State.ALL, area: Area | None = None) -> list[Finding]:
        """Those of a check, in a state, below a place."""
        return [
            one
            for one in self.findings
            if (not check or one.check == check)
            and (state is State.ALL or (one.name in self.looked_at) == (state is State.ACKNOWLEDGED))
            and (area is None or area.low <= one.book.key < area.high)
        ]

    def by_check(self) -> list[tuple[Check, int, int]]:
        """For every check: how many are open, and how many were acknowledged."""
        return [(check, *self._count(self.narrow(check.code))) for check in CHECKS.values()]

    def open_by_place(self, places: Sequence[Span]) -> tuple[list[Check], list[tuple[Span, int, list[int]]]]:
        """The checks that found something open, and for each of some places how many, in all and by those checks."""
        waiting = {one.check for one in self.narrow(state=State.OPEN)}
        checks = [check for check in CHECKS.values() if check.code in waiting]
        rows = []
        for place in places:
            here = Counter(one.check for one in self.narrow(state=State.OPEN, area=place.area))
            rows.append((place, here.total(), [here[check.code] for check in checks]))
        return checks, rows

    def _count(self, findings: Sequence[Finding]) -> tuple[int, int]:
        done = sum(one.name in self.looked_at for one in findings)
        return len(findings) - done, done


def find_within(area: Area, years: Years, on: date) -> Found:
    """What checks find in an area that the caller has checked, on the map of a day."""
    findings = findings_in(area, years.since, years.until, on)
    condition, ids = among("a.book_id", {one.book.pk for one in findings})
    rows = read(LOOKED_AT.format(books=condition), [ids]) if findings else []
    return Found(findings, frozenset((book, check, subject) for book, check, subject in rows))


@dataclass(frozen=True)
class Line:
    """A finding as it is shown.

    Args:
        vouchers: ids and names of those behind it; `more` says how many are not among them.
        may: whether the reader may acknowledge it; `own`: they may not, because they made a voucher behind it.
    """

    finding: Finding
    check: Check
    span: Span
    vouchers: Sequence[tuple[int, str]]
    more: int
    acknowledged: Acknowledgement | None
    may: bool
    own: bool

    @property
    def mark(self) -> str:
        """What tells it from the others of its book on a page."""
        return f"{self.finding.check} {self.finding.subject}"


def lines_of(findings: Sequence[Finding], actor: Actor, on: date) -> list[Line]:
    """Findings with their villages, their vouchers and who acknowledged them; as many queries for one as for many."""
    spans = spans_of({one.book.place_id for one in findings}, on)
    wanted = {pk for one in findings for pk in one.voucher_ids}
    vouchers = {voucher.pk: voucher for voucher in Voucher.objects.filter(pk__in=wanted)}
    known = acknowledged(findings)
    return [
        _line(one, actor, spans[one.book.place_id], vouchers, known.get(one.name))
        for one in findings
        if one.book.place_id in spans
    ]


def acknowledged(findings: Iterable[Finding]) -> dict[Name, Acknowledgement]:
    """Who acknowledged which of some findings, and why."""
    subjects, books = {one.subject for one in findings}, {one.book.pk for one in findings}
    made = Acknowledgement.objects.filter(book__in=books, subject__in=subjects).select_related("person")
    return {(one.book_id, one.check_code, one.subject): one for one in made}


def _line(one: Finding, actor: Actor, span: Span, vouchers: dict[int, Voucher], made: Acknowledgement | None) -> Line:
    behind = [vouchers[pk] for pk in one.voucher_ids if pk in vouchers]
    reviews = made is None and actor.person_id is not None and actor.may(Right.REVIEW_BOOKS, span.area)
    own = reviews and any(voucher.maker_id == actor.person_id for voucher in behind)
    return Line(
        finding=one,
        check=get_check(one.check),
        span=span,
        vouchers=[(voucher.pk, name_of(voucher)) for voucher in behind[:VOUCHERS_SHOWN]],
        more=max(len(behind) - VOUCHERS_SHOWN, 0),
        acknowledged=made,
        may=reviews and not own,
        own=own,
    )
