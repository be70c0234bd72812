"""A certificate as PDF: who, which class, how many hours, its number, and a code that opens the page to check it."""

import io
from dataclasses import dataclass
from datetime import date

import segno
from django.utils.translation import gettext as _

from headgoose.look.wording import day_text
from headgoose.training.models import Certificate
from headgoose.training.wording import hours_text

# A font that readers of PDF bring along; it need not be put into the file.
FONT = "STSong-Light"
QR_POINTS = 92.0
MARGIN = 42.0


@dataclass(frozen=True)
class Said:
    """What a certificate says."""

    number: str
    name: str
    title: str
    start_on: date
    end_on: date
    minutes: int
    organiser: str
    issued_on: date
    address: str


def find_certificate(number: str) -> Certificate | None:
    """The certificate of a number as somebody typed it, or None. What has no hours any more is none."""
    digits = "".join(sign for sign in number[:40] if sign.isascii() and sign.isdigit())
    plain = "-".join([digits[:4], digits[4:8], digits[8:12], digits[12:]])
    found = Certificate.objects.filter(number=plain).select_related("enrolment__training_class", "enrolment__person")
    one = found.first()
    return one if one is not None and one.enrolment.minutes else None


def draw_certificate(said: Said) -> bytes:
    """The bytes of the PDF: one page of A4 across."""
    # Drawing is loaded when there is something to draw.
    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    width, height = landscape(A4)
    page = Canvas(io.BytesIO(), pagesize=(width, height), invariant=1)
    page.setTitle(said.number)
    page.setStrokeColorRGB(0.14, 0.38, 0.27)
    page.setLineWidth(2)
    page.rect(MARGIN, MARGIN, width - 2 * MARGIN, height - 2 * MARGIN)
    page.setLineWidth(0.6)
    page.rect(MARGIN + 6, MARGIN + 6, width - 2 * MARGIN - 12, height - 2 * MARGIN - 12)
    middle, top = width / 2, height - 120
    for text, size, down in _lines(said):
        page.setFont(FONT, _fitting(pdfmetrics.stringWidth(text, FONT, size), size, width - 3.5 * MARGIN))
        page.drawCentredString(middle, top - down, text)
    page.setFont(FONT, 11)
    page.drawString(MARGIN + 28, MARGIN + 50, _("Certificate no. %(number)s") % {"number": said.number})
    page.drawString(MARGIN + 28, MARGIN + 30, _("Scan the code to check it."))
    _draw_code(page, said.address, width - MARGIN - 28 - QR_POINTS, MARGIN + 24)
    return bytes(page.getpdfdata())


def _fitting(width: float, size: float, most: float) -> float:
    """The size at which a line of a width fits."""
    return size if width <= most else size * most / width


def _lines(said: Said) -> list[tuple[str, float, float]]:
    """Lines of the certificate: text, size, how far below the top."""
    days = {"start": day_text(said.start_on), "end": day_text(said.end_on)}
    return [
        (_("Certificate of training"), 32, 0),
        (said.name, 26, 74),
        (_("took part from %(start)s to %(end)s in the class") % days, 15, 118),
        (said.title, 20, 156),
        (_("and was there for %(hours)s.") % {"hours": hours_text(said.minutes)}, 15, 194),
        (said.organiser, 15, 250),
        (day_text(said.issued_on), 13, 274),
    ]


def _draw_code(page: object, address: str, left: float, bottom: float) -> None:
    rows = list(segno.make(address, error="m", micro=False).matrix_iter(border=0))
    side = QR_POINTS / len(rows)
    for down, row in enumerate(rows, 1):
        for along, dark in enumerate(row):
            if dark:
                spot = (left + along * side, bottom + QR_POINTS - down * side)
                page.rect(*spot, side, side, stroke=0, fill=1)  # type: ignore[attr-defined]
