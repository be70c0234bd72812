"""A whistle blown at a place of the small province, and a roll-call of its grids, one of which has answered."""

from datetime import timedelta
from io import BytesIO

from PIL import Image

from headgoose.access.models import User
from headgoose.access.queries import actor_of
from headgoose.casework.actions.calling_roll import answer_roll, open_roll_call
from headgoose.casework.actions.whistling import blow_whistle
from headgoose.casework.models import Leg, RollCall
from headgoose.casework.rollforms import preset
from headgoose.kernel.actor import system_actor
from headgoose.kernel.clock import date_of
from headgoose.places.models import Span
from headgoose.records.attachments import read_document
from headgoose.tests.matrix.books import AT

SYSTEM = system_actor("matrix", "test")


def blow_at(span: Span) -> Leg:
    """A leg of a whistle blown at a village or township."""
    whistle = blow_whistle(
        by=SYSTEM,
        at=AT,
        place=span.code,
        kind="beyond",
        title="河堤塌了",
        text="请县里来人",
        departments=["water", "police"],
        lead="water",
    )
    return Leg.objects.get(whistle=whistle, lead=True)


def call_at(span: Span) -> RollCall:
    """A roll-call of a place."""
    return open_roll_call(
        by=SYSTEM,
        at=AT,
        place=span.code,
        kind="flood",
        title="防汛点名",
        text="",
        form=preset("flood"),
        answer_by=AT + timedelta(hours=1),
    )


def answer_at(roll: RollCall, grid: Span, user: User, number: int) -> None:
    """The answer of a grid by its worker, with a picture."""
    picture = BytesIO()
    Image.new("RGB", (4, 4), (9, number, 9)).save(picture, "PNG")
    answer_roll(
        by=actor_of(user, date_of(AT), "test"),
        at=AT,
        roll_call_id=roll.pk,
        grid=grid.code,
        given={"status": "need_help", "needs": "缺船"},
        photo=read_document(picture.getvalue()),
    )
