"""Awards are recorded from their document, and revoked with a reason."""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from headgoose.careers.actions.reviews import NO_TENURE
from headgoose.careers.actions.trailing import hold_row, note
from headgoose.careers.models import Award
from headgoose.careers.queries import tenures_known
from headgoose.careers.rules import (
    DOCUMENT_MOST,
    TITLE_MOST,
    UNIT_MOST,
    area_of_tenure,
    check_award_day,
    check_award_level,
    check_line,
    check_oversees,
    check_reason,
)
from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import date_of
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.writing import action
from headgoose.orders.rules import check_another


@action
def record_award(
    *,
    by: Actor,
    at: datetime,
    tenure_id: int,
    title: str,
    level: int,
    unit: str,
    awarded_on: date,
    document: str,
) -> Award:
    """Record an award for what somebody did in a post; by who appoints there, never by the person.

    Args:
        level: of who gave it (AwardLevel).
        unit: who gave it, as on the document.
    """
    tenure = hold_row(tenures_known(), tenure_id, NO_TENURE)
    area = area_of_tenure(tenure)
    check_oversees(by, area)
    check_another(by, None, tenure.person, _("Nobody records an award of their own."))
    check_award_day(tenure, awarded_on, date_of(at))
    title, unit = check_line(title, TITLE_MOST, "title"), check_line(unit, UNIT_MOST, "unit")
    document = check_line(document, DOCUMENT_MOST, "document")
    standing = Award.objects.filter(person_id=tenure.person_id, revoked_at=None)
    if standing.filter(awarded_on=awarded_on, title=title, unit=unit).exists():
        raise Refused(_("This award is on record already."), Because.CONFLICT, field="title")
    award = Award.objects.create(
        tenure=tenure,
        person_id=tenure.person_id,
        title=title,
        level=check_award_level(level),
        unit=unit,
        awarded_on=awarded_on,
        document=document,
        made_at=at,
    )
    note(by, at, "record_award", award, area, touches_from=awarded_on, after={"title": title, "document": document})
    return award


@action
def revoke_award(*, by: Actor, at: datetime, award_id: int, why: str) -> Award:
    """Revoke an award with a reason. It stays on record as revoked and counts no more."""
    rows = Award.objects.select_related("tenure", "person")
    award = hold_row(rows, award_id, _("There is no such award in your area."))
    area = area_of_tenure(award.tenure)
    check_oversees(by, area)
    check_another(by, None, award.person, _("Nobody revokes an award of their own."))
    if not award.stands:
        raise Refused(_("This award is revoked already."), Because.CONFLICT)
    award.revoked_at, award.revoked_why = at, check_reason(why)
    award.save(update_fields=["revoked_at", "revoked_why"])
    after = {"title": award.title, "why": award.revoked_why}
    note(by, at, "revoke_award", award, area, touches_from=award.awarded_on, after=after)
    return award
