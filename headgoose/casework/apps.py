"""The room `casework` as a Django app."""

from importlib import import_module

from django.apps import AppConfig

# Each part of the room registers what it hangs into other rooms.
PARTS: tuple[str, ...] = ("office", "public", "whistles", "rolls", "phone", "open311", "measures")


class CaseworkConfig(AppConfig):
    """See the room's docstring."""

    name = "headgoose.casework"
    label = "casework"

    def ready(self) -> None:
        """Hang into pages of lower rooms what this room offers."""
        for part in PARTS:
            import_module(f"headgoose.casework.{part}_hooks").register()
