"""Reads of careers, each within what the actor may see."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from headgoose.careers.models import Award, Reserve, Review
from headgoose.careers.rules import area_of_tenure, can_see_career, may_oversee
from headgoose.kernel.actor import Actor
from headgoose.kernel.refusal import Because, Refused
from headgoose.orders.rules import area_of_place
from headgoose.people.models import Tenure


def tenures_known() -> QuerySet[Tenure]:
    """Tenures with what the rules ask of them; none that was voided."""
    return Tenure.objects.select_related("type", "person", "post", "order")


def get_career_tenure(actor: Actor, tenure_id: int) -> Tenure:
    """A tenure whose career the actor may see. Raises Refused (NOT_FOUND), whether or not there is one elsewhere."""
    tenure = tenures_known().filter(pk=tenure_id).first()
    if tenure is None or not can_see_career(actor, tenure):
        raise Refused(_("There is no such tenure in your area."), Because.NOT_FOUND)
    return tenure


def get_overseen_tenure(actor: Actor, tenure_id: int) -> Tenure:
    """A tenure at a place where the actor appoints. Raises Refused (NOT_FOUND)."""
    tenure = tenures_known().filter(pk=tenure_id).first()
    if tenure is None or not may_oversee(actor, area_of_tenure(tenure)):
        raise Refused(_("There is no such tenure in your area."), Because.NOT_FOUND)
    return tenure


def get_award(actor: Actor, award_id: int) -> Award:
    """An award at a place where the actor appoints. Raises Refused (NOT_FOUND)."""
    award = Award.objects.select_related("tenure", "person").filter(pk=award_id).first()
    if award is None or not may_oversee(actor, area_of_tenure(award.tenure)):
        raise Refused(_("There is no such award in your area."), Because.NOT_FOUND)
    return award


def get_review(actor: Actor, review_id: int) -> Review:
    """A review that the actor may see. Raises Refused (NOT_FOUND)."""
    rows = Review.objects.select_related("tenure__type", "person", "reviewer", "confirmer")
    review = rows.filter(pk=review_id).first()
    if review is None or not can_see_career(actor, review.tenure):
        raise Refused(_("There is no such review in your area."), Because.NOT_FOUND)
    return review


def reviews_of(tenures: Sequence[Tenure]) -> list[Review]:
    """The reviews of some tenures, newest first."""
    rows = Review.objects.filter(tenure__in=[tenure.pk for tenure in tenures])
    return list(rows.select_related("tenure__type", "reviewer", "confirmer").order_by("-year", "-pk"))


def awards_of(tenures: Sequence[Tenure]) -> list[Award]:
    """The awards for some tenures, newest first, revoked ones too."""
    return list(Award.objects.filter(tenure__in=[tenure.pk for tenure in tenures]).order_by("-awarded_on", "-pk"))


def get_reserve(actor: Actor, reserve_id: int) -> Reserve:
    """A row of a reserve list of a place where the actor appoints. Raises Refused (NOT_FOUND)."""
    row = Reserve.objects.select_related("person").filter(pk=reserve_id).first()
    if row is None or not may_oversee(actor, area_of_place(row.place_id)):
        raise Refused(_("Nobody of that kind is on a reserve list in your area."), Because.NOT_FOUND)
    return row
