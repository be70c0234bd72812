"""What the grids of a roll-call answered, in words: one grid with all its answers, many with their last."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from headgoose.casework.actions.calling_roll import get_called
from headgoose.casework.models import Answer, Called, RollCall
from headgoose.casework.rollboard import chains_of
from headgoose.casework.rollforms import said_of, word_of
from headgoose.kernel.area import Area, Level
from headgoose.kernel.sheets import Cell
from headgoose.look.templatetags.parts import moment
from headgoose.places.models import Span

AT_ONCE = 2_000


def grid_rows(roll: RollCall, area: Area, fields: list[dict[str, Any]]) -> Iterator[list[Cell]]:
    """A row for each grid called in an area, in the order of the tree."""
    after = area.low - 1
    while True:
        called = list(Called.objects.filter(roll_call=roll, key__gt=after, key__lt=area.high).order_by("key")[:AT_ONCE])
        if not called:
            return
        after = called[-1].key
        chains = chains_of([one.key for one in called], roll)
        # In the order of their numbers: the last answer of each grid stays.
        numbered = Answer.objects.filter(called__in=called).order_by("number")
        answers = {answer.called_id: answer for answer in numbered}
        for one in called:
            chain, answer = chains[one.key], answers.get(one.pk)
            given = answer.given if answer else {}
            village = chain.get(Level.VILLAGE)
            yield [
                chain[Level.GRID].code,
                village.said if village else "",
                chain[Level.GRID].said,
                moment(one.answered_at) if one.answered_at else "",
                _("yes") if answer and answer.for_grid else "",
                *(word_of(field, given[field["code"]]) if field["code"] in given else "" for field in fields),
            ]


def answers_of(roll: RollCall, span: Span) -> list[tuple[Answer, list[tuple[str, str]]]]:
    """What a grid answered, the last first, in words."""
    called = get_called(roll, span)
    found = Answer.objects.filter(called=called).select_related("person").order_by("-number")
    return [(answer, said_of(roll.form, answer.given)) for answer in found]
