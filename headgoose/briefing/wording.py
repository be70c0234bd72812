"""Values in words and numerals, in the reader's language. Each state is shown in its own way."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from headgoose.briefing.table import State, Value
from headgoose.kernel.area import Level
from headgoose.look.wording import number_text, percent_text

STATES: dict[State, Promise] = {
    State.MISSING: gettext_lazy("no record"),
    State.NOT_APPLICABLE: gettext_lazy("not applicable"),
    State.SUPPRESSED: gettext_lazy("too few to show"),
}

LEVELS: dict[Level, Promise] = {
    Level.PROVINCE: gettext_lazy("province"),
    Level.PREFECTURE: gettext_lazy("prefecture"),
    Level.COUNTY: gettext_lazy("county"),
    Level.TOWNSHIP: gettext_lazy("township"),
    Level.VILLAGE: gettext_lazy("village or community"),
    Level.GRID: gettext_lazy("grid"),
}


def value_text(value: Value) -> str:
    """`3,609`, `81.2%`, or why there is no value."""
    if value.state is not State.NUMBER:
        return str(STATES[value.state])
    if value.share:
        return percent_text(value.exact)
    return number_text(value.counted)


def parts_text(value: Value) -> str:
    """What a share is made of: `7,282 of 8,968`; "" for a count."""
    if value.state is not State.NUMBER or not value.share:
        return ""
    words = {"part": number_text(value.counted), "whole": number_text(value.whole)}
    return _("%(part)s of %(whole)s") % words


def change_text(now: Value, before: Value) -> str:
    """The difference to an earlier value with its sign: `+120`, `−2.0 points`; "" when there is nothing to compare."""
    if now.number is None or before.number is None:
        return ""
    sign = "+" if now.exact > before.exact else "−"
    if now.exact == before.exact:
        return _("unchanged")
    if not now.share:
        return f"{sign}{number_text(abs(now.exact - before.exact))}"
    points = abs(100 * (now.exact - before.exact))
    return _("%(change)s points") % {"change": f"{sign}{float(points):.1f}"}
