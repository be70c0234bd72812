"""Posts that exclude each other, where a rule of the province asks for more than the law."""

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from headgoose.kernel.actor import Actor
from headgoose.kernel.area import EVERYWHERE
from headgoose.kernel.clock import FOREVER, date_of
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.kernel.writing import action
from headgoose.people.exclusions import count_against
from headgoose.people.models import ExcludedPair, PostType
from headgoose.people.writing import take_turns
from headgoose.records.actions import record_act

SOURCE_MIN, SOURCE_MAX = 4, 200


@action
def add_excluded_pair(
    *, by: Actor, at: datetime, codes: tuple[str, str], anywhere: bool, kin: bool, source: str
) -> ExcludedPair:
    """Let two kinds of post exclude each other from now on.

    Refused while somebody sits, or is to sit, against it: a rule that the records break would stop every change of
    those tenures. What ended before today is left alone.
    """
    by.require(Right.APPOINT, EVERYWHERE)
    source = " ".join(source.split())
    if not SOURCE_MIN <= len(source) <= SOURCE_MAX:
        raise Refused(_("Say which law or rule it comes from, in 4 to 200 characters."), field="source")
    first, second = (_get_type(code) for code in codes)
    if first == second:
        raise Refused(_("Name two different kinds of post."), field="type")
    # Nobody is seated while this is counted.
    take_turns()
    if ExcludedPair.objects.filter(Q(type_a=first, type_b=second) | Q(type_a=second, type_b=first)).exists():
        raise Refused(_("The two exclude each other already."), Because.CONFLICT)
    pair = ExcludedPair(type_a=first, type_b=second, anywhere=anywhere, kin=kin, source=source)
    if against := count_against(pair, date_of(at)):
        reason = _("Persons who hold posts against it today or later: %(count)s. End their tenures first.")
        raise Refused(reason % {"count": against}, Because.CONFLICT)
    pair.save(force_insert=True)
    record_act(
        by=by,
        at=at,
        verb="people.add_excluded_pair",
        subject=f"people.excluded_pair:{pair.pk}",
        touches_from=FOREVER,
        after={"types": [first.code, second.code], "anywhere": anywhere, "kin": kin, "source": source},
    )
    return pair


def _get_type(code: str) -> PostType:
    found = PostType.objects.filter(code=code).first()
    if found is None:
        raise Refused(_("There is no kind of post with the code %(code)s.") % {"code": code}, Because.NOT_FOUND)
    return found
