"""The kernel as a Django app: no models, only what the rooms share."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """Kernel."""

    name = "headgoose.kernel"
    label = "kernel"

    def ready(self) -> None:
        """Let the rooms' addresses hold numbers of records."""
        from django.urls import register_converter

        from headgoose.kernel.addresses import RecordNumber

        register_converter(RecordNumber, "record_number")
