"""Answers when something cannot be answered."""

from django.http import HttpRequest, HttpResponse


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was too old or came from elsewhere."""
    return HttpResponse(reason, status=403)
