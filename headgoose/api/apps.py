"""The room `api` as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from headgoose.kernel.registries import Retention, retentions


class ApiConfig(AppConfig):
    """See the room's docstring."""

    name = "headgoose.api"
    label = "api"

    def ready(self) -> None:
        """Say for how long answers are kept by their keys, what tokens somebody has, and how they are ended."""
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
        from headgoose.api.actions import shut_tokens
        from headgoose.api.holdings import tokens_held
        from headgoose.api.panels import tokens_panel
        from headgoose.kernel.registries import AccountPanel, Holding, WayIn, account_panels, holdings, ways_in

        holdings.add(Holding(_("tokens for programmes"), tokens_held, order=60, covers=("api.AccessToken",)))
        ways_in.add(WayIn("tokens", shut_tokens, order=10))
        account_panels.add(AccountPanel("tokens", tokens_panel, order=10))
