"""The room `access` as a Django app, and the part of allauth that its second factors lean on."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

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
    default = True

    def ready(self) -> None:
        """Hang in the pages, the duties, what is held of a person, and what is kept for a time."""
        from headgoose.access import duties, trail, waiting
        from headgoose.kernel import registries
        from headgoose.kernel.rights import Right

        for label, name, right, order in (
            (_("Accounts"), "accounts", Right.APPOINT, 70),
            (_("Security"), "security", Right.SECURE_ACCOUNTS, 80),
            (_("System"), "system", Right.OPERATE, 90),
        ):
            registries.navigation.add(registries.NavigationItem(label, name, name, order, right))
        registries.desk_cards.add(
            registries.DeskCard(
                _("Accounts and system"), lambda actor, on: list(waiting.duties_of_administrators(actor, on)), "", 5
            )
        )
        trail.declare()
        registries.chores.add(
            registries.Chore(gettext_noop("close ended accounts"), DAY_S, duties.sweep_accounts, order=30)
        )
        registries.chores.add(
            registries.Chore(gettext_noop("clear old sessions"), DAY_S, duties.sweep_sessions, order=40)
        )
        covered = ("access.User", "access.Session", "access.SignInAttempt", "mfa.Authenticator")
        registries.holdings.add(registries.Holding(_("Account"), duties.hold_account, order=50, covers=covered))
        registries.holdings.add(registries.Holding(_("acts by the person"), duties.hold_acts, order=51))
        registries.retentions.add(
            registries.Retention(
                "sign_in_attempts", _("tries to sign in"), duties.count_attempts, duties.drop_attempts, order=50
            )
        )
