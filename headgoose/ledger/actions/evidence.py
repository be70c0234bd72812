"""Source documents are laid under a draft, and taken away from it; once it is reviewed they stay."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from headgoose.kernel.actor import Actor
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.kernel.writing import action
from headgoose.ledger.actions.vouchers import note
from headgoose.ledger.models import Book, Evidence, Voucher, VoucherState
from headgoose.ledger.reading import get_voucher
from headgoose.places.names import plain_text
from headgoose.records.actions import keep_attachment
from headgoose.records.attachments import ENDINGS, read_document

EVIDENCE_MAX = 30
NAME_MAX = 120


@action
def add_evidence(*, by: Actor, at: datetime, voucher_id: int, name: str, content: bytes) -> Evidence:
    """Lay a picture or a PDF under a draft."""
    voucher, book = _get_draft(by, voucher_id)
    document = read_document(content)
    if Evidence.objects.filter(voucher=voucher).count() >= EVIDENCE_MAX:
        raise Refused(_("At most 30 documents lie under one voucher."), Because.TOO_LARGE, field="file")
    attachment = keep_attachment(document, at)
    try:
        with transaction.atomic():
            evidence = Evidence.objects.create(
                voucher=voucher, attachment=attachment, name=_name(name, ENDINGS[document.media])
            )
    except IntegrityError as error:
        reason = _("This very document lies under the voucher already.")
        raise Refused(reason, Because.CONFLICT, field="file") from error
    _count_change(voucher)
    note(by, at, "add_evidence", book, voucher, after={"sha256": attachment.sha256, "bytes": attachment.size})
    return evidence


@action
def remove_evidence(*, by: Actor, at: datetime, voucher_id: int, evidence_id: int) -> Voucher:
    """Take a document away from under a draft."""
    voucher, book = _get_draft(by, voucher_id)
    evidence = Evidence.objects.filter(voucher=voucher, pk=evidence_id).select_related("attachment").first()
    if evidence is None:
        raise Refused(_("There is no such document under this voucher."), Because.NOT_FOUND)
    before = {"sha256": evidence.attachment.sha256}
    evidence.delete()
    _count_change(voucher)
    note(by, at, "remove_evidence", book, voucher, before=before)
    return voucher


def _count_change(voucher: Voucher) -> None:
    """What lies under a draft is a part of what is reviewed."""
    voucher.version += 1
    voucher.save(update_fields=["version"])


def _get_draft(by: Actor, voucher_id: int) -> tuple[Voucher, Book]:
    voucher, book = get_voucher(by, voucher_id, Right.KEEP_BOOKS)
    if voucher.state != VoucherState.DRAFT:
        raise Refused(_("Documents are laid under drafts only; give the voucher back first."), Because.CONFLICT)
    return voucher, book


def _name(name: str, ending: str) -> str:
    """The file's own name, without folders and without signs that show nothing."""
    plain = "".join(c for c in plain_text(name.replace("\\", "/").rpartition("/")[2]) if c.isprintable())
    stem = plain.rpartition(".")[0] or plain
    return f"{stem[: NAME_MAX - 1 - len(ending)] or 'document'}.{ending}"
