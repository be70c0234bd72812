"""The room `briefing` as a Django app."""

from django.apps import AppConfig


class BriefingConfig(AppConfig):
    """See the room's docstring."""

    name = "headgoose.briefing"
    label = "briefing"
