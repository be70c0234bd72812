"""The room `personal` as a Django app."""

from django.apps import AppConfig


class PersonalConfig(AppConfig):
    """See the room's docstring."""

    name = "headgoose.personal"
    label = "personal"
