"""Values in words and numerals, in the reader's language. Each state is shown in its own way."""

from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from headgoose.briefing.table import State, Value
from headgoose.kernel.area import Level
from headgoose.kernel.figures import Figure, Period
from headgoose.look.wording import big_text, month_text, number_text, percent_text

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
    """`3,609`, `81.2%`, `1.2m` of money, or why there is no value."""
    if value.state is not State.NUMBER:
        return str(STATES[value.state])
    if value.share:
        return percent_text(value.exact)
    return big_text(value.counted) if value.money else number_text(value.counted)


def period_text(figure: Figure, on: date) -> str:
    """What a figure over a month or a year is about, of the date asked for: `year 2025`; "" about the day itself."""
    end = figure.facts_on(on)
    if figure.period is Period.YEAR:
        return _("year %(year)d") % {"year": end.year}
    return _("end of %(month)s") % {"month": month_text(end)} if figure.period is Period.MONTH else ""


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
        difference = abs(now.exact - before.exact)
        return f"{sign}{big_text(difference) if now.money else number_text(difference)}"
    points = abs(100 * (now.exact - before.exact))
    return _("%(change)s points") % {"change": f"{sign}{float(points):.1f}"}
