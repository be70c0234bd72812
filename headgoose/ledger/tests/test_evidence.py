"""Pictures and PDFs under vouchers: told by their content, without what a telephone adds, and seen when used twice."""

import io
import struct
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from PIL import ExifTags, Image, ImageDraw

from headgoose.kernel.refusal import Refused
from headgoose.ledger.actions.evidence import EVIDENCE_MAX, add_evidence, remove_evidence
from headgoose.ledger.actions.posting import post_voucher
from headgoose.ledger.actions.vouchers import discard_voucher
from headgoose.ledger.models import Evidence, Voucher
from headgoose.ledger.tests.conftest import SIBLING, TOWNSHIP, VILLAGE, Desk
from headgoose.records.attachments import ATTACHMENT_MAX_BYTES, read_document, small_picture
from headgoose.records.models import Act, Attachment

Users = Callable[..., Client]
FEE = (("102", 500), ("501", -500))
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
PLACE = "46.8306,126.4868"


def picture(kind: str = "JPEG", orientation: int = 1, size: tuple[int, int] = (64, 32), **more: Any) -> bytes:
    """A picture as a telephone makes it: a red corner, and where it was taken."""
    image = Image.new("RGB", size, "white")
    ImageDraw.Draw(image).rectangle([0, 0, size[0] // 2, size[1] // 2], fill="red")
    exif = Image.Exif()
    exif[ExifTags.Base.ImageDescription] = PLACE
    exif[ExifTags.Base.Orientation] = orientation
    out = io.BytesIO()
    image.save(out, kind, exif=exif, **more)
    return out.getvalue()


def pixels(content: bytes) -> bytes:
    with Image.open(io.BytesIO(content)) as image:
        return image.convert("RGB").tobytes()


@pytest.fixture
def draft(desk: Desk) -> Voucher:
    return desk.draft("2026-04-01", *FEE)


@pytest.fixture
def keeper(desk: Desk, as_user: Users) -> Client:
    return as_user("village_accountant", VILLAGE)


def add(desk: Desk, voucher: Voucher, content: bytes, name: str = "发票.jpg") -> Evidence:
    return add_evidence(by=desk.maker, at=desk.at, voucher_id=voucher.pk, name=name, content=content)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_keeps_its_look_and_loses_where_it_was_taken(kind: str) -> None:
    sent = picture(kind)
    assert PLACE.encode() in sent
    kept = read_document(sent).content
    assert PLACE.encode() not in kept
    assert pixels(kept) == pixels(sent)
    assert read_document(kept).content == kept


@pytest.mark.parametrize("options", [{"progressive": True}, {"quality": 100, "subsampling": 0}, {"comment": PLACE}])
def test_jpegs_of_every_make_are_read(options: dict[str, Any]) -> None:
    sent = picture(**options)
    kept = read_document(sent).content
    assert PLACE.encode() not in kept
    assert pixels(kept) == pixels(sent)


def test_of_a_photograph_with_others_behind_it_the_first_is_kept() -> None:
    out = io.BytesIO()
    behind = Image.new("RGB", (64, 32), "blue")
    Image.open(io.BytesIO(picture())).save(out, "MPO", save_all=True, append_images=[behind])
    kept = read_document(out.getvalue())
    assert (kept.media, b"MPF" in kept.content, kept.content.count(b"\xff\xd8\xff")) == ("image/jpeg", False, 1)
    assert len(pixels(kept.content)) == 64 * 32 * 3


def test_a_stripped_webp_does_not_say_that_it_holds_what_is_gone() -> None:
    sent = picture("WEBP")
    assert (sent[12:16], sent[20] & 0x0C) == (b"VP8X", 0x08)
    kept = read_document(sent).content
    assert (kept[12:16], kept[20] & 0x0C) == (b"VP8X", 0)


def test_a_picture_held_sideways_stays_upright() -> None:
    kept = read_document(picture(orientation=6)).content
    with Image.open(io.BytesIO(kept)) as image:
        assert dict(image.getexif()) == {ExifTags.Base.Orientation: 6}
    with Image.open(io.BytesIO(small_picture(kept))) as image:
        assert image.size == (32, 64)


def test_what_hides_behind_the_end_of_a_picture_is_cut_off() -> None:
    for kind in ("JPEG", "PNG", "WEBP"):
        assert b"<script>" not in read_document(picture(kind) + b"<script>alert(1)</script>").content


def test_a_large_transparent_picture_becomes_a_small_one_on_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (3000, 1500), (0, 0, 0, 0)).save(out, "PNG")
    with Image.open(io.BytesIO(small_picture(out.getvalue()))) as image:
        assert image.size == (900, 450)
        assert image.getpixel((10, 10)) == (255, 255, 255)


def with_huge_size(content: bytes) -> bytes:
    """A PNG that says to be 100,000 points wide and high."""
    return content[:16] + struct.pack(">II", 100_000, 100_000) + content[24:]


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 422),
        (b"<html><script>alert(1)</script></html>", 422),
        (b"GIF89a" + bytes(50), 422),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", 422),
        (b"MZ" + bytes(200), 422),
        (b"\xff\xd8\xff\xe0 no picture at all", 422),
        (picture()[:200], 422),
        (picture("PNG")[:-30], 422),
        (picture("WEBP")[:60], 422),
        (with_huge_size(picture("PNG")), 422),
        (PDF[:-6], 422),
        (b"%PDF-1.4" + bytes(ATTACHMENT_MAX_BYTES), 413),
    ],
)
def test_what_is_no_picture_and_no_pdf_is_refused_whatever_its_name(
    keeper: Client, draft: Voucher, content: bytes, status: int
) -> None:
    sent = SimpleUploadedFile("发票.jpg", content, "image/jpeg")
    answer = keeper.post(f"/voucher/{draft.pk}/evidence/", {"file": sent})
    assert (answer.status_code, Evidence.objects.count(), Attachment.objects.count()) == (status, 0, 0)
    assert answer.context["refused"] is not None


def test_nothing_chosen_is_said_so(keeper: Client, draft: Voucher) -> None:
    assert keeper.post(f"/voucher/{draft.pk}/evidence/").status_code == 422


def test_several_documents_are_laid_under_a_draft_and_come_back_as_downloads(keeper: Client, draft: Voucher) -> None:
    sent = [SimpleUploadedFile("../../发票 1.html", picture()), SimpleUploadedFile("合同.pdf", PDF)]
    assert keeper.post(f"/voucher/{draft.pk}/evidence/", {"file": sent}).status_code == 302
    one, two = Evidence.objects.order_by("pk")
    assert (one.name, two.name) == ("发票 1.jpg", "合同.pdf")
    page = keeper.get(f"/voucher/{draft.pk}/").content.decode()
    assert f"/voucher/{draft.pk}/evidence/{one.pk}/small.jpg" in page
    assert f"/evidence/{two.pk}/small.jpg" not in page
    answer = keeper.get(f"/voucher/{draft.pk}/evidence/{two.pk}/")
    assert (answer.content, answer["Content-Type"]) == (PDF, "application/pdf")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in answer["Cache-Control"]
    assert keeper.get(f"/voucher/{draft.pk}/evidence/{one.pk}/small.jpg")["Content-Type"] == "image/jpeg"
    assert keeper.get(f"/voucher/{draft.pk}/evidence/{two.pk}/small.jpg").status_code == 404
    assert keeper.post(f"/voucher/{draft.pk}/evidence/{one.pk}/remove/").status_code == 302
    assert list(Evidence.objects.all()) == [two]
    assert Act.objects.filter(verb="ledger.remove_evidence").count() == 1


def test_documents_are_for_those_who_may_read_the_book(desk: Desk, draft: Voucher, as_user: Users) -> None:
    one = add(desk, draft, PDF, "a.pdf")
    other = desk.draft("2026-04-02", *FEE)
    for path in ("", "small.jpg"):
        assert as_user("secretary", SIBLING).get(f"/voucher/{draft.pk}/evidence/{one.pk}/{path}").status_code == 404
    reader = as_user("secretary", VILLAGE)
    assert reader.get(f"/voucher/{draft.pk}/evidence/{one.pk}/").status_code == 200
    assert reader.get(f"/voucher/{other.pk}/evidence/{one.pk}/").status_code == 404
    assert reader.post(f"/voucher/{draft.pk}/evidence/{one.pk}/remove/").status_code == 403
    assert reader.post(f"/voucher/{draft.pk}/evidence/", {"file": SimpleUploadedFile("b.pdf", PDF)}).status_code == 403
    assert Client().get(f"/voucher/{draft.pk}/evidence/{one.pk}/").status_code == 302


def test_the_same_document_lies_once_under_one_voucher(desk: Desk, draft: Voucher) -> None:
    add(desk, draft, PDF)
    with pytest.raises(Refused) as caught:
        add(desk, draft, PDF, "again.pdf")
    assert caught.value.status == 409
    assert Evidence.objects.count() == 1


def test_a_voucher_takes_so_many_documents(desk: Desk, draft: Voucher) -> None:
    for number in range(EVIDENCE_MAX):
        add(desk, draft, PDF + f"{number} %%EOF".encode())
    with pytest.raises(Refused, match="30"):
        add(desk, draft, PDF)


def test_documents_of_a_reviewed_voucher_stay_as_they_are(keeper: Client, desk: Desk) -> None:
    voucher = desk.draft("2026-04-01", *FEE)
    one = add(desk, voucher, PDF)
    post_voucher(by=desk.reviewer, at=desk.at, voucher_id=voucher.pk)
    for refused in (
        lambda: add(desk, voucher, picture()),
        lambda: remove_evidence(by=desk.maker, at=desk.at, voucher_id=voucher.pk, evidence_id=one.pk),
    ):
        with pytest.raises(Refused) as caught:
            refused()
        assert caught.value.status == 409
    page = keeper.get(f"/voucher/{voucher.pk}/").context
    assert not page["may_attach"]
    assert keeper.post(f"/voucher/{voucher.pk}/evidence/{one.pk}/remove/").status_code == 409
    with pytest.raises(DatabaseError), transaction.atomic():
        Evidence.objects.filter(pk=one.pk).delete()


def test_a_kept_document_is_never_changed_or_deleted(desk: Desk, draft: Voucher) -> None:
    add(desk, draft, PDF)
    with pytest.raises(DatabaseError), transaction.atomic():
        Attachment.objects.update(media="text/html")
    with pytest.raises(DatabaseError), transaction.atomic():
        Attachment.objects.all().delete()


def test_the_same_receipt_under_two_vouchers_is_seen_and_named_only_to_those_who_may_know(
    desk: Desk, draft: Voucher, keeper: Client, new_desk: Callable[..., Desk], as_user: Users
) -> None:
    there = new_desk(SIBLING)
    other = there.draft("2026-05-01", *FEE)
    # A second photograph of it by another telephone would differ; the same file with other remarks does not.
    add(desk, draft, picture())
    add(there, other, picture(comment="另一部手机"))
    assert Attachment.objects.count() == 1
    mine = keeper.get(f"/voucher/{draft.pk}/")
    assert [(item["seen"], item["hidden"]) for item in mine.context["evidence"]] == [([], 1)]
    assert f"/voucher/{other.pk}/" not in mine.content.decode()
    assert "厢红六" not in mine.content.decode()
    above = as_user("township_accountant", TOWNSHIP).get(f"/voucher/{draft.pk}/")
    assert f'href="/voucher/{other.pk}/"' in above.content.decode()
    assert above.context["evidence"][0]["seen"][0][0] == "厢红六村"
    discard_voucher(by=there.maker, at=there.at, voucher_id=other.pk)
    assert [item["hidden"] for item in keeper.get(f"/voucher/{draft.pk}/").context["evidence"]] == [0]
