"""Addresses of one's own notices and channels."""

from django.urls import path, register_converter

from headgoose.notices.models import Service
from headgoose.notices.views import channels, inbox


class NoticeService:
    """One of the services."""

    regex = "|".join(Service.values)

    def to_python(self, value: str) -> Service:
        """The service."""
        return Service(value)

    def to_url(self, value: str) -> str:
        """Its name."""
        return str(Service(value).value)


register_converter(NoticeService, "notice_service")

CHANNEL = "notices/channels/<record_number:channel_id>"
urlpatterns = [
    path("notices/", inbox.inbox, name="notices"),
    path("notices/unread/", inbox.unread, name="notices-unread"),
    path("notices/read/", inbox.read_all, name="read-notices"),
    path("notices/<record_number:notice_id>/open/", inbox.follow, name="open-notice"),
    path("notices/<record_number:notice_id>/read/", inbox.read, name="read-notice"),
    path("notices/channels/", channels.channels, name="notice-channels"),
    path("notices/channels/add/<notice_service:service>/", channels.add, name="add-notice-channel"),
    path(f"{CHANNEL}/", channels.channel, name="notice-channel"),
    path(f"{CHANNEL}/code/", channels.send_code, name="send-notice-code"),
    path(f"{CHANNEL}/pause/", channels.pause, name="pause-notice-channel"),
    path(f"{CHANNEL}/resume/", channels.resume, name="resume-notice-channel"),
    path(f"{CHANNEL}/remove/", channels.remove, name="remove-notice-channel"),
]
