"""The book of a village in the small province."""

from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO

from PIL import Image

from headgoose.kernel.actor import system_actor
from headgoose.ledger.actions.books import open_book
from headgoose.ledger.actions.evidence import add_evidence
from headgoose.ledger.actions.posting import post_voucher
from headgoose.ledger.actions.vouchers import draft_voucher
from headgoose.ledger.models import Account, Evidence, Voucher, VoucherFile
from headgoose.ledger.posting import Posting
from headgoose.people.models import Person

AT = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)


def keep_book(person: Person, place_id: int, number: int) -> tuple[Voucher, Evidence, VoucherFile]:
    """A book with a posted voucher that pays the person, a document under it, and a file that was brought in."""
    system = system_actor("matrix", "test")
    book = open_book(by=system, at=AT, place_id=place_id, since=202601)
    accounts = dict(Account.objects.filter(book=None).values_list("code", "pk"))
    # A voucher shows who reviewed it, to everybody who may read the book.
    other = Person.objects.create(name=f"审核{number}", initials="sh", sex="m", born_on=date(1984, 1, 1))
    keeper, reviewer = replace(system, person_id=person.pk), replace(system, person_id=other.pk)
    entries = [
        Posting(accounts["513"], "513", debit_fen=100_00),
        Posting(accounts["102"], "102", credit_fen=100_00, payee=person.name, payee_kind="person"),
    ]
    summary = f"付{person.name}劳务费"
    voucher = draft_voucher(by=keeper, at=AT, book_id=book.pk, on=date(2026, 3, 1), summary=summary, entries=entries)
    picture = BytesIO()
    Image.new("RGB", (4, 4), (number, 0, 0)).save(picture, "PNG")
    name = f"{person.name}.png"
    evidence = add_evidence(by=keeper, at=AT, voucher_id=voucher.pk, name=name, content=picture.getvalue())
    file = VoucherFile.objects.create(
        book=book, name=name, sha256=f"{number:064d}", rows=2, taken=1, maker=person, made_at=AT
    )
    return post_voucher(by=reviewer, at=AT, voucher_id=voucher.pk), evidence, file
