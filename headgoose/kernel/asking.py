"""What an address asks for: dates, page numbers and where to go next, read strictly, refused plainly."""

import re
from datetime import date

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from headgoose.kernel.clock import EARLIEST, FOREVER, today
from headgoose.kernel.refusal import Because, Refused

ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
PAGES_MAX = 100_000


def read_date(text: str) -> date:
    """A date written as 2026-06-01, between 1949-10-01 and 9999-12-30. Raises Refused (INVALID)."""
    reason = _("This is not a date: write it as 2026-06-01.")
    if not ISO_DATE.fullmatch(text):
        raise Refused(reason, Because.INVALID, field="on")
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Refused(reason, Because.INVALID, field="on") from None
    if day == FOREVER:
        raise Refused(reason, Because.INVALID, field="on")
    if day < EARLIEST:
        raise Refused(_("The date lies before 1 October 1949."), Because.INVALID, field="on")
    return day


def date_asked(request: HttpRequest) -> date:
    """The date in `?on=`, or today."""
    text = request.GET.get("on", "").strip()
    return read_date(text) if text else today()


def page_asked(request: HttpRequest) -> int:
    """The number in `?page=`, 1 when there is none or it is no number."""
    text = request.GET.get("page", "1")
    if not (text.isascii() and text.isdigit()):
        return 1
    return min(max(int(text[:7]), 1), PAGES_MAX)


def safe_next(request: HttpRequest) -> str:
    """The address in `next` if it lies on this site, else the page where one begins."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    hosts = {request.get_host()}
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts=hosts, require_https=request.is_secure()):
        return wanted
    return reverse(settings.LOGIN_REDIRECT_URL)
