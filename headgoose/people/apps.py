"""The room `people` as a Django app."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """See the room's docstring."""

    name = "headgoose.people"
    label = "people"
