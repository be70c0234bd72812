"""The room `training` as a Django app."""

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    """See the room's docstring."""

    name = "headgoose.training"
    label = "training"
