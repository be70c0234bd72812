"""What the room hangs into pages of lower rooms: the panel of a place, cards of the home desk."""

from datetime import date

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Level
from headgoose.kernel.clock import today
from headgoose.kernel.registries import PlaceView, Waiting
from headgoose.kernel.rights import Right
from headgoose.ledger.actions.periods import first_open_month
from headgoose.ledger.models import Book
from headgoose.ledger.months import show_month
from headgoose.ledger.summary import sums_of
from headgoose.ledger.waiting import Show, closings_due, summary_of
from headgoose.places.models import Kind


def books_panel(place: PlaceView, actor: Actor, on: date) -> str:
    """The book of a village in short, as it is today; for a place above, how its villages' books stand."""
    if on != today() or place.kind == Kind.COMMUNITY or place.level is Level.GRID:
        return ""
    url = reverse("place-books", args=[place.code])
    summary = summary_of([place.area], on, actor.person_id)
    context = {"place": place, "url": url, "summary": summary}
    if place.level is not Level.VILLAGE:
        return render_to_string("ledger/book_panel_below.html", context) if summary.books else ""
    book = Book.objects.filter(place_id=place.place_id).first()
    if book is None:
        return render_to_string("ledger/book_panel.html", context) if actor.may(Right.LOCK_BOOKS, place.area) else ""
    first = first_open_month(book)
    context |= {"book": book, "first_open": show_month(first), "due": closings_due(first, on), "year": on.year}
    return render_to_string("ledger/book_panel.html", context | sums_of(book, on.year))


def waiting_books(actor: Actor, on: date) -> list[Waiting]:
    """For who reviews: vouchers to be reviewed, months to be closed. For who keeps: vouchers that were given back."""
    reviewed, kept = actor.scope(Right.REVIEW_BOOKS), actor.scope(Right.KEEP_BOOKS)
    areas = reviewed or kept
    if not areas:
        return []
    found = summary_of(areas, on, actor.person_id)
    lines = []
    if reviewed and found.to_review:
        text = _("Vouchers to review")
        lines.append(Waiting(text, reverse("books-review"), count=found.to_review, tone="warn"))
    if found.returned:
        text = _("Vouchers given back to be put right")
        lines.append(Waiting(text, _list_url(Show.RETURNED), count=found.returned, tone="bad"))
    if reviewed and found.due:
        said = ngettext("in %(count)d village", "in %(count)d villages", found.behind) % {"count": found.behind}
        lines.append(Waiting(_("Months to close"), _list_url(Show.CLOSE), count=found.due, detail=said))
    return lines


def _list_url(show: Show) -> str:
    return f"{reverse('books')}?show={show.value}"
