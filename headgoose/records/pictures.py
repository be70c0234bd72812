"""Pictures without what they tell beside the picture: where and when it was taken, by which telephone.

Nothing is drawn anew: the same picture gives the same bytes on every machine and under every version of a library, so
that the hash of a receipt tells whether it was seen before. Only the turn of a picture from a telephone is kept.
"""

import struct
from collections.abc import Iterator

JPEG, PNG, WEBP = "image/jpeg", "image/png", "image/webp"
# What decides how a PNG looks; everything else is remarks, times and places.
PNG_CHUNKS = {
    b"IHDR",
    b"PLTE",
    b"IDAT",
    b"IEND",
    b"tRNS",
    b"gAMA",
    b"cHRM",
    b"sRGB",
    b"iCCP",
    b"sBIT",
    b"bKGD",
    b"pHYs",
}
WEBP_CHUNKS = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"}
WEBP_EXIF_AND_XMP = 0x0C
SOI, EOI, SOS, APP0, APP1, APP2, APP14, APP15, COMMENT = 0xD8, 0xD9, 0xDA, 0xE0, 0xE1, 0xE2, 0xEE, 0xEF, 0xFE
STANDALONE = {0x01, *range(0xD0, 0xD8)}
ORIENTATION = 0x0112


class Broken(ValueError):
    """The bytes are not put together as the kind of picture says."""


def strip_picture(media: str, content: bytes, orientation: int = 1) -> bytes:
    """The picture alone.

    Args:
        orientation: how a telephone was held, 1 to 8 as EXIF counts; kept in a JPEG, where nothing else says it.

    Raises:
        Broken: it is cut off, or no such picture.
    """
    try:
        if media == JPEG:
            return b"".join(_jpeg_parts(content, orientation))
        return b"".join(_png_parts(content)) if media == PNG else _webp(content)
    except (struct.error, IndexError) as error:
        raise Broken("cut off") from error


def _jpeg_parts(content: bytes, orientation: int) -> Iterator[bytes]:
    yield content[:2]
    if orientation in range(2, 9):
        yield _turn(orientation)
    at = 2
    while True:
        while content[at] == 0xFF and content[at + 1] == 0xFF:
            at += 1
        if content[at] != 0xFF:
            raise Broken("a segment does not begin where the one before ends")
        marker = content[at + 1]
        if marker == EOI:
            yield content[at : at + 2]
            return
        end = at + 2 if marker in STANDALONE else at + 2 + _length(content, at + 2)
        if _shows(marker, content[at + 4 : at + 16]):
            yield content[at:end]
        if marker == SOS:
            scan_end = _scan_end(content, end)
            yield content[end:scan_end]
            end = scan_end
        at = end


def _length(content: bytes, at: int) -> int:
    (length,) = struct.unpack_from(">H", content, at)
    if length < 2 or at + length > len(content):
        raise Broken("cut off")
    return int(length)


def _shows(marker: int, begins: bytes) -> bool:
    """Whether a segment decides how the picture looks: colours are told by two of the applications' segments."""
    if marker == APP2:
        return begins.startswith(b"ICC_PROFILE\0")
    return marker != COMMENT and (marker in (APP0, APP14) or not APP0 <= marker <= APP15)


def _scan_end(content: bytes, at: int) -> int:
    """Where the next marker after a scan stands; within one, FF is followed by zero or by a restart."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0 or at + 1 >= len(content):
            raise Broken("cut off")
        if content[at + 1] == 0xFF:
            at += 1
        elif content[at + 1] == 0 or content[at + 1] in STANDALONE:
            at += 2
        else:
            return at


def _turn(orientation: int) -> bytes:
    """An EXIF segment that says nothing but the turn."""
    body = b"Exif\0\0MM\0*" + struct.pack(">IHHHIHHI", 8, 1, ORIENTATION, 3, 1, orientation, 0, 0)
    return struct.pack(">BBH", 0xFF, APP1, len(body) + 2) + body


def _png_parts(content: bytes) -> Iterator[bytes]:
    yield content[:8]
    at = 8
    while True:
        length, name = struct.unpack_from(">I4s", content, at)
        end = at + 12 + length
        if end > len(content):
            raise Broken("cut off")
        if name in PNG_CHUNKS:
            yield content[at:end]
        if name == b"IEND":
            return
        at = end


def _webp(content: bytes) -> bytes:
    (size,) = struct.unpack_from("<I", content, 4)
    if size + 8 > len(content):
        raise Broken("cut off")
    kept, at = [], 12
    while at < size + 8:
        name, length = struct.unpack_from("<4sI", content, at)
        end = at + 8 + length + length % 2
        if name in WEBP_CHUNKS:
            chunk = bytearray(content[at:end])
            if name == b"VP8X":
                chunk[8] &= ~WEBP_EXIF_AND_XMP & 0xFF
            kept.append(bytes(chunk))
        at = end
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(body)) + body
