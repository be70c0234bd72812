"""Sentences that several pages say."""

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from headgoose.access.models import Over
from headgoose.kernel.clock import CHINA


def too_many(until: datetime) -> str:
    """Nobody listens any more, and until when."""
    return _("Too many failed tries. Try again after %(time)s.") % {"time": f"{until.astimezone(CHINA):%H:%M}"}


def said_over(why: Over) -> str:
    """Why a session is over."""
    words = {"minutes": settings.SESSION_IDLE_S // 60, "hours": settings.SESSION_LONGEST_S // 3600}
    return str(why.label) % words
