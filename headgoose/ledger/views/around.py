"""What every page of a book shows around its matter: where it is, and the other pages of the book."""

from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import today
from headgoose.kernel.rights import Right
from headgoose.ledger.waiting import Show
from headgoose.places.models import Span
from headgoose.places.views.place import trail_to

# Each page of a book: names of its address (the first that there is), and its label.
PAGES: tuple[tuple[str, Promise], ...] = (
    ("place-books", _("Overview")),
    ("vouchers", _("Vouchers")),
    ("ledger-balances", _("Balances")),
    ("ledger-statements", _("Statements")),
    ("ledger-disclosures", _("Disclosure")),
    ("book-months", _("Months")),
    ("book-chart", pgettext_lazy("in books", "Accounts")),
    ("ledger-files", _("Files")),
    ("ledger-checks", _("Checks")),
    ("ledger-exports", _("Take away")),
)


def address(name: str, *arguments: Any) -> str:
    """The address of a page, or "" where there is none of the name."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""


def book_tabs(code: str, current: str) -> list[dict[str, Any]]:
    """The pages of a book as tabs; `current` is the name of the present one's address."""
    found = [(name, label, address(name, code)) for name, label in PAGES]
    return [{"label": label, "url": url, "on": name == current} for name, label, url in found if url]


def around_book(span: Span, actor: Actor, current: str, last: str | Promise = "", queue: str = "") -> dict[str, Any]:
    """Crumbs, tabs, the section, and what the actor may do in this book.

    Args:
        current: the name of the address of the tab that is on.
        last: names a page below the overview.
        queue: why the actor goes from village to village, as the address said; for who looks after several.
    """
    trail = trail_to(span, actor, today(), str(_("Books")))
    if last:
        trail = [*trail[:-1], (trail[-1][0], reverse("place-books", args=[span.code])), (str(last), "")]
    return {
        "span": span,
        "trail": trail,
        "tabs": book_tabs(span.code, current),
        "section": "books",
        "next_url": next_url(actor, span, queue),
        "may_keep": actor.may(Right.KEEP_BOOKS, span.area),
        "may_review": actor.may(Right.REVIEW_BOOKS, span.area),
        "may_lock": actor.may(Right.LOCK_BOOKS, span.area),
    }


def next_url(actor: Actor, span: Span, queue: str) -> str:
    """Where the next village with something to do is; "" for who looks after this one alone."""
    wider = any(area != span.area for right in (Right.KEEP_BOOKS, Right.REVIEW_BOOKS) for area in actor.scope(right))
    if not wider:
        return ""
    show = queue if queue in set(Show) and queue != Show.ALL else Show.WORK.value
    return f"{reverse('books-next')}?{urlencode({'after': span.code, 'show': show})}"
