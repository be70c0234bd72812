"""Whistles in words: what buttons say, what the log tells, how late something is."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from headgoose.casework.models import Leg, LegState
from headgoose.casework.whistle_rules import Lateness

HOUR, DAY = 60, 1440
# What a button says.
STEPS: dict[str, Promise] = {
    "report": pgettext_lazy("step of a whistle", "Report for duty"),
    "answer": pgettext_lazy("step of a whistle", "Answer"),
    "send_back": pgettext_lazy("step of a whistle", "Send back"),
    "rate": pgettext_lazy("step of a whistle", "Rate"),
    "excuse": pgettext_lazy("step of a whistle", "Let it go"),
    "call": pgettext_lazy("step of a whistle", "Call another department"),
    "close": pgettext_lazy("step of a whistle", "Close the whistle"),
    "withdraw": pgettext_lazy("step of a whistle", "Take it back"),
}
# What the log says happened.
HAPPENED: dict[str, Promise] = {
    "blow": pgettext_lazy("log of a whistle", "blown"),
    "call": pgettext_lazy("log of a whistle", "called as well"),
    "report": pgettext_lazy("log of a whistle", "reported for duty"),
    "answer": pgettext_lazy("log of a whistle", "answered"),
    "send_back": pgettext_lazy("log of a whistle", "answer sent back"),
    "rate": pgettext_lazy("log of a whistle", "rated"),
    "excuse": pgettext_lazy("log of a whistle", "let go by the county"),
    "close": pgettext_lazy("log of a whistle", "closed"),
    "withdraw": pgettext_lazy("log of a whistle", "taken back"),
}
# What a step asks one to write.
ASKS: dict[str, Promise] = {
    "answer": _("What was done"),
    "send_back": _("What is still missing"),
    "excuse": _("Why the department need not come"),
    "withdraw": _("Why it is taken back"),
    "rate": _("Remark"),
}
TONES = {
    LegState.CALLED: "warn",
    LegState.REPORTED: "good",
    LegState.ANSWERED: "good",
    LegState.RATED: "plain",
    LegState.EXCUSED: "plain",
}


def duration(minutes: int) -> str:
    """5 minutes, 3 hours, 2 days: the largest unit that is full."""
    if minutes >= DAY:
        days = minutes // DAY
        return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
    if minutes >= HOUR:
        hours = minutes // HOUR
        return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}


def late_words(leg: Leg, late: Lateness) -> list[str]:
    """What is or was late, in words; nothing for who is in time."""
    words = []
    if late.report:
        said = _("%(time)s late and not there") if leg.reported_at is None else _("came %(time)s late")
        words.append(str(said) % {"time": duration(late.report)})
    if late.answer:
        said = _("answer %(time)s overdue") if leg.answered_at is None else _("answered %(time)s late")
        words.append(str(said) % {"time": duration(late.answer)})
    return words
