"""What participants said of a class, in sum; nothing before five have answered."""

import secrets
from dataclasses import dataclass

from django.db.models import Avg, Count

from headgoose.training.models import Evaluation, TrainingClass
from headgoose.training.rules import SHOWN_FROM_ANSWERS


@dataclass(frozen=True)
class Summary:
    """Means of the marks from 1 to 5, and the words in no order; None and nothing while there are too few answers."""

    answers: int
    of: int
    content: float | None = None
    teaching: float | None = None
    use: float | None = None
    words: tuple[str, ...] = ()

    @property
    def shown(self) -> bool:
        """Whether there are enough answers to be shown."""
        return self.answers >= SHOWN_FROM_ANSWERS


def summary_of(training_class: TrainingClass) -> Summary:
    """What was said of a class."""
    rows = Evaluation.objects.filter(training_class=training_class)
    means = rows.order_by().aggregate(
        answers=Count("pk"), content=Avg("content"), teaching=Avg("teaching"), use=Avg("use")
    )
    of = training_class.enrolments.filter(withdrawn_at=None).count()
    answers = means.pop("answers")
    if answers < SHOWN_FROM_ANSWERS:
        return Summary(answers, of)
    words = list(rows.exclude(words="").values_list("words", flat=True))
    secrets.SystemRandom().shuffle(words)
    return Summary(answers, of, **means, words=tuple(words))
