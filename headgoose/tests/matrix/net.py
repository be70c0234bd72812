"""What a resident asked for at a place in the small province."""

from datetime import UTC, datetime
from io import BytesIO

from PIL import Image

from headgoose.casework.actions.receiving import Asked, receive_request
from headgoose.casework.models import Channel, Photo, Request
from headgoose.casework.petitioners import Asker
from headgoose.kernel.actor import system_actor
from headgoose.places.models import Span
from headgoose.records.attachments import read_document

AT = datetime(2026, 6, 1, 1, 30, tzinfo=UTC)


def ask_at(span: Span, number: int, phone: str) -> tuple[Request, Photo]:
    """A request with a picture, by somebody who left a telephone that nobody sees without saying what for."""
    picture = BytesIO()
    Image.new("RGB", (4, 4), (number, 9, 9)).save(picture, "PNG")
    asked = Asked(
        place=span.code,
        category="road",
        text="路灯坏了",
        channel=Channel.WEB,
        asker=Asker("来诉人", phone),
        photos=[read_document(picture.getvalue())],
    )
    request = receive_request(by=system_actor("matrix", "test"), at=AT, asked=asked)
    return request, Photo.objects.get(event__request=request)
