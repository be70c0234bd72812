"""Tabler's icons, vendored by `scripts/vendor`: only those that pages use."""

from functools import cache
from pathlib import Path

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

FOLDER = Path(__file__).resolve().parent


@cache
def _drawing(name: str) -> tuple[str, str]:
    """The attributes and the body of an icon's `<svg>`."""
    opening, _, rest = FOLDER.joinpath(f"{name}.svg").read_text(encoding="utf-8").partition(">")
    return opening.removeprefix("<svg"), rest.rpartition("</svg>")[0]


def draw_icon(name: str, label: str = "") -> SafeString:
    """An icon as inline SVG: hidden from screen readers, or named when it stands alone."""
    if not name.replace("-", "").isalnum():
        raise ValueError(name)
    attributes, body = (mark_safe(part) for part in _drawing(name))  # noqa: S308 - vendored files, no input
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"{}>{}</svg>', label, attributes, body)
    return format_html('<svg class="icon" aria-hidden="true"{}>{}</svg>', attributes, body)
