"""Documents under vouchers: laid there, taken away, looked at."""

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from headgoose.kernel.clock import now
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.refusal import Because, Refused
from headgoose.ledger.actions.evidence import add_evidence, remove_evidence
from headgoose.ledger.listing import get_readable
from headgoose.ledger.models import Evidence
from headgoose.ledger.views.vouchers import show_voucher
from headgoose.records.attachments import ATTACHMENT_MAX_BYTES, PDF, small_picture
from headgoose.records.pictures import JPEG

AT_ONCE = 10


@signed_in
@require_POST
def add(request: HttpRequest, voucher_id: int) -> HttpResponse:
    """Lay one or more files under a draft. Those before a faulty one stay."""
    sent = request.FILES.getlist("file")[:AT_ONCE]
    taken = 0
    try:
        if not sent:
            raise Refused(_("Choose a picture or a PDF first."), field="file")
        for file in sent:
            _add(request, voucher_id, file)
            taken += 1
    except Refused as refused:
        if refused.because in {Because.NOT_FOUND, Because.FORBIDDEN}:
            raise
        if sent:
            reason = f"{(sent[taken].name or '')[:80]}: {refused}"
            refused = Refused(reason, refused.because, refused.field)
        return show_voucher(request, voucher_id, refused=refused)
    said = ngettext("%(count)d document was added.", "%(count)d documents were added.", taken)
    messages.success(request, said % {"count": taken})
    return redirect("voucher", voucher_id)


def _add(request: HttpRequest, voucher_id: int, file: UploadedFile) -> None:
    # A byte more than may be is enough to be refused as too large; what is huge is not read into memory.
    content = file.read(ATTACHMENT_MAX_BYTES + 1)
    add_evidence(by=get_actor(request), at=now(), voucher_id=voucher_id, name=file.name or "", content=content)


@signed_in
@require_POST
def remove(request: HttpRequest, voucher_id: int, evidence_id: int) -> HttpResponse:
    """Take a document away."""
    try:
        remove_evidence(by=get_actor(request), at=now(), voucher_id=voucher_id, evidence_id=evidence_id)
    except Refused as refused:
        if refused.because in {Because.NOT_FOUND, Because.FORBIDDEN}:
            raise
        return show_voucher(request, voucher_id, refused=refused)
    messages.success(request, _("The document was taken away."))
    return redirect("voucher", voucher_id)


@signed_in
@require_safe
def download(request: HttpRequest, voucher_id: int, evidence_id: int) -> HttpResponse:
    """A document as it was sent, to be saved and never opened within the site."""
    one = _get(request, voucher_id, evidence_id)
    return _safely(bytes(one.attachment.content), one.attachment.media, one.name)


@signed_in
@require_safe
def small(request: HttpRequest, voucher_id: int, evidence_id: int) -> HttpResponse:
    """A picture small enough to lie beside the voucher."""
    one = _get(request, voucher_id, evidence_id)
    if one.attachment.media == PDF:
        raise Refused(_("A PDF has no small picture."), Because.NOT_FOUND)
    return _safely(small_picture(bytes(one.attachment.content)), JPEG, "small.jpg")


def _get(request: HttpRequest, voucher_id: int, evidence_id: int) -> Evidence:
    voucher, _span = get_readable(get_actor(request), voucher_id)
    one = Evidence.objects.filter(voucher=voucher, pk=evidence_id).select_related("attachment").first()
    if one is None:
        raise Refused(_("There is no such document under this voucher."), Because.NOT_FOUND)
    return one


def _safely(content: bytes, media: str, name: str) -> HttpResponse:
    """Content that somebody sent: as a download, of the kind that it was found to be, without power over the page."""
    answer = HttpResponse(content, content_type=media)
    answer.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer
