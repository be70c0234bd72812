"""Reads of careers, each within what the actor may see."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from headgoose.careers.models import Award, Review
from headgoose.careers.rules import can_see_career
from headgoose.kernel.actor import Actor
from headgoose.kernel.refusal import Because, Refused
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
