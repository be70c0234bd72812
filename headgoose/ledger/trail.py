"""What this room's acts are called in the trail."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Area
from headgoose.kernel.rights import Right
from headgoose.kernel.trail_words import FieldWords, Named, SubjectKind, name_fields, name_subject, name_verbs
from headgoose.ledger.checks import CHECKS
from headgoose.ledger.models import Book, Voucher
from headgoose.ledger.wording import name_of
from headgoose.people.queries import is_inside
from headgoose.places.models import Span
from headgoose.places.queries import last_spans_of

VERBS = {
    "ledger.open_book": _("A book was opened"),
    "ledger.add_detail_account": _("A detail account was set up"),
    "ledger.rename_detail_account": _("A detail account was renamed"),
    "ledger.draft_voucher": _("A voucher was entered"),
    "ledger.change_voucher": _("A draft voucher was changed"),
    "ledger.discard_voucher": _("A draft voucher was put aside"),
    "ledger.reverse_voucher": _("A red-letter reversal was drafted"),
    "ledger.review_voucher": _("A voucher was reviewed"),
    "ledger.return_voucher": _("A voucher was given back"),
    "ledger.post_voucher": _("A voucher was posted"),
    "ledger.post_from_source": _("A voucher was posted by what caused it"),
    "ledger.carry_over": _("Vouchers of former years were carried over"),
    "ledger.close_month": _("A month of a book was closed"),
    "ledger.reopen_month": _("A closed month of a book was opened again"),
    "ledger.lock_month": _("Months of a book were locked"),
    "ledger.acknowledge_finding": _("A finding of a check was acknowledged"),
    "ledger.disclose_books": _("Books were opened to everybody"),
    "ledger.add_evidence": _("A document was laid under a voucher"),
    "ledger.take_voucher_file": _("A file of vouchers was taken"),
    "ledger.remove_evidence": _("A document was taken away from under a voucher"),
}
FIELDS = {
    "since": FieldWords(_("Since")),
    "closed_to": FieldWords(_("Closed up to")),
    "locked_to": FieldWords(_("Locked up to")),
    "summary": FieldWords(_("Summary")),
    "documents": FieldWords(_("Documents attached")),
    "entries": FieldWords(_("Lines: account, debit and credit in fen")),
    "total_fen": FieldWords(_("Total in fen")),
    "reverses": FieldWords(_("Takes back"), noun="ledger.voucher"),
    "vouchers": FieldWords(_("Vouchers")),
    "disclosed": FieldWords(_("Times published")),
    "check": FieldWords(_("Check of books"), words={check.code: check.name for check in CHECKS.values()}),
    "finding": FieldWords(_("Finding")),
    "from_month": FieldWords(_("First month")),
    "to_month": FieldWords(_("Last month")),
    "remark": FieldWords(_("Remark")),
    "may_meet_from": FieldWords(_("Members may meet about it from")),
    "sha256": FieldWords(_("Fingerprint")),
    "bytes": FieldWords(_("Size in bytes")),
}


def declare() -> None:
    """Tell the trail."""
    name_verbs(VERBS)
    name_fields(FIELDS)
    name_subject(SubjectKind("ledger.book", _("Book"), name_books, areas_of_books))
    name_subject(SubjectKind("ledger.voucher", _("Voucher"), name_vouchers, areas_of_vouchers))


def _known_spans(place_ids: set[int], actor: Actor) -> dict[int, Span]:
    known = [*actor.scope(Right.READ), *actor.scope(Right.READ_TRAIL)]
    return {pk: span for pk, span in last_spans_of(place_ids).items() if is_inside(span.key, known)}


def name_books(ids: Sequence[int], actor: Actor, on: date) -> Mapping[int, Named]:
    """Books by their village."""
    books = list(Book.objects.filter(pk__in=ids))
    spans = _known_spans({book.place_id for book in books}, actor)
    return {
        book.pk: Named(
            str(_("Books of %(village)s") % {"village": spans[book.place_id].said}),
            reverse("vouchers", args=[spans[book.place_id].code]),
        )
        for book in books
        if book.place_id in spans
    }


def name_vouchers(ids: Sequence[int], actor: Actor, on: date) -> Mapping[int, Named]:
    """Vouchers by village, month and number."""
    vouchers = list(Voucher.objects.filter(pk__in=ids).select_related("book"))
    spans = _known_spans({voucher.book.place_id for voucher in vouchers}, actor)
    return {
        voucher.pk: Named(
            f"{spans[voucher.book.place_id].said} · {name_of(voucher)}", reverse("voucher", args=[voucher.pk])
        )
        for voucher in vouchers
        if voucher.book.place_id in spans
    }


def areas_of_books(ids: Sequence[int]) -> Mapping[int, Area]:
    """The villages of books, on the newest map."""
    places = dict(Book.objects.filter(pk__in=ids).values_list("pk", "place_id"))
    spans = last_spans_of(places.values())
    return {pk: spans[place].area for pk, place in places.items() if place in spans}


def areas_of_vouchers(ids: Sequence[int]) -> Mapping[int, Area]:
    """The villages of the books in which vouchers lie."""
    places = dict(Voucher.objects.filter(pk__in=ids).values_list("pk", "book__place_id"))
    spans = last_spans_of(places.values())
    return {pk: spans[place].area for pk, place in places.items() if place in spans}
