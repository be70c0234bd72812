"""Words that several pages of the room say alike."""

from datetime import datetime

from django.utils.translation import gettext as _

from headgoose.kernel.clock import CHINA


def hours_text(minutes: int) -> str:
    """Minutes as hours: 3 h, 1.5 h; a quarter of an hour is as fine as it gets."""
    hours = round(minutes / 15) / 4
    return _("%(hours)s h") % {"hours": f"{hours:g}"}


def time_text(start_at: datetime, end_at: datetime) -> str:
    """When a session is: 2026-06-01 09:00–11:30, China Standard Time."""
    start, end = start_at.astimezone(CHINA), end_at.astimezone(CHINA)
    return f"{start:%Y-%m-%d %H:%M}–{end:%H:%M}"


def first_of(name: str) -> str:
    """As much of a name as a stranger is told: 王〇."""
    return f"{name[:1]}{'〇' * min(max(len(name) - 1, 1), 3)}"
