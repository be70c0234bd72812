"""What may lie under a record: a picture or a PDF, told by its content and never by its name."""

import hashlib
import io
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from headgoose.kernel.refusal import Because, Refused
from headgoose.records.pictures import JPEG, ORIENTATION, PNG, WEBP, strip_picture

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

PDF = "application/pdf"
ENDINGS = {JPEG: "jpg", PNG: "png", WEBP: "webp", PDF: "pdf"}
ATTACHMENT_MAX_BYTES = 5 * 1024 * 1024
# What is no JPEG is drawn in full to be looked at, at up to four bytes a point.
PIXELS_MAX = {JPEG: 60_000_000, PNG: 30_000_000, WEBP: 30_000_000}
SMALL_PIXELS = 900
PDF_END_WITHIN = 2048


@dataclass(frozen=True)
class Document:
    """A picture or PDF as it is kept."""

    media: str
    content: bytes

    @property
    def sha256(self) -> str:
        """The hash by which it is known."""
        return hashlib.sha256(self.content).hexdigest()


def read_document(content: bytes) -> Document:
    """A file as it is kept: a picture without what it tells beside the picture, or a PDF. Raises Refused."""
    if not content:
        raise Refused(_("The file is empty."), field="file")
    if len(content) > ATTACHMENT_MAX_BYTES:
        raise Refused(_("The file is larger than 5 MB."), Because.TOO_LARGE, field="file")
    media = sniff(content)
    if media is None:
        raise Refused(_("This is no picture (JPEG, PNG, WebP) and no PDF, whatever its name says."), field="file")
    if media == PDF:
        if b"%%EOF" not in content[-PDF_END_WITHIN:]:
            raise Refused(_("The PDF is cut off: send it again."), field="file")
        return Document(media, content)
    try:
        orientation = _look_at(media, content)
        stripped = strip_picture(media, content, orientation)
        _look_at(media, stripped)
    except Refused:
        raise
    # A decoder fed with anything fails in many ways; each means the same to who sent it.
    except Exception as error:
        raise Refused(_("The picture is damaged or cut off: send it again."), field="file") from error
    return Document(media, stripped)


def sniff(content: bytes) -> str | None:
    """What a content is by its first bytes, or None."""
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return WEBP
    return PDF if content.startswith(b"%PDF-") else None


def _look_at(media: str, content: bytes) -> int:
    """Decode a picture to the end, and say how it is turned. Raises what Pillow raises, and Refused for a huge one."""
    with _open(content) as picture:
        if picture.width * picture.height > PIXELS_MAX[media]:
            said = {"most": PIXELS_MAX[media] // 1_000_000}
            reason = _("The picture has more than %(most)d million points.")
            raise Refused(reason % said, Because.TOO_LARGE, field="file")
        turned: object = picture.getexif().get(ORIENTATION, 1)
        # A JPEG is read whole but drawn at an eighth, which takes a tenth of the memory.
        picture.draft(None, (max(picture.width // 8, 1), max(picture.height // 8, 1)))
        picture.load()
    return turned if isinstance(turned, int) else 1


def _open(content: bytes) -> "Picture":
    # Drawing is loaded when there is something to draw.
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return Image.open(io.BytesIO(content), formats=["JPEG", "PNG", "WEBP"])


def small_picture(content: bytes) -> bytes:
    """A picture small enough to lie beside a record, upright, as JPEG."""
    from PIL import Image, ImageOps

    with _open(content) as picture:
        picture.draft("RGB", (SMALL_PIXELS, SMALL_PIXELS))
        # Made small first: turning and painting then take little memory.
        picture.thumbnail((SMALL_PIXELS, SMALL_PIXELS))
        upright = ImageOps.exif_transpose(picture)
        on_white = Image.new("RGB", upright.size, "white")
        seen = upright.convert("RGBA")
        on_white.paste(seen, mask=seen.getchannel("A"))
        out = io.BytesIO()
        on_white.save(out, "JPEG", quality=78, optimize=True)
    return out.getvalue()
