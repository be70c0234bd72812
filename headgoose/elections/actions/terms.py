"""Terms and limits of terms: data, put on record by who appoints in a whole province."""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from headgoose.elections.models import Term, TermLimit
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Level
from headgoose.kernel.clock import FOREVER, date_of
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.kernel.writing import action
from headgoose.people.models import PostType
from headgoose.places.names import plain_text
from headgoose.places.rules import check_date
from headgoose.records.actions import record_act

CODE_MAX, NAME_ZH_MAX, NAME_EN_MAX, SOURCE_MAX = 20, 40, 60, 200
SOURCE_MIN = 4
MOST_IN_ROW = 50


def may_set_terms(by: Actor) -> bool:
    """Whether the actor appoints in a whole province."""
    return any(area.high - area.low >= Level.PROVINCE.divisor for area in by.scope(Right.APPOINT))


def check_may_set_terms(by: Actor) -> None:
    """Refuse whoever does not appoint in a whole province."""
    if not may_set_terms(by):
        raise Refused(_("Terms and their limits are set for a whole province."), Because.FORBIDDEN)


@action
def open_term(*, by: Actor, at: datetime, code: str, name_zh: str, name_en: str, start_on: date, end_on: date) -> Term:
    """Put a term on record, which no other one overlaps."""
    check_may_set_terms(by)
    code, name_zh, name_en = plain_text(code), plain_text(name_zh), plain_text(name_en)
    for field, text, most in (
        ("code", code, CODE_MAX),
        ("name_zh", name_zh, NAME_ZH_MAX),
        ("name_en", name_en, NAME_EN_MAX),
    ):
        if not text or len(text) > most or not text.isprintable():
            raise Refused(_("From 1 to %(limit)s characters are needed.") % {"limit": most}, field=field)
    check_date(start_on, date_of(at), "start_on")
    if end_on <= start_on or end_on == FOREVER:
        raise Refused(_("A term ends after it begins."), field="end_on")
    if Term.objects.filter(code=code).exists():
        raise Refused(_("There is a term with this code already."), Because.CONFLICT, field="code")
    if other := Term.objects.filter(start_on__lt=end_on, end_on__gt=start_on).first():
        words = {"term": other.name, "start": other.start_on, "end": other.end_on}
        reason = _("%(term)s lasts from %(start)s to %(end)s: terms do not overlap.") % words
        raise Refused(reason, Because.CONFLICT, field="start_on")
    term = Term.objects.create(code=code, name_zh=name_zh, name_en=name_en, start_on=start_on, end_on=end_on)
    record_act(
        by=by,
        at=at,
        verb="elections.open_term",
        subject=f"elections.term:{term.pk}",
        touches_from=start_on,
        after={"code": code, "start_on": start_on.isoformat(), "end_on": end_on.isoformat()},
    )
    return term


@action
def set_term_limit(
    *, by: Actor, at: datetime, code: str, terms_in_row: int | None, years_in_row: int | None, source: str
) -> TermLimit:
    """Say for how many terms, or years, one person may hold a kind of post without a break, and which rule says so.

    What is on record already stays; from now on no confirmation seats anybody against it.
    """
    check_may_set_terms(by)
    type_ = PostType.objects.filter(code=code).first()
    if type_ is None:
        reason = _("There is no kind of post with the code %(code)s.") % {"code": code}
        raise Refused(reason, Because.NOT_FOUND, field="type")
    for field, number in (("terms_in_row", terms_in_row), ("years_in_row", years_in_row)):
        if number is not None and not 1 <= number <= MOST_IN_ROW:
            raise Refused(_("From 1 to %(limit)s.") % {"limit": MOST_IN_ROW}, field=field)
    if terms_in_row is None and years_in_row is None:
        raise Refused(_("Say how many terms, or how many years, or both."), field="terms_in_row")
    source = plain_text(source)
    if not SOURCE_MIN <= len(source) <= SOURCE_MAX:
        raise Refused(_("Say which law or rule it comes from, in 4 to 200 characters."), field="source")
    limit = TermLimit.objects.filter(type=type_).first() or TermLimit(type=type_)
    before = {"terms": limit.terms_in_row, "years": limit.years_in_row, "source": limit.source} if limit.pk else None
    limit.terms_in_row, limit.years_in_row, limit.source = terms_in_row, years_in_row, source
    limit.save()
    record_act(
        by=by,
        at=at,
        verb="elections.set_term_limit",
        subject=f"elections.term_limit:{limit.pk}",
        touches_from=FOREVER,
        before=before,
        after={"type": code, "terms": terms_in_row, "years": years_in_row, "source": source},
    )
    return limit
