"""The key of an app as a picture that its camera reads."""

import re

from allauth.core.context import request_context
from allauth.mfa.adapter import get_adapter
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

from headgoose.access.models import User

HEAD = re.compile(r"<\?xml[^>]*\?>|<!DOCTYPE[^>]*>|<!--.*?-->", re.DOTALL)


def draw_key(user: User, secret: str) -> SafeString:
    """A QR code as SVG, on white in dark mode too: cameras read no light on dark. Its key is told beside it."""
    adapter = get_adapter()
    with request_context(HttpRequest()):
        drawn = str(adapter.build_totp_svg(adapter.build_totp_url(user, secret)))
    # Drawn by the library from a user name and a secret; both are percent-encoded in it.
    return mark_safe(HEAD.sub("", drawn).replace("<svg ", '<svg class="qr" aria-hidden="true" ', 1))  # noqa: S308
