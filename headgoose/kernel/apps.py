"""The kernel as a Django app: no models, only what the rooms share."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """Kernel."""

    name = "headgoose.kernel"
    label = "kernel"
