"""The room `access` as a Django app, and the part of allauth that its second factors lean on."""

from django.apps import AppConfig

DAY_S = 24 * 3600


class AllauthAccountConfig(AppConfig):
    """allauth's second factors import its accounts. We use none of those: no address, no middleware, no sign-up."""

    name = "allauth.account"
    label = "account"
    default_auto_field = "django.db.models.AutoField"


class AccessConfig(AppConfig):
    """See the room's docstring."""

    name = "headgoose.access"
    label = "access"

    def ready(self) -> None:
        """Hang in the duties, what is held of a person, and what is kept for a time."""
