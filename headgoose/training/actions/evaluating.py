"""What those who were there say of a class: kept apart from who has said something, and in no order of time."""

import secrets
from datetime import UTC, datetime, time

from django.utils.translation import gettext_lazy as _

from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import CHINA, date_of
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.writing import action
from headgoose.training.models import Evaluation, TrainingClass
from headgoose.training.rules import check_is_over, check_rating, check_words
from headgoose.training.states import TRAINING_CLASS
from headgoose.training.writing import hold_class, note

ANYBODY = Actor("a participant")


@action
def evaluate_class(
    *, by: Actor, at: datetime, class_id: int, content: int, teaching: int, use: int, words: str = ""
) -> TrainingClass:
    """Say once what a class was like, with marks from 1 to 5.

    The trail says that somebody did so on this day: with a name or a minute it would tell whose answer it is.
    """
    found = hold_class(class_id)
    row = found.enrolments.filter(person_id=by.person_id or 0, withdrawn_at=None).first()
    if row is None:
        raise Refused(_("You were not named for this class."), Because.FORBIDDEN)
    TRAINING_CLASS.allowed(found.state, "evaluate")
    check_is_over(list(found.sessions.all()), at)
    if row.answered:
        raise Refused(_("You have evaluated this class already."), Because.CONFLICT)
    answer = Evaluation(
        # So large that no order can be read from it, small enough for a browser's numbers.
        id=secrets.randbelow(2**52),
        training_class=found,
        content=check_rating(content, "content"),
        teaching=check_rating(teaching, "teaching"),
        use=check_rating(use, "use"),
        words=check_words(words),
    )
    row.answered = True
    row.save(update_fields=["answered"])
    answer.save(force_insert=True)
    day = datetime.combine(date_of(at), time(), CHINA).astimezone(UTC)
    note(ANYBODY, day, "evaluate_class", found)
    return found
