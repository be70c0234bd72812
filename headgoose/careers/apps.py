"""The room `careers` as a Django app."""

from django.apps import AppConfig


class CareersConfig(AppConfig):
    """See the room's docstring."""

    name = "headgoose.careers"
    label = "careers"
