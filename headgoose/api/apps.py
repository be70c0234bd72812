"""The room `api` as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from headgoose.kernel.registries import Retention, retentions


class ApiConfig(AppConfig):
    """See the room's docstring."""

    name = "headgoose.api"
    label = "api"

    def ready(self) -> None:
        """Say for how long answers are kept by their keys."""
        from headgoose.records.idempotency.actions import clear_answers, count_answers

        retentions.add(
            Retention(
                "idempotency_keys",
                _("answers to programmes, kept to be repeated"),
                count_answers,
                lambda before, at, by: clear_answers(before=before, at=at, by=by),
                80,
            )
        )
        from headgoose.api.holdings import tokens_held
        from headgoose.kernel.registries import Holding, holdings

        holdings.add(Holding(_("tokens for programmes"), tokens_held, order=60, covers=("api.AccessToken",)))
