"""Pictures as telephones take them, made for tests."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

# Where it was taken, as a telephone writes it: 46 degrees north, 126 east.
GPS = {1: "N", 2: (46.0, 50.0, 11.0), 3: "E", 4: (126.0, 29.0, 7.0)}
GPS_TAG, MAKER_TAG = 0x8825, 0x010F
MAKER = "TelephoneMaker"


def jpeg(colour: tuple[int, int, int] = (30, 90, 60), size: tuple[int, int] = (640, 480)) -> bytes:
    """A JPEG with a place and a maker in its EXIF."""
    picture, out = Image.new("RGB", size, colour), BytesIO()
    exif = Image.Exif()
    exif[MAKER_TAG] = MAKER
    exif[GPS_TAG] = GPS
    picture.save(out, "JPEG", exif=exif)
    return out.getvalue()


def upload(content: bytes | None = None, name: str = "photo.jpg") -> SimpleUploadedFile:
    """The same as a browser sends it."""
    return SimpleUploadedFile(name, jpeg() if content is None else content, "image/jpeg")
